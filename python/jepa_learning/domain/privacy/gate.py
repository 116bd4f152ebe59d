"""The gate: every event passes consent, the deny list and redaction before anything is stored.

An author's address becomes a pseudonym, whoever told the event.

Of a file's text only counted words pass, without its secrets, and only with consent to read code.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import Protocol

from jepa_learning.domain.code_words import WORDS, encode_words
from jepa_learning.domain.event import Event
from jepa_learning.domain.privacy.consent import BY_HAND, CODE
from jepa_learning.domain.privacy.deny_list import DenyList
from jepa_learning.domain.privacy.pseudonym import unnamed
from jepa_learning.domain.privacy.redaction import Redactor


@dataclass(frozen=True, slots=True)
class Admission:
    """What the gate made of an event.

    Attributes:
        event: What may be stored; None when it was denied.
        denied: Why it was denied, in words that name no content; None when it was not.
        redacted: Whether a secret was replaced.
    """

    event: Event | None
    denied: str | None = None
    redacted: bool = False


class Reader(Protocol):
    """Finds the words of a text; ports/code_reader.py says the same to adapters."""

    def words(self, path: str, text: str) -> Mapping[str, int]: ...


class Gate:
    """Lets through what the user consented to, without what must not be kept.

    Args:
        deny: What is never stored.
        redactor: Replaces secrets and drops a file's text.
        is_granted: Says whether `(source, project)` may be stored.
        reader: Finds the words of a file's text; without it none is read.
    """

    def __init__(
        self,
        deny: DenyList,
        redactor: Redactor,
        *,
        is_granted: Callable[[str, str], bool],
        reader: Reader | None = None,
    ) -> None:
        self._deny = deny
        self._redactor = redactor
        self._is_granted = is_granted
        self._reader = reader

    def admit(self, event: Event) -> Admission:
        """Return what may be stored of the event."""
        source = event.source or BY_HAND
        if not self._is_granted(source, event.project):
            return Admission(None, denied=f"no consent for {self._redactor.redact_text(source)}")
        author = None if event.author is None else unnamed(event.author)
        event = self._without_denied_name(_without_words(replace(event, source=source, author=author)))
        if self._deny.denies(event):
            return Admission(None, denied="on the deny list")
        redacted = self._redactor.redact_event(event)
        changed = redacted != replace(event, content=None)
        return Admission(self._with_words(redacted, event), redacted=changed)

    def _with_words(self, admitted: Event, event: Event) -> Event:
        """Add the words of the file's text, where there is one and it may be read."""
        if self._reader is None or event.content is None or event.kind != "file":
            return admitted
        if event.attributes.get("status") == "D" or not self._is_granted(CODE, event.project):
            return admitted
        words = self._reader.words(admitted.activity, self._redactor.without_secrets(event.content))
        return replace(admitted, attributes={**admitted.attributes, WORDS: encode_words(words)})

    def _without_denied_name(self, event: Event) -> Event:
        """Tell only the half of a rename that may be told: what exists stays right."""
        old = event.attributes.get("old_path")
        if event.kind != "file" or event.attributes.get("status") != "R" or not isinstance(old, str):
            return event
        old_denied, new_denied = self._deny.denies_path(old), self._deny.denies_path(event.activity)
        if old_denied == new_denied:
            return event
        path, status = (event.activity, "A") if old_denied else (old, "D")
        rest = {name: value for name, value in event.attributes.items() if name != "old_path"}
        return replace(event, activity=path, attributes={**rest, "status": status})


def _without_words(event: Event) -> Event:
    """Believe no words that somebody else found: nobody knows whether secrets are among them."""
    if WORDS not in event.attributes:
        return event
    return replace(event, attributes={name: one for name, one in event.attributes.items() if name != WORDS})
