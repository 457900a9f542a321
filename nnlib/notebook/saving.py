"""Widgets are saved with the notebook that shows them: what each needs for that."""

from pathlib import Path

_SHARED = Path(__file__).with_name("saving.js")


def script(file: Path) -> str:
    """The script of a widget, with what saves it in front.

    As text: anywidget watches a file, and keeps alive every widget made of it.
    """
    return _SHARED.read_text(encoding="utf-8") + file.read_text(encoding="utf-8")
