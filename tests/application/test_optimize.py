"""Proposing, applying as shown, undoing, and what it saved."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from tests.application.in_memory import NOW, OPTIMIZING, ROOT, House
from tests.domain.workflow_files.files import CI, NODE
from tests.domain.workflow_files.files import file as workflow_file

from jepa_learning.adapters.memory.workflow_files import MemoryWorkflowFiles
from jepa_learning.adapters.sources.workflow_yaml import nodes_of
from jepa_learning.domain.errors import ChangeError, ChangeUnknownError
from jepa_learning.domain.event import Event
from jepa_learning.domain.proposals.proposal import digest_of
from jepa_learning.domain.workflow_files.workflow_file import Workflows

WORK = ["git add .", "git commit -m 'x y'", "git pull"]
BASHRC = "/home/ada/.bashrc"
BUILDS = [
    Event("command", line, f"b{day}", NOW - 9e6 + day * 86400.0 + 7000.0 + n * 10.0, source="shell")
    for day in range(40)
    for n, line in enumerate(["cd build", "ninja -j2 all", f"view-{day} x"])
]


def work(days: int, *, first: int = 0, is_habit: bool = True) -> list[Event]:
    """Return days of four commands: the same three and another, or four others."""
    return [
        Event("command", line, f"d{day}", NOW - 9e6 + day * 86400.0 + n * 10.0, source="shell")
        for day in range(first, first + days)
        for n, line in enumerate(
            [*WORK, f"look-{day} x"] if is_habit else [f"other-{day}-{n}" for n in range(4)]
        )
    ]


@pytest.fixture
def house() -> House:
    house = House(defaults={"git": True, "shell": True, "jsonl": True}, files={BASHRC: "PS1=x\n"})
    house.log.append(work(40))
    return house.loaded()


def test_a_habit_is_proposed_with_what_it_saves_and_nothing_is_changed(house: House) -> None:
    advice = house.application.optimize.propose(ROOT)
    (proposal,) = advice.proposals
    assert proposal.title == "gagc: git add . && git commit -m 'x y' && git pull"
    assert proposal.replayed.events == 2.0 * proposal.replayed.uses > 0
    assert proposal.predicted.low < proposal.predicted.events == pytest.approx(500, rel=0.05)
    assert proposal.evidence
    assert house.files == {BASHRC: "PS1=x\n"}


@pytest.mark.parametrize("first", [NOW - 9e8, NOW - 1000.0])
def test_a_long_history_of_commits_hides_no_habit_of_commands(house: House, first: float) -> None:
    facts = {"project": str(ROOT), "status": "M"}
    house.log.append(
        [
            Event("file", f"f{n % 7}.py", f"c{n}", first + n, attributes=facts, source="git")
            for n in range(900)
        ]
    )
    assert [one.form for one in house.application.optimize.propose(ROOT).proposals] == ["shell_function"]


def test_without_consent_to_the_shell_nothing_is_looked_at(house: House) -> None:
    house.application.consents.change("shell", None, granted=False)
    assert house.application.optimize.propose(ROOT).acts == 0


def test_a_habit_that_ended_is_not_proposed(house: House) -> None:
    house.log.append(work(60, first=40, is_habit=False))
    assert house.application.optimize.propose(ROOT).proposals == ()


def test_what_was_shown_is_applied_and_put_back(house: House) -> None:
    optimize = house.application.optimize
    (proposal,) = optimize.propose(ROOT).proposals
    assert optimize.apply(proposal.id, ROOT, digest=digest_of(proposal)).state == "applied"
    assert house.files[BASHRC].startswith("PS1=x\nfor jepa_name in ")
    assert len(house.files) == 2
    assert optimize.propose(ROOT).proposals == ()
    assert optimize.undo(proposal.id).state == "undone"
    assert house.files == {BASHRC: "PS1=x\n"}


def test_what_is_applied_is_no_waste_without_a_proposal(house: House) -> None:
    optimize = house.application.optimize
    (proposal,) = optimize.propose(ROOT).proposals
    assert proposal.waste == "repeated_sequence"
    optimize.apply(proposal.id, ROOT, digest=digest_of(proposal))
    assert "repeated_sequence" not in {one.kind for one in optimize.propose(ROOT).findings}
    optimize.undo(proposal.id)
    assert optimize.propose(ROOT).proposals == (proposal,)


def test_a_start_file_that_was_changed_since_stays_as_it_is(house: House) -> None:
    optimize = house.application.optimize
    (proposal,) = optimize.propose(ROOT).proposals
    optimize.apply(proposal.id, ROOT, digest=digest_of(proposal))
    house.files[BASHRC] += "mine\n"
    optimize.undo(proposal.id)
    assert list(house.files) == [BASHRC]
    assert house.files[BASHRC].endswith("mine\n")


def test_what_is_not_what_was_shown_is_not_applied(house: House) -> None:
    optimize = house.application.optimize
    (proposal,) = optimize.propose(ROOT).proposals
    house.files[BASHRC] = "other\n"
    with pytest.raises(ChangeError, match="not what was shown"):
        optimize.apply(proposal.id, ROOT, digest=digest_of(proposal))
    with pytest.raises(ChangeUnknownError, match="there is no proposal 'ffffff'"):
        optimize.apply("ffffff", ROOT, digest="x")


def test_the_report_counts_what_was_used_and_offers_what_was_not_for_removal(house: House) -> None:
    optimize = house.application.optimize
    (proposal,) = optimize.propose(ROOT).proposals
    optimize.apply(proposal.id, ROOT, digest=digest_of(proposal))
    later = [
        Event("command", "gagc" if n % 4 == 0 else f"x{n}", "later", NOW + 1 + n, source="shell")
        for n in range(200)
    ]
    house.log.append(later)
    (result,) = optimize.report()
    assert (result.uses, result.realised, result.acts, result.remove) == (50, 100.0, 200, False)
    assert result.foretold == pytest.approx(100, rel=0.1)
    house.log.append(
        [Event("command", f"y{n}", "much later", NOW + 1e5 + n, source="shell") for n in range(2000)]
    )
    assert [one.remove for one in optimize.report()] == [True]


def test_several_habits_are_one_proposal_and_what_each_name_saved_is_counted(house: House) -> None:
    house.log.append(BUILDS)
    optimize = house.application.optimize
    (proposal,) = optimize.propose(ROOT).proposals
    assert (proposal.title, proposal.each) == ("2 names: gagc, cn", (2.0, 1.0))
    assert proposal.because == (
        "gagc: git add . && git commit -m 'x y' && git pull: 28 times",
        "cn: cd build && ninja -j2 all: 28 times",
    )
    assert proposal.predicted.events == pytest.approx(1000 * (80 + 40) / 280, rel=0.05)
    optimize.apply(proposal.id, ROOT, digest=digest_of(proposal))
    assert len(house.files) == 3
    assert optimize.propose(ROOT).proposals == ()
    lines = ["gagc", "cn", "cn", "ls"]
    house.log.append(
        [Event("command", line, "later", NOW + 1 + n, source="shell") for n, line in enumerate(lines)]
    )
    (result,) = optimize.report()
    assert (result.uses, result.realised) == (3, 4.0)
    optimize.undo(proposal.id)
    assert house.files == {BASHRC: "PS1=x\n"}


def test_one_name_of_several_can_be_applied_alone_and_leaves_the_others(house: House) -> None:
    house.log.append(BUILDS)
    optimize = house.application.optimize
    (both,) = optimize.propose(ROOT).proposals
    git, ninja = both.members
    assert (ninja.predicted, ninja.replayed.events, git.names) == (None, 12.0, ("gagc",))
    optimize.apply(ninja.id, ROOT, digest=digest_of(ninja))
    assert [path.rpartition("/")[2] for path in house.files] == [".bashrc", "cn.sh"]
    (left,) = optimize.propose(ROOT).proposals
    assert (left.id, left.names) == (git.id, ("gagc",))
    optimize.undo(ninja.id)
    assert optimize.propose(ROOT).proposals[0].names == ("gagc", "cn")


def test_a_name_that_is_in_use_is_in_no_set_of_those_that_come_later(house: House) -> None:
    optimize = house.application.optimize
    (first,) = optimize.propose(ROOT).proposals
    optimize.apply(first.id, ROOT, digest=digest_of(first))
    house.log.append(BUILDS)
    (second,) = optimize.propose(ROOT).proposals
    assert second.title == "cn: cd build && ninja -j2 all"


def forgetful(*, first: int = 0, times: int = 40) -> list[Event]:
    """Return commits of two files, and as often the second of them a minute after the first."""
    return [
        Event(
            "file", path, f"{name}{n}", NOW - 9e6 + n * 86400.0 + s, "x", "ada", {"project": str(ROOT)}, "git"
        )
        for n in range(first, first + times)
        for name, s, paths in (
            ("both", 0.0, ["a.toml", "a.lock"]),
            ("half", 9000.0, ["a.toml"]),
            ("rest", 9060.0, ["a.lock"]),
            ("other", 20000.0, [f"{n}.py"]),
            ("more", 20060.0, [f"{n + 1}.py"]),
        )
        for path in paths
    ]


def test_a_companion_that_is_left_out_is_warned_of_by_a_hook_counted_in_commits(house: House) -> None:
    house.log.append(forgetful())
    optimize = house.application.optimize
    proposal = next(one for one in optimize.propose(ROOT).proposals if one.form == "git_hook")
    assert proposal.title == "pre-commit warns when a.lock is left out beside a.toml"
    assert (proposal.unit, proposal.ahead, proposal.waste) == ("commit", 100, "missing_companion")
    assert proposal.replayed.events == proposal.replayed.uses == 12
    assert proposal.predicted.events == pytest.approx(20, rel=0.1)
    applied = optimize.apply(proposal.id, ROOT, digest=digest_of(proposal))
    assert applied.files == (str(ROOT / ".git/hooks/pre-commit"),)
    house.log.append(forgetful(first=110, times=10))
    [result] = optimize.report()
    assert (result.acts, result.uses, result.foretold) == (50, None, pytest.approx(10, rel=0.1))
    optimize.undo(proposal.id)
    assert house.files == {BASHRC: "PS1=x\n"}


def test_a_hook_for_what_comes_in_bursts_is_proposed_where_the_later_history_bears_it_out() -> None:
    house = House(files={})
    calm = [
        Event("file", f"{n}.py", f"calm{n}", NOW - 7e6 + n, "x", "ada", {"project": str(ROOT)}, "git")
        for n in range(400)
    ]
    house.log.append(forgetful(times=12) + calm + forgetful(first=60, times=12))
    optimize = house.loaded().application.optimize
    (proposal,) = optimize.propose(ROOT).proposals
    assert (proposal.form, proposal.predicted, proposal.confidence) == ("git_hook", None, None)
    assert proposal.replayed is not None
    assert proposal.replayed.uses >= OPTIMIZING.proposals.least_uses
    optimize.apply(proposal.id, ROOT, digest=digest_of(proposal))
    assert [one.foretold for one in optimize.report()] == [None]


def test_outside_of_a_project_there_is_advice_too(house: House) -> None:
    advice = house.application.optimize.propose(Path("/elsewhere"))
    assert (advice.project, len(advice.proposals)) == (None, 1)


def with_workflow() -> House:
    path = str(ROOT / CI)
    found = Workflows([workflow_file(NODE)], frozenset({"package-lock.json"}))
    reader = MemoryWorkflowFiles({ROOT: found}, parse=nodes_of)
    return House(files={path: NODE}, workflow_files=reader).loaded()


def test_a_workflow_file_is_patched_with_consent_and_put_back_byte_for_byte() -> None:
    house = with_workflow()
    optimize = house.application.optimize
    patches = [one for one in optimize.propose(ROOT).proposals if one.form == "workflow_patch"]
    assert [one.waste for one in patches] == ["missing_cache", "missing_concurrency"]
    optimize.apply(patches[0].id, ROOT, digest=digest_of(patches[0]))
    assert house.files[str(ROOT / CI)] == NODE.replace("with:\n", "with:\n          cache: npm\n")
    (result,) = optimize.report()
    assert (result.foretold, result.realised, result.remove) == (None, None, False)
    optimize.undo(patches[0].id)
    assert house.files == {str(ROOT / CI): NODE}


def test_workflow_files_are_not_read_without_consent_to_the_repository() -> None:
    house = with_workflow()
    house.application.consents.change("git", str(ROOT), granted=False)
    advice = house.application.optimize.propose(ROOT)
    assert (advice.proposals, advice.findings) == ((), ())


def test_what_no_patch_mends_is_a_finding_with_its_places() -> None:
    house = with_workflow()
    other = workflow_file(NODE.replace("# the oldest", "# old"), ".github/workflows/docs.yml")
    house.workflow_files.workflows[ROOT] = Workflows([workflow_file(NODE), other])
    found = house.application.optimize.propose(ROOT).findings
    (finding,) = (one for one in found if one.kind == "duplicated_steps")
    assert finding.places == (f"{CI}:9", ".github/workflows/docs.yml:9")


def test_a_patch_of_several_files_is_applied_and_put_back_as_one() -> None:
    house = with_workflow()
    docs, text = ".github/workflows/docs.yml", NODE.replace("npm test", "npm run docs")
    found = Workflows([workflow_file(NODE), workflow_file(text, docs)])
    house.workflow_files.workflows[ROOT] = found
    house.files[str(ROOT / docs)] = text
    before = dict(house.files)
    optimize = house.application.optimize
    (patch,) = (one for one in optimize.propose(ROOT).proposals if one.waste == "duplicated_steps")
    applied = optimize.apply(patch.id, ROOT, digest=digest_of(patch))
    action = str(ROOT / ".github/actions/setup-node/action.yml")
    assert applied.files == (action, str(ROOT / CI), str(ROOT / docs))
    assert set(house.files) == {*before, action}
    assert "uses: ./.github/actions/setup-node" in house.files[str(ROOT / docs)]
    optimize.undo(patch.id)
    assert house.files == before


@pytest.mark.parametrize("source", ["adapt:flow", "example:flow"])
def test_examples_did_not_happen_and_are_not_looked_at(source: str) -> None:
    house = House(defaults={"git": True, "shell": True, "jsonl": True}, files={BASHRC: "PS1=x\n"})
    house.log.append([replace(one, source=source) for one in work(40)])
    advice = house.loaded().application.optimize.propose(ROOT)
    assert (advice.proposals, advice.acts) == ((), 0)


def test_where_a_name_cannot_be_written_the_start_file_of_the_shell_stays_as_it_was(house: House) -> None:
    (proposal,) = house.application.optimize.propose(None).proposals
    house.files[proposal.changes[0].path] = "mine"
    with pytest.raises(ChangeError, match="was changed since"):
        house.application.optimize.make(proposal, "")
    assert house.files[BASHRC] == "PS1=x\n"
