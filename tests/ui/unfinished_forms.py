"""The PC of an office whose window dies without a word and is opened again, and every form as a person fills it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Any

from PySide6.QtCore import QSettings
from PySide6.QtWidgets import QApplication, QCheckBox, QLineEdit, QPlainTextEdit, QWidget
from pytestqt.qtbot import QtBot

from referral_desk.domain.benefit import BenefitDraft
from referral_desk.domain.closing import ClosingDraft
from referral_desk.domain.codes import Goal
from referral_desk.domain.conference import Attendee, ConferenceEntry, TaskDraft, TaskLine
from referral_desk.domain.engagement import EngagementDraft
from referral_desk.domain.household import HouseholdDraft, MemberDraft
from referral_desk.domain.inbound import Inbound, InboundDraft
from referral_desk.domain.quality import CheckKind
from referral_desk.domain.sbirts import InterventionDraft, PathDraft
from referral_desk.domain.screening import ScreeningDraft
from referral_desk.domain.supporter import SupporterDraft
from referral_desk.services import (
    benefits,
    clients,
    closed_months,
    closing,
    conferences,
    documents,
    drafts,
    engagements,
    households,
    inbound,
    report_profiles,
    sbirts,
    screenings,
    supporters,
    tasks,
)
from referral_desk.services.centre import Centre
from referral_desk.ui.desk import DeskWindow, open_desk
from referral_desk.ui.dialogs.benefit import BenefitDialog
from referral_desk.ui.dialogs.centre import CentreDialog, KindDialog, StaffDialog
from referral_desk.ui.dialogs.client import ClientDialog
from referral_desk.ui.dialogs.closing import CloseDialog, ReopenDialog
from referral_desk.ui.dialogs.closings import ClosingsDialog, ReopenMonthDialog
from referral_desk.ui.dialogs.conference import ConferenceDialog
from referral_desk.ui.dialogs.consent import ConsentDialog, WithdrawDialog
from referral_desk.ui.dialogs.contact import ContactDialog
from referral_desk.ui.dialogs.contact_correction import ContactCorrectionDialog
from referral_desk.ui.dialogs.disclosure import DisclosureDialog, StrikeDialog
from referral_desk.ui.dialogs.engagement import EngagementDialog
from referral_desk.ui.dialogs.form_dialog import FormDialog
from referral_desk.ui.dialogs.handoff import HandoffDialog
from referral_desk.ui.dialogs.household import HouseholdDialog
from referral_desk.ui.dialogs.inbound import InboundDialog, ReplyDialog
from referral_desk.ui.dialogs.institution import InstitutionDialog
from referral_desk.ui.dialogs.intervention import InterventionDialog, LookAgainDialog
from referral_desk.ui.dialogs.letter_wording import LetterWordingDialog
from referral_desk.ui.dialogs.letter_wordings import LetterWordingsDialog
from referral_desk.ui.dialogs.outcome import OutcomeDialog
from referral_desk.ui.dialogs.path_ending import PathEndingDialog
from referral_desk.ui.dialogs.postpone import PostponeDialog
from referral_desk.ui.dialogs.receiver_reply import ReceiverReplyDialog
from referral_desk.ui.dialogs.referral_texts import ReferralTextsDialog
from referral_desk.ui.dialogs.report_profile import ReportProfileDialog
from referral_desk.ui.dialogs.retire import RetireDialog
from referral_desk.ui.dialogs.revoke import RevokeDialog
from referral_desk.ui.dialogs.screening import ScreeningDialog
from referral_desk.ui.dialogs.set_aside import SetAsideDialog
from referral_desk.ui.dialogs.status import StatusDialog
from referral_desk.ui.dialogs.supporter import SupporterDialog
from referral_desk.ui.dialogs.take_back import TakeBackDialog
from referral_desk.ui.dialogs.task import TaskDialog
from referral_desk.ui.dialogs.task_result import TaskResultDialog
from referral_desk.ui.drafts import reopen
from referral_desk.ui.forms.fields import CodeBox
from referral_desk.ui.forms.profile_presenter import Part
from referral_desk.ui.page import Place
from referral_desk.ui.pages.contact_opening import open_contact
from referral_desk.ui.pages.tally_form import FormView
from referral_desk.ui.pages.tally_quality import QualityView
from referral_desk.ui.pages.today import TodayPage
from referral_desk.ui.theme import Theme
from referral_desk.ui.widgets.buttons import Button
from referral_desk.ui.widgets.date_field import DateField
from referral_desk.ui.widgets.toggle_chips import ToggleChips
from referral_desk.ui.widgets.type_ahead import TypeAheadField
from tests.making import TODAY, NewCentre, add_client, add_consent, add_contact, add_institution, add_referral
from tests.ui.record_pages import fill


@dataclass(frozen=True)
class Records:
    """What is there before anybody types."""

    client: int
    office: int
    referral: int


class Office:
    """One PC: the centre's window is opened on it, dies without a word, and is opened again."""

    def __init__(self, qtbot: QtBot, app: QApplication, theme: Theme, folder: NewCentre, settings: QSettings) -> None:
        self.qtbot, self._app, self._theme, self._folder, self._settings = qtbot, app, theme, folder, settings
        self.records = self._prepare()
        self.desk = self._open()

    def _prepare(self) -> Records:
        centre = self._folder.open()
        client = add_client(centre, number="00012")
        add_contact(centre, client.id)
        office = add_institution(centre)
        referral = add_referral(centre, client.id, office.id, request="見学", on=TODAY - timedelta(days=3))
        engagements.mark(centre, EngagementDraft(client_id=client.id, institution_id=office.id))
        centre.close()
        return Records(client.id, office.id, referral.id)

    def _open(self) -> DeskWindow:
        desk = open_desk(self._app, self._theme, self._settings, self._folder.open())
        desk.resize(1366, 768)
        with self.qtbot.waitExposed(desk):
            desk.show()
        desk.activateWindow()
        self.qtbot.waitUntil(lambda: desk.tasks.idle)
        return desk

    @property
    def centre(self) -> Centre:
        return self.desk.centre

    def settle(self) -> None:
        self.qtbot.waitUntil(lambda: self.desk.tasks.idle)

    def keep(self) -> None:
        """Let the keeper do what it does every few seconds."""
        self.desk.drafts.look()
        self.settle()

    def die(self) -> None:
        """Take the window away as a crash does: nothing is asked, nothing is kept any more."""
        with self.qtbot.waitSignal(self.desk.destroyed):
            self.desk.put_away()

    def come_back(self, *, at_once: bool) -> None:
        """Start again."""
        self.desk = self._open()
        reopen(self.desk, at_once=at_once)
        self.settle()

    def crash(self, *, at_once: bool = True) -> None:
        """Keep, die, come back."""
        self.keep()
        self.die()
        self.come_back(at_once=at_once)

    def lock(self) -> None:
        """Lock and unlock."""
        self.desk.drafts.let_go()()
        self.die()
        self.come_back(at_once=True)

    def left(self) -> list[str]:
        """Which forms are on the disk."""
        return [draft.form for draft in drafts.of_person(self.centre)]

    def go(self, place: Place) -> Any:
        self.desk.go(place)
        self.settle()
        return self.desk.page()

    def today(self) -> TodayPage:
        page = self.go(Place("today"))
        assert isinstance(page, TodayPage)
        return page

    def offered(self) -> list[str]:
        """What the panel on Today says, entry by entry."""
        return [button.accessibleName() for button in self.panel_buttons("開く")]

    def panel_buttons(self, label: str) -> list[Button]:
        panel = self.today().unfinished
        return [each for each in panel.findChildren(Button) if each.label == label and each.isVisibleTo(panel)]

    def form(self) -> FormDialog:
        """Return the form that is open over the page."""
        found = [each for each in self.desk.findChildren(FormDialog) if each.isVisible()]
        assert len(found) == 1, found
        return found[0]


def shown(widget: QWidget) -> list[object]:
    """Return what stands in every field, in the order of the form."""
    found: list[object] = []
    for each in widget.findChildren(QWidget):
        if isinstance(each, DateField):
            found.append(each.text() if each.problem else each.value)
        elif isinstance(each, TypeAheadField):
            found.append((each.text(), each.chosen.value if each.chosen else None))
        elif isinstance(each, QLineEdit):
            found.append(each.text())
        elif isinstance(each, QPlainTextEdit):
            found.append(each.toPlainText())
        elif isinstance(each, ToggleChips):
            found.append(each.chosen())
        elif isinstance(each, CodeBox):
            found.append(each.code)
        elif isinstance(each, QCheckBox):
            found.append(each.isChecked())
    return found


def pick(box: CodeBox, code: str) -> None:
    box.choose(code)
    box.picked.emit(code)


# --- the forms, each as a person opens and fills it -----------------------------------------------------------------


def new_client(office: Office) -> None:
    office.desk.new_client()
    form = office.form()
    assert isinstance(form, ClientDialog)
    fill(form.form.name, "例田 一朗")
    fill(form.form.kana, "レイタ イチロウ")
    fill(form.form.birth, "S60.4.12")
    form.form.anonymous.click()
    form.form.asked["may_call"].chip("no").click()
    form.form.sex.chip("male").click()
    form.form.note.setPlainText("電話の途中")


def changed_client(office: Office) -> None:
    office.go(Place("clients", client=office.records.client)).client.edit()
    form = office.form()
    assert isinstance(form, ClientDialog)
    fill(form.form.phone, "090-0000-0009")
    form.form.household.setPlainText("父と二人")


def contact(office: Office) -> None:
    office.go(Place("clients", client=office.records.client)).client.record_contact()
    form = office.form()
    assert isinstance(form, ContactDialog)
    fill(form.form.on, "R8.11.20")
    form.form.service.chip("home_visit").click()
    form.form.factors.chip("disaster").click()
    form.form.spoke_with.chip("client").click()
    form.form.note.setPlainText("眠れない日が続く")


def contact_in_detail(office: Office) -> None:
    office.go(Place("clients", client=office.records.client)).client.record_contact()
    form = office.form()
    assert isinstance(form, ContactDialog)
    form.form.note.setPlainText("母より電話。\nS：もう限界\nP) 来週訪問")
    form.turn()
    form.form.service.chip("telephone").click()
    form.form.spoke_with.chip("family").click()
    form.form.client_unmet.click()
    fill(form.form.with_name, "母")
    fill(form.form.minutes, "40")
    form.form.noted.way.chip("sections").click()
    form.form.noted.sections["objective"].setPlainText("声が小さい")


def corrected_contact(office: Office) -> None:
    view = office.go(Place("clients", client=office.records.client)).client
    open_contact(view._work, view, clients.page(office.centre, office.records.client).contacts[0].id)
    office.settle()
    form = office.form()
    assert isinstance(form, ContactCorrectionDialog)
    form.form.service.chip("telephone").click()
    fill(form.form.with_name, "母")
    form.form.noted.way.chip("sections").click()
    form.form.noted.sections["subjective"].setPlainText("眠れない\nO: 日もある")
    form.form.noted.sections["plan"].setPlainText("来週訪問")
    fill(form.reason, "電話だった")


def open_tile(office: Office, code: str) -> EngagementDialog:
    view = office.go(Place("clients", client=office.records.client)).client
    view.open_tile(next(tile for tile in view._page.board if tile.code == code))
    form = office.form()
    assert isinstance(form, EngagementDialog)
    return form


def new_engagement(office: Office) -> None:
    form = open_tile(office, "medical")
    assert form.form.kind is not None
    pick(form.form.kind, form.form.presenter.tile.kinds[0])
    form.form.state.chip("ended").click()
    fill(form.form.since, "R8.4.1")
    form.form.reported_by.chip("client").click()
    fill(form.form.note, "見本医院に通っていた")


def engagement(office: Office) -> None:
    form = open_tile(office, "welfare_office")
    assert form.form.presenter.engagement is not None
    fill(form.form.until, "R8.10.31")
    form.form.state.chip("ended").click()


def closing_record(office: Office) -> None:
    office.go(Place("clients", client=office.records.client)).client.closing.ask()
    form = office.form()
    assert isinstance(form, CloseDialog)
    form.reason.chip("moved").click()
    form.note.setPlainText("市外へ転出")


def reopening_record(office: Office) -> None:
    closing.close(office.centre, office.records.client, ClosingDraft(on=TODAY, reason="settled"))
    office.go(Place("clients", client=office.records.client)).client.closing.ask()
    form = office.form()
    assert isinstance(form, ReopenDialog)
    form.reason.setPlainText("再び相談があった")


def new_institution(office: Office) -> None:
    office.desk.new_institution()
    form = office.form()
    assert isinstance(form, InstitutionDialog)
    fill(form.form.name, "架空断酒会")
    pick(form.form.kind, "self_help_group")
    fill(form.form.schedule, "毎週火 19:00-21:00")
    form.form.handoff_note.setPlainText("会場の前で待ち合わせる")


def changed_institution(office: Office) -> None:
    office.go(Place("institutions", institution=office.records.office)).institution.edit()
    form = office.form()
    assert isinstance(form, InstitutionDialog)
    fill(form.form.verified_on, "R8.11.1")
    form.form.note.setPlainText("窓口が二階に移った")


def retirement(office: Office) -> None:
    office.go(Place("institutions", institution=office.records.office)).institution.more.ask()
    form = office.form()
    assert isinstance(form, RetireDialog)
    fill(form.on, "R8.12.1")
    form.reason.setPlainText("窓口の統合")


def referral_page(office: Office) -> Any:
    return office.go(Place("referrals", referral=office.records.referral)).referral


def handoff(office: Office) -> None:
    referral_page(office).ask_handoff()
    form = office.form()
    assert isinstance(form, HandoffDialog)
    form.rows.press("1")
    form.rows.press("2")
    form.rows.press("4")
    fill(form.rows.receiver, "例田 一朗")
    fill(form.rows.time, "10時半ごろ")
    fill(form.rows.time, "10:38")


def outcome(office: Office) -> None:
    referral_page(office).ask_outcome()
    form = office.form()
    assert isinstance(form, OutcomeDialog)
    form.outcome.chip("first_attended").click()
    form.reporter.chip("client").click()
    fill(form.next_day, "+7")


def receiver_reply(office: Office) -> None:
    referral_page(office).ask_reply()
    form = office.form()
    assert isinstance(form, ReceiverReplyDialog)
    form.answer.chip("not_possible").click()
    fill(form.answered_by, "面接相談員 例田 一朗")
    fill(form.remark, "管轄が違うため")


def next_check(office: Office) -> None:
    referral_page(office).ask_day()
    form = office.form()
    assert isinstance(form, PostponeDialog)
    fill(form.day, "+14")
    fill(form.note, "会に行けたか")


def status(office: Office) -> None:
    referral_page(office).ask_status()
    form = office.form()
    assert isinstance(form, StatusDialog)
    form.status.chip("cancelled").click()
    form.reason.setPlainText("本人の希望")


def texts(office: Office) -> None:
    referral_page(office).edit()
    form = office.form()
    assert isinstance(form, ReferralTextsDialog)
    form.request.setPlainText("見学に同行してほしい")
    form.background.setPlainText("春から通う先を探している\n")
    form.urgency.chip("high").click()
    form.consent.chip("written").click()


def benefits_part(office: Office) -> Any:
    view = office.go(Place("clients", client=office.records.client, part="benefits")).client
    office.settle()
    return view.part("benefits")


def new_benefit(office: Office) -> None:
    benefits_part(office).add_benefit()
    form = office.form()
    assert isinstance(form, BenefitDialog)
    form.form.kind.chip("disability_certificate").click()
    form.form.grade.chip("2級").click()
    fill(form.form.since, "R8.12.1")
    fill(form.form.caseworker, "例田 一朗")
    form.form.note.setPlainText("窓口で受け取る")


def benefit(office: Office) -> None:
    draft = BenefitDraft(client_id=office.records.client, kind="public_assistance", case_number="1")
    saved = benefits.save(office.centre, draft)
    part = benefits_part(office)
    part.change_benefit(saved.record)
    form = office.form()
    assert isinstance(form, BenefitDialog)
    fill(form.form.case_number, "第1234号")
    fill(form.form.until, "R8.10.31")


def new_inbound(office: Office) -> None:
    benefits_part(office).who_sent.record()
    form = office.form()
    assert isinstance(form, InboundDialog)
    fill(form.form.institution, "架空町駐在所")
    fill(form.form.sender_name, "例巡査")
    fill(form.form.on, "R8.11.20")
    form.form.channel.chip("telephone").click()
    form.form.came_along.click()
    form.form.consent.chip("oral").click()
    form.form.request.setPlainText("夜間に保護した")
    fill(form.form.reply_due_on, "+7")


def sent(office: Office) -> Inbound:
    draft = InboundDraft(client_id=office.records.client, institution_id=office.records.office, on=TODAY)
    return inbound.save(office.centre, replace(draft, reply_due_on=TODAY, request="近況を")).record


def changed_inbound(office: Office) -> None:
    stored = sent(office)
    benefits_part(office).who_sent.change(stored)
    form = office.form()
    assert isinstance(form, InboundDialog)
    form.form.note.setPlainText("電話を受けた")
    fill(form.form.replied_on, "R8.11.24")
    form.form.reply.setPlainText("面接した")


def reply(office: Office) -> None:
    stored = sent(office)
    benefits_part(office).who_sent.reply(stored)
    form = office.form()
    assert isinstance(form, ReplyDialog)
    form.text.setPlainText("受診につながりました。")
    fill(form.day, "R8.11.24")


def consents_part(office: Office) -> Any:
    view = office.go(Place("clients", client=office.records.client, part="consents")).client
    office.settle()
    return view.part("consents")


def new_consent(office: Office) -> None:
    consents_part(office).record_consent()
    form = office.form()
    assert isinstance(form, ConsentDialog)
    form.form.chips.chip(f"i-{office.records.office}").click()
    form.form.search.setText("見本町内会")
    form.form.by_name.click()
    form.form.items.chip("name").click()
    form.form.items.chip("wish").click()
    form.form.kind.chip("oral").click()
    fill(form.form.heard_by, "例田 聞子")
    fill(form.form.until, "+30")
    fill(form.form.representative, "例田 一朗")
    fill(form.form.relation, "父")
    form.form.note.setPlainText("電話で確認")


def corrected_consent(office: Office) -> None:
    add_consent(office.centre, office.records.client, office.records.office)
    part = consents_part(office)
    part.correct(part._page.consents[0])
    form = office.form()
    assert isinstance(form, ConsentDialog)
    form.form.items.chip("household").click()
    fill(form.form.reason, "聞き違い")


def withdrawal(office: Office) -> None:
    add_consent(office.centre, office.records.client, office.records.office)
    part = consents_part(office)
    part.withdraw(part._page.consents[0])
    form = office.form()
    assert isinstance(form, WithdrawDialog)
    form.reason.setPlainText("本人から電話")


def told(office: Office) -> None:
    consents_part(office).record_disclosure()
    form = office.form()
    assert isinstance(form, DisclosureDialog)
    fill(form.form.search, "大家の例田さん")
    form.form.items.chip("contact_time").click()
    form.form.method.chip("in_person").click()
    form.form.basis.chip("benefit_of_person").click()
    form.form.note.setPlainText("玄関先で")


def strike(office: Office) -> None:
    documents.letter(office.centre, office.records.referral)
    part = consents_part(office)
    part.log.setCurrentIndex(part.log.records.index(0, 0))
    part.strike()
    form = office.form()
    assert isinstance(form, StrikeDialog)
    form.reason.setPlainText("相手違い")


def particulars(office: Office) -> None:
    office.go(Place("administration")).change_centre()
    form = office.form()
    assert isinstance(form, CentreDialog)
    fill(form.form.particulars.phone, "059-000-0001")
    form.form.habits.quiet_days.type_in(45)
    form.form.letters.seal_omitted.click()


def staff(office: Office) -> None:
    office.go(Place("administration")).change_staff()
    form = office.form()
    assert isinstance(form, StaffDialog)
    fill(form.staff.job_field(0), "精神保健福祉士")
    form.staff.add()
    fill(form.staff.name_field(1), "例田 一朗")


def kind(office: Office) -> None:
    office.go(Place("administration")).add_kind()
    form = office.form()
    assert isinstance(form, KindDialog)
    fill(form.ja, "飲酒を語る会")
    pick(form.domain, "peers")
    form.paper.chip("card").click()


def household_part(office: Office) -> Any:
    return office.go(Place("clients", client=office.records.client)).client.choose_part("household")


def new_household(office: Office) -> None:
    household_part(office).edit()
    form = office.form()
    assert isinstance(form, HouseholdDialog)
    form.form.add()
    line = form.form.lines[1]
    pick(line.relation, "mother")
    fill(line.name, "架空 文")
    fill(line.birth, "S18")
    line.lives_together.click()
    pick(line.calls_for, form.form.lines[0].key)
    fill(form.form.case_number, "保12")


def household(office: Office) -> None:
    members = (MemberDraft(client_id=office.records.client, relation="self"), MemberDraft(name="父", relation="father"))
    households.save(office.centre, office.records.client, HouseholdDraft(members=members))
    household_part(office).edit()
    form = office.form()
    assert isinstance(form, HouseholdDialog)
    form.form.lines[1].deceased.click()
    form.form.note.setPlainText("父の一周忌")


def new_supporter(office: Office) -> None:
    household_part(office).add_supporter()
    form = office.form()
    assert isinstance(form, SupporterDialog)
    pick(form.form.kind, "neighbour")
    fill(form.form.text("relation"), "大家さん")
    form.form.may_contact.chip("no").click()
    form.form.strength.chip("weak").click()
    fill(form.form.since, "R8.4.1")


def supporter(office: Office) -> None:
    draft = SupporterDraft(client_id=office.records.client, kind="friend", name="例田 五郎")
    stored = supporters.save(office.centre, draft).record
    part = household_part(office)
    part.change_supporter(stored)
    form = office.form()
    assert isinstance(form, SupporterDialog)
    fill(form.form.text("phone"), "059-000-0003")
    form.form.note.setPlainText("毎週来る")


def conferences_part(office: Office) -> Any:
    page = office.go(Place("clients", client=office.records.client, part="conferences"))
    part = page.client.part("conferences")
    office.qtbot.waitUntil(lambda: part.shown is not None)
    return part


def new_conference(office: Office) -> None:
    conferences_part(office).record()
    form = office.form()
    assert isinstance(form, ConferenceDialog)
    office.settle()
    form.form.kind.chip("livelihood_support").click()
    fill(form.form.on, "R8.11.20")
    fill(form.form.at, "10時30分")
    fill(form.form.place, "架空市役所")
    form.form.attendees.quick_buttons()[1].click()
    fill(form.form.attendees.role_field(0), "ケースワーカー")
    form.form.client_present.chip("no").click()
    form.form.texts["plan"].setPlainText("毎週訪ねる\n電話もする")
    form.form.tasks.add()
    fill(form.form.tasks.what_field(0), "電話する")
    fill(form.form.tasks.day_field(0), "+7")
    fill(form.form.next_on, "R8.12.20")


def conference(office: Office) -> None:
    entry = ConferenceEntry(
        client_id=office.records.client,
        kind="discharge",
        on=TODAY,
        client_present=True,
        attendees=(Attendee("例田 一朗"),),
        tasks=(TaskLine(what="見学に行く", due_on=TODAY),),
    )
    conferences.save(office.centre, entry)
    part = conferences_part(office)
    part.change(part.shown.conferences[0])
    form = office.form()
    assert isinstance(form, ConferenceDialog)
    office.settle()
    form.form.texts["shared"].setPlainText("退院は来週")
    fill(form.form.tasks.who_field(0), "例田")
    fill(form.form.reason, "書き忘れ")


def new_task(office: Office) -> None:
    conferences_part(office).tasks.note()
    form = office.form()
    assert isinstance(form, TaskDialog)
    form.what.setPlainText("窓口に電話する")
    fill(form.due_on, "+3")


def task(office: Office) -> None:
    tasks.save(office.centre, TaskDraft(client_id=office.records.client, what="窓口に電話する", who="保健師"))
    part = conferences_part(office)
    part.tasks.change(part.shown.tasks[0])
    form = office.form()
    assert isinstance(form, TaskDialog)
    fill(form.who, "例田 一朗")
    fill(form.due_on, "+5")


def task_result(office: Office) -> None:
    tasks.save(office.centre, TaskDraft(client_id=office.records.client, what="窓口に電話する"))
    part = conferences_part(office)
    part.tasks.finish(part.shown.tasks[0])
    form = office.form()
    assert isinstance(form, TaskResultDialog)
    form.outcome.setPlainText("来週また電話する")
    fill(form.done_on, "R8.11.23")


def form_view(office: Office) -> FormView:
    view = office.go(Place("tally")).choose_view("form")
    assert isinstance(view, FormView)
    office.settle()
    office.qtbot.waitUntil(lambda: view.read_now is not None and office.desk.tasks.idle)
    return view


def left_as_it_is(office: Office) -> None:
    view = office.go(Place("tally", month="2026-11")).choose_view("quality")
    assert isinstance(view, QualityView)
    office.qtbot.waitUntil(lambda: CheckKind.OUTCOME_UNKNOWN in view.groups and office.desk.tasks.idle)
    table = view.groups[CheckKind.OUTCOME_UNKNOWN].table
    table.cell_opened.emit(table.records.rows[0], "reason")
    form = office.form()
    assert isinstance(form, SetAsideDialog)
    form.reason.setPlainText("本人の希望で、確かめない。")


def revocation(office: Office) -> None:
    documents.letter(office.centre, office.records.referral)
    page = office.go(Place("issued"))
    page.list.table.setCurrentIndex(page.list.table.records.index(0, 0))
    page.revoke()
    form = office.form()
    assert isinstance(form, RevokeDialog)
    form.why.setPlainText("相手違い")


def reopened_month(office: Office) -> None:
    closed_months.close_month(office.centre, 2026, 10)
    page = office.go(Place("tally", month="2026-10"))
    office.qtbot.waitUntil(lambda: page.month.state is not None and office.desk.tasks.idle)
    page.month.show_closings()
    next(each for each in office.desk.findChildren(ClosingsDialog) if each.isVisible()).reopen_button.click()
    form = office.form()
    assert isinstance(form, ReopenMonthDialog)
    form.reason.setPlainText("訪問2件の記録もれ")


def worded(office: Office) -> None:
    office.go(Place("administration")).wording_button.click()
    (wordings,) = office.desk.findChildren(LetterWordingsDialog)
    office.qtbot.waitUntil(lambda: bool(wordings.table.records.rows))
    wordings.edit_button.click()
    office.qtbot.waitUntil(lambda: bool(wordings.findChildren(LetterWordingDialog)))
    form = office.form()
    assert isinstance(form, LetterWordingDialog)
    fill(form.texts.field("subject"), "𠮷田町の方の御紹介について")
    form.texts.field("opening").setPlainText("{センター名}です。")
    form.items.choose("next")
    form.items.turn_button.click()
    fill(form.note, "所長の指示")
    office.settle()  # the preview is in view, and says its page


def copied_form(office: Office) -> None:
    form_view(office).copy_button.click()
    form = office.form()
    assert isinstance(form, ReportProfileDialog)
    fill(form.name, "𠮷田町の様式")
    form.rows.remove_button.click()
    fill(form.years["first_year"], "2026")


def changed_form(office: Office) -> None:
    report_profiles.copy(office.centre, "monthly", "架空市の月報")
    view = form_view(office)
    view.show_profile("own_1")
    office.settle()
    view.edit_button.click()
    form = office.form()
    assert isinstance(form, ReportProfileDialog)
    form.show_part(Part.COLUMNS)
    form.columns.choose(3)
    fill(form.columns.label, "来所した人")
    form.notes.setPlainText("架空市の様式です。")


def sbirts_part(office: Office) -> Any:
    page = office.go(Place("clients", client=office.records.client, part="sbirts"))
    part = page.client.part("sbirts")
    office.qtbot.waitUntil(lambda: part.shown is not None)
    return part


def begun(office: Office) -> int:
    draft = PathDraft(client_id=office.records.client, target="alcohol", started_on=TODAY)
    return sbirts.save_path(office.centre, draft).record.id


def new_screening(office: Office) -> None:
    begun(office)
    part = sbirts_part(office)
    part.new_screening(part.path)
    form = office.form()
    assert isinstance(form, ScreeningDialog)
    for row in form.form.items.rows:
        row.chip("4").click()
    fill(form.form.day, "R8.11.2")


def screening(office: Office) -> None:
    draft = ScreeningDraft(client_id=office.records.client, on=TODAY, tool="phq_9", total=12)
    screenings.save(office.centre, draft)
    part = sbirts_part(office)
    part.correct_screening(part.screened.screenings[0])
    form = office.form()
    assert isinstance(form, ScreeningDialog)
    fill(form.form.total, "9")
    form.form.note.setPlainText("聞き直した")


def new_intervention(office: Office) -> None:
    begun(office)
    part = sbirts_part(office)
    part.agree(part.path)
    form = office.form()
    assert isinstance(form, InterventionDialog)
    form.form.goal.chip("less").click()
    fill(form.form.drinks, "1.5")
    form.form.dry.chip("3").click()
    form.form.helps.setPlainText("炭酸水を買う")


def agreed(office: Office) -> None:
    draft = InterventionDraft(
        client_id=office.records.client, on=TODAY, target="drugs", goal=Goal.NONE, look_again_on=date(2026, 12, 22)
    )
    sbirts.save_intervention(office.centre, draft)


def intervention(office: Office) -> None:
    agreed(office)
    part = sbirts_part(office)
    part.correct_agreed(part.shown.interventions[0])
    form = office.form()
    assert isinstance(form, InterventionDialog)
    fill(form.form.words, "週末は実家に帰る")


def look_again(office: Office) -> None:
    agreed(office)
    part = sbirts_part(office)
    part.look_again(part.shown.interventions[0])
    form = office.form()
    assert isinstance(form, LookAgainDialog)
    form.words.setPlainText("二度だけ使った")
    fill(form.again, "R9.1.19")


def path_ending(office: Office) -> None:
    begun(office)
    part = sbirts_part(office)
    part.end()
    form = office.form()
    assert isinstance(form, PathEndingDialog)
    form.ending.chip("moved").click()
    form.note.setPlainText("隣の市へ")


def take_back(office: Office) -> None:
    agreed(office)
    part = sbirts_part(office)
    part.take_back_agreed(part.shown.interventions[0])
    form = office.form()
    assert isinstance(form, TakeBackDialog)
    form.reason.setPlainText("別の方の記録")


FORMS: dict[str, Callable[[Office], None]] = {
    "new screening": new_screening,
    "screening": screening,
    "new intervention": new_intervention,
    "intervention": intervention,
    "look_again": look_again,
    "path_ending": path_ending,
    "take_back": take_back,
    "new conference": new_conference,
    "conference": conference,
    "new task": new_task,
    "task": task,
    "task_result": task_result,
    "new household": new_household,
    "household": household,
    "new supporter": new_supporter,
    "supporter": supporter,
    "new benefit": new_benefit,
    "benefit": benefit,
    "new inbound": new_inbound,
    "inbound": changed_inbound,
    "reply": reply,
    "new client": new_client,
    "client": changed_client,
    "contact": contact,
    "new contact": contact_in_detail,
    "contact_correction": corrected_contact,
    "closing": closing_record,
    "reopening": reopening_record,
    "new engagement": new_engagement,
    "engagement": engagement,
    "new institution": new_institution,
    "institution": changed_institution,
    "retirement": retirement,
    "handoff": handoff,
    "outcome": outcome,
    "receiver_reply": receiver_reply,
    "next_check": next_check,
    "status": status,
    "referral": texts,
    "new consent": new_consent,
    "consent": corrected_consent,
    "consent_withdrawal": withdrawal,
    "disclosure": told,
    "disclosure_strike": strike,
    "centre": particulars,
    "staff": staff,
    "kind": kind,
    "letter_wording": worded,
    "month_reopening": reopened_month,
    "document_revocation": revocation,
    "new report_profile": copied_form,
    "report_profile": changed_form,
    "quality_waiver": left_as_it_is,
}
