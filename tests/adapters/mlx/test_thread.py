"""The thread that owns MLX does what it is given in order, and is gone before MLX is."""

from __future__ import annotations

import subprocess
import sys
import threading
from functools import partial
from pathlib import Path

import pytest

from jepa_learning.adapters.mlx import thread
from jepa_learning.adapters.mlx.runtime import mlx_is_installed

pytestmark = pytest.mark.skipif(not mlx_is_installed(), reason="there is no build of MLX for this machine")

ENDS = """
import os, sys
import mlx.core as mx
from jepa_learning.adapters.mlx import thread

def compute():
    mx.eval([one @ one for one in [mx.random.normal((64, 64)) for _ in range(200)]])

for _ in range(12):
    if (child := os.fork()) == 0:
        thread.run(compute)
        sys.exit()
    if os.waitpid(child, 0)[1]:
        print("aborted")
"""


def test_a_process_that_has_computed_ends_without_an_abort(tmp_path: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-c", ENDS], cwd=tmp_path, capture_output=True, text=True, timeout=120
    )
    assert (done.returncode, done.stdout) == (0, ""), done.stderr


def test_work_is_done_in_order_by_one_thread() -> None:
    seen: list[tuple[int, str]] = []

    def note(number: int) -> None:
        seen.append((number, threading.current_thread().name))

    for number in range(5):
        thread.submit(partial(note, number))
    thread.run(lambda: None)
    assert [number for number, _ in seen] == list(range(5))
    assert len({name for _, name in seen}) == 1
    assert seen[0][1] != threading.current_thread().name


def test_what_goes_wrong_on_the_thread_comes_back_and_the_thread_goes_on() -> None:
    def fail() -> None:
        raise ValueError("no such bucket")

    with pytest.raises(ValueError, match="no such bucket"):
        thread.run(fail)
    assert thread.run(lambda: 3) == 3
