"""The building blocks: keys, words for screen readers, names shown as typed."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import pytest
from PySide6.QtCore import QAbstractItemModel, Qt
from PySide6.QtGui import QImage, QInputMethodEvent
from PySide6.QtPrintSupport import QPrinter
from PySide6.QtTest import QAbstractItemModelTester
from PySide6.QtWidgets import QApplication, QLineEdit, QWidget
from pytestqt.qtbot import QtBot

from referral_desk.domain.calendar import PartialDate
from referral_desk.domain.errors import NotAllowed, NotFound, Problem, Rejected
from referral_desk.domain.messages import message
from referral_desk.ui import printing
from referral_desk.ui.dialogs.telling import defect_report, in_words
from referral_desk.ui.forms.fields import DropDown
from referral_desk.ui.look import px
from referral_desk.ui.printing import PrintingFailed, SpoolJob, spool, spool_job
from referral_desk.ui.tasks import Tasks
from referral_desk.ui.widgets.buttons import Button
from referral_desk.ui.widgets.cards import EmptyState, RowCard, WarningPanel
from referral_desk.ui.widgets.date_field import DateField
from referral_desk.ui.widgets.form import Form, NoteField
from referral_desk.ui.widgets.handoff_badge import HandoffBadge, Warmness
from referral_desk.ui.widgets.layouts import boxed, column
from referral_desk.ui.widgets.pdf_preview import PdfPreview, save_bytes
from referral_desk.ui.widgets.record_table import Column, RecordTable, RecordTableModel
from referral_desk.ui.widgets.suggestion_list import Suggestion
from referral_desk.ui.widgets.text import Label, digit_width, figures_width
from referral_desk.ui.widgets.toast import UndoBar
from referral_desk.ui.widgets.toggle_chips import Choice, ToggleChips
from referral_desk.ui.widgets.type_ahead import TypeAheadField

pytestmark = pytest.mark.usefixtures("theme", "_english")

TODAY = date(2026, 11, 23)
PEOPLE = ("見本 花子", "例田 一朗", "雛形 陽")


_open: list[QWidget] = []


@pytest.fixture(autouse=True)
def _windows() -> Iterator[None]:
    """Keep windows alive while their test runs; qtbot remembers them weakly."""
    yield
    _open.clear()


def shown(qtbot: QtBot, *widgets: QWidget) -> QWidget:
    window = boxed(column(*widgets))
    _open.append(window)
    qtbot.addWidget(window)
    window.resize(700, 500)
    window.show()
    window.activateWindow()
    qtbot.waitUntil(window.isActiveWindow)
    return window


# --- names are text, never markup ---------------------------------------------------------------------------------


@pytest.mark.parametrize("wrap", [False, True])
def test_a_name_with_markup_is_shown_as_typed(qtbot: QtBot, wrap: bool) -> None:
    plain, marked = Label("&lt;b&gt;x", wrap=wrap), Label("<b>x</b>", wrap=wrap)
    qtbot.addWidget(plain)
    qtbot.addWidget(marked)
    assert marked.text() == "<b>x</b>"
    assert marked.sizeHint().width() > Label("x", wrap=wrap).sizeHint().width()


def test_an_ampersand_on_a_button_is_shown(qtbot: QtBot) -> None:
    button = Button("A & B")
    qtbot.addWidget(button)
    assert button.label == "A & B"
    assert button.text() == "A && B"


def test_every_digit_of_a_column_is_equally_wide(qapp: QApplication) -> None:
    font = qapp.font()
    assert figures_width(font, "111") == pytest.approx(3 * digit_width(font)) == figures_width(font, "888")


# --- the handoff badge --------------------------------------------------------------------------------------------


def test_the_badge_says_its_warmth_in_words(qtbot: QtBot) -> None:
    badge = HandoffBadge("同席電話", Warmness.WARM)
    qtbot.addWidget(badge)
    assert badge.accessibleName() == "Warm handoff: 同席電話"
    badge.show_handoff("文書のみ", Warmness.COLD)
    assert badge.accessibleName() == "Not warm: 文書のみ"


def test_warm_and_cold_differ_in_black_and_white(qtbot: QtBot) -> None:
    def ink(state: Warmness) -> int:
        badge = HandoffBadge("x", state)
        qtbot.addWidget(badge)
        image = QImage(badge.sizeHint(), QImage.Format.Format_Grayscale8)
        image.fill(255)
        badge.render(image)
        strip = [image.pixelColor(x, image.height() // 2).value() for x in range(px(0.5), px(1.5))]
        return sum(1 for value in strip if value < 190)

    assert ink(Warmness.WARM) > 2 * ink(Warmness.COLD)


# --- chips --------------------------------------------------------------------------------------------------------

CHANNELS = (Choice("telephone", "電話"), Choice("in_person", "対面"), Choice("letter", "文書"))


def test_a_number_key_toggles_its_chip_and_says_so(qtbot: QtBot) -> None:
    chips = ToggleChips(CHANNELS, name="Channel", exclusive=False)
    shown(qtbot, chips)
    chips.setFocus()
    with qtbot.waitSignal(chips.changed):
        qtbot.keyClick(QApplication.focusWidget(), "2")
    assert chips.chosen() == ("in_person",)
    qtbot.keyClick(QApplication.focusWidget(), "2")
    qtbot.keyClick(QApplication.focusWidget(), "3")
    assert chips.chosen() == ("letter",)


def test_numbers_can_go_on_from_the_row_before(qtbot: QtBot) -> None:
    chips = ToggleChips(CHANNELS, name="Channel", first_number=3)
    shown(qtbot, chips)
    chips.setFocus()
    qtbot.keyClick(QApplication.focusWidget(), "5")
    assert chips.value() == "letter"


def test_one_of_a_row_is_chosen_by_arrows_confirmed_and_then_taken_back_by_space(qtbot: QtBot) -> None:
    chips = ToggleChips(CHANNELS, name="Channel")
    shown(qtbot, chips)
    chips.setFocus()
    qtbot.keyClick(QApplication.focusWidget(), Qt.Key.Key_Right)
    assert chips.chosen() == ("in_person",)
    qtbot.keyClick(QApplication.focusWidget(), Qt.Key.Key_Left)
    assert chips.chosen() == ("telephone",)
    qtbot.keyClick(QApplication.focusWidget(), Qt.Key.Key_Space)
    assert chips.chosen() == ("telephone",), "Space after an arrow confirms, as in a list"
    qtbot.keyClick(QApplication.focusWidget(), Qt.Key.Key_Space)
    assert chips.value() is None


def test_a_row_that_keeps_one_cannot_be_emptied(qtbot: QtBot) -> None:
    chips = ToggleChips(CHANNELS, name="Channel", keep_one=True, chosen=["letter"])
    shown(qtbot, chips)
    with qtbot.assertNotEmitted(chips.changed):
        chips.chip("letter").click()
    assert chips.value() == "letter"
    chips.chip("telephone").click()
    assert chips.chosen() == ("telephone",)


def test_tab_passes_a_row_of_chips_in_one_step(qtbot: QtBot) -> None:
    before, chips, after = QLineEdit(), ToggleChips(CHANNELS, name="Channel", chosen=["in_person"]), QLineEdit()
    shown(qtbot, before, chips, after)
    before.setFocus()
    qtbot.keyClick(before, Qt.Key.Key_Tab)
    assert QApplication.focusWidget() is chips.chip("in_person")
    qtbot.keyClick(QApplication.focusWidget(), Qt.Key.Key_Tab)
    assert QApplication.focusWidget() is after


def test_tab_comes_to_chips_that_were_offered_later(qtbot: QtBot) -> None:
    before, chips, after = QLineEdit(), ToggleChips((), name="Channel"), QLineEdit()
    shown(qtbot, before, chips, after)
    chips.set_choices(CHANNELS)
    qtbot.waitUntil(chips.chip("telephone").isVisible)
    before.setFocus()
    qtbot.keyClick(before, Qt.Key.Key_Tab)
    assert QApplication.focusWidget() is chips.chip("telephone")
    chips.set_choices(CHANNELS[1:])
    qtbot.waitUntil(chips.chip("in_person").isVisible)
    before.setFocus()
    qtbot.keyClick(before, Qt.Key.Key_Tab)
    assert QApplication.focusWidget() is chips.chip("in_person")
    qtbot.keyClick(QApplication.focusWidget(), Qt.Key.Key_Tab)
    assert QApplication.focusWidget() is after


# --- finding while typing -----------------------------------------------------------------------------------------


def people(text: str, deliver: Callable[[Sequence[Suggestion[str]]], None]) -> None:
    deliver([Suggestion(name, name, "41") for name in PEOPLE if not text.isascii() or text.startswith("m")])


def test_typing_arrows_and_enter_choose_a_record(qtbot: QtBot) -> None:
    field: TypeAheadField[str] = TypeAheadField(people)
    shown(qtbot, field)
    field.setFocus()
    qtbot.keyClicks(field, "mi")
    assert field.list.isVisible()
    qtbot.keyClick(field, Qt.Key.Key_Down)
    with qtbot.waitSignal(field.chosen_changed) as told:
        qtbot.keyClick(field, Qt.Key.Key_Return)
    assert told.args[0].value == "例田 一朗"
    assert field.text() == "例田 一朗"
    assert field.accessibleDescription() == "41"
    assert not field.list.isVisible()


def test_suggestions_are_wide_enough_for_the_number_at_their_end(qtbot: QtBot) -> None:
    row = Suggestion("a", "見本 花子", "ミホン ハナコ 昭和60年4月12日(41歳) No.00257", icon="people")
    field: TypeAheadField[str] = TypeAheadField(lambda _text, deliver: deliver([row]))
    field.setMaximumWidth(px(12))
    window = shown(qtbot, field)
    window.resize(px(60), px(30))
    field.setFocus()
    qtbot.keyClicks(field, "m")
    qtbot.waitUntil(lambda: field.list.isVisible() and bool(field.list.rows))
    words = field.list.fontMetrics().horizontalAdvance(row.main) + field.list.fontMetrics().horizontalAdvance(
        row.secondary
    )
    assert field.list.width() > 0.88 * words + px(1.15)


def test_a_drop_down_shows_all_its_entries_and_scrolls_many(qtbot: QtBot) -> None:
    few, many = DropDown(), DropDown()
    few.addItems(["不明", "男", "女", "その他"])
    many.addItems([f"{number}" for number in range(30)])
    shown(qtbot, few, many)
    for box, cut in ((few, False), (many, True)):
        box.showPopup()
        qtbot.waitUntil(box.view().isVisible)
        last = box.view().visualRect(box.model().index(min(box.count(), 14) - 1, 0))
        assert last.bottom() <= box.view().viewport().height()
        assert (box.view().verticalScrollBar().maximum() > 0) is cut
        box.hidePopup()


def test_backspace_opens_a_chosen_field_again(qtbot: QtBot) -> None:
    field: TypeAheadField[str] = TypeAheadField(people)
    shown(qtbot, field)
    field.choose(Suggestion("見本 花子", "見本 花子"))
    field.setFocus()
    with qtbot.waitSignal(field.chosen_changed) as told:
        qtbot.keyClick(field, Qt.Key.Key_Backspace)
    assert told.args[0] is None
    assert field.list.isVisible()
    assert field.selectedText() == "見本 花子"


def test_kana_under_conversion_are_searched_for_and_enter_stays_with_the_input_method(qtbot: QtBot) -> None:
    asked: list[str] = []

    def provider(text: str, deliver: Callable[[Sequence[Suggestion[str]]], None]) -> None:
        asked.append(text)
        people(text, deliver)

    field: TypeAheadField[str] = TypeAheadField(provider)
    shown(qtbot, field)
    field.setFocus()
    QApplication.sendEvent(field, QInputMethodEvent("みほ", []))
    assert asked[-1] == "みほ"
    assert field.list.isVisible()
    qtbot.keyClick(field, Qt.Key.Key_Return)
    assert field.chosen is None
    done = QInputMethodEvent("", [])
    done.setCommitString("みほん")
    QApplication.sendEvent(field, done)
    assert asked[-1] == "みほん"
    qtbot.keyClick(field, Qt.Key.Key_Return)
    assert field.chosen is not None


def test_an_answer_to_older_text_is_dropped(qtbot: QtBot) -> None:
    waiting: list[Callable[[Sequence[Suggestion[str]]], None]] = []
    field: TypeAheadField[str] = TypeAheadField(lambda _text, deliver: waiting.append(deliver))
    shown(qtbot, field)
    field.setFocus()
    qtbot.keyClicks(field, "mi")
    waiting[1]([Suggestion("new", "new")])
    waiting[0]([Suggestion("old", "old")])
    assert [row.value for row in field.list.rows] == ["new"]


def test_a_search_that_finds_nothing_says_so(qtbot: QtBot) -> None:
    field: TypeAheadField[str] = TypeAheadField(people, nothing="Nobody of that name.")
    shown(qtbot, field)
    field.setFocus()
    qtbot.keyClicks(field, "zz")
    assert field.list.isVisible()
    assert field.list.rows == ()


# --- dates --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("typed", "day"),
    [
        ("R8.11.25", date(2026, 11, 25)),
        ("令和8年11月25日", date(2026, 11, 25)),
        ("２０２６－１１－２５", date(2026, 11, 25)),
        ("11/25", date(2026, 11, 25)),
        ("11/20", date(2027, 11, 20)),
        ("2/29", date(2028, 2, 29)),
        ("+7", date(2026, 11, 30)),
        ("－1", date(2026, 11, 22)),
        ("今日", TODAY),
        ("tomorrow", date(2026, 11, 24)),
        ("2026", None),
        ("2/30", None),
        ("soon", None),
    ],
)
def test_a_date_field_reads_what_people_write(qtbot: QtBot, typed: str, day: date | None) -> None:
    field = DateField(today=lambda: TODAY, ahead=True)
    qtbot.addWidget(field)
    field.setText(typed)
    field.textEdited.emit(typed)
    assert field.day == day
    assert (field.problem is None) == (day is not None)


def test_a_date_behind_is_the_last_such_day(qtbot: QtBot) -> None:
    field = DateField(today=lambda: TODAY)
    qtbot.addWidget(field)
    field.textEdited.emit("11/25")
    assert field.day == date(2025, 11, 25)


def test_up_and_down_go_by_a_day(qtbot: QtBot) -> None:
    field = DateField(today=lambda: TODAY)
    shown(qtbot, field)
    field.setFocus()
    qtbot.keyClick(field, Qt.Key.Key_Up)
    assert field.day == TODAY
    qtbot.keyClick(field, Qt.Key.Key_Up)
    assert field.day == date(2026, 11, 24)
    assert field.text() == "Tue 24 Nov 2026"


def test_leaving_a_date_field_writes_the_date_out_with_its_weekday(qtbot: QtBot) -> None:
    field, other = DateField(today=lambda: TODAY), QLineEdit()
    shown(qtbot, field, other)
    field.setFocus()
    qtbot.keyClicks(field, "R8.11.25")
    other.setFocus()
    assert field.text() == "Wed 25 Nov 2026"


def test_a_birth_year_alone_is_kept_as_a_year_where_that_is_allowed(qtbot: QtBot) -> None:
    field = DateField(today=lambda: TODAY, partial=True)
    qtbot.addWidget(field)
    field.textEdited.emit("S55")
    assert field.value == PartialDate(date(1980, 1, 1), exact=False)
    field.set_day(field.value)
    assert field.text() == "1980"


# --- forms --------------------------------------------------------------------------------------------------------


def test_a_problem_stands_under_its_field_and_the_first_one_gets_the_cursor(qtbot: QtBot) -> None:
    form, name, kana = Form(), QLineEdit(), QLineEdit()
    form.add_row("name", "Name", name, required=True)
    form.add_row("kana", "Kana", kana, hint="in katakana")
    shown(qtbot, form)
    rest = form.show_problems(
        [
            Problem("kana", message("Give the kana.")),
            Problem("", message("Not both.")),
            Problem("kana", message("Short.")),
        ]
    )
    assert form.row("kana").error == "Give the kana. Short."
    assert form.row("name").error == ""
    assert kana.hasFocus()
    assert kana.accessibleDescription() == "Give the kana. Short. in katakana"
    assert [problem.field for problem in rest] == [""]
    form.clear_problems()
    assert form.row("kana").error == ""
    assert name.accessibleName() == "Name (required)"


def test_a_problem_goes_away_when_its_field_is_changed(qtbot: QtBot) -> None:
    form, name, chips, note = Form(), QLineEdit(), ToggleChips(CHANNELS, name="Channel"), NoteField()
    form.add_row("name", "Name", name)
    form.add_row("channel", "Channel", chips)
    form.add_row("note", "Note", note)
    shown(qtbot, form)
    form.show_problems([Problem(each, message("Wrong.")) for each in ("name", "channel", "note")])
    qtbot.keyClicks(name, "a")
    assert [form.row(each).error for each in ("name", "channel", "note")] == ["", "Wrong.", "Wrong."]
    chips.chip("letter").click()
    note.setPlainText("b")
    assert [form.row(each).error for each in ("name", "channel", "note")] == ["", "", ""]


def test_tab_leaves_a_note_and_the_note_grows_with_its_text(qtbot: QtBot) -> None:
    note, after = NoteField(lines=2), QLineEdit()
    shown(qtbot, note, after)
    low = note.sizeHint().height()
    note.setPlainText("一\n二\n三\n四")
    assert note.sizeHint().height() > low
    note.setFocus()
    qtbot.keyClick(note, Qt.Key.Key_Tab)
    assert after.hasFocus()


# --- tables -------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Row:
    name: str
    kana: str
    count: int


ROWS = (
    Row("見本 花子", "ミホン ハナコ", 9),
    Row("例田 一朗", "レイタ イチロウ", 114),
    Row("雛形 陽", "ヒナガタ ヨウ", 11),
)
COLUMNS: tuple[Column[Row], ...] = (
    Column("name", "Name", lambda row: row.name, lambda row: row.kana, over=lambda row: row.kana, stretch=True),
    Column("count", "Number", lambda row: str(row.count), lambda row: row.count, figure=True, link=True),
)


def test_the_table_model_keeps_qts_rules(qtbot: QtBot) -> None:
    model: RecordTableModel[Row] = RecordTableModel(COLUMNS, ROWS)
    abstract: QAbstractItemModel = model
    tester = QAbstractItemModelTester(abstract, QAbstractItemModelTester.FailureReportingMode.Fatal)
    model.sort(1, Qt.SortOrder.DescendingOrder)
    model.set_rows(ROWS[:2])
    model.set_rows(())
    assert tester.model() is model


def test_rows_sort_by_value_and_by_kana(qtbot: QtBot) -> None:
    model: RecordTableModel[Row] = RecordTableModel(COLUMNS, ROWS)
    model.sort(1)
    assert [row.count for row in model.rows] == [9, 11, 114]
    model.sort(0)
    assert [row.kana[0] for row in model.rows] == ["ヒ", "ミ", "レ"]
    model.set_rows(ROWS[::-1])
    assert [row.kana[0] for row in model.rows] == ["ヒ", "ミ", "レ"]


def test_the_cursor_stays_on_its_record_when_the_table_is_sorted(qtbot: QtBot) -> None:
    table: RecordTable[Row] = RecordTable(COLUMNS, name="Clients")
    qtbot.addWidget(table)
    table.set_rows(ROWS)
    table.selectRow(1)
    table.records.sort(1)
    assert table.current() == ROWS[1]


def test_enter_opens_a_row_and_a_figure_opens_its_cell(qtbot: QtBot) -> None:
    table: RecordTable[Row] = RecordTable(COLUMNS, name="Clients", cells=True)
    shown(qtbot, table)
    table.set_rows(ROWS)
    table.setCurrentIndex(table.records.index(1, 0))
    with qtbot.waitSignal(table.opened) as opened:
        qtbot.keyClick(table, Qt.Key.Key_Return)
    assert opened.args == [ROWS[1]]
    table.setCurrentIndex(table.records.index(1, 1))
    with qtbot.waitSignal(table.cell_opened) as cell:
        qtbot.keyClick(table, Qt.Key.Key_Space)
    assert cell.args == [ROWS[1], "count"]


def test_a_cell_says_its_column_to_a_screen_reader(qtbot: QtBot) -> None:
    model: RecordTableModel[Row] = RecordTableModel(COLUMNS, ROWS)
    role = int(Qt.ItemDataRole.AccessibleTextRole)
    assert model.data(model.index(0, 0), role) == "Name: 見本 花子 ミホン ハナコ"


# --- cards, bars, words after a save ------------------------------------------------------------------------------


def test_a_warning_without_words_is_hidden_and_opens_no_window(qtbot: QtBot) -> None:
    panel = WarningPanel("open referral")
    assert not panel.isVisible()
    window = shown(qtbot, panel)
    assert panel.isVisible()
    panel.set_text("")
    assert not panel.isVisible()
    assert window.isActiveWindow()


def test_an_empty_place_offers_the_first_step(qtbot: QtBot) -> None:
    pressed: list[bool] = []
    empty = EmptyState("No referral yet", "Choose a client.", "New referral", lambda: pressed.append(True))
    shown(qtbot, empty)
    assert empty.button is not None
    qtbot.mouseClick(empty.button, Qt.MouseButton.LeftButton)
    assert pressed == [True]


def test_rows_of_a_card_can_be_taken_out(qtbot: QtBot) -> None:
    card = RowCard(Label("one"), Label("two"))
    qtbot.addWidget(card)
    assert len(card.rows) == 2
    card.clear()
    card.add_row(Label("left"), Label("right"))
    assert len(card.rows) == 1


def test_undo_runs_once_and_takes_the_bar_away(qtbot: QtBot) -> None:
    host = QWidget()
    qtbot.addWidget(host)
    host.resize(600, 300)
    host.show()
    bar = UndoBar(host)
    undone: list[bool] = []
    bar.show_message("Saved.", lambda: undone.append(True))
    assert bar.isVisible()
    assert bar.can_undo
    bar.undo()
    bar.undo()
    assert undone == [True]
    assert not bar.isVisible()


# --- paper --------------------------------------------------------------------------------------------------------


def test_a_pdf_is_shown_from_memory_and_turned(qtbot: QtBot, tasks: Tasks, two_pages: bytes) -> None:
    preview = PdfPreview(tasks, title="Letter")
    shown(qtbot, preview)
    preview.show_pdf(two_pages)
    assert preview.page_count == 2
    preview.turn(5)
    preview.zoom_by(2)
    preview.fit_width()
    preview.show_pdf(b"")
    assert preview.page_count == 0


def test_bytes_that_are_no_pdf_are_told(qtbot: QtBot, tasks: Tasks) -> None:
    preview = PdfPreview(tasks)
    qtbot.addWidget(preview)
    preview.show_pdf(b"not a pdf")
    assert preview.page_count == 0
    assert preview.problem == "This document cannot be shown."


def test_a_file_is_written_whole_or_not_at_all(tmp_path: Path) -> None:
    assert save_bytes(str(tmp_path / "letter.pdf"), b"%PDF")
    assert (tmp_path / "letter.pdf").read_bytes() == b"%PDF"
    assert not save_bytes(str(tmp_path / "missing" / "letter.pdf"), b"%PDF")


def test_the_dialogs_choices_reach_the_spooler(qtbot: QtBot, monkeypatch: pytest.MonkeyPatch) -> None:
    printer = QPrinter()
    printer.setCopyCount(2)
    printer.setFromTo(1, 2)
    monkeypatch.setattr(QPrinter, "duplex", lambda _self: QPrinter.DuplexMode.DuplexLongSide)
    job = spool_job(printer, "Letter")
    assert (job.copies, job.pages, job.sides) == (2, "1-2", "two-sided-long-edge")
    command = SpoolJob("-o evil", 1, "", "one-sided", "Letter").command("lp")
    assert command[:3] == ["lp", "-d", "-o evil"]
    assert command[-2:] == ["--", "-"]


def test_a_spooler_that_does_not_answer_is_not_waited_for_without_end(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(printing, "SPOOLER_SECONDS", 0.05)
    with pytest.raises(PrintingFailed, match="did not answer"):
        spool(["sleep", "60"], b"")


def test_a_spooler_that_refuses_is_told_in_its_own_words() -> None:
    with pytest.raises(PrintingFailed) as refused:
        spool(["sh", "-c", "echo no such printer >&2; exit 1"], b"")
    assert in_words(refused.value) == "The printer did not take the document: no such printer"


# --- what goes wrong ----------------------------------------------------------------------------------------------


def test_expected_faults_are_told_in_words_and_defects_are_not() -> None:
    assert in_words(NotFound(message("No client {number}.", number=7))) == "No client 7."
    assert in_words(NotAllowed(message("Not yours."))) == "Not yours."
    assert in_words(Rejected([Problem("a", message("One.")), Problem("b", message("Two."))])) == "One.\nTwo."
    assert in_words(ValueError("x")) == ""


def test_a_defect_report_holds_no_value_of_the_program() -> None:
    name = "見本 花子"
    try:
        try:
            raise ValueError(name)
        except ValueError as error:
            raise RuntimeError(f"while saving {name}") from error
    except RuntimeError as error:
        report = defect_report(error)
    assert name not in report
    assert "builtins.ValueError" in report
    assert "test_widgets.py" in report


@pytest.mark.parametrize("key", [Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space])
def test_enter_and_space_press_the_button_that_has_the_focus(qtbot: QtBot, key: Qt.Key) -> None:
    pressed: list[str] = []
    button = Button("つなぐ", lambda: pressed.append("pressed"))
    qtbot.addWidget(button)
    button.show()
    qtbot.keyClick(button, key)
    assert pressed == ["pressed"]
