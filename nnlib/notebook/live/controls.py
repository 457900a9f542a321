"""The controls of a live figure: abbreviations made into labelled widgets, players."""

import inspect
import math
from collections.abc import Callable, Mapping, Sequence
from decimal import Decimal
from typing import Any

import ipywidgets as widgets
from traitlets import TraitError

from .picture import Picture

STEPPED = (widgets.IntSlider, widgets.SelectionSlider)
Plain = bool | int | float | str


def make_controls(
    function: Callable[..., str], wanted: Mapping[str, Any], labels: Mapping[str, str]
) -> dict[str, widgets.Widget]:
    """A widget for each name in ``wanted``, at the default that ``function`` gives it.

    Raises TypeError where the names are not the function's parameters, ValueError where
    an abbreviation makes no widget or cannot hold the default.
    """
    parameters = inspect.signature(function).parameters
    call = f"{name_of(function)}{inspect.signature(function)}"
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


def name_of(function: Callable[..., Any]) -> str:
    """The name of a function, or of the one inside a ``functools.partial``."""
    inner = getattr(function, "func", function)
    return getattr(inner, "__name__", type(inner).__name__)


def same(one: Any, other: Any) -> bool:
    """Whether two values of a control are one; arrays and data sets by identity."""
    if one is other:
        return True
    return isinstance(one, Plain) and isinstance(other, Plain) and one == other


def move_to(control: widgets.Widget, value: Any) -> None:
    """Set a control as the page would."""
    if control.has_trait("index") and not isinstance(control.index, tuple):
        control.index = _place_of(value, control)
    else:
        control.value = value


def in_words(control: widgets.Widget, value: Any) -> str:
    """A value as the control shows it: an option by its label."""
    for label, option in getattr(control, "_options_full", ()):
        if same(option, value):
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
            move_to(self.control, start)
        self.picture.playing = "" if self.playing else self.name

    def _step(self, _picture: Picture, message: str, _buffers: Any) -> None:
        if message != "step" or not self.playing:
            return
        _, rest = _steps_from(self.control)
        if self.picture.error or not rest:
            self.picture.playing = ""
        else:
            move_to(self.control, rest[0])


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
        menu = isinstance(wish, list | dict)
        widget = (
            widgets.Dropdown(options=wish, equals=same)
            if menu
            else widgets.interactive.widget_from_abbrev(wish)
        )
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
    """Start a control at the default, once it is known to hold it exactly."""
    message = f"the default {name}={default!r} is not among the values of {wish!r}"
    try:
        move_to(widget, default)
    except (TraitError, ValueError) as error:
        raise ValueError(message) from error
    if not same(widget.value, default) and widget.value != default:
        raise ValueError(message)
    if beside := _beside(widget):
        low, high = (in_words(widget, value) for value in beside)
        raise ValueError(f"{message}: its steps are {low} and {high} there")


def _place_of(value: Any, control: widgets.Widget) -> int:
    """The position of an option; ValueError where it is none."""
    for place, (_, option) in enumerate(control._options_full):
        if same(option, value):
            return place
    raise ValueError(f"{value!r} is not among the options")


def _beside(widget: widgets.Widget) -> tuple[float, float] | None:
    """The steps of a slider on both sides of a value that lies between them."""
    if not (widget.has_trait("step") and widget.has_trait("min")) or not widget.step:
        return None
    log = isinstance(widget, widgets.FloatLogSlider)
    values = widget.value if isinstance(widget.value, tuple) else (widget.value,)
    for value in values:
        position = math.log(value, widget.base) if log else value
        steps = (position - widget.min) / widget.step
        if abs(steps - round(steps)) > 1e-6:
            sides = [
                widget.min + widget.step * f(steps) for f in (math.floor, math.ceil)
            ]
            low, high = (widget.base**side if log else side for side in sides)
            return low, high
    return None


def _lay_out(widget: widgets.Widget) -> None:
    widget.style.description_width = "initial"
    if isinstance(widget, widgets.Checkbox):
        widget.indent = False
    if isinstance(widget, widgets.FloatSlider):
        widget.readout_format = _readout(widget.min, widget.step)


def _readout(least: float, step: float) -> str:
    """As many digits behind the point as tell the steps apart, four at most."""
    needed = max(_decimals(step), _decimals(least))
    if needed > 4:  # no round numbers
        needed = math.ceil(-math.log10(step))
    return f".{max(0, needed)}f" if needed <= 4 else ".4g"


def _decimals(number: float) -> int:
    exponent = Decimal(str(number)).normalize().as_tuple().exponent
    return max(0, -int(exponent))
