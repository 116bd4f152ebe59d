"""Files that changed together are counted, and forgotten when they are gone."""

from __future__ import annotations

from tests.domain.waste.finds import changes

from jepa_learning.domain.event import Event
from jepa_learning.domain.omissions.ties import LARGE, Ties
from jepa_learning.domain.waste.history import History


def ties_of(*commits: list[Event]) -> Ties:
    ties = Ties()
    for commit in History([event for one in commits for event in one], gap_s=1.0).commits:
        ties.learn_one(commit)
    return ties


def test_what_changed_together_is_tied_with_its_evidence() -> None:
    ties = ties_of(changes("1", ["a", "b"], ""), changes("2", ["a", "b", "c"], ""), changes("3", ["a"], ""))
    assert sorted(ties.around(["a"])) == [("b", "a", 2), ("c", "a", 1)]
    assert list(ties.around(["a", "b", "c"])) == []
    assert ties.words("b", "a") == "changed with a in 2 of 3 commits"
    assert ties.share("b", "a") == 2 / 4


def test_what_was_deleted_or_renamed_is_tied_to_nothing() -> None:
    together = changes("1", ["a", "b", "c"], "")
    renamed = [Event("file", "c2", "3", 0.0, attributes={"status": "R", "old_path": "c"})]
    ties = ties_of(together, changes("2", ["b"], "", status="D"), renamed)
    assert (list(ties.around(["a"])), dict(ties.beside("b"))) == ([], {})


def test_a_sweep_ties_nothing_but_takes_away_what_it_deletes() -> None:
    many = [f"f{n}" for n in range(LARGE + 1)]
    assert list(ties_of(changes("1", many, "")).around(["f0"])) == []
    ties = ties_of(changes("1", ["f0", "f1"], ""), changes("2", many, "", status="D"))
    assert list(ties.around(["f0"])) == []
