"""One referral: how the client was handed over, what is asked, what became of it, and what is still to check."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from PySide6.QtCore import QPoint, Qt, Signal
from PySide6.QtWidgets import QGridLayout, QWidget

from referral_desk.domain.access import Action
from referral_desk.domain.changes import ChangeSet, Kind
from referral_desk.domain.codes import Channel, ConsentKind, Paper
from referral_desk.domain.drafts import Draft
from referral_desk.domain.errors import NotAllowed, NotFound
from referral_desk.domain.followup import FollowUp
from referral_desk.domain.handoff import Handoff, mode_of
from referral_desk.domain.referral import Referral, next_statuses
from referral_desk.domain.reply import TAKES_REPLY
from referral_desk.domain.sbirts import MeetingPlan
from referral_desk.i18n import _, language, ngettext
from referral_desk.services import followups, referrals, sbirts
from referral_desk.services.followups import Undo
from referral_desk.ui.dates import clock, long_date, short_date
from referral_desk.ui.dialogs.handoff import HandoffDialog
from referral_desk.ui.dialogs.outcome import OutcomeDialog
from referral_desk.ui.dialogs.papers import papers_menu, show_paper
from referral_desk.ui.dialogs.postpone import PostponeDialog
from referral_desk.ui.dialogs.receiver_reply import ReceiverReplyDialog
from referral_desk.ui.dialogs.referral_file import save_referral_file
from referral_desk.ui.dialogs.referral_texts import ReferralTextsDialog
from referral_desk.ui.dialogs.status import StatusDialog
from referral_desk.ui.dialogs.telling import in_words
from referral_desk.ui.forms.handoff_words import mode_badge, mode_word
from referral_desk.ui.look import space
from referral_desk.ui.page import Place
from referral_desk.ui.pages.returning import Returning
from referral_desk.ui.sbirts_words import plan_words
from referral_desk.ui.tasks import LatestOnly, TaskKind
from referral_desk.ui.widgets.buttons import Button
from referral_desk.ui.widgets.cards import Card, Flag, RowCard, SectionHeader, WarningPanel
from referral_desk.ui.widgets.layouts import FlowBox, boxed, column
from referral_desk.ui.widgets.side_by_side import SideBySide
from referral_desk.ui.widgets.text import Label
from referral_desk.ui.workplace import Workplace


@dataclass(frozen=True)
class ReferralPage:
    """What the view shows."""

    referral: Referral
    follow_ups: tuple[FollowUp, ...]
    paper: Paper
    plan: MeetingPlan | None = None

    @property
    def next_check(self) -> FollowUp | None:
        """The open follow-up that is due first."""
        return next((each for each in self.follow_ups if each.done_on is None), None)


class ReferralView(QWidget):
    """The page of one referral; ``go`` asks the window to open a place."""

    go = Signal(object)
    state_changed = Signal()

    def __init__(self, work: Workplace) -> None:
        super().__init__()
        self.setProperty("role", "page")
        self._work = work
        self._centre = work.centre
        self._reads = LatestOnly(work.tasks)
        self._referral_id: int | None = None
        self.page: ReferralPage | None = None
        self.returning = Returning(self, self._open_again)
        self.gone = WarningPanel()
        self.kana = Label("", "kana")
        self.heading = Label("", "title", wrap=True)
        self.identity = Label("", "muted", wrap=True)
        self.outcome_button = Button(_("Record the outcome…"), self.ask_outcome, kind="primary")
        self.reply_button = Button(_("Reply of the receiver…"), self.ask_reply)
        self.handoff_button = Button(_("Record a handoff…"), self.ask_handoff)
        self.status_button = Button(_("Status…"), self.ask_status)
        self.edit_button = Button(_("Change…"), self.edit, icon="edit")
        self.print_button = Button(_("Print"), self.print_paper, icon="print", keys="Ctrl P")
        self.papers_button = Button(_("More papers…"), self.open_papers)
        self.file_button = Button(_("File for the receiver…"), self.save_file, icon="export")
        self.day_button = Button(_("Set a day…"), self.ask_day, compact=True)
        work.permit(Action.SAVE_OUTCOME, self.outcome_button, self.reply_button, self.day_button)
        work.permit(Action.SAVE_HANDOFF, self.handoff_button)
        work.permit(Action.SAVE_REFERRAL, self.status_button, self.edit_button)
        work.permit(Action.ISSUE_DOCUMENT, self.print_button, self.papers_button, self.file_button)
        self.flags = FlowBox(gap=0.55)
        self.handoffs = RowCard()
        self.texts = Card(gap=0.5)
        self.outcome = Card(gap=0.45)
        self.checks = RowCard()
        self._put_together()

    def _put_together(self) -> None:
        names = column(self.kana, self.heading, self.identity, gap=0.1)
        buttons = FlowBox(
            self.outcome_button,
            self.reply_button,
            self.handoff_button,
            self.status_button,
            self.edit_button,
            self.print_button,
            self.papers_button,
            self.file_button,
        )
        checks_head = SectionHeader(_("Checks"))
        checks_head.add(self.day_button)
        left = column(
            SectionHeader(_("How the client was handed over"), _("figures use the warmest of them")),
            self.handoffs,
            SectionHeader(_("What was passed on")),
            self.texts,
            gap=0.3,
        )
        left.addStretch(1)
        right = column(SectionHeader(_("Outcome")), self.outcome, checks_head, self.checks, gap=0.3)
        right.addStretch(1)
        lower = SideBySide(boxed(left), boxed(right), stretch=(62, 38), narrow=54, gap=1.3)
        inner = column(boxed(names), buttons, self.flags, lower, gap=0.6)
        self.body = boxed(inner)
        whole = column(self.gone, self.body, margins=(1.7, 1.0, 1.7, 1.0), gap=0.5)
        whole.addStretch(1)
        self.setLayout(whole)
        self.body.hide()

    # --- reading ------------------------------------------------------------------------------------------------

    def title(self) -> str:
        """Return the referral's number once it is read."""
        if self.page is None:
            return _("Referral")
        return _("Referral {number}").format(number=self.page.referral.number)

    def help_text(self) -> str:
        """Return what F1 explains here."""
        return _(
            "Everything about one referral: each handoff with its facts, what was asked and passed on, what became of "
            "it, and when it is checked next.\n\n"
            "A second handoff may be warmer than the first: record it, the warmest one counts. The status moves only "
            "where it can go from here; some steps ask for a reason. Ctrl+P shows the letter, or the card that the "
            "client holds."
        )

    def open_referral(self, referral_id: int) -> None:
        """Show a referral; what was in view before is taken away at once."""
        if referral_id != self._referral_id:
            self._referral_id = referral_id
            self.page = None
            self.returning.forget()
            self.body.hide()
            self.gone.set_text("")
        self._read()

    def refresh(self, changes: ChangeSet, initiator: object) -> None:
        """Read again if this referral changed."""
        del initiator
        if self._referral_id is not None and (
            changes.touches_record(Kind.REFERRAL, self._referral_id)
            or changes.touches(Kind.FOLLOW_UP, Kind.CENTRE, Kind.INSTITUTION, Kind.CLIENT)
        ):
            self._read()

    def take_focus(self) -> None:
        """Put the cursor on the first button."""
        self.outcome_button.setFocus(Qt.FocusReason.OtherFocusReason)

    def _read(self) -> None:
        referral_id = self._referral_id
        if referral_id is None:
            return
        centre = self._centre

        def read() -> ReferralPage:
            referral = referrals.get(centre, referral_id)
            kind = centre.codes.institution_kinds.get(referral.institution_kind)
            paper = kind.paper if kind else Paper.LETTER
            checks, plan = followups.of_referral(centre, referral_id), sbirts.plan_of(centre, referral_id)
            return ReferralPage(referral, checks, paper, plan)

        self._reads.run(lambda _work: read(), self._show, self._not_read)

    def _not_read(self, error: Exception) -> bool:
        if not isinstance(error, NotFound | NotAllowed):
            return False
        self.body.hide()
        self.gone.set_text(in_words(error))
        return True

    # --- showing ------------------------------------------------------------------------------------------------

    def _show(self, page: ReferralPage) -> None:
        first = self.page is None
        self.page = page
        referral, codes = page.referral, self._centre.codes
        self.kana.setText(referral.client_kana)
        self.heading.setText(f"{referral.client_name}  →  {referral.institution_name}")
        kind = codes.institution_kinds.label(referral.institution_kind, language())
        words = [_("No. {number}").format(number=referral.number), long_date(referral.on), kind, referral.staff_name]
        self.identity.setText(" · ".join(word for word in words if word))
        self._show_flags(referral)
        self._show_handoffs(referral)
        self._show_texts(page)
        self._show_outcome(page)
        self._show_checks(page)
        label = _("Print the card") if page.paper is Paper.CARD else _("Print the letter")
        self.print_button.set_label(label)
        self.reply_button.setVisible(page.paper is Paper.LETTER and referral.status in TAKES_REPLY)
        self.status_button.setEnabled(bool(next_statuses(referral.status)))
        self.body.show()
        if first and self.isVisible():
            self.take_focus()
        self.state_changed.emit()
        self.returning.arrived()

    def _show_flags(self, referral: Referral) -> None:
        self.flags.clear()
        status = self._centre.codes.referral_statuses.label(referral.status, language())
        self.flags.add(Flag(_("Status: {status}").format(status=status)))
        if referral.reason:
            self.flags.add(Flag(_("Reason: {reason}").format(reason=" ".join(referral.reason.split()))))
        client, institution = referral.client_id, referral.institution_id
        self.flags.add(
            Button(
                _("Open the client"), lambda: self.go.emit(Place("clients", client=client)), kind="link", compact=True
            )
        )
        self.flags.add(
            Button(
                _("Open the institution"),
                lambda: self.go.emit(Place("institutions", institution=institution)),
                kind="link",
                compact=True,
            )
        )

    def _show_handoffs(self, referral: Referral) -> None:
        self.handoffs.clear()
        for handoff in referral.handoffs:
            when = column(Label(short_date(handoff.on)), gap=0.1)
            if handoff.at:
                when.addWidget(Label(handoff.at, "muted"))
            badge = FlowBox(mode_badge(mode_of(handoff)), gap=0)
            words = column(badge, Label(self.facts_in_words(handoff), wrap=True), gap=0.3)
            if handoff.note:
                words.addWidget(Label(handoff.note, "hint", wrap=True))
            self.handoffs.add_row(boxed(when), boxed(words), stretch=1)
        if not referral.handoffs:
            self.handoffs.add_row(Label(_("No handoff has been recorded yet."), "muted", wrap=True))

    def facts_in_words(self, handoff: Handoff) -> str:
        """Return the facts of a handoff as one line."""
        if handoff.channel is Channel.NOT_YET:
            return _("Planned by {staff}").format(staff=handoff.staff_name)
        words = [self._centre.codes.channels.label(handoff.channel, language())] if handoff.channel else []
        words.append(_("the client was there") if handoff.client_present else _("without the client"))
        words.append(_("spoke with the receiver") if handoff.receiver_live else _("receiver not reached directly"))
        if handoff.receiver_name:
            words.append(_("receiver: {name}").format(name=handoff.receiver_name))
        if handoff.accompanied_by:
            words.append(_("went along: {name}").format(name=handoff.accompanied_by))
        words.append(_("recorded by {name}").format(name=handoff.staff_name))
        return " · ".join(words)

    def _show_texts(self, page: ReferralPage) -> None:
        referral, codes = page.referral, self._centre.codes
        self.texts.clear()
        consent = codes.consents.label(referral.consent, language()) if referral.consent else _("not recorded")
        if referral.consent is ConsentKind.ORAL and referral.consent_by:
            consent = _("{consent} ({name} heard it)").format(consent=consent, name=referral.consent_by)
        lines = [(_("First meeting"), plan_words(page.plan))] if page.plan else []
        lines.append((_("What is asked"), referral.request or "—"))
        if page.paper is Paper.LETTER:
            lines.append((_("Background"), referral.background or "—"))
            lines.append((_("Urgency"), codes.urgencies.label(referral.urgency, language())))
        lines.append((_("Consent"), consent))
        self.texts.add(_facts(lines))

    def _show_outcome(self, page: ReferralPage) -> None:
        referral, codes = page.referral, self._centre.codes
        self.outcome.clear()
        words = codes.outcomes.label(referral.outcome, language())
        self.outcome.add(Label(words, "section" if referral.outcome.attended else "strong"))
        told = codes.reporters.label(referral.reported_by, language()) if referral.reported_by else ""
        if referral.outcome_on:
            when = short_date(referral.outcome_on)
            words = _("{day}, told by: {who}").format(day=when, who=told) if told else when
            self.outcome.add(Label(words, "muted"))

    def _show_checks(self, page: ReferralPage) -> None:
        self.checks.clear()
        today = self._centre.today()
        for each in reversed(page.follow_ups):
            state = self._check_words(each, today)
            late = each.done_on is None and each.due_on < today
            note = column(Label(state, "danger" if late else ("muted" if each.done_on else "")), gap=0.1)
            if each.note:
                note.addWidget(Label(each.note, "hint", wrap=True))
            self.checks.add_row(Label(short_date(each.due_on)), boxed(note), stretch=1)
        if not page.follow_ups:
            self.checks.add_row(Label(_("No day is set for a check."), "muted"))
        self.day_button.set_label(_("Another day…") if page.next_check else _("Set a day…"))

    def _check_words(self, each: FollowUp, today: date) -> str:
        if each.done_on:
            words = _("done on {day}").format(day=short_date(each.done_on))
        elif each.due_on < today:
            over = (today - each.due_on).days
            words = ngettext("{count} day over", "{count} days over", over).format(count=over)
        else:
            words = _("today") if each.due_on == today else _("to come")
        if not each.attempts:
            return words
        tried = ngettext("tried {count} time", "tried {count} times", each.attempts).format(count=each.attempts)
        return f"{words} · {tried}"

    # --- commands -----------------------------------------------------------------------------------------------

    def print_action(self) -> Callable[[], None] | None:
        """Return what Ctrl+P prints: the letter or the card."""
        return self.print_paper if self.page and self._work.may(Action.ISSUE_DOCUMENT) else None

    def print_paper(self) -> None:
        """Issue the letter or card, or show the issued one again."""
        if self.page is not None:
            show_paper(self._work, self.page.referral, self.page.paper, self.window())

    def open_papers(self) -> None:
        """Offer the papers that go with the letter or the card."""
        if self.page is not None:
            menu = papers_menu(self._work, self.page.referral, self.page.paper, self.papers_button)
            menu.popup(self.papers_button.mapToGlobal(QPoint(0, self.papers_button.height())))

    def save_file(self) -> None:
        """Save the referral as FHIR, for the receiver's system."""
        if self.page is not None:
            save_referral_file(self._work, self.page.referral, self.window())

    def _open_again(self, draft: Draft) -> None:
        asks = {
            HandoffDialog.draft_form: self.ask_handoff,
            OutcomeDialog.draft_form: self.ask_outcome,
            ReceiverReplyDialog.draft_form: self.ask_reply,
            PostponeDialog.draft_form: self.ask_day,
            StatusDialog.draft_form: self.ask_status,
            ReferralTextsDialog.draft_form: self.edit,
        }
        asks[draft.form](draft)

    def ask_handoff(self, draft: Draft | None = None) -> None:
        """Ask how a handoff went."""
        if self.page is not None:
            HandoffDialog(
                self._work,
                self.page.referral.id,
                self._short(),
                self._said_mode,
                now=clock(),
                parent=self.window(),
                draft=draft,
            ).open()

    def ask_outcome(self, draft: Draft | None = None) -> None:
        """Ask what became of it."""
        self._ask_what_came(OutcomeDialog, draft)

    def ask_reply(self, draft: Draft | None = None) -> None:
        """Ask what the receiver answered."""
        self._ask_what_came(ReceiverReplyDialog, draft)

    def _ask_what_came(self, dialog: type[OutcomeDialog | ReceiverReplyDialog], draft: Draft | None) -> None:
        if self.page is None:
            return
        name = self.page.referral.client_name

        def done(undo: Undo, label: str) -> None:
            self._said(_("{name}: {outcome} saved").format(name=name, outcome=label), undo)

        dialog(self._work, self.page.referral.id, self._short(), done, parent=self.window(), draft=draft).open()

    def ask_day(self, draft: Draft | None = None) -> None:
        """Ask for the day of the next check."""
        if self.page is None:
            return
        name, open_check = self.page.referral.client_name, self.page.next_check

        def done(undo: Undo, day: date) -> None:
            self._said(_("{name}: next check on {day}").format(name=name, day=short_date(day)), undo)

        day = open_check.due_on if open_check and open_check.due_on >= self._centre.today() else None
        PostponeDialog(
            self._work,
            self.page.referral.id,
            self._short(),
            day,
            done,
            note=open_check.note if open_check else "",
            parent=self.window(),
            draft=draft,
        ).open()

    def ask_status(self, draft: Draft | None = None) -> None:
        """Ask for the next status."""
        if self.page is not None and next_statuses(self.page.referral.status):
            StatusDialog(
                self._work, self.page.referral, self._short(), self._said_status, self.window(), draft=draft
            ).open()

    def edit(self, draft: Draft | None = None) -> None:
        """Open the texts to be changed."""
        if self.page is not None:
            ReferralTextsDialog(
                self._work, self.page.referral, self._short(), self._said_texts, self.window(), draft=draft
            ).open()

    def _short(self) -> str:
        return self.heading.text()

    def _said_mode(self, referral: Referral) -> None:
        words = _("Saved {number} ({mode})").format(number=referral.number, mode=mode_word(referral.mode))
        self._work.says.saved(words)

    def _said_status(self, referral: Referral) -> None:
        status = self._centre.codes.referral_statuses.label(referral.status, language())
        self._work.says.saved(_("{number}: {status}").format(number=referral.number, status=status))

    def _said_texts(self, referral: Referral) -> None:
        self._work.says.saved(_("Saved {number}").format(number=referral.number))

    def _said(self, words: str, undo: Undo) -> None:
        def take_back() -> None:
            self._work.tasks.run(TaskKind.WRITE, lambda _work: followups.undo(self._centre, undo), undone)

        def undone(changes: ChangeSet) -> None:
            self._work.publish(changes, self)
            self._work.says.saved(_("Taken back"))

        self._work.says.saved(words, take_back)


def _facts(lines: list[tuple[str, str]]) -> QWidget:
    grid = QGridLayout()
    space(grid, 0.0, 0.5)
    grid.setColumnStretch(1, 1)
    for line, (label, words) in enumerate(lines):
        grid.addWidget(Label(label, "muted"), line, 0, Qt.AlignmentFlag.AlignTop)
        grid.addWidget(Label(words, wrap=True, selectable=True), line, 1)
    return boxed(grid)
