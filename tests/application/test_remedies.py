"""Remedies: every doubt of every kind comes with what would help, and with nothing that was done."""

from __future__ import annotations

import pytest

from jepa_learning.application.remedies import NOTHING_THERE, remedy
from jepa_learning.domain.doubts import BREAKDOWN, DISAGREEMENT, TOO_LITTLE, UNSURE
from jepa_learning.domain.event import KINDS


def helps(kind: str, doubt: str, *, intent: bool = False, known: bool = False, shallow: bool = False) -> str:
    return remedy(kind, doubt, has_intent=intent, has_known=known, is_shallow=shallow) or ""


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("doubt", [TOO_LITTLE, BREAKDOWN, UNSURE, DISAGREEMENT])
@pytest.mark.parametrize("told", [True, False])
def test_every_doubt_comes_with_what_would_help(kind: str, doubt: str, told: bool) -> None:
    said = helps(kind, f"{doubt}: 3 of 4", intent=told, known=told)
    assert said
    assert not (told and ("--intent" in said or "--known" in said))


def test_without_a_doubt_nothing_is_lacking() -> None:
    assert remedy("file", None, has_intent=False, has_known=False) is None


def test_a_shallow_clone_is_told_to_get_its_history_with_and_without_an_intent() -> None:
    for intent in (True, False):
        assert "git fetch --unshallow" in helps("file", f"{TOO_LITTLE}: 3 cases", intent=intent, shallow=True)
    assert "unshallow" not in helps("command", f"{TOO_LITTLE}: 3 cases", shallow=True)
    assert "--intent" in helps("file", f"{UNSURE}: 3 %", shallow=True)
    assert "git fetch --unshallow" in helps("file", f"{UNSURE}: 3 %", intent=True, shallow=True)


def test_files_are_asked_for_what_was_not_told_yet() -> None:
    assert "--intent" in helps("file", f"{UNSURE}: 3 %", known=True)
    assert "--known" in helps("file", f"{UNSURE}: 3 %", intent=True)
    assert "lev jepa search" in helps("file", f"{DISAGREEMENT}: 3 %", intent=True, known=True)


def test_where_nothing_is_there_it_can_be_learnt() -> None:
    assert "lev jepa learn" in helps("file", NOTHING_THERE, intent=True, known=True)
