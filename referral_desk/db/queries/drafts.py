"""Forms in work: what each person has typed and not saved yet."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from referral_desk.db.models import ClientTable, DraftTable, InstitutionTable, ReferralTable
from referral_desk.db.queries.restrictions import hidden_ids
from referral_desk.domain.drafts import Draft


def keep(session: Session, login: str, form: str, about: str, content: str, at: datetime) -> None:
    """Keep what stands in a form; one that says the same as before keeps its time."""
    row = session.get(DraftTable, (login, form, about))
    if row is None:
        session.add(DraftTable(login=login, form=form, about=about, content=content, saved_at=at))
    elif row.content != content:
        row.content, row.saved_at = content, at


def forget(session: Session, login: str, form: str, about: str) -> None:
    """Throw one draft away, if it is there."""
    session.execute(
        delete(DraftTable).where(DraftTable.login == login, DraftTable.form == form, DraftTable.about == about)
    )


def forget_all(session: Session, login: str) -> None:
    """Throw all drafts of one person away."""
    session.execute(delete(DraftTable).where(DraftTable.login == login))


def forget_client(session: Session, client_id: int) -> None:
    """Throw away whatever anybody has in work about a client, her referrals included; called while they are there."""
    referrals = set(session.scalars(select(ReferralTable.id).where(ReferralTable.client_id == client_id)))
    named = (f'"client_id":{client_id},', f'"client_id":{client_id}}}')
    for row in session.scalars(select(DraftTable)).all():
        kind, record_id = Draft(row.form, row.about, row.content, row.saved_at).subject or ("", 0)
        about_her = (kind == "c" and record_id == client_id) or (kind == "r" and record_id in referrals)
        if about_her or any(mention in row.content for mention in named):
            session.delete(row)
    session.flush()


def of_login(session: Session, login: str) -> tuple[Draft, ...]:
    """Return the drafts of one person, the newest first; ``named`` is left blank."""
    query = select(DraftTable).where(DraftTable.login == login).order_by(DraftTable.saved_at.desc(), DraftTable.about)
    return tuple(Draft(row.form, row.about, row.content, row.saved_at) for row in session.scalars(query))


def name_of(session: Session, draft: Draft) -> str | None:
    """Return the number of the record that a draft is about, or the institution's name, "" for a new record.

    None where the person of this session may not see that record, or it is not there.
    """
    if draft.subject is None:
        return ""
    kind, record_id = draft.subject
    if kind == "i":
        institution = session.get(InstitutionTable, record_id)
        return institution.name if institution else None
    referral = session.get(ReferralTable, record_id) if kind == "r" else None
    client_id = referral.client_id if referral else record_id
    client = session.get(ClientTable, client_id)
    if client is None or client.id in hidden_ids(session) or (kind == "r" and referral is None):
        return None
    return referral.number if referral else client.number
