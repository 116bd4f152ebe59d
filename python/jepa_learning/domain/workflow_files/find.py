"""All that looks into workflow files. A new kind of waste is a file and a line here."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import Final

from jepa_learning.domain.waste.history import History
from jepa_learning.domain.workflow_files.blemish import Blemish
from jepa_learning.domain.workflow_files.duplicated_steps import find_duplicated_steps
from jepa_learning.domain.workflow_files.missing_cache import find_missing_caches
from jepa_learning.domain.workflow_files.missing_concurrency import find_missing_concurrency
from jepa_learning.domain.workflow_files.past_runs import PastRuns
from jepa_learning.domain.workflow_files.unchanged_inputs import find_unchanged_inputs
from jepa_learning.domain.workflow_files.unread_schedule import find_unread_schedules
from jepa_learning.domain.workflow_files.workflow_file import Workflows

FINDERS: Final[Sequence[Callable[[Workflows, PastRuns], Iterator[Blemish]]]] = (
    find_missing_caches,
    find_missing_concurrency,
    find_duplicated_steps,
    find_unchanged_inputs,
    find_unread_schedules,
)


def find_in_workflows(workflows: Workflows, history: History) -> list[Blemish]:
    """Return all that is found, by file and line."""
    past = PastRuns(history)
    found = [blemish for finder in FINDERS for blemish in finder(workflows, past)]
    return sorted(found, key=lambda one: (one.file.path, one.lines))
