"""Consent: may this source be read for this project? It does not ask and does not remember."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Final, Protocol

EVERYWHERE: Final = "*"
"""The scope that covers every project."""

CODE: Final = "code"
"""The source that covers the texts of files, beside whoever tells that they changed."""

AUTONOMOUS: Final = "autonomous"
"""Not a source: what may be changed without a question, in a project or, everywhere, of the user's own."""

BY_HAND: Final = "jsonl"
"""The source that covers all events that somebody handed over rather than a source of ours read."""


COVERED: Final[Mapping[str, str]] = {
    "agent-hook": "agent",
    "git-hook": "git",
    "shell-hook": "shell",
}
"""Sources that tell live what another source tells later: the word on that one covers both."""


class Word(Protocol):
    """The user's word on one source, as the consent store remembers it."""

    @property
    def source(self) -> str: ...
    @property
    def scope(self) -> str: ...
    @property
    def granted(self) -> bool: ...


def is_granted(words: Iterable[Word], source: str, project: str, *, defaults: Mapping[str, bool]) -> bool:
    """Say whether events of `source` in `project` may be stored.

    The word on the project itself wins over the word on all projects, and that over the default. A source
    that `defaults` does not name was handed over by hand and falls under `jsonl`; a hook falls under the
    source that it tells for.

    Args:
        words: What the user has said so far.
        source: `git`, `shell`, `jsonl`, or a name that somebody else gave.
        project: The project's root; empty where the event belongs to none.
        defaults: What holds for each known source that the user was never asked about.
    """
    name = COVERED.get(source, source)
    name = name if name in defaults else BY_HAND
    said = {word.scope: word.granted for word in words if word.source == name}
    return said.get(project, said.get(EVERYWHERE, defaults.get(name, False)))
