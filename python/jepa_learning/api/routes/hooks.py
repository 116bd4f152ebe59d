"""What hooks of shells, agents and git tell: bodies as they come from them, answers in plain text."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Annotated, Any, Final, Literal

from fastapi import APIRouter, BackgroundTasks, Body, Depends
from fastapi.responses import PlainTextResponse

from jepa_learning.api.hook_body import number, parse_fields, parse_object, require, text
from jepa_learning.api.problems import documented
from jepa_learning.api.state import Here, Sidecar, require_ready
from jepa_learning.application.hear import Called, Typed
from jepa_learning.domain.errors import RequestError
from jepa_learning.domain.tool_call import tool_files, tool_kind

router = APIRouter(tags=["hooks"], dependencies=[Depends(require_ready)])

Sent = Annotated[bytes, Body(media_type="application/octet-stream")]
Agent = Literal["claude-code", "codex", "opencode"]

_ERRORS: Final = documented("request_invalid", "not_ready", "store_busy", "store_unusable")
_SAYS_WHISPERS: Final = frozenset({"SessionStart", "UserPromptSubmit"})
"""Hooks that wait for an answer, which the agent reads as context."""

_HEARD_WITHIN_S: Final = 0.2
"""They wait for 0.25 s (js/hooks/agents.js): what is said later is read by nobody, and did not arrive."""


@router.post("/v1/hooks/shell", responses=_ERRORS, response_class=PlainTextResponse)
def hear_shell(sent: Sent, here: Here) -> str:
    """Learn a command that was run, where there is one, and say which may come next: a line, or nothing.

    A whisper that the shell is to show is a second line, else what is ready where it has just turned to.
    """
    fields = parse_fields(sent)
    session, directory = require(fields, "session"), fields.get("directory", "")
    hear = here.application.hear
    if fields.get("command"):
        hear.command(_typed(fields, session, directory))
    line = (hear.next_command(session, directory) or "") if fields.get("wants") == "next" else ""
    said = _said_in_shell(here, session, directory) if fields.get("hears") == "whisper" else None
    return f"{line}\n{said}" if said else line


@router.post("/v1/hooks/agents/{agent}", responses=_ERRORS, response_class=PlainTextResponse)
def hear_agent(agent: Agent, sent: Sent, here: Here, later: BackgroundTasks) -> str:
    """Take in what an agent's hook says, calls after the answer; the answer is what that hook prints."""
    said = parse_object(sent)
    hook = text(said, "hook_event_name")
    if not (session := text(said, "session_id")):
        raise RequestError("'session_id' is missing or empty")
    began = here.timer()
    _note_boundary(here, hook, session, said)
    later.add_task(_take_in, here, agent, hook, session, said)
    is_heard = hook in _SAYS_WHISPERS and here.timer() - began < _HEARD_WITHIN_S
    whisper = _whisper(here, session, text(said, "cwd")) if is_heard else None
    if not whisper:
        return ""
    return json.dumps({"hookSpecificOutput": {"hookEventName": hook, "additionalContext": whisper}})


@router.post("/v1/hooks/git", status_code=202, responses=_ERRORS, response_class=PlainTextResponse)
def hear_git(sent: Sent, here: Here) -> str:
    """Read a repository that has something new, soon; and learn that its branch is another."""
    fields = parse_fields(sent)
    directory = require(fields, "directory")
    if not directory.startswith("/"):
        raise RequestError("the field 'directory' is no absolute path")
    if fields.get("hook") == "post-checkout":
        here.application.hear.branch(Path(directory), fields.get("branch", ""))
    here.application.import_soon(Path(directory))
    return ""


def _typed(fields: Mapping[str, str], session: str, directory: str) -> Typed:
    code = number(fields, "exit")
    return Typed(
        shell=fields.get("shell", ""),
        session=session,
        directory=directory,
        command=fields["command"],
        began=number(fields, "began"),
        duration_s=number(fields, "duration_s"),
        exit=None if code is None else int(code),
        suggested=fields.get("suggested") == "1",
    )


def _note_boundary(here: Sidecar, hook: str, session: str, said: Mapping[str, Any]) -> None:
    """What begins now is known before the answer, which may say what is likely next."""
    hear, directory = here.application.hear, text(said, "cwd")
    if hook == "SessionStart":
        hear.begin(session, directory)
    elif hook == "UserPromptSubmit":
        hear.intent(session, text(said, "prompt"), directory)


def _whisper(here: Sidecar, session: str, directory: str) -> str | None:
    application = here.application
    if not application.whispers.stands:  # which project it is need not be asked then
        return None
    project = application.root_of(directory) if directory.startswith("/") else None
    return application.whispers.words_for(session, project or "")


def _said_in_shell(here: Sidecar, session: str, directory: str) -> str | None:
    whisper = _whisper_in_shell(here, directory)
    return whisper or (here.application.ready_line(session, directory) if directory.startswith("/") else None)


def _whisper_in_shell(here: Sidecar, directory: str) -> str | None:
    application = here.application
    if not application.whispers.stands:
        return None
    project = application.root_of(directory) if directory.startswith("/") else None
    return application.whispers.line_for_shell(project or "")


def _take_in(here: Sidecar, agent: Agent, hook: str, session: str, said: Mapping[str, Any]) -> None:
    hear = here.application.hear
    if hook in _FAILED and (tool := text(said, "tool_name")):
        directory = text(said, "cwd")
        given = said.get("tool_input")
        given = given if isinstance(given, dict) else {}
        files = tool_files(given, cwd=directory)
        failed = None if agent in _TELLS_NO_FAILURE else _FAILED[hook]
        hear.call(Called(agent, session, directory, tool_kind(tool, given), files, failed))


_FAILED: Final[Mapping[str, bool | None]] = {
    "PreToolUse": None,
    "PostToolUse": False,
    "PostToolUseFailure": True,
}
"""Hooks that tell of a call; of these an agent has one installed, so that no call is told twice."""

_TELLS_NO_FAILURE: Final = frozenset({"codex"})
"""Agents that tell of a call that failed as of one that did not: of theirs the outcome is not known."""
