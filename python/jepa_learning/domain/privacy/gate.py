"""The gate: every event passes consent, the deny list and redaction before anything is stored."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

from jepa_learning.domain.event import Event
from jepa_learning.domain.privacy.consent import BY_HAND
from jepa_learning.domain.privacy.deny_list import DenyList
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


class Gate:
    """Lets through what the user consented to, without what must not be kept.

    Args:
        deny: What is never stored.
        redactor: Replaces secrets and drops a file's text.
        is_granted: Says whether `(source, project)` may be stored.
    """

    def __init__(self, deny: DenyList, redactor: Redactor, *, is_granted: Callable[[str, str], bool]) -> None:
        self._deny = deny
        self._redactor = redactor
        self._is_granted = is_granted

    def admit(self, event: Event) -> Admission:
        """Return what may be stored of the event."""
        source = event.source or BY_HAND
        if not self._is_granted(source, event.project):
            return Admission(None, denied=f"no consent for {self._redactor.redact_text(source)}")
        event = self._without_denied_name(replace(event, source=source))
        if self._deny.denies(event):
            return Admission(None, denied="on the deny list")
        redacted = self._redactor.redact_event(event)
        return Admission(redacted, redacted=redacted != replace(event, content=None))

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
