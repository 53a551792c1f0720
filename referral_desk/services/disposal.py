"""Disposing of records whose time of keeping is over: proposed by one person, agreed to by another.

What is gone is gone from the records, the search and the papers kept with them, and from every backup made afterwards;
earlier backups hold it until they are replaced. The audit trail keeps that it was done, and by whom.
"""

from __future__ import annotations

from types import MappingProxyType

from referral_desk.db.models import ClientTable
from referral_desk.db.queries import closings, documents, restrictions, users
from referral_desk.db.session import Session
from referral_desk.domain.access import Action
from referral_desk.domain.audit import Detail, Handout
from referral_desk.domain.changes import ChangeSet, Saved
from referral_desk.domain.closing import (
    Disposal,
    DueRecord,
    due_for_disposal,
    latest_closing_due,
    why_not_disposed,
    why_record_stays,
)
from referral_desk.domain.documents.disposal_register import compose_disposal_register
from referral_desk.domain.errors import NotPossible
from referral_desk.domain.messages import N_, message
from referral_desk.i18n import Language, translator
from referral_desk.reports.render import render
from referral_desk.services import households
from referral_desk.services.centre import Centre, about
from referral_desk.services.documents import Issued
from referral_desk.services.lookup import found

DISPOSALS = "disposals"

CERTIFICATES = 2_000
"""How many certificates are listed at most, the newest first."""

_GONE = message(N_("This client is no longer there."))
_NOT_DUE = message(N_("This record is not due for disposal."))


def due(centre: Centre) -> tuple[DueRecord, ...]:
    """Return the records due for disposal today, the longest closed first. Raises NotAllowed by role."""
    settings, today = centre.settings, centre.today()
    with centre.look(Action.PROPOSE_DISPOSAL) as session:
        rows = closings.closed_until(session, latest_closing_due(today, settings))
        listed = []
        for client, proposal in rows:
            assert client.closed_on is not None
            stays = why_record_stays(
                client.closed_on, closings.last_entry(session, client.id), closings.still_open(session, client.id)
            )
            listed.append(
                DueRecord(
                    client_id=client.id,
                    number=client.number,
                    name=client.name,
                    kana=client.kana,
                    closed_on=client.closed_on,
                    due_on=due_for_disposal(client.closed_on, settings),
                    proposed_login=proposal.login if proposal else "",
                    proposed_by=proposal.staff_name if proposal else "",
                    proposed_at=proposal.at if proposal else None,
                    stays=stays,
                )
            )
    centre.note(Action.LIST_RECORDS, record="due", detail={"shown": len(listed)})
    return tuple(listed)


def propose(centre: Centre, client_id: int) -> Saved[int]:
    """Propose a record that is due for disposal. Raises NotPossible, NotFound, NotAllowed."""
    with centre.write(Action.PROPOSE_DISPOSAL) as session:
        about(session, client=client_id)
        _check(centre, session, client_id)
        if closings.proposal_of(session, client_id) is not None:
            raise NotPossible(message(N_("Somebody has proposed this record already.")))
        closings.propose(session, client_id, centre.clock(), centre.login, centre.staff_name)
    return Saved(client_id, ChangeSet.of(client=client_id))


def withdraw(centre: Centre, client_id: int) -> Saved[int]:
    """Take a proposal back, one's own or another person's. Raises NotPossible where there is none, NotFound."""
    with centre.write(Action.PROPOSE_DISPOSAL) as session:
        about(session, client=client_id, detail={"withdrawn": True})
        _client(session, client_id)
        if closings.proposal_of(session, client_id) is None:
            raise NotPossible(message(N_("Nobody has proposed this record.")))
        closings.withdraw(session, client_id)
    return Saved(client_id, ChangeSet.of(client=client_id))


def dispose(centre: Centre, client_id: int) -> Saved[Disposal]:
    """Dispose of a record that somebody else proposed, and keep the certificate of it.

    Raises NotPossible (not due, not proposed, or proposed by this very person), NotFound, NotAllowed.
    """
    with centre.write(Action.DISPOSE_CLIENT) as session:
        about(session, client=client_id)
        client = _check(centre, session, client_id)
        proposal = closings.proposal_of(session, client_id)
        refusal = why_not_disposed(centre.login, proposal.login if proposal else "")
        if refusal is not None or proposal is None or client.closed_on is None:
            raise NotPossible(refusal or _NOT_DUE)
        proposed_login, proposed_by = proposal.login, proposal.staff_name
        number, closed_on = client.number, client.closed_on
        session.expunge(proposal)
        session.expunge(client)
        last_letter = documents.next_running(session) - 1
        households.take_out(session, client_id)
        gone = closings.dispose(session, client_id)
        certificate = Disposal(
            id=0,
            client_number=number,
            closed_on=closed_on,
            due_on=due_for_disposal(closed_on, centre.settings),
            at=centre.clock(),
            proposed_by=proposed_by,
            approved_by=centre.staff_name,
            counts=MappingProxyType(gone),
        )
        kept = closings.add_disposal(session, certificate, last_letter)
        ids = users.ids(session)
        detail: Detail = {
            "certificate": kept,
            "proposed": [ids[proposed_login]] if proposed_login in ids else [],
            "contacts": gone.get("contact", 0),
            "referrals": gone.get("referral", 0),
            "documents": gone.get("document", 0),
        }
        about(session, client=client_id, detail=detail)
    return Saved(certificate, ChangeSet.all())


def certificates(centre: Centre) -> tuple[Disposal, ...]:
    """Return what was disposed of, the newest first. Raises NotAllowed by role."""
    with centre.look(Action.PROPOSE_DISPOSAL) as session:
        return closings.disposals(session, CERTIFICATES)


def register(centre: Centre, *, language: Language = Language.JA) -> Issued:
    """Make the printed register of what was disposed of. Raises NotAllowed by role."""
    content = compose_disposal_register(
        disposals=certificates(centre),
        centre=centre.settings,
        language=language,
        tr=translator(language),
        made_on=centre.today(),
        made_by=centre.staff_name,
    )
    pdf = render(content)
    centre.note(Action.ISSUE_DOCUMENT, detail={"kind": DISPOSALS})
    handout = Handout(DISPOSALS)
    return Issued(pdf, content.title, "", reprint=False, changes=ChangeSet(), handout=handout)


def _client(session: Session, client_id: int) -> ClientTable:
    restrictions.check_visible(session, client_id)
    return found(session.get(ClientTable, client_id), _GONE)


def _check(centre: Centre, session: Session, client_id: int) -> ClientTable:
    """Return the row of a record that may be disposed of today; NotPossible otherwise."""
    client = _client(session, client_id)
    if client.closed_on is None or due_for_disposal(client.closed_on, centre.settings) > centre.today():
        raise NotPossible(_NOT_DUE)
    last_entry, still_open = closings.last_entry(session, client_id), closings.still_open(session, client_id)
    stays = why_record_stays(client.closed_on, last_entry, still_open)
    if stays is not None:
        raise NotPossible(stays)
    return client
