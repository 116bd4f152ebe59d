"""The networks that all learners share: which version of each answers, and what becomes of what they learn.

One lock stands before everything that changes a network or the list of versions, so that nothing learnt from
what was forgotten can still be kept. It does not know what a network is made of.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from typing import Final, Protocol

from jepa_learning.domain.errors import RequestError, StoreError
from jepa_learning.domain.latent import LatentModel
from jepa_learning.domain.learner import Learner
from jepa_learning.domain.model_version import (
    ASIDE,
    LIVE,
    ModelVersion,
    answering,
    find,
    kept,
    made_live,
    next_name,
    rolled_back,
)
from jepa_learning.domain.network_state import Collapse, NetworkState
from jepa_learning.domain.promotion import Verdict
from jepa_learning.ports.clock import Clock
from jepa_learning.ports.journal import Journal
from jepa_learning.ports.model_registry import ModelRegistry, Write

KINDS: Final = ("file", "sequence")
"""The kinds of worlds; each has a network of its own."""


class Network(LatentModel, Protocol):
    """A network that learns in rounds and can begin again."""

    def learn_round(self) -> bool:
        """Learn, if enough lessons wait for it. Return whether that was so."""
        ...

    def candidate(self) -> tuple[Verdict, Write] | None:
        """Return what is learning, if it was compared and found no better."""
        ...

    def state(self) -> NetworkState:
        """Return how it is doing."""
        ...

    def restart(self) -> None:
        """Begin again with the version that answers now."""
        ...

    def forget(self) -> None:
        """Begin again, and let go of all lessons."""
        ...


Promoted = Callable[[Verdict, int, Write], None]
MakeNetwork = Callable[[str, Callable[[], Path | None], Callable[[int], bool], Promoted], Network]
"""Makes the network of a kind, told where the weights of what answers lie, whether what comes from behind an
event is news to it, and who hears of a promotion."""


@dataclass(frozen=True, slots=True)
class Standing:
    """How things stand with the network of a kind, and which version answers."""

    kind: str
    version: ModelVersion | None
    state: NetworkState
    silent: str | None


class Networks:
    """Keeps versions and switches between them.

    Args:
        make: Makes the networks; nothing is loaded by it.
        registry: Where versions are kept.
        clock: Says when a version was made.
        sequence: Gives the sequence number of the last event that was learnt.
        keep: Versions of each kind that are kept aside.
        journal: Told of every switch, and of what could not be kept.
    """

    def __init__(
        self,
        make: MakeNetwork,
        *,
        registry: ModelRegistry,
        clock: Clock,
        sequence: Callable[[], int],
        keep: int,
        journal: Journal,
    ) -> None:
        self._registry = registry
        self._clock = clock
        self._sequence = sequence
        self._keep = keep
        self._journal = journal
        self._lock = threading.RLock()
        self.epoch = 0
        self._seen: dict[str, int] = {}
        self._collapses: dict[str, Collapse | None] = {}
        self._networks = {
            kind: make(kind, self._place_of(kind), partial(self._is_new, kind), self._promoted(kind))
            for kind in KINDS
        }

    @property
    def sequence(self) -> int:
        """Number of the last event that was learnt; what is taught next comes from behind it."""
        return self._sequence()

    @property
    def models(self) -> Mapping[str, LatentModel]:
        """The networks, by kind of world."""
        return self._networks

    def connect(self, learner: Learner, sequence: int) -> None:
        """Let a learner find the networks.

        They are taught again what they had not settled when it was saved, unless what answers now was made
        after that: to be compared on what it has learnt already would prove nothing.

        Args:
            learner: Whose manifolds ask and teach.
            sequence: Number of the last event that it has learnt.
        """
        learner.connect(self.models, resume=[kind for kind in KINDS if self._last_seen(kind) < sequence])

    def versions(self) -> tuple[ModelVersion, ...]:
        """Return all versions that are kept, oldest first.

        Raises:
            StoreError: They cannot be read.
        """
        return self._registry.versions()

    def answering(self, kind: str) -> ModelVersion | None:
        """Return the version of a kind that answers, or None.

        Raises:
            StoreError: The versions cannot be read.
        """
        return answering(self.versions(), kind)

    def place(self, version: ModelVersion) -> Path:
        """Return the folder of a version's weights."""
        return self._registry.place(version)

    def standings(self) -> list[Standing]:
        """Return how things stand with each network; an unreadable list makes them silent."""
        return [self._standing(kind, network) for kind, network in self._networks.items()]

    def learn_round(self) -> bool:
        """Let each network learn for about a tenth of a second; return whether one had lessons enough."""
        with self._lock:
            rounds = [network.learn_round() for network in self._networks.values()]
            return any(rounds)

    def promote(self, name: str) -> ModelVersion:
        """Let a version answer from now on.

        Raises:
            ModelUnknownError: There is no such version.
            RequestError: It is a training that has not ended.
            StoreError: The versions cannot be read or written.
        """
        with self._lock:
            versions = self.versions()
            kind = find(versions, name).kind
            self._switch(kind, made_live(versions, name))
            return find(self.versions(), name)

    def roll_back(self, kind: str | None = None) -> list[ModelVersion | None]:
        """Let what answered before answer again, of one kind or of all that have a version of their own.

        Returns:
            What answers now; None where a kind is silent again.

        Raises:
            RequestError: There is nothing to roll back.
            StoreError: The versions cannot be read or written.
        """
        with self._lock:
            own = {one.kind for one in self.versions() if one.state == LIVE}
            kinds = [one for one in KINDS if one in own] if kind is None else [kind]
            if not kinds:
                raise RequestError("no version of your own is live: there is nothing to roll back")
            for one in kinds:
                self._switch(one, rolled_back(self.versions(), one))
            return [self.answering(one) for one in kinds]

    def add(self, version: ModelVersion, write: Write) -> ModelVersion:
        """Keep a version under a name of its own; a live one answers from now on.

        Raises:
            StoreError: It cannot be written.
        """
        with self._lock:
            versions = self.versions()
            named = replace(version, name=next_name(versions, version.kind), made=self._clock.now())
            self._registry.store(named, write)
            listed = [*versions, replace(named, state=ASIDE)]
            if named.state == LIVE:
                listed = made_live(listed, named.name)
            listed = [replace(one, reason=named.reason) if one.name == named.name else one for one in listed]
            self._list(kept(listed, most=self._keep))
            return named

    def put(self, version: ModelVersion, write: Write | None) -> None:
        """Keep a version in place of the one of its name; without `write` it goes.

        Raises:
            StoreError: It cannot be written.
        """
        with self._lock:
            others = [one for one in self.versions() if one.name != version.name]
            if write is not None:
                self._registry.store(version, write)
                others.append(replace(version, made=self._clock.now()))
            self._list(others)

    def restart(self, kind: str, collapse: Collapse | None = None) -> None:
        """Let the network of a kind begin again with the version that answers, whose states may be known."""
        with self._lock:
            self._networks[kind].restart()
            self._collapses[kind] = collapse

    def forget(self) -> None:
        """Remove every version but what ships, and all that the networks learnt since.

        Raises:
            StoreError: They cannot be removed.
        """
        with self._lock:
            self.epoch += 1
            self._list([])
            for kind, network in self._networks.items():
                network.forget()
                self._collapses[kind] = None

    @contextmanager
    def unless_forgotten(self, epoch: int) -> Iterator[None]:
        """Let nothing be forgotten meanwhile.

        Raises:
            RequestError: Something was, since the epoch was this one.
        """
        with self._lock:
            if epoch != self.epoch:
                raise RequestError("events were erased meanwhile, and this had learnt from them: repeat it")
            yield

    def close(self) -> None:
        """Keep aside what was learnt and found no better, with the reason."""
        with self._lock:
            for kind, network in self._networks.items():
                found = network.candidate()
                if found is not None:
                    verdict, write = found
                    lessons = network.state().learnt
                    self._keep_learnt(kind, ASIDE, verdict, lessons, write)

    def _promoted(self, kind: str) -> Promoted:
        def keep(verdict: Verdict, lessons: int, write: Write) -> None:
            self._keep_learnt(kind, LIVE, verdict, lessons, write)

        return keep

    def _keep_learnt(self, kind: str, state: str, verdict: Verdict, lessons: int, write: Write) -> None:
        """Keep what was learnt along the way; where that fails it still answers until the sidecar ends."""
        try:
            if state == ASIDE and any(one.reason == verdict.reason for one in self.versions()):
                return  # after a restart, lessons that were not settled end in the same verdict
            parent = self.answering(kind)
            version = ModelVersion(
                kind,
                "",
                state,
                reason=verdict.reason,
                parent=parent.name if parent else None,
                first=parent.last if parent else 0,
                last=self._sequence(),
                lessons=lessons,
                gain=verdict.gain,
                error=verdict.error,
                questions=verdict.questions,
            )
            named = self.add(version, write)
            self._journal.note(f"model_{state}", version=named.name)
        except StoreError as error:
            self._journal.note("model_unsaved", level="warning", error=type(error).__name__)

    def _list(self, versions: list[ModelVersion]) -> None:
        self._registry.replace(versions)
        self._seen.clear()

    def _switch(self, kind: str, versions: list[ModelVersion]) -> None:
        self._list(kept(versions, most=self._keep))
        self.restart(kind)
        now = self.answering(kind)
        self._journal.note("model_switched", version=now.name if now else "none")

    def _is_new(self, kind: str, event: int) -> bool:
        """Whether what comes from behind an event came after what answers was made.

        It did not where the log is learnt again from its beginning, because a snapshot was lost, nor where it
        waited while a training learnt from all of the log.
        """
        return self._last_seen(kind) <= event

    def _last_seen(self, kind: str) -> int:
        """Return the number of the last event that what answers may have learnt from."""
        if kind not in self._seen:
            try:
                version = self.answering(kind)
            except StoreError:  # the network says so when it is asked
                version = None
            self._seen[kind] = 0 if version is None else version.last
        return self._seen[kind]

    def _place_of(self, kind: str) -> Callable[[], Path | None]:
        def place() -> Path | None:
            version = self.answering(kind)
            return None if version is None else self._registry.place(version)

        return place

    def _standing(self, kind: str, network: Network) -> Standing:
        state = network.state()
        if state.collapse is None:  # no round yet since it began: what its training found holds
            state = replace(state, collapse=self._collapses.get(kind))
        try:
            version = self.answering(kind)
        except StoreError as error:
            return Standing(kind, None, state, str(error))
        if state.reason is not None or version is not None or state.promotions:
            return Standing(kind, version, state, state.reason)
        return Standing(kind, None, state, "it has not learnt enough yet to be better than without it")
