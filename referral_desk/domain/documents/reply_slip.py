"""The reply slip that goes with a letter: the receiver ticks, signs, and sends it back.

It comes back by post or fax and may lie open on a desk: of the client it says no more than the name that the letter
bears, beside the letter's number and date.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from referral_desk.domain.centre import CentreSettings, StaffMember
from referral_desk.domain.codes import CodeBook
from referral_desk.domain.documents.text import address_line, date_for, date_with_weekday
from referral_desk.domain.messages import Gettext


@dataclass(frozen=True)
class ReplySlip:
    """What a slip says. ``answers`` get a box each; ``blanks`` are lines to write on: a label and how many lines.

    ``facts`` say which letter it answers, ``return_to`` where it goes back to; the labels of both come first.
    """

    title: str
    day: str
    addressee: str
    lead: str
    facts: tuple[tuple[str, str], ...]
    answer_label: str
    answers: tuple[str, ...]
    blanks: tuple[tuple[str, int], ...]
    return_by: str
    return_to: tuple[tuple[str, str], ...]


def compose_reply_slip(
    *,
    number: str,
    issued_on: date,
    return_by: date,
    client_name: str,
    institution_name: str,
    honorific: str,
    centre: CentreSettings,
    staff: StaffMember | None,
    codes: CodeBook,
    language: str,
    tr: Gettext,
) -> ReplySlip:
    """Freeze the slip of a letter ``number`` of ``issued_on``.

    ``client_name`` is the letter’s, with its honorific; ``honorific`` is that of organisations, for us.
    """
    office = "\u3000".join(part.strip() for part in (centre.name, centre.department) if part.strip())
    day = date_for(issued_on, language)
    letter = tr("{number} of {date}").format(number=number, date=day) if number else day
    fax = tr("Fax {number}").format(number=centre.fax) if centre.fax else ""
    phone = tr("Phone {number}").format(number=centre.phone) if centre.phone else ""
    return_to = (
        (tr("Address"), address_line(centre.postal_code, centre.address)),
        (tr("Addressee"), office),
        (tr("Officer"), staff.name if staff else ""),
        (tr("Phone and fax"), "\u3000".join(part for part in (phone, fax) if part)),
    )
    return ReplySlip(
        title=tr("Reply slip"),
        day=tr("Date"),
        addressee=f"{office}\u3000{honorific}" if honorific else office,
        lead=tr("We reply as follows to your letter below."),
        facts=(
            (tr("Your letter"), letter),
            (tr("Whom it is about"), client_name),
            (tr("Receiver of the letter"), institution_name),
        ),
        answer_label=tr("Answer (please tick)"),
        answers=(
            *(each.label(language) for each in codes.answers.items),
            tr("Other answer"),
        ),
        blanks=((tr("Officer in charge"), 1), (tr("Phone"), 1), (tr("Reason, remarks"), 5)),
        return_by=tr("Please return this slip by {date}, by post or fax.").format(
            date=date_with_weekday(return_by, language)
        ),
        return_to=tuple((label, value) for label, value in return_to if value),
    )
