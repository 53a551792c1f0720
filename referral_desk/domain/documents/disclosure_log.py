"""The disclosure log of one client on paper: when, to whom, what, on which basis, how, by whom.

It is what the person may ask to see, so struck entries stay, with the reason.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from referral_desk.domain.centre import CentreSettings
from referral_desk.domain.client import Client
from referral_desk.domain.codes import CodeBook
from referral_desk.domain.consent import Consent
from referral_desk.domain.disclosure import Disclosure
from referral_desk.domain.documents.text import About, date_for, date_in_table
from referral_desk.domain.messages import Gettext


@dataclass(frozen=True)
class LogLine:
    """One entry as printed; ``struck`` is why it is void, "" for one that stands."""

    cells: tuple[str, ...]
    struck: str = ""


@dataclass(frozen=True)
class DisclosureLog:
    """The printout; ``none`` stands in the place of a table without rows."""

    about: About
    client: str
    centre: str
    made_on: str
    confidential: str
    columns: tuple[str, ...]
    lines: tuple[LogLine, ...]
    none: str
    note: str


def compose_disclosure_log(
    *,
    client: Client,
    entries: Sequence[Disclosure],
    consents: Sequence[Consent],
    centre: CentreSettings,
    codes: CodeBook,
    language: str,
    tr: Gettext,
    made_on: date,
    made_by: str,
) -> DisclosureLog:
    """Freeze what the printout says, the oldest entry first; ``made_by`` prints it."""
    given = {each.id: each for each in consents}
    between = ", " if language == "en" else "、"

    def line(entry: Disclosure) -> LogLine:
        items = between.join(codes.disclosure_items.label(item, language) for item in entry.items)
        basis = codes.legal_bases.label(entry.basis or "", language)
        consent = given.get(entry.consent_id or 0)
        if consent is not None:
            basis = tr("{basis} (of {date})").format(basis=basis, date=date_in_table(consent.on, language))
        method = codes.disclosure_methods.label(entry.method, language)
        told = "\n".join(part for part in (items, entry.note.strip()) if part)
        struck = tr("Struck out: {reason}").format(reason=entry.struck) if entry.struck else ""
        return LogLine(
            (date_in_table(entry.on, language), entry.receiver, told, basis, method, entry.staff_name), struck
        )

    title = tr("Disclosure log")
    name = client.name if client.anonymous or not client.kana else f"{client.name} ({client.kana})"
    made = tr("Made on {date}").format(date=date_for(made_on, language))
    return DisclosureLog(
        about=About(language, title, centre.name),
        client="\u3000".join((tr("No. {number}").format(number=client.number), name)),
        centre="\u3000".join(part for part in (centre.name, centre.department) if part),
        made_on="\u3000".join(part for part in (made, made_by) if part),
        confidential=tr("Confidential"),
        columns=(tr("Date"), tr("To whom"), tr("What"), tr("Basis"), tr("By what way"), tr("By")),
        lines=tuple(line(entry) for entry in sorted(entries, key=lambda each: (each.on, each.id))),
        none=tr("Nothing was passed on so far."),
        note=tr("Entries are never deleted. One that was made by mistake is struck out, with the reason."),
    )
