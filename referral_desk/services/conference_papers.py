"""The sheet of a conference: the full one, kept as it was issued, and one without names, kept nowhere."""

from __future__ import annotations

from collections.abc import Sequence

from referral_desk.db.queries import clients, conferences, documents, engagements, people_around, referrals
from referral_desk.db.queries.documents import IssuedDocument
from referral_desk.db.queries.restrictions import check_visible
from referral_desk.db.session import Session
from referral_desk.domain.access import Action
from referral_desk.domain.audit import Handout
from referral_desk.domain.changes import ChangeSet, Saved
from referral_desk.domain.client import Client
from referral_desk.domain.codes import LegalBasis
from referral_desk.domain.conference import Conference
from referral_desk.domain.disclosure import Disclosure, DisclosureDraft
from referral_desk.domain.documents.conference_sheet import Unnamed, compose_conference_sheet, without_names
from referral_desk.domain.documents.freezing import freeze
from referral_desk.domain.messages import N_, message
from referral_desk.domain.redaction import NOTHING_DECIDED, Decisions, Doubt
from referral_desk.i18n import Language, translator
from referral_desk.reports.render import render
from referral_desk.services import disclosures
from referral_desk.services.centre import Centre, about
from referral_desk.services.conferences import GONE
from referral_desk.services.documents import Issued
from referral_desk.services.letter_wordings import SHIPPED
from referral_desk.services.lookup import found

SHEET = "conference_sheet"
METHOD = "conference"
"""How what is told at a table is written into the disclosure log."""

_REFERRALS = 1000
"""Referrals whose institutions' names are taken out of a sheet without names; more than anybody has."""

_NO_DOCUMENT = message(N_("This document is no longer there."))

SHARED_ITEMS = ("name", "birth_and_sex", "history", "request")
"""What a sheet tells in any case; more is chosen by who writes it into the log."""


def sheet(centre: Centre, conference_id: int, *, language: Language = Language.JA) -> Issued:
    """Make the full sheet of a conference. It is kept, so that it can be shown as it went to the table.

    Raises NotFound, NotAllowed, and MissingGlyphs before anything is stored.
    """
    today, codes, settings = centre.today(), centre.codes, centre.settings
    with centre.write(Action.ISSUE_DOCUMENT) as session:
        conference, client = _read(session, conference_id)
        content = compose_conference_sheet(
            conference=conference,
            client=client,
            centre=settings,
            codes=codes,
            language=language,
            tr=translator(language),
            today=today,
        )
        pdf = render(content)
        frozen = freeze(content)
        before = documents.same(session, SHEET, client.id, language, frozen)
        document_id = before.id if before else documents.next_id(session)
        about(session, client=client.id, record=f"d-{document_id}", detail={"kind": SHEET})
        if before is None:
            document = IssuedDocument(
                id=document_id,
                running=None,
                number="",
                kind=SHEET,
                client_id=client.id,
                referral_id=None,
                issued_on=today,
                language=language,
                wording=SHIPPED,
                basis=conference.basis,
                staff_name=centre.staff_name,
                content=frozen,
            )
            documents.add(session, document)
    changes = ChangeSet.of(document=document_id, client=client.id)
    handout = Handout(SHEET, client.id, f"d-{document_id}")
    return Issued(pdf, content.about.title, "", reprint=before is not None, changes=changes, handout=handout)


def doubts(centre: Centre, conference_id: int, *, language: Language = Language.JA) -> tuple[Doubt, ...]:
    """Return the places of a conference's texts at which somebody must look before it is printed without names.

    Raises NotFound, NotAllowed.
    """
    with centre.read() as session:
        conference, client = _read(session, conference_id)
        unnamed = _without_names(session, centre, conference, client, language, NOTHING_DECIDED)
    centre.note(Action.READ_CLIENT, client=client.id, detail={"part": "conferences"})
    return unnamed.redacted.doubts


def redacted_sheet(
    centre: Centre,
    conference_id: int,
    *,
    decided: Decisions = NOTHING_DECIDED,
    language: Language = Language.JA,
) -> Issued:
    """Make the sheet without names; ``decided`` says for doubtful places whether to replace there. Kept nowhere.

    Raises NotFound, NotAllowed, MissingGlyphs.
    """
    centre.require(Action.ISSUE_DOCUMENT)
    with centre.read() as session:
        conference, client = _read(session, conference_id)
        unnamed = _without_names(session, centre, conference, client, language, decided)
        content = compose_conference_sheet(
            conference=unnamed.conference,
            client=client,
            centre=centre.settings,
            codes=centre.codes,
            language=language,
            tr=translator(language),
            today=centre.today(),
            called=unnamed.called,
        )
    pdf = render(content)
    centre.note(
        Action.ISSUE_DOCUMENT, client=client.id, record=f"m-{conference_id}", detail={"kind": SHEET, "redacted": True}
    )
    handout = Handout(SHEET, client.id, f"m-{conference_id}")
    return Issued(pdf, content.about.title, "", reprint=False, changes=ChangeSet(), handout=handout)


def disclose(
    centre: Centre,
    conference_id: int,
    institutions: Sequence[int],
    items: Sequence[str],
    document_id: int | None = None,
) -> Saved[tuple[Disclosure, ...]]:
    """Write into the disclosure log that the sheet went to these institutions of the table, an entry for each, or none.

    The ground is the conference's own; where the client sat there it is her consent. The day is the conference's, or
    today for one that is still to come. ``document_id`` is a sheet of hers as it was kept. Raises Rejected, NotFound,
    NotAllowed.
    """
    with centre.write(Action.RECORD_DISCLOSURE) as session:
        conference, client = _read(session, conference_id)
        if document_id is not None:
            kept = documents.get(session, document_id)
            found(kept if kept and kept.client_id == client.id else None, _NO_DOCUMENT)
        about(session, client=client.id, detail={"new": True})
        told = tuple(
            disclosures.record_in(
                session,
                centre,
                DisclosureDraft(
                    client_id=client.id,
                    on=min(conference.on, centre.today()),
                    institution_id=institution_id,
                    method=METHOD,
                    items=tuple(items),
                    basis=LegalBasis.CONSENT if conference.client_present else conference.basis,
                    document_id=document_id,
                ),
            )
            for institution_id in institutions
        )
    return Saved(told, ChangeSet.of(disclosure=frozenset(each.id for each in told), client=client.id))


def _read(session: Session, conference_id: int) -> tuple[Conference, Client]:
    row = found(conferences.row_of(session, conference_id), GONE)
    check_visible(session, row.client_id)
    return found(conferences.get(session, conference_id), GONE), found(clients.get(session, row.client_id), GONE)


def _without_names(
    session: Session, centre: Centre, conference: Conference, client: Client, language: Language, decided: Decisions
) -> Unnamed:
    engaged = [each.institution_name for each in engagements.of_client(session, client.id)]
    referred = [each.institution_name for each in referrals.of_client(session, client.id, _REFERRALS)]
    return without_names(
        conference,
        client,
        people_around.people(session, client),
        centre.codes,
        language,
        translator(language),
        decided,
        tuple(dict.fromkeys(name for name in (*engaged, *referred) if name.strip())),
        people_around.workers(session, client.id),
    )
