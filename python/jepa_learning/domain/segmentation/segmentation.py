"""Segmentation: notices, event by event, that the user turned to something else, and recognises to what.

The running context explains each event by its profile. Against it stand a context that would have begun
some events ago, and those that are remembered: Bayesian online change point detection (Adams and MacKay,
2007) with a constant hazard, where of all possible beginnings only the one since which the evidence never
fell to zero is followed. A known change of project is a switch at once. It does not store anything and does
not know who listens.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Sequence
from dataclasses import dataclass
from math import exp, log
from typing import Final

from jepa_learning.domain.event import Event
from jepa_learning.domain.segmentation.challenge import Challenge, Told
from jepa_learning.domain.segmentation.features import (
    BRANCH,
    CASE,
    FAMILIES,
    FOLDER,
    HEAD,
    PROJECT,
    Features,
    features_of,
)
from jepa_learning.domain.segmentation.names import evidence, name_context, project_name
from jepa_learning.domain.segmentation.profile import Profile
from jepa_learning.domain.segmentation.switch import Context, Switch


@dataclass(frozen=True, slots=True)
class SegmentationOptions:
    """How soon a switch is believed.

    Attributes:
        hazard: Probability that an event begins another context, before anything is known of it.
        least_confidence: Probability of a switch from which on it is told.
        temper: How much of its evidence an event counts: families of features are not independent.
        most_evidence: What one event may say at most, in nats.
        place_weight: How much folders, branch and project say, against the other families.
        least_events: Events of the new context that there must be.
        cooldown: Events after a switch before the next is suspected.
        longest_doubt: Events after which a suspicion that has not become sure is dropped.
        profile_most: Weight of a family up to which a context forgets nothing.
        background_most: The same for all events together.
        rivals: Remembered contexts that are compared with what is going on, the likest.
        remembered: Contexts that can be recognised; the one left longest ago goes first.
    """

    hazard: float
    least_confidence: float
    temper: float
    most_evidence: float
    place_weight: float
    least_events: int
    cooldown: int
    longest_doubt: int
    profile_most: float
    background_most: float
    rivals: int
    remembered: int


_NEARNESS: Final = frozenset({PROJECT, BRANCH, CASE, FOLDER, HEAD})
"""Families by which remembered contexts are looked up."""


_WEIGHED_TOGETHER: Final = 4
"""Of events that came together only so many are weighed: what the others count is not worth the time."""


class Segmentation:
    """Follows the stream of all events, in the order of their times.

    Attributes:
        running: The context that goes on; None before the first.
        events: How many events have come since it was noticed.
    """

    def __init__(self, options: SegmentationOptions) -> None:
        self._options = options
        self._background = Profile(most=options.background_most)
        self._remembered: dict[str, Context] = {}
        self._challenge: Challenge | None = None
        self._first: list[Told] = []
        self._projects: deque[str] = deque(maxlen=options.cooldown)
        self._roots: dict[str, None] = {}
        self._set: tuple[str, float | None] | None = None
        self._in_set = 0
        self.running: Context | None = None
        self.events = 0
        self._weights = [1.0] * len(FAMILIES)
        for family in (PROJECT, BRANCH, FOLDER):
            self._weights[family] = options.place_weight
        # posterior odds = odds before anything is known * likelihood ratio
        self._odds = log(options.hazard / (1.0 - options.hazard))
        self._enough = log(options.least_confidence / (1.0 - options.least_confidence)) - self._odds

    @property
    def remembered(self) -> list[str]:
        """The names of the contexts that can be recognised, the one left last at the end."""
        return list(self._remembered)

    def learn_one(self, event: Event) -> Switch | None:
        """Take in what happened; return a switch where there was one."""
        told = (features_of(event), event)
        switch = self._begin(told) if self.running is None else self._weigh(self.running, told)
        self._background.add(told[0])
        project = self.project_of(event)
        if project:
            self._projects.append(project)
            self._know(project)
        return switch

    def absorb_one(self, event: Event) -> None:
        """Take in what happened as part of the running context, without any doubt."""
        features = features_of(event)
        self._background.add(features)
        if self.running is not None:
            self.running.profile.add(features)
        project = self.project_of(event)
        if project:
            self._projects.append(project)
            self._know(project)

    def enter(self, name: str, project: str) -> None:
        """Go on in the context of this name, which somebody else knows to have begun."""
        known = self._remembered.pop(name, None)
        if self.running is not None and self.running.name == name:
            return
        self._turn(known or Context(name, project, self._profile()))

    def project_of(self, event: Event) -> str:
        """Return the project of an event: its own, or a known one that its folder lies in."""
        if event.project:
            return event.project
        cwd = event.attributes.get("cwd")
        if not isinstance(cwd, str):
            return ""
        inside = [root for root in self._roots if cwd == root or cwd.startswith(f"{root}/")]
        return max(inside, key=len, default="")

    def _know(self, project: str) -> None:
        self._roots.pop(project, None)
        self._roots[project] = None
        if len(self._roots) > self._options.remembered:
            del self._roots[next(iter(self._roots))]

    def _profile(self) -> Profile:
        return Profile(most=self._options.profile_most)

    def _begin(self, told: Told) -> Switch | None:
        """Wait until there is enough to name the first context by."""
        self._first.append(told)
        if len(self._first) < self._options.cooldown:
            return None
        profile = self._profile()
        for features, _ in self._first:
            profile.add(features)
        first, self._first = self._first, []
        project = self._main_project(first)
        name = name_context(profile, self._profile(), first, project=project, taken=())
        return self._switch(Context(name, project, profile), first, confidence=1.0, returns=False)

    def _weigh(self, running: Context, told: Told) -> Switch | None:
        project = self.project_of(told[1])
        if project and project != running.project and self._is_elsewhere(project):
            return self._change_project(running, project, told)
        self._doubt(running, told)
        running.profile.add(told[0])
        self.events += 1
        return self._decide(running)

    def _is_elsewhere(self, project: str) -> bool:
        """Whether the last events were all in other projects: who goes to and fro does both at once."""
        return bool(self._projects) and project not in self._projects

    def _change_project(self, running: Context, project: str, told: Told) -> Switch:
        """Go to the remembered context of the project that explains the event best, or begin one."""
        background = self._background.chances(told[0])
        known = [one for one in self._remembered.values() if one.project == project]
        best = max(known, key=lambda one: sum(one.profile.explain(told[0], background)), default=None)
        returns = best is not None
        if best is None:
            name = project_name(project) or project
            taken = name in self._remembered or name == running.name
            best = Context(project if taken else name, project, self._profile())
        best.profile.add(told[0])
        return self._switch(best, [told], confidence=1.0, returns=returns)

    def _doubt(self, running: Context, told: Told) -> None:
        """Weigh for whom an event speaks."""
        features, event = told
        trust, challenge = self._trust(event), self._challenge
        if self._in_set > _WEIGHED_TOGETHER:
            if challenge is not None:
                challenge.follow(told)
            return
        if challenge is None and self.events < self._options.cooldown:
            return
        background = self._background.chances(features)
        expected = running.profile.explain(features, background)
        if challenge is None:
            # something new knows nothing yet: it goes by what is usual
            usual = [sum(map(log, chances)) / len(chances) for chances in background]
            gain = self._gain(features, usual, expected, trust)
            if gain > 0.0:
                self._challenge = Challenge(self._profile(), self._rivals(features))
                # most suspicions end with the next event: until then rivals are taken to be as good
                self._challenge.add(told, gain, [gain] * len(self._challenge.rivals))
            return
        gains = [
            self._gain(features, profile.explain(features, background), expected, trust)
            for profile in (challenge.fresh, *(rival.profile for rival in challenge.rivals))
        ]
        challenge.add(told, gains[0], gains[1:])
        if challenge.strongest()[0] <= 0.0 or len(challenge.told) > self._options.longest_doubt:
            self._challenge = None

    def _rivals(self, features: Features) -> list[Context]:
        """Return the remembered contexts in which such places and tools were most common."""
        near = {
            name: sum(
                one.profile.share(family, token)
                for family, tokens in features
                if family in _NEARNESS
                for token in tokens
            )
            for name, one in self._remembered.items()
        }
        best = sorted((name for name in near if near[name] > 0.0), key=lambda name: -near[name])
        return [self._remembered[name] for name in best[: self._options.rivals]]

    def _trust(self, event: Event) -> float:
        """The k-th of events that came together, as the files of one commit do, counts 1/k."""
        together = (event.case, event.time)
        self._in_set = self._in_set + 1 if event.time is not None and together == self._set else 1
        self._set = together
        return self._options.temper / self._in_set

    def _gain(
        self, features: Features, found: Sequence[float], expected: Sequence[float], trust: float
    ) -> float:
        weights = self._weights
        gain = trust * sum(
            weights[one[0]] * (alternative - usual)
            for one, alternative, usual in zip(features, found, expected, strict=True)
        )
        most = self._options.most_evidence
        return max(-most, min(most, gain))

    def _decide(self, running: Context) -> Switch | None:
        challenge = self._challenge
        if challenge is None or len(challenge.told) < self._options.least_events:
            return None
        strength, rival = challenge.strongest()
        if strength < self._enough:
            return None
        for features, _ in challenge.told:
            running.profile.take_back(features)
        sure = 1.0 / (1.0 + exp(-(strength + self._odds)))
        new, returns = self._recognise(running, challenge, rival)
        return self._switch(new, challenge.told, confidence=sure, returns=returns)

    def _recognise(
        self, running: Context, challenge: Challenge, rival: Context | None
    ) -> tuple[Context, bool]:
        """Return the context that began: a rival, one that would have the same name, or a new one."""
        if rival is None:
            project = self._main_project(challenge.told)
            name = name_context(
                challenge.fresh, running.profile, challenge.told, project=project, taken={running.name}
            )
            rival = self._remembered.get(name)
            if rival is None:
                return Context(name, project, challenge.fresh), False
        for features, _ in challenge.told:
            rival.profile.add(features)
        return rival, True

    def _main_project(self, told: Sequence[Told]) -> str:
        projects = [self.project_of(event) for _, event in told]
        return max(projects, key=projects.count)

    def _switch(self, new: Context, told: Sequence[Told], *, confidence: float, returns: bool) -> Switch:
        old, profile = self.running, self._profile() if self.running is None else self.running.profile
        switch = Switch(
            name=new.name,
            before="" if old is None else old.name,
            project=new.project,
            began=told[0][1].time,
            noticed=told[-1][1].time,
            confidence=confidence,
            evidence=evidence(_like(told, self._profile()), profile, most=4),
            returns=returns,
            events=len(told),
            sources=tuple(sorted({event.source for _, event in told if event.source})),
        )
        self._turn(new)
        return switch

    def _turn(self, new: Context) -> None:
        self._remembered.pop(new.name, None)
        if self.running is not None:
            self._remembered[self.running.name] = self.running
            if len(self._remembered) > self._options.remembered:
                del self._remembered[next(iter(self._remembered))]
        self.running, self.events, self._challenge, self._first = new, 0, None, []


def _like(told: Sequence[Told], profile: Profile) -> Profile:
    for features, _ in told:
        profile.add(features)
    return profile
