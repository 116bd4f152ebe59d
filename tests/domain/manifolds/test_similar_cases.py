"""Similar cases: the nearest intents vote, and are shown as they were written."""

from __future__ import annotations

import math

import pytest
from tests.domain.histories import ask, change, learnt, reason
from tests.domain.manifolds.situations import catalogue_of, learn_case, of_files, shares

from jepa_learning.domain.manifolds.similar_cases import HALF_LIVES, SHOWN, SimilarCases

NAMES = ("a", "b", "c")


def similar(*, nearest: int = 40, half_life: float = 1000.0) -> SimilarCases:
    return SimilarCases(nearest=nearest, half_life=half_life, escape=0.1)


def test_a_case_votes_by_the_cosine_of_its_rare_words_and_its_age() -> None:
    files, cases = catalogue_of(*NAMES), similar(half_life=2.0)
    learn_case(cases, files, ["a"], tick=0, intent="router")
    learn_case(cases, files, ["b", "c"], tick=1, intent="router")
    evidence = cases.predict_one(of_files(files, intent="router"), catalogue=files)
    rare = math.log(1 + 3 / 3)  # both phrases, "^router" and "router", came in both of two cases
    lengths = [math.sqrt(2) * math.log(1 + 1 / 1), math.sqrt(2) * math.log(1 + 2 / 2)]  # when each was new
    first, second = (2 * rare**2 / length for length in lengths)
    a, b = first**3 * 0.5 ** (2 / 2), second**3 * 0.5 ** (1 / 2) / 2
    total = a + 2 * b
    expected = [0.9 * x / total + 0.1 / 3 for x in (a, b, b)]
    assert shares(evidence) == pytest.approx(expected)


def test_the_first_case_of_all_weighs_no_more_than_the_others() -> None:
    files, cases = catalogue_of(*NAMES), similar()
    learn_case(cases, files, ["a"], tick=0, intent="import the parser")
    for tick in range(1, 10):
        learn_case(cases, files, ["b"], tick=tick, intent="write the parser")
    evidence = cases.predict_one(of_files(files, intent="write the parser"), catalogue=files)
    assert shares(evidence)[1] > 0.8


def test_only_the_nearest_vote() -> None:
    files, cases = catalogue_of(*NAMES), similar(nearest=1)
    learn_case(cases, files, ["a"], tick=0, intent="fix the router")
    learn_case(cases, files, ["b"], tick=1, intent="fix the parser")
    learn_case(cases, files, ["c"], tick=2, intent="write a guide")
    evidence = cases.predict_one(of_files(files, intent="fix the router"), catalogue=files)
    assert shares(evidence) == pytest.approx([0.9 + 0.1 / 3, 0.1 / 3, 0.1 / 3])


def test_a_case_no_longer_votes_after_ten_half_lives() -> None:
    files, cases = catalogue_of(*NAMES), similar(half_life=1.0)
    learn_case(cases, files, ["a"], tick=0, intent="fix the router")
    for tick in range(1, HALF_LIVES):
        learn_case(cases, files, ["b"], tick=tick, intent="write a guide")
    before = cases.predict_one(of_files(files, intent="fix the router"), catalogue=files)
    learn_case(cases, files, ["b"], tick=HALF_LIVES, intent="write a guide")
    after = cases.predict_one(of_files(files, intent="fix the router"), catalogue=files)
    assert shares(before)[0] > 0.9
    assert after is None or not after.any()


def test_without_an_intent_it_learns_and_says_nothing() -> None:
    files, cases = catalogue_of(*NAMES), similar()
    learn_case(cases, files, ["a"], tick=0)
    assert cases.predict_one(of_files(files, intent="fix"), catalogue=files) is None
    learn_case(cases, files, ["a"], tick=1, intent="fix")
    assert cases.predict_one(of_files(files), catalogue=files) is None


@pytest.mark.parametrize(
    ("subject", "shown"),
    [
        ("Allow setting headers", "Allow setting headers"),
        ("Allow setting headers\n\nThe body says more.", "Allow setting headers"),
        ("\n  Allow  setting\theaders ", "Allow setting headers"),
        ("Allow setting the header of a request by name", "Allow setting the header of a request…"),
        ("A" * 36 + " bcd", "A" * 36 + " bcd"),
        ("A" * 36 + " bcde", "A" * 36 + "…"),
        ("headers" * 10, ("headers" * 10)[:39] + "…"),
    ],
)
def test_the_words_show_the_subject_as_it_was_written_cut_at_the_end_of_a_word(
    subject: str, shown: str
) -> None:
    files, cases = catalogue_of(*NAMES), similar()
    learn_case(cases, files, ["a"], tick=0, intent=subject)
    now = of_files(files, intent=subject)
    assert cases.words(now, 0, catalogue=files) == f"touched by a commit much like this: {shown}"
    assert cases.words(now, 1, catalogue=files) == ""
    assert len(shown) <= SHOWN


def test_people_see_the_subject_of_the_nearest_commit_that_touched_the_file() -> None:
    history = [change(name, "first") for name in NAMES]
    for number in range(9):
        history.append(change("a", f"a{number}", intent=f"Allow setting header number {number}"))
        history.append(change("b", f"b{number}", intent="Speed up parsing"))
    said = learnt(history).predict_one(ask(intent="allow setting header number 7"))
    assert said.candidates[0].activity == "a"
    assert reason(said, "a", "similar_cases").startswith(
        "touched by a commit much like this: Allow setting header number "
    )
