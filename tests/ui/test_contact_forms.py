"""The forms of a contact: quick, long, in sections, and the correction of one that is stored."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from referral_desk.db.audit import utc_now
from referral_desk.domain.access import Role
from referral_desk.domain.codes import ContactService, SpokeWith
from referral_desk.domain.contact import Contact, draft_of
from referral_desk.domain.soap import Soap
from referral_desk.i18n import Language, set_language
from referral_desk.resources import code_book
from referral_desk.services import clients, contacts
from referral_desk.services.centre import Centre
from referral_desk.ui.contact_words import told
from referral_desk.ui.correction_words import differing_lines
from referral_desk.ui.dialogs.contact import ContactDialog
from referral_desk.ui.dialogs.contact_correction import ContactCorrectionDialog
from referral_desk.ui.forms.contact_presenter import ContactPresenter, CorrectionPresenter
from referral_desk.ui.pages.contact_opening import open_contact
from referral_desk.ui.tasks import Tasks
from referral_desk.ui.theme import Theme
from tests.making import TODAY, add_client, add_contact
from tests.ui.record_pages import Desk, fill, labels

CODES = code_book()
HOSTILE = "𠮷田<b>&「" + "あ" * 4_000
STORED = Contact(
    client_id=1, on=TODAY, service=ContactService.TELEPHONE, category="alcohol", id=7, version=1, staff_name="例田 一朗"
)


# --- the presenters, without a window -----------------------------------------------------------------------------


def presenter(note: str = "") -> ContactPresenter:
    made = ContactPresenter(1, CODES, TODAY)
    made.put(replace(made.draft, service=ContactService.TELEPHONE, category="alcohol", note=note))
    return made


@given(st.text(max_size=60))
def test_turning_any_note_into_sections_and_back_changes_nothing(note: str) -> None:
    made = presenter(note)
    made.write_in_sections(True)
    stored = made.contact()
    assert stored is not None
    assert stored.note == note
    made.write_in_sections(False)
    assert made.draft.note == note


def test_sections_are_stored_as_lines_of_the_note() -> None:
    made = presenter("母より電話。")
    made.write_in_sections(True)
    made.put_section("subjective", "眠れない\n酒の量が増えた")
    made.put_section("plan", "来週訪問")
    stored = made.contact()
    assert stored is not None
    assert stored.note == "母より電話。\nS: 眠れない\n酒の量が増えた\nP: 来週訪問"


def test_a_note_that_says_the_same_stays_as_it_was_typed() -> None:
    stored = replace(STORED, note="S)眠れない\n\nP：訪問")
    made = CorrectionPresenter(stored, CODES, TODAY)
    assert made.draft.soap == Soap(subjective="眠れない", plan="訪問")
    assert not made.changed
    made.put(replace(made.draft, minutes=30))
    corrected = made.contact()
    assert corrected == replace(draft_of(stored), minutes=30)


@pytest.mark.parametrize(
    ("typed", "minutes", "wrong"),
    [
        ("40", 40, False),
        ("４０", 40, False),
        ("", None, False),
        (" ", None, False),
        ("40分", None, True),
        ("-5", None, True),
        ("1.5", None, True),
        ("0", 0, True),
        ("99999999", None, True),
    ],
)
def test_minutes_are_read_in_any_width_of_digits(typed: str, minutes: int | None, wrong: bool) -> None:
    made = presenter()
    made.put_minutes(typed)
    assert made.draft.minutes == minutes
    assert ("minutes" in [problem.field for problem in made.problems()]) is wrong


def test_a_long_note_in_sections_is_told_at_the_first_of_them() -> None:
    made = presenter()
    made.write_in_sections(True)
    made.put_section("assessment", "あ" * 20_001)
    assert [problem.field for problem in made.problems()] == ["subjective"]


def test_a_reason_alone_is_no_correction() -> None:
    made = CorrectionPresenter(STORED, CODES, TODAY)
    made.put_reason("聞き違い")
    assert made.changed
    assert not made.corrects


# --- words --------------------------------------------------------------------------------------------------------


def test_of_a_long_note_only_the_lines_that_differ_are_told() -> None:
    before, after = "S: 限界\nO: 声が小さい\nP: 訪問", "S: 限界\nO: 声が小さい。\nP: 訪問\n断酒会"
    assert differing_lines(before, after).split("\n") == ["－ O: 声が小さい", "＋ O: 声が小さい。", "＋ 断酒会"]
    assert differing_lines("", "父より") == "＋ 父より"
    assert differing_lines("父より", "") == "－ 父より"


# --- the window ---------------------------------------------------------------------------------------------------


@pytest.fixture
def desk(qtbot: QtBot, centre: Centre, tasks: Tasks, theme: Theme) -> Desk:
    del theme
    return Desk(qtbot, centre, tasks)


@pytest.fixture
def over(qtbot: QtBot, desk: Desk) -> Iterator[QWidget]:
    """A window to open dialogs over, 1366×768 as at an office."""
    window = QWidget()
    qtbot.addWidget(window)
    window.resize(1366, 768)
    with qtbot.waitExposed(window):
        window.show()
    yield window
    desk.settle()


def quick(desk: Desk, over: QWidget, client_id: int) -> ContactDialog:
    client = clients.get(desk.centre, client_id)
    dialog = ContactDialog(desk.work, client, None, saved=lambda _contact: None, parent=over)
    dialog.open()
    return dialog


def opened(desk: Desk, over: QWidget, contact: Contact) -> ContactCorrectionDialog:
    open_contact(desk.work, over, contact.id)
    desk.settle()
    return desk.dialog(ContactCorrectionDialog)


def test_the_form_grows_in_place_and_nothing_that_was_typed_is_lost(desk: Desk, over: QWidget) -> None:
    client = add_client(desk.centre)
    dialog = quick(desk, over, client.id)
    form = dialog.form
    assert not form.with_name.isVisible()
    form.service.chip("telephone").click()
    form.category.chip("alcohol").click()
    form.note.setPlainText(HOSTILE)
    dialog.detail_button.click()
    assert form.with_name.isVisible()
    assert (form.service.value(), form.note.toPlainText()) == ("telephone", HOSTILE)
    fill(form.with_name, "担当CW")
    form.spoke_with.chip("institution").click()
    form.client_unmet.click()
    fill(form.minutes, "４０")
    form.noted.way.chip("sections").click()
    assert form.noted.sections["lead"].toPlainText() == HOSTILE
    form.noted.sections["plan"].setPlainText("来週訪問")
    dialog.detail_button.click()
    assert form.with_name.isVisible()  # something is in it
    desk.save(dialog)
    (stored,) = clients.page(desk.centre, client.id).contacts
    assert (stored.with_name, stored.minutes, stored.client_unmet) == ("担当CW", 40, True)
    assert stored.note == f"{HOSTILE}\nP: 来週訪問"
    assert stored.staff_name == "見本 みどり"


def test_the_note_has_room_and_grows_with_the_window(desk: Desk, over: QWidget) -> None:
    dialog = quick(desk, over, add_client(desk.centre).id)
    before = dialog.form.note.height()
    assert before >= 6 * dialog.form.note.fontMetrics().lineSpacing()
    dialog.resize(dialog.width(), dialog.height() + 200)
    desk.qtbot.waitUntil(lambda: dialog.form.note.height() >= before + 150)
    dialog.reject()


def test_a_client_who_was_spoken_with_is_not_unmet(desk: Desk, over: QWidget) -> None:
    dialog = quick(desk, over, add_client(desk.centre).id)
    dialog.turn()
    dialog.form.service.chip("telephone").click()
    dialog.form.category.chip("alcohol").click()
    dialog.form.spoke_with.chip("client").click()
    dialog.form.client_unmet.click()
    desk.save(dialog)
    assert dialog.isVisible()
    assert dialog.form.form.row("client_unmet").error
    dialog.form.client_unmet.click()
    desk.save(dialog)
    assert not [each for each in clients.page(desk.centre, 1).contacts if each.client_unmet]


def test_a_stored_contact_is_corrected_and_the_change_can_be_undone(desk: Desk, over: QWidget) -> None:
    contact = add_contact(desk.centre, add_client(desk.centre).id, note="父より", category="gambling")
    dialog = opened(desk, over, contact)
    assert dialog.form.with_name.isVisible()
    assert any("見本 みどり" in words for words in labels(dialog))
    assert not dialog.history.isVisible()
    dialog.form.service.chip("telephone").click()
    dialog.form.note.setPlainText("母より")
    fill(dialog.reason, "聞き違い")
    desk.save(dialog)
    assert contacts.opened(desk.centre, contact.id).contact.note == "母より"
    desk.undo()
    now = contacts.opened(desk.centre, contact.id)
    assert draft_of(now.contact) == draft_of(contact)
    assert [each.reason for each in now.corrections] == ["", "聞き違い"]


def test_who_changed_what_is_shown_with_the_contact(desk: Desk, over: QWidget) -> None:
    contact = add_contact(desk.centre, add_client(desk.centre).id, note="父より")
    draft = replace(
        draft_of(contact), service=ContactService.TELEPHONE, note=HOSTILE, spoke_with=SpokeWith.FAMILY, minutes=40
    )
    contacts.correct(desk.centre, contact.id, draft, reason="<b>聞き違い")
    dialog = opened(desk, over, contact)
    assert dialog.history.isVisible()
    words = labels(dialog.history)
    for expected in ("見本 みどり", "理由：<b>聞き違い", "相談 → 電話相談", "— → 家族", "— → 40分"):
        assert any(expected in each for each in words), expected
    assert any("－ 父より" in each and f"＋ {HOSTILE}" in each for each in words)
    dialog.show_history()
    dialog.reject()


def test_saving_without_a_change_says_so(desk: Desk, over: QWidget) -> None:
    contact = add_contact(desk.centre, add_client(desk.centre).id)
    dialog = opened(desk, over, contact)
    desk.save(dialog)
    assert dialog.isVisible()
    assert dialog.problem_panel.text
    assert contacts.opened(desk.centre, contact.id).corrections == ()
    dialog.reject()


def test_one_that_was_written_before_asks_for_a_reason(desk: Desk, over: QWidget) -> None:
    contact = add_contact(desk.centre, add_client(desk.centre).id)
    dialog = opened(desk, over, contact)
    same_day = labels(dialog)
    dialog.reject()
    desk.centre.clock = lambda: utc_now() + timedelta(days=1)
    dialog = opened(desk, over, contact)
    assert {*labels(dialog)} - {*same_day} == {"前の日までに書かれた記録です。訂正する理由を書いてください。"}
    dialog.reject()


def test_a_contact_is_taken_out_only_with_a_reason(desk: Desk, over: QWidget, monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[str] = []

    def ask(_over: QWidget, title: str, *_words: str, **_more: object) -> bool:
        asked.append(title)
        return True

    monkeypatch.setattr("referral_desk.ui.dialogs.contact_correction.ask", ask)
    contact = add_contact(desk.centre, add_client(desk.centre).id)
    dialog = opened(desk, over, contact)
    dialog.remove_button.click()
    desk.settle()
    assert dialog.isVisible()
    assert asked == []
    fill(dialog.reason, "別の利用者の記録")
    dialog.remove_button.click()
    desk.settle()
    assert len(asked) == 1
    assert clients.page(desk.centre, contact.client_id).contacts == ()


def test_what_another_window_changed_is_not_written_over(desk: Desk, over: QWidget) -> None:
    contact = add_contact(desk.centre, add_client(desk.centre).id)
    dialog = opened(desk, over, contact)
    contacts.correct(desk.centre, contact.id, replace(draft_of(contact), minutes=10))
    fill(dialog.form.minutes, "20")
    desk.save(dialog)
    assert "開き直して" in dialog.problem_panel.text
    assert contacts.opened(desk.centre, contact.id).contact.minutes == 10
    dialog.presenter.put(dialog.presenter._first)
    dialog.reject()


def test_who_may_only_read_sees_it_all_and_changes_nothing(
    desk: Desk, over: QWidget, monkeypatch: pytest.MonkeyPatch
) -> None:
    contact = add_contact(desk.centre, add_client(desk.centre).id, note="父より")
    monkeypatch.setattr(Centre, "role", Role.READ_ONLY)
    dialog = opened(desk, over, contact)
    assert dialog.form.note.isReadOnly()
    assert not dialog.save_button.isEnabled()
    assert not dialog.remove_button.isEnabled()
    desk.save(dialog)
    assert dialog.isVisible()
    assert dialog.problem_panel.text
    dialog.reject()


@pytest.mark.parametrize("lang", list(Language))
def test_corrections_are_worded_in_both_languages(centre: Centre, lang: Language) -> None:
    set_language(lang)
    contact = add_contact(centre, add_client(centre).id, factors=("disaster",))
    every = replace(
        draft_of(contact),
        on=date(2026, 11, 1),
        service=ContactService.EMAIL,
        category="other",
        factors=(),
        spoke_with=SpokeWith.INSTITUTION,
        with_name="担当CW",
        client_unmet=True,
        minutes=5,
        note="x",
    )
    contacts.correct(centre, contact.id, every)
    (correction,) = told(contacts.opened(centre, contact.id).corrections, centre.codes)
    assert len(correction.fields) == 9
    assert len({field.label for field in correction.fields}) == 9
    japanese = [field.label for field in correction.fields if not field.label.isascii()]
    assert len(japanese) == (9 if lang is Language.JA else 0)
