"""Feedback: verdicts on suggestions, by id, within their window."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from tests.application.in_memory import HOUR_S, NOW, ROOT, House

from jepa_learning.domain.errors import RequestError, SuggestionError
from jepa_learning.domain.event import Candidate
from jepa_learning.domain.suggestion import Place, Suggestion

CANDIDATES = [Candidate("a.py", 0.5), Candidate("b.py", 0.2)]
COMMANDS = Place("command")


@pytest.fixture
def house() -> House:
    return House()


def shown(house: House, place: Place = COMMANDS) -> str:
    return house.suggestions.show(place, CANDIDATES) or ""


def verdicts(one: Suggestion) -> list[str]:
    return [offer.verdict for offer in one.offers]


def test_accepting_takes_the_first_candidate_or_the_one_that_is_named(house: House) -> None:
    feedback = house.application.feedback
    assert verdicts(feedback.accept(shown(house))) == ["accepted", "shown"]
    assert verdicts(feedback.accept(shown(house), 2)) == ["shown", "accepted"]


def test_dismissing_means_all_candidates_or_the_one_that_is_named(house: House) -> None:
    feedback = house.application.feedback
    assert verdicts(feedback.dismiss(shown(house))) == ["dismissed", "dismissed"]
    assert verdicts(feedback.dismiss(shown(house), 2)) == ["shown", "dismissed"]


def test_accepting_twice_changes_nothing(house: House) -> None:
    name = shown(house)
    first = house.application.feedback.accept(name)
    house.suggestions.write()
    house.clock.time = NOW + 5
    assert house.application.feedback.accept(name) == first
    assert house.suggestions.recent() == [first]


def test_the_verdict_survives_a_restart(house: House) -> None:
    name = shown(house)
    house.application.feedback.accept(name)
    house.suggestions.stop()
    (one,) = House(before=house).suggestions.recent()
    assert verdicts(one) == ["accepted", "shown"]


def test_the_beginning_of_an_id_is_enough_where_no_other_begins_so(house: House) -> None:
    name = shown(house)
    assert house.application.feedback.accept(name[:4]).id == name
    with pytest.raises(RequestError, match="first 4 characters"):
        house.application.feedback.accept(name[:3])


def test_a_beginning_of_several_ids_is_refused(house: House) -> None:
    name = shown(house)
    house.suggestions.change(lambda kept: [replace(kept[0], id=name[:5] + "zzz")])
    with pytest.raises(RequestError, match="begins 2 ids"):
        house.application.feedback.accept(name[:4])


def test_an_id_that_is_not_known_is_an_error_that_says_where_to_look(house: House) -> None:
    with pytest.raises(SuggestionError, match=r"no suggestion 'cafe'.*lev jepa feedback"):
        house.application.feedback.accept("cafe")


def test_an_expired_suggestion_is_an_error_that_says_why(house: House) -> None:
    name = shown(house)
    house.clock.time = NOW + HOUR_S + 1
    with pytest.raises(SuggestionError, match=r"has expired: 0 events and 60 minutes .* 10 events and 60"):
        house.application.feedback.dismiss(name)


@pytest.mark.parametrize("candidate", [0, 3])
def test_a_candidate_that_it_does_not_have_is_refused(house: House, candidate: int) -> None:
    with pytest.raises(RequestError, match=f"the candidate is {candidate}: suggestion .* has 2"):
        house.application.feedback.accept(shown(house), candidate)


def test_the_list_is_of_a_project_and_of_what_belongs_to_none_newest_first(house: House) -> None:
    mine, none = shown(house, Place("file", str(ROOT))), shown(house)
    other = shown(house, Place("file", "/other"))
    recent = house.application.feedback.recent
    assert [one.id for one in recent(ROOT / "src", most=9)] == [none, mine]
    assert [one.id for one in recent(most=9)] == [other, none, mine]
    assert [one.id for one in recent(Path("/other"), most=1)] == [other]
