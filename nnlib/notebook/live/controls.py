"""The controls of a live figure: abbreviations made into labelled widgets, players."""

import inspect
import math
from collections.abc import Callable, Mapping
from numbers import Real
from textwrap import shorten
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
    """Whether two options are one; arrays and other objects are if identical."""
    if one is other:
        return True
    if isinstance(one, Real) and isinstance(other, Real):
        return isinstance(one, bool) is isinstance(other, bool) and bool(one == other)
    if isinstance(one, list | tuple) and type(one) is type(other):
        return len(one) == len(other) and all(map(same, one, other))
    return isinstance(one, str) and isinstance(other, str) and one == other


def trait_of(control: widgets.Widget) -> str:
    """The trait that the page sets: of a menu the place, of all others the value."""
    return "index" if control.has_trait("index") else "value"


def move_to(control: widgets.Widget, value: Any) -> None:
    """Set a control as the page would; ValueError where a menu has no such option."""
    if not control.has_trait("index"):
        control.value = value
    elif isinstance(control.index, tuple):
        control.index = tuple(_place_of(option, control) for option in value)
    else:
        control.index = _place_of(value, control)


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
            setattr(self.control, trait_of(self.control), start)
        self.picture.playing = "" if self.playing else self.name

    def _step(self, _picture: Picture, message: str, _buffers: Any) -> None:
        if message != "step" or not self.playing:
            return
        _, rest = _steps_from(self.control)
        if rest:
            setattr(self.control, trait_of(self.control), rest[0])
        else:
            self.picture.playing = ""


def _steps_from(control: widgets.Widget) -> tuple[int, range]:
    """The first step of a control, and those after the one where it is."""
    if control.has_trait("index"):
        return 0, range(control.index + 1, len(control.options))
    low, high, step = control.min, control.max, control.step
    return low, range(control.value + step, high + 1, step)


def _make_control(name: str, wish: Any, default: Any, label: str) -> widgets.Widget:
    widget = wish
    if not isinstance(wish, widgets.Widget):
        if isinstance(wish, list | dict):
            widget = widgets.Dropdown(options=wish, equals=same)
        else:
            widget = widgets.interactive.widget_from_abbrev(wish)
        if not isinstance(widget, widgets.Widget):
            raise ValueError(
                f"{name}={wish!r} makes no control; give a tuple (min, max, step), a "
                "list or dict of choices, a bool, a text or a widget"
            )
        _lay_out(widget)
    if not widget.has_trait("value"):
        raise ValueError(f"{name} must be a widget with a value, got {wish!r}")
    if widget.has_trait("index"):
        widget.equals = same
    _set_default(widget, name, wish, default)
    if widget.has_trait("description") and (label or not widget.description):
        widget.description = label or name.replace("_", " ")
    if widget.has_trait("tooltip") and widget.tooltip is None:
        widget.tooltip = widget.description  # ipywidgets says "null" otherwise
    return widget


def _set_default(widget: widgets.Widget, name: str, wish: Any, default: Any) -> None:
    """Start a control at the default, once it is known to hold it exactly."""
    if default is inspect.Parameter.empty:
        default = widget.value
    try:
        move_to(widget, default)
        held = same(widget.value, default) or bool(widget.value == default)
    except (TraitError, TypeError, ValueError):
        held = False
    between = _steps_around(default, widget)
    if between or not held:
        nearest = " and ".join(in_words(widget, step) for step in between)
        raise ValueError(
            f"the default {name}={_short(default)} is not among the values of "
            f"{_short(wish)}" + f"; the nearest are {nearest}" * bool(between)
        )


def _place_of(value: Any, control: widgets.Widget) -> int | None:
    """The place of an option, or None where none is chosen; ValueError for others."""
    for place, (_, option) in enumerate(control._options_full):
        if same(option, value):
            return place
    if value is None:
        return None
    raise ValueError(f"{_short(value)} is not among the options")


def _steps_around(value: Any, slider: widgets.Widget) -> list[Any]:
    """The two steps of a slider that a value lies between; none if it is a step."""
    if isinstance(value, tuple):
        return next(filter(None, (_steps_around(end, slider) for end in value)), [])
    if not (slider.has_trait("readout") and isinstance(value, Real)):
        return []
    if slider.has_trait("index"):
        steps: list[Any] = [s for _, s in slider._options_full if isinstance(s, Real)]
        nearest = sorted(steps, key=lambda step: abs(step - value))[:2]
        return [] if value in steps else sorted(nearest)
    if not slider.step:
        return []
    log = isinstance(slider, widgets.FloatLogSlider)
    if log and value <= 0:
        return []
    place = math.log(value, slider.base) if log else value
    count = (place - slider.min) / slider.step
    ends = count < 0 or place > slider.max - 1e-6 * slider.step
    if ends or abs(count - round(count)) < 1e-6:
        return []
    low = slider.min + math.floor(count) * slider.step
    sides = low, min(low + slider.step, slider.max)
    return [slider.base**side if log else side for side in sides]


def _short(value: Any) -> str:
    return shorten(repr(value), 80, placeholder=" …")


def _lay_out(widget: widgets.Widget) -> None:
    widget.style.description_width = "initial"
    if isinstance(widget, widgets.Checkbox):
        widget.indent = False
    if isinstance(widget, widgets.FloatSlider):
        widget.readout_format = _readout(widget.min, widget.step)


def _readout(least: float, step: float) -> str:
    """As many digits behind the point as tell the steps apart, four at most."""
    exact = (n for n in range(5) if round(least, n) == least and round(step, n) == step)
    digits = next(exact, max(0, math.ceil(-math.log10(step))))  # of no round numbers
    return f".{digits}f" if digits <= 4 else ".4g"
