"""Call: what is known of an agent's tool call; it may be less than what was done.

Hooks tell the tool, the head of a command (`Bash:git status`) and the files that a call is about; events that
a user hands over may say the whole call (`Bash git diff src/a.py`). Two calls that say no more than a tool, a
head, or where was searched may be about different things. It does not know what a call does.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

from jepa_learning.domain.command_head import head_of
from jepa_learning.domain.event import Event
from jepa_learning.domain.patterns.slots import Form, form_of

_OF_COMMAND: Final = re.compile(r"([A-Za-z_]\w*:)(?!//)(\S.*)", re.DOTALL)
_SEARCHES: Final = re.compile(r"grep|glob|search|find", re.IGNORECASE)
"""Tools of which only the place is told, and not what was looked for."""


@dataclass(frozen=True, slots=True)
class Call:
    """A tool call.

    Attributes:
        line: All that is known of it.
        form: That, arguments as slots.
        is_whole: Whether two with the same line do the same.
    """

    line: str
    form: Form
    is_whole: bool


def call_of(event: Event) -> Call:
    """Return the call that an event of kind `tool` tells of."""
    files = tuple(str(event.attributes.get("file") or "").splitlines())
    if not files:
        return _call(event.activity)
    line = " ".join((event.activity, *files))
    return Call(line, Form(f"{event.activity} <path>", files), not _SEARCHES.search(event.activity))


@lru_cache(maxsize=65_536)
def _call(activity: str) -> Call:
    told = _OF_COMMAND.fullmatch(activity)
    if told is None:
        form = form_of(activity)
        return Call(activity, form, " " in activity)
    tool, command = told.groups()
    if head_of(command) == command:
        return Call(activity, Form(activity), is_whole=False)
    form = form_of(command)
    return Call(activity, Form(f"{tool}{form.text}", form.values), is_whole=True)
