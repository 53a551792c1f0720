"""The sheet for the phone: how to hand over at one institution, for a client or for nobody in particular; not kept.

It is a paper of the office and tells nobody anything, so the disclosure log has no entry; that it was made for a client
is noted like any paper about her.
"""

from __future__ import annotations

from datetime import date, datetime

from referral_desk.db.queries import clients, consents, institutions
from referral_desk.db.queries.restrictions import check_visible
from referral_desk.db.session import Session
from referral_desk.domain.access import Action
from referral_desk.domain.audit import Handout
from referral_desk.domain.changes import ChangeSet
from referral_desk.domain.client import Client
from referral_desk.domain.disclosing import Permission, permission
from referral_desk.domain.documents.institution_text import Told
from referral_desk.domain.documents.phone_sheet import compose_phone_sheet
from referral_desk.domain.documents.text import date_in_table
from referral_desk.domain.institution import Institution
from referral_desk.domain.messages import N_, message
from referral_desk.i18n import Language, translator
from referral_desk.reports.render import render
from referral_desk.services.centre import Centre
from referral_desk.services.documents import Issued
from referral_desk.services.lookup import found

PHONE_SHEET = "phone_sheet"

_NO_CLIENT = message(N_("This client is no longer there."))
_NO_INSTITUTION = message(N_("This institution is no longer there."))


def phone_sheet(
    centre: Centre, institution_id: int, client_id: int | None, now: datetime, *, language: Language = Language.JA
) -> Issued:
    """Make the sheet; ``now`` is local time. Raises NotFound, NotAllowed, MissingGlyphs."""
    centre.require(Action.ISSUE_DOCUMENT)
    with centre.read() as session:
        institution = found(institutions.get(session, institution_id), _NO_INSTITUTION)
        client, allowed = _about(session, client_id, institution, now.date()) if client_id else (None, None)
    content = compose_phone_sheet(
        institution=institution,
        client=client,
        permission=allowed,
        centre=centre.settings,
        staff_name=centre.staff_name,
        told=Told(centre.codes, language, translator(language), lambda day: date_in_table(day, language)),
        now=now,
        is_holiday=centre.is_holiday,
    )
    pdf = render(content)
    centre.note(Action.ISSUE_DOCUMENT, client=client_id, record=f"i-{institution_id}", detail={"kind": PHONE_SHEET})
    handout = Handout(PHONE_SHEET, client_id, f"i-{institution_id}")
    return Issued(pdf, content.about.title, "", reprint=False, changes=ChangeSet(), handout=handout)


def _about(session: Session, client_id: int, institution: Institution, day: date) -> tuple[Client, Permission]:
    """Return the client, and what her recorded consents allow this institution to be told."""
    check_visible(session, client_id)
    client = found(clients.get(session, client_id), _NO_CLIENT)
    given = consents.naming(session, client_id, institution.id, institution.name)
    return client, permission((), given, None, None, day)
