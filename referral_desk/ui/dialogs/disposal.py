"""Records due for disposal: one person proposes, another agrees; and the certificates of what is gone."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDialog, QWidget

from referral_desk.domain.closing import Disposal, DueRecord, why_not_disposed
from referral_desk.i18n import Language, _, language, render
from referral_desk.services import disposal
from referral_desk.ui.dates import short_date
from referral_desk.ui.dialogs.telling import ask, in_words
from referral_desk.ui.forms.fields import stacked
from referral_desk.ui.look import px
from referral_desk.ui.pages.showing import show_paper
from referral_desk.ui.tasks import LatestOnly
from referral_desk.ui.widgets.buttons import Button
from referral_desk.ui.widgets.cards import SectionHeader, WarningPanel
from referral_desk.ui.widgets.cell import Tone
from referral_desk.ui.widgets.layouts import FlowBox, boxed, row, scrolling
from referral_desk.ui.widgets.record_table import Column, RecordTable
from referral_desk.ui.widgets.text import Label, set_tooltip, show_if
from referral_desk.ui.workplace import Workplace

Found = tuple[tuple[DueRecord, ...], tuple[Disposal, ...]]


class DisposalDialog(QDialog):
    """Lists what is due; what cannot be done with the record under the cursor says why."""

    def __init__(self, work: Workplace, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowModality(Qt.WindowModality.WindowModal)
        self.setWindowTitle(_("Due for disposal"))
        self._work = work
        self._reads = LatestOnly(work.tasks)
        self.due: RecordTable[DueRecord] = RecordTable(
            _due_columns(), name=_("Due for disposal"), fit_rows=True, row_height=2.7
        )
        self.due.current_changed.connect(lambda _record: self._show_choices())
        self.gone: RecordTable[Disposal] = RecordTable(_gone_columns(), name=_("Disposed of"), fit_rows=True)
        self.propose_button = Button(_("Propose"), self.propose)
        self.withdraw_button = Button(_("Take the proposal back"), self.withdraw, kind="quiet")
        self.dispose_button = Button(_("Agree and dispose…"), self.dispose)
        self.print_button = Button(_("Print the register"), self.print_register, icon="print")
        self.problem = WarningPanel(danger=True)
        self.nothing = Label(_("No record is due for disposal today."), "muted", wrap=True)
        self.none_gone = Label(_("Nothing has been disposed of yet."), "muted")
        close = Button(_("Close"), self.accept, keys="Esc")
        remark = Label(
            _(
                "Closed records whose time of keeping is over. Disposing takes two people: one proposes, another one "
                "agrees. What is gone cannot be brought back from the records; earlier backups hold it until they are "
                "replaced, at the latest after twelve months."
            ),
            "muted",
            wrap=True,
        )
        commands = FlowBox(self.propose_button, self.dispose_button, self.withdraw_button)
        register = SectionHeader(_("Disposed of"))
        register.add(self.print_button)
        footer = row(gap=0.6)
        footer.addStretch(1)
        footer.addWidget(close)
        heading = Label(_("Due for disposal"), "title")
        parts = (heading, remark, self.problem, self.nothing, self.due, commands, register, self.none_gone, self.gone)
        self.setLayout(scrolling(stacked(*parts, gap=0.7), boxed(footer)))
        room = self.screen().availableGeometry()
        self.resize(min(px(66), room.width() - px(2)), min(px(42), room.height() - px(3)))
        self._show_choices()
        self.read()

    # --- reading ------------------------------------------------------------------------------------------------

    def read(self) -> None:
        """Read both lists again."""
        centre = self._work.centre
        self._reads.run(lambda _work: (disposal.due(centre), disposal.certificates(centre)), self._show, self._failed)

    def _show(self, found: Found) -> None:
        due, gone = found
        first = not self.due.records.rows
        self.due.set_rows(due)
        self.gone.set_rows(gone)
        for table, without in ((self.due, self.nothing), (self.gone, self.none_gone)):
            show_if(table, bool(table.records.rows))
            show_if(without, not table.records.rows)
        self.print_button.setEnabled(bool(gone))
        if first and due:
            self.due.setCurrentIndex(self.due.records.index(0, 0))
            self.due.setFocus(Qt.FocusReason.OtherFocusReason)
        self._show_choices()

    def _failed(self, error: Exception) -> bool:
        words = in_words(error)
        self.problem.set_text(words)
        return bool(words)

    def _show_choices(self) -> None:
        record, login = self.due.current(), self._work.centre.login
        nobody = _("Choose a record in the list first.")
        stays = render(record.stays) if record and record.stays else ""
        proposed = bool(record and record.proposed_login)
        refusal = why_not_disposed(login, record.proposed_login) if record else None
        self._allow(
            self.propose_button, nobody if not record else stays or (_("Proposed already.") if proposed else "")
        )
        self._allow(self.withdraw_button, nobody if not record else "" if proposed else _("Nobody has proposed it."))
        self._allow(self.dispose_button, nobody if not record else stays or (render(refusal) if refusal else ""))

    @staticmethod
    def _allow(button: Button, why_not: str) -> None:
        button.setEnabled(not why_not)
        set_tooltip(button, why_not)
        button.setAccessibleDescription(why_not)

    # --- doing --------------------------------------------------------------------------------------------------

    def propose(self) -> None:
        """Propose the record under the cursor."""
        record = self.due.current()
        if record is None:
            return
        centre, client_id = self._work.centre, record.client_id
        words = _("Proposed No. {number} for disposal. Somebody else has to agree now.").format(number=record.number)
        self._work.write(lambda: disposal.propose(centre, client_id), lambda _id: self._done(words), self._refused)

    def withdraw(self) -> None:
        """Take back that the record under the cursor was proposed."""
        record = self.due.current()
        if record is None:
            return
        centre, client_id = self._work.centre, record.client_id
        words = _("No. {number} is no longer proposed for disposal.").format(number=record.number)
        self._work.write(lambda: disposal.withdraw(centre, client_id), lambda _id: self._done(words), self._refused)

    def dispose(self) -> None:
        """Ask once more, then dispose of the record under the cursor."""
        record = self.due.current()
        if record is None:
            return
        if not ask(
            self,
            _("Dispose of No. {number}?").format(number=record.number),
            _(
                "{name} (No. {number}), closed {closed}. {proposer} proposed it.\n\nContacts, referrals, papers and "
                "everything else held about this person are deleted. This cannot be undone."
            ).format(
                name=record.name,
                number=record.number,
                closed=short_date(record.closed_on),
                proposer=record.proposed_by,
            ),
            _("Dispose of the record"),
            _("Cancel"),
            danger=True,
        ):
            return
        centre, client_id = self._work.centre, record.client_id
        words = _("No. {number} was disposed of.").format(number=record.number)
        self._work.write(lambda: disposal.dispose(centre, client_id), lambda _gone: self._done(words), self._refused)

    def print_register(self) -> None:
        """Show the register of what was disposed of, to be printed."""
        centre, lang = self._work.centre, Language(language())
        show_paper(
            self._work,
            self,
            lambda: disposal.register(centre, language=lang),
            _("Register of disposals"),
            "disposals.pdf",
        )

    def _done(self, words: str) -> None:
        self.problem.set_text("")
        self._work.says.saved(words)
        self.read()

    def _refused(self, error: Exception) -> bool:
        shown = self._failed(error)
        self.read()
        return shown


def _state(record: DueRecord) -> str:
    if record.stays is not None:
        return render(record.stays)
    if record.proposed_at is None:
        return _("not proposed yet")
    day = short_date(record.proposed_at.astimezone().date())
    return _("proposed by {name}, {day}").format(name=record.proposed_by, day=day)


def _due_columns() -> tuple[Column[DueRecord], ...]:
    def tone(record: DueRecord) -> Tone:
        return "muted" if record.stays else ""

    return (
        Column("number", _("No."), lambda record: record.number, width=6),
        Column(
            "name",
            _("Name"),
            lambda record: record.name,
            under=lambda record: record.kana,
            width=13,
            stretch=True,
        ),
        Column("closed", _("Closed"), lambda record: short_date(record.closed_on), width=8),
        Column("due", _("Due since"), lambda record: short_date(record.due_on), width=8),
        Column("state", _("State"), _state, width=18, tone=tone),
    )


def _gone_columns() -> tuple[Column[Disposal], ...]:
    return (
        Column("number", _("No."), lambda gone: gone.client_number, width=6, stretch=True),
        Column("at", _("Disposed of"), lambda gone: short_date(gone.at.astimezone().date()), width=8),
        Column("proposed", _("Proposed by"), lambda gone: gone.proposed_by, width=10),
        Column("approved", _("Agreed to by"), lambda gone: gone.approved_by, width=10),
        Column("entries", _("Entries held"), lambda gone: f"{sum(gone.counts.values()):,}", width=5),
    )
