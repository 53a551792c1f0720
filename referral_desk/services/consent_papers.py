"""The consent form to be signed, a recorded consent as it is kept, and the disclosure log of a client, as PDF."""

from __future__ import annotations

from referral_desk.db.queries import clients, consents, disclosures
from referral_desk.domain.access import Action
from referral_desk.domain.audit import Handout
from referral_desk.domain.changes import ChangeSet
from referral_desk.domain.consent import ConsentDraft
from referral_desk.domain.documents.consent_form import compose_consent_form
from referral_desk.domain.documents.disclosure_log import compose_disclosure_log
from referral_desk.domain.messages import N_, message
from referral_desk.i18n import Language, translator
from referral_desk.reports.render import render
from referral_desk.services.centre import Centre
from referral_desk.services.consents import in_question
from referral_desk.services.documents import Issued
from referral_desk.services.lookup import found

FORM = "consent"
LOG = "disclosure_log"

_NO_CLIENT = message(N_("This client is no longer there."))
_NO_CONSENT = message(N_("This consent is no longer there."))


def consent_form(
    centre: Centre,
    client_id: int,
    *,
    language: Language = Language.JA,
    draft: ConsentDraft | None = None,
    consent_id: int | None = None,
) -> Issued:
    """Make the form: blank, with those in question as receivers; filled with a ``draft`` to be signed; or as kept.

    In question are the institutions of open referrals and of current engagements. Not kept: what is signed is paper,
    what is agreed is recorded as a consent. Raises NotFound, NotAllowed, MissingGlyphs.
    """
    codes, settings, today = centre.codes, centre.settings, centre.today()
    centre.require(Action.ISSUE_DOCUMENT)
    with centre.read() as session:
        client = found(clients.get(session, client_id), _NO_CLIENT)
        consent: ConsentDraft | None = draft
        if consent_id is not None:
            stored = consents.get(session, consent_id)
            consent = found(stored if stored and stored.client_id == client_id else None, _NO_CONSENT)
        content = compose_consent_form(
            client=client,
            consent=consent,
            receivers=() if consent else in_question(session, client_id),
            centre=settings,
            codes=codes,
            language=language,
            tr=translator(language),
            printed_on=today,
        )
    pdf = render(content)
    centre.note(Action.ISSUE_DOCUMENT, client=client_id, detail={"kind": FORM})
    handout = Handout(FORM, client_id)
    return Issued(pdf, content.about.title, "", reprint=False, changes=ChangeSet(), handout=handout)


def disclosure_log(centre: Centre, client_id: int, *, language: Language = Language.JA) -> Issued:
    """Make the printout of what was told about a client. Raises NotFound, NotAllowed, MissingGlyphs."""
    codes, settings, today = centre.codes, centre.settings, centre.today()
    centre.require(Action.ISSUE_DOCUMENT)
    with centre.read() as session:
        content = compose_disclosure_log(
            client=found(clients.get(session, client_id), _NO_CLIENT),
            entries=disclosures.of_client(session, client_id),
            consents=consents.of_client(session, client_id),
            centre=settings,
            codes=codes,
            language=language,
            tr=translator(language),
            made_on=today,
            made_by=centre.staff_name,
        )
    pdf = render(content)
    centre.note(Action.ISSUE_DOCUMENT, client=client_id, detail={"kind": LOG})
    handout = Handout(LOG, client_id)
    return Issued(pdf, content.about.title, "", reprint=False, changes=ChangeSet(), handout=handout)
