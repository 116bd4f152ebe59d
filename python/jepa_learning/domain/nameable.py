"""Nameable: an answer without what a secret was taken out of, which nobody could open or run.

Such a thing may well come next, so that what it loses goes to nobody: nothing else becomes likelier by it.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Final

from jepa_learning.domain.doubts import reconsidered
from jepa_learning.domain.event import Prediction
from jepa_learning.domain.privacy.redaction import is_redacted

HIDDEN: Final = "for what is likelier holds a secret that was taken out"


def nameable(ask: Callable[[int], Prediction], *, k: int) -> Prediction:
    """Return the likeliest that can be named, best first, at most `k`.

    Args:
        ask: Gives the answer with so many candidates; it is asked for more where too many are left out.
        k: Candidates that are wanted.
    """
    wanted = k
    while True:
        said = ask(wanted)
        kept = tuple(one for one in said.candidates if not is_redacted(one.activity))
        if len(kept) >= k or len(said.candidates) < wanted:
            same = not said.candidates or said.candidates[:1] == kept[:1]
            return replace(said, candidates=kept[:k]) if same else reconsidered(said, kept[:k], why=HIDDEN)
        wanted *= 2
