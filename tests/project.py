"""What several tests read of the project."""

import re
from pathlib import Path

ROOT = Path(__file__).parents[1]
NOTEBOOKS = sorted((ROOT / "notebooks").glob("*.ipynb"))
README = (ROOT / "README.md").read_text(encoding="utf-8")


def readme_commands() -> dict[str, str]:
    """The commands of the README by the name in the comment above each."""
    found = re.findall(r"<!-- command: (.+) -->\n```\w+\n(.+)\n```\n", README)
    return dict(found)
