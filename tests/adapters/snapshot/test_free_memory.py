"""Memory that is given back, and a collector that no longer looks at what stays."""

from __future__ import annotations

import gc
import pickle
import weakref
from collections.abc import Iterator

import pytest
from tests.domain.histories import change, learnt

from jepa_learning.adapters.snapshot.free_memory import give_back_memory
from jepa_learning.domain.event import Event


@pytest.fixture(autouse=True)
def thawed() -> Iterator[None]:
    yield
    gc.unfreeze()


class Knot:
    """Something that holds itself."""

    def __init__(self) -> None:
        self.self = self


def test_garbage_goes_and_the_collector_passes_over_what_is_left() -> None:
    knot = Knot()
    gone, kept = weakref.ref(knot), Knot()
    del knot
    give_back_memory()
    assert gone() is None
    assert not any(one is kept for one in gc.get_objects())


def test_a_learner_has_no_cycles_so_that_it_goes_without_the_collector() -> None:
    files = [change(f"{n % 7}.py", f"c{n // 3}", intent="fix it", author="ada") for n in range(60)]
    commands = [Event("command", f"make {n % 5}", f"s{n // 9}", 1e9 + n) for n in range(60)]
    learner = pickle.loads(pickle.dumps(learnt([*files, *commands])))
    worlds = [weakref.ref(world) for world in learner._worlds.values()]
    gc.collect()
    gc.disable()
    try:
        del learner
        assert [world() for world in worlds] == [None, None]
    finally:
        gc.enable()
