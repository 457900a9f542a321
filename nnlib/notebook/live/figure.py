"""Live figures: like ``ipywidgets.interact``, but fast, and they leave a picture.

A figure is drawn once.  Its function moves artists that exist and returns a sentence;
only what moved is drawn again.
"""

import inspect
import threading
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from itertools import chain, product
from types import FunctionType
from typing import Any

import ipywidgets as widgets
import matplotlib as mpl
import numpy as np
from IPython import get_ipython
from IPython.display import clear_output
from matplotlib.figure import Figure

from ..drawing import style
from ..names import names_in
from .controls import (
    STEPPED,
    Player,
    in_words,
    make_controls,
    move_to,
    name_of,
    trait_of,
)
from .picture import (
    SMALL,
    Picture,
    decode,
    display_picture,
    encode,
    one_line,
    show,
    tile,
)
from .redraw import Redrawer

#: The live figures of this kernel, oldest first.
registry: list["LiveFigure"] = []

_thread = threading.local()
_GUARD = f"{__name__}:_forbid_pyplot"
_PYPLOT = (
    "a live figure's function must not use pyplot: move the artists of its own figure, "
    "and call the methods of its axes"
)


def explore(
    fig: Figure, /, *, labels: Mapping[str, str] | None = None, **controls: Any
) -> Callable[[Callable[..., str]], "LiveFigure"]:
    """Make ``fig`` live: each move of a control calls the decorated function.

    ::

        @explore(fig, at=(-8, 8, 0.1), kind=["sigmoid", "tanh"])
        def move(at=0.0, kind="sigmoid"):
            point.set_data([at], [curves[kind](at)])
            return f"{kind} at {at:+.1f} is {curves[kind](at):.4f}"

    The function moves artists that exist and returns one sentence: the read-out, and
    the text of the stored picture.  A control is a tuple (min, max) or
    (min, max, step), a list or dict of choices, a bool, a text, or any widget; the
    function's defaults are where the controls start, and where "Reset" leads.  A
    control is labelled with its name, unless ``labels`` or the widget's description
    says better.  Integer and selection sliders can be played.

    The figure keeps the names that its function uses as they were when its cell ran: a
    later cell may use ``line`` or ``z`` for something else.

    The function must not call pyplot, and must hand changed arrays to an artist's
    setter.  What it raises is shown in place, and the next move tries again; what it
    prints or displays is shown under the controls.

    Raises TypeError or ValueError where controls and function do not fit together, and
    whatever the function raises at its defaults.
    """

    def decorate(function: Callable[..., str]) -> LiveFigure:
        if "labels" in inspect.signature(function).parameters:
            raise TypeError(
                f"{name_of(function)} has a parameter called labels, a keyword of "
                "explore's own; rename it"
            )
        live = LiveFigure(fig, function, controls, labels or {})
        live.display()
        return live

    return decorate


def _with_its_names(function: Callable[..., str]) -> Callable[..., str]:
    """The function with the global names that it uses as they are at this moment."""
    if not isinstance(function, FunctionType):
        return function
    names = names_in(function.__code__) | {"__builtins__", "__name__"}
    now = {k: v for k, v in function.__globals__.items() if k in names}
    own = FunctionType(
        function.__code__,
        now,
        function.__name__,
        function.__defaults__,
        function.__closure__,
    )
    own.__kwdefaults__ = function.__kwdefaults__
    return own


class LiveFigure:
    """A figure with controls; made by ``explore``.

    ``controls`` maps names to widgets; ``error`` is what the last move raised, or None.
    """

    def __init__(
        self,
        fig: Figure,
        function: Callable[..., str],
        wanted: Mapping[str, Any],
        labels: Mapping[str, str],
    ) -> None:
        self._cell, self._run = _origin()
        _free_earlier_runs(self._cell, self._run)
        self.controls = make_controls(function, wanted, labels)
        self.error: BaseException | None = None
        self.name = name_of(function)
        self._function = _with_its_names(function)
        self._defaults = self.values
        self._turn = threading.Lock()
        self._ratio = 1.0
        self._pending = self._held = False
        self._dpi = fig.dpi
        self._redrawer = Redrawer(fig)
        sentence = self._call(self._defaults)
        self._initial = encode(self._redrawer.full(), SMALL)
        self._redrawer.frame()  # the first move finds its layers ready
        self.picture = Picture(png=self._initial, sentence=sentence, **self._size())
        self._prints = Prints().add_class("nnlib-prints")
        self._given = [w for name, w in self.controls.items() if w is wanted[name]]
        self._box = self._lay_out()
        for widget in self.controls.values():
            widget.observe(self.refresh, trait_of(widget))
        self.picture.observe(self._sharpen, "ratio")
        self.picture.on_msg(self._hear)
        registry.append(self)

    def __repr__(self) -> str:
        return f"<live figure: {self.sentence}>"

    @property
    def view(self) -> str:
        """The widget that its output shows, by the model's id."""
        return self._box.model_id

    @property
    def values(self) -> dict[str, Any]:
        """What the controls say now."""
        return {name: widget.value for name, widget in self.controls.items()}

    @property
    def sentence(self) -> str:
        """What the picture shows, in words."""
        return self.picture.sentence

    def display(self) -> None:
        """Display the figure and its controls; stored is the initial picture."""
        display_picture(self._initial, self.sentence, self.view)

    def set(self, **values: Any) -> None:
        """Move several controls at once; one picture answers."""
        self._complete(values)
        self._held = True
        try:
            for name, value in values.items():
                move_to(self.controls[name], value)
        finally:
            self._held = False
        self.refresh()

    def reset(self, _button: Any = None) -> None:
        """Move every control to where it started."""
        self.set(**self._defaults)

    # Callbacks run on a thread of their own beside the cells.  Whoever finds the figure
    # idle draws; whoever finds it busy leaves word, and then the one who draws does so
    # once more, with the values of that moment: no queue, and the last value wins.

    def refresh(self, _change: Any = None) -> None:
        """Draw the present values."""
        if self._held:
            return
        self._pending = True
        while self._pending and self._turn.acquire(blocking=False):
            try:
                self._pending = False
                self._answer()
            finally:
                self._turn.release()

    def render(self, **values: Any) -> tuple[bytes, str]:
        """The picture for ``values``, as a PNG file, and its sentence.

        Values that are not given are the defaults.  No control moves, the picture on
        the page stays, and what the function raises is raised.
        """
        with self._alone():
            sentence = self._call(self._complete(values))
            return encode(self._redrawer.full(), SMALL), sentence

    def grid(self, columns: int = 2, /, **values: Sequence[Any]) -> None:
        """Show the figure for each of several values, as one still picture for print.

        ``move.grid(depth=[2, 5, 20])`` draws three panels, ``columns`` in a row; with
        two lists, every combination.  In the projector's style each panel is a picture
        of its own, as large as the figure: one for each slide.
        """
        columns = 1 if style.projecting() else columns
        choices = [
            dict(zip(values, combination, strict=True))
            for combination in product(*values.values())
        ]
        panels, sentences = [], []
        with self._alone(), self._redrawer.shrunk(1 / columns):
            for choice in choices:
                caption = self._say(choice)
                sentences.append(f"{caption}: {self._call(self._complete(choice))}")
                panels.append((caption, self._redrawer.full().copy()))
        if style.projecting():
            for panel, sentence in zip(panels, sentences, strict=True):
                show(tile([panel], columns, self._dpi), sentence)
        else:
            show(tile(panels, columns, self._dpi), " ".join(sentences))

    def compare(self) -> tuple[np.ndarray, np.ndarray]:
        """The pixels shown, and those of a full redraw; shape (height, width, 4)."""
        with self._turn:
            return decode(self.picture.png), self._redrawer.reference()

    def close(self) -> None:
        """Take the figure off the page and free it."""
        registry[:] = [live for live in registry if live is not self]
        for widget in self.controls.values():
            widget.unobserve(self.refresh, trait_of(widget))
        given = set(chain.from_iterable(map(_family, self._given)))
        for widget in set(_family(self._box)) - given:
            widget.close()

    def _lay_out(self) -> widgets.VBox:
        """The picture, a row of controls, each beside its play button, and prints."""
        reset = widgets.Button(description="Reset", layout={"width": "auto"})
        reset.on_click(self.reset)
        row: list[widgets.Widget] = []
        for name, widget in self.controls.items():
            if isinstance(widget, STEPPED):
                player = Player(name, widget, self.picture)
                row.append(widgets.HBox([widget, player.button]))
            else:
                row.append(widget)
        controls = widgets.HBox([*row, reset]).add_class("nnlib-controls")
        parts = [self.picture, controls, self._prints]
        return widgets.VBox(parts).add_class("nnlib-live")

    def _say(self, values: Mapping[str, Any]) -> str:
        """The values in words, by the names that the controls show."""
        chosen = [(self.controls[name], value) for name, value in values.items()]
        return ", ".join(f"{c.description} = {in_words(c, v)}" for c, v in chosen)

    def _complete(self, values: Mapping[str, Any]) -> dict[str, Any]:
        for name in values:
            if name not in self.controls:
                raise TypeError(f"no control {name!r}; there are {[*self.controls]}")
        return {**self._defaults, **values}

    def _call(self, values: Mapping[str, Any]) -> str:
        """Call the function, with pyplot out of its reach."""
        if _GUARD not in mpl.rcParams["figure.hooks"]:
            mpl.rcParams["figure.hooks"] += [_GUARD]
        _thread.guarded = True
        try:
            sentence = self._function(**values)
        finally:
            _thread.guarded = False
            taken = self._redrawer.rebind()
        if taken:
            raise RuntimeError(_PYPLOT)
        return one_line(sentence, f"what {self.name} returns")

    @contextmanager
    def _alone(self) -> Iterator[None]:
        """The figure for another purpose, at its own resolution."""
        with self._turn:
            self._redrawer.figure.set_dpi(self._dpi)
            try:
                yield
            finally:
                self._redrawer.figure.set_dpi(self._dpi * self._ratio)
        if self._pending:
            self.refresh()

    def _answer(self) -> None:
        """Draw the values that the controls have now, or say what went wrong."""
        values = self.values
        try:
            self.picture.busy = True
            with self._prints:
                sentence = self._call(values)
            png = encode(self._redrawer.frame())
        except BaseException as error:  # an interrupt, or exit(), stops this move alone
            self.error = error
            self._redrawer.recover()
            problem = f"{type(error).__name__}: {error}".removesuffix(": ")
            problem += f"\nwith {self._say(values)}"
            news: dict[str, Any] = {"error": problem, "playing": ""}
        else:
            self.error = None
            news = {"png": png, "sentence": sentence, "error": "", **self._size()}
        self._publish(**news)

    def _size(self) -> dict[str, float]:
        """The space on the page, in its pixels."""
        width, height = self._redrawer.figure.get_size_inches() * self._dpi
        return {"width": width, "height": height}

    def _publish(self, **news: Any) -> None:
        """Tell the page, in one message."""
        with self.picture.hold_sync():
            self.picture.set_trait("busy", False)
            for name, value in news.items():
                self.picture.set_trait(name, value)
            self.picture.answers += 1

    def _hear(self, picture: Picture, message: str, _buffers: Any) -> None:
        """Tell a page that asks that there is a kernel."""
        if message == "are you there":
            picture.send("yes")

    def _sharpen(self, _change: Any) -> None:
        """Draw as many pixels as the screen has, up to two for one of the page."""
        with self._turn:
            self._ratio = min(max(self.picture.ratio, 1.0), 2.0)
            self._redrawer.figure.set_dpi(self._dpi * self._ratio)
        self.refresh()


class Prints(widgets.Output):
    """Shows what is printed and displayed within it; what is raised passes through."""

    def __enter__(self) -> None:
        super().__enter__()
        if get_ipython():
            clear_output()

    def __exit__(self, *_raised: Any) -> None:
        super().__exit__(None, None, None)


def _family(widget: widgets.Widget) -> list[widgets.Widget]:
    """A widget, and all that it contains or needs for itself."""
    names = [name for name in ("layout", "style") if widget.has_trait(name)]
    own = [getattr(widget, name) for name in names]
    children = getattr(widget, "children", ())
    return [widget, *own, *chain.from_iterable(map(_family, children))]


def _forbid_pyplot(_figure: Figure) -> None:
    """A hook that pyplot calls on each new figure, before it keeps it."""
    if getattr(_thread, "guarded", False):
        raise RuntimeError(_PYPLOT)


def _origin() -> tuple[str, int | None]:
    """The cell that is running, and the number of this run; no number outside one.

    Cells of front ends without cell ids are told apart by their code.  In JupyterLite
    it is the kernel of the shell that knows the request.
    """
    shell = get_ipython()
    knows = shell if hasattr(shell, "get_parent") else getattr(shell, "kernel", None)
    if knows is None:
        return "", None
    parent = knows.get_parent()
    code = parent.get("content", {}).get("code", "")
    return parent.get("metadata", {}).get("cellId", code), shell.execution_count


def _free_earlier_runs(cell: str, run: int | None) -> None:
    """Close the figures of the same cell, once it runs again."""
    for live in list(registry):
        if run is not None and live._cell == cell and live._run != run:
            live.close()
