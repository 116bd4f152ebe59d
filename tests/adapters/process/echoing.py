"""A module that answers as it is asked, for the tests of processes of our own."""

from __future__ import annotations

import os
import time
from pathlib import Path

from jepa_learning.adapters.process.answer import answer
from jepa_learning.domain.errors import StoreError


def respond(question: object) -> object:
    """Do as asked, and return the question."""
    print("this is lost")
    match question:
        case "fail":
            raise StoreError("the disk is full")
        case "break":
            raise ValueError("a secret")
        case "die":
            os._exit(3)
        case ("wait", str(path)):
            Path(path).write_text(str(os.getpid()), encoding="ascii")
            time.sleep(600)
    return question


if __name__ == "__main__":
    answer(respond)
