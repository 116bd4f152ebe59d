"""What every format of shell history is made of: entries."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Entry:
    """One command of a history file.

    Attributes:
        command: As it was typed, leading spaces included.
        end: Byte offset behind the entry, counted from where parsing began.
        time: When it began, in seconds since the epoch; None where the history does not say.
        duration_s: How long it ran; None where the history does not say.
    """

    command: str
    end: int
    time: float | None = None
    duration_s: float | None = None


def text(raw: bytes) -> str:
    """Decode a command; bytes that are not UTF-8 stay visible and distinct."""
    return raw.decode("utf-8", "backslashreplace")


def lines(data: bytes) -> list[bytes]:
    """Cut into whole lines, line breaks kept; what stands behind the last line break is left out."""
    return [line + b"\n" for line in data.split(b"\n")[:-1]]
