"""Name set: several new names as one proposal: together they can be foretold, and alone they cannot.

A habit of some dozen times differs by a quarter from month to month by chance alone, and people shift from
one to its like (`cd && ls`, `cd X && ls`). The sum of several is steadier, and it is what matters to who
types them. What may lose something is a set of its own: nobody agrees to it in passing. It does not know
what a set is worth.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from functools import partial
from typing import Final

from jepa_learning.domain.patterns.sessions import Session
from jepa_learning.domain.proposals.proposal import FileChange
from jepa_learning.domain.proposals.remedy import Places, Remedy
from jepa_learning.domain.proposals.saving import Use

TOGETHER: Final = frozenset({"shell_function", "recipe"})
"""The forms of which several are one proposal."""

_WHAT: Final = {"shell_function": "names", "recipe": "recipes"}


def sets_of(members: Sequence[tuple[Remedy, Sequence[Use]]], *, most: int) -> Iterator[Remedy]:
    """Give the members of a form and of a risk as one remedy, or as several where they are too many.

    Args:
        members: Of the forms that go together, with their uses; those of a set are kept in order.
        most: Names in a set.
    """
    kinds: dict[tuple[str, bool], list[tuple[Remedy, Sequence[Use]]]] = {}
    for member in members:
        kinds.setdefault((member[0].form, member[0].risk == "high"), []).append(member)
    for some in kinds.values():
        for first in range(0, len(some), most):
            one = some[first : first + most]
            yield one[0][0] if len(one) == 1 else _set_of(one)


def _set_of(members: Sequence[tuple[Remedy, Sequence[Use]]]) -> Remedy:
    remedies = [remedy for remedy, _ in members]
    first, names = remedies[0], tuple(name for remedy in remedies for name in remedy.names)
    uses = sum(len(used) for _, used in members)
    return replace(
        first,
        subject=tuple(line for remedy in remedies for line in remedy.subject),
        title=f"{len(names)} {_WHAT[first.form]}: {', '.join(names)}",
        names=names,
        spares=sum(remedy.spares * len(used) for remedy, used in members) / max(1, uses),
        evidence=tuple(act for remedy in remedies for act in remedy.evidence),
        uses=partial(_uses, remedies),
        changes=partial(_changes, remedies),
        each=tuple(remedy.spares for remedy in remedies for _ in remedy.names),
        members=tuple(remedies),
        because=tuple(f"{remedy.title}: {len(used)} times" for remedy, used in members),
    )


def _uses(remedies: Sequence[Remedy], session: Session) -> Sequence[Use]:
    """Return the uses of all in a session: an act serves the first that has a use for it."""
    taken: set[int] = set()
    found: list[Use] = []
    for remedy in remedies:
        for use in remedy.uses(session):
            acts = range(use.at, use.at + use.span)
            if taken.isdisjoint(acts):
                taken.update(acts)
                found.append(use)
    return sorted(found, key=lambda use: use.at)


def _changes(remedies: Sequence[Remedy], places: Places) -> Sequence[FileChange]:
    """Return the changes of all, those of one file as one: each sees what those before it have written."""
    made: dict[str, FileChange] = {}

    def read(path: str) -> str | None:
        return made[path].after if path in made else places.read(path)

    for remedy in remedies:
        for change in remedy.changes(replace(places, read=read)):
            before = made[change.path].before if change.path in made else change.before
            made[change.path] = replace(change, before=before)
    return list(made.values())
