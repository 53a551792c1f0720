"""The genogram of a client's household as a page to print: made from today's records, not kept."""

from __future__ import annotations

from referral_desk.db.queries import clients, households
from referral_desk.domain.access import Action
from referral_desk.domain.audit import Handout
from referral_desk.domain.changes import ChangeSet
from referral_desk.domain.documents.genogram_page import compose_genogram_page
from referral_desk.domain.errors import NotPossible
from referral_desk.domain.messages import N_, message
from referral_desk.i18n import Language, translator
from referral_desk.reports.render import render
from referral_desk.services.centre import Centre
from referral_desk.services.documents import Issued
from referral_desk.services.lookup import found

GENOGRAM = "genogram"


def genogram_page(centre: Centre, client_id: int, *, language: Language = Language.JA) -> Issued:
    """Draw the household of a client on a page of its own.

    Raises NotPossible where no household is recorded, NotFound, NotAllowed, MissingGlyphs.
    """
    codes, settings, today = centre.codes, centre.settings, centre.today()
    centre.require(Action.ISSUE_DOCUMENT)
    with centre.read() as session:
        client = found(clients.get(session, client_id), message(N_("This client is no longer there.")))
        household = households.of_client(session, client_id)
    if household is None:
        raise NotPossible(message(N_("No household is recorded of this client.")))
    content = compose_genogram_page(
        client=client,
        household=household,
        centre=settings,
        codes=codes,
        language=language,
        tr=translator(language),
        today=today,
    )
    pdf = render(content)
    centre.note(Action.ISSUE_DOCUMENT, client=client_id, detail={"kind": GENOGRAM})
    handout = Handout(GENOGRAM, client_id)
    return Issued(pdf, content.about.title, "", reprint=False, changes=ChangeSet(), handout=handout)
