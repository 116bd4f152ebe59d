"""How a tool call of a coding agent is named: the tool, the head of a command, and the file it is used on.

Of all other arguments nothing is kept, for they may say anything: a patch is no command, though some agents
hand it over as one. It does not know which agent calls, or how its hooks and transcripts are written.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import PurePosixPath
from typing import Final

from jepa_learning.domain.command_head import head_of

MOST_FILES: Final = 32
"""Files of one patch that are kept: a sweep over a project is no work on each of its files."""

_PATHS: Final = ("file_path", "filePath", "notebook_path", "path")
_COMMANDS: Final = ("command", "cmd")
_PATCHES: Final = ("patchText", *_COMMANDS)
_PATCH_BEGINS: Final = "*** Begin Patch"
_PATCHED: Final = re.compile(r"^\*\*\* (?:Add|Update|Delete) File: (.+)$", re.MULTILINE)


def tool_kind(tool: str, given: Mapping[str, object]) -> str:
    """Return the activity of a call without its object, such as `Edit`, `Bash:git status` or `WebSearch`.

    It is general enough to come again in any project, and says nothing of what the call was about.
    """
    head = head_of(_command(given))
    return f"{tool}:{head}" if head else tool


def tool_files(given: Mapping[str, object], *, cwd: str = "") -> tuple[str, ...]:
    """Return the files that a call is about: one, or those of a patch, each once, at most `MOST_FILES`.

    Args:
        given: What the tool was called with.
        cwd: Where the agent works, absolute; files within it are given relative to it.
    """
    path = _first_text(given, _PATHS)
    found = [_within(one, cwd) for one in ([path] if path else _patched(given))]
    return tuple(dict.fromkeys(found))[:MOST_FILES]


def _within(path: str, cwd: str) -> str:
    place = PurePosixPath(path)
    return str(place.relative_to(cwd)) if cwd and place.is_relative_to(cwd) else path


def _command(given: Mapping[str, object]) -> str:
    command = next((given[name] for name in _COMMANDS if name in given), "")
    if isinstance(command, list):  # some agents give the words of the command line
        command = " ".join(word for word in command if isinstance(word, str))
    return command.strip() if isinstance(command, str) and not _is_patch(command) else ""


def _patched(given: Mapping[str, object]) -> list[str]:
    patch = _first_text(given, _PATCHES)
    return [found.strip() for found in _PATCHED.findall(patch)] if _is_patch(patch) else []


def _is_patch(text: str) -> bool:
    return text.lstrip().startswith(_PATCH_BEGINS)


def _first_text(given: Mapping[str, object], names: tuple[str, ...]) -> str:
    found = (given.get(name) for name in names)
    return next((value for value in found if isinstance(value, str) and value.strip()), "")
