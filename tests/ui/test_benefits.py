"""Benefits and who sent a client, in the window: the part of the page, the forms, the flags, the rows of Today."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QAbstractItemModelTester, QTest
from PySide6.QtWidgets import QLabel, QWidget
from pytestqt.qtbot import QtBot

from referral_desk.domain.access import Role
from referral_desk.domain.benefit import Benefit, BenefitDraft
from referral_desk.domain.codes import PublicAssistance
from referral_desk.domain.engagement import EngagementDraft
from referral_desk.domain.inbound import InboundDraft
from referral_desk.i18n import Language, set_language
from referral_desk.services import benefits, clients, engagements, inbound
from referral_desk.services.centre import Centre
from referral_desk.ui.benefit_words import BenefitFlag, flags, period_words, standing_words
from referral_desk.ui.dialogs.benefit import BenefitDialog
from referral_desk.ui.dialogs.client import ClientDialog
from referral_desk.ui.dialogs.engagement import EngagementDialog
from referral_desk.ui.dialogs.inbound import InboundDialog, ReplyDialog
from referral_desk.ui.forms.benefit_presenter import BenefitPresenter, BenefitTask
from referral_desk.ui.page import BENEFITS, Place
from referral_desk.ui.pages.client_benefits import ClientBenefits
from referral_desk.ui.pages.clients import ClientsPage
from referral_desk.ui.pages.institutions import InstitutionsPage
from referral_desk.ui.tasks import Tasks
from referral_desk.ui.theme import Theme
from referral_desk.ui.widgets.buttons import Button
from referral_desk.ui.widgets.cards import Flag
from tests.making import TODAY, add_client, add_institution, client_draft
from tests.ui.record_pages import Desk, fill, labels

HOSTILE = "𠮷田<b>&" + "長" * 60
CERTIFICATE = BenefitDraft(
    client_id=1, kind="disability_certificate", grade="2級", since=date(2024, 12, 1), until=date(2026, 11, 30)
)
SENT = InboundDraft(client_id=1, institution_id=1, on=TODAY - timedelta(days=9), reply_due_on=TODAY)


@pytest.fixture
def desk(qtbot: QtBot, theme: Theme, tasks: Tasks, centre: Centre, monkeypatch: pytest.MonkeyPatch) -> Desk:
    monkeypatch.setattr("referral_desk.ui.dialogs.form_dialog.ask", lambda *_args, **_kwargs: True)
    add_client(centre)
    add_institution(centre)
    return Desk(qtbot, centre, tasks)


def open_client(desk: Desk) -> tuple[ClientsPage, ClientBenefits]:
    page = ClientsPage(desk.work)
    desk.show(page, Place("clients", client=1, part=BENEFITS))
    part = page.client.part(BENEFITS)
    assert isinstance(part, ClientBenefits)
    return page, part


def button(widget: QWidget, name: str) -> Button:
    """Return the button that is called so, by what a screen reader says."""
    there = {each.accessibleName(): each for each in widget.findChildren(Button) if not each.isHidden()}
    return there[name]


# --- the presenter --------------------------------------------------------------------------------------------------


def presenter(centre: Centre, task: BenefitTask = BenefitTask(), *held: Benefit) -> BenefitPresenter:  # noqa: B008
    return BenefitPresenter(1, task, held, centre.codes, TODAY)


def test_the_usual_end_is_proposed_until_somebody_types_another(centre: Centre) -> None:
    form = presenter(centre)
    form.choose_kind("disability_certificate")
    form.put_since(date(2026, 12, 1))
    assert form.benefit.until == date(2028, 11, 30)
    form.choose_kind("outpatient_support")
    assert form.benefit.until == date(2027, 11, 30)
    form.put_until(date(2027, 3, 31))
    form.put_since(date(2026, 11, 1))
    assert form.benefit.until == date(2027, 3, 31)


def test_a_grade_that_another_kind_lacks_is_forgotten(centre: Centre) -> None:
    form = presenter(centre, BenefitTask(kind="disability_certificate"))
    form.put_benefit(replace(form.benefit, grade="2級"))
    form.choose_kind("disability_pension")
    assert form.benefit.grade == "2級"
    form.choose_kind("long_term_care")
    assert form.benefit.grade == ""


def test_the_past_end_of_public_assistance_asks_for_nothing(centre: Centre) -> None:
    form = presenter(centre, BenefitTask(kind="public_assistance"))
    form.put_until(TODAY - timedelta(days=1))
    assert form.benefit.settled
    form.put_until(TODAY + timedelta(days=1))
    assert not form.benefit.settled


# --- words ----------------------------------------------------------------------------------------------------------


def held(**changes: object) -> Benefit:
    base = Benefit(
        id=1,
        version=1,
        institution_name="",
        **{name: getattr(CERTIFICATE, name) for name in BenefitDraft.__dataclass_fields__},
    )
    return replace(base, **changes)  # type: ignore[arg-type]


def test_the_head_says_in_months_what_holds_what_ran_out_and_what_is_only_stated(centre: Centre) -> None:
    client = client_draft(public_assistance=PublicAssistance.RECEIVING)
    support = held(id=2, kind="outpatient_support", grade="", since=date(2026, 4, 1), until=date(2027, 3, 31))
    over = held(id=3, until=date(2026, 10, 31))
    assistance = held(id=4, kind="public_assistance", grade="", since=date(2025, 6, 1), until=None)
    assert flags(client, [support, over], centre.codes, TODAY) == (
        BenefitFlag("自立支援医療 ～令和9年3月"),
        BenefitFlag("手帳 2級 令和8年10月で期限切れ", over=True),
        BenefitFlag("生活保護"),
    )
    assert flags(client, [assistance], centre.codes, TODAY) == (BenefitFlag("生活保護 令和7年6月～"),)
    assert flags(client, [replace(assistance, until=date(2026, 1, 1), settled=True)], centre.codes, TODAY) == ()


def test_a_period_is_worded_to_the_day(centre: Centre) -> None:
    assert period_words(date(2026, 4, 1), date(2027, 3, 31)) == "R8.4.1～R9.3.31"
    assert period_words(None, date(2027, 3, 31)) == "R9.3.31まで"
    assert period_words(date(2026, 4, 1), None) == "R8.4.1～"
    assert period_words(None, None) == ""
    set_language(Language.EN)
    assert period_words(date(2026, 4, 1), date(2027, 3, 31)) == "1 Apr 2026 to 31 Mar 2027"


def test_the_form_says_what_dated_entries_say_today(centre: Centre) -> None:
    assert standing_words([held()], CERTIFICATE.kind, centre.codes, TODAY) == "2級 R6.12.1～R8.11.30"
    past = standing_words([held()], CERTIFICATE.kind, centre.codes, date(2026, 12, 1))
    assert past == "今日は利用なし（2級 R6.12.1～R8.11.30）"


# --- the part of the page ---------------------------------------------------------------------------------------------


def test_a_benefit_is_entered_shown_in_the_head_and_taken_back(desk: Desk, centre: Centre) -> None:
    page, part = open_client(desk)
    part.add_button.click()
    dialog = desk.dialog(BenefitDialog)
    dialog.form.kind.chip("outpatient_support").click()
    fill(dialog.form.since, "R8.4.1")
    assert dialog.form.until.day == date(2027, 3, 31)
    fill(dialog.form.caseworker, HOSTILE)
    desk.save(dialog)
    assert "自立支援医療 ～令和9年3月" in [flag.accessibleName() for flag in page.client.findChildren(Flag)]
    assert HOSTILE in " ".join(labels(part))
    assert page.client.minimumSizeHint().width() < 900
    desk.undo()
    assert benefits.of_client(centre, 1) == ()
    assert part.held.rows == ()


def test_what_is_wrong_stands_under_its_field(desk: Desk, centre: Centre) -> None:
    _page, part = open_client(desk)
    part.add_benefit("disability_certificate")
    dialog = desk.dialog(BenefitDialog)
    fill(dialog.form.since, "R8.4.1")
    fill(dialog.form.until, "R8.3.1")
    desk.save(dialog)
    assert dialog.form.form.row("grade").error
    assert dialog.form.form.row("until").error
    fill(dialog.form.until, "R8.13.1")
    desk.save(dialog)
    assert "R8.13.1" in dialog.form.form.row("until").error
    assert benefits.of_client(centre, 1) == ()
    dialog.reject()


def test_the_keyboard_goes_from_the_kind_to_its_grade_and_on_to_the_dates(desk: Desk) -> None:
    _page, part = open_client(desk)
    part.add_benefit()
    dialog = desk.dialog(BenefitDialog)
    form = dialog.form
    dialog.activateWindow()
    desk.qtbot.waitUntil(dialog.isActiveWindow)
    form.kind.setFocus()
    for key in (Qt.Key.Key_Right, Qt.Key.Key_Right, Qt.Key.Key_Space):
        desk.qtbot.keyClick(dialog.focusWidget(), key)
    assert form.kind.value() == "disability_certificate"
    desk.qtbot.waitUntil(form.grade.chip("2級").isVisible)
    desk.qtbot.keyClick(dialog.focusWidget(), Qt.Key.Key_Tab)
    desk.qtbot.keyClick(dialog.focusWidget(), "2")
    assert form.grade.value() == "2級"
    desk.qtbot.keyClick(dialog.focusWidget(), Qt.Key.Key_Tab)
    assert dialog.focusWidget() is form.since
    dialog.done(0)


def test_entries_at_the_same_time_are_warned_about_and_can_be_saved(desk: Desk, centre: Centre) -> None:
    benefits.save(centre, CERTIFICATE)
    _page, part = open_client(desk)
    part.add_benefit("disability_certificate")
    dialog = desk.dialog(BenefitDialog)
    dialog.form.grade.chip("1級").click()
    fill(dialog.form.since, "R8.10.1")
    assert "手帳 2級 R6.12.1～R8.11.30" in dialog.form.overlap.text
    fill(dialog.form.since, "R8.12.1")
    assert dialog.form.overlap.text == ""
    fill(dialog.form.since, "R8.11.1")
    desk.save(dialog)
    assert len(benefits.of_client(centre, 1)) == 2


def test_renewing_proposes_the_dates_keeps_the_kind_and_is_taken_back(desk: Desk, centre: Centre) -> None:
    benefits.save(centre, CERTIFICATE)
    _page, part = open_client(desk)
    button(part, "更新… 手帳 2級").click()
    dialog = desk.dialog(BenefitDialog)
    assert (dialog.form.since.day, dialog.form.until.day) == (date(2026, 12, 1), date(2028, 11, 30))
    assert not dialog.form.kind.isVisible()
    assert "見本 花子  手帳 2級" in labels(dialog)
    assert dialog.form.overlap.text == ""
    desk.save(dialog)
    old, new = benefits.of_client(centre, 1)
    assert old.settled
    assert new.since == date(2026, 12, 1)
    desk.undo()
    (back,) = benefits.of_client(centre, 1)
    assert benefits.draft_of(back) == CERTIFICATE


def test_an_entry_is_removed_and_put_back(desk: Desk, centre: Centre) -> None:
    benefits.save(centre, CERTIFICATE)
    _page, part = open_client(desk)
    button(part, "編集 手帳 2級").click()
    button(desk.dialog(BenefitDialog), "この印を取り消す").click()
    desk.settle()
    assert benefits.of_client(centre, 1) == ()
    desk.undo()
    assert [benefits.draft_of(each) for each in benefits.of_client(centre, 1)] == [CERTIFICATE]


def test_what_is_stated_without_dates_can_get_them(desk: Desk, centre: Centre) -> None:
    clients.save(centre, client_draft(number="00001", public_assistance=PublicAssistance.RECEIVING), client_id=1)
    _page, part = open_client(desk)
    button(part, "期間を入れる 生活保護").click()
    dialog = desk.dialog(BenefitDialog)
    assert dialog.form.kind.value() == "public_assistance"
    assert dialog.form.form.row("case_number").isVisible()
    assert not dialog.form.form.row("grade").isVisible()
    fill(dialog.form.since, "R7.6.1")
    desk.save(dialog)
    assert not any("期間の入力なし" in words for words in labels(part))


def test_the_client_form_shows_dated_kinds_and_leads_to_the_part(desk: Desk, centre: Centre) -> None:
    benefits.save(centre, CERTIFICATE)
    page, part = open_client(desk)
    page.client.choose_part("course")
    page.client.edit_button.click()
    dialog = desk.dialog(ClientDialog)
    assert "2級 R6.12.1～R8.11.30" in labels(dialog)
    button(dialog, "手帳: 期間を編集…").click()
    desk.settle()
    assert desk.no_dialog(ClientDialog)
    assert part.isVisible()


def test_somebody_who_may_only_read_cannot_enter_anything(
    qtbot: QtBot, theme: Theme, tasks: Tasks, centre: Centre
) -> None:
    add_client(centre)
    benefits.save(centre, CERTIFICATE)
    me = centre.me
    assert me is not None
    centre.settings = replace(centre.settings, staff=(replace(me, role=Role.READ_ONLY),))
    desk = Desk(qtbot, centre, tasks)
    page = ClientsPage(desk.work)
    desk.show(page, Place("clients", client=1, part=BENEFITS))
    part = page.client.part(BENEFITS)
    assert not [each.label for each in part.findChildren(Button) if each.isEnabled()]


# --- who sent her -----------------------------------------------------------------------------------------------------


def test_who_is_not_in_the_directory_is_named_freely(desk: Desk, centre: Centre) -> None:
    page, part = open_client(desk)
    page.client.sent_button.click()
    dialog = desk.dialog(InboundDialog)
    desk.save(dialog)
    assert dialog.form.form.row("institution_id").error
    fill(dialog.form.institution, HOSTILE)
    dialog.form.channel.chip("going_along").click()
    assert dialog.form.came_along.isChecked()
    assert dialog.form.badge.isVisible()
    desk.save(dialog)
    (stored,) = inbound.of_client(centre, 1)
    assert (stored.sender, stored.institution_id, stored.came_along) == (HOSTILE, None, True)
    assert HOSTILE in " ".join(labels(part.who_sent))
    assert page.client.minimumSizeHint().width() < 900
    desk.undo()
    assert inbound.of_client(centre, 1) == ()


def test_the_chooser_of_a_tile_leads_to_who_sent_her_with_the_institution(desk: Desk, centre: Centre) -> None:
    engagements.mark(centre, EngagementDraft(client_id=1, institution_id=1))
    page, _part = open_client(desk)
    page.client.board.tile("welfare_office").click()
    button(desk.dialog(EngagementDialog), "この機関から紹介された…").click()
    desk.settle()
    dialog = desk.dialog(InboundDialog)
    assert dialog.form.institution.text() == "架空市福祉事務所"
    desk.save(dialog)
    (stored,) = inbound.of_client(centre, 1)
    assert stored.institution_id == 1


def test_an_institution_shows_whom_it_sent_and_leads_there(desk: Desk, centre: Centre) -> None:
    inbound.save(centre, replace(SENT, came_along=True, sender_name=HOSTILE))
    page = InstitutionsPage(desk.work)
    desk.show(page, Place("institutions", institution=1))
    table = page.institution.sent
    QAbstractItemModelTester(table.model(), QAbstractItemModelTester.FailureReportingMode.Fatal)
    assert table.isVisible()
    table.setFocus()
    table.setCurrentIndex(table.model().index(0, 0))
    QTest.keyClick(table, Qt.Key.Key_Return)
    assert desk.said.places == [Place("clients", client=1, part=BENEFITS)]
    saved = inbound.save(centre, replace(SENT, on=TODAY))
    desk.bus.publish(saved.changes)
    desk.settle()
    assert table.model().rowCount() == 2


def test_a_reply_is_noted_on_the_page(desk: Desk, centre: Centre) -> None:
    inbound.save(centre, replace(SENT, request="近況を"))
    _page, part = open_client(desk)
    button(part, "回答した… 架空市福祉事務所").click()
    dialog = desk.dialog(ReplyDialog)
    assert any("近況を" in words for words in labels(dialog))
    dialog.text.setPlainText("面接しました。")
    fill(dialog.day, "")
    desk.save(dialog)
    assert dialog._form.row("replied_on").error
    fill(dialog.day, "R8.11.24")
    desk.save(dialog)
    (stored,) = inbound.of_client(centre, 1)
    assert (stored.replied_on, stored.reply) == (TODAY, "面接しました。")
    assert not [each for each in part.findChildren(QLabel) if each.property("role") == "danger" and each.isVisible()]


def test_four_thousand_letters_are_shown_by_their_beginning(desk: Desk, centre: Centre) -> None:
    benefits.save(centre, replace(CERTIFICATE, note="長" * 4000))
    inbound.save(centre, replace(SENT, request="長" * 4000, replied_on=TODAY, reply="長" * 4000))
    _page, part = open_client(desk)
    assert max(map(len, labels(part))) < 200
    assert part.sizeHint().height() < 600


# --- an engagement in detail ---------------------------------------------------------------------------------------


def test_the_details_are_asked_for_and_the_tile_shows_whom_we_speak_to(desk: Desk, centre: Centre) -> None:
    engagements.mark(centre, EngagementDraft(client_id=1, institution_id=1, since=date(2025, 6, 1)))
    page, _part = open_client(desk)
    page.client.board.tile("welfare_office").click()
    dialog = desk.dialog(EngagementDialog)
    form = dialog.form
    assert not form.strength.isVisible()
    fill(form.contact_person, "例田ケースワーカー")
    form.more_button.click()
    form.strength.chip("strong").click()
    form.quality.chip("good").click()
    form.direction.chip("to_client").click()
    desk.save(dialog)
    (stored,) = engagements.of_client(centre, 1)
    assert (stored.strength, stored.quality, stored.direction) == ("strong", "good", "to_client")
    tile = page.client.board.tile("welfare_office")
    assert tile.lines() == ("架空市福祉事務所", "例田ケースワーカー R7.6～")
    assert "例田ケースワーカー" in tile.accessibleName()


def test_details_that_hold_something_are_shown_and_ended_asks_for_the_day(desk: Desk, centre: Centre) -> None:
    engagements.mark(centre, EngagementDraft(client_id=1, institution_id=1, note="週に一度"))
    page, _part = open_client(desk)
    page.client.board.tile("welfare_office").click()
    dialog = desk.dialog(EngagementDialog)
    assert dialog.form.note.isVisible()
    dialog.form.more_button.click()
    assert not dialog.form.note.isVisible()
    assert not dialog.form.until.isVisible()
    dialog.form.state.chip("ended").click()
    assert dialog.form.until.isVisible()
    fill(dialog.form.note, "長" * 20_001)
    desk.save(dialog)
    assert dialog.form.note.isVisible()
    assert dialog.form.form.row("note").error
    dialog.reject()
