"""Pattern: a sequence of forms that comes back: how often, how steadily, how long it takes, how it fails."""

from __future__ import annotations

from dataclasses import dataclass

from jepa_learning.domain.patterns.act import Act


@dataclass(frozen=True, slots=True)
class Pattern:
    """A sequence of 2 to 8 forms.

    Attributes:
        kind: Of its events.
        forms: In order.
        support: How often it happened, occurrences that overlap counted once.
        missed: It may have happened up to so many times more: what was rare for long was let go of.
        lift: How many times more often than if its forms came independently of one another.
        early: Occurrences in the older half of the stream.
        late: And in the newer half.
        duration_s: Median seconds from the first act to the last; None without times.
        failures: Share of occurrences in which an act failed.
        occurrences: The newest ones, as the acts that they are made of.
    """

    kind: str
    forms: tuple[str, ...]
    support: int
    missed: int
    lift: float
    early: int
    late: int
    duration_s: float | None
    failures: float
    occurrences: tuple[tuple[Act, ...], ...]

    @property
    def stability(self) -> float:
        """1 where both halves hold it alike, 0 where only one does."""
        return min(self.early, self.late) / max(self.early, self.late, 1)
