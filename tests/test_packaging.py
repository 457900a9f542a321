"""What surrounds the code: dependencies, the wheel, the README and the build server."""

import re
import subprocess
import sys
import tarfile
import tomllib
import zipfile

import pytest
import yaml
from jupyter_server.services.config import ConfigManager
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

import nnlib.notebook
from nnlib.notebook.authoring import minutes, plan, store
from nnlib.notebook.series import SERIES
from tests.project import NOTEBOOKS, README, ROOT, readme_commands

PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
WORKFLOW = yaml.safe_load((ROOT / ".github/workflows/tests.yml").read_text())
CONDA_NAMES = {"matplotlib": "matplotlib-base"}


def test_environment_yml_has_the_dependencies_of_pyproject():
    project = PROJECT["project"]
    wanted = [f"python{project['requires-python']}"]
    wanted += [line.partition(";")[0] for line in project["dependencies"]]
    names = [re.match(r"[\w-]+", requirement).group() for requirement in wanted]
    expected = [
        requirement.replace(name, CONDA_NAMES.get(name, name), 1)
        for name, requirement in zip(names, wanted, strict=True)
    ]
    environment = yaml.safe_load((ROOT / "environment.yml").read_text())
    assert environment["channels"] == ["conda-forge", "nodefaults"]
    assert environment["dependencies"] == [*expected, "pip", {"pip": ["-e ."]}]


def test_importing_nnlib_imports_numpy_alone():
    program = "import sys, nnlib; print(*sys.modules)"
    command = [sys.executable, "-c", program]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    loaded = set(done.stdout.split())
    assert "numpy" in loaded
    assert not loaded & {"matplotlib", "ipywidgets", "anywidget", "IPython", "scipy"}


@pytest.mark.parametrize("module", [nnlib, nnlib.notebook], ids=lambda m: m.__name__)
def test_every_public_name_is_there(module):
    missing = [name for name in module.__all__ if not hasattr(module, name)]
    assert module.__all__ and not missing
    assert not hasattr(module, "no_such_name")


def build(target, project, folder):
    """The path of the wheel or the sdist, built of the project in a folder."""
    command = [sys.executable, "-m", "hatchling", "build", "-t", target, "-d", folder]
    subprocess.run(command, cwd=project, check=True, capture_output=True)
    (built,) = folder.glob("*.whl" if target == "wheel" else "*.tar.gz")
    return built


def held_by(wheel):
    """The names in a wheel but for its metadata."""
    names = zipfile.ZipFile(wheel).namelist()
    held = {re.sub(r"^nnlib-[^/]*\.data/data/", "", name) for name in names}
    return {name for name in held if ".dist-info/" not in name}


def test_the_wheel_holds_the_package_the_series_and_nothing_else(tmp_path):
    files = (p for name in ("nnlib", "etc") for p in (ROOT / name).rglob("*"))
    ours = {path.relative_to(ROOT).as_posix() for path in files if path.is_file()}
    course = [*NOTEBOOKS, *(ROOT / "benchmarks").glob("*.json")]
    ours |= {f"nnlib/course/{path.relative_to(ROOT).as_posix()}" for path in course}
    held = held_by(build("wheel", ROOT, tmp_path))
    assert held == {name for name in ours if "__pycache__" not in name}
    assert {"nnlib/digits.npz", "nnlib/py.typed"} <= held
    assert "nnlib/course/notebooks/00_start_here.ipynb" in held


def test_the_sdist_makes_the_same_wheel(tmp_path):
    sdist = build("sdist", ROOT, tmp_path)
    with tarfile.open(sdist) as archive:
        archive.extractall(tmp_path, filter="data")
    (project,) = (path for path in tmp_path.iterdir() if path.is_dir())
    assert {path.name for path in (project / "notebooks").iterdir()} == {
        path.name for path in NOTEBOOKS
    }
    (tmp_path / "ours").mkdir()
    ours, theirs = (
        build("wheel", ROOT, tmp_path / "ours"),
        build("wheel", project, tmp_path),
    )
    assert held_by(theirs) == held_by(ours)


def test_one_version_is_stated():
    version = PROJECT["project"]["version"]
    citation = yaml.safe_load((ROOT / "CITATION.cff").read_text(encoding="utf-8"))
    changes = (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")
    latest = re.search(r"^## (\S+) \((\S+)\)$", changes, re.M)
    assert citation["version"] == version == latest[1]
    assert str(citation["date-released"]) == latest[2]


def test_the_installation_tells_jupyterlab_to_save_widgets(monkeypatch, tmp_path):
    """Where the setting is missing: pip install -e ".[test]"."""
    monkeypatch.setenv("JUPYTER_CONFIG_DIR", str(tmp_path))
    settings = ConfigManager(config_dir_name="labconfig").get(
        "default_setting_overrides"
    )
    assert settings["@jupyter-widgets/jupyterlab-manager:plugin"]["saveState"] is True


def test_the_readme_has_one_line_for_each_command():
    assert list(readme_commands()) == [
        "lab",
        "test",
        "pinned",
        "windows lab",
        "windows test",
        "conda lab",
        "conda test",
    ]


@pytest.mark.parametrize(("goal", "what"), [("lab", "."), ("test", '".[test]"')])
def test_the_commands_need_only_python(goal, what):
    make, install, run = readme_commands()[goal].split(" && ")
    assert make == "python3 -m venv .venv"
    assert install == f".venv/bin/pip install -q -e {what}"
    assert run.startswith(".venv/bin/")


def test_the_constraints_name_what_is_needed_at_the_versions_allowed():
    """Write them anew with: pip freeze --exclude-editable > constraints.txt."""
    lines = (ROOT / "constraints.txt").read_text().splitlines()
    pinned = {canonicalize_name(r.name): r for r in map(Requirement, lines)}
    extras = PROJECT["project"]["optional-dependencies"]
    wanted = PROJECT["project"]["dependencies"] + extras["docs"] + extras["test"]
    wanted.remove("nnlib[docs]")  # the extra itself
    for requirement in map(Requirement, wanted):
        (fixed,) = pinned[canonicalize_name(requirement.name)].specifier
        assert fixed.operator == "=="
        assert fixed.version in requirement.specifier


@pytest.mark.parametrize("job", ["linux", "macos", "windows"])
def test_the_workflow_runs_the_command_of_the_readme(job):
    goal = "windows test" if job == "windows" else "test"
    steps = WORKFLOW["jobs"][job]["steps"]
    assert steps[-1]["run"] == readme_commands()[goal]


@pytest.mark.parametrize("job", ["linux", "macos", "windows"])
def test_the_workflow_runs_the_python_versions_of_pyproject(job):
    stated = re.findall(
        r"Python :: (3\.\d+)", " ".join(PROJECT["project"]["classifiers"])
    )
    assert WORKFLOW["jobs"][job]["strategy"]["matrix"]["python"] == stated
    assert PROJECT["project"]["requires-python"] == f">={stated[0]}"


def test_the_build_server_runs_the_oldest_supported_versions():
    script = (ROOT / ".ci/run").read_text()
    for requirement in PROJECT["project"]["dependencies"][:2]:
        name, floor = requirement.split(">=")
        assert f'"{name}=={floor}' in script


def test_the_map_in_the_readme_is_the_present_one():
    """Write it anew with: python -m nnlib.notebook.authoring.plan."""
    assert plan.with_map(README) == README


def test_notebooks_are_the_planned_ones():
    planned = {f"{entry.name}.ipynb" for entry in SERIES}
    present = {path.name for path in NOTEBOOKS}
    assert "00_start_here.ipynb" in present <= planned


@pytest.mark.parametrize("entry", SERIES, ids=lambda entry: entry.name)
def test_plan_names_only_earlier_notebooks(entry):
    position = SERIES.index(entry)
    earlier = {other.number for other in SERIES[:position]}
    assert set(entry.needs) <= earlier
    assert int(entry.number) == position


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_a_notebook_states_its_title_and_minutes(path):
    """Write the minutes anew with: python -m nnlib.notebook.authoring.plan."""
    (entry,) = (entry for entry in SERIES if entry.name == path.stem)
    opening = store.read(path).cells[0].source
    assert opening.startswith(f"# {entry.number} · {entry.title}\n")
    stated = f"{minutes.START}\n{minutes.block(path)}\n{minutes.END}"
    assert stated in opening
    assert plan.estimated()[path.stem] == minutes.minutes(path)._asdict()


def test_the_plan_has_minutes_for_the_notebooks_that_exist():
    assert set(plan.estimated()) == {path.stem for path in NOTEBOOKS}


@pytest.mark.parametrize("text", ["# no map", plan.START, plan.START + plan.END * 2])
def test_a_readme_without_its_map_is_refused(text):
    with pytest.raises(ValueError, match="expected one"):
        plan.with_map(text)


def test_links_of_the_readme_lead_somewhere():
    links = re.findall(r"\]\((?!https?:)([^)#]+)\)", README)
    assert links
    assert [link for link in links if not (ROOT / link).exists()] == []
