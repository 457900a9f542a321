"""The scoreboard: what a learner has done, notebook by notebook, and a fresh start."""

from collections.abc import Sequence
from typing import Any

import ipywidgets as widgets

from .. import learner, predictions
from ..drawing.tables import Table
from ..message import markup
from ..series import SERIES
from .exercise import Exercise

HEADER = ("notebook", "exercises passed", "still open", "predictions", "right")
UNTRIED: learner.State = {"exercises": {}, "predictions": {}}


class Board(widgets.VBox):
    """The learner's table, and below it a menu and a button to start a notebook over.

    Where no widget can be shown stands the table of a learner who has not begun.
    """

    def __init__(self, exercises: Sequence[Exercise]) -> None:
        self._ids = [exercise.id for exercise in exercises]
        self._table = widgets.HTML()
        self._menu = widgets.Dropdown(
            description="Notebook",
            options=[(f"{n} {title}", n) for n, title in self._notebooks()],
        )
        button = widgets.Button(
            description="Start over",
            tooltip="Unlock its predictions and forget its checks",
        )
        button.on_click(self._start_over)
        super().__init__([self._table, widgets.HBox([self._menu, button])])

    def refresh(self, note: str = "") -> None:
        """Show how things stand now, and below it a note, or where the answers are."""
        state, problem = learner.read()
        note = problem or note or f"Your answers are kept in {learner.path()}."
        shown = self._progress(state)._repr_html_()
        self._table.value = f"{shown}<p role='status'>{markup(note)}</p>"

    def _start_over(self, _button: Any) -> None:
        notebook = self._menu.value
        problem = learner.start_over(notebook)
        if not problem:
            predictions.unlock(notebook)
        done = f"Notebook {notebook} starts afresh: run its cells again."
        self.refresh(problem or done)

    def _notebooks(self) -> list[tuple[str, str]]:
        """Number and title of every notebook that has exercises."""
        numbers = {id[:2] for id in self._ids}
        return [(n.number, n.title) for n in SERIES if n.number in numbers]

    def _progress(self, state: learner.State) -> Table:
        rows: list[tuple[str, ...]] = []
        for number, title in self._notebooks():
            ids = [id for id in self._ids if id.startswith(number)]
            left = [
                id for id in ids if not state["exercises"].get(id, {}).get("passed")
            ]
            guesses = [g for id, g in state["predictions"].items() if id[:2] == number]
            right = sum(guess["right"] for guess in guesses)
            passed = f"{len(ids) - len(left)} of {len(ids)}"
            made = str(len(guesses)), str(right)
            rows.append((f"{number} {title}", passed, " ".join(left), *made))
        return Table("Your progress", HEADER, rows)

    def __repr__(self) -> str:
        return repr(self._progress(UNTRIED))

    def _repr_mimebundle_(self, **kwargs: Any) -> dict[str, Any]:
        return {
            **super()._repr_mimebundle_(**kwargs),
            "text/plain": repr(self),
            "text/html": self._progress(UNTRIED)._repr_html_(),
        }
