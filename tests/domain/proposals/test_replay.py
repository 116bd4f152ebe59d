"""A history is cut by what is known of each kind, and remedies prove themselves in the later part."""

from __future__ import annotations

import pytest
from tests.domain.proposals.test_remedies import function
from tests.domain.waste.finds import stream

from jepa_learning.config.layers import load_settings
from jepa_learning.domain.event import Event
from jepa_learning.domain.proposals.propose import ProposeOptions, kept_with_uses
from jepa_learning.domain.proposals.replay import Replay, cut
from jepa_learning.domain.waste.history import History

PROPOSE = ProposeOptions(**load_settings().settings.optimize.proposals.model_dump())


def test_commits_and_all_else_are_cut_alike_however_old_the_repository_is() -> None:
    commits = [Event("file", f"{number}.py", f"c{number}", float(number)) for number in range(4)]
    commands = [Event("command", f"run {number}", "day", 1000.0 + number) for number in range(2)]
    earlier, later = cut([*commands, *reversed(commits)], 0.5)
    assert [event.activity for event in earlier] == ["0.py", "1.py", "run 0"]
    assert [event.activity for event in later] == ["2.py", "3.py", "run 1"]


@pytest.mark.parametrize(("ahead", "is_foretold"), [(1000, True), (3, False)])
def test_what_may_save_nothing_in_what_is_ahead_is_not_foretold(ahead: int, is_foretold: bool) -> None:
    remedy = function(["git add .", "git commit -m 'x y'"])
    assert remedy is not None
    events = stream(["git add .", "git commit -m 'x y'", "look x"] * 60)
    parts = (History(part, gap_s=1800.0) for part in (*cut(events, 0.7), events))
    ((_, weighed),) = Replay(*parts).weigh([remedy], ahead=lambda _: ahead, options=PROPOSE)
    assert weighed.replayed is not None
    assert (weighed.predicted is not None, weighed.confidence is not None) == (is_foretold, is_foretold)


def test_a_remedy_that_is_not_kept_takes_no_use_from_those_behind_it() -> None:
    long, short = (
        function(["git add .", "git commit -m 'x y'", "git push"]),
        function(["git add .", "git commit -m 'x y'"]),
    )
    assert long is not None
    assert short is not None
    history = History(stream(["git add .", "git commit -m 'x y'", "git push"] * 3), gap_s=1800.0)
    both = kept_with_uses([long, short], history, lambda remedy, uses: True)
    assert [len(uses) for _, uses in both] == [3, 0]
    ((kept, uses),) = kept_with_uses([long, short], history, lambda remedy, uses: remedy is short)
    assert (kept, len(uses)) == (short, 3)
