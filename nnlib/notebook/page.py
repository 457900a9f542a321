"""The script of a widget: what all of them share on a page, then its own part."""

from pathlib import Path

_SHARED = Path(__file__).with_name("page.js")


def script(file: Path) -> str:
    """The script of a widget, with what ``page.js`` does for all in front.

    As text: anywidget watches a file, and keeps alive every widget made of it.
    """
    return _SHARED.read_text(encoding="utf-8") + file.read_text(encoding="utf-8")
