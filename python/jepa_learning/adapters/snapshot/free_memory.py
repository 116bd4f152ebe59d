"""Gives freed memory back to the system: the C library keeps what a pickle used in passing."""

from __future__ import annotations

import ctypes
import gc


def give_back_memory() -> None:
    """Collect what is garbage, then ask glibc to return its free pages; elsewhere only collect.

    What is left is mostly the learner, of some hundred thousand objects without a cycle. The collector looks
    no more at it: going through all of it stops every thread for a quarter of a second.
    """
    gc.collect()
    gc.freeze()
    trim = getattr(ctypes.CDLL(None), "malloc_trim", None)
    if trim is not None:
        trim(0)
