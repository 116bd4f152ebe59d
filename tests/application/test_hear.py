"""What is told live is learnt once, by whom it was done, and a suggestion is only what may be run."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from tests.application.in_memory import DEFAULTS, NOW, ROOT, SECRET, House

from jepa_learning.application.hear import Called, Typed

AGENTS = {**DEFAULTS, "shell": True, "agent": True}


def house(**given: object) -> House:
    return House(defaults=AGENTS, **given).loaded()  # type: ignore[arg-type]


def typed(command: str, *, session: str = "zsh-1", began: float | None = NOW) -> Typed:
    return Typed("zsh", session, "/work/httpx", command, began, duration_s=1.5, exit=0)


def worked(here: House, lines: list[str], *, rounds: int, session: str = "zsh-1") -> None:
    """Type the same lines again and again, a second apart, up to now."""
    every = lines * rounds
    for place, line in enumerate(every):
        here.application.hear.command(typed(line, session=session, began=NOW - len(every) + place))


def test_a_command_is_learnt_with_what_the_shell_knows_of_it() -> None:
    here = house()
    here.application.hear.command(typed("npm test"))
    ((_, event),) = here.log.read()
    assert (event.kind, event.activity, event.time, event.source) == (
        "command",
        "npm test",
        NOW,
        "shell-hook",
    )
    assert event.attributes == {"shell": "zsh", "cwd": "/work/httpx", "duration_s": 1.5, "exit": 0}


def test_a_shell_without_a_clock_says_how_long_it_took() -> None:
    here = house()
    here.application.hear.command(typed("npm test", began=None))
    assert next(here.log.read())[1].time == NOW - 1.5


@pytest.mark.parametrize("line", [" npm test", "", "   ", "x" * 1001, "vault login now", "cat ~/.ssh/id_rsa"])
def test_what_must_not_be_kept_is_not(line: str) -> None:
    here = house()
    here.application.hear.command(typed(line))
    assert list(here.log.read()) == []


def test_a_secret_is_replaced() -> None:
    here = house()
    here.application.hear.command(typed(f"curl -u me:{SECRET} x"))
    assert SECRET not in next(here.log.read())[1].activity


def test_nothing_is_kept_or_suggested_without_consent_to_the_shell() -> None:
    here = House().loaded()
    worked(here, ["git add .", "git commit", "npm test"], rounds=30)
    assert list(here.log.read()) == []
    assert here.application.hear.next_command("zsh-1", "/") is None


def test_nothing_is_kept_or_suggested_during_a_pause() -> None:
    here = house()
    worked(here, ["git add .", "git commit", "npm test"], rounds=90)
    before = here.log.size().events
    here.pause.begin(60)
    here.application.hear.command(typed("git push"))
    here.application.hear.call(Called("codex", "run", "/", "Bash:ls"))
    assert here.log.size().events == before
    assert here.application.hear.next_command("zsh-1", "/work/httpx") is None


def test_what_comes_next_in_a_session_is_suggested() -> None:
    here = house()
    worked(here, ["git add .", "git commit", "npm test"], rounds=90)
    here.application.hear.command(typed("git add ."))
    assert here.application.hear.next_command("zsh-1", "/work/httpx") == "git commit"


def test_a_suggestion_that_was_taken_counts_as_accepted() -> None:
    here = house()
    worked(here, ["git add .", "git commit", "npm test"], rounds=90)
    here.application.hear.command(typed("git add ."))
    line = here.application.hear.next_command("zsh-1", "/work/httpx")
    assert line == "git commit"
    here.application.hear.command(replace(typed(line), suggested=True))
    newest = here.application.feedback.recent(most=1)[0]
    assert [offer.verdict for offer in newest.offers] == ["accepted"]


def test_the_sessions_of_two_shells_are_kept_apart() -> None:
    here = house()
    worked(here, ["git add .", "git commit", "npm test"], rounds=90)
    here.application.hear.command(typed("git add .", session="zsh-1"))
    here.application.hear.command(typed("git commit", session="zsh-2"))
    assert here.application.hear.next_command("zsh-1", "/work/httpx") == "git commit"
    assert here.application.hear.next_command("zsh-2", "/work/httpx") == "npm test"


def test_nothing_is_suggested_where_too_little_is_known() -> None:
    here = house()
    here.application.hear.command(typed("git add ."))
    assert here.application.hear.next_command("zsh-1", "/") is None


def test_what_was_just_run_is_not_suggested() -> None:
    here = house()
    worked(here, ["npm test"], rounds=300)
    assert here.application.hear.next_command("zsh-1", "/work/httpx") is None


def test_what_has_no_plain_form_is_not_suggested() -> None:
    here = house()
    worked(here, ["git add .", "echo \x1b[31mred"], rounds=150)
    here.application.hear.command(typed("git add ."))
    assert here.application.hear.next_command("zsh-1", "/work/httpx") is None


def test_a_pause_in_a_shell_begins_a_new_case() -> None:
    here = house()
    for time in (NOW - 9000, NOW - 8990, NOW):
        here.application.hear.command(typed("ls", began=time))
    first, second, third = (event.case for _, event in here.log.read())
    assert first == second != third


def test_a_tool_call_belongs_to_the_agent_and_to_what_it_was_asked_to_do() -> None:
    here = house()
    here.application.hear.intent("run", "  Fix the router  ")
    here.application.hear.call(
        Called("claude-code", "run", str(ROOT), "apply_patch", ("a.py", "b.py"), failed=False)
    )
    ((_, event),) = here.log.read()
    assert (event.kind, event.author, event.intent) == ("tool", "agent", "Fix the router")
    assert (event.attributes["agent"], event.attributes["file"]) == ("claude-code", "a.py\nb.py")
    assert (event.project, event.attributes["status"], event.source) == (str(ROOT), "ok", "agent-hook")


@pytest.mark.parametrize(
    ("activity", "files"),
    [
        ("Bash:vault login", ()),
        ("Read", (".env",)),
        ("Read", ("/home/me/.ssh/config",)),
        ("apply_patch", ("a.py", ".env")),
    ],
)
def test_a_tool_call_passes_the_deny_lists_too(activity: str, files: tuple[str, ...]) -> None:
    here = house()
    here.application.hear.call(Called("codex", "run", "/x", activity, files))
    assert list(here.log.read()) == []


def test_a_branch_is_a_context_of_its_repository() -> None:
    here = house()
    here.application.hear.branch(ROOT / "src", "fix-router")
    ((_, event),) = here.log.read()
    assert (event.kind, event.activity, event.project) == ("context", "fix-router", str(ROOT))


def test_no_branch_of_a_detached_head_is_no_context() -> None:
    here = house()
    here.application.hear.branch(Path("/work/httpx"), "")
    assert list(here.log.read()) == []
