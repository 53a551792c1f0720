"""The centre's own wording of letters in the window: the list, the editor, its preview, its versions."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from unittest.mock import patch

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QPlainTextEdit
from pytestqt.qtbot import QtBot

from referral_desk.domain.access import Role
from referral_desk.domain.codes import ConsentKind
from referral_desk.domain.documents.letter_fields import LetterField
from referral_desk.domain.documents.letter_versions import KnownWording
from referral_desk.domain.documents.letter_wording import ITEM_CODES, ITEMS, LABEL_OF, MUST_ITEMS, RULES, Part
from referral_desk.i18n import Language
from referral_desk.services import letter_wordings
from referral_desk.services.centre import Centre
from referral_desk.ui.backup_watch import BackupWatch
from referral_desk.ui.change_bus import ChangeBus
from referral_desk.ui.dialogs import letter_wording as editor_module
from referral_desk.ui.dialogs.letter_wording import LetterWordingDialog
from referral_desk.ui.dialogs.letter_wordings import LetterWordingsDialog
from referral_desk.ui.forms.wording_presenter import NOTE, View, WordingPresenter
from referral_desk.ui.pages.administration import AdministrationPage
from referral_desk.ui.tasks import Tasks
from referral_desk.ui.workplace import Workplace
from tests.ui.record_pages import Said, fill

pytestmark = pytest.mark.usefixtures("theme")

JA = Language.JA
OFFICE = "welfare_office"


@pytest.fixture
def work(tasks: Tasks, centre: Centre) -> Workplace:
    return Workplace(centre, tasks, ChangeBus(), Said())


@pytest.fixture
def known(centre: Centre) -> KnownWording:
    return letter_wordings.known(centre, OFFICE, JA)


Open = Callable[[KnownWording], LetterWordingDialog]


@pytest.fixture
def opened(qtbot: QtBot, work: Workplace) -> Open:
    """Opens the editor; it has been closed by itself when something was saved."""

    def open_editor(known: KnownWording) -> LetterWordingDialog:
        dialog = LetterWordingDialog(work, known, saved=lambda _known: None)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose, on=False)
        qtbot.addWidget(dialog, before_close_func=lambda each: each.presenter.put(each.presenter._first))
        dialog.show()
        qtbot.waitUntil(lambda: work.tasks.idle)
        return dialog

    return open_editor


def write(dialog: LetterWordingDialog, key: str, text: str) -> None:
    field = dialog.texts.field(key)
    if isinstance(field, QPlainTextEdit):
        field.setPlainText(text)
    else:
        fill(field, text)


def look(qtbot: QtBot, dialog: LetterWordingDialog) -> bytes:
    """Let the pause after the last key be over."""
    dialog.make_preview()
    qtbot.waitUntil(lambda: dialog.work.tasks.idle)
    return dialog.preview.pdf


# --- the presenter --------------------------------------------------------------------------------------------------


def test_a_text_is_compared_with_the_shipped_one(known: KnownWording) -> None:
    presenter = WordingPresenter(known)
    assert presenter.shipped_text("main") is None
    presenter.put_text("main", "架空の文です。")
    assert presenter.shipped_text("main") == known.without.text("main")
    presenter.put_text("main", f" {known.without.text('main')}\n")
    assert presenter.shipped_text("main") is None


def test_the_example_follows_the_cursor_only_where_it_shows_another_sentence(known: KnownWording) -> None:
    presenter = WordingPresenter(known)
    assert not presenter.look_at("main")
    assert presenter.look_at("happened.accompanied")
    assert presenter.shown.handoff == "accompanied"
    assert not presenter.look_at("handoff.accompanied")
    assert presenter.look_at("consent.written")
    assert presenter.shown.consent is ConsentKind.WRITTEN


def test_the_fields_offered_are_those_that_the_text_may_hold(known: KnownWording) -> None:
    presenter = WordingPresenter(known)
    assert LetterField.CLIENT not in presenter.fields("subject")
    assert LetterField.CLIENT in presenter.fields("main")
    assert {LetterField.WHEN, LetterField.RECEIVER} <= set(presenter.fields("handoff.accompanied"))
    assert presenter.fields("labels.client") == presenter.fields("") == ()


def test_items_are_put_in_at_the_end_taken_out_and_moved(known: KnownWording) -> None:
    presenter = WordingPresenter(known)
    presenter.turn_item("medical")
    assert [line.code for line in presenter.items() if not line.number] == ["medical"]
    presenter.turn_item("medical")
    assert presenter.wording.items[-1] == "medical"
    presenter.move_item("medical", -1)
    assert presenter.wording.items[-2] == "medical"
    presenter.move_item("client", -1)
    presenter.move_item("next", 1)
    assert presenter.wording.items[0] == "client"
    assert {line.code for line in presenter.items() if line.must} == MUST_ITEMS
    assert {line.code for line in presenter.items()} == set(ITEM_CODES)


def test_a_long_note_is_a_problem_of_the_note(known: KnownWording) -> None:
    presenter = WordingPresenter(known)
    presenter.put_note("あ" * 201)
    assert [problem.field for problem in presenter.problems()] == [NOTE]


def test_the_versions_end_with_the_shipped_text(centre: Centre, known: KnownWording) -> None:
    assert [(line.number, line.now) for line in WordingPresenter(known).versions()] == [(0, True)]
    own = letter_wordings.save(centre, OFFICE, JA, known.draft.with_text("end", ""), number=0).record
    assert [(line.number, line.now) for line in WordingPresenter(own).versions()] == [(1, True), (0, False)]


def test_a_wording_that_changed_while_the_form_was_kept_is_not_written_over(
    centre: Centre, known: KnownWording
) -> None:
    presenter = WordingPresenter(known)
    presenter.put_text("main", "架空の文です。")
    kept = presenter.content()
    own = letter_wordings.save(centre, OFFICE, JA, known.draft.with_text("end", ""), number=0).record
    later = WordingPresenter(own)
    assert kept is not None
    later.take(kept)
    assert later.outdated


# --- the editor -----------------------------------------------------------------------------------------------------


def test_every_text_has_its_field_in_one_of_the_parts(opened: Open, known: KnownWording) -> None:
    dialog = opened(known)
    for key in RULES:
        if key.startswith(LABEL_OF):
            dialog.items.choose(key.removeprefix(LABEL_OF))
            assert dialog.items.label.text() == known.draft.text(key)
        else:
            assert dialog.texts.field(key).accessibleName(), key


def test_what_is_typed_is_saved_and_the_window_closes(
    qtbot: QtBot, opened: Open, known: KnownWording, centre: Centre
) -> None:
    dialog = opened(known)
    write(dialog, "subject", "架空の件名について")
    write(dialog, "opening", "{センター名}です。")
    fill(dialog.note, "所長の指示")
    dialog.save()
    qtbot.waitUntil(lambda: not dialog.isVisible())
    stored = letter_wordings.known(centre, OFFICE, JA)
    assert (stored.draft.text("subject"), stored.draft.text("opening")) == ("架空の件名について", "{センター名}です。")
    assert (stored.number, stored.versions[0].note) == (1, "所長の指示")


def test_a_field_is_put_in_at_the_cursor_and_typing_goes_on_behind_it(opened: Open, known: KnownWording) -> None:
    dialog = opened(known)
    field = dialog.texts.field("subject")
    field.setText("への御紹介")
    field.setCursorPosition(0)
    field.setFocus()
    dialog.texts.looked_at.emit("subject")
    QTest.mouseClick(dialog.bar.buttons[LetterField.INSTITUTION], Qt.MouseButton.LeftButton)
    assert field.text() == dialog.presenter.wording.text("subject") == "{宛先名}への御紹介"
    assert field.cursorPosition() == len("{宛先名}")


def test_a_field_put_into_a_text_selected_whole_does_not_replace_it(opened: Open, known: KnownWording) -> None:
    dialog = opened(known)
    field = dialog.texts.field("subject")
    field.setText("御紹介について")
    field.selectAll()  # as the window, or Tab, leaves it
    dialog.texts.looked_at.emit("subject")
    QTest.mouseClick(dialog.bar.buttons[LetterField.INSTITUTION], Qt.MouseButton.LeftButton)
    assert field.text() == "御紹介について{宛先名}"


def test_the_bar_offers_what_fits_the_text(opened: Open, known: KnownWording) -> None:
    dialog = opened(known)
    dialog.texts.looked_at.emit("main")
    assert dialog.bar.buttons[LetterField.CLIENT].isVisible()
    assert not dialog.bar.buttons[LetterField.WHEN].isVisible()
    dialog.texts.looked_at.emit("you")
    assert not any(button.isVisible() for button in dialog.bar.buttons.values())
    dialog.show_view(View.VERSIONS)
    assert not dialog.bar.isVisible()


def test_a_problem_stands_under_its_text_and_the_preview_waits(qtbot: QtBot, opened: Open, known: KnownWording) -> None:
    dialog = opened(known)
    before = dialog.preview.pdf
    assert before.startswith(b"%PDF")
    write(dialog, "main", "{住所}の方です。")
    assert look(qtbot, dialog) == before
    row = dialog.texts.form(RULES["main"].part).row("main")
    assert "{住所}" in row.error
    write(dialog, "main", "{本人氏名}のことです。")
    assert look(qtbot, dialog) != before
    assert row.error == ""


def test_a_character_that_cannot_be_printed_is_told_under_its_text(
    qtbot: QtBot, opened: Open, known: KnownWording
) -> None:
    dialog = opened(known)
    write(dialog, "closing", "よろしく🏥")
    look(qtbot, dialog)
    assert "🏥" in dialog.texts.form(RULES["closing"].part).row("closing").error


def test_the_preview_shows_the_sentence_at_the_cursor(qtbot: QtBot, opened: Open, known: KnownWording) -> None:
    dialog = opened(known)
    before = dialog.preview.pdf
    dialog.texts.looked_at.emit("handoff.accompanied")
    assert look(qtbot, dialog) != before


def test_the_preview_stays_where_one_looks(qtbot: QtBot, opened: Open, known: KnownWording) -> None:
    dialog = opened(known)
    bar = dialog.preview.pages.verticalScrollBar()
    qtbot.waitUntil(lambda: bar.maximum() > 0)
    bar.setValue(bar.maximum() // 2)
    place = bar.value()
    write(dialog, "closing", "よろしくお願いします。")
    look(qtbot, dialog)
    assert abs(bar.value() - place) <= 1


def test_saving_goes_to_the_first_text_that_is_wrong(opened: Open, known: KnownWording) -> None:
    dialog = opened(known)
    write(dialog, "happened.not_yet", "これから")
    dialog.save()
    assert dialog.chips.value() == View.SENTENCES
    assert dialog.isVisible()
    assert dialog.texts.field("happened.not_yet").hasFocus()


def test_a_sentence_that_was_not_in_view_yet_is_told_too(qtbot: QtBot, opened: Open, known: KnownWording) -> None:
    dialog = opened(known)
    dialog.take(known.draft.with_text("happened.not_yet", "これから"))
    look(qtbot, dialog)
    row = dialog.texts.form(Part.SENTENCES).row("happened.not_yet")
    assert "{日時}" in row.error


def test_an_item_has_its_name_below_the_list(opened: Open, known: KnownWording) -> None:
    dialog = opened(known)
    dialog.items.choose("request")
    fill(dialog.items.label, "御依頼の内容")
    assert dialog.presenter.wording.text("labels.request") == "御依頼の内容"
    assert "お願いしたいこと" in dialog.items.label.accessibleDescription()
    assert [line.label for line in dialog.items.table.records.rows if line.code == "request"] == ["御依頼の内容"]


def test_a_blank_name_of_an_item_is_told_at_its_field_and_for_another_item_at_the_list(
    opened: Open, known: KnownWording
) -> None:
    dialog = opened(known)
    dialog.items.choose("request")
    fill(dialog.items.label, "")
    label, items = dialog.items_form.row("label"), dialog.items_form.row(ITEMS)
    assert label.error
    dialog.items.choose("client")
    assert not label.error
    assert "お願いしたいこと" in items.error
    dialog.save()
    assert dialog.items.code == "request"
    assert dialog.items.label.hasFocus()


def test_the_shipped_text_stands_under_a_text_that_differs(opened: Open, known: KnownWording) -> None:
    dialog = opened(known)
    field = dialog.texts.field("main")
    write(dialog, "main", "架空の文です。")
    assert known.without.text("main") in field.accessibleDescription()
    write(dialog, "main", known.without.text("main"))
    assert field.accessibleDescription() == ""


def test_an_item_that_must_stay_cannot_be_taken_out(opened: Open, known: KnownWording) -> None:
    dialog = opened(known)
    dialog.items.choose("client")
    assert not dialog.items.turn_button.isEnabled()
    dialog.items.choose("medical")
    dialog.items.turn_button.click()
    assert "medical" not in dialog.presenter.wording.items
    dialog.items.up_button.click()
    assert not dialog.items.up_button.isEnabled()
    dialog.items.turn_button.click()
    assert dialog.presenter.wording.items[-1] == "medical"


def test_an_item_without_the_must_is_told_at_the_items(opened: Open, known: KnownWording) -> None:
    dialog = opened(known)
    dialog.presenter.put_wording(replace(dialog.presenter.wording, items=("client", "request")))
    dialog.save()
    assert dialog.chips.value() == View.RECORD
    assert [problem.field for problem in dialog.presenter.problems()] == [ITEMS]


def test_an_earlier_version_comes_into_the_form_and_is_not_stored_by_that(
    opened: Open, known: KnownWording, centre: Centre
) -> None:
    first = letter_wordings.save(centre, OFFICE, JA, known.draft.with_text("main", "はじめ"), number=0).record
    own = letter_wordings.save(centre, OFFICE, JA, first.draft.with_text("main", "つぎ"), number=1).record
    dialog = opened(own)
    dialog.versions.table.setCurrentIndex(dialog.versions.table.records.index(1, 0))
    dialog.versions.take_button.click()
    field = dialog.texts.field("main")
    assert isinstance(field, QPlainTextEdit)
    assert field.toPlainText() == "はじめ"
    assert letter_wordings.known(centre, OFFICE, JA).number == 2


def test_the_shipped_text_is_taken_back_after_a_question(
    qtbot: QtBot, opened: Open, known: KnownWording, centre: Centre
) -> None:
    assert not opened(known).back_button.isEnabled()
    own = letter_wordings.save(centre, OFFICE, JA, known.draft.with_text("main", "はじめ"), number=0).record
    dialog = opened(own)
    with patch.object(editor_module, "ask", return_value=False):
        dialog.back_button.click()
    assert letter_wordings.known(centre, OFFICE, JA).own
    with patch.object(editor_module, "ask", return_value=True):
        dialog.back_button.click()
    qtbot.waitUntil(lambda: not dialog.isVisible())
    assert not letter_wordings.known(centre, OFFICE, JA).own


# --- the list -------------------------------------------------------------------------------------------------------


def test_the_list_shows_one_language_and_says_which_wording_is_the_centres_own(
    qtbot: QtBot, work: Workplace, known: KnownWording
) -> None:
    dialog = LetterWordingsDialog(work)
    dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose, on=False)
    qtbot.addWidget(dialog)
    dialog.show()
    qtbot.waitUntil(lambda: bool(dialog.table.records.rows))
    assert {row.language for row in dialog.table.records.rows} == {"ja"}
    saved = letter_wordings.save(work.centre, OFFICE, JA, known.draft.with_text("end", ""), number=0)
    work.publish(saved.changes)
    qtbot.waitUntil(lambda: work.tasks.idle)
    assert [row.template for row in dialog.table.records.rows if row.own] == [OFFICE]
    dialog.chips.set_chosen(["en"])
    dialog.chips.changed.emit()
    assert not [row for row in dialog.table.records.rows if row.own]


def test_enter_opens_the_editor_of_the_wording_under_the_cursor(qtbot: QtBot, work: Workplace) -> None:
    dialog = LetterWordingsDialog(work)
    dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose, on=False)
    qtbot.addWidget(dialog)
    dialog.show()
    qtbot.waitUntil(lambda: bool(dialog.table.records.rows))
    QTest.keyClick(dialog.table, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: work.tasks.idle and bool(dialog.findChildren(LetterWordingDialog)))
    (editor,) = dialog.findChildren(LetterWordingDialog)
    assert editor.presenter.known.template == OFFICE
    editor.reject()


@pytest.mark.parametrize(("role", "may"), [(Role.STAFF, False), (Role.MANAGER, True)])
def test_the_command_is_for_who_leads(qtbot: QtBot, work: Workplace, role: Role, may: bool) -> None:
    own = work.centre.settings
    work.centre.settings = replace(own, staff=tuple(replace(each, role=role) for each in own.staff))
    page = AdministrationPage(work, lambda: None, lambda: None, BackupWatch(work.centre, work.tasks, work.says))
    qtbot.addWidget(page)
    qtbot.waitUntil(lambda: work.tasks.idle)
    assert page.wording_button.isEnabled() is may
