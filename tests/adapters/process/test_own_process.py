"""A process of our own answers and ends; it is ended when it is late, when we stop, and when we are gone."""

from __future__ import annotations

import os
import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from jepa_learning.adapters.process import ask
from jepa_learning.adapters.process.ask import OwnProcess
from jepa_learning.domain.errors import JepaLearningError, StoreError

ECHOING = "tests.adapters.process.echoing"
LIMIT_S = 60.0


@pytest.fixture(autouse=True)
def at_the_root(monkeypatch: pytest.MonkeyPatch) -> None:
    root = Path(__file__).parents[3]
    monkeypatch.chdir(root)
    monkeypatch.setattr(ask, "_PYTHON", (sys.executable,))  # what answers here is no part of the package
    monkeypatch.setenv("PYTHONPATH", os.pathsep.join([str(root), str(root / "python")]))


@pytest.fixture
def process() -> Iterator[OwnProcess]:
    one = OwnProcess(ECHOING, most_s=LIMIT_S)
    yield one
    one.stop()


def pid_in(fifo: Path) -> int:
    """Wait until a process has said which it is."""
    return int(fifo.read_text(encoding="ascii"))


def is_there(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    return True


@pytest.mark.parametrize("question", [None, "x" * 1_000_000, {"a": (1, 2.5)}])
def test_the_answer_comes_back_and_what_is_printed_does_not(process: OwnProcess, question: object) -> None:
    assert process.ask(question) == question


def test_an_error_of_ours_comes_back_and_the_words_of_another_do_not(process: OwnProcess) -> None:
    with pytest.raises(StoreError, match="the disk is full"):
        process.ask("fail")
    with pytest.raises(JepaLearningError, match=r"ValueError at echoing\.py:") as caught:
        process.ask("break")
    assert "secret" not in str(caught.value)


def test_one_that_ends_without_an_answer_is_told_of(process: OwnProcess) -> None:
    with pytest.raises(JepaLearningError, match="ended with 3, without an answer"):
        process.ask("die")


def test_one_that_is_late_is_ended(tmp_path: Path) -> None:
    with pytest.raises(JepaLearningError, match=r"within 0\.01 s, and was left: lower optimize\.most_events"):
        OwnProcess(ECHOING, most_s=0.01).ask(("wait", str(tmp_path / "pid")))


def test_stopping_ends_what_runs_and_begins_nothing_more(process: OwnProcess, tmp_path: Path) -> None:
    os.mkfifo(fifo := tmp_path / "pid")
    errors: list[JepaLearningError] = []

    def wait() -> None:
        try:
            process.ask(("wait", str(fifo)))
        except JepaLearningError as error:
            errors.append(error)

    asking = threading.Thread(target=wait)
    asking.start()
    pid = pid_in(fifo)
    process.stop()
    asking.join()
    assert len(errors) == 1
    assert not is_there(pid)
    with pytest.raises(JepaLearningError, match="the sidecar is ending"):
        process.ask("x")


def test_it_ends_when_whoever_asked_is_killed(tmp_path: Path) -> None:
    os.mkfifo(fifo := tmp_path / "pid")
    asks = (
        f"from jepa_learning.adapters.process import ask; ask._PYTHON = ({sys.executable!r},); "
        f"ask.OwnProcess({ECHOING!r}, most_s={LIMIT_S}).ask(('wait', {str(fifo)!r}))"
    )
    read, written = os.pipe()  # both hold the writing end: it is at its end when both are gone
    asker = subprocess.Popen([sys.executable, "-c", asks], stdout=written, stderr=written)
    os.close(written)
    pid_in(fifo)
    asker.kill()
    asker.wait()
    assert os.read(read, 1) == b""
    os.close(read)


def test_it_does_not_obey_what_the_users_python_is_told(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.undo()
    (tmp_path / "sitecustomize.py").write_text(f"open({str(tmp_path / 'obeyed')!r}, 'w')")
    (tmp_path / "jepa_learning.py").write_text("raise SystemExit(7)")
    monkeypatch.setenv("PYTHONPATH", str(tmp_path))
    monkeypatch.chdir(tmp_path)
    silent = OwnProcess("jepa_learning.adapters.process.answer", most_s=LIMIT_S)
    with pytest.raises(JepaLearningError, match="ended with 0, without an answer"):
        silent.ask(None)
    assert not (tmp_path / "obeyed").exists()
