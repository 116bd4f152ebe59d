r"""Fish: `- cmd: COMMAND`, `  when: SECONDS`, sometimes `  paths:` with a list; no YAML.

In a command `\\` is a backslash and `\n` a line break.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from jepa_learning.adapters.sources.shell_history.entry import Entry, text

_ENTRY: Final = re.compile(rb"^- cmd: ([^\n]*)\n(?:  when: (\d+)\n|(?=- cmd: ))", re.MULTILINE)
_ESCAPE: Final = re.compile(r"\\(n|\\)")


def parse(data: bytes) -> Iterator[Entry]:
    """Give the whole entries of `data`; a last one that is not finished yet is left for the next time."""
    for match in _ENTRY.finditer(data):
        command = _ESCAPE.sub(lambda escape: "\n" if escape[1] == "n" else "\\", text(match[1]))
        yield Entry(command, match.end(), time=float(match[2]) if match[2] else None)
