"""The event log in one SQLite file: append-only, idempotent, durable.

The file is in WAL mode with synchronous=FULL: `append` returns after the write-ahead log is on the disk, so
acknowledged events survive kill -9 and a power cut. NORMAL would survive only the former. FULL costs 0.2 to
4 ms an append here, which nobody notices: sources append hundreds of events at once.

What the events of a case share (source, project, author, intent) is stored once a case, and 300,000
events take about 65 MB. It does not know what events mean or who may write them.
"""

from __future__ import annotations

import hashlib
import json
import threading
from collections.abc import Iterator, Sequence
from pathlib import Path
from sys import intern
from typing import Final

from jepa_learning.adapters.sqlite.database import (
    Schema,
    open_database,
    open_reader,
    store_errors,
    transaction,
)
from jepa_learning.domain.event import Attribute, Event
from jepa_learning.ports.event_log import Advance, LogSize

SCHEMA: Final = Schema(
    name="event log",
    application_id=0x4A45504C,  # "JEPL"
    migrations=(
        """
        CREATE TABLE cases (
            ref INTEGER PRIMARY KEY, key BLOB NOT NULL UNIQUE,
            name TEXT NOT NULL, source TEXT, project TEXT NOT NULL, author TEXT, intent TEXT
        );
        CREATE TABLE events (
            seq INTEGER PRIMARY KEY AUTOINCREMENT, id BLOB NOT NULL UNIQUE, case_ref INTEGER NOT NULL,
            kind TEXT NOT NULL, activity TEXT NOT NULL, time, attributes TEXT
        );
        CREATE INDEX events_by_case ON events (case_ref);
        CREATE TABLE cursors (
            source TEXT NOT NULL, scope TEXT NOT NULL, position TEXT NOT NULL, PRIMARY KEY (source, scope)
        ) WITHOUT ROWID
        """,
    ),
)

_PAGE_EVENTS: Final = 1000

_READ: Final = """
    SELECT seq, kind, activity, name, time, intent, author, source, project, attributes
    FROM events JOIN cases ON case_ref = ref
    WHERE seq > :after AND (:kind IS NULL OR kind = :kind) AND (:project IS NULL OR project = :project)
    ORDER BY seq LIMIT :limit
"""


def _lies_in(path: str, root: str) -> str:
    """Return the condition that a path is a folder, or is in it; both are expressions of SQL."""
    return f"substr({path} || '/', 1, length({root}) + 1) = {root} || '/'"


_CWD: Final = "json_extract(attributes, '$.cwd')"
_MATCHING: Final = f"""
    WITH inner_projects AS
        (SELECT DISTINCT project AS root FROM cases
         WHERE {_lies_in("project", ":project")} AND project <> :project)
    SELECT seq FROM events JOIN cases ON case_ref = ref
    WHERE (:source IS NULL OR source = :source)
      AND (:project IS NULL OR project = :project
           OR (project = '' AND {_lies_in(_CWD, ":project")}
               AND NOT EXISTS (SELECT 1 FROM inner_projects WHERE {_lies_in(_CWD, "root")})))
      AND (:before IS NULL OR time < :before)
    ORDER BY seq DESC LIMIT -1 OFFSET :keep_last
"""

Row = tuple[int, str, str, str, float | None, str | None, str | None, str | None, str, str | None]


class SqliteEventLog:
    """Keeps events in a file.

    Safe to share between threads: one writes at a time, and readers wait for nobody.

    Args:
        path: The file; it and its folder are created, for the user alone.
        busy_timeout_ms: How long to wait for another process that is writing.

    Raises:
        StoreBusyError: Another process is writing.
        StoreVersionError: The file was written by a newer version.
        StoreError: The file cannot be opened or is something else.
    """

    def __init__(self, path: Path, *, busy_timeout_ms: int) -> None:
        self._path = path
        self._writing = threading.Lock()
        self._reading = threading.Lock()
        self._writer = open_database(path, SCHEMA, busy_timeout_ms=busy_timeout_ms)
        self._reader = open_reader(path, busy_timeout_ms=busy_timeout_ms)

    def append(self, events: Sequence[Event], *, advance: Advance | None = None) -> list[Event]:
        """Store the new ones among the events and move the cursor, all together and for good."""
        with self._writing, store_errors(self._path), transaction(self._writer):
            new = [event for event in events if self._insert(event)]
            if advance is not None:
                self._writer.execute(
                    "INSERT OR REPLACE INTO cursors VALUES (?, ?, ?)",
                    (advance.source, advance.scope, advance.position),
                )
        return new

    def read(
        self,
        *,
        after: int = 0,
        newest: int | None = None,
        kind: str | None = None,
        project: str | None = None,
    ) -> Iterator[tuple[int, Event]]:
        """Give `(sequence number, event)` in order, page by page, so that a slow reader holds nothing up."""
        if newest is not None:
            after = max(after, self._before(newest))
        while rows := self._page(after, kind, project):
            yield from ((row[0], _event(row)) for row in rows)
            after = rows[-1][0]

    def position(self, source: str, scope: str) -> str | None:
        """Return where the source was read to."""
        with self._reading, store_errors(self._path):
            row = self._reader.execute(
                "SELECT position FROM cursors WHERE source = ? AND scope = ?", (source, scope)
            ).fetchone()
        return None if row is None else str(row[0])

    def forget(
        self,
        *,
        source: str | None = None,
        project: str | None = None,
        before: float | None = None,
        keep_last: int | None = None,
    ) -> int:
        """Erase what matches: overwritten in the file and in the write-ahead log, not merely unlinked."""
        given = {"source": source, "project": project, "before": before, "keep_last": keep_last or 0}
        with self._writing, store_errors(self._path):
            with transaction(self._writer):
                erased = self._writer.execute(
                    f"DELETE FROM events WHERE seq IN ({_MATCHING})", given
                ).rowcount
                self._writer.execute("DELETE FROM cases WHERE ref NOT IN (SELECT case_ref FROM events)")
                if before is None and keep_last is None:
                    self._forget_cursors(source, project)
            # a script, because execute() would stop after the first page
            self._writer.executescript("PRAGMA incremental_vacuum; PRAGMA wal_checkpoint(TRUNCATE)")
        return erased

    def size(self) -> LogSize:
        """Return the number of events and the size of the file and its write-ahead log."""
        with self._reading, store_errors(self._path):
            (events,) = self._reader.execute("SELECT count(*) FROM events").fetchone()
        files = (self._path, self._path.with_name(f"{self._path.name}-wal"))
        return LogSize(events=events, size_bytes=sum(file.stat().st_size for file in files if file.exists()))

    def close(self) -> None:
        """Close the file; the log is of no use afterwards."""
        with self._writing, self._reading:
            self._reader.close()
            self._writer.close()

    def _insert(self, event: Event) -> bool:
        identity = bytes.fromhex(event.id)
        if self._writer.execute("SELECT 1 FROM events WHERE id = ?", (identity,)).fetchone():
            return False
        self._writer.execute(
            "INSERT INTO events (id, case_ref, kind, activity, time, attributes) VALUES (?, ?, ?, ?, ?, ?)",
            (identity, self._case_ref(event), event.kind, event.activity, event.time, _facts(event)),
        )
        return True

    def _case_ref(self, event: Event) -> int:
        shared = (event.case, event.source, event.project, event.author, event.intent)
        key = hashlib.sha256(repr(shared).encode()).digest()[:16]
        known = self._writer.execute("SELECT ref FROM cases WHERE key = ?", (key,)).fetchone()
        if known:
            return int(known[0])
        cursor = self._writer.execute(
            "INSERT INTO cases (key, name, source, project, author, intent) VALUES (?, ?, ?, ?, ?, ?)",
            (key, *shared),
        )
        return int(cursor.lastrowid or 0)

    def _before(self, newest: int) -> int:
        """Return the sequence number behind which just so many events stand; 0 where there are no more."""
        with self._reading, store_errors(self._path):
            row = self._reader.execute(
                "SELECT seq FROM events ORDER BY seq DESC LIMIT 1 OFFSET ?", (newest,)
            ).fetchone()
        return 0 if row is None else int(row[0])

    def _page(self, after: int, kind: str | None, project: str | None) -> list[Row]:
        with self._reading, store_errors(self._path):
            given = {"after": after, "kind": kind, "project": project, "limit": _PAGE_EVENTS}
            return self._reader.execute(_READ, given).fetchall()

    def _forget_cursors(self, source: str | None, project: str | None) -> None:
        self._writer.execute(
            "DELETE FROM cursors"
            " WHERE (:source IS NULL OR source = :source) AND (:project IS NULL OR scope = :project)",
            {"source": source, "project": project},
        )


def _facts(event: Event) -> str | None:
    """The attributes as JSON, but for the project, which the case holds."""
    facts = dict(event.attributes)
    if event.project and facts["project"] == event.project:
        del facts["project"]
    return json.dumps(facts, separators=(",", ":")) if facts else None


def _event(row: Row) -> Event:
    """The event, its words kept once however many events have them: a long history is read whole at times."""
    _, kind, activity, case, time, intent, author, source, project, attributes = row
    facts: dict[str, Attribute] = {"project": _once(project)} if project else {}
    for name, value in json.loads(attributes or "{}").items():
        facts[intern(name)] = _once(value) if isinstance(value, str) else value
    return Event(
        _once(kind),
        _once(activity),
        _once(case),
        time,
        intent=_once_or_none(intent),
        author=_once_or_none(author),
        attributes=facts,
        source=_once_or_none(source),
    )


def _once(word: str) -> str:
    """The word itself, held once in the process."""
    return intern(str(word))


def _once_or_none(word: str | None) -> str | None:
    return None if word is None else _once(word)
