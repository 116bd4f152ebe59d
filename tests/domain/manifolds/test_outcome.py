"""Outcome: success and failure lead to different things."""

from __future__ import annotations

from tests.domain.manifolds.situations import catalogue_of, learn_run, of_sequence, shares

from jepa_learning.domain.manifolds.outcome import Outcome

NAMES = ("npm test", "git push", "vi")


def taught() -> Outcome:
    outcome = Outcome()
    for _ in range(3):
        learn_run(outcome, catalogue_of(*NAMES), ["npm test", "git push"], outcome=0)
        learn_run(outcome, catalogue_of(*NAMES), ["npm test", "vi"], outcome=1)
    return outcome


def test_what_follows_depends_on_how_it_went() -> None:
    names = catalogue_of(*NAMES)
    for code, follower, words in (
        (0, 1, "3 of 3 times after npm test succeeded"),
        (1, 2, "3 of 3 times after npm test failed"),
    ):
        now = of_sequence(names, past=["npm test"], outcome=code)
        for view in (0, 1):
            said = shares(taught().predict_one(now, catalogue=names), view)
            assert said.index(max(said)) == follower
        assert taught().words(now, follower, catalogue=names) == words


def test_failure_of_another_command_is_told_as_such() -> None:
    names = catalogue_of(*NAMES)
    now = of_sequence(names, past=["vi"], outcome=2)
    assert taught().words(now, 2, catalogue=names) == "3 of 3 times after a command failed"


def test_without_an_exit_code_it_has_nothing_to_say() -> None:
    names = catalogue_of(*NAMES)
    assert taught().predict_one(of_sequence(names, past=["vi"]), catalogue=names) is None
