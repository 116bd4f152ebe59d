"""Sessions, loops and directly-follows graphs of small streams."""

from __future__ import annotations

from math import exp

import pytest
from tests.domain.patterns.acts import acts, days

from jepa_learning.domain.patterns.flow import flows_of
from jepa_learning.domain.patterns.loops import loops_in
from jepa_learning.domain.patterns.sessions import cut_into_sessions


def test_a_raw_stream_is_cut_at_long_pauses() -> None:
    stream = acts(["a", "b"]) + acts(["c"], begin=5000.0)
    assert [[act.line for act in session] for session in cut_into_sessions(stream, gap_s=1800.0)] == [
        ["a", "b"],
        ["c"],
    ]


def test_cases_stay_apart_where_they_interleave() -> None:
    stream = [act for n in range(2) for case in "xy" for act in acts([f"{case}{n}"], case=case, begin=n)]
    assert [[act.line for act in session] for session in cut_into_sessions(stream, gap_s=1800.0)] == [
        ["x0", "x1"],
        ["y0", "y1"],
    ]


def test_a_loop_is_three_turns_or_more() -> None:
    (loop,) = loops_in(acts(["ls", "make", "vim", "make", "vim", "make", "vim", "make", "date"]))
    assert (loop.forms, loop.turns, len(loop.acts)) == (("make", "vim"), 3, 7)
    assert list(loops_in(acts(["make", "vim", "make", "vim"]))) == []


def test_the_same_command_again_and_again_is_a_loop_of_one() -> None:
    loops = list(loops_in(acts(["date", "make", "make", "make", "make", "date"])))
    assert [(loop.forms, loop.turns) for loop in loops] == [(("make",), 4)]


def test_a_flow_tells_what_follows_how_often_after_how_long_and_what_fails() -> None:
    stream = days(
        ["checkout", "build", "test"], 3, every_s=30.0, kind="step", workflow="ci", exit=1, duration_s=5
    )
    flow = flows_of(cut_into_sessions(stream, gap_s=1800.0))["step", "ci"]
    assert flow.after("build") == {"test": 3}
    assert exp(flow.edges["build", "test"].pauses.mean_log) == pytest.approx(30.0)
    node = flow.nodes["checkout"]
    assert (node.count, node.starts, node.ends, node.failed) == (3, 3, 0, 3)
    assert exp(node.durations.mean_log) == pytest.approx(5.0)
