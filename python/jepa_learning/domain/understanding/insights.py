"""Insights: what follows what, what changes together, when, how long, what fails, and how it changed.

A function a topic; each reads the history once. They do not know where it comes from or who asks.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from datetime import datetime
from itertools import combinations, islice, pairwise
from statistics import median, quantiles
from typing import Final

from jepa_learning.domain.patterns.act import Act
from jepa_learning.domain.understanding.insight import Insight, InsightOptions
from jepa_learning.domain.waste.chance import is_chance
from jepa_learning.domain.waste.history import Commit, History

_CITED: Final = 5
_LARGE_COMMIT: Final = 30
"""Files of a commit from which on it says little about which belong together."""

_HOURS: Final = 3
Pair = tuple[str, str]


def insights_of(
    history: History, options: InsightOptions, *, local: Callable[[float], datetime]
) -> list[Insight]:
    """Return what can be said, topic by topic, the best founded first.

    Args:
        history: Of one project, or of all.
        options: Bounds.
        local: Turns seconds since the epoch into the clock on the wall.
    """
    topics = (
        _follows(history, options),
        _together(history.commits, options),
        _when(history, options, local),
        _durations(history.acts, options),
        _failures(history.acts, options),
        _changes(history, options),
    )
    return [insight for topic in topics for insight in islice(topic, options.most)]


def _follows(history: History, options: InsightOptions) -> Iterator[Insight]:
    """Say what comes directly after what, more often than its own frequency makes it."""
    pairs: dict[Pair, list[Act]] = {}
    befores: Counter[str] = Counter()
    for before, act in (pair for session in history.sessions for pair in pairwise(session)):
        befores[before.form] += 1
        pairs.setdefault((before.form, act.form), []).append(act)
    for (first, second), acts in sorted(pairs.items(), key=lambda pair: -len(pair[1])):
        count, of = len(acts), befores[first]
        if count < options.least or count < options.usual * of or first == second:
            continue
        if not is_chance(count, of * history.share(acts[0]), level=options.level):
            words = f"After `{first}` comes `{second}`: {_share(count, of)}."
            yield Insight("follows", words, count, of, _ids(acts))


def _together(commits: Sequence[Commit], options: InsightOptions) -> Iterator[Insight]:
    """Say which files change in the same commits."""
    singles, pairs, cited = changed_together(commits)
    for (one, other), count in pairs.most_common():
        if count < options.least:
            return
        rarer, of = min((singles[one], one), (singles[other], other))[::-1]
        companion = other if rarer == one else one
        if count >= options.usual * of and not is_chance(
            count, of * singles[companion] / len(commits), level=options.level
        ):
            words = f"`{companion}` changes with `{rarer}`: {_share(count, of)} commits."
            yield Insight("together", words, count, of, tuple(cited[one, other][-_CITED:]))


def changed_together(
    commits: Sequence[Commit],
) -> tuple[Counter[str], Counter[Pair], dict[Pair, list[str]]]:
    """Return how many commits change a file, and how many two of them, with an event of each of those."""
    singles: Counter[str] = Counter()
    pairs: Counter[Pair] = Counter()
    cited: dict[Pair, list[str]] = {}
    for commit in commits:
        files = sorted(set(commit.files))
        if len(files) > _LARGE_COMMIT:
            continue
        singles.update(files)
        for pair in combinations(files, 2):
            pairs[pair] += 1
            cited.setdefault(pair, []).append(commit.changes[0].id)
    return singles, pairs, cited


def _when(history: History, options: InsightOptions, local: Callable[[float], datetime]) -> Iterator[Insight]:
    """Say in which three hours of the day most happens, and how much of it at weekends."""
    times = [act.time for act in history.acts if act.time is not None]
    times += [commit.time for commit in history.commits if commit.time is not None]
    if len(times) < options.least:
        return
    moments = [local(time) for time in times]
    hours = Counter(moment.hour for moment in moments)
    around = {start: sum(hours[(start + step) % 24] for step in range(_HOURS)) for start in range(24)}
    start, count = max(around.items(), key=lambda pair: pair[1])
    words = f"Most happens from {start}:00 to {(start + _HOURS) % 24}:00: {_share(count, len(times))}."
    yield Insight("when", words, count, len(times))
    weekend = sum(moment.weekday() >= 5 for moment in moments)
    yield Insight("when", f"At weekends: {_share(weekend, len(times))}.", weekend, len(times))


def _durations(acts: Sequence[Act], options: InsightOptions) -> Iterator[Insight]:
    """Say what takes longest, altogether."""
    timed: dict[str, list[Act]] = {}
    for act in acts:
        if act.duration_s is not None:
            timed.setdefault(act.form, []).append(act)
    totals = {form: sum(act.duration_s or 0.0 for act in found) for form, found in timed.items()}
    whole = sum(totals.values())
    for form, total in sorted(totals.items(), key=lambda pair: -pair[1]):
        seconds = [act.duration_s or 0.0 for act in timed[form]]
        if len(seconds) >= options.least and whole > 0.0:
            words = (
                f"`{form}` takes {_span(median(seconds))}, one in ten times over "
                f"{_span(quantiles(seconds, n=10)[-1])}; {100.0 * total / whole:.0f} % of all time that is "
                f"known, in {len(seconds)} times."
            )
            yield Insight("duration", words, len(seconds), len(seconds), _ids(timed[form]))


def _failures(acts: Sequence[Act], options: InsightOptions) -> Iterator[Insight]:
    """Say what fails most often."""
    ended: Counter[str] = Counter(act.form for act in acts if act.failed is not None)
    failed: dict[str, list[Act]] = {}
    for act in acts:
        if act.failed:
            failed.setdefault(act.form, []).append(act)
    for form, found in sorted(failed.items(), key=lambda pair: -len(pair[1])):
        if len(found) >= options.least:
            words = f"`{form}` fails: {_share(len(found), ended[form])} times."
            yield Insight("failure", words, len(found), ended[form], _ids(found))


def _changes(history: History, options: InsightOptions) -> Iterator[Insight]:
    """Say what became more or less frequent from the older half to the newer."""
    acts = history.acts
    middle = len(acts) // 2
    before, since = (Counter(act.form for act in half) for half in (acts[:middle], acts[middle:]))
    moved = sorted(before.keys() | since.keys(), key=lambda form: -abs(since[form] - before[form]))
    for form in moved:
        less, more = sorted((before[form], since[form]))
        if more < options.least or is_chance(more, max(less, 1.0), level=options.level):
            continue
        way = "more" if since[form] > before[form] else "less"
        words = (
            f"`{form}` became {way} frequent: {before[form]} times in the older half, {since[form]} since."
        )
        yield Insight("change", words, more, less + more, _ids([a for a in acts if a.form == form]))


def _ids(acts: Sequence[Act]) -> tuple[str, ...]:
    return tuple(act.id for act in acts[-_CITED:])


def _share(count: int, of: int) -> str:
    return f"{count:,} of {of:,}"


def _span(seconds: float) -> str:
    if seconds < 120.0:
        return f"{seconds:.1f} s"
    return f"{seconds / 60.0:.0f} min" if seconds < 7200.0 else f"{seconds / 3600.0:.1f} h"
