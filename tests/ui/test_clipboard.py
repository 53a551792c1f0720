"""What was copied out of the program goes from the clipboard after a while; what others put there is left alone."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QClipboard
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from referral_desk.ui.clipboard import SECONDS, ClipboardGuard

NAME = "見本 花子"
COPY = QClipboard.Mode.Clipboard
SELECTION = QClipboard.Mode.Selection


class Board(QObject):
    """The system's clipboard as far as it is asked; the one of a screenless Qt does not know who owns it."""

    dataChanged = Signal()  # noqa: N815 - Qt's names
    selectionChanged = Signal()  # noqa: N815

    def __init__(self, *, selection: bool = False) -> None:
        super().__init__()
        self.selection = selection
        self.content = {COPY: "", SELECTION: ""}
        self.ours = {COPY: False, SELECTION: False}
        self.asked = 0

    def put(self, text: str, *, ours: bool, mode: QClipboard.Mode = COPY) -> None:
        self.content[mode], self.ours[mode] = text, ours
        (self.dataChanged if mode is COPY else self.selectionChanged).emit()

    def supportsSelection(self) -> bool:  # noqa: N802
        return self.selection

    def ownsClipboard(self) -> bool:  # noqa: N802
        return self.ours[COPY]

    def ownsSelection(self) -> bool:  # noqa: N802
        return self.ours[SELECTION]

    def text(self, mode: QClipboard.Mode) -> str:
        self.asked += not self.ours[mode]
        return self.content[mode]

    def clear(self, mode: QClipboard.Mode) -> None:
        self.put("", ours=False, mode=mode)


@pytest.fixture
def board(qapp: QApplication) -> Board:
    return Board()


@pytest.fixture
def guard(qapp: QApplication, board: Board) -> Iterator[ClipboardGuard]:
    guard = ClipboardGuard(qapp, clipboard=board)  # type: ignore[arg-type]
    yield guard
    guard.deleteLater()


def test_a_copied_name_goes_after_half_a_minute(qtbot: QtBot, qapp: QApplication, board: Board) -> None:
    guard = ClipboardGuard(qapp, clipboard=board, seconds=0.05)  # type: ignore[arg-type]
    board.put(NAME, ours=True)
    assert board.content[COPY] == NAME
    qtbot.waitUntil(lambda: board.content[COPY] == "")
    guard.deleteLater()
    assert SECONDS == 30


def test_each_copy_has_its_own_half_minute(board: Board, guard: ClipboardGuard) -> None:
    timer = guard._places[0]._timer
    assert not timer.isActive()
    board.put(NAME, ours=True)
    assert timer.isActive()
    assert timer.interval() == 30_000
    guard.clear_now()
    assert not timer.isActive()


class Program(QObject):
    """A program that ends when the test says so."""

    aboutToQuit = Signal()  # noqa: N815


def test_it_goes_at_once_when_the_window_locks_or_the_program_ends(qapp: QApplication, board: Board) -> None:
    program = Program()
    guard = ClipboardGuard(program, clipboard=board)  # type: ignore[arg-type]
    board.put(NAME, ours=True)
    guard.clear_now()
    assert board.content[COPY] == ""
    board.put(NAME, ours=True)
    program.aboutToQuit.emit()
    assert board.content[COPY] == ""


def test_what_another_program_put_there_stays(board: Board, guard: ClipboardGuard) -> None:
    board.put("買い物", ours=False)
    guard.clear_now()
    assert board.content[COPY] == "買い物"
    board.put(NAME, ours=True)
    board.put("買い物", ours=False)
    guard.clear_now()
    assert board.content[COPY] == "買い物"


def test_what_a_clipboard_manager_took_over_goes_too(board: Board, guard: ClipboardGuard) -> None:
    board.put(NAME, ours=True)
    board.put(NAME, ours=False)
    guard.clear_now()
    assert board.content[COPY] == ""


def test_the_same_text_from_elsewhere_stays_once_ours_is_gone(board: Board, guard: ClipboardGuard) -> None:
    board.put(NAME, ours=True)
    guard.clear_now()
    board.put(NAME, ours=False)
    guard.clear_now()
    assert board.content[COPY] == NAME


def test_a_copied_picture_goes_and_one_from_elsewhere_stays(board: Board, guard: ClipboardGuard) -> None:
    """Neither has a text to compare."""
    cleared: list[bool] = []
    board.put("", ours=True)
    board.dataChanged.connect(lambda: cleared.append(True))
    guard.clear_now()
    assert cleared == [True]
    board.put("", ours=True)
    board.put("", ours=False)
    del cleared[:]
    guard.clear_now()
    assert not cleared


def test_other_programs_are_not_asked_for_what_they_copy(board: Board, guard: ClipboardGuard) -> None:
    for _turn in range(5):
        board.put("買い物", ours=False)
    guard.clear_now()
    assert board.asked == 0


def test_what_is_remembered_is_not_the_name(board: Board, guard: ClipboardGuard) -> None:
    board.put(NAME, ours=True)
    assert NAME.encode() not in guard._places[0]._trace
    guard.clear_now()
    assert guard._places[0]._trace == b""


def test_what_is_only_selected_goes_as_well_and_does_not_prolong_what_was_copied(
    qtbot: QtBot, qapp: QApplication
) -> None:
    board = Board(selection=True)
    guard = ClipboardGuard(qapp, clipboard=board)  # type: ignore[arg-type]
    board.put(NAME, ours=True)
    left = guard._places[0]._timer.remainingTime()
    board.put("例田 一朗", ours=True, mode=SELECTION)
    assert guard._places[0]._timer.remainingTime() <= left
    assert guard._places[1]._timer.isActive()
    guard.clear_now()
    assert board.content == {COPY: "", SELECTION: ""}
    guard.deleteLater()


def test_any_text_may_be_copied(board: Board, guard: ClipboardGuard) -> None:
    board.put("𠮷田\ud800", ours=True)
    board.put("𠮷田\ud800", ours=False)
    guard.clear_now()
    assert board.content[COPY] == ""


def test_it_is_made_on_the_systems_clipboard(qapp: QApplication) -> None:
    guard = ClipboardGuard(qapp)
    guard.clear_now()
    guard.deleteLater()
