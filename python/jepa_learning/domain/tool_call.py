"""How a tool call of a coding agent is named as an activity: the tool, and what it was used on.

A call on a file names the file, within the agent's directory relative to it; a shell command names its
first line; of all other arguments nothing is kept, for they may say anything. It does not know which agent
calls, or how its hooks are written.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import PurePosixPath
from typing import Final

from jepa_learning.domain.command_head import head_of

_PATHS: Final = ("file_path", "filePath", "notebook_path", "path")
_COMMANDS: Final = ("command", "cmd")

MOST_CHARS: Final = 500
"""A longer command line is not one that comes again."""


def tool_activity(tool: str, given: Mapping[str, object], *, cwd: str = "") -> str:
    """Return the activity of a call, such as `Edit src/router.py`, `Bash npm test` or `WebSearch`.

    Args:
        tool: The tool's name.
        given: What it was called with.
        cwd: Where the agent works; absolute.
    """
    used_on = _path(given, cwd) or _command(given)
    return f"{tool} {used_on}"[:MOST_CHARS] if used_on else tool


def tool_kind(tool: str, given: Mapping[str, object]) -> str:
    """Return the activity of a call without its object, such as `Edit`, `Bash:git status` or `WebSearch`.

    It is general enough to come again in any project, and says nothing of what the call was about.
    """
    head = head_of(_command(given, whole=True))
    return f"{tool}:{head}" if head else tool


def _path(given: Mapping[str, object], cwd: str) -> str:
    path = _first_text(given, _PATHS)
    place = PurePosixPath(path)
    return str(place.relative_to(cwd)) if path and cwd and place.is_relative_to(cwd) else path


def _command(given: Mapping[str, object], *, whole: bool = False) -> str:
    command = next((given[name] for name in _COMMANDS if name in given), "")
    if isinstance(command, list):  # some agents give the words of the command line
        command = " ".join(word for word in command if isinstance(word, str))
    lines = command.strip().splitlines() if isinstance(command, str) else []
    return "\n".join(lines if whole else lines[:1])


def _first_text(given: Mapping[str, object], names: tuple[str, ...]) -> str:
    found = (given.get(name) for name in names)
    return next((value for value in found if isinstance(value, str) and value.strip()), "")
