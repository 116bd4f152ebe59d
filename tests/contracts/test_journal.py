"""What every journal does."""

from __future__ import annotations

import json
from collections.abc import Callable
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from jepa_learning.adapters.memory.journal import MemoryJournal
from jepa_learning.adapters.telemetry.journal import StructlogJournal
from jepa_learning.ports.journal import Journal, place_of

Read = Callable[[], list[dict[str, Any]]]


@dataclass
class Written:
    """A journal and what stands in it."""

    journal: Journal
    read: Read


def memory(folder: Path) -> Written:
    journal = MemoryJournal()
    return Written(journal, lambda: [{"level": one[0], "event": one[1], **one[2]} for one in journal.lines])


def structlog(folder: Path) -> Written:
    path = folder / "state" / "sidecar.jsonl"
    journal = StructlogJournal(path, level="debug", max_bytes=100_000, files=1)
    return Written(journal, lambda: [json.loads(line) for line in path.read_text().splitlines()])


JOURNALS = {"memory": memory, "structlog": structlog}


@pytest.fixture(params=JOURNALS)
def written(request: pytest.FixtureRequest, tmp_path: Path) -> Any:
    made = JOURNALS[request.param](tmp_path)
    with closing(made.journal):
        yield made


def test_a_line_has_what_happened_its_level_and_its_facts(written: Written) -> None:
    written.journal.note("request", level="warning", status=200, method="GET", duration_ms=1.5, error=None)
    (line,) = written.read()
    wanted = {
        "event": "request",
        "level": "warning",
        "status": 200,
        "method": "GET",
        "duration_ms": 1.5,
        "error": None,
    }
    assert {name: line[name] for name in wanted} == wanted


def test_lines_stand_in_order(written: Written) -> None:
    for number in range(5):
        written.journal.note("request", status=number)
    assert [line["status"] for line in written.read()] == [0, 1, 2, 3, 4]


@pytest.mark.parametrize(
    "name", ["activity", "intent", "path", "detail", "message", "content", "case", "cwd"]
)
def test_what_a_user_did_never_stands_in_a_line(written: Written, name: str) -> None:
    written.journal.note("request", **{name: "rm -rf /home/ada/secret"}, status=1)
    assert "secret" not in json.dumps(written.read())
    assert written.read()[0]["status"] == 1


def test_a_long_value_is_cut(written: Written) -> None:
    written.journal.note("request", route="x" * 1000)
    assert written.read()[0]["route"] == "x" * 100


def test_the_place_of_an_error_is_a_file_and_a_line() -> None:
    with pytest.raises(ValueError, match="secret") as raised:
        raise ValueError("secret")
    assert place_of(raised.value).startswith("test_journal.py:")
    assert place_of(ValueError()) == ""
