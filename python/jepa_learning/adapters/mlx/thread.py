"""The one thread that owns MLX in this process: a lazy graph cannot cross threads, numpy arrays can."""

from __future__ import annotations

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


@cache
def _executor() -> ThreadPoolExecutor:
    return ThreadPoolExecutor(max_workers=1, thread_name_prefix="mlx")
