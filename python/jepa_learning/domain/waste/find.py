"""All finders, and what they find together. A new kind of waste is a file and a line here."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import Final

from jepa_learning.domain.waste.cold_start import find_cold_starts
from jepa_learning.domain.waste.context_thrash import find_context_thrash
from jepa_learning.domain.waste.finding import Finding
from jepa_learning.domain.waste.fixing_commit import find_fixing_commits
from jepa_learning.domain.waste.forgotten_step import find_forgotten_steps
from jepa_learning.domain.waste.history import History
from jepa_learning.domain.waste.long_command import find_long_commands
from jepa_learning.domain.waste.missing_companion import find_missing_companions
from jepa_learning.domain.waste.mistyped import find_mistyped
from jepa_learning.domain.waste.options import WasteOptions
from jepa_learning.domain.waste.parallel_steps import find_parallel_steps
from jepa_learning.domain.waste.polling import find_polling
from jepa_learning.domain.waste.repeated_read import find_repeated_reads
from jepa_learning.domain.waste.repeated_sequence import find_repeated_sequences
from jepa_learning.domain.waste.repeated_step import find_repeated_steps
from jepa_learning.domain.waste.retry_loop import find_retry_loops
from jepa_learning.domain.waste.unchanged_run import find_unchanged_runs
from jepa_learning.domain.waste.work_loop import find_work_loops
from jepa_learning.domain.waste.work_undone import find_work_undone

Finder = Callable[[History, WasteOptions], Iterator[Finding]]

FINDERS: Final[Sequence[Finder]] = (
    find_repeated_sequences,
    find_long_commands,
    find_retry_loops,
    find_work_loops,
    find_polling,
    find_repeated_reads,
    find_cold_starts,
    find_mistyped,
    find_forgotten_steps,
    find_unchanged_runs,
    find_parallel_steps,
    find_repeated_steps,
    find_work_undone,
    find_fixing_commits,
    find_missing_companions,
    find_context_thrash,
)


def find_waste(history: History, options: WasteOptions) -> Sequence[Finding]:
    """Return all that is found, what cost the most events first."""
    found = [finding for finder in FINDERS for finding in finder(history, options)]
    return sorted(found, key=lambda finding: -finding.lost_events)
