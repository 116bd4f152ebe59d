"""Noticed: a repository, a workflow or a tool that is new, and what may be done about it unasked.

It does not know how anything is adapted to.
"""

from __future__ import annotations

import hashlib
from collections import Counter, deque
from dataclasses import dataclass
from math import erf, sqrt
from typing import Final, Literal, TypeVar

from jepa_learning.domain.event import Event
from jepa_learning.domain.metrics import Interval
from jepa_learning.domain.waste.effects import program_in

What = Literal["repository", "workflow", "tool"]
Permit = Literal["never", "show", "ask", "act"]
"""never: it is not looked for; show: it is listed; ask: it is offered once, too; act: it is adapted to at
once, where the user consented to that, and told.
"""

Name = TypeVar("Name")
Held = TypeVar("Held")

TOOLS: Final = ("command", "tool")


@dataclass(frozen=True, slots=True)
class NoticeRules:
    """When something new is noticed.

    Attributes:
        repository: What may be done about one.
        workflow: The same of workflows.
        tool: The same of tools; nothing is to be done about these, they are learnt with all else.
        every: It is looked for once in so many events.
        least_confidence: That adapting is no worse, in [0, 1].
        most_runs: From so many on a workflow is not new any more.
        newest: Events among which a tool is new that was in none of as many before.
        least_uses: Of a new tool.
        least_cases: In which it was used.
        most: Of each that are looked at, the newest.
        names: Of workflows, of repositories and of tools that are held, the newest.
    """

    repository: Permit
    workflow: Permit
    tool: Permit
    every: int
    least_confidence: float
    most_runs: int
    newest: int
    least_uses: int
    least_cases: int
    most: int
    names: int

    def permit(self, what: What) -> Permit:
        """Return what may be done about something new."""
        return {"repository": self.repository, "workflow": self.workflow, "tool": self.tool}[what]


@dataclass(frozen=True, slots=True)
class Noticed:
    """Something new.

    Attributes:
        what: It is.
        name: Of a repository, its root.
        project: The root of the project that it is of; empty where it is of all.
        kind: Of its activities.
        words: Why it is told, in words.
        confidence: That adapting is no worse, in [0, 1].
        offer: What is typed to adapt to it; empty where there is nothing to do.
    """

    what: What
    name: str
    project: str
    kind: str
    words: str
    confidence: float
    offer: str

    @property
    def key(self) -> str:
        """What tells it from all others."""
        return key_of(self.what, self.name)


def key_of(what: What, name: str) -> str:
    """Return what answers are kept under: it tells nothing of what was erased since."""
    return hashlib.sha256(f"{what}\n{name}".encode("utf-8", "surrogatepass")).hexdigest()[:16]


class Sightings:
    """What there was of late, counted event by event: so many names alone, and no more runs than a new
    workflow has. What was seen longest ago is forgotten first.

    Args:
        rules: What counts as new.
    """

    def __init__(self, rules: NoticeRules) -> None:
        self._rules = rules
        self._runs: dict[str, set[str]] = {}
        self._places: dict[str, Counter[str]] = {}
        self._repositories: dict[str, None] = {}
        self._newest: deque[tuple[str, str, str]] = deque()
        self._known: dict[tuple[str, str], None] = {}
        self._before = 0

    def learn_one(self, event: Event) -> None:
        """Count an event, behind all that were counted."""
        if event.kind == "file":
            self._renew(self._repositories, event.project, None)
        if name := str(event.attributes.get("workflow") or ""):
            self._run(name, event)
        if event.kind in TOOLS:
            self._use(event.kind, program_in(event.kind, event.activity), event.case)

    def workflows(self) -> list[tuple[str, int]]:
        """Return the workflows that are new, with their runs, the one that was seen last first."""
        most = self._rules.most_runs
        return [(name, len(runs)) for name, runs in reversed(self._runs.items()) if len(runs) <= most]

    def place_of(self, workflow: str) -> str:
        """Return the project that most of a workflow happened in; empty where that is none."""
        return self._places[workflow].most_common(1)[0][0]

    def repositories(self) -> list[str]:
        """Return the roots in which files were changed, the last one first."""
        return list(reversed(self._repositories))

    def new_tools(self) -> list[tuple[str, str, int, int]]:
        """Return the tools that were used of late and never before, the one used most first.

        Returns:
            The program's or the tool's name, the kind of its events, its uses, and the cases they were in.
        """
        if self._before < self._rules.newest:
            return []
        uses: dict[tuple[str, str], list[str]] = {}
        for kind, name, case in self._newest:
            if (kind, name) not in self._known:
                uses.setdefault((kind, name), []).append(case)
        found = [(name, kind, len(cases), len(set(cases))) for (kind, name), cases in uses.items()]
        enough = [
            one for one in found if one[2] >= self._rules.least_uses and one[3] >= self._rules.least_cases
        ]
        return sorted(enough, key=lambda one: -one[2])

    def _run(self, name: str, event: Event) -> None:
        runs = self._runs.get(name, set())
        for gone in self._renew(self._runs, name, runs):
            del self._places[gone]
        if len(runs) <= self._rules.most_runs:
            runs.add(event.case)
        self._places.setdefault(name, Counter())[event.project] += 1

    def _use(self, kind: str, name: str, case: str) -> None:
        self._newest.append((kind, name, case))
        if len(self._newest) > self._rules.newest:
            self._renew(self._known, self._newest.popleft()[:2], None)
            self._before += 1

    def _renew(self, names: dict[Name, Held], name: Name, held: Held) -> list[Name]:
        """Make a name the newest, and return those that are too old to be held any longer."""
        names.pop(name, None)
        names[name] = held
        if len(names) <= self._rules.names:
            return []
        oldest = next(iter(names))
        del names[oldest]
        return [oldest]


def chance_of_better(before: Interval, after: Interval, questions: int) -> float:
    """Return the probability that a rate of hits really is better, in [0, 1].

    Both are taken to be normal around what was measured, with one more hit and miss each (Agresti and Caffo,
    The American Statistician 54(4), 2000).
    """
    rates = [(one.value * questions + 1.0) / (questions + 2.0) for one in (before, after)]
    spread = sqrt(sum(rate * (1.0 - rate) / (questions + 2.0) for rate in rates))
    return 0.5 * (1.0 + erf((rates[1] - rates[0]) / (spread * sqrt(2.0))))
