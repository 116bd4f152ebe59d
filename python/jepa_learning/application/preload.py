"""Preload: have ready what is needed in the context that goes on, and in those that are likely next.

It is made in the background, after what happened was looked at; whoever asks is given what is there, and no
model is asked then. It is kept for a while, so many contexts of it, and never written down.
"""

from __future__ import annotations

import threading
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import zip_longest
from pathlib import Path
from posixpath import join
from typing import Final

from jepa_learning.application.consent import Consents
from jepa_learning.application.contexts import Contexts
from jepa_learning.application.offer_whispers import may_show
from jepa_learning.application.predict import Predict, Request, why
from jepa_learning.application.shared_learner import SharedLearner
from jepa_learning.domain.adaptation import workflow_of
from jepa_learning.domain.context_memory import FILE, KINDS, Shared
from jepa_learning.domain.event import Prediction
from jepa_learning.domain.privacy.redaction import is_redacted
from jepa_learning.ports.clock import Clock

ANYWHERE: Final = "anywhere"
"""What is ready of no context: it is needed wherever one turns."""

COMMON: Final = ("command", "tool")

CANDIDATES: Final = 50
"""Contexts that are asked about: many are of one project, and together say how likely that is."""


@dataclass(frozen=True, slots=True)
class OpenRun:
    """A workflow that is not at its end: a step is still expected.

    Attributes:
        workflow: What it is called; empty where its steps do not say.
        case: The run.
        done: Its last step.
        next: The step that is expected.
        probability: That it comes next.
    """

    workflow: str
    case: str
    done: str
    next: str
    probability: float


@dataclass(frozen=True, slots=True)
class Prepared:
    """What will be needed in a context.

    Attributes:
        context: What it is called.
        project: The root of the project it is about; empty where that is not known.
        probability: That it is what the user turns to next; 1 of the one that goes on.
        why: In words.
        files: To open, the most useful first, relative to the project.
        commands: That were run there of late, the most useful first.
        tools: The same of an agent's calls.
        run: The workflow that is open there.
        made: When it was made, in seconds since the epoch.
        until: When it is too old to be given.
    """

    context: str
    project: str
    probability: float
    why: str
    files: tuple[str, ...]
    commands: tuple[str, ...]
    tools: tuple[str, ...]
    run: OpenRun | None
    made: float
    until: float


@dataclass(frozen=True, slots=True)
class PreloadOptions:
    """How much is made ready, and for how long.

    Attributes:
        contexts: How many are foretold, beside the one that goes on.
        further: How many less likely ones have a share in what is ready of none.
        entries: Files, commands and calls of each.
        keep_s: How long it is given.
        refresh_s: How old it must be to be made again while no context changes.
    """

    contexts: int
    further: int
    entries: int
    keep_s: float
    refresh_s: float


class Preload:
    """Makes answers ready."""

    def __init__(
        self,
        *,
        contexts: Contexts,
        predict: Predict,
        learner: SharedLearner,
        consents: Consents,
        clock: Clock,
        options: PreloadOptions,
    ) -> None:
        self._contexts, self._predict, self._learner = contexts, predict, learner
        self._consents, self._clock, self._options = consents, clock, options
        self._lock = threading.Lock()
        self._ready: tuple[Prepared, ...] = ()
        self._of: tuple[str, int] = ("", 0)
        self._made, self._forgotten = 0.0, 0

    def __call__(self) -> None:
        """Make ready what is not, where the context changed or what is there grows old."""
        if self._learner.loading is None and self._is_due():
            self._make()

    def ready(self, directory: Path | None = None) -> list[Prepared]:
        """Return what is ready and not too old: the context that goes on first, then the likeliest next.

        Where nothing is, as after a long pause, it is made now.

        Args:
            directory: The root of the project that it must be about; None returns all.
        """
        found = self._fresh()
        if not found and self._learner.loading is None:
            self._make()
            found = self._fresh()
        return [one for one in found if directory is None or one.project == str(directory)]

    def forget(self) -> None:
        """Throw it away: what it was made of may be gone, or may not be shown any more."""
        with self._lock:
            self._ready, self._of = (), ("", 0)
            self._forgotten += 1

    def _fresh(self) -> list[Prepared]:
        now = self._clock.now()
        with self._lock:
            return [one for one in self._ready if now <= one.until]

    def _is_due(self) -> bool:
        context, sequence = self._now_at()
        if (context, sequence) == self._of:
            return False
        return context != self._of[0] or self._clock.now() - self._made >= self._options.refresh_s

    def _make(self) -> None:
        forgotten, of, now = self._forgotten, self._now_at(), self._clock.now()
        made = (*self._going_on(), *self._foretold())
        with self._lock:
            if forgotten == self._forgotten:  # else something was erased meanwhile, and it may hold that
                self._ready, self._of, self._made = tuple(filter(_holds_anything, made)), of, now

    def _now_at(self) -> tuple[str, int]:
        running = self._contexts.running()
        return (running.stretch.name if running else "", self._learner.sequence)

    def _going_on(self) -> list[Prepared]:
        """What was touched in the context that goes on; where that leaves room, what is common anywhere."""
        running = self._contexts.running()
        if running is None:
            return []
        stretch, k = running.stretch, self._options.entries
        place = stretch.project or stretch.name
        common = {
            kind: _first([*self._touched(kind, place, stretch.project), *self._anywhere(kind)], k)
            for kind in COMMON
        }
        files = self._files(stretch.project)
        return [
            self._prepared(stretch.name, stretch.project, 1.0, "you are at it", {"file": files, **common})
        ]

    def _foretold(self) -> list[Prepared]:
        """One context of each other place that is likely next, and what is needed wherever one turns."""
        running = self._contexts.running()
        here = (running.stretch.project or running.stretch.name) if running else ""
        said = {one.activity: one for one in self._ask("context", k=CANDIDATES).candidates}
        projects = {name: self._contexts.project_of(name) for name in said}
        named = [
            (name, project or name, said[name].probability)
            for name, project in projects.items()
            if project is not None
        ]
        found = [
            (one.context, projects[one.context] or "", one.probability)
            for one in likeliest_places(named, without=here)
        ]
        first = self._options.contexts
        places, further = found[:first], found[first : first + self._options.further]
        shared = {kind: self._share(kind, places, further) for kind in KINDS}
        prepared = [
            self._prepared(
                name,
                project,
                chance,
                why(said[name]),
                {kind: one.of_places[number] for kind, one in shared.items()},
            )
            for number, (name, project, chance) in enumerate(places)
        ]
        left = max(0.0, 1.0 - sum(chance for _, _, chance in places))
        anywhere = {kind: one.anywhere for kind, one in shared.items()}
        return [*prepared, self._prepared(ANYWHERE, "", left, "common wherever you are", anywhere)]

    def _share(
        self,
        kind: str,
        places: Sequence[tuple[str, str, float]],
        further: Sequence[tuple[str, str, float]],
    ) -> Shared:
        """Share the room of a kind out between places, less likely ones, and what is common to all."""
        own = [
            (
                [join(project, one) for one in self._files(project)]
                if kind == FILE
                else self._touched(kind, project or name, project),
                chance,
            )
            for name, project, chance in places
        ]
        less = [
            (self._touched_there(kind, project or name, project), chance) for name, project, chance in further
        ]
        found = self._contexts.share(kind, own, k=self._options.entries, further=less)
        k = self._options.entries * max(1, len(places))
        allowed = {*self._anywhere(kind, k=k), *(one for ranked, _ in less for one in ranked)}
        of_places = [
            tuple(one.removeprefix(f"{project}/") if kind == FILE else one for one in ready)
            for ready, (_, project, _) in zip(found.of_places, places, strict=True)
        ]
        anywhere = [one for one in found.anywhere if one in allowed]
        return Shared(tuple(of_places), _first(anywhere, k))

    def _prepared(
        self, context: str, project: str, probability: float, reason: str, ready: Mapping[str, Sequence[str]]
    ) -> Prepared:
        now = self._clock.now()
        return Prepared(
            context=context,
            project=project,
            probability=probability,
            why=reason,
            files=tuple(ready[FILE]),
            commands=tuple(ready["command"]),
            tools=tuple(ready["tool"]),
            run=self._open_run(context, project),
            made=now,
            until=now + self._options.keep_s,
        )

    def _files(self, project: str) -> tuple[str, ...]:
        """In turns what was touched there and what is predicted: each finds what the other does not."""
        if not may_show(self._consents, FILE, project):
            return ()
        with self._learner.hold() as learner:
            existing = set(learner.activities(FILE, project))
        touched = self._contexts.touched(project, FILE, k=2 * self._options.entries)
        said = self._ask(FILE, project=project).candidates
        turns = zip_longest([one for one in touched if one in existing], [one.activity for one in said])
        return _first((one for pair in turns for one in pair if one), self._options.entries)

    def _touched(self, kind: str, place: str, project: str) -> tuple[str, ...]:
        if not may_show(self._consents, kind, project):
            return ()
        return _first(self._contexts.touched(place, kind, k=2 * self._options.entries), self._options.entries)

    def _touched_there(self, kind: str, place: str, project: str) -> list[str]:
        """Return what may be shown of what was touched in a place; of files those that are there."""
        touched = self._touched(kind, place, project)
        if kind != FILE:
            return list(touched)
        with self._learner.hold() as learner:
            existing = set(learner.activities(FILE, project)) if project else set[str]()
        return [join(project, one) for one in touched if one in existing]

    def _anywhere(self, kind: str, *, k: int = 0) -> list[str]:
        """Return what may be shown of what is common anywhere; files that are there, by absolute paths."""
        found = self._contexts.touched_anywhere(kind, k=k or self._options.entries)
        if kind != FILE:
            return found if may_show(self._consents, kind, "") else []
        with self._learner.hold() as learner:
            roots = learner.projects()
            places = {
                one: max((root for root in roots if one.startswith(f"{root}/")), key=len, default="")
                for one in found
            }
            existing = {root: set(learner.activities(FILE, root)) for root in set(places.values()) if root}
        return [
            one
            for one, root in places.items()
            if root
            and may_show(self._consents, FILE, root)
            and one.removeprefix(f"{root}/") in existing[root]
        ]

    def _open_run(self, context: str, project: str) -> OpenRun | None:
        last = self._contexts.last(project or context, "step")
        if last is None or not may_show(self._consents, "step", project):
            return None
        said = self._ask("step", project=project, case=last.case, k=1)
        if said.abstained or not said.candidates:
            return None
        expected = said.candidates[0]
        return OpenRun(workflow_of(last), last.case, last.activity, expected.activity, expected.probability)

    def _ask(
        self, kind: str, *, project: str = "", case: str | None = None, k: int | None = None
    ) -> Prediction:
        request = Request(
            directory=Path(project) if project else None,
            kinds=[kind],
            k=k or self._options.entries,
            known=(),
            case=case,
            shown=False,
        )
        return self._predict(request).sections[0].prediction


@dataclass(frozen=True, slots=True)
class Foretold:
    """A place that is likely next: its likeliest context, and the probability of all of them together."""

    context: str
    probability: float


def likeliest_places(named: Iterable[tuple[str, str, float]], *, without: str) -> list[Foretold]:
    """Return the places that contexts are of, the likeliest first.

    Args:
        named: Contexts, the place of each, and how likely it is, the likeliest first.
        without: A place that is not wanted.
    """
    found: dict[str, Foretold] = {}
    for context, place, probability in named:
        known = found.get(place, Foretold(context, 0.0))
        found[place] = Foretold(known.context, min(1.0, known.probability + probability))
    found.pop(without, None)
    return sorted(found.values(), key=lambda one: one.probability, reverse=True)


def _holds_anything(one: Prepared) -> bool:
    return bool(one.files or one.commands or one.tools or one.run)


def _first(activities: Iterable[str], k: int) -> tuple[str, ...]:
    """Return the first of what can be shown in a line and holds no secret."""
    shown = (one for one in activities if one.isprintable() and not is_redacted(one))
    return tuple(dict.fromkeys(shown))[:k]
