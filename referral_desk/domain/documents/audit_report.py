"""The month's printout of the audit trail: who did how much, what was refused, who may open what, and the chain.

It names clients by number only: it is filed, and read by people who have nothing to do with them.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from types import MappingProxyType

from referral_desk.domain.audit import AuditRow, doer
from referral_desk.domain.audit_review import ActionKind, AuditMonth, TrailNames
from referral_desk.domain.audit_words import KIND_WORDS, TrailWords
from referral_desk.domain.calendar import english_month, era_month
from referral_desk.domain.centre import CentreSettings
from referral_desk.domain.codes import CodeBook
from referral_desk.domain.documents.register import EntryTable, Signature
from referral_desk.domain.documents.tally_page import Figures
from referral_desk.domain.documents.text import About, date_for
from referral_desk.domain.messages import Gettext


@dataclass(frozen=True)
class AuditReport:
    """The printout of a month. ``whole`` is False where the chain is broken, which is set in a frame."""

    about: About
    title: str
    centre: str
    made_on: str
    counts: Figures
    tables: tuple[EntryTable, ...]
    chain_heading: str
    chain: tuple[str, ...]
    whole: bool
    signatures_heading: str
    signatures: tuple[Signature, ...]


def compose_audit_report(
    *,
    month: AuditMonth,
    year_month: tuple[int, int],
    centre: CentreSettings,
    codes: CodeBook,
    language: str,
    tr: Gettext,
    made_on: date,
    made_by: str,
) -> AuditReport:
    """Freeze what the printout says; ``made_by`` is the name of the person who prints it."""
    name = english_month(*year_month) if language == "en" else era_month(*year_month)
    title = tr("Audit trail, {month}").format(month=name)
    numbers = {key: replace(client, name="") for key, client in month.names.clients.items()}
    names = TrailNames(MappingProxyType(numbers), month.names.people, month.names.records)
    writer = _Writer(month, TrailWords(names, codes, language, tr), tr)
    made = tr("Made on {date}").format(date=date_for(made_on, language))
    return AuditReport(
        about=About(language, title, centre.name),
        title=title,
        centre="\u3000".join(part for part in (centre.name, centre.department) if part),
        made_on="\u3000".join(part for part in (made, made_by) if part),
        counts=writer.counts(),
        tables=(
            writer.table(tr("Failures and refusals"), month.failures, tr("There were none.")),
            writer.table(
                tr("Who may open what: logins, roles, passwords, restrictions"), month.rights, tr("There were none.")
            ),
            writer.table(tr("Exports and imports"), month.files, tr("There were none.")),
        ),
        chain_heading=tr("The chain of entries"),
        chain=writer.chain(),
        whole=month.broken_at is None,
        signatures_heading=tr("Looked through"),
        signatures=(
            Signature(tr("Person in charge of the audit trail"), tr("Date")),
            Signature(tr("Head of the centre"), tr("Date")),
        ),
    )


@dataclass(frozen=True)
class _Writer:
    month: AuditMonth
    words: TrailWords
    tr: Gettext

    def counts(self) -> Figures:
        tr, counted = self.tr, self.month.counts
        people = sorted(counted, key=lambda login: (self.words.person(login), login))
        rows = tuple(
            (self.words.person(login), *_figures([counted[login][kind] for kind in ActionKind])) for login in people
        )
        sums = [sum(counted[login][kind] for login in people) for kind in ActionKind]
        return Figures(
            tr("Entries by person and kind"),
            (tr("Who"), *(tr(KIND_WORDS[kind]) for kind in ActionKind), tr("Total")),
            rows,
            (tr("Total"), *_figures(sums)),
            tr("A list is one entry, and a search is one entry, however many records it shows."),
        )

    def table(self, heading: str, rows: Sequence[AuditRow], none: str) -> EntryTable:
        tr, words = self.tr, self.words
        return EntryTable(
            tr("{heading} ({count})").format(heading=heading, count=len(rows)),
            (tr("When"), tr("Who"), tr("What was done"), tr("Client"), tr("Details")),
            tuple(
                (words.when(row.at), words.person(doer(row)), words.what(row), words.client(row), words.detail(row))
                for row in rows
            ),
            none,
        )

    def chain(self) -> tuple[str, ...]:
        tr, month = self.tr, self.month
        end = tr("End of the chain when this was printed: {head}").format(head=month.head.words())
        if month.broken_at is not None:
            broken = tr("The chain is BROKEN from entry {number} on. Tell the administrator.").format(
                number=month.broken_at
            )
            return (broken, end)
        whole = tr("The chain is whole: every entry is there and as it was written.")
        if month.heads_known:
            compared = tr("Its end was compared with what backups keep of it ({count}).").format(
                count=month.heads_known
            )
        else:
            compared = tr("There is no backup yet to compare its end with.")
        return (whole, compared, end)


def _figures(numbers: Sequence[int]) -> tuple[str, ...]:
    return tuple(f"{number:,}" for number in (*numbers, sum(numbers)))
