"""Zsh: one command a line, with EXTENDED_HISTORY as `: SECONDS:DURATION;command`.

A line break inside a command is written as backslash and line break. Bytes that zsh uses itself are
"metafied": 0x83 and the byte with bit 5 flipped.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from jepa_learning.adapters.sources.shell_history.entry import Entry, lines, text

_EXTENDED: Final = re.compile(rb": *(\d+):(\d+);")
_META: Final = re.compile(rb"\x83(.)", re.DOTALL)


def parse(data: bytes) -> Iterator[Entry]:
    """Give the whole entries of `data`; a last one that is not finished yet is left for the next time."""
    raw, end = b"", 0
    for line in lines(data):
        raw += line
        if not raw.endswith(b"\\\n"):
            end += len(raw)
            yield _entry(raw, end)
            raw = b""


def _entry(raw: bytes, end: int) -> Entry:
    extended = _EXTENDED.match(raw)
    command = _META.sub(lambda match: bytes([match[1][0] ^ 0x20]), raw[extended.end() if extended else 0 :])
    typed = text(command.removesuffix(b"\n").replace(b"\\\n", b"\n"))
    if extended is None:
        return Entry(typed, end)
    return Entry(typed, end, time=float(extended[1]), duration_s=float(extended[2]))
