"""Answer what `OwnProcess` asked, and end: with the answer, or when whoever asked is gone."""

from __future__ import annotations

import os
import pickle
import sys
import threading
from collections.abc import Callable
from typing import Final

from jepa_learning.domain.errors import JepaLearningError
from jepa_learning.ports.journal import place_of

_INPUT: Final = 0
_OUTPUT: Final = 1
_ERRORS: Final = 2


def answer(respond: Callable[[object], object]) -> None:
    """Read a question from the standard input, respond to it, and write the answer to the standard output.

    Args:
        respond: Returns what can be pickled. What it prints is lost.
    """
    with os.fdopen(os.dup(_OUTPUT), "wb") as said:
        os.dup2(_ERRORS, _OUTPUT)
        question = pickle.load(sys.stdin.buffer)
        threading.Thread(target=_end_with_whoever_asked, daemon=True).start()
        said.write(pickle.dumps(_attempt(respond, question)))


def _attempt(
    respond: Callable[[object], object], question: object
) -> tuple[object, JepaLearningError | None]:
    try:
        return respond(question), None
    except JepaLearningError as error:
        return None, error
    except Exception as error:  # its words could quote an event
        return None, JepaLearningError(
            f"{type(error).__name__} at {place_of(error)}: this is a fault, please report it"
        )


def _end_with_whoever_asked() -> None:
    """Wait until the input ends, which is when the other process does."""
    while os.read(_INPUT, 1):
        pass
    os._exit(1)
