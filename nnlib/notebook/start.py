"""A copy of the notebooks of your own, opened in JupyterLab.

``python -m nnlib.notebook.start`` copies the series into the new folder
``nnlib-notebooks``, or into another that is named, and opens it.  A copy that is there
already is opened as it stands: nothing is ever overwritten.
"""

import argparse
import shutil
import tempfile
from pathlib import Path

from .series import COURSE, SERIES

FIRST = f"{SERIES[0].name}.ipynb"


def copy(folder: Path) -> bool:
    """Copy the series into a new folder; False where a copy is there already.

    The folder appears when it is complete.  Raises FileExistsError where something else
    is there, and OSError where nothing can be written.
    """
    if (folder / FIRST).exists():
        return False
    if folder.exists():
        raise FileExistsError(
            f"{folder} is there already and holds no {FIRST}; name a folder that is "
            "not there yet: python -m nnlib.notebook.start FOLDER"
        )
    folder.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=folder.parent) as aside:
        made = Path(aside, "notebooks")
        made.mkdir()
        for notebook in (COURSE / "notebooks").glob("*.ipynb"):
            shutil.copyfile(notebook, made / notebook.name)
        made.rename(folder)
    return True


def main() -> None:
    """Copy the series unless that is done, and open JupyterLab on its first page."""
    parser = argparse.ArgumentParser(
        prog="python -m nnlib.notebook.start",
        description="Copy the notebooks into a folder of your own and open them.",
        epilog="Other options go to JupyterLab, such as --port=8899 or --allow-root.",
    )
    parser.add_argument(
        "folder",
        type=Path,
        nargs="?",
        default=Path("nnlib-notebooks"),
        help="a new folder, or your copy of another day (default: %(default)s)",
    )
    asked, more = parser.parse_known_args()
    folder = asked.folder.absolute()
    try:
        is_new = copy(folder)
    except OSError as error:
        parser.error(str(error))
    print(f"The notebooks are in {folder}.")
    if not is_new:
        print("They were there already: they open as you left them.")

    from jupyterlab.labapp import LabApp  # it takes a second

    LabApp.launch_instance([str(folder / FIRST), *more])


if __name__ == "__main__":
    main()
