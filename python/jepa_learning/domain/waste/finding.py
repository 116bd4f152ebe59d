"""Finding: one waste of time, in words, with the events that show it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from jepa_learning.domain.patterns.act import Act

MOST_CITED: Final = 20
"""Instances that a finding carries, the newest ones."""

Instance = tuple[Act, ...]


@dataclass(frozen=True, slots=True)
class Finding:
    """One waste.

    Attributes:
        kind: Which one: the name of the file that found it.
        subject: What it is about: forms, lines or paths, in order.
        words: One sentence a person understands.
        count: How often it happened.
        lost_events: Events that could have been spared, of all instances.
        lost_s: Seconds that went into it; None where the history does not say.
        instances: The newest ones, each as its acts, in order.
        places: Of what stands in a file: `path:line`, the first one first.
    """

    kind: str
    subject: tuple[str, ...]
    words: str
    count: int
    lost_events: float
    lost_s: float | None
    instances: tuple[Instance, ...]
    places: tuple[str, ...] = ()


def lost_time(instances: Sequence[Sequence[Act]]) -> float | None:
    """Return the seconds from the first act to the end of the last, over all instances; None without
    times.
    """
    spans = [span for span in map(span_s, instances) if span is not None]
    return sum(spans) if spans else None


def span_s(acts: Sequence[Act]) -> float | None:
    """Return the seconds that some acts in a row took; None where the history does not say."""
    first, last = acts[0].time, acts[-1].time
    if first is None or last is None:
        return acts[0].duration_s if len(acts) == 1 else None
    return last - first + (acts[-1].duration_s or 0.0)


def counted(number: int, one: str) -> str:
    """Return a number and what it counts, as in `1 loop` or `3 loops`."""
    return f"{number} {one}" if number == 1 else f"{number} {one}s"


def newest(instances: Sequence[Sequence[Act]]) -> tuple[Instance, ...]:
    """Return what a finding carries of its instances."""
    return tuple(tuple(one) for one in instances[-MOST_CITED:])
