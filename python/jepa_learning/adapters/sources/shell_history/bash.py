"""Bash: one command a line; with HISTTIMEFORMAT a line `#SECONDS` stands before each command.

A command with line breaks takes several lines and nothing says how many, so lines are joined while a quote,
a here-document or a compound command is open. Without times, as with them: histories are mixed where the
setting was changed.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from jepa_learning.adapters.sources.shell_history.entry import Entry, lines, text

_STAMP: Final = re.compile(rb"#(\d{9,11})\s*")
_MAX_JOINED: Final = 100
"""A command that is still open after so many lines was never closed: its first line stands alone."""

_QUOTED: Final = re.compile(r"\\.|'[^']*'|\"(?:[^\"\\]|\\.)*\"", re.DOTALL)
_COMMENT: Final = re.compile(r"(?:^|(?<=\s))#[^\n]*")
_HERE_DOCUMENT: Final = re.compile(r"(?<!<)<<-?[ \t]*\\?['\"]?([A-Za-z_][\w.-]*)['\"]?")
_NO_HERE_DOCUMENT: Final = re.compile(
    r"(?<![<-])(?<!<[ \t])(?:'[^'\n]*'|\"(?:[^\"\\\n]|\\.)*\")|\(\([^\n]*?\)\)"
)
"""Where `<<` is text or a shift: in quotes that close on their line (but for the word itself), in sums."""

_OPENERS: Final = re.compile(r"(?:^|[\n;&|()]\s*|\b(?:do|then|else|in)\s+)(do|if|case|\{(?=\s))(?!\S)")
_CLOSERS: Final = re.compile(r"(?:^|[\n;&|)]\s*|\bin\s+)(done|fi|esac|\})(?![^\s;&|)])")
_LOOPS: Final = re.compile(r"(?:^|[\n;&|]\s*)(?:for|while|until|select)\s")


def parse(data: bytes) -> Iterator[Entry]:
    """Give the whole entries of `data`; a last one that is not finished yet is left for the next time."""
    rows = lines(data)
    end, at = 0, 0
    time: float | None = None
    while at < len(rows):
        stamp = _STAMP.fullmatch(rows[at])
        if stamp:
            time, end, at = float(stamp[1]), end + len(rows[at]), at + 1
            continue
        taken = _lines_of_command(rows[at : at + _MAX_JOINED], is_last=len(rows) - at < _MAX_JOINED)
        if not taken:
            return
        raw = b"".join(rows[at : at + taken])
        end, at = end + len(raw), at + taken
        yield Entry(text(raw).rstrip("\r\n"), end, time)
        time = None


def _lines_of_command(rows: list[bytes], *, is_last: bool) -> int:
    """How many lines the command takes; 0 where it may go on behind the end of the file."""
    command = ""
    for count, line in enumerate(rows, start=1):
        if count > 1 and _STAMP.fullmatch(line):
            return count - 1
        command += text(line)
        if not _is_open(command):
            return count
    return 0 if is_last else 1


def _is_open(command: str) -> bool:
    """Say whether bash would go on reading."""
    outside = _without_here_documents(command)
    if outside is None:
        return True
    if outside.rstrip("\n").endswith("\\") and not outside.rstrip("\n").endswith("\\\\"):
        return True
    bare = _COMMENT.sub("", _QUOTED.sub("q", outside))
    if "'" in bare or '"' in bare:
        return True
    opened = [match[1] for match in _OPENERS.finditer(bare)]
    return len(opened) > len(_CLOSERS.findall(bare)) or (bool(_LOOPS.search(bare)) and "do" not in opened)


def _without_here_documents(command: str) -> str | None:
    """Take the here-documents out, for their text has no syntax; None where one is not at its end yet."""
    while word := _HERE_DOCUMENT.search(_NO_HERE_DOCUMENT.sub(lambda found: "q" * len(found[0]), command)):
        line, _, behind = command[word.end() :].partition("\n")
        last = re.search(rf"^[ \t]*{re.escape(word[1])}[ \t]*$", behind, re.MULTILINE)
        if not last:
            return None
        command = command[: word.start()] + line + behind[last.end() :]
    return command
