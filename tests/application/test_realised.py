"""What a change saved since, and when it is offered for removal."""

from __future__ import annotations

from dataclasses import replace

import pytest

from jepa_learning.application.realised import result_of
from jepa_learning.domain.event import Event
from jepa_learning.domain.patterns.act import Act, act_of
from jepa_learning.ports.change_journal import Applied

ALIAS = Applied("a1b2c3", "alias", "gs: git status --short", ("gs",), 0.0, 0.0, (), 0.0, 10)
SET = replace(
    ALIAS, form="shell_function", names=("gacp", "cl"), spares=1.2, predicted_events=8.0, each=(2.0, 1.0)
)


def since(lines: list[str]) -> list[Act]:
    return [act_of(Event("command", line, "day", float(n))) for n, line in enumerate(lines)]


def test_an_alias_that_is_used_stays_though_it_spares_no_events() -> None:
    result = result_of(ALIAS, since(["gs", *["ls"] * 9]))
    assert (result.uses, result.foretold, result.realised, result.remove) == (1, None, 0.0, False)


def test_an_alias_that_nobody_uses_is_offered_for_removal_when_it_is_due() -> None:
    assert result_of(ALIAS, since(["ls"] * 10)).remove
    assert not result_of(ALIAS, since(["ls"] * 9)).remove


def test_an_alias_is_reported_by_the_keystrokes_that_were_foretold() -> None:
    foretold = replace(ALIAS, predicted_keys=40.0, keys_each=8.0)
    result = result_of(foretold, since(["gs", "gs", "ls", "ls", "ls"]))
    assert (result.foretold_keys, result.realised_keys) == (20.0, 16.0)
    assert result_of(ALIAS, since(["gs"])).foretold_keys is None


def test_what_was_foretold_stays_foretold_where_nothing_was_done_since() -> None:
    result = result_of(SET, [])
    assert (result.foretold, result.realised, result.remove) == (0.0, 0.0, False)


def test_each_name_of_several_counts_what_it_spares() -> None:
    result = result_of(SET, since(["gacp", "cl x", "cl y", *["ls"] * 2]))
    assert (result.uses, result.realised, result.foretold) == (3, 4.0, pytest.approx(4.0))


def test_what_spares_a_quarter_of_what_was_foretold_or_less_is_offered_for_removal() -> None:
    assert result_of(SET, since(["gacp", *["ls"] * 9])).remove
    assert not result_of(SET, since(["gacp", "cl", *["ls"] * 8])).remove
