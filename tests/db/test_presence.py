"""Who is in a data folder: many that have it open, or one that is alone; and one window that shows it."""

from __future__ import annotations

import os
import stat
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from datetime import datetime
from pathlib import Path

import pytest

from referral_desk.db import locks, presence
from referral_desk.db.errors import FolderInUse, FolderMissing, StorageReadOnly
from referral_desk.db.locks import ByteRangeLock
from referral_desk.db.presence import WindowTaken, alone, claim_window, present, window_holder

ROOT = Path(__file__).parents[2]
NOBODY = 65534

posix = pytest.mark.skipif(sys.platform == "win32", reason="forks and accounts of POSIX")
needs_root = pytest.mark.skipif(
    sys.platform == "win32" or os.geteuid() != 0, reason="only root can work as another account"
)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    place = tmp_path / "centre"
    place.mkdir(mode=0o700)
    return place


class Other:
    """A second process: does one thing in the folder, says how it went, and stays until it is told to end."""

    def __init__(self, process: subprocess.Popen[str]) -> None:
        self.process = process
        assert process.stdout is not None
        self.said = process.stdout.readline().strip()

    def ask(self) -> str:
        """Let it do the next thing and say how that went."""
        assert self.process.stdin is not None
        assert self.process.stdout is not None
        self.process.stdin.write("\n")
        self.process.stdin.flush()
        return self.process.stdout.readline().strip()

    def kill(self) -> None:
        self.process.kill()
        self.process.wait()


@contextmanager
def other(folder: Path, *steps: str, account: int | None = None, pipe: int | None = None) -> Iterator[Other]:
    """A second process that runs ``steps``, one each time it is asked, the first at once."""
    program = (
        "import os, sys\n"
        "from pathlib import Path\n"
        "from contextlib import ExitStack\n"
        "from referral_desk.db.errors import StorageFault\n"
        "from referral_desk.db.presence import alone, claim_window, present, window_holder\n"
        "if sys.argv[2]: os.setuid(int(sys.argv[2]))\n"
        "folder, held = Path(sys.argv[1]), ExitStack()\n"
        "for step in sys.argv[3:]:\n"
        "    try:\n"
        "        exec(step)\n"
        "        print('done', flush=True)\n"
        "    except StorageFault as fault: print(type(fault).__name__, flush=True)\n"
        "    sys.stdin.readline()\n"
    )
    process = subprocess.Popen(
        [sys.executable, "-c", program, str(folder), "" if account is None else str(account), *steps],
        cwd=ROOT,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        pass_fds=() if pipe is None else (pipe,),
    )
    with process:
        try:
            yield Other(process)
        finally:
            process.kill()


PRESENT = "here = present(folder)"
ALONE = "held.enter_context(alone(folder))"
CLAIM = "claim = claim_window(folder)"


# --- many together, or one alone --------------------------------------------------------------------------------


def test_many_processes_may_have_a_centre_open(folder: Path) -> None:
    with present(folder), present(folder), other(folder, PRESENT) as second:
        assert second.said == "done"


def test_nobody_is_alone_where_another_process_has_the_centre_open(folder: Path) -> None:
    with other(folder, PRESENT, "here.close()") as second:
        with pytest.raises(FolderInUse), alone(folder):
            raise AssertionError("not alone")
        assert second.ask() == "done"
        with alone(folder):
            pass


def test_nobody_comes_in_while_one_is_alone(folder: Path) -> None:
    with other(folder, ALONE, "held.close()") as second:
        with pytest.raises(FolderInUse, match="restored"):
            present(folder)
        with pytest.raises(FolderInUse), alone(folder):
            raise AssertionError("not alone")
        assert second.ask() == "done"
        present(folder).close()


def test_one_that_is_there_may_be_alone_for_a_while_and_is_there_afterwards(folder: Path) -> None:
    with present(folder) as here, other(folder, PRESENT, ALONE, PRESENT) as second:
        second.kill()
        with here.alone(), other(folder, PRESENT) as third:
            assert third.said == "FolderInUse"
        with other(folder, PRESENT, "here.close()", ALONE) as third:
            assert third.said == "done"
            assert third.ask() == "done"
            assert third.ask() == "FolderInUse"


def test_one_that_wanted_to_be_alone_in_vain_is_still_there(folder: Path) -> None:
    with present(folder) as here, other(folder, PRESENT, "here.close()", ALONE) as second:
        with pytest.raises(FolderInUse), here.alone():
            raise AssertionError("not alone")
        assert second.ask() == "done"
        assert second.ask() == "FolderInUse"


def test_two_that_want_to_be_alone_both_stay_and_neither_waits_for_the_other(folder: Path) -> None:
    with present(folder) as here, other(folder, PRESENT, "held.enter_context(here.alone())") as second:
        with pytest.raises(FolderInUse), here.alone():
            raise AssertionError("not alone")
        assert second.ask() == "FolderInUse"


@posix
def test_nobody_can_be_alone_in_the_moment_in_which_another_tries(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The system takes a shared lock away before it refuses the sole one."""
    import fcntl

    here, third = present(folder), present(folder)
    real, tried = fcntl.flock, []

    def flock(handle: int, kind: int) -> None:
        try:
            real(handle, kind)
        except BlockingIOError:
            if not tried:
                tried.append(handle)
                third.close()
                with pytest.raises(FolderInUse), alone(folder):
                    pytest.fail("alone, and the one who was there has lost his place")
            raise

    monkeypatch.setattr(fcntl, "flock", flock)
    with pytest.raises(FolderInUse), here.alone():
        raise AssertionError("not alone")
    assert tried
    with pytest.raises(FolderInUse), alone(folder):
        raise AssertionError("the one who is there was forgotten")
    here.close()


def test_what_goes_wrong_while_alone_lets_the_others_in_again(folder: Path) -> None:
    with present(folder) as here:
        with pytest.raises(ZeroDivisionError), here.alone():
            raise ZeroDivisionError
        with other(folder, PRESENT) as second:
            assert second.said == "done"


def test_a_killed_process_hinders_nobody(folder: Path) -> None:
    for step in (PRESENT, ALONE, CLAIM):
        with other(folder, step) as second:
            assert second.said == "done"
            second.kill()
        with alone(folder):
            pass
        claim_window(folder).close()


def test_whoever_is_refused_is_told_whose_window_to_close(folder: Path) -> None:
    with other(folder, PRESENT, CLAIM) as second:
        with pytest.raises(FolderInUse) as command, alone(folder):
            raise AssertionError("not alone")
        assert "who" not in command.value.message.values
        assert second.ask() == "done"
        with pytest.raises(FolderInUse) as window, alone(folder):
            raise AssertionError("not alone")
        assert window.value.message.values["who"] == presence.this_account()
        assert "Close that window" in window.value.message.text


def test_ones_own_window_is_not_what_to_close(folder: Path) -> None:
    claim = claim_window(folder)
    with present(folder) as here, other(folder, PRESENT), pytest.raises(FolderInUse) as refused, here.alone():
        raise AssertionError("not alone")
    assert "who" not in refused.value.message.values
    claim.close()


def test_a_folder_that_is_not_there_is_missing(tmp_path: Path) -> None:
    with pytest.raises(FolderMissing):
        present(tmp_path / "nowhere")
    with pytest.raises(FolderMissing):
        claim_window(tmp_path / "nowhere")
    with pytest.raises(FolderMissing), alone(tmp_path / "nowhere"):
        raise AssertionError("nowhere to be alone")


# --- children -----------------------------------------------------------------------------------------------------


@posix
@pytest.mark.parametrize("end", ["closed", "killed"])
def test_a_forked_child_keeps_nothing_of_its_parent(folder: Path, end: str) -> None:
    """The parent forks a child that lives on; whether the parent closes or is killed, the folder is free."""
    stay, hold = os.pipe()
    fork = f"""
begun, begins = os.pipe()
if not os.fork():
    os.close(1)
    here.close(); claim.close()
    os.write(begins, b"x")
    os.read({stay}, 1)
    os._exit(0)
os.read(begun, 1)"""
    try:
        with other(folder, PRESENT, CLAIM, fork, "here.close(); claim.close()", pipe=stay) as second:
            assert second.ask() == "done"
            assert second.ask() == "done"
            with pytest.raises(FolderInUse), alone(folder):
                raise AssertionError("the child closed what is its parent's")
            with pytest.raises(WindowTaken):
                claim_window(folder)
            if end == "killed":
                second.kill()
            else:
                assert second.ask() == "done"
            with alone(folder):
                claim_window(folder).close()
    finally:
        os.close(hold)
        os.close(stay)


@posix
def test_no_program_that_is_started_gets_a_handle(folder: Path) -> None:
    with present(folder) as here:
        claim = claim_window(folder)
        with here.alone():
            handles = [each.handle for each in locks._open_files if not each.closed]
            assert len(handles) >= 3
            assert not any(os.get_inheritable(handle) for handle in handles)
        claim.close()


# --- the window -----------------------------------------------------------------------------------------------------


def test_one_window_shows_a_centre(folder: Path) -> None:
    before = datetime.now().astimezone().replace(microsecond=0)
    with other(folder, CLAIM, "claim.close()") as second:
        assert second.said == "done"
        with pytest.raises(WindowTaken) as taken:
            claim_window(folder)
        holder = taken.value.holder
        assert holder is not None
        assert holder.account == holder.who == presence.this_account()
        assert before <= holder.since <= datetime.now().astimezone()
        assert taken.value.message.values["who"] == holder.who
        assert second.ask() == "done"
        claim_window(folder).close()


def test_a_second_claim_of_the_same_process_is_refused_too(folder: Path) -> None:
    claim = claim_window(folder)
    with pytest.raises(WindowTaken):
        claim_window(folder)
    claim.close()
    claim.close()
    claim_window(folder).close()


def test_a_window_hinders_no_command_nor_being_alone_while_it_is_locked(folder: Path) -> None:
    with other(folder, CLAIM):
        with present(folder):
            pass
        with alone(folder):
            pass


def test_what_a_crash_left_names_nobody(folder: Path) -> None:
    with other(folder, CLAIM) as second:
        second.kill()
    assert (folder / "window").read_bytes()
    assert window_holder(folder) is None
    with other(folder, PRESENT), pytest.raises(FolderInUse) as refused, alone(folder):
        raise AssertionError("not alone")
    assert "who" not in refused.value.message.values


@pytest.mark.parametrize(
    "content", [b"", b"{", b"[]", b'{"account": 1, "pc": "x", "since": "2026-11-24T09:00:00+09:00"}', b"\xff" * 9000]
)
def test_an_unreadable_note_of_the_holder_is_no_obstacle(folder: Path, content: bytes) -> None:
    with other(folder, CLAIM):
        (folder / "window").write_bytes(content)
        with pytest.raises(WindowTaken) as taken:
            claim_window(folder)
        assert taken.value.holder is None
        assert taken.value.message.text


def test_the_note_of_the_holder_holds_nothing_but_account_pc_and_time(folder: Path) -> None:
    import json

    claim = claim_window(folder)
    assert set(json.loads((folder / "window").read_bytes())) == {"account", "pc", "since"}
    claim.close()
    assert (folder / "window").read_bytes() == b""


# --- accounts and permissions -----------------------------------------------------------------------------------------


@posix
@pytest.mark.parametrize(("folder_mode", "expected"), [(0o700, 0o600), (0o2770, 0o660), (0o2777, 0o666)])
def test_the_files_may_be_used_by_those_who_may_use_the_folder(folder: Path, folder_mode: int, expected: int) -> None:
    folder.chmod(folder_mode)
    mask = os.umask(0o077)
    try:
        present(folder).close()
        claim_window(folder).close()
    finally:
        os.umask(mask)
    assert {stat.S_IMODE(path.stat().st_mode) for path in folder.iterdir()} == {expected}


@pytest.fixture
def open_to_all() -> Iterator[Path]:
    """A folder that other accounts reach."""
    with tempfile.TemporaryDirectory(prefix="referral-desk-tests-") as outer:
        Path(outer).chmod(0o755)
        place = Path(outer) / "centre"
        place.mkdir()
        place.chmod(0o2777)
        yield place


@needs_root
def test_another_account_is_named_and_kept_apart_in_a_shared_folder(open_to_all: Path) -> None:
    import pwd

    present(open_to_all).close()
    claim_window(open_to_all).close()
    with other(open_to_all, CLAIM, PRESENT, account=NOBODY) as second:
        assert second.said == "done"
        with pytest.raises(WindowTaken) as taken:
            claim_window(open_to_all)
        assert taken.value.holder is not None
        assert taken.value.holder.account == pwd.getpwuid(NOBODY).pw_name
        assert second.ask() == "done"
        with pytest.raises(FolderInUse), alone(open_to_all):
            raise AssertionError("not alone")


@needs_root
def test_a_folder_that_may_only_be_read_is_said_to_be_so(open_to_all: Path) -> None:
    open_to_all.chmod(0o755)
    with other(open_to_all, PRESENT, ALONE, CLAIM, account=NOBODY) as second:
        assert second.said == second.ask() == second.ask() == StorageReadOnly.__name__
    assert list(open_to_all.iterdir()) == []


@posix
def test_a_read_only_disk_is_said_to_be_so(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    import errno

    def refuse(*_args: object) -> int:
        raise OSError(errno.EROFS, "read-only")

    monkeypatch.setattr(os, "open", refuse)
    with pytest.raises(StorageReadOnly):
        present(folder)
    with pytest.raises(StorageReadOnly):
        claim_window(folder)


@posix
def test_a_drive_that_keeps_its_own_modes_hinders_nobody(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_args: object) -> None:
        raise PermissionError

    folder.chmod(0o2777)
    mask = os.umask(0o077)
    monkeypatch.setattr(os, "fchmod", refuse)
    try:
        present(folder).close()
        claim_window(folder).close()
    finally:
        os.umask(mask)


@posix
def test_a_full_disk_hinders_no_window(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    import errno

    def full(*_args: object) -> int:
        raise OSError(errno.ENOSPC, "full")

    monkeypatch.setattr(os, "write", full)
    claim = claim_window(folder)
    assert claim.held
    monkeypatch.undo()
    with other(folder, CLAIM) as second:
        assert second.said == WindowTaken.__name__
    claim.close()


# --- Windows, whose locks are sole: tried out with those of Linux ---------------------------------------------------


linux = pytest.mark.skipif(sys.platform != "linux", reason="byte locks that belong to an open file are Linux's")


def byte_lock(folder: Path) -> ByteRangeLock:
    """A lock as Windows has it, on locks of Linux that belong to an open file just as those of Windows do."""
    import fcntl
    import struct

    def call(handle: int, kind: int, first: int, count: int) -> bool:
        wanted = struct.pack("hhqqi4x", kind, os.SEEK_SET, first, count, 0)
        try:
            fcntl.fcntl(handle, fcntl.F_OFD_SETLK, wanted)
        except BlockingIOError:
            return False
        return True

    return ByteRangeLock(
        folder / "in-use",
        0o600,
        lambda handle, first, count: call(handle, fcntl.F_WRLCK, first, count),
        lambda handle, first, count: call(handle, fcntl.F_UNLCK, first, count),
    )


@linux
def test_with_byte_locks_many_share_and_one_is_alone(folder: Path) -> None:
    with ExitStack() as held:
        all_of_them = [byte_lock(folder) for _turn in range(locks.PLACES + 1)]
        for lock in all_of_them:
            held.callback(lock.close)
        one, two, *rest = all_of_them
        assert one.share()
        assert two.share()
        assert not one.take_alone()
        assert not rest[0].take_alone()
        one.close()
        assert two.take_alone()
        assert not rest[0].share()
        two.end_alone()
        assert rest[0].share()
        assert not two.take_alone()
        assert all(lock.share() for lock in rest[1:])
        two.close()
        assert not rest[0].take_alone()


@linux
def test_with_byte_locks_one_that_was_refused_is_still_there(folder: Path) -> None:
    one, two, three = (byte_lock(folder) for _turn in range(3))
    assert one.share()
    assert two.share()
    assert not two.take_alone()
    one.close()
    assert not three.take_alone()
    assert three.share()
    two.close()
    assert three.take_alone()
    three.close()


@linux
def test_with_byte_locks_there_is_room_for_as_many_as_there_are_bytes(folder: Path) -> None:
    with ExitStack() as held:
        taken = [byte_lock(folder) for _turn in range(locks.PLACES + 1)]
        for lock in taken:
            held.callback(lock.close)
        assert [lock.share() for lock in taken] == [True] * locks.PLACES + [False]
