"""The four words everything else speaks: Event, Query, Candidate, Prediction.

Plain immutable values. They know nothing of storage, transport or learning.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final

from jepa_learning.domain.errors import EventError

KINDS: Final = ("file", "command", "step", "tool", "context")
"""What an activity can be: a path, a command line, a workflow step, a tool call, a context name."""

Attribute = str | int | float | bool | None


@dataclass(frozen=True, slots=True)
class Event:
    """One thing that happened.

    Attributes:
        kind: One of `KINDS`.
        activity: The path, command line, step, tool call or context name.
        case: What the event belongs to: a commit, a shell session, a workflow run, an agent run.
        time: Seconds since the epoch (UTC), or None where the source has no times.
        intent: What the person or agent set out to do, in words.
        author: Pseudonymous name of who did it.
        attributes: Flat facts about the event: `status` and `old_path` of a file; `cwd`, `exit` and
            `duration_s` of a command; `project` (the root it happened in) on any of them.
        source: Which source told of it: `git`, `shell`, `jsonl`, ...
        content: The file's text after the event, where a consented source can read it; never stored.

    Raises:
        EventError: `kind` is unknown, or `activity` or `case` is empty.
    """

    kind: str
    activity: str
    case: str
    time: float | None = None
    intent: str | None = None
    author: str | None = None
    attributes: Mapping[str, Attribute] = field(default_factory=dict)
    source: str | None = None
    content: str | None = None

    def __post_init__(self) -> None:
        require_kind(self.kind)
        if not self.activity:
            raise EventError(
                "an event has an empty activity: give the path, command, step or tool that it is about"
            )
        if not self.case:
            raise EventError(
                f"the event {self.activity!r} has an empty case: give its commit, session or run"
            )

    @property
    def project(self) -> str:
        """The root of the project the event happened in; empty where it is not known."""
        return str(self.attributes.get("project") or "")

    @property
    def id(self) -> str:
        """A stable name: the same fact read twice has the same id (128 bits of SHA-256, hex).

        Two alike events of one case at one time are told apart by the attribute `ordinal`.
        """
        facts = (
            self.source,
            self.project,
            self.kind,
            self.case,
            self.activity,
            self.time,
            self.attributes.get("ordinal"),
        )
        return hashlib.sha256(repr(facts).encode()).hexdigest()[:32]


@dataclass(frozen=True, slots=True)
class Query:
    """A question: which activity of this kind comes next in this case.

    Attributes:
        kind: One of `KINDS`.
        case: The open case that is asked about; it may be new.
        time: Now, in seconds since the epoch, or None.
        intent: What the person or agent sets out to do, in words, where it is known.
        author: Pseudonymous name of who asks.
        attributes: Flat facts known before the event: `project`, `cwd`, ...
        horizon: How many events ahead (1 is the next one).
        dismissed: Activities that were suggested here of late, and refused.
        absent: Files that are learnt and not there now: they cannot be the answer. Other kinds ignore it.

    Raises:
        EventError: `kind` is unknown or `horizon` is below 1.
    """

    kind: str
    case: str
    time: float | None = None
    intent: str | None = None
    author: str | None = None
    attributes: Mapping[str, Attribute] = field(default_factory=dict)
    horizon: int = 1
    dismissed: frozenset[str] = frozenset()
    absent: frozenset[str] = frozenset()

    def __post_init__(self) -> None:
        require_kind(self.kind)
        if self.horizon < 1:
            raise EventError(f"the horizon is {self.horizon}: it counts events ahead and starts at 1")

    @property
    def project(self) -> str:
        """The root of the project that is asked about; empty where it is not known."""
        return str(self.attributes.get("project") or "")


@dataclass(frozen=True, slots=True)
class Reason:
    """Why one manifold is for a candidate.

    Attributes:
        share: The manifold's part of the mixed evidence for the candidate, in [0, 1].
        words: One line a person understands; empty where the manifold has nothing particular to say.
    """

    share: float
    words: str = ""


@dataclass(frozen=True, slots=True)
class Candidate:
    """One possible next activity. `reasons` maps a manifold's name to its share and its words."""

    activity: str
    probability: float
    reasons: Mapping[str, Reason] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Prediction:
    """Ranked candidates, best first, and how far they can be trusted.

    Attributes:
        candidates: Best first; empty where nothing is known.
        abstained: Why the prediction should not be acted on, in words; None where it may be.
        confidence: Calibrated probability that the first candidate is right, in [0, 1].
        disagreement: Jensen-Shannon divergence between the manifolds, in [0, 1].
        regime: What state the stream is in; "equilibrium" until drift says otherwise.
        needed: The confidence from which on such a prediction is not abstained from, in [0, 1].
        is_unsure: Whether it abstains for nothing else than a confidence below that.
    """

    candidates: tuple[Candidate, ...]
    abstained: str | None = None
    confidence: float = 0.0
    disagreement: float = 0.0
    regime: str = "equilibrium"
    needed: float = 0.0
    is_unsure: bool = False


def require_kind(kind: str) -> None:
    """Raise EventError unless `kind` is one of `KINDS`."""
    if kind not in KINDS:
        raise EventError(f"the kind is {kind!r}: expected one of {', '.join(KINDS)}")
