"""Ask a module of this package in a process of its own: what it took in passing ends with the process.

The process is told what is asked on its standard input and answers on its standard output, both as a pickle:
it is of the same program and of the same user, and obeys no PYTHONPATH or
`sitecustomize` of theirs. It listens nowhere, and ends when this process does, for then
its input ends (`answer`). It does not know what is asked.
"""

from __future__ import annotations

import pickle
import subprocess
import sys
import threading
from contextlib import closing
from typing import Final

from jepa_learning.domain.errors import JepaLearningError

_PYTHON: Final = (sys.executable, "-I")
"""What the user's own Python is told to do, and where it looks for modules, is not for this one."""


class OwnProcess:
    """Starts one process a question. Threads may share it.

    Args:
        module: That answers, with `answer`.
        most_s: How long an answer may take, in seconds.
    """

    def __init__(self, module: str, *, most_s: float) -> None:
        self._module, self._most_s = module, most_s
        self._lock = threading.Lock()
        self._running: set[subprocess.Popen[bytes]] = set()
        self._stopped = False

    def ask(self, question: object) -> object:
        """Return the answer.

        Raises:
            JepaLearningError: As the module raised it; or it gave no answer, or not in time.
        """
        with self._begin() as process, closing(_Limit(process, self._most_s)) as limit:
            said = _converse(process, question)
            process.wait()
            self._end(process)
        if not said:
            raise JepaLearningError(self._why(process.returncode, is_late=limit.is_over))
        answer, error = pickle.loads(said)
        if error is not None:
            raise error
        return answer

    def stop(self) -> None:
        """End what is running, and begin nothing more."""
        with self._lock:
            self._stopped = True
            for process in self._running:
                process.kill()

    def _begin(self) -> subprocess.Popen[bytes]:
        with self._lock:
            if self._stopped:
                raise JepaLearningError("the sidecar is ending: ask again when it is there")
            process = subprocess.Popen(
                [*_PYTHON, "-m", self._module],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,
            )
            self._running.add(process)
            return process

    def _end(self, process: subprocess.Popen[bytes]) -> None:
        with self._lock:
            self._running.discard(process)

    def _why(self, code: int, *, is_late: bool) -> str:
        if is_late:
            return (
                f"the history could not be looked at within {self._most_s:g} s, and was left: lower "
                "optimize.most_events, or raise optimize.most_s"
            )
        return (
            f"the process that looks at the history ended with {code}, without an answer: lower "
            "optimize.most_events where memory is scarce, and look at lev jepa doctor"
        )


class _Limit:
    """Kills a process when its time is over."""

    def __init__(self, process: subprocess.Popen[bytes], seconds: float) -> None:
        self.is_over = False
        self._process = process
        self._timer = threading.Timer(seconds, self._kill)
        self._timer.daemon = True
        self._timer.start()

    def close(self) -> None:
        self._timer.cancel()

    def _kill(self) -> None:
        self.is_over = True
        self._process.kill()


def _converse(process: subprocess.Popen[bytes], question: object) -> bytes:
    """Return all that a process says; its input stays open until then, as the sign that we are there."""
    assert process.stdin is not None
    assert process.stdout is not None
    try:
        process.stdin.write(pickle.dumps(question))
        process.stdin.flush()
        return process.stdout.read()
    except BrokenPipeError:  # it ended before it had read the question
        return b""
