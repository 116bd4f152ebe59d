"""Macro: a sequence of commands under one name; what differs from time to time is its arguments.

An argument that is nearly always the same is part of it; one that repeats an earlier one takes that one's
number. What kind of thing an argument is does not matter to it: what takes a path takes a name, too.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise
from typing import Final

from jepa_learning.domain.patterns.act import Act
from jepa_learning.domain.patterns.sessions import Session
from jepa_learning.domain.patterns.slots import SLOTS
from jepa_learning.domain.proposals.saving import Use

MOST_ARGUMENTS: Final = 3
SECONDS_A_KEY: Final = 0.28
"""Of an average typist (Card, Moran & Newell, "The keystroke-level model", 1980)."""

_FIXED: Final = 0.8  # share of one value from which it is part of the macro
_LONGEST_PAUSE_S: Final = 60.0  # a longer one was not spent on the next command
_SLOT: Final = re.compile(f"<(?:{'|'.join(SLOTS)})>")

Part = str | int  # a value that is part of the macro, or the number of an argument


@dataclass(frozen=True, slots=True)
class Macro:
    """Commands under one name.

    Attributes:
        name: What is typed.
        kind: Of the acts.
        forms: Of the commands, in order.
        parts: For every command what stands in its slots.
    """

    name: str
    kind: str
    forms: tuple[str, ...]
    parts: tuple[tuple[Part, ...], ...]

    @property
    def arguments(self) -> int:
        """How many it takes."""
        return max((part for parts in self.parts for part in parts if isinstance(part, int)), default=0)

    def lines(self, argument: str = '"$N"') -> tuple[str, ...]:
        """Return the commands; an argument is written as given, with its number for N."""
        return tuple(_fill(form, parts, argument) for form, parts in zip(self.forms, self.parts, strict=True))

    def uses(self, session: Session) -> list[Use]:
        """Return where a session would have used it, from left to right."""
        found, index, length = [], 0, len(self.forms)
        while index + length <= len(session):
            acts = session[index : index + length]
            if self.serves(acts):
                found.append(self._use(index, acts))
                index += length
            else:
                index += 1
        return found

    def serves(self, acts: Sequence[Act]) -> bool:
        """Say whether the macro would have done just these acts."""
        if any(act.kind != self.kind for act in acts) or not all(map(_is_alike, acts, self.forms)):
            return False
        bound: dict[int, str] = {}
        for act, parts in zip(acts, self.parts, strict=True):
            for value, part in zip(act.values, parts, strict=True):
                if value != (bound.setdefault(part, value) if isinstance(part, int) else part):
                    return False
        return True

    def _use(self, at: int, acts: Sequence[Act]) -> Use:
        keys = self._keys(acts)
        return Use(at, float(len(acts) - 1), keys, _seconds(acts, keys), span=len(acts))

    def _keys(self, acts: Sequence[Act]) -> float:
        given: dict[int, str] = {}
        for act, parts in zip(acts, self.parts, strict=True):
            given.update(
                (part, value) for value, part in zip(act.values, parts, strict=True) if isinstance(part, int)
            )
        typed = len(self.name) + sum(len(value) + 1 for value in given.values())
        return float(sum(len(act.line) + 1 for act in acts) - typed - 1)


def macro_of(occurrences: Sequence[Sequence[Act]], *, taken: Collection[str]) -> Macro | None:
    """Return the macro that does what was done, or None where it would take too many arguments.

    Args:
        occurrences: Of one pattern.
        taken: Names that it must not have.
    """
    parts: list[tuple[Part, ...]] = []
    columns: list[tuple[str, ...]] = []  # of each argument so far, its values by occurrence
    for index in range(len(occurrences[0])):
        slots = range(len(occurrences[0][index].values))
        parts.append(
            tuple(_part([acts[index].values[slot] for acts in occurrences], columns) for slot in slots)
        )
    if len(columns) > MOST_ARGUMENTS:
        return None
    forms = tuple(act.form for act in occurrences[0])
    return Macro(name_of(forms, taken=taken), occurrences[0][0].kind, forms, tuple(parts))


def name_of(forms: Sequence[str], *, taken: Collection[str]) -> str:
    """Return a short name that is not taken: the first letters of what the commands say."""
    words = [word for form in forms for word in form.split() if re.match(r"[A-Za-z]", word)]
    letters = "".join(word[0] for word in words[:4]).lower()
    name = letters if len(letters) > 1 else f"do-{letters or 'it'}"
    number = 2
    while name in taken:
        name = f"{name.rstrip('0123456789')}{number}"
        number += 1
    return name


def _is_alike(act: Act, form: str) -> bool:
    """Say whether an act has a form, whatever the kinds of its arguments."""
    return act.form == form or _bare(act.form) == _bare(form)


@lru_cache(maxsize=4096)
def _bare(form: str) -> str:
    return _SLOT.sub("<>", form)


def _part(values: Sequence[str], columns: list[tuple[str, ...]]) -> Part:
    value, count = Counter(values).most_common(1)[0]
    if count >= _FIXED * len(values):
        return value
    for number, column in enumerate(columns, start=1):
        if sum(a == b for a, b in zip(values, column, strict=True)) >= _FIXED * len(values):
            return number
    columns.append(tuple(values))
    return len(columns)


def _fill(form: str, parts: Sequence[Part], argument: str) -> str:
    left = iter(parts)

    def fill(found: re.Match[str]) -> str:
        part = next(left, found[0])
        return argument.replace("N", str(part)) if isinstance(part, int) else part

    return _SLOT.sub(fill, form)


def _seconds(acts: Sequence[Act], keys: float) -> float:
    """Return the typing that is spared, and the pauses between the commands where they are known."""
    pauses = 0.0
    for before, after in pairwise(acts):
        if before.time is not None and after.time is not None:
            idle = after.time - before.time - (before.duration_s or 0.0)
            pauses += min(max(idle, 0.0), _LONGEST_PAUSE_S)
    return pauses or keys * SECONDS_A_KEY
