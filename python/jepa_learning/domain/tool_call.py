"""How a tool call of a coding agent is named: the tool, the head of a command, and the file it is used on.

Of all other arguments nothing is kept, for they may say anything. It does not know which agent calls, or how
its hooks and transcripts are written.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import PurePosixPath
from typing import Final

from jepa_learning.domain.command_head import head_of

_PATHS: Final = ("file_path", "filePath", "notebook_path", "path")
_COMMANDS: Final = ("command", "cmd")


def tool_kind(tool: str, given: Mapping[str, object]) -> str:
    """Return the activity of a call without its object, such as `Edit`, `Bash:git status` or `WebSearch`.

    It is general enough to come again in any project, and says nothing of what the call was about.
    """
    head = head_of(_command(given))
    return f"{tool}:{head}" if head else tool


def tool_file(given: Mapping[str, object], *, cwd: str = "") -> str:
    """Return the file that a call is about, within the agent's directory relative to it; empty where none is.

    Args:
        given: What the tool was called with.
        cwd: Where the agent works; absolute.
    """
    path = _first_text(given, _PATHS)
    place = PurePosixPath(path)
    return str(place.relative_to(cwd)) if path and cwd and place.is_relative_to(cwd) else path


def _command(given: Mapping[str, object]) -> str:
    command = next((given[name] for name in _COMMANDS if name in given), "")
    if isinstance(command, list):  # some agents give the words of the command line
        command = " ".join(word for word in command if isinstance(word, str))
    return command.strip() if isinstance(command, str) else ""


def _first_text(given: Mapping[str, object], names: tuple[str, ...]) -> str:
    found = (given.get(name) for name in names)
    return next((value for value in found if isinstance(value, str) and value.strip()), "")
