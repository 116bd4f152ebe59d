"""Consent: defaults, the user's words, and the scope that each source has."""

from __future__ import annotations

import pytest
from tests.application.in_memory import DEFAULTS, NOW, House

from jepa_learning.application.consent import Consents, Standing
from jepa_learning.domain.errors import RequestError


def test_where_nobody_was_asked_the_defaults_hold() -> None:
    assert House().consents.show("/p") == [
        Standing("git", "/p", granted=True, asked=False, time=None),
        Standing("jsonl", "*", granted=True, asked=False, time=None),
        Standing("shell", "*", granted=False, asked=False, time=None),
    ]


def test_a_word_on_git_holds_in_its_project() -> None:
    consents = House().consents
    consents.change("git", "/p", granted=False)
    assert (consents.is_granted("git", "/p"), consents.is_granted("git", "/q")) == (False, True)
    assert consents.show("/p")[0] == Standing("git", "/p", granted=False, asked=True, time=NOW)


def test_a_word_on_git_everywhere_holds_where_the_project_has_none() -> None:
    consents = House().consents
    consents.change("git", "/p", granted=True)
    consents.change("git", None, granted=False)
    assert (consents.is_granted("git", "/p"), consents.is_granted("git", "/q")) == (True, False)
    assert consents.show("/q")[0] == Standing("git", "*", granted=False, asked=True, time=NOW)
    assert consents.show(None)[0].granted is False


@pytest.mark.parametrize("source", ["shell", "jsonl"])
def test_a_word_on_a_source_of_no_project_holds_everywhere(source: str) -> None:
    consents = House().consents
    consents.change(source, "/p", granted=not DEFAULTS[source])
    assert consents.is_granted(source, "") is not DEFAULTS[source]
    assert consents.is_granted(source, "/q") is not DEFAULTS[source]


def test_the_last_word_counts_and_is_remembered() -> None:
    house = House()
    house.consents.change("shell", None, granted=True)
    house.consents.change("shell", None, granted=False)
    again = Consents(house.words, clock=house.clock, defaults=DEFAULTS)
    assert again.is_granted("shell", "") is False


def test_a_source_that_is_not_there_is_refused() -> None:
    with pytest.raises(RequestError, match="git, jsonl, shell"):
        House().consents.change("mail", None, granted=True)
