"""Work of two kinds in made-up projects, to be put behind one another."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import count

from jepa_learning.domain.event import Event

ROUTER = ("src/router.py", "src/routes/user.py", "src/routes/order.py", "src/parser.py")
SITE = ("docs/index.md", "docs/guide/install.md", "docs/guide/upgrade.md", "docs/faq.md")
TESTS = ("tests/test_router.py", "tests/test_parser.py", "tests/routes/test_user.py")


class Clock:
    """Gives each change a minute of its own."""

    def __init__(self) -> None:
        self._minutes = count(1)

    def changes(
        self, paths: tuple[str, ...], times: int, *, intent: str | None = None, project: str = ""
    ) -> Iterator[Event]:
        """Change the files in turn, each in a commit of its own."""
        place = {"project": project} if project else {}
        for turn in range(times):
            minute = next(self._minutes)
            yield Event(
                "file", paths[turn % len(paths)], f"c{minute}", 60.0 * minute, intent, attributes=place
            )

    def commands(self, lines: tuple[str, ...], times: int, *, cwd: str) -> Iterator[Event]:
        """Run the commands in turn, in one session."""
        for turn in range(times):
            minute = next(self._minutes)
            yield Event(
                "command", lines[turn % len(lines)], f"session {cwd}", 60.0 * minute, attributes={"cwd": cwd}
            )
