"""The one thread that owns MLX in this process: a lazy graph cannot cross threads, numpy arrays can.

MLX keeps a thread of its own beside each that computes, and ends it when that one's variables are cleared,
which may be while the process already takes MLX down: that aborts. So ours ends it first, as its last act.
See https://github.com/ml-explore/mlx/pull/3395.
"""

from __future__ import annotations

import threading
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from functools import cache
from typing import TypeVar

T = TypeVar("T")


def submit(work: Callable[[], T]) -> Future[T]:
    """Let the thread do it when it has done what came before."""
    return _executor().submit(work)


def run(work: Callable[[], T]) -> T:
    """Let the thread do it, and wait for what it returns."""
    return submit(work).result()


class _Streams:
    """What MLX keeps for a thread; gone with the thread's last variable, before anybody has joined it."""

    def __init__(self) -> None:
        import mlx.core as mx

        self._clear = mx.clear_streams

    def __del__(self) -> None:
        self._clear()


_own = threading.local()


def _begin() -> None:
    _own.streams = _Streams()


@cache
def _executor() -> ThreadPoolExecutor:
    return ThreadPoolExecutor(max_workers=1, thread_name_prefix="mlx", initializer=_begin)
