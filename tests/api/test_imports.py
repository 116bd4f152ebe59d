"""`POST /v1/imports` and `POST /v1/rebuild`: streams of JSON lines."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from tests.api.client import client_of, lines_of
from tests.application.in_memory import ROOT, House, commits
from tests.application.test_import_sources import lines, opening

from jepa_learning.domain.errors import StoreBusyError
from jepa_learning.ports.event_source import Batch


def test_an_import_is_told_line_by_line() -> None:
    answer = client_of(opening(git=lines("a", "b", "c"))).post("/v1/imports", json={"project": str(ROOT)})
    assert (answer.status_code, answer.headers["content-type"]) == (200, "application/x-ndjson")
    sums = {"appended": 3, "known": 0, "denied": 0, "redacted": 0, "skipped": 0, "seconds": 0.0}
    assert lines_of(answer.text) == [
        {"type": "progress", "source": "git", "done": 2, "total": None},
        {"type": "progress", "source": "git", "done": 3, "total": None},
        {"type": "source", "source": "git", **sums},
        {"type": "end"},
    ]


def test_an_import_leaves_a_line_with_its_sums_in_the_journal() -> None:
    house = opening(git=lines("a", "b", "c"))
    client_of(house).post("/v1/imports", json={"project": str(ROOT)})
    (noted,) = [facts for _, happening, facts in house.journal.lines if happening == "import"]
    assert (noted["source"], noted["appended"], noted["skipped"]) == ("git", 3, 0)


def test_a_source_that_was_asked_for_without_consent_is_a_problem_and_no_error() -> None:
    answer = client_of(opening()).post("/v1/imports", json={"sources": ["shell"]})
    problem, end = lines_of(answer.text)
    assert (problem["type"], problem["source"], problem["code"]) == ("problem", "shell", "consent_missing")
    assert end == {"type": "end"}


def test_a_folder_in_no_project_is_a_problem_and_no_error() -> None:
    answer = client_of(opening()).post("/v1/imports", json={"project": "/elsewhere"})
    assert [line.get("code") for line in lines_of(answer.text)] == ["project_not_found", None]


def test_an_unknown_source_is_refused_before_the_stream_begins() -> None:
    answer = client_of(opening()).post("/v1/imports", json={"sources": ["mail"]})
    assert (answer.status_code, answer.json()["code"]) == (422, "request_invalid")
    assert "git, shell" in answer.json()["detail"]


@pytest.mark.parametrize("body", [{"project": "relative"}, {"since": "today"}, {"source": ["git"]}])
def test_a_body_that_makes_no_sense_is_refused(body: object) -> None:
    answer = client_of(opening()).post("/v1/imports", json=body)
    assert (answer.status_code, answer.json()["code"]) == (422, "request_invalid")


class Failing:
    """A source that fails in a way that a source should not."""

    name, scope = "git", "/x"

    def __init__(self, error: Exception) -> None:
        self.error = error

    def read(self, position: str | None) -> Iterator[Batch]:
        yield Batch((), position="1", done=1)
        raise self.error


@pytest.mark.parametrize(
    ("error", "code"),
    [(StoreBusyError("the disk is taken"), "store_busy"), (ZeroDivisionError("secret words"), "internal")],
)
def test_a_stream_that_breaks_off_says_why_in_its_last_line(error: Exception, code: str) -> None:
    house = opening(git=Failing(error))
    answer = client_of(house).post("/v1/imports", json={"project": str(ROOT)})
    last = lines_of(answer.text)[-1]
    assert (last["type"], last["source"], last["code"]) == ("problem", None, code)
    assert "secret words" not in answer.text + str(house.journal.lines)


def test_a_rebuild_is_told_line_by_line() -> None:
    house = House()
    house.log.append(commits(20))
    answer = client_of(house.loaded()).post("/v1/rebuild")
    assert answer.headers["content-type"] == "application/x-ndjson"
    assert lines_of(answer.text) == [
        {"type": "progress", "done": 44, "total": 44},
        {"type": "end", "events": 44},
    ]
