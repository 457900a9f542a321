"""Tables of experiments that take too long for a notebook: made once, then read."""

import json
from collections.abc import Callable, Mapping
from datetime import date
from importlib.metadata import version
from pathlib import Path
from typing import Any

FOLDER = Path(__file__).parent


def load(name: str) -> dict[str, Any]:
    """The stored table of that name: its "rows", its "date" and its "versions"."""
    return json.loads((FOLDER / f"{name}.json").read_text(encoding="utf-8"))


def make(tables: Mapping[str, Callable[[], Any]]) -> None:
    """Run each experiment and store its table; this takes minutes."""
    for name, experiment in tables.items():
        print(f"{name} …", flush=True)
        content = {
            "date": date.today().isoformat(),
            "versions": {package: version(package) for package in ("nnlib", "numpy")},
            "rows": experiment(),
        }
        text = json.dumps(content, indent=1, ensure_ascii=False)
        (FOLDER / f"{name}.json").write_text(
            f"{text}\n", encoding="utf-8", newline="\n"
        )
