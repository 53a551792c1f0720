"""Clients: find, open, log and change them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from referral_desk.db import records
from referral_desk.db.queries import (
    benefits,
    clients,
    consents,
    contacts,
    course,
    documents,
    ecomap,
    engagements,
    households,
    inbound,
    merges,
    referrals,
    restrictions,
    supporters,
)
from referral_desk.db.queries.documents import IssuedDocument
from referral_desk.domain.access import Action
from referral_desk.domain.benefit import Benefit
from referral_desk.domain.changes import ChangeSet, Saved
from referral_desk.domain.client import ANONYMOUS_KANA, ANONYMOUS_NAME, Client, ClientDraft, ClientRow, check_client
from referral_desk.domain.contact import Contact, not_yet_met
from referral_desk.domain.course import CoursePiece
from referral_desk.domain.ecomap import Point
from referral_desk.domain.engagement import BoardTile, Engagement, engagement_board
from referral_desk.domain.errors import Problem, Rejected
from referral_desk.domain.household import Household
from referral_desk.domain.inbound import Inbound
from referral_desk.domain.merging import Merged
from referral_desk.domain.messages import N_, message
from referral_desk.domain.referral import ReferralRow
from referral_desk.domain.supporter import Supporter
from referral_desk.services import entries
from referral_desk.services.centre import Centre, about
from referral_desk.services.lookup import found

RECENT = 20
"""Contacts, referrals and papers that the page's head and its menus can need; the course has them all."""

COURSE_BEGINS_WITH = 100
"""Entries of the course that are read with the page: more than fit on any screen."""


@dataclass(frozen=True)
class ClientPage:
    """What the client's page shows at once; lists are newest first.

    ``referrals`` are the newest and all open ones, ``documents`` the newest and all of open referrals, ``contacts``
    the newest. ``course`` begins the course; what is older is read on with :func:`referral_desk.services.course.older`.
    """

    client: Client
    board: tuple[BoardTile, ...]
    engagements: tuple[Engagement, ...]
    referrals: tuple[ReferralRow, ...]
    contacts: tuple[Contact, ...]
    documents: tuple[IssuedDocument, ...]
    course: CoursePiece
    readers: tuple[str, ...] | None = None
    """The logins that may see a restricted client; None: everyone may."""
    benefits: tuple[Benefit, ...] = ()
    """All of them, in the order of their start."""
    inbound: tuple[Inbound, ...] = ()
    household: Household | None = None
    """Her household as it may be shown, None where none is recorded."""
    supporters: tuple[Supporter, ...] = ()
    """In the order of entry, those of the past as well."""
    valid_consents: int = 0
    """How many of her consents hold today."""
    unmet: bool = False
    """Whether nobody of us has met the client yet."""
    merged: tuple[Merged, ...] = ()
    """The merges into this record that hold, the newest first."""
    places: Mapping[str, Point] = field(default_factory=dict)
    """Where nodes of the eco-map were dragged to."""


def get(centre: Centre, client_id: int) -> Client:
    """Return one client; NotFound where there is none, NotAllowed for one restricted to others."""
    with centre.read() as session:
        client = found(clients.get(session, client_id), message(N_("This client is no longer there.")))
    centre.note(Action.READ_CLIENT, client=client_id)
    return client


def rows(centre: Centre, text: str = "", *, limit: int = 200, offset: int = 0) -> tuple[ClientRow, ...]:
    """Return clients found by any part of name, kana, number, phone or birth date, by kana."""
    with centre.look() as session:
        return clients.rows(session, text, limit, offset)


def suggestions(centre: Centre, text: str, *, limit: int) -> tuple[ClientRow, ...]:
    """Return what a field proposes while one types: clients whose name, kana or number begins with it first."""
    with centre.look() as session:
        return clients.suggestions(session, text, limit)


def count(centre: Centre, text: str = "") -> int:
    """Return how many clients ``text`` finds."""
    with centre.look() as session:
        return clients.count(session, text)


def districts(centre: Centre) -> tuple[str, ...]:
    """Return the districts in use, to be offered where one is written or chosen; they tell of nobody."""
    with centre.read() as session:
        return clients.districts(session)


def page(centre: Centre, client_id: int) -> ClientPage:
    """Return what the client's page shows; NotFound where there is none, NotAllowed for one restricted to others."""
    today = centre.today()
    codes = centre.codes
    with centre.read() as session:
        client = found(clients.get(session, client_id), message(N_("This client is no longer there.")))
        engaged = engagements.of_client(session, client_id)
        open_referrals = referrals.open_of_client(session, client_id)
        shown = ClientPage(
            client,
            engagement_board(engaged, open_referrals, codes, today),
            engaged,
            referrals.recent(session, client_id, RECENT),
            contacts.of_client(session, client_id, RECENT),
            documents.recent(session, client_id, RECENT, [each.referral_id for each in open_referrals]),
            course.piece(session, client_id, COURSE_BEGINS_WITH),
            restrictions.readers(session, client_id),
            valid_consents=consents.valid_count(session, client_id, today),
            benefits=benefits.of_client(session, client_id, codes),
            inbound=inbound.of_client(session, client_id),
            household=households.of_client(session, client_id),
            supporters=supporters.of_client(session, client_id),
            merged=merges.of_client(session, client_id),
            unmet=not_yet_met(filter(None, [contacts.last_telling(session, client_id)])),
            places=ecomap.places(session, client_id),
        )
    centre.note(Action.READ_CLIENT, client=client_id)
    return shown


def save(
    centre: Centre, draft: ClientDraft, *, client_id: int | None = None, version: int | None = None
) -> Saved[Client]:
    """Store a new client (``client_id`` None) or changes of one; a blank number is given.

    An anonymous client without a name is stored as 「匿名」. Raises Rejected: rules broken, a number that is taken,
    or (with ``version``) a record that another window changed meanwhile.
    """
    draft, problems = entries.canonical(tidy(draft))
    problems = [*check_client(draft, centre.today()), *problems]
    if problems:
        raise Rejected(problems)
    with centre.write(Action.SAVE_CLIENT) as session:
        if draft.number and clients.is_number_taken(session, draft.number, client_id):
            raise Rejected([Problem("number", message(N_("Number {number} is taken."), number=draft.number))])
        if client_id is None:
            draft = draft if draft.number else replace(draft, number=clients.next_number(session))
            row = clients.add(session, draft, centre.today())
        else:
            if not draft.number:
                kept = found(clients.get(session, client_id), message(N_("This client is no longer there.")))
                draft = replace(draft, number=kept.number)
            changed = clients.update(session, client_id, draft, version)
            if changed is None:
                raise Rejected([CHANGED_ELSEWHERE])
            row = changed
        session.flush()
        about(session, client=row.id, detail={"new": client_id is None})
        stored = records.client(row)
    return Saved(stored, ChangeSet.of(client=stored.id))


CHANGED_ELSEWHERE = Problem("", message(N_("This record was changed in another window meanwhile. Open it again.")))
"""The problem of a stale copy: nothing was stored, so nobody's work is written over."""


def _one_line(text: str) -> str:
    return " ".join(text.split())


def tidy(draft: ClientDraft) -> ClientDraft:
    """Take blanks off number, district and who is in charge; a nameless anonymous client gets the name lists show."""
    draft = replace(draft, number=draft.number.strip(), in_charge=_one_line(draft.in_charge))
    draft = replace(draft, district=_one_line(draft.district))
    if not draft.anonymous:
        return draft
    return replace(
        draft,
        name=draft.name if draft.name.strip() else ANONYMOUS_NAME,
        kana=draft.kana if draft.kana.strip() else ANONYMOUS_KANA,
    )
