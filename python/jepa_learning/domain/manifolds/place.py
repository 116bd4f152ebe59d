"""Place: what is done in this directory and on this machine."""

from __future__ import annotations

from typing import ClassVar

from jepa_learning.domain.catalogue import Catalogue
from jepa_learning.domain.manifolds.context_views import Context, ContextViews, number_of
from jepa_learning.domain.situation import SequenceSituation


class Place(ContextViews):
    """Followers by working directory, alone and with the last activity, and by machine with the last one."""

    name: ClassVar[str] = "place"
    views: ClassVar[tuple[str, ...]] = ("directory", "directory_after", "host_after")

    def contexts(self, situation: SequenceSituation) -> list[Context | None]:
        directory = number_of(situation.directory) if situation.directory else None
        host = number_of(situation.host) if situation.host else None
        last = situation.trail.last()
        after = -1 if last is None else last
        return [
            None if directory is None else (directory,),
            None if directory is None else (directory, after),
            None if host is None else (host, after),
        ]

    def words(self, situation: SequenceSituation, index: int, *, catalogue: Catalogue) -> str:
        view, count, seen = self.best_count(situation, index)
        if view < 0:
            return ""
        where = f"in {situation.directory}" if view < 2 else f"on {situation.host}"
        return f"{count} of {seen} times {where}"
