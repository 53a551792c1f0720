"""The window: going and coming back, keys, refreshing after a change, closing."""

from __future__ import annotations

import threading
from collections.abc import Callable, Sequence
from datetime import date
from pathlib import Path

import pytest
from PySide6.QtCore import QSettings, QSize, Qt
from PySide6.QtGui import QInputMethodEvent
from PySide6.QtWidgets import QApplication, QLineEdit, QMenu, QMessageBox
from pytestqt.qtbot import QtBot

from referral_desk.domain.changes import ChangeSet, Kind
from referral_desk.domain.errors import NotFound
from referral_desk.domain.messages import message
from referral_desk.i18n import Language, set_language
from referral_desk.ui import app, main_window
from referral_desk.ui.actions import SPECS, Actions, shown_keys
from referral_desk.ui.change_bus import ChangeBus
from referral_desk.ui.dialogs.help import HelpDialog
from referral_desk.ui.dialogs.telling import DefectDialog
from referral_desk.ui.look import px
from referral_desk.ui.main_window import MainWindow
from referral_desk.ui.page import Page, PageSpec, Place
from referral_desk.ui.tasks import TaskKind, Tasks, Work
from referral_desk.ui.theme import Theme
from referral_desk.ui.widgets.cards import PageHeader
from referral_desk.ui.widgets.layouts import column
from referral_desk.ui.widgets.suggestion_list import Suggestion

pytestmark = pytest.mark.usefixtures("theme", "_english")

SECTIONS = ("today", "clients", "institutions", "referrals", "tally", "administration")


class Paper(Page):
    """A page that notes what happens to it."""

    def __init__(self, name: str) -> None:
        super().__init__()
        self.name = name
        self.field = QLineEdit()
        self.log: list[object] = []
        self.lost = ""
        self.kept = False
        self.setLayout(column(PageHeader(name), self.field))

    def title(self) -> str:
        return self.name

    def help_text(self) -> str:
        return f"What {self.name} is for."

    def open_place(self, place: Place) -> None:
        self.log.append(place)

    def refresh(self, changes: ChangeSet, initiator: object) -> None:
        self.log.append(changes)

    def unsaved(self) -> str:
        return self.lost

    def keeps_unsaved(self) -> bool:
        return self.kept

    def discard(self) -> None:
        self.lost = ""

    def save_action(self) -> Callable[[], None] | None:
        return (lambda: self.log.append("saved")) if self.lost else None

    def print_action(self) -> Callable[[], None] | None:
        return lambda: self.log.append("printed")

    def take_focus(self) -> None:
        self.field.setFocus()


class Desk:
    """The window with six pages and a form, as the tests use it."""

    def __init__(self, window: MainWindow, bus: ChangeBus, tasks: Tasks, settings: QSettings) -> None:
        self.window, self.bus, self.tasks, self.settings = window, bus, tasks, settings
        self.pages: dict[str, Paper] = {}
        for section in (*SECTIONS, "new_referral"):
            group = "referrals" if section == "new_referral" else section
            window.register(PageSpec(section, group, lambda section=section: self._build(section)))  # type: ignore[misc]

    def _build(self, name: str) -> Paper:
        self.pages[name] = Paper(name)
        return self.pages[name]

    def key(self, qtbot: QtBot, key: Qt.Key, modifier: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier) -> None:
        qtbot.keyClick(QApplication.focusWidget() or self.window, key, modifier)


@pytest.fixture
def desk(qtbot: QtBot, theme: Theme, tasks: Tasks, tmp_path: Path) -> Desk:
    settings = QSettings(str(tmp_path / "window.ini"), QSettings.Format.IniFormat)
    bus = ChangeBus()
    window = MainWindow(
        theme,
        tasks,
        bus,
        settings,
        centre_name="架空市保健所",
        user_name="見本 みどり",
        today=lambda: date(2026, 11, 23),
    )
    qtbot.addWidget(window)
    window.resize(1366, 768)
    window.show()
    window.activateWindow()
    qtbot.waitUntil(window.isActiveWindow)
    desk = Desk(window, bus, tasks, settings)
    window.go(Place("today"))
    return desk


CTRL = Qt.KeyboardModifier.ControlModifier


def test_control_and_a_number_open_the_six_pages(qtbot: QtBot, desk: Desk) -> None:
    for number, section in enumerate(SECTIONS, start=1):
        desk.key(qtbot, Qt.Key(Qt.Key.Key_0 + number), CTRL)
        assert desk.window.place == Place(section)
        assert desk.window.rail.button(section).isChecked()


def test_a_page_is_built_when_it_is_first_opened(desk: Desk) -> None:
    assert set(desk.pages) == {"today"}
    desk.window.go(Place("tally"))
    assert set(desk.pages) == {"today", "tally"}


def test_esc_goes_back_the_way_one_came(qtbot: QtBot, desk: Desk) -> None:
    desk.window.go(Place("clients", client=57))
    desk.window.go(Place("new_referral", client=57))
    desk.key(qtbot, Qt.Key.Key_Escape)
    assert desk.window.place == Place("clients", client=57)
    desk.key(qtbot, Qt.Key.Key_Escape)
    assert desk.window.place == Place("today")


def test_a_form_opened_first_goes_back_to_its_section(desk: Desk) -> None:
    desk.window._history.clear()
    desk.window._open(Place("new_referral"))
    desk.window.back()
    assert desk.window.place == Place("referrals")


def test_leaving_asks_only_when_something_would_be_lost(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[str] = []
    answers = [False, True]

    def ask(_parent: object, _title: str, text: str, *_words: str, danger: bool) -> bool:
        asked.append(text)
        assert danger
        return answers.pop(0)

    monkeypatch.setattr(main_window, "ask", ask)
    desk.window.go(Place("new_referral"))
    desk.window.go(Place("today"))
    assert asked == []
    desk.window.go(Place("new_referral"))
    desk.pages["new_referral"].lost = "The referral is not saved."
    assert not desk.window.go(Place("today"))
    assert desk.window.rail.button("referrals").isChecked()
    assert desk.window.go(Place("today"))
    assert asked == ["The referral is not saved."] * 2


def test_a_form_that_keeps_its_draft_asks_only_on_the_way_back(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(main_window, "ask", lambda *_words, danger: not danger)
    desk.window.go(Place("new_referral"))
    form = desk.pages["new_referral"]
    form.kept, form.lost = True, "The referral is not saved."
    assert desk.window.go(Place("today"))
    assert desk.window.go(Place("new_referral"))
    desk.window.back()
    assert desk.window.place == Place("new_referral")
    form.discard()


def test_an_unknown_place_is_a_mistake_of_ours(desk: Desk) -> None:
    with pytest.raises(KeyError):
        desk.window.go(Place("nowhere"))


def test_save_and_print_are_those_of_the_page_in_view(qtbot: QtBot, desk: Desk) -> None:
    page = desk.pages["today"]
    page.log.clear()
    desk.key(qtbot, Qt.Key.Key_Return, CTRL)
    desk.key(qtbot, Qt.Key.Key_P, CTRL)
    assert page.log == ["printed"]
    page.lost = "something"
    page.state_changed.emit()
    desk.key(qtbot, Qt.Key.Key_Return, CTRL)
    desk.key(qtbot, Qt.Key.Key_Enter, CTRL)
    assert page.log == ["printed", "saved", "saved"]
    page.discard()


def test_the_page_in_view_hears_of_a_change_at_once_and_the_others_when_they_come_into_view(desk: Desk) -> None:
    desk.window.go(Place("clients"))
    today, clients = desk.pages["today"], desk.pages["clients"]
    today.log.clear()
    clients.log.clear()
    desk.bus.publish(ChangeSet.of(client=3))
    desk.bus.publish(ChangeSet.of(referral=12))
    assert len(clients.log) == 2
    assert today.log == []
    desk.window.go(Place("today"))
    place, changes = today.log
    assert place == Place("today")
    assert isinstance(changes, ChangeSet)
    assert changes.touches_record(Kind.CLIENT, 3)
    assert changes.touches_record(Kind.REFERRAL, 12)


def test_control_k_finds_people_and_commands(qtbot: QtBot, desk: Desk) -> None:
    def find(text: str, deliver: Callable[[Sequence[Suggestion[Place]]], None]) -> None:
        deliver([Suggestion(Place("clients", client=3), "見本 花子")] if text == "mihon" else [])

    desk.window.set_finder(find)
    desk.key(qtbot, Qt.Key.Key_K, CTRL)
    search = desk.window.header.search
    assert search.hasFocus()
    qtbot.keyClicks(search, "mihon")
    qtbot.keyClick(search, Qt.Key.Key_Return)
    assert desk.window.place == Place("clients", client=3)
    assert search.text() == ""
    desk.key(qtbot, Qt.Key.Key_K, CTRL)
    qtbot.keyClicks(search, "tally")
    qtbot.keyClick(search, Qt.Key.Key_Return)
    assert desk.window.place == Place("tally")


def test_esc_closes_the_list_before_it_goes_back(qtbot: QtBot, desk: Desk) -> None:
    desk.window.go(Place("clients"))
    desk.key(qtbot, Qt.Key.Key_K, CTRL)
    search = desk.window.header.search
    qtbot.keyClicks(search, "tally")
    assert search.list.isVisible()
    qtbot.keyClick(search, Qt.Key.Key_Escape)
    assert not search.list.isVisible()
    assert desk.window.place == Place("clients")
    qtbot.keyClick(search, Qt.Key.Key_Escape)
    assert desk.window.place == Place("today")


def test_no_shortcut_takes_a_key_from_the_input_method(qtbot: QtBot, desk: Desk) -> None:
    desk.window.go(Place("clients"))
    field = desk.pages["clients"].field
    assert field.hasFocus()
    QApplication.sendEvent(field, QInputMethodEvent("みほ", []))
    qtbot.keyClick(field, Qt.Key.Key_Escape)
    qtbot.keyClick(field, Qt.Key.Key_2, CTRL)
    assert desk.window.place == Place("clients")
    QApplication.sendEvent(field, QInputMethodEvent("", []))
    qtbot.keyClick(field, Qt.Key.Key_Escape)
    assert desk.window.place == Place("today")


def test_no_action_without_a_function_is_in_the_menu(qtbot: QtBot, desk: Desk) -> None:
    desk.window.header.menu_button.menu().aboutToShow.emit()
    menu = desk.window.header.menu_button.menu()
    assert isinstance(menu, QMenu)
    names = {action.objectName() for action in menu.actions() if not action.isSeparator()}
    assert names == {spec.id for spec, _action in desk.window.actions_registry.bound()}
    assert "new_referral" not in names
    desk.window.actions_registry.bind("new_referral", lambda: None)
    menu.aboutToShow.emit()
    assert "new_referral" in {action.objectName() for action in menu.actions()}


def test_an_action_is_bound_once(desk: Desk) -> None:
    with pytest.raises(ValueError, match="bound already"):
        desk.window.actions_registry.bind("find", lambda: None)


def test_no_two_actions_share_a_key() -> None:
    keys = [key for spec in SPECS for key in spec.keys]
    assert len(keys) == len(set(keys))


@pytest.mark.parametrize(("keys", "words"), [("Ctrl+Return", "Ctrl Enter"), ("Ctrl++", "Ctrl +"), ("F1", "F1")])
def test_keys_are_written_as_on_the_keyboard(qtbot: QtBot, keys: str, words: str) -> None:
    assert shown_keys(keys) == words
    assert Actions.keys is not None


def test_what_was_saved_can_be_undone_by_key_for_a_while(qtbot: QtBot, desk: Desk) -> None:
    undone: list[bool] = []
    assert not desk.window.actions_registry.action("undo").isEnabled()
    desk.window.saved("Saved.", lambda: undone.append(True))
    assert desk.window.actions_registry.action("undo").isEnabled()
    desk.window.actions_registry.action("undo").trigger()
    assert undone == [True]
    assert not desk.window.actions_registry.action("undo").isEnabled()


def test_a_fault_of_the_surroundings_is_told_in_a_panel(qtbot: QtBot, desk: Desk) -> None:
    def work(_work: Work) -> None:
        raise NotFound(message("The folder is full."))

    desk.tasks.run(TaskKind.READ, work, lambda _done: None)
    qtbot.waitUntil(lambda: desk.window.told == "The folder is full.")
    desk.window.tell("")
    assert desk.window.told == ""


def test_a_defect_opens_a_report(qtbot: QtBot, desk: Desk) -> None:
    def work(_work: Work) -> None:
        raise ZeroDivisionError

    desk.tasks.run(TaskKind.READ, work, lambda _done: None)
    qtbot.waitUntil(lambda: bool(desk.window.findChildren(DefectDialog)))
    for dialog in desk.window.findChildren(DefectDialog):
        dialog.close()


def test_f1_explains_the_page_and_its_keys(qtbot: QtBot, desk: Desk) -> None:
    desk.key(qtbot, Qt.Key.Key_F1)
    dialogs = desk.window.findChildren(HelpDialog)
    assert [dialog.windowTitle() for dialog in dialogs] == ["Explanation: today"]
    dialogs[0].close()


def test_zoom_keys_work_and_are_remembered(qtbot: QtBot, desk: Desk, theme: Theme) -> None:
    desk.key(qtbot, Qt.Key.Key_Plus, CTRL)
    assert theme.zoom == 110
    assert desk.settings.value("zoom") == 110
    desk.key(qtbot, Qt.Key.Key_Minus, CTRL)
    desk.key(qtbot, Qt.Key.Key_Minus, CTRL)
    assert theme.zoom == 90
    desk.key(qtbot, Qt.Key.Key_0, CTRL)
    assert theme.zoom == 100


@pytest.mark.parametrize("language", Language)
def test_the_window_fits_an_office_screen_at_twice_the_size(desk: Desk, theme: Theme, language: Language) -> None:
    set_language(language)
    theme.set_zoom(200)
    desk.window.resize(1366, 768)
    QApplication.sendPostedEvents()
    assert desk.window.minimumSizeHint().width() <= 1366
    assert desk.window.minimumSizeHint().height() <= 768
    assert desk.window.rail.width() <= px(4)


def test_what_waits_is_said_on_the_rail(desk: Desk) -> None:
    desk.window.set_count("today", 5)
    assert desk.window.rail.button("today").accessibleName() == "Today 5 overdue"


def test_the_window_comes_back_in_its_size(qtbot: QtBot, desk: Desk, theme: Theme) -> None:
    desk.window.resize(760, 640)  # smaller than the screen of the tests
    desk.window.close()
    again = MainWindow(theme, Tasks(desk.window), ChangeBus(), desk.settings)
    qtbot.addWidget(again)
    assert again.size() == QSize(760, 640)


def test_closing_waits_for_a_begun_save(qtbot: QtBot, desk: Desk) -> None:
    begun, written = threading.Event(), threading.Event()

    def work(_work: Work) -> None:
        begun.set()
        threading.Event().wait(0.02)
        written.set()

    desk.tasks.run(TaskKind.WRITE, work, lambda _done: None)
    assert begun.wait(5)
    desk.window.close()
    assert written.is_set()


def test_closing_a_form_at_work_asks(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(main_window, "ask", lambda *_words, danger: not danger)
    desk.pages["today"].lost = "The referral is not saved."
    assert not desk.window.close()
    assert desk.window.isVisible()
    desk.pages["today"].discard()


def test_qts_own_words_are_japanese_in_a_japanese_window(qapp: QApplication) -> None:
    translator = app.qt_words()
    assert translator is not None
    assert translator.translate("QPlatformTheme", "Cancel") == "キャンセル"


def test_question_boxes_never_read_a_name_as_markup(qtbot: QtBot) -> None:
    from referral_desk.ui.dialogs.telling import plain_box

    box = plain_box(None, QMessageBox.Icon.Question, "title", "<b>見本</b>")
    qtbot.addWidget(box)
    assert box.textFormat() is Qt.TextFormat.PlainText
