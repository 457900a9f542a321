"""A class on one server: the hub of ``deploy``, and learners that work at a time.

It runs where NNLIB_HUB names the environment of a hub, as root: it makes users, and
removes them.  All but one talk to the hub as JupyterLab does, and the last one sits at
JupyterLab in Chromium.  NNLIB_HUB_LEARNERS is their number, or they are two; twenty run
notebook 07, which takes minutes, and fewer notebook 00.
"""

import os
import statistics
import threading
import time
from pathlib import Path
from traceback import format_exc

import pytest

from tests.browser.hub import (
    FOLDER,
    Browsing,
    Learner,
    Memory,
    running_hub,
    users,
)

COUNT = int(os.environ.get("NNLIB_HUB_LEARNERS", "2"))
WHOLE = COUNT >= 20
NOTEBOOK = "07_vanishing_gradients.ipynb" if WHOLE else "00_start_here.ipynb"
MOVES = 30 if WHOLE else 5
MEGABYTES = 250
SECONDS = 0.5
PAUSE = 1.0
TOO_MUCH = "import numpy as np; np.ones(150_000_000).sum()"  # 1.2 GB


@pytest.fixture(scope="module")
def hub(tmp_path_factory):
    """The hub's address, and the passwords of its learners."""
    installed = os.environ.get("NNLIB_HUB")
    if installed is None:
        pytest.skip("NNLIB_HUB names no environment of a hub; see deploy/README.md")
    if os.geteuid():
        pytest.fail("a hub of several users is tested by root alone")
    folder = tmp_path_factory.mktemp("hub")
    with (
        users(COUNT, folder) as passwords,
        running_hub(Path(installed), folder) as address,
    ):
        yield address, passwords


class Lesson:
    """What a class does at a time, and how it went."""

    def __init__(self, hub, browser):
        address, passwords = hub
        *names, at_browser = passwords
        self.memory = Memory([*passwords])
        self.learners = [Learner(address, name, passwords[name]) for name in names]
        self.failures: list[str] = []
        self.moves: list[float] = []
        self.browser_moves: list[float] = []
        self.ready = threading.Barrier(COUNT, timeout=3600)
        self.memory.start()
        threads = [
            threading.Thread(target=self._attend, args=[self._work, learner])
            for learner in self.learners
        ]
        for thread in threads:
            thread.start()
            time.sleep(PAUSE)
        browsing = Browsing(browser, address, at_browser, passwords[at_browser])
        self._attend(self._watch, browsing)
        for thread in threads:
            thread.join()
        self.at_rest = self.memory.look()
        self.memory.over.set()
        self.memory.join()

    def __str__(self):
        most = max(self.memory.most.values())
        together = self.memory.most_of_all / COUNT
        at_rest = sorted(self.at_rest.values())
        return (
            f"{COUNT} learners with {NOTEBOOK}; {len(self.failures)} failures\n"
            f"load at the end {os.getloadavg()[0]:.1f} on {os.cpu_count()} cores\n"
            f"moves: {in_milliseconds(self.moves)}\n"
            f"moves in Chromium: {in_milliseconds(self.browser_moves)}\n"
            f"MB a learner at the end: {at_rest[0]:.0f} to {at_rest[-1]:.0f}; "
            f"one at most {most:.0f}; all together at most {together:.0f} each"
        )

    def _attend(self, work, learner):
        try:
            work(learner)
        except Exception as problem:  # told by the first test
            self.failures.append(f"{learner.name}: {problem!r}\n{format_exc()}")
            self.ready.abort()

    def _work(self, learner):
        learner.log_in()
        learner.run_all(NOTEBOOK)
        self.failures += [f"{learner.name}: {text}" for text in learner.failures]
        figures = learner.figures()
        self.ready.wait()
        for number in range(1, MOVES + 1):
            figure = figures[number * len(figures) // (MOVES + 1)]
            place = figure.places[number % len(figure.places)]
            self.moves.append(learner.move(figure, place))
            time.sleep(max(0, PAUSE - self.moves[-1]))

    def _watch(self, browsing):
        browsing.log_in()
        self.failures += browsing.run_all(NOTEBOOK)
        self.ready.wait()
        for number in range(MOVES):
            key = "ArrowLeft" if number % 2 else "ArrowRight"
            self.browser_moves.append(browsing.move(key))
            time.sleep(max(0, PAUSE - self.browser_moves[-1]))


def in_milliseconds(times):
    if not times:
        return "none"
    middle, longest = statistics.median(times), max(times)
    return f"{len(times)}, median {1e3 * middle:.0f} ms, longest {1e3 * longest:.0f} ms"


@pytest.fixture(scope="module")
def lesson(hub, browser):
    lesson = Lesson(hub, browser)
    print(lesson)
    yield lesson
    for learner in lesson.learners:
        learner.leave()


def test_every_learner_runs_the_notebook_and_moves_its_sliders(lesson):
    assert lesson.failures == []
    assert len(lesson.moves) == MOVES * (COUNT - 1)
    assert len(lesson.browser_moves) == MOVES


def test_half_of_the_moves_are_answered_within_half_a_second(lesson):
    assert statistics.median(lesson.moves + lesson.browser_moves) <= SECONDS


def test_a_learner_takes_at_most_250_megabytes(lesson):
    assert max(lesson.at_rest.values()) <= MEGABYTES
    assert min(lesson.at_rest.values()) > 50  # of whom something is running


def test_one_learner_cannot_read_another_s_files(lesson, hub):
    address, passwords = hub
    learner = lesson.learners[0]
    other = [*passwords][-1]
    theirs = learner.home.with_name(other) / FOLDER / NOTEBOOK
    assert theirs.exists()
    learner.run(f"open({str(theirs)!r}).read()")
    assert learner.failures.pop().startswith("PermissionError")
    answer = learner.web.get(f"{address}/user/{other}/api/contents/{FOLDER}/{NOTEBOOK}")
    assert answer.status_code == 403
    page = learner.web.get(f"{address}/user/{other}/lab")
    assert page.status_code in (403, 404) and "jupyter-config-data" not in page.text


def test_who_wants_too_much_memory_is_stopped_and_the_others_go_on(lesson):
    learner, *others = lesson.learners
    learner.run(TOO_MUCH)
    assert "MemoryError" in learner.failures.pop()
    for other in [*others, learner]:
        assert other.move(other.figures()[0], other.figures()[0].places[2]) > 0
