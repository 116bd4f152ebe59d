"""Each kind of waste is found where it is, with the events that show it, and not where it nearly is."""

from __future__ import annotations

from collections.abc import Sequence
from random import Random

import pytest
from tests.domain.patterns.acts import command
from tests.domain.waste.finds import NOISE, OPTIONS, changes, days, found, left_out, stream, with_noise

from jepa_learning.domain.event import Event
from jepa_learning.domain.waste.find import FINDERS, find_waste
from jepa_learning.domain.waste.history import History


def test_a_sequence_that_comes_back_is_found_with_its_events() -> None:
    events = days(["git add a.py", "git commit -m 'x y'", "git push"], 6)
    (finding,) = found(events, "repeated_sequence")
    assert finding.subject == ("git add <path>", "git commit -m <text>", "git push")
    assert (finding.count, finding.lost_events, finding.lost_s) == (6, 12.0, 120.0)
    assert [act.id for act in finding.instances[-1]] == [event.id for event in events[-3:]]


def test_looking_around_in_some_order_is_no_sequence() -> None:
    assert found(days(["ls", "pwd", "git status"], 9), "repeated_sequence") == []


def test_what_follows_by_chance_is_no_sequence() -> None:
    mixed = ["make", "vim x", "date", "cc a.c"] * 100
    Random(0).shuffle(mixed)
    assert found(stream(mixed), "repeated_sequence") == []


def test_a_long_line_of_many_days_is_found() -> None:
    line = "docker compose -f deploy/dev.yml up --build --detach"
    (finding,) = found(days([line], 6), "long_command")
    assert (finding.subject, finding.count, finding.lost_events) == ((line,), 6, 0.0)
    assert found(days(["make"], 6), "long_command") == []


def test_a_loop_of_failures_ends_with_the_success() -> None:
    events = failing(["make", "vim a.c", "make", "vim a.c", "make"]) + stream(["make"], begin=60, exit=0)
    (finding,) = found(with_noise(events), "retry_loop")
    assert (finding.subject, finding.count, finding.lost_events) == (("make",), 1, 5.0)
    assert "failed 3 times" in finding.words


def test_two_failures_are_no_loop() -> None:
    assert found(with_noise(failing(["make", "make"])), "retry_loop") == []


def test_turns_by_hand_are_a_loop_of_work() -> None:
    (finding,) = found(with_noise(stream(["vim a.c", "make"] * 4)), "work_loop")
    assert (finding.subject, finding.count) == (("make", "vim <path>"), 1)
    assert found(with_noise(stream(["ls", "git status"] * 4)), "work_loop") == []


def test_asking_again_and_again_is_polling_with_or_without_a_pause() -> None:
    asked = ["gh run view 7", "sleep 30", "gh run view 7", "gh run view 7", "sleep 30", "gh run view 7"]
    (finding,) = found(with_noise(stream(asked)), "polling")
    assert (finding.subject, finding.lost_events) == (("gh run view 7",), 3.0)
    assert found(with_noise(stream(asked[:3])), "polling") == []


def test_reading_the_same_again_is_found_until_it_is_changed() -> None:
    calls = ["Read a.py", "Grep x", "Read a.py", "Read a.py"]
    (finding,) = found(stream(calls, kind="tool"), "repeated_read")
    assert (finding.subject, finding.lost_events) == (("Read a.py", ""), 2.0)
    changed = ["Read a.py", "Edit a.py", "Read a.py", "Edit a.py", "Read a.py"]
    assert found(stream(changed, kind="tool"), "repeated_read") == []


def test_calls_of_which_only_the_tool_is_known_are_not_taken_for_the_same() -> None:
    told = [*["Read", "Grep", "Bash:grep"] * 6, "WebFetch", "WebFetch", "WebFetch", "WebFetch", "WebFetch"]
    slow = ["Bash:make test"] * 3
    runs = [event for n in range(6) for event in stream(["Read", "Edit"], kind="tool", case=f"r{n}")]
    events = [*with_noise(stream(told, kind="tool")), *stream(slow, kind="tool", case="s", duration_s=60.0)]
    for kind in ("repeated_read", "polling", "unchanged_run", "cold_start"):
        assert found([*events, *runs], kind) == []


def test_what_an_agent_reads_again_is_known_by_the_file_that_its_hook_tells() -> None:
    calls = stream(["Read"] * 3, kind="tool", file="src/a.py")
    (finding,) = found(calls, "repeated_read")
    assert (finding.subject, finding.lost_events) == (("Read src/a.py", ""), 2.0)
    edit = stream(["Edit"], kind="tool", begin=15.0, file="src/a.py")
    assert found([*calls[:2], *edit, *calls[2:]], "repeated_read") == []


def test_what_every_run_reads_first_is_a_cold_start() -> None:
    events = [
        event
        for n in range(6)
        for event in stream(["Read README.md", f"Edit f{n}.py"], kind="tool", case=f"r{n}")
    ]
    (finding,) = found(events, "cold_start")
    assert (finding.subject, finding.count) == (("Read README.md", ""), 6)


def test_a_slip_that_is_corrected_at_once_is_found() -> None:
    events = stream(["git status"] * 20) + days(["gti status", "git status"], 3, exit=127)
    (finding,) = found(events, "mistyped")
    assert (finding.subject, finding.count) == (("gti", "git"), 3)


def test_two_programs_with_like_names_are_no_slip() -> None:
    assert found(stream(["ls x", "less x"] * 9) + stream(["cat y", "bat y"] * 9, begin=900), "mistyped") == []


def test_a_step_that_was_made_up_for_is_forgotten() -> None:
    usual = days(["pytest", "git push"], 9) + stream(NOISE * 20, begin=9e6)
    late = days(["git push", "pytest", "git push"], 3, first=20)
    (finding,) = found(usual + late, "forgotten_step")
    assert (finding.subject, finding.count) == (("pytest", "git push"), 3)
    assert found(usual + days(["git push"], 3, first=20), "forgotten_step") == []


def test_a_slow_run_with_nothing_changed_is_found() -> None:
    slow = stream(["make", "ls", "make"], duration_s=90, exit=0)
    (finding,) = found(slow, "unchanged_run")
    assert (finding.subject, finding.lost_s) == (("make",), 90.0)
    between = (
        stream(["make"], duration_s=90)
        + stream(["vim a.c"], begin=10)
        + stream(["make"], begin=20, duration_s=90)
    )
    assert found(between, "unchanged_run") == []


def test_slow_steps_in_either_order_could_run_side_by_side() -> None:
    steps = [["lint", "test"], ["test", "lint"]] * 3
    events = [
        e
        for n, two in enumerate(steps)
        for e in stream(two, kind="step", case=f"r{n}", duration_s=60, exit=0)
    ]
    (finding,) = found(events, "parallel_steps")
    assert (finding.subject, finding.lost_s) == (("lint", "test"), 360.0)
    always = [
        e for n in range(6) for e in stream(["build", "test"], kind="step", case=f"r{n}", duration_s=60)
    ]
    assert found(always, "parallel_steps") == []


def test_a_step_that_is_done_again_in_a_few_runs_is_rework() -> None:
    runs = [["check", "pay"]] * 9 + [["check", "pay", "check"]]
    events = [e for n, run in enumerate(runs) for e in stream(run, kind="step", case=f"r{n}")]
    (finding,) = found(events, "repeated_step")
    assert (finding.subject, finding.count, finding.lost_events) == (("check",), 1, 2.0)


def test_reverts_and_files_that_are_soon_deleted_are_work_undone() -> None:
    events = (
        changes("c1", ["a.py"], "Add cache")
        + changes("c2", ["tmp.py"], "Try", status="A")
        + changes("c3", ["a.py"], 'Revert "Add cache"')
        + changes("c4", ["tmp.py"], "Clean", status="D")
    )
    assert [finding.count for finding in found(events, "work_undone")] == [1, 1]
    assert found(changes("c1", ["a.py"], 'Revert "Never seen"'), "work_undone") == []


def test_repairs_of_the_commit_before_name_the_check_that_was_missing() -> None:
    events = [
        event
        for n in range(3)
        for event in changes(f"a{n}", ["a.py"], "Add x", at=n * 9000)
        + changes(f"b{n}", ["a.py"], "Fix lint", at=n * 9000 + 60)
    ]
    (finding,) = found(events, "fixing_commit")
    assert (finding.subject, finding.count) == (("format", ""), 3)
    late = changes("a", ["a.py"], "Add x") + changes("b", ["a.py"], "Fix lint", at=90_000)
    assert found(late * 2, "fixing_commit") == []


def test_a_file_that_is_left_out_and_comes_with_the_next_commit_is_a_missing_companion() -> None:
    (finding,) = found(left_out(together=6, repaired=4), "missing_companion")
    assert finding.subject == ("Cargo.toml", "Cargo.lock", "")
    assert (finding.count, finding.lost_events, finding.lost_s) == (4, 4.0, 240.0)
    assert finding.words == (
        "Cargo.lock changed with Cargo.toml in 6 of 9 commits; left out and made up for in the next commit "
        "4 times, last in after3"
    )
    assert [[act.line for act in pair] for pair in finding.instances] == [["Cargo.toml", "Cargo.lock"]] * 4


def test_what_seldom_changed_together_or_was_never_made_up_for_is_no_missing_companion() -> None:
    assert found(left_out(together=4, repaired=4), "missing_companion") == []
    assert found(left_out(together=9, repaired=1), "missing_companion") == []
    late = left_out(together=6, repaired=4, pause_s=9000)
    assert found(late, "missing_companion") == []


def test_what_comes_with_every_second_commit_anyway_is_no_missing_companion() -> None:
    events = left_out(together=6, repaired=3)
    for n in range(40):
        at = 1e6 + n * 9000
        events += changes(f"x{n}", [f"x{n}.c"], "Work", at=at)
        events += changes(f"y{n}", ["Cargo.lock"], "Lock", at=at + 60)
    assert found(events, "missing_companion") == []


def test_a_companion_that_was_deleted_is_not_missing() -> None:
    gone = changes("gone", ["Cargo.lock"], "Remove it", at=1e6, status="D")
    assert found(left_out(together=6, repaired=4) + gone, "missing_companion") == []


def test_back_and_forth_between_projects_is_thrash() -> None:
    events = [
        e for n in range(9) for e in stream(["make"], begin=n * 30, project=f"/p{n % 2}", case=f"s{n % 2}")
    ]
    (finding,) = found(events, "context_thrash")
    assert (finding.subject, finding.lost_events) == (("/p0", "/p1"), 7.0)
    calm = [e for n in range(9) for e in stream(["make"], begin=n * 30, project=f"/p{n // 5}")]
    assert found(calm, "context_thrash") == []


@pytest.mark.parametrize("events", [[], stream(["make"]), changes("c", ["a"], "x")])
def test_there_is_no_waste_where_there_is_next_to_nothing(events: Sequence[Event]) -> None:
    assert list(find_waste(History(events, gap_s=1800.0), OPTIONS)) == []


def test_every_kind_is_called_as_its_file_is() -> None:
    assert len({finder.__module__ for finder in FINDERS}) == len(FINDERS)


def failing(lines: Sequence[str]) -> list[Event]:
    return [command(line, n * 10.0, exit=int(line == "make")) for n, line in enumerate(lines)]
