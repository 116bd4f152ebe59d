"""Noticed: a repository, a workflow or a tool that is new, and what may be done about it unasked.

It does not know how anything is adapted to.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from math import erf, sqrt
from typing import Final, Literal

from jepa_learning.domain.event import Event
from jepa_learning.domain.metrics import Interval
from jepa_learning.domain.patterns.act import act_of
from jepa_learning.domain.waste.effects import program_of

What = Literal["repository", "workflow", "tool"]
Permit = Literal["never", "show", "ask", "act"]
"""never: it is not looked for; show: it is listed; ask: it is offered once, too; act: it is adapted to at
once, where the user consented to that, and told.
"""

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
        return f"{self.what}\n{self.name}"


def new_tools(events: Sequence[Event], rules: NoticeRules) -> Iterator[tuple[str, str, int, int]]:
    """Give the tools that were used of late and never before, the one used most first.

    Args:
        events: In order.
        rules: What counts as new.

    Returns:
        The program's or the tool's name, the kind of its events, its uses, and the cases they were in.
    """
    acts = [event for event in events if event.kind in TOOLS]
    before, newest = acts[: -rules.newest], acts[-rules.newest :]
    if len(before) < rules.newest:
        return
    known = {(event.kind, program_of(act_of(event))) for event in before}
    uses: dict[tuple[str, str], list[str]] = {}
    for event in newest:
        tool = event.kind, program_of(act_of(event))
        if tool not in known:
            uses.setdefault(tool, []).append(event.case)
    for (kind, name), cases in sorted(uses.items(), key=lambda one: -len(one[1])):
        if len(cases) >= rules.least_uses and len(set(cases)) >= rules.least_cases:
            yield name, kind, len(cases), len(set(cases))


def chance_of_better(before: Interval, after: Interval, questions: int) -> float:
    """Return the probability that a rate of hits really is better, in [0, 1].

    Both are taken to be normal around what was measured, with one more hit and miss each (Agresti and Caffo,
    The American Statistician 54(4), 2000).
    """
    rates = [(one.value * questions + 1.0) / (questions + 2.0) for one in (before, after)]
    spread = sqrt(sum(rate * (1.0 - rate) / (questions + 2.0) for rate in rates))
    return 0.5 * (1.0 + erf((rates[1] - rates[0]) / (spread * sqrt(2.0))))
