"""What a commit lacks is named with evidence, learnt from what came, and said only where that is precise."""

from __future__ import annotations

from random import Random

import pytest
from tests.domain.waste.finds import changes

from jepa_learning.domain.abstention import AbstentionOptions
from jepa_learning.domain.event import Event
from jepa_learning.domain.omissions.omissions import Omission, OmissionOptions, Omissions, Verdict
from jepa_learning.domain.waste.history import History

PRECISION = 0.7
OPTIONS = OmissionOptions(
    candidates=30,
    named=2,
    within=1,
    threshold=AbstentionOptions(PRECISION, step=0.05, patience=5, drift=0.01, window=500),
)


def read(events: list[Event]) -> tuple[list[Omission], list[Verdict]]:
    """Return what was found at each commit, and what became of it."""
    omissions, found, verdicts = Omissions(OPTIONS), [], []
    for commit in History(events, gap_s=1.0).commits:
        omission, judged = omissions.observe_one(commit)
        found += [omission] if omission is not None else []
        verdicts += judged
    return found, verdicts


def forgetful(times: int, *, repaired: float = 1.0) -> list[Event]:
    """Return commits of a pair, each followed by one that lacks the second and, so often, by its repair."""
    rng, events = Random(0), []
    for n in range(times):
        events += changes(f"both{n}", ["a.toml", "a.lock"], "", at=n * 100.0)
        events += changes(f"half{n}", ["a.toml"], "", at=n * 100.0 + 1)
        came = "a.lock" if rng.random() < repaired else f"{n}.py"
        events += changes(f"then{n}", [came], "", at=n * 100.0 + 2)
    return events


def test_what_is_always_made_up_for_is_soon_said_with_its_evidence() -> None:
    found, verdicts = read(forgetful(60))
    last = next(one for one in reversed(found) if one.commit.case == "half59")
    assert last.is_sure
    assert (last.files[0].path, last.files[0].beside) == ("a.lock", "a.toml")
    assert last.files[0].words == "changed with a.toml in 60 of 119 commits"
    said = [one.right for one in verdicts if one.omission.is_sure]
    assert last.confidence == pytest.approx((sum(said[:-1]) + 7.0) / (len(said) - 1 + 10.0), abs=0.02)
    assert sum(said) >= PRECISION * len(said) > 20


def test_what_is_hardly_ever_made_up_for_is_not_said() -> None:
    _, verdicts = read(forgetful(200, repaired=0.1))
    said = [one for one in verdicts if one.omission.is_sure and one.omission.commit.files == ("a.toml",)]
    assert len(said) <= 5


def test_a_commit_is_not_known_to_its_own_question() -> None:
    found, _ = read(changes("1", ["a", "b"], "") + changes("2", ["a"], ""))
    assert found[0].files == ()
    assert [one.path for one in found[1].files] == ["b"]
    assert not found[1].is_sure


def test_only_commits_of_the_same_author_are_an_answer() -> None:
    events = changes("1", ["a", "b"], "") + changes("2", ["a"], "")
    other = [Event("file", "b", "3", 0.0, author="bob", attributes={"status": "M"})]
    _, verdicts = read(events + other)
    assert [one.omission.commit.case for one in verdicts] == ["1"]
    _, verdicts = read(events + other + changes("4", ["b"], ""))
    assert [(one.omission.commit.case, one.right) for one in verdicts] == [("1", False), ("2", True)]


def test_a_sweep_is_not_asked_about() -> None:
    assert read(changes("1", [str(n) for n in range(40)], ""))[0] == []
