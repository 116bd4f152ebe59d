"""The current whisper: the hint that an agent or a host may read now, and who is told when it changes.

Whoever makes whispers calls `show`; whoever carries them (the MCP resource) reads and listens. It does not
know what a whisper is worth, when one is due, or how it travels.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Mapping

Whisper = Mapping[str, object]
"""Plain values in the host's whisper shape, with `id`, `mode`, `trigger`, `confidence` and reasons."""

Listener = Callable[[], None]


class CurrentWhisper:
    """Holds one whisper, or none. Threads may share it."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._whisper: Whisper | None = None
        self._listeners: dict[object, Listener] = {}
        self._reading: Listener = lambda: None

    @property
    def listeners(self) -> int:
        """How many listen now."""
        return len(self._listeners)

    def recall(self) -> Whisper | None:
        """Return the whisper that stands now, or None."""
        self._reading()
        with self._lock:
            return self._whisper

    def before_reading(self, reading: Listener) -> None:
        """Call this before every reading: who makes whispers knows then that one arrived."""
        self._reading = reading

    def show(self, whisper: Whisper | None) -> None:
        """Put a whisper in the place of the one that stands, or take it away, and tell all listeners."""
        with self._lock:
            if whisper == self._whisper:
                return
            self._whisper = whisper
            listeners = list(self._listeners.values())
        for listener in listeners:
            listener()

    def listen(self, listener: Listener) -> Callable[[], None]:
        """Call `listener` after every change, in the thread that made it; return what ends that."""
        key = object()
        with self._lock:
            self._listeners[key] = listener

        def leave() -> None:
            with self._lock:
                self._listeners.pop(key, None)

        return leave
