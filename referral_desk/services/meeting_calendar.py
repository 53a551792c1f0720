"""The month's meetings for the wall. No client is on it, so only that it was printed or saved is noted."""

from __future__ import annotations

from dataclasses import dataclass

from referral_desk.db.queries import ledger
from referral_desk.domain.access import Action
from referral_desk.domain.audit import Handout
from referral_desk.domain.calendar import YearMonth
from referral_desk.domain.changes import ChangeSet
from referral_desk.domain.documents.meeting_calendar import CalendarChoice, compose_meeting_calendar
from referral_desk.i18n import Language, translator
from referral_desk.reports.render import render
from referral_desk.services.centre import Centre
from referral_desk.services.documents import Issued

MEETING_CALENDAR = "meeting_calendar"


@dataclass(frozen=True)
class Offered:
    """What the directory has to choose from: kinds that meet at set times, and the areas that are named."""

    kinds: tuple[str, ...]
    areas: tuple[str, ...]


def offered(centre: Centre) -> Offered:
    """Return which kinds and areas a calendar can be narrowed to, kinds in the order of their list, areas by name."""
    with centre.read() as session:
        known = [each for each in ledger.all_institutions(session) if each.listed and each.schedule]
    kinds = {each.kind for each in known}
    return Offered(
        tuple(kind.code for kind in centre.codes.institution_kinds.items if kind.code in kinds),
        tuple(sorted({area.name for each in known for area in each.areas if area.name.strip()})),
    )


def meeting_calendar(
    centre: Centre,
    month: YearMonth,
    choice: CalendarChoice,
    *,
    large: bool = False,
    language: Language = Language.JA,
) -> Issued:
    """Make the calendar of a month, on A3 where ``large``. Raises NotAllowed, MissingGlyphs."""
    centre.require(Action.ISSUE_DOCUMENT)
    with centre.read() as session:
        known = tuple(ledger.all_institutions(session))
    content = compose_meeting_calendar(
        institutions=known,
        month=month,
        choice=choice,
        centre=centre.settings,
        codes=centre.codes,
        language=language,
        tr=translator(language),
        holiday_name=centre.holiday_name,
        large=large,
    )
    handout = Handout(MEETING_CALENDAR, None)
    return Issued(render(content), content.about.title, "", reprint=False, changes=ChangeSet(), handout=handout)
