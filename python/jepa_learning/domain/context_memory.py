"""Context memory: what was touched in each place of late, and how much it is still worth.

A place is a project, or a context that is of none. Counts fade with every event of the same place and kind:
what was touched often and lately is first. It holds so many places and so much of each. All is counted
anywhere, too, and what either list is worth is measured at every turn to another place. It does
not know how a context is noticed, or what comes next.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Final

from jepa_learning.domain.event import Event
from jepa_learning.domain.turn_worth import ANYWHERE, HERE, Source, TurnWorth

FILE: Final = "file"
KINDS: Final = (FILE, "command", "tool")
"""What can be made ready."""

WITHIN: Final = 5
"""Events behind a turn that what was ready is for."""

_MEASURED: Final = 20
"""Entries of each list that are measured at a turn."""

_LARGEST: Final = 1e100
"""Worth of a touch at which all is scaled down again."""


@dataclass(slots=True)
class _Touched:
    """What was touched of one kind in one place; a new touch weighs more than any before it."""

    weights: dict[str, float] = field(default_factory=dict)
    worth: float = 1.0
    last: Event | None = None


@dataclass(slots=True)
class _Turn:
    """What was ready at a turn to a place, by kind and list, and what was touched since."""

    ready: dict[tuple[str, Source], list[str]]
    left: int = WITHIN
    needed: set[tuple[str, str]] = field(default_factory=set)


@dataclass(frozen=True, slots=True)
class Shared:
    """What of a kind is ready.

    Attributes:
        of_places: For each place what is needed there, the most useful first.
        anywhere: What is needed wherever one turns, and in places that are less likely.
    """

    of_places: tuple[tuple[str, ...], ...]
    anywhere: tuple[str, ...]


class ContextMemory:
    """Remembers what was touched.

    Args:
        places: How many are held; the one left longest ago goes first.
        most: Activities that are held of each kind in each.
        half_life: Events of a place and kind after which a touch is worth half.
        common_half_life: The same of what is touched anywhere.
    """

    def __init__(
        self,
        *,
        places: int,
        most: int,
        half_life: float,
        common_half_life: float = 1000.0,
    ) -> None:
        self._places, self._most = places, most
        self._worth, self._at = TurnWorth(), ""
        self._turn: _Turn | None = None
        self._common = {kind: _Touched() for kind in KINDS}
        self._growth = 2.0 ** (1.0 / half_life)
        self._common_growth = 2.0 ** (1.0 / common_half_life)
        self._touched: OrderedDict[str, dict[str, _Touched]] = OrderedDict()

    def learn_one(self, event: Event, place: str) -> None:
        """Remember that the event happened in a place; a file that is gone is forgotten."""
        if event.attributes.get("bulk"):
            return
        self._measure(event, place)
        if event.kind in KINDS:
            self._learn(self._common[event.kind], event, _common_name(event), self._common_growth)
        touched = self._reach(place).setdefault(event.kind, _Touched())
        touched.last = event
        self._learn(touched, event, event.activity, self._growth)

    def rank(self, place: str, kind: str, k: int) -> list[str]:
        """Return what was touched of a kind in a place, the most worth first, at most `k`."""
        touched = self._touched.get(place, {}).get(kind)
        return [] if touched is None else _ranked(touched, k)

    def share(
        self,
        kind: str,
        lists: Sequence[tuple[Sequence[str], float]],
        *,
        k: int,
        further: Sequence[tuple[Sequence[str], float]] = (),
    ) -> Shared:
        """Return what is most likely needed behind a turn: at most `k` entries of each place, and so many
        in all as that makes.

        What is touched in a place counts as such lists were worth, times the place's probability; what is
        touched anywhere takes the room of what is worth less.

        Args:
            kind: Of the entries.
            lists: Of each place its entries, the most useful first, and its probability, the likeliest place
                first; files by their absolute paths.
            k: Entries of each.
            further: The same of places that are less likely: they get no list of their own, and no more room.
        """
        room = k * max(1, len(lists))
        offers = [
            (probability * self._worth.chance(kind, HERE, rank), min(number, len(lists)), activity)
            for number, (ranked, probability) in enumerate([*lists, *further])
            for rank, activity in enumerate(ranked[:k])
        ]
        offers += [
            (self._worth.chance(kind, ANYWHERE, rank), len(lists), activity)
            for rank, activity in enumerate(_ranked(self._common[kind], room))
        ]
        owners: dict[str, int] = {}
        for number, (ranked, _) in enumerate(lists):  # what several need is of the likeliest
            for activity in ranked[:k]:
                owners.setdefault(activity, number)
        taken: dict[str, int] = {}
        for _, number, activity in sorted(offers, key=lambda offer: -offer[0]):
            if len(taken) < room:
                taken.setdefault(activity, owners.get(activity, number))
        shares = [tuple(one for one, of in taken.items() if of == number) for number in range(len(lists) + 1)]
        return Shared(tuple(shares[:-1]), shares[-1])

    def rank_anywhere(self, kind: str, k: int) -> list[str]:
        """Return what was touched of a kind in all places, the most worth first; files by absolute paths."""
        return _ranked(self._common[kind], k)

    def latest(self, place: str, kind: str) -> Event | None:
        """Return the last event of a kind in a place."""
        touched = self._touched.get(place, {}).get(kind)
        return None if touched is None else touched.last

    def _measure(self, event: Event, place: str) -> None:
        """Follow what is needed behind a turn, and learn from it what each list was worth."""
        if place != self._at:
            self._end_turn()
            self._at, self._turn = place, _Turn(self._ready(place))
        if self._turn is not None:
            self._turn.needed.add((event.kind, _common_name(event)))
            self._turn.left -= 1
            if self._turn.left == 0:
                self._end_turn()

    def _ready(self, place: str) -> dict[tuple[str, Source], list[str]]:
        found: dict[tuple[str, Source], list[str]] = {}
        for kind in KINDS:
            here = self.rank(place, kind, _MEASURED)
            found[kind, HERE] = [f"{place}/{path}" for path in here] if kind == FILE else here
            found[kind, ANYWHERE] = _ranked(self._common[kind], _MEASURED)
        return found

    def _end_turn(self) -> None:
        if self._turn is not None:
            for (kind, name), ranked in self._turn.ready.items():
                needed = {activity for of, activity in self._turn.needed if of == kind}
                self._worth.learn_one(kind, name, ranked, needed)
        self._turn = None

    def _learn(self, touched: _Touched, event: Event, name: str, growth: float) -> None:
        old = event.attributes.get("old_path")
        carried = touched.weights.pop(name.removesuffix(event.activity) + str(old), 0.0) if old else 0.0
        if event.attributes.get("status") == "D":
            touched.weights.pop(name, None)
            return
        touched.worth *= growth
        touched.weights[name] = touched.weights.get(name, 0.0) + carried + touched.worth
        if len(touched.weights) > 2 * self._most or touched.worth > _LARGEST:
            self._let_go(touched)

    def _reach(self, place: str) -> dict[str, _Touched]:
        if place not in self._touched and len(self._touched) >= self._places:
            self._touched.popitem(last=False)
        found = self._touched.setdefault(place, {})
        self._touched.move_to_end(place)
        return found

    def _let_go(self, touched: _Touched) -> None:
        """Keep the most worth, and count from 1 again."""
        kept = sorted(touched.weights.items(), key=lambda item: item[1], reverse=True)[: self._most]
        touched.weights = {activity: weight / touched.worth for activity, weight in kept}
        touched.worth = 1.0


def _ranked(touched: _Touched, k: int) -> list[str]:
    """Return what was touched, the most worth first, at most `k`."""
    return sorted(touched.weights, key=lambda activity: touched.weights[activity], reverse=True)[:k]


def _common_name(event: Event) -> str:
    """Return what tells what was touched anywhere: of a file the absolute path."""
    return f"{event.project}/{event.activity}" if event.kind == FILE else event.activity
