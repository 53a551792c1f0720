"""One client's page: head, course, open referrals, contacts, papers."""

from __future__ import annotations

from datetime import date

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from referral_desk.domain.codes import ContactService, PublicAssistance, SpokeWith
from referral_desk.i18n import Language, set_language
from referral_desk.services import clients, documents
from referral_desk.services.centre import Centre
from referral_desk.ui.dialogs.client import ClientDialog
from referral_desk.ui.dialogs.contact import ContactDialog
from referral_desk.ui.dialogs.preview import PreviewDialog
from referral_desk.ui.page import Place
from referral_desk.ui.pages.clients import ClientsPage
from referral_desk.ui.pages.open_referrals import next_check_words
from referral_desk.ui.tasks import Tasks
from referral_desk.ui.theme import Theme
from referral_desk.ui.widgets.cards import Flag
from tests.making import (
    LETTER,
    TODAY,
    add_client,
    add_contact,
    add_institution,
    add_referral,
    client_draft,
)
from tests.ui.record_pages import Desk, fill, labels

HOSTILE = "𠮷田<b>&花子"


@pytest.fixture
def desk(qtbot: QtBot, theme: Theme, tasks: Tasks, centre: Centre, monkeypatch: pytest.MonkeyPatch) -> Desk:
    monkeypatch.setattr("referral_desk.ui.dialogs.form_dialog.ask", lambda *_args, **_kwargs: True)
    return Desk(qtbot, centre, tasks)


def open_client(desk: Desk, client_id: int) -> ClientsPage:
    page = ClientsPage(desk.work)
    desk.show(page, Place("clients", client=client_id))
    return page


# --- the head -----------------------------------------------------------------------------------------------------


def test_the_head_shows_who_it_is_and_what_must_be_heeded(desk: Desk, centre: Centre) -> None:
    client = add_client(
        centre,
        name=HOSTILE,
        may_leave_message=False,
        public_assistance=PublicAssistance.RECEIVING,
        household="父と二人",
    )
    page = open_client(desk, client.id)
    assert page.title() == HOSTILE
    shown = labels(page.client)
    assert HOSTILE in shown
    assert "ミホン\u3000ハナコ" in shown
    assert any("昭和60年4月12日" in words and "41" in words and "00001" in words for words in shown)
    red = [flag for flag in page.client.findChildren(Flag) if flag.property("tone") == "danger"]
    assert len(red) == 1


def test_a_long_caution_is_read_whole_and_never_widens_the_page(desk: Desk, centre: Centre) -> None:
    caution = "本人の携帯のみ。" * 30
    client = add_client(centre, contact_caution=caution, household="祖母と父母と姉の五人暮らし。" * 20)
    page = open_client(desk, client.id)
    assert page.client.caution.text == caution
    assert page.client.minimumSizeHint().width() < 900


def test_a_client_who_is_gone_is_told_and_not_shown(desk: Desk) -> None:
    page = open_client(desk, 999)
    assert page.client.gone.text
    assert not page.client.body.isVisible()
    assert page.print_action() is None


def test_another_client_is_never_seen_under_the_former_name(desk: Desk, centre: Centre) -> None:
    first, second = add_client(centre), add_client(centre, name="例田 一朗", kana="レイタ イチロウ")
    page = open_client(desk, first.id)
    page.open_place(Place("clients", client=second.id))
    assert not page.client.body.isVisible()
    desk.settle()
    assert page.title() == "例田 一朗"


def test_refer_leads_to_the_pane_with_this_client(desk: Desk, centre: Centre) -> None:
    client = add_client(centre)
    page = open_client(desk, client.id)
    page.client.refer_button.click()
    assert desk.said.places == [Place("new_referral", client=client.id)]


def test_the_page_follows_a_change_of_this_client_and_of_no_other(desk: Desk, centre: Centre) -> None:
    client, other = add_client(centre), add_client(centre, name="例田 一朗", kana="レイタ イチロウ")
    page = open_client(desk, client.id)
    page.client.edit_button.click()
    dialog = desk.dialog(ClientDialog)
    fill(dialog.form.name, "見本 華子")
    desk.save(dialog)
    assert page.title() == "見本 華子"
    saved = clients.save(centre, client_draft(name="例田 二朗"), client_id=other.id)
    desk.bus.publish(saved.changes)
    assert desk.tasks.idle


# --- the course ---------------------------------------------------------------------------------------------------


def test_enter_opens_a_referral_of_the_course(desk: Desk, centre: Centre) -> None:
    client = add_client(centre)
    referral = add_referral(centre, client.id, add_institution(centre).id)
    page = open_client(desk, client.id)
    course = page.client.course.timeline
    course.setCurrentIndex(course.entries.index(0))
    QTest.keyClick(course, Qt.Key.Key_Return)
    assert desk.said.places == [Place("referrals", referral=referral.id)]


# --- open referrals -----------------------------------------------------------------------------------------------


def test_the_open_referral_that_is_due_first_stands_first(desk: Desk, centre: Centre) -> None:
    client = add_client(centre)
    late = add_institution(centre, name="架空断酒会", kind="self_help_group")
    later = add_institution(centre, name=HOSTILE)
    add_referral(centre, client.id, later.id, follow_up_on=date(2026, 12, 1))
    add_referral(centre, client.id, late.id, on=date(2026, 11, 2), follow_up_on=date(2026, 11, 20))
    page = open_client(desk, client.id)
    rows = page.client.course.open_referrals.shown
    assert [row.institution_name for row in rows] == ["架空断酒会", HOSTILE]
    words, overdue = next_check_words(rows[0], TODAY)
    assert overdue
    assert "4" in words
    assert not next_check_words(rows[1], TODAY)[1]
    assert HOSTILE in labels(page.client.course.open_referrals)


# --- contacts -----------------------------------------------------------------------------------------------------


def test_a_contact_is_recorded_with_few_keys_and_undo_takes_it_back(desk: Desk, centre: Centre) -> None:
    client = add_client(centre)
    add_contact(centre, client.id, date(2026, 11, 1), category="gambling")
    page = open_client(desk, client.id)
    page.record_contact()
    dialog = desk.dialog(ContactDialog)
    assert dialog.form.category.value() == "gambling"  # as the last time
    dialog.form.service.chip("telephone").click()
    dialog.form.spoke_with.chip("family").click()
    dialog.form.note.setPlainText("母から電話。")
    desk.save(dialog)
    newest = clients.page(centre, client.id).contacts[0]
    assert (newest.on, newest.service, newest.spoke_with) == (TODAY, ContactService.TELEPHONE, SpokeWith.FAMILY)
    assert page.client.course.timeline.entries.entries[0].text == "母から電話。"
    desk.undo()
    assert len(clients.page(centre, client.id).contacts) == 1
    assert len(page.client.course.timeline.entries.entries) == 1


def test_a_contact_without_service_or_category_is_not_saved(desk: Desk, centre: Centre) -> None:
    client = add_client(centre)
    page = open_client(desk, client.id)
    page.record_contact()
    dialog = desk.dialog(ContactDialog)
    fill(dialog.form.on, "2026-02-31")
    desk.save(dialog)
    form = dialog.form.form
    assert form.row("on").error
    assert form.row("service").error
    assert form.row("category").error
    assert clients.page(centre, client.id).contacts == ()
    dialog.reject()


# --- papers -------------------------------------------------------------------------------------------------------


def test_ctrl_p_shows_the_summary_to_be_printed(desk: Desk, centre: Centre) -> None:
    client = add_client(centre, name="𠮷田 花子")
    page = open_client(desk, client.id)
    action = page.print_action()
    assert action is not None
    action()
    desk.settle()
    dialog = desk.dialog(PreviewDialog)
    assert dialog.preview.pdf.startswith(b"%PDF")
    assert dialog.preview.page_count >= 1
    assert "𠮷田" not in dialog.windowTitle()
    dialog.close()


def test_the_print_menu_offers_every_paper_issued(desk: Desk, centre: Centre) -> None:
    client = add_client(centre)
    referral = add_referral(centre, client.id, add_institution(centre, name="架空&福祉事務所").id, LETTER)
    documents.letter(centre, referral.id)
    page = open_client(desk, client.id)
    menu = page.client.print_menu()
    paper = next(action for action in menu.actions() if "&&" in action.text())
    paper.trigger()
    desk.settle()
    dialog = desk.dialog(PreviewDialog)
    assert dialog.preview.pdf.startswith(b"%PDF")
    dialog.close()
    menu.close()


@pytest.mark.parametrize("lang", list(Language))
def test_the_page_and_its_forms_open_in_both_languages(desk: Desk, centre: Centre, lang: Language) -> None:
    set_language(lang)
    client = add_client(centre, name=HOSTILE)
    page = open_client(desk, client.id)
    assert page.help_text()
    page.record_contact()
    contact = desk.dialog(ContactDialog)
    assert any(HOSTILE in words for words in labels(contact))
    contact.reject()
    page.client.edit()
    form = desk.dialog(ClientDialog)
    assert any(HOSTILE in words for words in labels(form))
    form.reject()
