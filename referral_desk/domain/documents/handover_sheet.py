"""The hand-over sheet of a day: what was done, what is still open, what comes next, for the colleague of tomorrow.

It stays in the house. Names stand on it, notes of contacts do not: a sheet lies on a desk.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from referral_desk.domain.centre import CentreSettings
from referral_desk.domain.codes import CodeBook
from referral_desk.domain.conference import TaskRow
from referral_desk.domain.contact import ContactOfDay
from referral_desk.domain.documents.register import EntryTable
from referral_desk.domain.documents.text import About, date_in_table, date_with_weekday
from referral_desk.domain.followup import AttemptOfDay, Desk, FollowUpKind, FollowUpRow
from referral_desk.domain.messages import Gettext
from referral_desk.domain.referral import ReferralRow


@dataclass(frozen=True)
class DayDone:
    """What was done on one day; ``referrals`` are those made, handed over or reported on it."""

    contacts: tuple[ContactOfDay, ...] = ()
    referrals: tuple[ReferralRow, ...] = ()
    attempts: tuple[AttemptOfDay, ...] = ()


@dataclass(frozen=True)
class HandoverSheet:
    """The sheet: tables in the order of their weight, and ``lines`` ruled lines for the pen."""

    about: About
    title: str
    centre: str
    made_on: str
    confidential: str
    tables: tuple[EntryTable, ...]
    lines_heading: str
    lines: int


_LINES = 5


def compose_handover_sheet(
    *,
    done: DayDone,
    desk: Desk,
    next_workday: date,
    centre: CentreSettings,
    codes: CodeBook,
    language: str,
    tr: Gettext,
    made_by: str,
) -> HandoverSheet:
    """Freeze what the sheet of ``desk.day`` says; what comes next reaches to ``next_workday``."""
    told = _Told(codes, language, tr, desk.day)
    title = tr("Hand-over sheet")
    day = date_with_weekday(desk.day, language)
    open_rows = [*map(told.follow_up, (*desk.overdue, *desk.due_today))]
    open_rows += map(told.task, (*desk.tasks_overdue, *desk.tasks_today))
    to_come = [row for row in (*desk.to_hand_over, *desk.waiting, *desk.coming) if _until(row.due_on, next_workday)]
    next_rows = [*map(told.follow_up, to_come)]
    next_rows += [told.task(row) for row in desk.tasks_coming if _until(row.due_on, next_workday)]
    columns = (tr("Date"), tr("Client"), tr("What"), tr("Institution, in charge"))
    return HandoverSheet(
        about=About(language, f"{title} {day}", centre.name),
        title=f"{title}\u3000{day}",
        centre="\u3000".join(part for part in (centre.name, centre.department) if part),
        made_on=tr("Made by {name}").format(name=made_by),
        confidential=tr("Confidential"),
        lines_heading=tr("To be known"),
        lines=_LINES,
        tables=(
            EntryTable(tr("Still open"), columns, tuple(open_rows), tr("Nothing is open.")),
            EntryTable(
                tr("To come until {date}").format(date=date_with_weekday(next_workday, language)),
                columns,
                tuple(next_rows),
                tr("Nothing is planned."),
            ),
            EntryTable(
                tr("Done today"),
                (tr("Staff or number"), tr("Client"), tr("What"), tr("Institution")),
                (
                    *map(told.contact, done.contacts),
                    *(row for referral in done.referrals for row in told.referral(referral)),
                    *map(told.attempt, done.attempts),
                ),
                tr("Nothing was recorded."),
            ),
        ),
    )


def _until(due_on: date | None, last: date) -> bool:
    return due_on is not None and due_on <= last


@dataclass(frozen=True)
class _Told:
    """Rows in words of one language."""

    codes: CodeBook
    language: str
    tr: Gettext
    day: date

    def follow_up(self, row: FollowUpRow) -> tuple[str, ...]:
        kinds = {
            FollowUpKind.OUTCOME: self.tr("Ask what became of it"),
            FollowUpKind.REPLY: self.tr("Wait for the reply"),
            FollowUpKind.HANDOFF: self.tr("Hand over"),
        }
        what = self._noted(kinds[row.kind], row.note, row.attempts)
        return (self._due(row.due_on), self._person(row.client_number, row.client_name), what, row.institution_name)

    def task(self, row: TaskRow) -> tuple[str, ...]:
        client = self._person(row.client_number, row.client_name)
        return (self._due(row.due_on), client, row.what, row.who)

    def contact(self, row: ContactOfDay) -> tuple[str, ...]:
        service = self.codes.contact_services.label(row.service, self.language)
        category = self.codes.contact_categories.label(row.category, self.language)
        what = " ・ ".join(part for part in (service, category) if part)
        return (row.staff_name, self._person(row.client_number, row.client_name), what, "")

    def referral(self, row: ReferralRow) -> list[tuple[str, ...]]:
        """Return what the day did to a referral: one row for how it was handed over, one for what became of it."""
        client = self._person(row.client_number, row.client_name)
        rows: list[tuple[str, ...]] = []
        if row.outcome_on != self.day or row.on == self.day:
            mode = self.codes.handoff_modes.label(row.mode or "", self.language) or self.tr("Still to hand over")
            rows.append((row.number, client, mode, row.institution_name))
        if row.outcome_on == self.day:
            label = self.codes.outcomes.label(row.outcome, self.language)
            rows.append((row.number, client, self.tr("Outcome: {outcome}").format(outcome=label), row.institution_name))
        return rows

    def attempt(self, row: AttemptOfDay) -> tuple[str, ...]:
        what = self._noted(self.tr("Tried, not reached"), row.note, 0)
        return (row.staff_name, self._person(row.client_number, row.client_name), what, row.institution_name)

    def _due(self, due_on: date | None) -> str:
        return date_in_table(due_on, self.language) if due_on else self.tr("No day set")

    def _person(self, number: str, name: str) -> str:
        return f"{number} {name}"

    def _noted(self, what: str, note: str, attempts: int) -> str:
        tried = self.tr("attempts: {number}").format(number=attempts) if attempts else ""
        return "\n".join(part for part in (what, note.strip(), tried) if part)
