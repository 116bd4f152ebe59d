"""Notes: what an answer lacks, in words, and what would help. An empty answer never stands alone."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Final

from jepa_learning.domain.archive import Archive
from jepa_learning.domain.entry import Scope

NO_PROJECT: Final = "this folder is in no git repository. Go to one, or name one with --project"
NOTHING_LEARNT: Final = "nothing of the kind is learnt here yet. Learn what there is with: lev jepa learn"
WITHHELD: Final = "what is stored is not shown, as its consent is withdrawn. See: lev jepa consent"
NOTHING_FITS: Final = "nothing that is known fits"


def notes_on(
    answer: Sequence[object], scope: Scope, archive: Archive, *, lack: str | None
) -> tuple[str, ...]:
    """Say why an answer is empty, where it is, and why meanings were not compared, where they were not."""
    why = () if answer else (_why_nothing(scope, archive),)
    if lack is None or NOTHING_LEARNT in why:
        return why
    return (*why, f"meanings are not compared: {lack}")


def _why_nothing(scope: Scope, archive: Archive) -> str:
    if _any_in(scope, archive):
        return NOTHING_FITS
    return WITHHELD if _any_in(replace(scope, seen=lambda entry: True), archive) else NOTHING_LEARNT


def _any_in(scope: Scope, archive: Archive) -> bool:
    return any(archive.is_in(number, scope) for number in range(len(archive)))
