"""Applying without a question: only what was switched on, consented to, and can be told."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from dataclasses import replace
from pathlib import Path

import pytest
from tests.application.in_memory import DAY_S, NOW, OFF, OPTIMIZING, ROOT, House
from tests.application.test_optimize import BASHRC, WORK, work

from jepa_learning.adapters.filesystem.change_journal import FileChangeJournal
from jepa_learning.adapters.memory.projects import MemoryProjects
from jepa_learning.adapters.memory.workflow_files import MemoryWorkflowFiles
from jepa_learning.application.autonomous import Autonomous, AutonomousOptions
from jepa_learning.application.optimize import Optimize
from jepa_learning.application.propose import Advice, Propose
from jepa_learning.application.recent_events import RecentEvents
from jepa_learning.domain.errors import StoreError
from jepa_learning.domain.event import Event
from jepa_learning.domain.proposals.remedy import Places
from jepa_learning.domain.signals import CHANGE_APPLIED, SESSION_STARTED, Signal
from jepa_learning.ports.project import Project

ON = replace(OFF, enabled=True)
READS = {"git": True, "shell": True, "jsonl": True, "autonomous": False}
BEFORE = {BASHRC: "PS1=x\n"}
MAKEFILE = str(ROOT / "Makefile")


def house_of(options: AutonomousOptions = ON, *, consent: bool = True) -> House:
    house = House(defaults=READS, files=dict(BEFORE), autonomous=options)
    house.log.append(work(40))
    if consent:
        house.application.consents.change("autonomous", None, granted=True)
    return house.loaded()


def in_the_project(house: House) -> None:
    """Let the same be done in the repository, which makes it a recipe of medium risk."""
    house.files[MAKEFILE] = "all:\n"
    house.log.append(
        [
            Event(
                "command", line, f"p{day}", NOW - 8e6 + day * DAY_S / 4 + n * 10.0, source="shell",
                attributes={"project": str(ROOT)},
            )
            for day in range(60)
            for n, line in enumerate(["ruff check .", "pytest -q", f"look-{day} x"])
        ]
    )  # fmt: skip


def test_off_by_default_nothing_is_written() -> None:
    house = house_of(OFF)
    assert house.application.autonomous() == []
    assert (house.files, list(house.changes.entries())) == (BEFORE, [])


def test_without_consent_nothing_is_written() -> None:
    house = house_of(consent=False)
    assert house.application.autonomous() == []
    assert house.files == BEFORE
    assert "consent autonomous on" in (house.application.autonomous.permission().why_not or "")


def test_what_is_allowed_is_applied_told_recorded_and_undone() -> None:
    house = house_of()
    (made,) = house.application.autonomous()
    assert (made.by, made.risk, made.state) == ("autonomous", "low", "applied")
    assert made.permit.endswith("consent autonomous everywhere")
    assert len(house.files) == 2
    (signal,) = house.signals.recent(CHANGE_APPLIED)
    assert f"--undo {made.id}" in str(signal.facts["evidence"])
    house.application.optimize.undo(made.id)
    assert house.files == BEFORE
    (record,) = house.application.optimize.audit()
    assert (record.state, record.undone, record.by) == ("undone", NOW, "autonomous")


def test_a_change_is_whispered_at_the_next_boundary_whatever_was_said_before() -> None:
    house = house_of()
    for number in range(9):
        house.signals.tell(Signal(CHANGE_APPLIED, NOW, {"evidence": f"{number}", "confidence": 1.0}))
        house.signals.tell(Signal(SESSION_STARTED, NOW, {}))
    (made,) = house.application.autonomous()
    house.signals.tell(Signal(SESSION_STARTED, NOW, {}))
    whisper = house.whispers.take("test")
    assert whisper is not None
    assert made.id in whisper.hint


def test_with_whispers_off_nothing_is_applied() -> None:
    house = house_of()
    house.whispers.turn(on=False)
    assert house.application.autonomous() == []
    assert house.files == BEFORE


def test_what_the_user_undid_is_never_applied_again() -> None:
    house = house_of(replace(ON, every_s=60.0))
    (made,) = house.application.autonomous()
    house.application.optimize.undo(made.id)
    house.clock.time += 2 * DAY_S
    assert house.application.autonomous() == []
    assert house.files == BEFORE


@pytest.mark.parametrize(
    "narrower",
    [
        lambda: replace(ON, forms=("alias",)),
        lambda: replace(ON, scopes=("project",)),
        lambda: replace(ON, least_confidence=1.1),
    ],
)
def test_what_is_outside_of_the_settings_is_not_applied(narrower: Callable[[], AutonomousOptions]) -> None:
    house = house_of(narrower())
    assert house.application.autonomous() == []
    assert house.files == BEFORE


def test_what_may_lose_something_is_never_applied_and_neither_is_what_is_above_the_class() -> None:
    house = House(defaults=READS, files=dict(BEFORE), autonomous=replace(ON, most_risk="medium"))
    lines = [*WORK[:2], "git push --force"]
    house.log.append(
        [
            Event("command", line, f"d{day}", NOW - 9e6 + day * DAY_S + n * 10.0, source="shell")
            for day in range(40)
            for n, line in enumerate([*lines, f"look-{day} x"])
        ]
    )
    house.loaded().application.consents.change("autonomous", None, granted=True)
    assert {one.risk for one in house.application.optimize.propose(None).proposals} == {"high"}
    assert house.application.autonomous() == []
    assert house.files == BEFORE


def test_a_repository_is_touched_only_with_its_own_consent() -> None:
    options = replace(ON, most_risk="medium", forms=("recipe",), scopes=("own", "project"), every_s=60.0)
    house = house_of(options)
    in_the_project(house)
    before = dict(house.files)
    assert [one.form for one in house.application.optimize.propose(ROOT).proposals].count("recipe") == 1
    assert house.application.autonomous() == []
    assert house.files == before
    house.application.consents.change("autonomous", str(ROOT), granted=True)
    house.clock.time += 100.0
    (made,) = house.application.autonomous()
    assert (made.form, made.project, made.files) == ("recipe", str(ROOT), (MAKEFILE,))


def test_the_number_a_day_holds_also_after_an_undo() -> None:
    house = house_of(replace(ON, every_s=60.0))
    habit = "ninja -j2 -C build all --verbose"
    house.log.append(
        [
            Event("command", line, f"e{day}", NOW - 9e6 + day * DAY_S + 7000.0 + n * 10.0, source="shell")
            for day in range(40)
            for n, line in enumerate([habit, f"view-{day} x"])
        ]
    )
    assert len(house.application.optimize.propose(None).proposals) == 2
    (first,) = house.application.autonomous()
    house.application.optimize.undo(first.id)
    house.clock.time += 3600.0
    assert house.application.autonomous() == []
    house.clock.time += DAY_S
    (second,) = house.application.autonomous()
    assert second.id != first.id


def test_a_name_that_was_taken_back_is_not_applied_by_itself_with_others() -> None:
    house = house_of(replace(ON, every_s=60.0, most_a_day=5))
    (first,) = house.application.autonomous()
    house.application.optimize.undo(first.id)
    house.log.append(
        [
            Event("command", line, f"e{day}", NOW - 9e6 + day * DAY_S + 7000.0 + n * 10.0, source="shell")
            for day in range(40)
            for n, line in enumerate(["cd build", "ninja -j2 all", f"view-{day} x"])
        ]
    )
    house.clock.time += 3600.0
    (proposal,) = house.application.optimize.propose(None).proposals
    assert first.id in proposal.ids
    assert house.application.autonomous() == []


def test_it_looks_at_most_so_often() -> None:
    house = house_of(replace(ON, most_a_day=5))
    house.application.autonomous()
    house.log.append(work(40, first=40))
    house.clock.time += 1.0
    assert house.application.autonomous() == []


def test_what_was_redacted_is_not_put_into_a_name() -> None:
    house = House(defaults=READS, files=dict(BEFORE), autonomous=ON)
    house.log.append(
        [replace(one, activity=one.activity.replace("git pull", "send <redacted:token>")) for one in work(40)]
    )
    house.loaded().application.consents.change("autonomous", None, granted=True)
    house.application.autonomous()
    assert house.files == BEFORE


def test_what_saves_too_little_is_offered_for_removal_once_and_left_where_it_is() -> None:
    house = house_of(replace(ON, every_s=60.0))
    (made,) = house.application.autonomous()
    house.log.append([Event("command", f"y{n}", "later", NOW + 1 + n, source="shell") for n in range(1100)])
    for _ in range(2):
        house.clock.time += 4000.0
        house.application.autonomous()
    told = [str(one.facts["evidence"]) for one in house.signals.recent(CHANGE_APPLIED)]
    assert [("saves too little" in words, made.id in words) for words in told] == [
        (False, True),
        (True, True),
    ]
    assert len(house.files) == 2


class Killed(BaseException):
    """Stands for the end of the process: nothing catches it."""


@pytest.mark.parametrize("steps", range(0, 16, 3))
def test_killed_in_between_every_file_is_as_before_or_as_applied_and_can_be_undone(
    tmp_path: Path, steps: int
) -> None:
    house, rc = house_of(), tmp_path / "home" / ".bashrc"
    rc.parent.mkdir()
    rc.write_text("PS1=x\n")
    left = iter(range(steps))

    def crash() -> None:
        if next(left, None) is None:
            raise Killed

    with suppress(Killed):
        autonomous_on(house, tmp_path, crash=crash)()
    optimize = optimize_on(house, tmp_path)
    for made in optimize.audit():
        assert made.by == "autonomous"
        assert all(Path(file).is_file() for file in made.files)
        optimize.undo(made.id)
    assert rc.read_text() == "PS1=x\n"
    assert [path for path in rc.parent.rglob("*") if path.is_file()] == [rc]


def test_a_start_file_that_lies_in_a_repository_is_not_touched_without_its_consent(tmp_path: Path) -> None:
    house, dotfiles = house_of(), tmp_path / "dotfiles"
    dotfiles.mkdir()
    (dotfiles / ".bashrc").write_text("PS1=x\n")
    (tmp_path / "home").mkdir()
    (tmp_path / "home" / ".bashrc").symlink_to(dotfiles / ".bashrc")
    house.projects = MemoryProjects({Project(dotfiles, "dotfiles", None): ()})
    assert autonomous_on(house, tmp_path, crash=lambda: None)() == []
    assert (dotfiles / ".bashrc").read_text() == "PS1=x\n"
    assert len(autonomous_on(house_of(), tmp_path, crash=lambda: None)()) == 1


def optimize_on(house: House, folder: Path, *, crash: Callable[[], None] = lambda: None) -> Optimize:
    """Return one that changes real files, as a process that has just started has it."""
    journal, home = FileChangeJournal(folder / "journal", crash=crash), folder / "home"
    recent = RecentEvents(house.log, consents=house.consents, most=10_000)

    def places(project: str) -> Places:
        return Places(journal.read, "bash", str(home / ".bashrc"), str(home / "own"), project)

    propose = Propose(
        recent=recent,
        consents=house.consents,
        projects=house.projects,
        places=places,
        workflows=MemoryWorkflowFiles(),
        installed=set,
        options=OPTIMIZING,
    )
    return Optimize(
        propose,
        recent=recent,
        projects=house.projects,
        places=places,
        changes=journal,
        clock=house.clock,
        signals=house.signals,
        session_gap_s=OPTIMIZING.session_gap_s,
    )


def autonomous_on(house: House, folder: Path, *, crash: Callable[[], None]) -> Autonomous:
    return Autonomous(
        optimize_on(house, folder, crash=crash),
        consents=house.consents,
        signals=house.signals,
        clock=house.clock,
        why_not=lambda: None,
        can_tell=lambda: True,
        options=ON,
        delay_s=0.0,
        look_s=0.0,
        journal=house.journal,
    )


def test_a_repository_that_is_gone_is_left_alone() -> None:
    house = house_of(replace(ON, scopes=("project",)), consent=False)
    house.application.consents.change("autonomous", "/work/gone", granted=True)
    assert house.application.autonomous() == []
    assert house.files == BEFORE


def test_what_was_applied_is_told_also_where_the_next_place_fails() -> None:
    house = house_of(replace(ON, scopes=("own", "project")))
    house.application.consents.change("autonomous", str(ROOT), granted=True)
    propose = house.application.optimize.propose

    def fail_in_the_project(directory: Path | None) -> Advice:
        if directory is not None:
            raise StoreError("the disk is full")
        return propose(directory)

    house.application.optimize.propose = fail_in_the_project  # type: ignore[method-assign]
    with pytest.raises(StoreError):
        house.application.autonomous()
    (made,) = house.application.optimize.audit()
    (signal,) = house.signals.recent(CHANGE_APPLIED)
    assert f"--undo {made.id}" in str(signal.facts["evidence"])
