"""What each counting baseline says, worked out by hand on short histories."""

from __future__ import annotations

import pytest

from jepa_learning.domain.baselines import Backoff, CoChange, Frequency, IntentWords
from jepa_learning.domain.event import Event, Prediction, Query

Baseline = Frequency | Backoff | CoChange | IntentWords


def change(
    case: str, path: str, *, status: str = "M", old: str | None = None, intent: str | None = None
) -> Event:
    return Event(
        "file", path, case, intent=intent, attributes={"status": status, **({"old_path": old} if old else {})}
    )


def commands(text: str, *, case: str = "s") -> list[Event]:
    return [Event("command", letter, case) for letter in text]


def names(prediction: Prediction) -> list[str]:
    return [candidate.activity for candidate in prediction.candidates]


def taught(predictor: Baseline, events: list[Event]) -> Baseline:
    for event in events:
        predictor.learn_one(event)
    return predictor


FILE = Query("file", "new")
COMMAND = Query("command", "s")


@pytest.mark.parametrize("predictor", [Frequency(), Backoff(order=6), CoChange(), IntentWords()])
def test_who_has_learnt_nothing_says_nothing(predictor: Baseline) -> None:
    prediction = predictor.predict_one(FILE, k=10)
    assert prediction.candidates == ()
    assert prediction.confidence == 0.0


def test_frequency_ranks_by_share() -> None:
    prediction = taught(Frequency(), commands("aabaca")).predict_one(COMMAND, k=10)
    assert [(c.activity, pytest.approx(c.probability)) for c in prediction.candidates] == [
        ("a", 4 / 6),
        ("b", 1 / 6),
        ("c", 1 / 6),
    ]
    assert prediction.confidence == pytest.approx(4 / 6)


def test_frequency_gives_no_more_than_k() -> None:
    assert len(taught(Frequency(), commands("abcdef")).predict_one(COMMAND, k=3).candidates) == 3


def test_decay_lets_the_newer_win() -> None:
    predictor = taught(Frequency(decay=0.5), commands("aaab"))
    best = predictor.predict_one(COMMAND, k=1).candidates[0]
    assert best.activity == "b"
    assert best.probability == pytest.approx(1 / (1 + 0.5 + 0.25 + 0.125))


def test_decay_survives_more_events_than_a_float_could_hold() -> None:
    predictor = taught(Frequency(decay=0.5), commands("ab" * 1000))
    assert [c.probability for c in predictor.predict_one(COMMAND, k=2).candidates] == pytest.approx(
        [2 / 3, 1 / 3]
    )


def test_frequency_names_only_files_that_exist_and_that_the_case_has_not_touched() -> None:
    history = [
        change("1", "kept"),
        change("1", "gone"),
        change("1", "before"),
        change("2", "gone", status="D"),
    ]
    predictor = taught(Frequency(), [*history, change("3", "after", old="before"), change("4", "touched")])
    assert names(predictor.predict_one(Query("file", "4"), k=10)) == ["kept", "after"]


def test_markov_ranks_what_followed_the_last_activity() -> None:
    predictor = taught(Backoff(order=1), commands("abacab"))
    # behind b: a once (n=1, d=1); the rest, 1/2, goes to the plain counts a 3, b 2, c 1 (n=6, d=3)
    found = {c.activity: c.probability for c in predictor.predict_one(COMMAND, k=3).candidates}
    assert found == pytest.approx({"a": 1 / 2 + 1 / 2 * 3 / 9, "b": 1 / 2 * 2 / 9, "c": 1 / 2 * 1 / 9})


def test_a_longer_stretch_decides_where_a_shorter_one_cannot() -> None:
    history = commands("xabc" + "yabd" + "xabc" + "yabd" + "xab")
    assert names(taught(Backoff(order=6), history).predict_one(COMMAND, k=1)) == ["c"]


def test_a_stretch_does_not_reach_into_another_case() -> None:
    predictor = taught(Backoff(order=1), [*commands("ab", case="s"), *commands("ac", case="t")])
    assert names(predictor.predict_one(Query("command", "s"), k=1)) == ["a"]
    assert (
        taught(Backoff(order=1), commands("ab")).predict_one(Query("command", "new"), k=2).confidence == 0.25
    )


def test_cochange_names_what_changed_with_the_touched_file_first() -> None:
    history = [change("1", "a"), change("1", "b"), change("2", "c"), change("3", "c"), change("4", "c")]
    predictor = taught(CoChange(), [*history, change("5", "a")])
    assert names(predictor.predict_one(Query("file", "5"), k=10)) == ["b", "c"]
    assert names(predictor.predict_one(Query("file", "new"), k=1)) == ["c"]


def test_cochange_does_not_name_a_file_that_is_gone() -> None:
    history = [change("1", "a"), change("1", "b"), change("2", "b", status="D"), change("3", "a")]
    assert names(taught(CoChange(), history).predict_one(Query("file", "3"), k=10)) == []


def test_intent_words_name_the_files_that_the_words_touched_before() -> None:
    history = [change("1", "router.py", intent="Fix router"), change("2", "docs.md", intent="Update docs")]
    predictor = taught(IntentWords(), [*history, *(change(str(n), "log.md") for n in range(3, 9))])
    assert names(predictor.predict_one(Query("file", "new", intent="router again"), k=3))[0] == "router.py"
    assert names(predictor.predict_one(Query("file", "new", intent="theDocs"), k=3))[0] == "docs.md"
    assert names(predictor.predict_one(Query("file", "new"), k=3))[0] == "log.md"


def test_intent_words_do_not_name_what_the_case_has_touched() -> None:
    predictor = taught(
        IntentWords(), [change("1", "router.py", intent="Fix router"), change("2", "router.py")]
    )
    assert names(predictor.predict_one(Query("file", "2", intent="Fix router"), k=3)) == []


@pytest.mark.parametrize("predictor", [Frequency(), CoChange(), IntentWords()])
def test_a_bulk_change_says_nothing_but_which_files_exist(predictor: Baseline) -> None:
    bulk = {"status": "M", "bulk": True}
    history = [change("1", "a", intent="fix"), change("1", "b", intent="fix"), change("2", "c", intent="fix")]
    reformat = [Event("file", name, "3", intent="fix", attributes=bulk) for name in ("c", "c2")]
    gone = Event("file", "b", "3", attributes={"status": "D", "bulk": True})
    prediction = taught(predictor, [*history, *reformat, gone]).predict_one(
        Query("file", "4", intent="fix"), k=9
    )
    assert sorted(names(prediction)) == ["a", "c"]
