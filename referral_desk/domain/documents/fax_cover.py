"""The cover of a fax: to whom, how many pages, what to do where it came to the wrong machine. It names no client."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from referral_desk.domain.centre import CentreSettings, StaffMember
from referral_desk.domain.documents.text import About, date_with_weekday
from referral_desk.domain.fax import FaxDraft, NumberCheck
from referral_desk.domain.messages import N_, Gettext

_CHECKS = {
    NumberCheck.LAST_DIGITS: N_("The last four digits were typed again and compared."),
    NumberCheck.READ_ALOUD: N_("Read aloud while a colleague looked."),
}


def check_words(check: NumberCheck, tr: Gettext) -> str:
    """Return how a number was checked, as a sentence."""
    return tr(_CHECKS[check])


@dataclass(frozen=True)
class FaxCover:
    """What a cover says. ``facts`` are labelled; ``blanks`` are filled in by hand beside the machine."""

    about: About
    date: str
    addressee: tuple[str, ...]
    sender: tuple[str, ...]
    facts: tuple[tuple[str, str], ...]
    warning: str
    warning_text: str
    misdirected: str
    misdirected_text: str
    call: str
    remark_label: str
    remark: str
    blanks: tuple[str, ...]


def compose_fax_cover(
    *,
    draft: FaxDraft,
    check: NumberCheck,
    addressee: tuple[str, ...],
    subject: str,
    reference: str,
    behind: int,
    centre: CentreSettings,
    staff: StaffMember | None,
    day: date,
    language: str,
    tr: Gettext,
) -> FaxCover:
    """Freeze the cover of a letter ``reference``; ``behind`` is how many pages come after this one."""
    office = "\u3000".join(part.strip() for part in (centre.name, centre.department) if part.strip())
    phone = tr("Phone {number}").format(number=centre.phone) if centre.phone else ""
    fax = tr("Fax {number}").format(number=centre.fax) if centre.fax else ""
    sender = (office, staff.name if staff else "", "\u3000".join(part for part in (phone, fax) if part))
    facts = (
        (tr("Fax number"), draft.number),
        (tr("Checking of the number"), check_words(check, tr)),
        (tr("Subject of the fax"), subject),
        (tr("Our letter"), reference),
        (tr("Number of pages"), tr("{count} pages, this one included").format(count=behind + 1)),
    )
    return FaxCover(
        about=About(language, tr("Fax cover sheet"), centre.name),
        date=date_with_weekday(day, language),
        addressee=addressee,
        sender=tuple(line for line in sender if line),
        facts=tuple((label, value) for label, value in facts if value),
        warning=tr("Confidential"),
        warning_text=tr("This fax holds personal information. It is meant for the person named above alone."),
        misdirected=tr("Where it came to you by mistake"),
        misdirected_text=tr(
            "Please do not read or copy it, and call us at once. We shall tell you how it is collected or destroyed."
        ),
        call="\u3000".join(part for part in (office, phone) if part),
        remark_label=tr("Note") if draft.remark.strip() else "",
        remark=draft.remark.strip(),
        blanks=(tr("Sent at"), tr("Faxed by"), tr("Arrival confirmed by phone with")),
    )
