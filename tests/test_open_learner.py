"""The public Python surface: in memory, on a data directory, and light to import."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

import jepa_learning
from jepa_learning import Event, Query, open_learner
from jepa_learning.adapters.filesystem.owner_lock import OwnerLock
from jepa_learning.domain.errors import RequestError, StoreBusyError, StoreError

STEPS = [Event("step", step, f"run-{run}") for run in range(9) for step in ("checkout", "build", "test")]
NEXT = Query("step", "today")
HEAVY = {"detect_secrets", "fastapi", "pygit2", "structlog", "uvicorn"}


@pytest.fixture
def place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    for name in ("HOME", "XDG_CONFIG_HOME", "XDG_DATA_HOME", "XDG_STATE_HOME", "XDG_RUNTIME_DIR"):
        monkeypatch.setenv(name, str(tmp_path / name.lower()))
    return tmp_path / "data"


def names(query: Query, learner: object) -> list[str]:
    return [one.activity for one in learner.predict_one(query, k=3).candidates]  # type: ignore[attr-defined]


def test_in_memory_it_learns_follows_and_predicts() -> None:
    with open_learner(":memory:") as learner:
        learner.learn_many(STEPS)
        learner.learn_one(Event("step", "checkout", "today"))
        assert names(NEXT, learner)[0] == "build"
        learner.observe_one(Event("step", "build", "today"))
        assert names(NEXT, learner)[0] == "test"


def test_a_manifold_can_be_left_out_and_one_that_does_not_exist_cannot() -> None:
    with open_learner(":memory:", without=["ngram"]) as learner:
        learner.learn_many([*STEPS, Event("step", "checkout", "today")])
        (first, *_) = learner.predict_one(NEXT, k=1).candidates
        assert "ngram" not in first.reasons
    with pytest.raises(RequestError, match="ngrams"):
        open_learner(":memory:", without=["ngrams"])


def test_in_memory_nothing_is_read_or_written(place: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("JEPA_LEARNING_NONSENSE", "1")
    with open_learner(":memory:") as learner:
        learner.learn_many(STEPS)
    assert list(place.parent.iterdir()) == []


def test_a_data_directory_remembers(place: Path) -> None:
    with open_learner(place) as learner:
        learner.learn_many([*STEPS, Event("step", "checkout", "today")])
        before = learner.predict_one(NEXT, k=3)
    with open_learner(place) as learner:
        assert learner.predict_one(NEXT, k=3) == before


def test_a_data_directory_remembers_to_the_bit_however_often_it_was_asked_in_between(place: Path) -> None:
    names = ["checkout", "build", "test", "lint", "deploy"]
    events = [Event("step", names[(n * n + n // 7) % 5], f"r{n // 6}", 60.0 * n) for n in range(120)]
    with open_learner(place) as learner:
        for start in range(0, len(events), 5):
            learner.learn_many(events[start : start + 5])
            before = learner.predict_one(NEXT, k=3)
    with open_learner(place) as learner:
        assert learner.predict_one(NEXT, k=3) == before


def test_a_data_directory_remembers_without_its_snapshot(place: Path) -> None:
    with open_learner(place) as learner:
        learner.learn_many([*STEPS, Event("step", "checkout", "today")])
        before = learner.predict_one(NEXT, k=3)
    (place / "learner.snapshot").unlink()
    with open_learner(place) as learner:
        assert learner.predict_one(NEXT, k=3) == before


def test_on_a_data_directory_secrets_are_replaced_and_denied_files_left_out(place: Path) -> None:
    token = "ghp_" + "a1B2c3D4e5F6g7H8i9J0k1L2m3N4o5P6q7R8"
    with open_learner(place) as learner:
        learner.learn_one(Event("command", f"git push https://{token}@example.com", "s", 1.0))
        learner.learn_one(Event("file", "deep/.env", "c", 1.0))
    stored = b"".join(path.read_bytes() for path in place.iterdir())
    assert token.encode() not in stored
    assert b".env" not in stored


def test_a_data_directory_that_is_owned_is_refused(place: Path) -> None:
    lock = OwnerLock(place)
    with pytest.raises(StoreBusyError):
        open_learner(place)
    lock.close()
    open_learner(place).close()


def test_a_data_directory_that_cannot_be_used_is_told_and_let_go(place: Path) -> None:
    place.mkdir(mode=0o700)
    (place / "events.db").write_bytes(b"this is no database" * 100)
    with pytest.raises(StoreError):
        open_learner(place)
    OwnerLock(place).close()


def test_importing_the_package_loads_nothing_heavy_and_neither_does_a_learner_in_memory() -> None:
    code = (
        "import json, sys, jepa_learning; one = sorted(sys.modules);"
        "jepa_learning.open_learner(':memory:').close(); print(json.dumps([one, sorted(sys.modules)]))"
    )
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    imported, opened = json.loads(run.stdout)
    assert not HEAVY & set(imported)
    assert not HEAVY & set(opened)


def test_the_version_is_that_of_the_package() -> None:
    project = (Path(__file__).parents[1] / "pyproject.toml").read_text(encoding="utf-8")
    assert f'version = "{jepa_learning.__version__}"' in project


ASK = """
import sys
from jepa_learning import Event, Query, open_learner
with open_learner(sys.argv[1]) as learner:
    learner.learn_many(Event("step", step, f"run-{run}") for run in range(9) for step in ("build", "test"))
    learner.predict_one(Query("step", "today"))
print(sorted({"qdrant_client", "qdrant_edge", "onnxruntime"} & set(sys.modules)))
"""


def test_learning_and_predicting_load_no_vector_store_and_no_text_model(place: Path) -> None:
    command = [sys.executable, "-c", ASK, str(place)]
    said = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    assert said.strip() == "[]"
