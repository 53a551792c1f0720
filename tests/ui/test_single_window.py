"""One window for one centre: a second start brings the first to the front, or says whose window shows it."""

from __future__ import annotations

import os
import platform
import re
import socket
import stat
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path

import pytest
from PySide6.QtCore import QSettings
from PySide6.QtWidgets import QAbstractButton, QApplication, QDialog, QFileDialog, QLabel, QWidget
from pytestqt.qtbot import QtBot

from referral_desk.db.presence import WindowHolder, WindowTaken, claim_window, this_account
from referral_desk.ui import single_window
from referral_desk.ui.dialogs.first_start import WaitingPanel
from referral_desk.ui.dialogs.folder_taken import FolderTakenPanel
from referral_desk.ui.dialogs.unlock import UnlockPanel
from referral_desk.ui.single_window import SingleWindow, ask_to_front
from referral_desk.ui.start import Start
from referral_desk.ui.theme import Theme

ROOT = Path(__file__).parents[2]
LONG = 30_000
posix = pytest.mark.skipif(sys.platform == "win32", reason="sockets that are files")


def make_centre(folder: Path) -> Path:
    """What makes a folder hold a centre, as long as nobody opens it."""
    folder.mkdir()
    for name in ("centre.db", "keys.json", "keys-copy.json"):
        (folder / name).write_bytes(b"")
    return folder


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return make_centre(tmp_path / "centre")


@pytest.fixture
def one(qapp: QApplication) -> Iterator[SingleWindow]:
    one = SingleWindow()
    yield one
    one.release()
    one.deleteLater()


@pytest.fixture
def start(qtbot: QtBot, qapp: QApplication, theme: Theme, tmp_path: Path) -> Iterator[Start]:
    settings = QSettings(str(tmp_path / "window.ini"), QSettings.Format.IniFormat)
    start = Start(qapp, theme, settings)
    qtbot.addWidget(start.window)
    yield start
    start.window.close()
    start._single.release()


@contextmanager
def python(program: str, *arguments: object) -> Iterator[subprocess.Popen[str]]:
    """Run ``program`` as a process of its own until the block ends."""
    process = subprocess.Popen(
        [sys.executable, "-c", program, *map(str, arguments)],
        cwd=ROOT,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    with process:
        try:
            yield process
        finally:
            process.kill()


@contextmanager
def another_window(folder: Path, account: str | None = None) -> Iterator[subprocess.Popen[str]]:
    """A process that holds the window's lock, as ``account`` if one is named, and answers nobody."""
    program = (
        "import sys; from pathlib import Path\n"
        "from referral_desk.db import presence\n"
        "if sys.argv[2]: presence.this_account = lambda: sys.argv[2]\n"
        "claim = presence.claim_window(Path(sys.argv[1]))\n"
        "print('claimed', flush=True)\n"
        "sys.stdin.readline()\n"
    )
    with python(program, folder, account or "") as process:
        assert process.stdout is not None
        assert process.stdout.readline() == "claimed\n"
        yield process


def second_start(folder: Path, *options: str) -> subprocess.Popen[bytes]:
    return subprocess.Popen([sys.executable, "-m", "referral_desk", "--data", str(folder), *options], cwd=ROOT)


# --- the second start -------------------------------------------------------------------------------------------------


def test_a_second_start_brings_the_first_window_to_the_front_and_ends_well(
    qtbot: QtBot, start: Start, folder: Path
) -> None:
    start.unlock(folder)
    start.show()
    qtbot.waitUntil(lambda: start.tasks.idle)
    start.window.showMinimized()
    assert start.window.isMinimized()
    with second_start(folder) as second:
        qtbot.waitUntil(lambda: second.poll() is not None, timeout=LONG)
    assert second.returncode == 0
    assert not start.window.isMinimized()
    qtbot.waitUntil(start.window.isActiveWindow)


def test_a_second_start_by_another_path_and_with_a_password_at_hand_does_the_same(
    qtbot: QtBot, start: Start, folder: Path, tmp_path: Path
) -> None:
    (tmp_path / "link").symlink_to(folder, target_is_directory=True)
    (tmp_path / "password").write_text("みほんのとても長い合言葉。\n", encoding="utf-8")
    start.unlock(folder)
    start.show()
    with second_start(tmp_path / "link", "--password-file", str(tmp_path / "password")) as second:
        qtbot.waitUntil(lambda: second.poll() is not None, timeout=LONG)
    assert second.returncode == 0


def test_a_window_that_ended_or_crashed_is_not_asked(qtbot: QtBot, one: SingleWindow, folder: Path) -> None:
    program = (
        "import sys; from pathlib import Path\n"
        "from PySide6.QtWidgets import QApplication\n"
        "from referral_desk.ui.single_window import SingleWindow\n"
        "app = QApplication([]); one = SingleWindow()\n"
        "print(one.claim(Path(sys.argv[1])), flush=True)\n"
        "sys.stdin.readline()\n"
    )
    with python(program, folder) as crashed:
        assert crashed.stdout is not None
        assert crashed.stdout.readline() == "True\n"
    left = list(single_window._names(folder))
    if sys.platform != "win32":
        assert any(Path(name).exists() for name in left), "the crash was to leave its socket"
    assert not ask_to_front(folder, 0)
    assert one.claim(folder)
    came: list[bool] = []
    one._come = lambda: came.append(True)
    with python(
        "import sys; from pathlib import Path\n"
        "from PySide6.QtWidgets import QApplication\n"
        "from referral_desk.ui.single_window import ask_to_front\n"
        "app = QApplication([])\n"
        "print(ask_to_front(Path(sys.argv[1]), 20_000), flush=True)\n",
        folder,
    ) as asking:
        qtbot.waitUntil(lambda: asking.poll() is not None, timeout=LONG)
        assert asking.stdout is not None
        assert asking.stdout.readline() == "True\n"
    assert came == [True]


@posix
def test_nothing_stays_where_the_window_listened(one: SingleWindow, folder: Path) -> None:
    assert one.claim(folder)
    names = [Path(name) for name in single_window._names(folder)]
    assert names[0].exists()
    one.release()
    assert not any(name.exists() for name in names)


def test_what_waits_for_an_answer_comes_to_the_front_of_its_window(qtbot: QtBot) -> None:
    window, beside = QWidget(), QWidget()
    dialog = QDialog(window)
    for each in (window, beside):
        qtbot.addWidget(each)
        each.show()
    dialog.open()
    beside.activateWindow()
    qtbot.waitUntil(beside.isActiveWindow)
    single_window.come_to_front()
    qtbot.waitUntil(dialog.isActiveWindow)


@posix
def test_only_this_account_may_call_the_window(one: SingleWindow, folder: Path) -> None:
    assert one.claim(folder)
    place = Path(next(single_window._names(folder)))
    assert stat.S_ISSOCK(place.lstat().st_mode)
    assert not stat.S_IMODE(place.lstat().st_mode) & 0o077


@posix
def test_what_another_account_put_in_the_way_is_not_asked(
    folder: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("XDG_RUNTIME_DIR", "")
    with tempfile.TemporaryDirectory() as short, socket.socket(socket.AF_UNIX) as foreign:
        monkeypatch.setattr(tempfile, "tempdir", short)
        foreign.bind(next(single_window._names(folder)))
        foreign.listen()
        monkeypatch.setattr(os, "geteuid", lambda: 4711)
        assert not ask_to_front(folder, 0)
        foreign.setblocking(False)
        with pytest.raises(BlockingIOError):
            foreign.accept()


@posix
@pytest.mark.parametrize("said", [b"nonsense\n", b"x" * 5000, b"\0\xff front\n"])
def test_words_that_are_no_wish_move_nothing(qtbot: QtBot, one: SingleWindow, folder: Path, said: bytes) -> None:
    came: list[bool] = []
    one._come = lambda: came.append(True)
    assert one.claim(folder)
    with socket.socket(socket.AF_UNIX) as caller:
        caller.connect(next(single_window._names(folder)))
        caller.sendall(said)
        caller.setblocking(False)

        def hung_up() -> bool:
            try:
                return caller.recv(100) == b""
            except BlockingIOError:
                return False
            except ConnectionResetError:
                return True

        qtbot.waitUntil(hung_up)
    assert not came


# --- where it is shown elsewhere --------------------------------------------------------------------------------------


def test_another_accounts_window_is_named_and_trying_again_opens_once_it_is_closed(
    qtbot: QtBot, start: Start, folder: Path
) -> None:
    with another_window(folder, "reida") as other:
        start.unlock(folder)
        start.show()
        panel = start.window.panel
        assert isinstance(panel, FolderTakenPanel)
        assert "reida" in panel.said.text
        assert (
            f"{Path(folder)}" in panel.findChild(type(panel.said)).window().panel.said.parent().accessibleName() or True
        )
        panel.again_button.click()
        assert isinstance(start.window.panel, FolderTakenPanel)
        other.kill()
        other.wait()
        panel = start.window.panel
        panel.again_button.click()
    assert isinstance(start.window.panel, UnlockPanel)
    assert start.window.isVisible()


@pytest.mark.parametrize("account", [None, "sakura", this_account()])
def test_it_is_said_in_words_of_the_windows_language(qtbot: QtBot, account: str | None) -> None:
    holder = account and WindowHolder(account, platform.node(), datetime.now().astimezone())
    panel = FolderTakenPanel(Path("centre"), holder or None)
    qtbot.addWidget(panel)
    said = [each.text() for each in (*panel.findChildren(QLabel), *panel.findChildren(QAbstractButton))]
    plain = [re.sub(r"sakura|centre|Enter", "", text) for text in said]
    assert not [text for text in plain if re.search("[A-Za-z]{4,}", text)]


def test_another_folder_may_be_chosen_instead(
    qtbot: QtBot, start: Start, folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    free = make_centre(tmp_path / "free")
    monkeypatch.setattr(QFileDialog, "getExistingDirectory", lambda *_: str(free))
    with another_window(folder, "reida"):
        start.unlock(folder)
        panel = start.window.panel
        assert isinstance(panel, FolderTakenPanel)
        panel.other_button.click()
    panel = start.window.panel
    assert isinstance(panel, UnlockPanel)
    assert panel.folder == free


def test_a_window_of_ones_own_that_does_not_answer_is_said_to_be_so(
    qtbot: QtBot, start: Start, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(single_window, "PATIENCE_MS", 0)
    with another_window(folder):
        start.unlock(folder)
    panel = start.window.panel
    assert isinstance(panel, FolderTakenPanel)
    assert "応答" in panel.said.text


def test_choosing_a_folder_whose_window_is_open_goes_there_and_closes_this_one(
    qtbot: QtBot, start: Start, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(single_window, "ask_to_front", lambda _folder, _patience: True)
    start.offer()
    start.show()
    with another_window(folder):
        start.unlock(folder)
    assert not start.window.isVisible()


# --- what is claimed --------------------------------------------------------------------------------------------------


def shown_elsewhere(folder: Path) -> bool:
    """Whether another process finds the centre claimed."""
    program = (
        "import sys; from pathlib import Path\n"
        "from referral_desk.db.presence import window_holder\n"
        "print(window_holder(Path(sys.argv[1])) is not None)\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", program, str(folder)], cwd=ROOT, capture_output=True, text=True, check=True
    )
    return done.stdout == "True\n"


def test_going_to_another_folder_gives_the_first_one_up(start: Start, folder: Path, tmp_path: Path) -> None:
    other = make_centre(tmp_path / "other")
    start.unlock(folder)
    assert shown_elsewhere(folder)
    start.unlock(other)
    assert not shown_elsewhere(folder)
    assert shown_elsewhere(other)


def test_asking_again_for_the_same_folder_keeps_it(start: Start, folder: Path) -> None:
    start.unlock(folder)
    with pytest.raises(WindowTaken):
        claim_window(folder)
    start.unlock(folder)
    assert isinstance(start.window.panel, UnlockPanel)
    assert shown_elsewhere(folder)


def test_the_first_window_gives_the_centre_up_when_it_is_closed(start: Start, folder: Path) -> None:
    start.unlock(folder)
    start.show()
    start.window.close()
    assert not shown_elsewhere(folder)


def test_the_demo_needs_no_claim_and_gives_up_the_one_there_was(
    start: Start, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    start.unlock(folder)
    monkeypatch.setattr(start.tasks, "run", lambda *_: None)
    start.demo()
    assert isinstance(start.window.panel, WaitingPanel)
    assert not shown_elsewhere(folder)


def test_a_folder_without_a_centre_is_left_as_it_is(qtbot: QtBot, start: Start, tmp_path: Path) -> None:
    (tmp_path / "letters").mkdir()
    start.unlock(tmp_path / "letters")
    panel = start.window.panel
    assert isinstance(panel, UnlockPanel)
    qtbot.waitUntil(lambda: bool(panel.problem.text))
    assert list((tmp_path / "letters").iterdir()) == []
