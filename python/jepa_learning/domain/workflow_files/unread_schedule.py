"""Unread schedule: a workflow runs by the clock, and nobody looks at what comes of it, or nothing is new."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final

from jepa_learning.domain.patterns.act import Act
from jepa_learning.domain.waste.history import Commit
from jepa_learning.domain.workflow_files.blemish import Blemish
from jepa_learning.domain.workflow_files.past_runs import PastRuns
from jepa_learning.domain.workflow_files.seldomer import BY_HAND, SCHEDULE, run_weekly, start_by_hand
from jepa_learning.domain.workflow_files.workflow_file import WorkflowFile, Workflows, jobs_of, triggers_of

KIND: Final = "unread_schedule"

_ALONE: Final = frozenset({SCHEDULE, BY_HAND})
_CHECKOUT: Final = "actions/checkout"  # what does without it looks at something else, such as issues
_MOST_UNANSWERED: Final = 3  # runs that fail one after the other
_DAY_S: Final = 86400.0
_LOOKED_BACK_S: Final = 90 * _DAY_S
_BUSY: Final = 0.2  # share of days with commits, from which on a daily run has something new to look at


def find_unread_schedules(workflows: Workflows, past: PastRuns) -> Iterator[Blemish]:
    """Give the schedules whose failures nobody answered; where no run is known, those that run each day or
    more often in a project that hardly changes.
    """
    for file in workflows.files:
        schedule = triggers_of(file).get("schedule") if file.form == "actions" else None
        if schedule is None:
            continue
        line = file.root.get("on").key("schedule").line or file.root.key("on").line
        runs = _by_the_clock(file, past)
        words, cited = _unanswered(runs, past.commits) if runs else (_idle(file, past), ())
        edits = start_by_hand(file) if runs else run_weekly(file)
        title = "take the schedule away that nobody reads" if runs else "run once a week, not every day"
        if words:
            yield Blemish(KIND, file, (line,), words, edits, "start", title, cited)


def _by_the_clock(file: WorkflowFile, past: PastRuns) -> Sequence[Act]:
    """Return the steps of its scheduled runs: those that say so, or all where nothing else starts it."""
    runs = past.of(file)
    told = [act for act in runs if act.trigger == SCHEDULE]
    return told or ([act for act in runs if not act.trigger] if _ALONE.issuperset(triggers_of(file)) else [])


def schedule_of(file: WorkflowFile) -> list[str]:
    """Return the times at which it runs, as cron has them."""
    return [item.get("cron").text for item in file.root.get("on", "schedule").items or ()]


def _unanswered(runs: Sequence[Act], commits: Sequence[Commit]) -> tuple[str, Sequence[Act]]:
    """Say whether its last runs failed in the same step and nothing was committed between them."""
    failed: list[Act] = []
    for case in reversed(list(dict.fromkeys(act.case for act in runs))):
        broken = [act for act in runs if act.case == case and act.failed]
        if not broken or (failed and broken[-1].line != failed[-1].line):
            break
        failed.append(broken[-1])
    times = [act.time for act in failed if act.time is not None]
    if len(failed) < _MOST_UNANSWERED or len(times) < len(failed):
        return "", ()
    answered = any(min(times) < (commit.time or 0.0) <= max(times) for commit in commits)
    if answered:
        return "", ()
    words = f"its last {len(failed)} runs failed in {failed[0].line}, and nothing was committed meanwhile"
    return words, failed[::-1]


def _idle(file: WorkflowFile, past: PastRuns) -> str:
    newest = max((commit.time or 0.0 for commit in past.commits), default=0.0)
    oldest = min((commit.time or 0.0 for commit in past.commits), default=0.0)
    is_of_code = any(step.action == _CHECKOUT for job in jobs_of(file) for step in job.steps)
    if not is_of_code or not any(map(is_daily, schedule_of(file))) or newest - oldest < _LOOKED_BACK_S:
        return ""
    recent = [commit.time or 0.0 for commit in past.commits if (commit.time or 0.0) > newest - _LOOKED_BACK_S]
    days = len({int(time // _DAY_S) for time in recent})
    of = int(_LOOKED_BACK_S // _DAY_S)
    if days > _BUSY * of:
        return ""
    return f"it runs every day, and in {of - days} of the {of} days up to the last commit nothing was new"


def is_daily(cron: str) -> bool:
    """Say whether it is due on every day, or more often."""
    fields = cron.split()
    return len(fields) == 5 and all(field in {"*", "*/1", "?"} for field in fields[2:])
