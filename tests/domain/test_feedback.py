"""What a suggestion caused is followed and not learnt from; what was dismissed is weakened for a while."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

import pytest
from tests.domain.histories import EVERYTHING, OPTIONS, ask, change, commits, learnt, names, probability, run

from jepa_learning.domain.event import Candidate, Event, Prediction, Query
from jepa_learning.domain.feedback import (
    dismissed_at,
    is_caused,
    is_evidence,
    is_marked,
    marked,
    own_share,
    weakened,
)
from jepa_learning.domain.learner import Learner
from jepa_learning.domain.suggestion import Offer, Place, Span, Suggestion

PIPELINE = [event for n in range(30) for event in run("checkout", "build", "test", "deploy", case=f"r{n}")]
CHANGES = commits(["a.py", "b.py", "c.py", "d.py"], *([["a.py", "b.py"], ["c.py", "d.py"]] * 12))


def caused(events: Iterable[Event]) -> list[Event]:
    return [marked(event, suggestion="3f2a9c1b", verdict="accepted") for event in events]


def shown(events: Iterable[Event]) -> list[Event]:
    return [marked(event, suggestion="3f2a9c1b", verdict="shown") for event in events]


def steps(learner: Learner, case: str = "now") -> Prediction:
    return learner.predict_one(Query("step", case), k=EVERYTHING)


def files(learner: Learner, case: str = "now") -> Prediction:
    return learner.predict_one(ask(case), k=EVERYTHING)


# The mark


@pytest.mark.parametrize(("verdict", "evidence"), [("accepted", False), ("shown", True), ("dismissed", True)])
def test_only_what_an_accepted_suggestion_named_is_no_evidence(verdict: str, evidence: bool) -> None:
    event = marked(run("build")[0], suggestion="3f2a9c1b", verdict=verdict)
    assert (is_marked(event), is_evidence(event)) == (True, evidence)


def test_the_mark_makes_no_other_event_of_it() -> None:
    (event,) = run("build")
    assert (is_marked(event), is_evidence(event)) == (False, True)
    assert caused([event])[0].id == event.id


# Sequences


def test_however_often_a_caused_step_comes_the_answers_elsewhere_stay_as_they_were() -> None:
    learner = learnt(PIPELINE)
    before, known = steps(learner), learner.knowledge("step")
    learner.learn_many(caused(run(*["test", "deploy"] * 40, case="obeying")))
    assert (steps(learner), learner.knowledge("step")) == (before, known)


def test_the_same_steps_unmarked_or_merely_shown_are_learnt_from() -> None:
    plain, only_shown = learnt(PIPELINE), learnt(PIPELINE)
    before = probability(steps(plain), "deploy")
    plain.learn_many(run(*["deploy"] * 40, case="own"))
    only_shown.learn_many(shown(run(*["deploy"] * 40, case="own")))
    assert steps(plain) == steps(only_shown)
    assert probability(steps(plain), "deploy") > before


def test_what_comes_next_is_asked_behind_the_caused_step() -> None:
    learner = learnt([*PIPELINE, *caused(run("checkout", case="now"))])
    assert names(steps(learner))[0] == "build"


def test_what_follows_a_caused_step_by_itself_is_learnt_as_following_it() -> None:
    events = list(PIPELINE)
    for n in range(20):
        events += [*caused(run("checkout", case=f"x{n}")), *run("lint", case=f"x{n}")]
    learner = learnt([*events, *caused(run("checkout", case="now"))])
    assert "lint" in names(steps(learner))[:2]


def test_a_caused_step_becomes_no_habit_of_its_case() -> None:
    own = run("checkout", "build", "test", "checkout", case="now")
    obeyed = caused(run("deploy", "checkout", "deploy", "checkout", case="now"))
    assert probability(steps(learnt([*PIPELINE, *own, *obeyed])), "deploy") == pytest.approx(
        probability(steps(learnt([*PIPELINE, *own])), "deploy"), rel=0.5
    )
    counted = run("deploy", "checkout", "deploy", "checkout", case="now")
    assert probability(steps(learnt([*PIPELINE, *own, *counted])), "deploy") > 2 * probability(
        steps(learnt([*PIPELINE, *own, *obeyed])), "deploy"
    )


def test_a_case_counts_as_learnt_with_its_first_own_step() -> None:
    learner = learnt(caused(run("build", case="obeying")))
    assert learner.knowledge("step").cases == 0
    learner.learn_many(run("test", case="obeying"))
    assert learner.knowledge("step").cases == 1


# Files


def test_a_caused_file_goes_together_with_nothing() -> None:
    own, with_caused = list(CHANGES), list(CHANGES)
    for n in range(10):
        own += [change("a.py", f"x{n}"), change("b.py", f"x{n}")]
        with_caused += [change("a.py", f"x{n}"), *caused([change("d.py", f"x{n}")]), change("b.py", f"x{n}")]
    last = [change("c.py", "last"), change("d.py", "last")]
    without, beside = learnt([*own, *last]), learnt([*with_caused, *last])
    counted = learnt(
        [*(replace(one, attributes={"status": "M", "project": "/p"}) for one in with_caused), *last]
    )
    for learner in (without, beside, counted):
        learner.observe_one(change("a.py", "now"))

    def against_its_twin(learner: Learner) -> float:
        return probability(files(learner), "d.py") / probability(files(learner), "c.py")

    assert against_its_twin(beside) == pytest.approx(against_its_twin(without), rel=0.1)
    assert against_its_twin(counted) > 3.0 * against_its_twin(without)


def test_a_caused_file_was_neither_right_nor_wrong() -> None:
    # Had it been held against the views that named it, these would be believed less from then on.
    own = [*CHANGES, change("a.py", "x"), change("z.py", "y")]
    obeyed = [*CHANGES, change("a.py", "x"), *caused([change("b.py", "x")]), change("z.py", "y")]
    for case in ("first", "second"):
        own, obeyed = [*own, change("c.py", case)], [*obeyed, change("c.py", case)]
    assert [one.activity for one in files(learnt(obeyed)).candidates] == names(files(learnt(own)))


def test_a_caused_file_belongs_to_its_change_also_for_the_next_question() -> None:
    learner = learnt([*CHANGES, *caused([change("a.py", "now")])])
    assert "a.py" not in names(files(learner))
    assert names(files(learner))[0] == "b.py"


@pytest.mark.parametrize("status", ["D", "R"])
def test_what_exists_stays_right_when_a_suggestion_caused_it(status: str) -> None:
    gone = change(
        "a.py" if status == "D" else "z.py", "x", status=status, old="a.py" if status == "R" else None
    )
    learner = learnt([*CHANGES, *caused([gone])])
    assert "a.py" not in names(files(learner))
    assert ("z.py" in names(files(learner))) is (status == "R")


# Dismissals

PREDICTION = Prediction((Candidate("a", 0.6), Candidate("b", 0.3), Candidate("c", 0.1)), confidence=0.6)


def test_what_was_dismissed_keeps_a_share_and_makes_room() -> None:
    said = weakened(PREDICTION, {"a"}, share=0.25, k=2)
    assert [(one.activity, one.probability) for one in said.candidates] == [("b", 0.3), ("a", 0.15)]
    assert said.confidence == 0.3


def test_what_is_nearly_certain_stays_first_though_it_was_dismissed() -> None:
    said = weakened(PREDICTION, {"a"}, share=0.75, k=3)
    assert names(said) == ["a", "b", "c"]
    assert said.confidence == pytest.approx(0.45)


@pytest.mark.parametrize("doubt", [None, "not sure enough: 60 % for the first"])
def test_where_too_little_is_left_for_the_first_it_abstains_and_says_what_is_left(doubt: str | None) -> None:
    asked = replace(PREDICTION, needed=0.55 if doubt is None else 0.9, abstained=doubt, is_unsure=bool(doubt))
    said = weakened(asked, {"a"}, share=0.75, k=3)
    assert said.abstained == "not sure enough: 45 % for the first, after what you dismissed not long ago"
    assert said.is_unsure


def test_where_enough_is_left_it_still_does_not_abstain() -> None:
    assert weakened(replace(PREDICTION, needed=0.2), {"a"}, share=0.75, k=3).abstained is None


def test_nothing_dismissed_is_nothing_changed() -> None:
    assert weakened(PREDICTION, set(), share=0.25, k=3) is PREDICTION


def test_a_learner_weakens_what_the_question_says_was_dismissed() -> None:
    learner = learnt([*PIPELINE, *run("checkout", case="now")])
    before = learner.predict_one(Query("step", "now"), k=2)
    after = learner.predict_one(Query("step", "now", dismissed=frozenset({"build"})), k=2)
    assert probability(after, "build") == pytest.approx(
        OPTIONS.dismissed_share * probability(before, "build")
    )
    assert len(after.candidates) == 2
    assert learner.predict_one(Query("step", "now"), k=2) == before


HERE = Place("command", case="s")


def dismissed(*, told: float, told_after: int, later: int, place: Place = HERE) -> Suggestion:
    offers = (Offer("make", 0.5, "dismissed", told, told_after), Offer("ls", 0.2))
    return Suggestion("aa", place, 0.0, offers, later)


@pytest.mark.parametrize(
    ("one", "found"),
    [
        (dismissed(told=50.0, told_after=1, later=2), {"make"}),
        (dismissed(told=50.0, told_after=1, later=11), set()),
        (dismissed(told=39.0, told_after=1, later=2), set()),
        (dismissed(told=50.0, told_after=1, later=2, place=Place("command", case="t")), set()),
    ],
    ids=["lately and here", "too many events since", "too long ago", "elsewhere"],
)
def test_a_dismissal_holds_for_its_place_until_its_cooldown_ends(one: Suggestion, found: set[str]) -> None:
    assert dismissed_at(HERE, [one], cooldown=Span(events=10, seconds=60.0), now=100.0) == found


# How much of what is accepted would have come by itself


def outcomes(
    n: int, *, promised: float, accepted: float, came_unasked: float = 0.0, later: int = 1
) -> list[Suggestion]:
    """Give suggestions of which these shares were accepted, or came without."""
    taken, unasked = round(n * accepted), round(n * came_unasked)
    offers = [
        *[Offer("make", promised, "accepted", told=1.0, came=True)] * taken,
        *[Offer("make", promised, came=True)] * unasked,
        *[Offer("make", promised)] * (n - taken - unasked),
    ]
    return [Suggestion(f"{n}", HERE, 0.0, (offer,), later) for n, offer in enumerate(offers)]


@pytest.mark.parametrize(
    ("late", "share"),
    [
        (outcomes(1000, promised=0.4, accepted=1.0), 0.0),
        (outcomes(1000, promised=0.4, accepted=0.4), 1.0),
        (outcomes(1000, promised=0.4, accepted=0.3, came_unasked=0.1), 1.0),
        (outcomes(1000, promised=0.4, accepted=0.2, came_unasked=0.4), 0.0),
        (outcomes(1000, promised=0.4, accepted=0.7), 0.2 / 0.7),
        (outcomes(1000, promised=0.4, accepted=0.0, came_unasked=0.4), 0.0),
        ([], 0.0),
    ],
    ids=[
        "everything",
        "own",
        "own, not all of it told",
        "beyond their own",
        "half obeying",
        "nothing",
        "new",
    ],
)
def test_as_much_is_their_own_as_predictions_promised_and_no_more(
    late: list[Suggestion], share: float
) -> None:
    assert own_share(late, doubt=0.001) == pytest.approx(share, abs=0.01)


def test_until_enough_is_known_whoever_accepts_is_taken_to_obey() -> None:
    shares = [own_share(outcomes(n, promised=0.5, accepted=0.5), doubt=10.0) for n in (0, 10, 100, 1000)]
    assert shares[0] == 0.0
    assert shares == sorted(shares)
    assert shares[1] < 0.4
    assert shares[3] > 0.95


def test_a_suggestion_whose_outcome_is_open_counts_for_neither() -> None:
    known = outcomes(100, promised=0.5, accepted=0.5)
    still_open = outcomes(500, promised=0.5, accepted=0.0, later=0)
    assert own_share([*known, *still_open], doubt=1.0) == own_share(known, doubt=1.0)


def test_that_share_of_what_is_accepted_is_learnt_from_the_same_events_each_time() -> None:
    events = [Event("step", "build", f"r{n}") for n in range(2000)]
    taken = [marked(one, suggestion="a", verdict="accepted", own_share=0.25) for one in events]
    learnt_from = [is_evidence(one) for one in taken]
    assert sum(learnt_from) == pytest.approx(500, abs=60)
    assert learnt_from == [is_evidence(one) for one in taken]
    assert all(is_caused(one) for one in taken)


@pytest.mark.parametrize("share", ["much", None, -1.0])
def test_a_share_that_makes_no_sense_is_none(share: str | float | None) -> None:
    event = Event("step", "build", "r", attributes={"suggested": "accepted", "own_share": share})
    assert not is_evidence(event)
