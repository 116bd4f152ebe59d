"""Blemish: a waste that a workflow file shows, where it stands, and the edit that would mend it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from jepa_learning.domain.patterns.act import Act
from jepa_learning.domain.waste.finding import Finding, newest
from jepa_learning.domain.workflow_files.composite_action import Shared
from jepa_learning.domain.workflow_files.edit import Edit
from jepa_learning.domain.workflow_files.workflow_file import WorkflowFile

Effect = Literal["more", "same", "start"]


@dataclass(frozen=True, slots=True)
class Blemish:
    """One waste of one file.

    Attributes:
        kind: Which one: the name of the file that found it.
        file: Where it is.
        lines: Where it stands in it, from 1.
        words: One sentence a person understands, without the place.
        edits: What would mend it; none where that is for a person to say.
        effect: What the file then says: more, the same in other words, or only when it starts otherwise.
        title: What the edits do.
        runs: Steps of past runs that show what it costs.
        elsewhere: Places in other files that belong to it, as `path:line`.
        shared: What would mend it in several files at once; None where that is for a person to say.
    """

    kind: str
    file: WorkflowFile
    lines: tuple[int, ...]
    words: str
    edits: tuple[Edit, ...] = ()
    effect: Effect = "more"
    title: str = ""
    runs: Sequence[Act] = ()
    elsewhere: tuple[str, ...] = ()
    shared: Shared | None = None

    def finding(self) -> Finding:
        """Return it as waste is told of."""
        places = (*(f"{self.file.path}:{line}" for line in self.lines), *self.elsewhere)
        seconds = [act.duration_s for act in self.runs if act.duration_s is not None]
        return Finding(
            self.kind,
            (self.file.path, self.words),
            f"{places[0]}: {self.words}",
            max(1, len(self.runs)),
            0.0,
            sum(seconds) if seconds else None,
            newest([(act,) for act in self.runs]),
            places,
        )
