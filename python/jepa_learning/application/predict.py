"""Predict: what comes next, of each kind, with reasons; or why that is not known, and what would help.

It changes nothing that is learnt: files that are open now are followed in a case of their own, which nobody
asks about again.
"""

from __future__ import annotations

import uuid
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final

from jepa_learning.application.consent import Consents
from jepa_learning.application.gone_files import GoneFiles
from jepa_learning.application.locate_project import locate_project
from jepa_learning.application.remedies import NOTHING_THERE, remedy
from jepa_learning.application.shared_learner import SharedLearner
from jepa_learning.application.suggestions import Suggestions
from jepa_learning.domain.credit import Dominance
from jepa_learning.domain.errors import RequestError, SourceError
from jepa_learning.domain.event import KINDS, Candidate, Event, Prediction, Query
from jepa_learning.domain.feedback import dismissed_at
from jepa_learning.domain.learner import Learner
from jepa_learning.domain.nameable import nameable
from jepa_learning.domain.privacy import Gate
from jepa_learning.domain.segmentation.record import day_of
from jepa_learning.domain.suggestion import Place, Span
from jepa_learning.ports.clock import Clock
from jepa_learning.ports.project import Project, Projects

USUAL_KINDS: Final = ("file", "command", "step")
"""What is answered where no kind is named; contexts join them where there is history enough."""

_NAMES: Final = {"step": "workflow runs", "tool": "tool calls"}


@dataclass(frozen=True, slots=True)
class Request:
    """A question as somebody asks it.

    Attributes:
        directory: A folder of the project, or None.
        cwd: Where commands would run, or None.
        kinds: Which kinds of activity; None asks for the usual ones.
        k: Candidates of each kind.
        horizon: Steps of the rollout; 1 is none.
        intent: What the user sets out to do, in words.
        known: Files of the open change; None asks git which are modified.
        case: The session or run to go on with; None takes the latest, where it may still be open. A question
            about files has a case of its own, and one about contexts the day.
        shown: Whether the answer is put before somebody as it is; only that is a suggestion.
    """

    directory: Path | None = None
    cwd: str | None = None
    kinds: Sequence[str] | None = None
    k: int = 5
    horizon: int = 1
    intent: str | None = None
    known: Sequence[str] | None = None
    case: str | None = None
    shown: bool = True


@dataclass(frozen=True, slots=True)
class Step:
    """One step of a rollout; `confidence` is the product of the probabilities so far."""

    activity: str
    probability: float
    confidence: float


Foretold = tuple[Prediction, tuple[Step, ...] | None]
"""The answer of one kind, and the rollout where one was asked for."""


@dataclass(frozen=True, slots=True)
class Section:
    """The answer for one kind.

    Attributes:
        learnt: Events of this kind that are learnt (files: of this project).
        cases: Cases that they belong to.
        hint: What would help, in words; None where nothing is lacking.
        rollout: None where the horizon is 1.
        dominance: Whose evidence came true lately; None where nothing did.
        suggestion: The id by which feedback is given; None where it abstained or nothing may be kept of it.
    """

    kind: str
    learnt: int
    cases: int
    prediction: Prediction
    hint: str | None
    rollout: tuple[Step, ...] | None
    suggestion: str | None = None
    dominance: Dominance | None = None


@dataclass(frozen=True, slots=True)
class Answer:
    """All sections, in the order in which the kinds were asked for."""

    project: Project | None
    known: tuple[str, ...]
    sections: tuple[Section, ...]


class Predict:
    """Answers questions.

    Args:
        suggestions: Told of all that is shown; the one thing that is written.
        gate: Keeps what must not be told out of the known files, too.
        open_case_s: A session or run is taken as still open so long after its last event.
        max_known: Known files that are looked at.
        cooldown: How long a candidate that was dismissed is weakened.
        saved: Gives the files that were saved lately in a project, the last one first.
    """

    def __init__(
        self,
        *,
        learner: SharedLearner,
        consents: Consents,
        suggestions: Suggestions,
        projects: Projects,
        gate: Gate,
        clock: Clock,
        open_case_s: float,
        max_known: int,
        cooldown: Span,
        saved: Callable[[str], Sequence[str]] = lambda root: (),
    ) -> None:
        self._learner = learner
        self._consents = consents
        self._suggestions = suggestions
        self._projects = projects
        self._gone = GoneFiles(projects)
        self._gate = gate
        self._clock = clock
        self._open_case_s = open_case_s
        self._max_known = max_known
        self._cooldown = cooldown
        self._saved = saved

    def __call__(self, request: Request) -> Answer:
        """Answer for each kind.

        Raises:
            RequestError: A kind is unknown, or a number is below 1.
        """
        _require_sense(request)
        project = locate_project(self._projects, request.directory)
        known = self._known(request, project)
        kinds = USUAL_KINDS if request.kinds is None else request.kinds
        sections = [self._section(kind, request, project=project, known=known) for kind in kinds]
        if request.kinds is None:
            context = self._section("context", request, project=project, known=known)
            sections += [] if context.prediction.abstained else [context]
        return Answer(project, known, tuple(sections))

    def _section(
        self, kind: str, request: Request, *, project: Project | None, known: Sequence[str]
    ) -> Section:
        root = str(project.root) if project else ""
        with self._learner.hold() as learner:
            knowledge = learner.knowledge(kind, root)
            lack = self._lack(kind, root, learnt=knowledge.events)
            if lack:
                return Section(kind, 0, 0, Prediction((), abstained=lack[0]), lack[1], None)
            place = Place(kind, root) if kind == "file" else Place(kind, case=self._case(kind, request))
            query = self._query(place, request, project)
            if kind == "file":
                _observe(learner, known, query)
            prediction, rollout = self._foretell(learner, query, request)
            dominance = learner.dominance(kind, root)
        hint = remedy(
            kind,
            prediction.abstained,
            has_intent=bool(request.intent),
            has_known=bool(known),
            is_shallow=project is not None and project.is_shallow,
        )
        is_shown = request.shown and not prediction.abstained
        shown = self._suggestions.show(place, prediction.candidates) if is_shown else None
        return Section(kind, knowledge.events, knowledge.cases, prediction, hint, rollout, shown, dominance)

    def _foretell(self, learner: Learner, query: Query, request: Request) -> Foretold:
        """Ask; of files only those are asked about that are there."""
        root = query.project
        gone = self._gone(learner, root) if query.kind == "file" else None
        if gone is None:
            return _foretold(learner, query, request)
        found = _foretold(learner, replace(query, absent=gone), request)
        deleted = self._gone.among(root, _names(found))
        if deleted:  # tracked, but not there: seldom, so all are looked at only now
            gone = self._gone.among(root, learner.activities("file", root))
            found = _foretold(learner, replace(query, absent=gone), request)
        if found[0].candidates or not gone:
            return found
        return replace(found[0], abstained=NOTHING_THERE), found[1]

    def _query(self, place: Place, request: Request, project: Project | None) -> Query:
        if place.kind == "file" and project:
            author, attributes = project.author, {"project": str(project.root)}
        else:
            author, attributes = None, {"cwd": request.cwd} if request.cwd else {}
        case, now = place.case or _new_case(), self._clock.now()
        dismissed = dismissed_at(place, self._suggestions.recent(), cooldown=self._cooldown, now=now)
        return Query(
            place.kind,
            case,
            now,
            request.intent,
            author=author,
            attributes=attributes,
            dismissed=dismissed,
        )

    def _case(self, kind: str, request: Request) -> str:
        """The case that is named or may still be going on, of contexts the day; empty where there is none."""
        if kind == "context":
            return day_of(self._clock.now())
        latest = self._learner.latest(kind)
        if request.case or latest is None or (latest.time is not None and self._is_over(latest.time)):
            return request.case or ""
        return latest.case

    def _is_over(self, last_time: float) -> bool:
        return self._clock.now() - last_time > self._open_case_s

    def _lack(self, kind: str, root: str, *, learnt: int) -> tuple[str, str] | None:
        """What is lacking for any answer, and what would help; None where nothing is."""
        if kind == "file" and not root:
            return "this folder is in no git repository", "Go to one, or name one with --project"
        if learnt:
            return None
        if kind == "file":
            if not self._consents.is_granted("git", root):
                return "the git history is not read here", "Allow it with: lev jepa consent git on"
            return (
                "no commit of this repository is learnt",
                "Commit something, or learn its history with: lev jepa learn",
            )
        if kind == "command":
            if not self._consents.is_granted("shell", ""):
                return "the shell history is not read", "Allow it with: lev jepa consent shell on"
            return "no commands are learnt", "Learn the shell history with: lev jepa learn"
        if kind == "context":
            return "no context is known", "They are found in what you do: lev jepa learn"
        agents = ("claude-code", "agent")
        if kind == "tool" and not any(self._consents.is_granted(source, "") for source in agents):
            return "no agent's tool calls are learnt", "Allow it with: lev jepa consent claude-code on"
        if not self._consents.is_granted("jsonl", root):
            return "events that are handed over are not kept", "Allow it with: lev jepa consent jsonl on"
        return f"no {_NAMES[kind]} are known", "Give them with: lev jepa learn --file runs.jsonl"

    def _known(self, request: Request, project: Project | None) -> tuple[str, ...]:
        paths = request.known if request.known is not None else self._modified(request, project)
        place = {"project": str(project.root)} if project else {}
        events = (
            Event("file", path, "known", attributes=place, source="git") for path in paths[: self._max_known]
        )
        admitted = (self._gate.admit(event).event for event in events)
        return tuple(event.activity for event in admitted if event is not None)

    def _modified(self, request: Request, project: Project | None) -> Sequence[str]:
        if project is None or (request.kinds is not None and "file" not in request.kinds):
            return ()
        try:
            return list(
                dict.fromkeys([*self._saved(str(project.root)), *self._projects.modified(project.root)])
            )
        except SourceError:  # a damaged working tree: the history can still be asked
            return ()


def why(candidate: Candidate) -> str:
    """Return the words of the reason with the largest share that has words; empty where none has."""
    reasons = sorted(candidate.reasons.values(), key=lambda reason: reason.share, reverse=True)
    return next((reason.words for reason in reasons if reason.words), "")


def _require_sense(request: Request) -> None:
    for kind in request.kinds or ():
        if kind not in KINDS:
            raise RequestError(f"the kind is {kind!r}: expected one of {', '.join(KINDS)}")
    for name, number in (("k", request.k), ("horizon", request.horizon)):
        if number < 1:
            raise RequestError(f"{name} is {number}: expected 1 or more")


def _new_case() -> str:
    """A case that nobody else will ask about."""
    return f"asked-{uuid.uuid4().hex}"


def _observe(learner: Learner, known: Sequence[str], query: Query) -> None:
    attributes = {**query.attributes, "status": "M"}
    for path in known:
        learner.observe_one(
            Event(
                "file",
                path,
                query.case,
                query.time,
                intent=query.intent,
                author=query.author,
                attributes=attributes,
            )
        )


def _foretold(learner: Learner, query: Query, request: Request) -> Foretold:
    prediction = nameable(lambda k: learner.predict_one(query, k=k), k=request.k)
    return prediction, _rollout(learner, query, request.horizon) if request.horizon > 1 else None


def _names(found: Foretold) -> list[str]:
    prediction, rollout = found
    return [*(one.activity for one in prediction.candidates), *(one.activity for one in rollout or ())]


def _rollout(learner: Learner, query: Query, horizon: int) -> tuple[Step, ...]:
    steps: list[Step] = []
    confidence = 1.0
    for candidate in learner.rollout(replace(query, horizon=horizon)):
        confidence *= candidate.probability
        steps.append(Step(candidate.activity, candidate.probability, confidence))
    return tuple(steps)
