"""The states in which a power cut may leave a folder, made from the log of what was done to it.

What was synced is there. A write that was not may be there, or not, or some of its sectors of 512 bytes; a file's new
size likewise; a name that was given or taken away is sure once the folder was synced. SQLite's shared memory
(``-shm``) is no file that anybody relies on: it is gone.
"""

from __future__ import annotations

import os
import random
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from enum import Enum
from pathlib import Path

from tests.safety.shim.disk import Done, Kind

SECTOR = 512


class Survives(Enum):
    """What becomes of what was not synced."""

    NOTHING = "nothing"
    EVERYTHING = "everything"
    UP_TO_A_MOMENT = "up to a moment"
    SOME = "some"
    SECTORS = "sectors"


@dataclass
class _Written:
    """Bytes written at ``offset``, or (None) the size ``offset`` given to the file; ``moment`` numbers it."""

    moment: int
    offset: int
    content: bytes | None


@dataclass
class _File:
    synced: bytes = b""
    since: list[_Written] = field(default_factory=list)


@dataclass
class _Folder:
    names: dict[str, _File | _Folder] = field(default_factory=dict)
    """As the running system sees them."""


_Node = _File | _Folder


@dataclass
class _Renaming:
    """Names given (a node) or taken away (None), all of them or none."""

    moment: int
    names: tuple[tuple[_Folder, str, _Node | None], ...]
    synced: bool = False


class PowerCut:
    """The disk right after the first operations of a log."""

    def __init__(self, before: Path, log: Sequence[Done], watched: Path, files: dict[int, str]) -> None:
        """Play ``log``, which was written of the folder ``watched`` that began as a copy of ``before``.

        ``files`` are the paths within ``watched`` by inode, as they were at the beginning.
        """
        self._watched = watched
        self._tops: dict[int, dict[str, _Node]] = {}
        self._root = _load(before, self._tops)
        self._files: dict[int, _File] = {}
        for inode, name in files.items():
            node = self._node(watched / name)
            if isinstance(node, _File):
                self._files[inode] = node
        self._changes: list[_Renaming] = []
        self._length = len(log)
        for moment, done in enumerate(log):
            self._play(moment, done)

    def leave(self, place: Path, survives: Survives, choose: random.Random) -> None:
        """Write into the empty folder ``place`` what the disk holds after the power comes back."""
        moment = choose.randrange(self._length + 1)

        def stays(when: int) -> bool:
            match survives:
                case Survives.NOTHING:
                    return False
                case Survives.EVERYTHING:
                    return True
                case Survives.UP_TO_A_MOMENT:
                    return when < moment
            return choose.random() < 0.5

        names: dict[int, dict[str, _Node]] = {key: dict(value) for key, value in self._tops.items()}
        for change in self._changes:
            if change.synced or stays(change.moment):
                for folder, name, node in change.names:
                    entries = names.setdefault(id(folder), {})
                    if node is None:
                        entries.pop(name, None)
                    else:
                        entries[name] = node

        def content(file: _File) -> bytes:
            data = bytearray(file.synced)
            for written in file.since:
                if survives is Survives.SECTORS:
                    _tear(data, written, choose)
                elif stays(written.moment):
                    _apply(data, written)
            return bytes(data)

        def write(folder: _Folder, at: Path) -> None:
            for name, node in names.get(id(folder), {}).items():
                if isinstance(node, _Folder):
                    (at / name).mkdir()
                    write(node, at / name)
                elif not name.endswith("-shm"):
                    (at / name).write_bytes(content(node))

        write(self._root, place)

    def _node(self, path: Path) -> _Node | None:
        node: _Node = self._root
        for part in path.relative_to(self._watched).parts:
            found = node.names.get(part) if isinstance(node, _Folder) else None
            if found is None:
                return None
            node = found
        return node

    def _at(self, path: str) -> tuple[_Folder, str]:
        folder = self._node(Path(path).parent)
        assert isinstance(folder, _Folder), path
        return folder, Path(path).name

    def _play(self, moment: int, done: Done) -> None:
        match done.kind:
            case Kind.WRITE:
                self._files[done.file].since.append(_Written(moment, done.offset, done.content))
            case Kind.TRUNCATE:
                self._files[done.file].since.append(_Written(moment, done.offset, None))
            case Kind.ALLOCATE:
                file = self._files[done.file]
                if done.offset > len(_now(file)):
                    file.since.append(_Written(moment, done.offset, None))
            case Kind.SYNC:
                self._sync(Path(done.path), done.file)
            case Kind.CREATE:
                self._files[done.file] = _File()
                self._name(moment, (*self._at(done.path), self._files[done.file]))
            case Kind.MKDIR:
                self._name(moment, (*self._at(done.path), _Folder()))
            case Kind.UNLINK | Kind.RMDIR:
                self._name(moment, (*self._at(done.path), None))
            case Kind.RENAME:
                node = self._node(Path(done.path))
                self._name(moment, (*self._at(done.path), None), (*self._at(done.second), node))
            case Kind.LINK:
                self._name(moment, (*self._at(done.second), self._node(Path(done.path))))

    def _name(self, moment: int, *names: tuple[_Folder, str, _Node | None]) -> None:
        self._changes.append(_Renaming(moment, names))
        for folder, name, node in names:
            if node is None:
                folder.names.pop(name)
            else:
                folder.names[name] = node

    def _sync(self, path: Path, inode: int) -> None:
        node = self._node(path)
        if isinstance(node, _Folder):
            for change in self._changes:
                change.synced |= any(folder is node for folder, _, _ in change.names)
        elif inode in self._files:
            file = self._files[inode]
            file.synced = _now(file)
            file.since.clear()


def _load(place: Path, tops: dict[int, dict[str, _Node]]) -> _Folder:
    folder = _Folder()
    for entry in sorted(place.iterdir()):
        folder.names[entry.name] = _load(entry, tops) if entry.is_dir() else _File(entry.read_bytes())
    tops[id(folder)] = dict(folder.names)
    return folder


def files_by_inode(place: Path) -> dict[int, str]:
    """Return the paths of all files under ``place`` by inode."""
    found = {}
    for folder, _, names in os.walk(place):
        for name in names:
            path = Path(folder) / name
            found[path.stat().st_ino] = str(path.relative_to(place))
    return found


def _now(file: _File) -> bytes:
    data = bytearray(file.synced)
    for written in file.since:
        _apply(data, written)
    return bytes(data)


def _resize(data: bytearray, size: int) -> None:
    del data[size:]
    data.extend(bytes(size - len(data)))


def _apply(data: bytearray, written: _Written) -> None:
    if written.content is None:
        _resize(data, written.offset)
        return
    end = written.offset + len(written.content)
    if len(data) < end:
        _resize(data, end)
    data[written.offset : end] = written.content


def _tear(data: bytearray, written: _Written, choose: random.Random) -> None:
    """Let some sectors of a write reach the disk; where a file grew by a lost one, it holds zeros or anything."""
    if written.content is None:
        if choose.random() < 0.5:
            _resize(data, written.offset)
        return
    for start, part in _sectors(written.offset, written.content):
        if choose.random() < 0.5:
            grew = start - len(data)
            if grew > 0:
                data.extend(choose.randbytes(grew) if choose.random() < 0.3 else bytes(grew))
            data[start : start + len(part)] = part


def _sectors(offset: int, content: bytes) -> Iterable[tuple[int, bytes]]:
    end = offset + len(content)
    while offset < end:
        stop = min(end, (offset // SECTOR + 1) * SECTOR)
        yield offset, content[len(content) - (end - offset) : len(content) - (end - stop)]
        offset = stop
