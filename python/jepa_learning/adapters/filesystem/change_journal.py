"""Changes of files, written ahead: whatever happens, the journal knows how every file was before.

An entry is a folder: `record.json` (what and its state) and the bytes of every file before and after. It
is complete on the disk before a file is touched. States go `applying`, `applied`, `undoing`, `undone`; an
entry that a crash left in between is taken back (`applying`) or finished (`undoing`) when the journal is
opened. A file changes names with the one that replaces it, in one step, so nobody ever sees half of one; the
one that is replaced is kept until it is known to be what was expected, and else gets its name back. Where a
file system cannot exchange names, there is a moment in which what is saved by renaming is lost: between the
last look and the renaming. Everywhere, what a program writes into a file that it has held open goes with the
file that was replaced.
"""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import stat
import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Final, Literal

from jepa_learning.adapters.filesystem.exchange import exchange
from jepa_learning.domain.errors import ChangeError, ChangeUnknownError, StoreError
from jepa_learning.domain.proposals.proposal import FileChange
from jepa_learning.ports.change_journal import Applied

State = Literal["applying", "applied", "undoing", "undone", "abandoned"]

_RECORD: Final = "record.json"
_NEW_MODE: Final = 0o644
_RUNNABLE: Final = 0o755


@dataclass(frozen=True, slots=True)
class _Touched:
    """One file of an entry: hashes are of SHA-256; None means that there is no file."""

    path: str
    before: str | None
    after: str | None
    mode: int
    folders: tuple[str, ...]  # that are made for it, the outermost first


@dataclass(frozen=True, slots=True)
class _Record:
    applied: Applied
    state: State
    touched: tuple[_Touched, ...]


class FileChangeJournal:
    """Keeps the journal in a folder.

    Args:
        folder: For the user alone; made when first needed.
        crash: Called between any two steps; tests let it raise or kill.
        exchange: As `exchange` is.
    """

    def __init__(
        self,
        folder: Path,
        *,
        crash: Callable[[], None] = lambda: None,
        exchange: Callable[[Path, Path], bool] = exchange,
    ) -> None:
        self._folder = folder
        self._exchange = exchange
        self._step = crash
        self._lock = threading.RLock()  # of two that undo the same, one is told that it is undone
        self._recover()

    def read(self, path: str) -> str | None:
        """Return the text of a file, whatever bytes it has; None where there is none."""
        return read_text(path)

    def apply(self, applied: Applied, changes: Sequence[FileChange]) -> Applied:
        """Make all changes, or none."""
        with self._lock:
            return self._apply(applied, changes)

    def _apply(self, applied: Applied, changes: Sequence[FileChange]) -> Applied:
        found = self._find(applied.id)
        if found is not None and found[1].state == "applied":
            raise ChangeError(f"{applied.id} is applied already: undo it first")
        if found is not None and found[1].state in {"applying", "undoing"}:
            raise ChangeError(
                f"{applied.id} was begun and could not be taken back: look whether "
                f"{', '.join(found[1].applied.files)} can be written, and start the sidecar again"
            )
        for change in changes:
            if self.read(change.path) != change.before:
                raise ChangeError(
                    f"{change.path} was changed since it was looked at: ask for the proposals again"
                )
        entry, record = self._write_ahead(applied, changes)
        try:
            for number, touched in enumerate(record.touched):
                self._step()
                source = None if touched.after is None else entry / f"{number}.after"
                self._put(touched, source, expected=touched.before)
        except (OSError, ChangeError) as error:
            self._take_back(entry, record)
            if isinstance(error, ChangeError):
                raise
            raise ChangeError(
                f"{error.filename} cannot be written ({error.strerror}): nothing was changed"
            ) from error
        self._step()
        self._save(entry, replace(record, state="applied"))
        return record.applied

    def undo(self, id: str, *, time: float | None = None) -> Applied:
        """Put every file back as it was before, byte for byte, all or none."""
        with self._lock:
            return self._undo(id, time)

    def _undo(self, id: str, time: float | None) -> Applied:
        found = self._find(id)
        if found is None or found[1].state != "applied":
            raise ChangeUnknownError(f"nothing is applied with the id {id!r}: see lev jepa optimize --report")
        entry, record = found
        for touched in record.touched:
            if _hash_of(Path(touched.path)) != touched.after:
                raise ChangeError(
                    f"{touched.path} was changed since {id} was applied, so it was left as it is: undo "
                    "by hand what is left of it, or first undo what was applied to it later"
                )
        begun = replace(record, applied=replace(record.applied, undone=time), state="undoing")
        self._step()
        self._save(entry, begun)
        try:
            return self._finish_undoing(entry, begun)
        except (OSError, ChangeError) as error:
            with suppress(OSError, ChangeError):  # else it is finished when the journal is opened
                self._redo(entry, record)
            if isinstance(error, ChangeError):
                raise
            raise ChangeError(
                f"{error.filename} cannot be written ({error.strerror}): nothing was undone"
            ) from error

    def entries(self) -> Sequence[Applied]:
        """Return everything that was applied, the oldest first."""
        return [
            replace(record.applied, state="undone" if record.state == "undone" else "applied")
            for _, record in self._records()
            if record.state in {"applied", "undone"}
        ]

    def _recover(self) -> None:
        for left in self._folder.glob("*.new"):
            shutil.rmtree(left, ignore_errors=True)  # it was never complete, so no file was touched
        for entry, record in list(self._records()):
            with suppress(OSError, ChangeError):  # what cannot be written now is tried again the next time
                if record.state == "applying":
                    self._take_back(entry, record)
                elif record.state == "undoing":
                    self._finish_undoing(entry, record)

    def _write_ahead(self, applied: Applied, changes: Sequence[FileChange]) -> tuple[Path, _Record]:
        """Write the whole entry, then give it its name: it is there completely, or not at all."""
        try:
            self._folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            number = 1 + max((int(entry.name.split("-")[0]) for entry, _ in self._records()), default=0)
            entry = self._folder / f"{number:06d}-{applied.id}"
            new = entry.with_name(f"{entry.name}.new")
            new.mkdir(mode=0o700)
            touched = []
            for place, change in enumerate(changes):
                self._step()
                touched.append(self._keep(new, place, change))
            files = tuple(one.path for one in touched)
            record = _Record(replace(applied, files=files), "applying", tuple(touched))
            self._save(new, record)
            self._step()
            new.rename(entry)
            _sync_folder(self._folder)
        except OSError as error:
            raise StoreError(
                f"{self._folder} cannot be written ({error.strerror}): check the disk"
            ) from error
        return entry, record

    def _keep(self, folder: Path, place: int, change: FileChange) -> _Touched:
        path = Path(os.path.realpath(change.path))  # a link stays one: its target is changed
        before = None if change.before is None else change.before.encode("utf-8", "surrogateescape")
        after = None if change.after is None else change.after.encode("utf-8", "surrogateescape")
        mode = _RUNNABLE if change.executable else _NEW_MODE
        if change.like is not None:
            mode = stat.S_IMODE(Path(change.like).stat().st_mode)
        if before is not None:
            mode = stat.S_IMODE(path.stat().st_mode)
            _write(folder / f"{place}.before", before)
        if after is not None:
            _write(folder / f"{place}.after", after)
        missing = [str(one) for one in reversed(path.parents) if not one.exists()]
        return _Touched(str(path), _hash(before), _hash(after), mode, tuple(missing))

    def _put(self, touched: _Touched, source: Path | None, *, expected: str | None) -> None:
        """Let a file have the bytes of `source` (None: let it be gone), if it is as expected."""
        path = Path(touched.path)
        new, old = _beside(path)
        if source is not None:
            path.parent.mkdir(parents=True, exist_ok=True)
            _write(new, source.read_bytes(), mode=touched.mode)
            self._step()
        if expected is None:
            assert source is not None
            os.link(new, path)  # fails where somebody has made the file meanwhile
            new.unlink()
        else:
            self._set_aside(path, old) if source is None else self._replace(path, new, old)
            self._step()
            if _hash_of(old) != expected:
                self._give_back(path, old, ours=None if source is None else _hash_of(source))
                raise _changed_meanwhile(path)
            old.unlink()
        _sync_folder(path.parent)

    def _set_aside(self, path: Path, old: Path) -> None:
        """Let a file be gone: in one step, so that what is there at that moment is what is kept."""
        path.rename(old)

    def _replace(self, path: Path, new: Path, old: Path) -> None:
        """Put the new file where the old one is, in one step, if it can be."""
        os.link(new, old)
        self._step()
        if self._exchange(path, old):
            new.unlink()
            return
        old.unlink()
        os.link(path, old)
        self._step()
        if not path.samefile(old):  # an editor has put a new file into its place
            raise _changed_meanwhile(path)
        new.replace(path)

    def _give_back(self, path: Path, old: Path, *, ours: str | None) -> None:
        """Let a file that is not what was expected have its name again, but not over what was saved since."""
        if ours is None:
            with suppress(FileExistsError):
                os.link(old, path)
        elif _hash_of(path) == ours:
            if not self._exchange(path, old):
                old.replace(path)
            elif _hash_of(old) != ours:
                self._exchange(path, old)  # saved once more at this very moment: that is the newest
        old.unlink(missing_ok=True)

    def _take_back(self, entry: Path, record: _Record) -> None:
        """Undo what was begun; a file that is neither as before nor as behind the change is somebody's
        own.
        """
        for number, touched in reversed(list(enumerate(record.touched))):
            self._restore(entry, number, touched)
        self._save(entry, replace(record, state="abandoned"))

    def _finish_undoing(self, entry: Path, record: _Record) -> Applied:
        for number, touched in reversed(list(enumerate(record.touched))):
            self._step()
            self._restore(entry, number, touched)
        self._step()
        self._save(entry, replace(record, state="undone"))
        return replace(record.applied, state="undone")

    def _redo(self, entry: Path, record: _Record) -> None:
        """Make again what an undo that cannot be finished put back; what cannot be made again stays so."""
        for number, touched in enumerate(record.touched):
            path = Path(touched.path)
            _clear(path, touched)
            if _hash_of(path) == touched.before and touched.after != touched.before:
                source = None if touched.after is None else entry / f"{number}.after"
                self._put(touched, source, expected=touched.before)
        self._save(entry, record)

    def _restore(self, entry: Path, number: int, touched: _Touched) -> None:
        path = Path(touched.path)
        _clear(path, touched)
        if _hash_of(path) == touched.after and touched.after != touched.before:
            source = entry / f"{number}.before" if touched.before is not None else None
            self._put(touched, source, expected=touched.after)
        if touched.before is None and not path.exists():
            for folder in reversed(touched.folders):
                with suppress(OSError):  # somebody put something into it: it stays
                    Path(folder).rmdir()

    def _find(self, id: str) -> tuple[Path, _Record] | None:
        found = None
        for entry, record in self._records():
            if record.applied.id == id:
                found = entry, record  # the newest counts
        return found

    def _records(self) -> Iterator[tuple[Path, _Record]]:
        for entry in sorted(self._folder.glob("[0-9]*-*[!w]")):
            yield entry, _load(entry / _RECORD)

    def _save(self, entry: Path, record: _Record) -> None:
        new = entry / f"{_RECORD}.new"
        try:
            _write(new, json.dumps(asdict(record)).encode())
            new.replace(entry / _RECORD)
            _sync_folder(entry)
        except OSError as error:
            raise StoreError(f"{entry} cannot be written ({error.strerror}): check the disk") from error


def read_text(path: str) -> str | None:
    """Return the text of a file, whatever bytes it has; None where there is none.

    Raises:
        ChangeError: It is there and cannot be read, or is no file.
    """
    data = _read(Path(path))
    return None if data is None else data.decode("utf-8", "surrogateescape")


def _load(path: Path) -> _Record:
    try:
        found = json.loads(path.read_bytes())
        applied = dict(found["applied"])
        applied.update((name, tuple(said)) for name, said in applied.items() if isinstance(said, list))
        touched = tuple(_Touched(**{**one, "folders": tuple(one["folders"])}) for one in found["touched"])
        return _Record(Applied(**applied), found["state"], touched)
    except (OSError, ValueError, TypeError, KeyError) as error:
        raise StoreError(
            f"{path} cannot be read ({error}): it tells how files were before; look into its "
            "folder, and move it away when it is not needed any more"
        ) from error


def _beside(path: Path) -> tuple[Path, Path]:
    """Return the names beside a file for what it will be, and for what it was."""
    return path.with_name(f".{path.name}.jepa-new"), path.with_name(f".{path.name}.jepa-old")


def _clear(path: Path, touched: _Touched) -> None:
    """Remove what a crash left beside a file; what it was comes back where it is not what was expected."""
    new, old = _beside(path)
    known = {None, touched.before, touched.after}
    was_set_aside = old.exists() and not path.exists() and _hash_of(old) == touched.before
    if was_set_aside or (_hash_of(old) not in known and _hash_of(path) in known):
        old.replace(path)
    for left in (new, old):
        with suppress(NotADirectoryError):  # where a file stands in the place of its folder, nothing is left
            left.unlink(missing_ok=True)


def _changed_meanwhile(path: Path) -> ChangeError:
    return ChangeError(f"{path} was changed at this very moment: it was left as it is")


def _hash(data: bytes | None) -> str | None:
    return None if data is None else hashlib.sha256(data).hexdigest()


def _hash_of(path: Path) -> str | None:
    return _hash(_read(path))


def _read(path: Path) -> bytes | None:
    try:
        return path.read_bytes()
    except (FileNotFoundError, NotADirectoryError):
        return None
    except OSError as error:
        raise ChangeError(
            f"{path} cannot be read ({error.strerror}): check that it is a file of yours"
        ) from error


def _write(path: Path, data: bytes, *, mode: int = 0o600) -> None:
    path.unlink(missing_ok=True)
    with open(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, mode), "wb") as file:
        file.write(data)
        os.fchmod(file.fileno(), mode)
        file.flush()
        os.fsync(file.fileno())


def _sync_folder(folder: Path) -> None:
    with suppress(OSError):  # some file systems cannot
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)
