"""What is proposed for each kind of waste: the diff, and what a replay counts."""

from __future__ import annotations

import subprocess
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

import pytest
from tests.domain.patterns.acts import acts
from tests.domain.waste.finds import days, found, stream, with_noise

from jepa_learning.domain.event import Event
from jepa_learning.domain.patterns.act import act_of
from jepa_learning.domain.proposals.git_hook import hook_for
from jepa_learning.domain.proposals.preload_list import preload_for, preloaded
from jepa_learning.domain.proposals.proposal import diff_of
from jepa_learning.domain.proposals.propose import remedies_for
from jepa_learning.domain.proposals.recipe import recipe_for
from jepa_learning.domain.proposals.remedy import Places, Remedy
from jepa_learning.domain.proposals.shell_names import alias_for, correction_for, function_for, start_line
from jepa_learning.domain.waste.finding import Finding

WORK = ["git add .", "git commit -m 'x y'", "git push"]


def places(files: Mapping[str, str] | None = None, *, shell: str = "bash", project: str = "/p") -> Places:
    return Places(
        (files or {}).get,
        shell,
        "/home/ada/.bashrc",
        "/home/ada/.config/jepa-learning",
        project,
        hooks=f"{project}/.git/hooks",
    )


def function(lines: list[str]) -> Remedy | None:
    (finding,) = found(with_noise(days(lines, 6)), "repeated_sequence")
    return function_for(finding, taken=())


def test_a_sequence_becomes_a_function_that_the_shell_understands(tmp_path: Path) -> None:
    remedy = function(WORK)
    assert remedy is not None
    (change,) = remedy.changes(places())
    assert change.path == "/home/ada/.config/jepa-learning/shell.d/gagc.sh"
    assert change.after == "gagc() {\n    git add . &&\n    git commit -m 'x y' &&\n    git push\n}\n"
    (tmp_path / "f.sh").write_text(change.after)
    subprocess.run(["sh", "-n", tmp_path / "f.sh"], check=True)
    assert (remedy.risk, remedy.spares, len(remedy.uses([act_of(e) for e in stream(WORK)]))) == (
        "high",
        2.0,
        1,
    )


@pytest.mark.parametrize("wrong", ["$(id)", "../gti", "gti;", "-gti", "a=b", ""])
def test_what_is_no_name_becomes_no_alias(wrong: str) -> None:
    assert correction_for(Finding("mistyped", (wrong, "git"), "", 2, 2.0, None, ())) is None


def test_fish_has_its_own_words() -> None:
    remedy = function(["mkdir d", "cd d", "git init"])
    assert remedy is not None
    (change,) = remedy.changes(places(shell="fish"))
    assert change.after == "function mcgi\n    mkdir d; and cd d; and git init\nend\n"


def test_a_long_line_becomes_an_alias_with_its_quotes(tmp_path: Path) -> None:
    line = "grep -rn 'it is' src --include='*.py' | sort"
    (finding,) = found(days([line], 6), "long_command")
    remedy = alias_for(finding, taken=("gsis",))
    (change,) = remedy.changes(places())
    (tmp_path / "a.sh").write_text(f"{change.after}alias {remedy.names[0]}\n")
    said = subprocess.run(["sh", tmp_path / "a.sh"], check=True, capture_output=True, text=True).stdout
    assert "it is" in said
    assert sum(use.keys for use in remedy.uses([act_of(event) for event in stream([line])])) > 30


def test_a_slip_becomes_an_alias() -> None:
    events = stream(["git status"] * 20) + days(["gti status", "git status"], 3, exit=127)
    (finding,) = found(events, "mistyped")
    remedy = correction_for(finding)
    assert [change.after for change in remedy.changes(places())] == ["alias gti=git\n"]
    assert len(remedy.uses([act_of(event) for event in stream(["gti log", "git log", "gti x", "ls"])])) == 1


def test_the_shell_reads_the_names_and_is_told_so_once() -> None:
    line = start_line(places({"/home/ada/.bashrc": "PS1=x"}))
    assert line is not None
    assert line.after.startswith("PS1=x\nfor jepa_name in ")
    assert start_line(places({"/home/ada/.bashrc": line.after})) is None
    assert start_line(places(shell="fish")) is None


def forgotten() -> list[Event]:
    noise = stream([f"{name} {n}" for n in range(40) for name in ("date", "who", "id")], begin=9e6)
    return (
        days(["pytest -q", "git push"], 9) + noise + days(["git push", "pytest -q", "git push"], 3, first=20)
    )


def test_a_step_forgotten_before_a_push_becomes_a_hook_where_there_is_none() -> None:
    (finding,) = found(forgotten(), "forgotten_step")
    remedy = hook_for(finding)
    assert remedy is not None
    (change,) = remedy.changes(places())
    assert (change.path, change.executable) == ("/p/.git/hooks/pre-push", True)
    assert change.after.endswith("\npytest -q\n")
    assert remedy.changes(places({change.path: "mine"})) == []
    assert remedy.changes(replace(places(), hooks="")) == []
    assert (
        sum(
            use.events
            for use in remedy.uses([act_of(e) for e in stream(["git push", "pytest -q", "git push"])])
        )
        == 2.0
    )


RUN = ["Read README.md", "Read a.py", "Edit a.py", "Read a.py", "Read README.md"]


def test_what_a_single_run_read_again_and_again_is_on_no_preload_list() -> None:
    found = [
        Finding("repeated_read", (f"Read {name}", ""), "", runs, 30.0, None, (), ())
        for name, runs in (("a.py", 1), ("b.py", 2))
    ]
    remedy = preload_for(found, project="", most=5)
    assert remedy is not None
    assert remedy.names == ("Read b.py",)
    assert preload_for(found[:1], project="", most=5) is None


def test_a_preload_list_spares_reads_until_a_file_is_changed_and_costs_one() -> None:
    session = [act_of(event) for event in stream(RUN, kind="tool")]
    uses = preloaded(session, frozenset({"Read README.md", "Read a.py"}))
    assert [use.events for use in uses] == [-1.0, 1.0, 1.0, 1.0]
    assert (
        preloaded([act_of(event) for event in stream(["Read other"], kind="tool")], frozenset({"Read a.py"}))
        == []
    )


def test_a_preload_list_names_what_runs_begin_with() -> None:
    events = [
        e for n in range(6) for e in stream(["Read README.md", f"Edit f{n}.py"], kind="tool", case=f"r{n}")
    ]
    remedy = preload_for(found(events, "cold_start"), project="", most=3)
    assert remedy is not None
    assert preload_for(found(events, "cold_start"), project="/other", most=3) is None
    elsewhere = [act_of(event) for event in stream(["Read README.md"] * 2, kind="tool", project="/other")]
    assert remedy.uses(elsewhere) == []
    (change,) = remedy.changes(places())
    assert "- `Read README.md`\n" in change.after
    assert preload_for([], project="", most=3) is None


@pytest.mark.parametrize(
    ("name", "before", "added"),
    [
        ("justfile", "build:\n    cc a.c\n", "\nrfmt:\n    ruff format\n    mypy --strict\n"),
        ("Makefile", "all:\n\tcc a.c\n", "\n.PHONY: rfmt\nrfmt:\n\truff format\n\tmypy --strict\n"),
        (
            "package.json",
            '{\n  "scripts": {\n    "a": "b"\n  }\n}\n',
            '\n    "rfmt": "ruff format && mypy --strict",',
        ),
    ],
)
def test_a_sequence_of_one_project_becomes_a_recipe_of_what_it_has(
    name: str, before: str, added: str
) -> None:
    (finding,) = found(
        with_noise(days(["ruff format", "mypy --strict"], 6, project="/p")), "repeated_sequence"
    )
    remedy = recipe_for(finding, project="/p", taken=())
    assert remedy is not None
    (change,) = remedy.changes(places({f"/p/{name}": before}))
    assert added.replace("rfmt", remedy.names[0]) in change.after
    assert change.after.replace(added.replace("rfmt", remedy.names[0]), "") == before
    assert f"a/p/{name}" in diff_of([change])
    assert remedy.changes(places()) == []
    assert recipe_for(finding, project="/q", taken=()) is None


@pytest.mark.parametrize(
    ("name", "before", "head", "first"),
    [
        ("justfile", "", "{} a1 a2:\n", "    sed -i {{quote(a1)}} {{quote(a2)}} $HOME\n"),
        ("Makefile", "", ".PHONY: {0}\n{0}:\n", "\tsed -i '$(a1)' '$(a2)' $$HOME\n"),
    ],
)
def test_a_sequence_of_an_agent_becomes_a_recipe_with_arguments_where_the_file_can(
    name: str, before: str, head: str, first: str
) -> None:
    runs = [
        act_of(event)
        for n in range(8)
        for event in stream(
            [f"Bash sed -i 's/a/{n}/' src/f{n}.py $HOME", "Bash python3 check.py", f"Read x{n}"],
            kind="tool", case=f"r{n}", project="/p",
        )
    ]  # fmt: skip
    times = [tuple(runs[3 * n : 3 * n + 2]) for n in range(8)]
    remedy = recipe_for(
        Finding("repeated_sequence", (), "", 8, 8.0, None, tuple(times)), project="/p", taken=()
    )
    assert remedy is not None
    (change,) = remedy.changes(places({f"/p/{name}": before}))
    indent = first[: -len(first.lstrip())]
    assert change.after == f"{head.format(remedy.names[0])}{first}{indent}python3 check.py\n"
    assert remedy.changes(places({"/p/package.json": '{"scripts": {"a": "b"}}'})) == []


def test_commands_of_which_only_the_heads_are_known_are_no_recipe() -> None:
    acts = [act_of(e) for e in stream(["Bash:git add", "Bash:git commit"], kind="tool", project="/p")]
    finding = Finding("repeated_sequence", (), "", 6, 6.0, None, (tuple(acts),) * 6)
    assert recipe_for(finding, project="/p", taken=()) is None


def test_two_findings_that_one_remedy_answers_give_one() -> None:
    paths = [act for name in "abcdef" for act in acts([f"cd src/{name}", "make"])]
    names = [act for name in "abcdef" for act in acts([f"cd {name}", "make"])]
    findings = [
        Finding("repeated_sequence", (), "", 6, 6.0, None, tuple(zip(some[::2], some[1::2], strict=True)))
        for some in (paths, names)
    ]
    (remedy,) = remedies_for(findings, taken=(), project="", most_preloaded=5, soon_s=1800.0)
    assert remedy.subject == ('cd "$1"', "make")
    assert len(remedy.uses(names)) == 6


def test_no_new_name_hides_an_installed_program() -> None:
    work = [act for name in "abcdef" for act in acts([f"cd src/{name}", "make"])]
    pairs = tuple(zip(work[::2], work[1::2], strict=True))
    findings = [
        Finding("repeated_sequence", (), "", 6, 6.0, None, pairs),
        Finding("mistyped", ("sl", "ls"), "", 6, 6.0, None, ()),
    ]
    named = [
        {
            name
            for remedy in remedies_for(
                findings, taken=(), project="", most_preloaded=5, soon_s=1.0, installed=there
            )
            for name in remedy.names
        }
        for there in ((), {"sl"})
    ]
    assert named[0] - named[1] == {"sl"}
    (short,) = named[1]
    made = remedies_for(findings, taken=(), project="", most_preloaded=5, soon_s=1.0, installed={"sl", short})
    assert all(short not in remedy.names for remedy in made)


def test_a_diff_of_a_new_file_is_against_nothing_and_says_where_a_line_has_no_end() -> None:
    remedy = function(WORK)
    assert remedy is not None
    diff = diff_of(remedy.changes(places()))
    assert diff.startswith("--- /dev/null\n+++ b/home/ada/")
    line = start_line(places({"/home/ada/.bashrc": "x"}))
    assert line is not None
    assert "\\ No newline at end of file\n" in diff_of([line])
