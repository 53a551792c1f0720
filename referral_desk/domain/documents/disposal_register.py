"""The register of disposals: which records are gone, and who proposed and agreed. It names no person but staff."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from referral_desk.domain.centre import CentreSettings
from referral_desk.domain.closing import Disposal
from referral_desk.domain.documents.register import EntryTable, Register, Signature
from referral_desk.domain.documents.text import About, date_for, date_in_table
from referral_desk.domain.messages import Gettext

_SHARES = (0.05, 0.13, 0.14, 0.14, 0.14, 0.15, 0.15, 0.1)


def compose_disposal_register(
    *, disposals: Sequence[Disposal], centre: CentreSettings, language: str, tr: Gettext, made_on: date, made_by: str
) -> Register:
    """Freeze what the register says, the oldest disposal first."""
    title = tr("Register of disposals")
    made = tr("Made on {date}").format(date=date_for(made_on, language))
    rule = (
        tr("Kept for {years} years from the 1 April after closing")
        if centre.retention_from_april
        else tr("Kept for {years} years from closing")
    )
    rows = tuple(
        (
            str(gone.id),
            gone.client_number,
            date_in_table(gone.closed_on, language),
            date_in_table(gone.due_on, language),
            date_in_table(gone.at.astimezone().date(), language),
            gone.proposed_by,
            gone.approved_by,
            f"{sum(gone.counts.values()):,}",
        )
        for gone in sorted(disposals, key=lambda gone: gone.id)
    )
    return Register(
        about=About(language, title, centre.name),
        title=title,
        centre="\u3000".join(part for part in (centre.name, centre.department) if part),
        made_on="\u3000".join(part for part in (made, made_by) if part),
        remark=rule.format(years=centre.retention_years),
        table=EntryTable(
            tr("Records disposed of ({count})").format(count=len(rows)),
            (
                "#",
                tr("Client No."),
                tr("Closed"),
                tr("Due since"),
                tr("Disposed of"),
                tr("Proposed by"),
                tr("Agreed to by"),
                tr("Entries held"),
            ),
            rows,
            tr("There were none."),
        ),
        shares=_SHARES,
        signatures_heading=tr("Looked through"),
        signatures=(Signature(tr("Head of the centre"), tr("Date")),),
    )
