"""Weigh novelty: of what was sighted as new, find what is likely no worse once it is adapted to.

Nothing changes by weighing: worlds and weights of their own are tried on copies. It does not know what was
offered before, nor what is done with what it finds.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from shlex import quote
from typing import Final

from jepa_learning.application.adapt import Adapt, Measured
from jepa_learning.application.shared_learner import SharedLearner
from jepa_learning.application.start_project import StartProject, Trial
from jepa_learning.domain.adaptation import REDISTRIBUTE, Rules
from jepa_learning.domain.errors import ProjectError, RequestError
from jepa_learning.domain.noticed import Noticed, Sightings, What, chance_of_better, key_of

_CALLED: Final = {"command": "program", "tool": "tool"}


@dataclass(frozen=True, slots=True)
class _Look:
    """One look at what was sighted; see `WeighNovelty.__call__`."""

    seen: Sightings
    is_worth: Callable[[str, int], bool]
    weighed: dict[str, int]


class WeighNovelty:
    """Gives what is new and worth adapting to."""

    def __init__(
        self, adapt: Adapt, start_project: StartProject, *, learner: SharedLearner, rules: Rules
    ) -> None:
        self._adapt, self._start_project = adapt, start_project
        self._learner, self._rules = learner, rules

    def __call__(
        self, seen: Sightings, *, is_worth: Callable[[str, int], bool], weighed: dict[str, int]
    ) -> Iterator[Noticed]:
        """Give what is new, one by one.

        Args:
            seen: What was sighted.
            is_worth: Whether the novelty of this key, with so many cases, is weighed at all.
            weighed: Of how many cases each was weighed is put here, once that is done.
        """
        look = _Look(seen, is_worth, weighed)
        looks: dict[What, Callable[[_Look], Iterator[Noticed]]] = {
            "workflow": self._workflows,
            "repository": self._repositories,
            "tool": self._tools,
        }
        for what, weigh in looks.items():
            if self._rules.notice.permit(what) != "never":
                yield from weigh(look)

    def _workflows(self, look: _Look) -> Iterator[Noticed]:
        """Give the workflows that a world of their own would foresee better."""
        with self._learner.hold() as learner:
            adapted = {name for (_, name), _ in learner.adapters()}
        new = [(name, runs) for name, runs in look.seen.workflows() if name not in adapted]
        for name, runs in new[: self._rules.notice.most]:
            if look.is_worth(key_of("workflow", name), runs):
                yield from self._workflow(name, look.seen.place_of(name))
                look.weighed[key_of("workflow", name)] = runs

    def _workflow(self, name: str, place: str) -> Iterator[Noticed]:
        try:
            found = self._adapt.weigh(name)
        except RequestError:  # of files alone, or of a name that is too long
            return
        measured = found.measured
        if found.decision.action != REDISTRIBUTE or measured is None:
            return
        if (sure := self._sure(measured)) is None:
            return
        words = (
            f"The workflow {name} is new ({found.cases} runs, {_percent(found.novelty)} of its steps "
            f"unknown): with a world of its own the next step is right in {_percent(measured.after.value)}, "
            f"not {_percent(measured.before.value)}"
        )
        offer = f"lev jepa adapt --workflow {quote(name)}"
        yield Noticed("workflow", name, place, found.kind, words, sure, offer)

    def _repositories(self, look: _Look) -> Iterator[Noticed]:
        """Give the projects that would begin better with the weights of another."""
        with self._learner.hold() as learner:
            started = learner.starts()
            cases = {root: learner.knowledge("file", root).cases for root in learner.projects()}
        roots = [
            root
            for root in look.seen.repositories()
            if 0 < cases.get(root, 0) <= self._rules.start.most_cases and root not in started
        ]
        for root in roots[: self._rules.notice.most]:
            if look.is_worth(key_of("repository", root), cases[root]):
                yield from self._repository(root)
                look.weighed[key_of("repository", root)] = cases[root]

    def _repository(self, root: str) -> Iterator[Noticed]:
        try:
            found = self._start_project.weigh(Path(root))
        except ProjectError:  # it is gone
            return
        trial, lender = found.trial, found.lender
        if found.why or trial is None or lender is None:
            return
        if (sure := self._sure(trial)) is None:
            return
        words = (
            f"The repository {root} is new ({found.known.cases} commits) and "
            f"{_percent(lender.likeness)} like {lender.project}: with its weights the next file is right in "
            f"{_percent(trial.after.value)}, not {_percent(trial.before.value)}"
        )
        offer = f"lev jepa adapt --start --project {quote(root)}"
        yield Noticed("repository", root, root, "file", words, sure, offer)

    def _sure(self, weighed: Measured | Trial) -> float | None:
        """Return how likely it is better afterwards; None where that is too little."""
        sure = chance_of_better(weighed.before, weighed.after, weighed.questions)
        return sure if sure >= self._rules.notice.least_confidence else None

    def _tools(self, look: _Look) -> Iterator[Noticed]:
        """Give what is used of late and never was; what is shared learns it with all else."""
        for name, kind, uses, cases in look.seen.new_tools()[: self._rules.notice.most]:
            words = (
                f"The {_CALLED[kind]} {name} is new: {uses} uses in {cases} sessions, learnt with all else"
            )
            yield Noticed("tool", f"{kind} {name}", "", kind, words, 1.0, "")


def _percent(share: float) -> str:
    return f"{100.0 * share:.0f} %"
