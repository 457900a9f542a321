"""The controls of a live figure: abbreviations made into labelled widgets, players."""

import inspect
from collections.abc import Callable, Mapping, Sequence
from decimal import Decimal
from typing import Any

import ipywidgets as widgets
from traitlets import TraitError

from .picture import Picture

STEPPED = (widgets.IntSlider, widgets.SelectionSlider)


def make_controls(
    function: Callable[..., str], wanted: Mapping[str, Any], labels: Mapping[str, str]
) -> dict[str, widgets.Widget]:
    """A widget for each name in ``wanted``, at the default that ``function`` gives it.

    Raises TypeError where the names are not the function's parameters, ValueError where
    an abbreviation makes no widget or cannot hold the default.
    """
    parameters = inspect.signature(function).parameters
    call = f"{function.__name__}{inspect.signature(function)}"
    for name in [*wanted, *labels]:
        if name not in parameters:
            raise TypeError(f"{call} has no parameter {name!r}; rename one of the two")
    for name, parameter in parameters.items():
        if name not in wanted and parameter.default is parameter.empty:
            raise TypeError(
                f"{call} needs a control or a default for {name!r}: "
                f"for example explore(fig, {name}=(0, 10))"
            )
    return {
        name: _make_control(name, wish, parameters[name].default, labels.get(name, ""))
        for name, wish in wanted.items()
    }


def in_words(control: widgets.Widget, value: Any) -> str:
    """A value as the control shows it: an option by its label."""
    options = getattr(control, "options", ())
    for option in options.items() if isinstance(options, Mapping) else options:
        match option:
            case (str(label), other) if other == value:
                return label
    return f"{value:g}" if isinstance(value, float) else str(value)


class Player:
    """A button that walks a control to its end, step by step, and stops on request.

    The front end sets the pace: while ``picture.playing`` names the control, it asks
    for the next step whenever it shows the last one.
    """

    def __init__(self, name: str, control: widgets.Widget, picture: Picture) -> None:
        self.name, self.control, self.picture = name, control, picture
        self.button = widgets.Button(layout={"width": "36px"})
        self.button.on_click(self._press)
        picture.observe(self._label, "playing")
        picture.on_msg(self._step)
        self._label()

    @property
    def playing(self) -> bool:
        return self.picture.playing == self.name

    def _label(self, _change: Any = None) -> None:
        verb = "stop" if self.playing else "play"
        self.button.icon = verb
        self.button.tooltip = f"{verb.capitalize()} {self.control.description}"

    def _press(self, _button: Any) -> None:
        start, rest = _steps_from(self.control)
        if not self.playing and not rest:
            self.control.value = start
        self.picture.playing = "" if self.playing else self.name

    def _step(self, _picture: Picture, message: str, _buffers: Any) -> None:
        if message != "step" or not self.playing:
            return
        _, rest = _steps_from(self.control)
        if self.picture.error or not rest:
            self.picture.playing = ""
        else:
            self.control.value = rest[0]


def _steps_from(control: widgets.Widget) -> tuple[Any, Sequence[Any]]:
    """The first value of a control, and the values after the one it has."""
    if isinstance(control, widgets.IntSlider):
        low, high, step = control.min, control.max, control.step
        return low, range(control.value + step, high + 1, step)
    values = [value for _, value in control._options_full]
    return values[0], values[control.index + 1 :]


def _make_control(name: str, wish: Any, default: Any, label: str) -> widgets.Widget:
    widget = wish
    if not isinstance(wish, widgets.Widget):
        widget = widgets.interactive.widget_from_abbrev(wish)
        if widget is None:
            raise ValueError(
                f"{name}={wish!r} makes no control; give a tuple (min, max, step), a "
                "list or dict of choices, a bool, a text or a widget"
            )
        _lay_out(widget)
    if not widget.has_trait("value"):
        raise ValueError(f"{name} must be a widget with a value, got {wish!r}")
    if default is not inspect.Parameter.empty:
        _set_default(widget, name, wish, default)
    if widget.has_trait("description") and (label or not widget.description):
        widget.description = label or name.replace("_", " ")
    if widget.has_trait("tooltip") and widget.tooltip is None:
        widget.tooltip = widget.description  # ipywidgets says "null" otherwise
    return widget


def _set_default(widget: widgets.Widget, name: str, wish: Any, default: Any) -> None:
    message = f"the default {name}={default!r} is not among the values of {wish!r}"
    try:
        widget.value = default
    except TraitError as error:
        raise ValueError(message) from error
    if widget.value != default:
        raise ValueError(message)


def _lay_out(widget: widgets.Widget) -> None:
    widget.style.description_width = "initial"
    if isinstance(widget, widgets.Checkbox):
        widget.indent = False
    if isinstance(widget, widgets.FloatSlider):
        digits = max(_decimals(widget.step), _decimals(widget.min))
        widget.readout_format = f".{digits}f"


def _decimals(number: float) -> int:
    exponent = Decimal(str(number)).normalize().as_tuple().exponent
    return max(0, -int(exponent))
