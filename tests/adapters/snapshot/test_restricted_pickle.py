"""The unpickler makes what a learner is made of, and nothing else."""

from __future__ import annotations

import io
import pickle
from collections import Counter, OrderedDict, defaultdict, deque

import numpy as np
import pytest

from jepa_learning.adapters.snapshot.restricted_pickle import RestrictedUnpickler
from jepa_learning.domain.event import Candidate


def loads(content: bytes) -> object:
    return RestrictedUnpickler(io.BytesIO(content)).load()


@pytest.mark.parametrize(
    "value",
    [
        {"a": [1, 2.5, True, None], "b": (3, b"x")},
        {1, 2},
        frozenset({1}),
        Counter("aab"),
        OrderedDict(a=1),
        deque([1, 2], maxlen=3),
        Candidate("a", 0.5),
    ],
    ids=lambda value: type(value).__name__,
)
def test_plain_containers_and_our_own_values_come_back(value: object) -> None:
    assert loads(pickle.dumps(value, protocol=5)) == value


def test_a_dictionary_with_a_default_comes_back() -> None:
    value = defaultdict(list, {"a": [1]})
    assert loads(pickle.dumps(value, protocol=5)) == value


@pytest.mark.parametrize("kind", ["float64", "int64", "bool", "uint8"])
def test_arrays_come_back(kind: str) -> None:
    array = np.arange(6).reshape(2, 3).astype(kind)
    found = loads(pickle.dumps({"array": array, "one": array[0, 0]}, protocol=5))
    assert isinstance(found, dict)
    assert (found["array"] == array).all()
    assert found["array"].dtype == array.dtype


@pytest.mark.parametrize(
    ("module", "name"),
    [
        ("os", "system"),
        ("builtins", "eval"),
        ("builtins", "getattr"),
        ("posix", "system"),
        ("subprocess", "Popen"),
        ("numpy", "load"),
        ("numpy.f2py.crackfortran", "myeval"),
        ("jepa_learning.domain.event", "hashlib.os.system"),
        ("jepa_learning.domain.event", "hashlib"),
        ("jepa_learning.domain.event", "dataclass"),
        ("jepa_learning.domain.event", "nothing"),
        ("jepa_learning.domainx", "x"),
        ("jepa_learning.bootstrap", "open_learner"),
        ("jepa_learning.adapters.sqlite.event_log", "SqliteEventLog"),
    ],
)
def test_any_other_name_is_refused(module: str, name: str) -> None:
    named = pickle.PROTO + b"\x04" + b"\x8c" + bytes([len(module)]) + module.encode()
    named += b"\x8c" + bytes([len(name)]) + name.encode() + b"\x93."
    with pytest.raises(pickle.UnpicklingError, match="no learner is made of that"):
        loads(named)
