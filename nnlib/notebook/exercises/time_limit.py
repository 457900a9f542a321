"""Stop a call that does not end, in whatever thread it runs and on every system."""

import ctypes
import sys
import threading
import time
from collections.abc import Callable
from typing import TypeVar

T = TypeVar("T")


class OutOfTime(BaseException):
    """Not an Exception, so that ``except Exception`` in the call lets it through."""


def within(seconds: float, call: Callable[[], T]) -> T:
    """call(), or OutOfTime when it takes longer.

    The call runs in this thread, so that nothing is left spinning behind it; a second
    thread watches the clock and raises the exception here.  A bare ``except:`` in a
    loop catches it too: it is raised again, with threads taking turns faster, until one
    falls outside the ``try``.  A single call into compiled code is stopped when it
    returns.  Where no thread can be started, as in a browser, there is no limit.
    """
    caller = ctypes.c_ulong(threading.get_ident())
    begun, ended = threading.Lock(), threading.Lock()
    begun.acquire()
    ended.acquire()
    running, watching = True, True

    def watch() -> None:
        nonlocal watching
        begun.acquire()
        if not ended.acquire(timeout=seconds):
            _insist(caller, lambda: running)
        watching = False

    try:
        threading.Thread(target=watch, daemon=True).start()
    except RuntimeError:
        return call()
    try:
        begun.release()  # nothing is raised before this, that is outside the try
        return call()
    finally:
        running = False  # first, so that at most one more is on its way
        while True:
            try:
                if ended.locked():
                    ended.release()
                while watching:
                    time.sleep(1e-4)
                _raise_in(caller, None)
                break
            except OutOfTime:
                continue


def _insist(thread: ctypes.c_ulong, running: Callable[[], bool]) -> None:
    """Raise OutOfTime in the thread until it is no longer running."""
    turn = sys.getswitchinterval()
    pause = 0.05
    while running():
        _raise_in(thread, ctypes.py_object(OutOfTime))
        time.sleep(pause)
        pause = 5e-4
        sys.setswitchinterval(1e-5)
    sys.setswitchinterval(turn)


def _raise_in(thread: ctypes.c_ulong, error: ctypes.py_object | None) -> None:
    """Raise ``error`` in the thread at its next step; None takes it back."""
    ctypes.pythonapi.PyThreadState_SetAsyncExc(thread, error)
