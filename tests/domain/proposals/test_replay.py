"""A history is cut by what is known of each kind, and remedies prove themselves in the later part."""

from __future__ import annotations

from jepa_learning.domain.event import Event
from jepa_learning.domain.proposals.replay import cut


def test_commits_and_all_else_are_cut_alike_however_old_the_repository_is() -> None:
    commits = [Event("file", f"{number}.py", f"c{number}", float(number)) for number in range(4)]
    commands = [Event("command", f"run {number}", "day", 1000.0 + number) for number in range(2)]
    earlier, later = cut([*commands, *reversed(commits)], 0.5)
    assert [event.activity for event in earlier] == ["0.py", "1.py", "run 0"]
    assert [event.activity for event in later] == ["2.py", "3.py", "run 1"]
