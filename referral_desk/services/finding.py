"""Finding the place that suits a person, and the list of places for her hand."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from referral_desk.db.queries import institutions, ledger
from referral_desk.domain import finding as domain
from referral_desk.domain.access import Action
from referral_desk.domain.audit import Handout
from referral_desk.domain.changes import ChangeSet
from referral_desk.domain.documents.place_list import compose_place_list
from referral_desk.domain.finding import Match, Wish, rank
from referral_desk.domain.institution import Institution
from referral_desk.domain.messages import N_, message
from referral_desk.i18n import Language, translator
from referral_desk.reports.render import render
from referral_desk.services.centre import Centre
from referral_desk.services.documents import Issued
from referral_desk.services.lookup import found

PLACE_LIST = "place_list"


def find(centre: Centre, wish: Wish, now: datetime) -> tuple[Match, ...]:
    """Return what comes into question for ``wish``, the best first; ``now`` is local time."""
    with centre.read() as session:
        known = tuple(ledger.all_institutions(session))
    return rank(known, wish, centre.codes, now, centre.is_holiday, centre.settings.verify_after_days)


def others_with_room(centre: Centre, full: Institution, now: datetime) -> tuple[Institution, ...]:
    """Return others of the same kind that told of room lately, the best three; ``now`` is local time."""
    with centre.read() as session:
        known = tuple(ledger.all_institutions(session))
    days = centre.settings.verify_after_days
    return domain.others_with_room(known, full, centre.codes, now, centre.is_holiday, days)


def place_list(
    centre: Centre, institution_ids: Sequence[int], now: datetime, *, language: Language = Language.JA
) -> Issued:
    """Make the list of these institutions, in this order; it says nothing about the client. NotFound, MissingGlyphs."""
    centre.require(Action.ISSUE_DOCUMENT)
    gone = message(N_("This institution is no longer there."))
    with centre.read() as session:
        chosen = tuple(found(institutions.get(session, each), gone) for each in institution_ids)
    content = compose_place_list(
        institutions=chosen,
        centre=centre.settings,
        codes=centre.codes,
        language=language,
        tr=translator(language),
        now=now,
        is_holiday=centre.is_holiday,
    )
    pdf = render(content)
    centre.note(Action.ISSUE_DOCUMENT, detail={"kind": PLACE_LIST})
    return Issued(pdf, content.about.title, "", reprint=False, changes=ChangeSet(), handout=Handout(PLACE_LIST, None))
