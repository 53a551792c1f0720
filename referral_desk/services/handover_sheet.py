"""The hand-over sheet of a day: what was done, what is open, what comes next. It is made anew each time, not kept."""

from __future__ import annotations

from datetime import timedelta

from referral_desk.db.queries import contacts, follow_ups, referrals
from referral_desk.domain.access import Action
from referral_desk.domain.audit import Handout
from referral_desk.domain.calendar import next_working_day
from referral_desk.domain.changes import ChangeSet
from referral_desk.domain.documents.handover_sheet import DayDone, compose_handover_sheet
from referral_desk.i18n import Language, translator
from referral_desk.reports.render import render
from referral_desk.services import followups
from referral_desk.services.centre import Centre
from referral_desk.services.documents import Issued

HANDOVER = "handover"
_REFERRALS = 500


def handover_sheet(centre: Centre, *, language: Language = Language.JA) -> Issued:
    """Make today's sheet for the colleague of the next working day. Raises NotAllowed, MissingGlyphs."""
    centre.require(Action.ISSUE_DOCUMENT)
    desk = followups.desk(centre)
    with centre.read() as session:
        done = DayDone(
            contacts.on_day(session, desk.day),
            referrals.touched_on(session, desk.day, _REFERRALS),
            follow_ups.attempts_on(session, desk.day),
        )
    content = compose_handover_sheet(
        done=done,
        desk=desk,
        next_workday=next_working_day(desk.day + timedelta(days=1), centre.is_holiday),
        centre=centre.settings,
        codes=centre.codes,
        language=language,
        tr=translator(language),
        made_by=centre.staff_name,
    )
    pdf = render(content)
    centre.note(Action.ISSUE_DOCUMENT, detail={"kind": HANDOVER})
    handout = Handout(HANDOVER, None)
    return Issued(pdf, content.about.title, "", reprint=False, changes=ChangeSet(), handout=handout)
