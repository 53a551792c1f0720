"""Today: the desk. What is overdue comes first and never disappears; every row has its answer in one tap."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date
from functools import partial

from PySide6.QtCore import QEvent, Qt, QTimer
from PySide6.QtWidgets import QApplication, QWidget

from referral_desk.domain.access import Action
from referral_desk.domain.benefit import Expiry
from referral_desk.domain.changes import ChangeSet, Kind
from referral_desk.domain.closed_month import MonthDue
from referral_desk.domain.codes import Paper
from referral_desk.domain.followup import Desk, FollowUpKind, FollowUpRow, QuietCase
from referral_desk.domain.inbound import InboundRow
from referral_desk.domain.sbirts import LookAgain
from referral_desk.i18n import Language, _, language, ngettext, render
from referral_desk.services import followups
from referral_desk.ui.backup_watch import BackupWatch
from referral_desk.ui.dates import short_date
from referral_desk.ui.forms.row_choices import Tap, TapKind, taps
from referral_desk.ui.page import NEW_REFERRAL, Page, Place
from referral_desk.ui.pages.backup_notice import BackupNotice
from referral_desk.ui.pages.desk_expiries import DeskExpiries
from referral_desk.ui.pages.desk_looks import DeskLooks
from referral_desk.ui.pages.desk_months import month_row
from referral_desk.ui.pages.desk_rows import DeskRow, DeskSection, RowButton, RowContent
from referral_desk.ui.pages.desk_side import DeskSide
from referral_desk.ui.pages.desk_taps import DeskTaps
from referral_desk.ui.pages.desk_tasks import DueRecord, TaskTaps, by_day
from referral_desk.ui.pages.institution_taps import InstitutionTaps
from referral_desk.ui.pages.unfinished_panel import UnfinishedPanel
from referral_desk.ui.tasks import LatestOnly
from referral_desk.ui.widgets.buttons import Button
from referral_desk.ui.widgets.cards import Card, EmptyState, PageHeader
from referral_desk.ui.widgets.layouts import boxed, column
from referral_desk.ui.widgets.side_by_side import SideBySide
from referral_desk.ui.workplace import Workplace

_WATCHED = (
    Kind.FOLLOW_UP,
    Kind.REFERRAL,
    Kind.CLIENT,
    Kind.INSTITUTION,
    Kind.CONTACT,
    Kind.TASK,
    Kind.CENTRE,
    Kind.SBIRTS,
)
_AT_ONCE = 3

AnySection = (
    DeskSection[DueRecord]
    | DeskSection[FollowUpRow]
    | DeskSection[QuietCase]
    | DeskSection[Expiry]
    | DeskSection[InboundRow]
    | DeskSection[MonthDue]
    | DeskSection[LookAgain]
)


class TodayPage(Page):
    """The desk of today; ``count`` is told how much is overdue or due."""

    def __init__(self, workplace: Workplace, count: Callable[[int], None], backups: BackupWatch | None = None) -> None:
        super().__init__()
        self._work = workplace
        self._centre = workplace.centre
        self._count = count
        self._latest = LatestOnly(workplace.tasks)
        self.desk: Desk | None = None
        self._noted_on: date | None = None
        self._header = PageHeader(_("Today’s desk"))
        self.print_button = Button(
            _("Hand-over sheet"), self.print_handover, icon="print", keys="Ctrl P", compact=True, kind="quiet"
        )
        workplace.permit(Action.ISSUE_DOCUMENT, self.print_button)
        self._header.add(self.print_button)
        self.overdue: DeskSection[DueRecord] = DeskSection(self._due_row, danger=True, shown=0)
        self.months: DeskSection[MonthDue] = DeskSection(self._month_row)
        self.due: DeskSection[DueRecord] = DeskSection(self._due_row)
        self.to_hand_over: DeskSection[FollowUpRow] = DeskSection(self._row)
        self.waiting: DeskSection[DueRecord] = DeskSection(self._due_row)
        self.coming: DeskSection[DueRecord] = DeskSection(self._due_row)
        self.quiet: DeskSection[QuietCase] = DeskSection(self._quiet_row)
        self.expiries = DeskExpiries(workplace, self, self._move, self._read_anew)
        self.expiries.go.connect(self.go)
        self.owed: DeskSection[InboundRow] = DeskSection(self.expiries.reply_row)
        self.expiring: DeskSection[Expiry] = DeskSection(self.expiries.expiry_row)
        self.look_taps = DeskLooks(workplace, self, self._move)
        self.look_taps.go.connect(self.go)
        self.looks: DeskSection[LookAgain] = DeskSection(self.look_taps.row)
        self.sections: tuple[AnySection, ...] = (
            self.overdue,
            self.months,
            self.due,
            self.owed,
            self.looks,
            self.to_hand_over,
            self.waiting,
            self.expiring,
            self.coming,
            self.quiet,
        )
        self.taps = DeskTaps(workplace, self)
        self.taps.go.connect(self.go)
        self.institution_taps = InstitutionTaps(workplace, self)
        self.task_taps = TaskTaps(workplace, self)
        self.task_taps.go.connect(self.go)
        self.unfinished = UnfinishedPanel(workplace)
        self._empty = Card()
        self._empty.hide()
        self.side = DeskSide(
            self._centre.codes,
            lambda number: self.go.emit(Place("institutions", institution=number)),
            lambda entry: self.institution_taps.verify(entry.institution_id),
            may_verify=workplace.may(Action.SAVE_INSTITUTION),
        )
        left = column(self.unfinished, self._empty, *self.sections, gap=0.5)
        left.addStretch(1)
        body = SideBySide(boxed(left), self.side, stretch=(715, 285), narrow=66, gap=1.4)
        layout = column(self._header, body, margins=(1.7, 1.1, 1.7, 1.1), gap=0.5)
        if backups is not None:
            self.backup_notice = BackupNotice(backups)
            layout.insertWidget(1, self.backup_notice)
        layout.addStretch(1)
        self.setLayout(layout)
        self._builder = QTimer(self)
        self._builder.setInterval(0)
        self._builder.timeout.connect(self._build_some)
        workplace.bus.changed.connect(self._changed_elsewhere)

    # --- the page -----------------------------------------------------------------------------------------------

    def title(self) -> str:
        return _("Today’s desk")

    def help_text(self) -> str:
        rows = _(
            "What is to be done today, the overdue first: nothing overdue disappears before it is answered.\n\n"
            "The first button of a row stores the likeliest answer at once, as told by the client today; the toast "
            "below takes it back. “No answer” logs that you tried and moves the day. The arrow at the end of a row "
            "offers every other outcome, with who told it and when.\n\n"
            "What you had not finished when the window was locked or the program ended stands at the top: open it to "
            "go on where you were, or discard it.\n\n"
            "Keys: Up and Down go from row to row, Enter opens the client, 1 to 3 press the row’s buttons, M opens "
            "its menu. Ctrl+P shows the hand-over sheet: what is open, what comes next, what was done."
        )
        return rows + "\n\n" + self._help_on_dates()

    @staticmethod
    def _help_on_dates() -> str:
        return _(
            "Replies that we owe are to institutions that sent a client to us. Benefits that run out stay until they "
            "are renewed or over: “Renewed” enters the next period at once, with the usual dates."
        )

    def open_place(self, place: Place) -> None:
        del place
        self._read()

    def refresh(self, changes: ChangeSet, initiator: object) -> None:
        del initiator
        if changes.touches(*_WATCHED):
            self._read()

    def print_action(self) -> Callable[[], None] | None:
        return self.print_handover if self.print_button.isEnabled() else None

    def print_handover(self) -> None:
        """Show the sheet for the colleague of the next working day."""
        from referral_desk.services.handover_sheet import handover_sheet  # noqa: PLC0415 - ReportLab, only now
        from referral_desk.ui.pages.showing import show_paper  # noqa: PLC0415 - as above

        centre, lang = self._centre, Language(language())
        make = partial(handover_sheet, centre, language=lang)
        show_paper(self._work, self, make, _("Hand-over sheet"), "hand-over-sheet.pdf")

    def take_focus(self) -> None:
        rows = self._rows()
        if rows:
            rows[0].setFocus(Qt.FocusReason.OtherFocusReason)
        else:
            self.setFocus()

    @property
    def settled(self) -> bool:
        """Whether every row of the desk last read is on show."""
        return self.desk is not None and not self._builder.isActive()

    def _changed_elsewhere(self, changes: ChangeSet, _initiator: object) -> None:
        # The number beside Today stays right while another page is in view.
        if not self.isVisible() and changes.touches(*_WATCHED):
            self._read()

    def _read(self) -> None:
        self._latest.run(lambda _work: self._noted_desk(), self._show)

    def _noted_desk(self) -> Desk:
        """Read the desk, and note that it was opened: once a day, for one comes back to it all day long."""
        desk = followups.desk(self._centre)
        if desk.day != self._noted_on:
            from referral_desk.services import audit  # noqa: PLC0415 - the first page waits for what comes before

            audit.listed(self._centre, "today", sum(map(len, _records(desk))))
            self._noted_on = desk.day
        return desk

    # --- showing ------------------------------------------------------------------------------------------------

    def _show(self, desk: Desk) -> None:
        rows = self._rows()
        had = next((index for index, each in enumerate(rows) if each.isAncestorOf(_focus()) or each.hasFocus()), None)
        self.desk = desk
        due = len(desk.overdue) + len(desk.due_today) + len(desk.tasks_overdue) + len(desk.tasks_today)
        due += sum(each.days_over(desk.day) >= 0 for each in desk.owed)
        due += sum(each.days_over >= 0 for each in desk.looks)
        self._count(due)
        waiting = due + len(desk.waiting)
        words = [_("{count} to check").format(count=waiting)]
        if desk.meetings:
            words.append(ngettext("{count} meeting", "{count} meetings", len(desk.meetings)))
        self._header.set_text(self.title(), " · ".join(part.format(count=len(desk.meetings)) for part in words))
        overdue = by_day(desk.overdue, desk.tasks_overdue)
        self.overdue.set_records(overdue, _("Overdue {count}"), _("stays here until it is answered"))
        self.months.set_records(desk.months, _("Monthly report {count}"), _("until the month is closed"))
        self.due.set_records((*desk.due_today, *desk.tasks_today), _("To do today {count}"))
        self.to_hand_over.set_records(desk.to_hand_over, _("Handoffs to come {count}"))
        undated: tuple[DueRecord, ...] = (*desk.waiting, *desk.tasks_undated)
        self.waiting.set_records(undated, _("Waiting for a reply, or no day set {count}"), _("the oldest first"))
        self.coming.set_records(by_day(desk.coming, desk.tasks_coming), _("Coming up {count}"), _("the next two weeks"))
        quiet_days = _("nothing for {days} days and nothing planned").format(days=self._centre.settings.quiet_days)
        self.quiet.set_records(desk.quiet, _("Quiet for a while {count}"), quiet_days)
        self.owed.set_records(desk.owed, _("Replies that we owe {count}"), _("they sent the client to us"))
        expiry_days = _("within {days} days").format(days=self._centre.settings.expiry_days)
        self.expiring.set_records(desk.expiring, _("Benefits that run out {count}"), expiry_days)
        self.looks.set_records(desk.looks, _("To look at again {count}"), _("what was agreed in a brief intervention"))
        self.side.show_desk(desk)
        self._show_emptiness(desk)
        self._build_some()
        if self.hasFocus():
            self._focus_row(0)
        elif had is not None and not any(each.isAncestorOf(_focus()) or each.hasFocus() for each in self._rows()):
            self._focus_row(had)

    def _build_some(self) -> None:
        for section in self.sections:
            before = len(section.rows)
            more = section.build_some(_AT_ONCE)
            if more or len(section.rows) > before:
                self._lay_out()
                self._builder.start()
                return
        self._builder.stop()
        self._lay_out()

    def _lay_out(self) -> None:
        # At once, or each row would be painted squeezed until the request has climbed up to the page.
        layout = self.layout()
        if layout is not None:
            layout.activate()
            QApplication.sendEvent(self, QEvent(QEvent.Type.LayoutRequest))

    def _show_emptiness(self, desk: Desk) -> None:
        empty = not any(_records(desk))
        self._empty.setVisible(empty)
        if not empty:
            return
        self._empty.clear()
        warmth = desk.warmth
        fresh = not warmth.happened and not warmth.last_month_happened and not warmth.attended_after_warm[1]
        start = self._start_referral
        if fresh:
            state = EmptyState(
                _("No referral has been recorded yet"),
                _("Refer a client: what is to be checked, and when, then stands here by itself."),
                _("New referral"),
                start,
                icon="referrals",
                keys="Ctrl R",
            )
        else:
            state = EmptyState(
                _("The desk is clear"),
                _("Nothing is to be checked, and nobody has been quiet for long."),
                _("New referral"),
                start,
                icon="check",
                keys="Ctrl R",
            )
        self._work.permit(Action.SAVE_REFERRAL, state.button)
        self._empty.add(state)

    def _start_referral(self) -> None:
        self.go.emit(Place(NEW_REFERRAL))

    def _rows(self) -> list[DeskRow]:
        return [each for section in self.sections if section.isVisibleTo(self) for each in section.rows]

    def _focus_row(self, index: int) -> None:
        rows = self._rows()
        if rows:
            rows[max(0, min(index, len(rows) - 1))].setFocus(Qt.FocusReason.TabFocusReason)

    def _move(self, from_row: DeskRow, step: int) -> None:
        rows = self._rows()
        if from_row in rows:
            self._focus_row(rows.index(from_row) + step)

    # --- rows ---------------------------------------------------------------------------------------------------

    def _due_row(self, record: DueRecord) -> DeskRow:
        if isinstance(record, FollowUpRow):
            return self._row(record)
        desk_row = self.task_taps.row(record, self._over(record), self._read_anew)
        desk_row.moved.connect(lambda step: self._move(desk_row, step))
        return desk_row

    def _month_row(self, due: MonthDue) -> DeskRow:
        row = month_row(due, self._centre.today(), self.go.emit)
        row.moved.connect(lambda step: self._move(row, step))
        return row

    def _read_anew(self) -> None:
        self._latest.drop()
        self._read()

    def _row(self, record: FollowUpRow) -> DeskRow:
        kind = self._centre.codes.institution_kinds.get(record.institution_kind)
        choices = taps(record, kind.paper if kind else Paper.LETTER)
        content = RowContent(
            record.client_name,
            record.client_kana,
            record.client_birth,
            record.institution_name,
            self._note(record),
            badge=True,
            mode=record.mode,
            over=self._over(record),
            danger=record.days_over > 0,
        )
        buttons = [
            RowButton(
                render(tap.label),
                render(tap.hint),
                partial(self._press, record, tap),
                primary=index == 0 and record.due_on is not None and record.days_over >= 0,
            )
            for index, tap in enumerate(choices)
        ]
        desk_row = DeskRow(
            content,
            self._centre.today(),
            buttons,
            open_client=lambda: self.go.emit(Place("clients", client=record.client_id)),
            open_place=lambda: self.go.emit(Place("referrals", referral=record.referral_id, client=record.client_id)),
            menu=lambda button: self.taps.menu(record, button),
        )
        desk_row.record_key = record
        for tap, button in zip(choices, desk_row.buttons, strict=True):
            self._work.permit(Action.SAVE_HANDOFF if tap.kind is TapKind.HAND_OVER else Action.SAVE_OUTCOME, button)
        desk_row.moved.connect(lambda step: self._move(desk_row, step))
        return desk_row

    def _quiet_row(self, case: QuietCase) -> DeskRow:
        codes = self._centre.codes
        service = codes.contact_services.label(case.service, language())
        category = codes.contact_categories.label(case.category, language())
        last = _("Last contact {day}").format(day=short_date(case.last_contact_on))
        content = RowContent(case.client_name, case.client_kana, case.client_birth, last, f"{service} ({category})")

        def open_client() -> None:
            self.go.emit(Place("clients", client=case.client_id))

        refer = RowButton(
            _("Refer"),
            _("Start a referral for this client"),
            lambda: self.go.emit(Place(NEW_REFERRAL, client=case.client_id)),
        )
        show = RowButton(_("Open"), _("Open the client’s page, with telephone and caution"), open_client)
        desk_row = DeskRow(
            content, self._centre.today(), [show, refer], open_client=open_client, open_place=open_client
        )
        self._work.permit(Action.SAVE_REFERRAL, desk_row.buttons[1])
        desk_row.moved.connect(lambda step: self._move(desk_row, step))
        return desk_row

    def _press(self, record: FollowUpRow, tap: Tap) -> None:
        desk_row = next((each for each in self._rows() if each.record_key == record), None)

        def failed() -> None:
            self._latest.drop()
            self._read()
            if desk_row is not None:
                desk_row.set_busy(busy=False)

        if self.taps.tap(record, tap, failed) and desk_row is not None:
            desk_row.set_busy(busy=True)

    def _note(self, record: FollowUpRow) -> str:
        words = record.note or {
            FollowUpKind.OUTCOME: _("what became of it ({day})"),
            FollowUpKind.REPLY: _("waiting for the reply ({day})"),
            FollowUpKind.HANDOFF: _("to be handed over ({day})"),
        }[record.kind].format(day=short_date(record.referred_on))
        if not record.attempts:
            return words
        tried = ngettext("tried {count} time", "tried {count} times", record.attempts).format(count=record.attempts)
        return f"{tried} · {words}"

    def _over(self, record: DueRecord) -> str:
        if record.due_on is None:
            return _("no day")
        if record.days_over > 0:
            return ngettext("{count} day over", "{count} days over", record.days_over).format(count=record.days_over)
        return _("today") if record.days_over == 0 else near_day(record.due_on)


def _records(desk: Desk) -> tuple[Sequence[object], ...]:
    """Return everything that has a row on the page."""
    waiting = (desk.to_hand_over, desk.waiting, desk.expiring, desk.owed, desk.looks)
    return (desk.overdue, desk.months, desk.due_today, *waiting, desk.coming, desk.quiet, desk.tasks)


def near_day(day: date) -> str:
    """Return a day of the coming weeks as briefly as a row needs it: 11/26(木), or 26 Nov (Thu)."""
    words = short_date(day)
    if language() == "ja":
        weekday = words.partition("(")[2]
        return f"{day.month}/{day.day}({weekday}"
    month = words.split()[1]
    return f"{day.day} {month}"


def _focus() -> QWidget:
    focus = QApplication.focusWidget()
    return focus if focus is not None else QWidget()
