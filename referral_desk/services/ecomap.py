"""A client's eco-map: keep where its nodes are dragged, and print it; the client's page reads of what it is made."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from referral_desk.db.queries import clients, ecomap
from referral_desk.domain.access import Action
from referral_desk.domain.audit import Handout
from referral_desk.domain.changes import ChangeSet, Saved
from referral_desk.domain.documents.ecomap_page import compose_ecomap_page
from referral_desk.domain.ecomap import Point, check_place
from referral_desk.domain.ecomap_subjects import AroundClient, Speech
from referral_desk.domain.engagement import OpenReferral
from referral_desk.domain.errors import Rejected
from referral_desk.domain.messages import N_, message
from referral_desk.domain.referral import OPEN
from referral_desk.i18n import Language, translator
from referral_desk.reports.render import render
from referral_desk.services.centre import Centre, about
from referral_desk.services.clients import ClientPage
from referral_desk.services.documents import Issued
from referral_desk.services.lookup import found

ECOMAP = "ecomap"

_NO_CLIENT = message(N_("This client is no longer there."))


@dataclass(frozen=True)
class Arranged:
    """A node that was moved: where it stood before (None: where the layout put it), and where it stands now."""

    client_id: int
    node: str
    before: Point | None
    place: Point | None


def around_of(page: ClientPage) -> AroundClient:
    """Return of what a client's map is made, from what her page has read."""
    return AroundClient(
        client=page.client,
        engagements=page.engagements,
        referrals=tuple(
            OpenReferral(
                row.id,
                row.institution_id,
                row.institution_name,
                row.institution_kind,
                row.status,
                row.on,
                warm=bool(row.mode and row.mode.warm),
            )
            for row in sorted(page.referrals, key=lambda row: (row.on, row.id))
            if row.status in OPEN
        ),
        household=page.household,
        supporters=page.supporters,
        places=page.places,
    )


def speech(centre: Centre, language: Language) -> Speech:
    """Return the words in which a map speaks ``language`` today."""
    return Speech(centre.codes, language, translator(language), centre.today())


def arrange(centre: Centre, client_id: int, node: str, place: Point | None) -> Saved[Arranged]:
    """Keep where a node was dragged to, in map units from the client; None gives it back to the layout.

    What was arranged is undone by arranging ``before``. Raises Rejected for a place that is too far away or a node that
    no map can have, NotFound, NotAllowed.
    """
    problems = check_place(node, *(place or (0.0, 0.0)))
    if problems:
        raise Rejected(problems)
    with centre.write(Action.ARRANGE_ECOMAP) as session:
        found(clients.get(session, client_id), _NO_CLIENT)
        before = ecomap.places(session, client_id).get(node)
        ecomap.keep(session, client_id, node, place)
        about(session, client=client_id)
    return Saved(Arranged(client_id, node, before, place), ChangeSet.of(client=client_id))


def arrange_all(centre: Centre, client_id: int, places: Mapping[str, Point]) -> Saved[dict[str, Point]]:
    """Keep these places and no others: none takes every node back to the layout.

    Returns the places as they were, with which it is undone. Raises Rejected, NotFound, NotAllowed.
    """
    problems = [problem for node, place in places.items() for problem in check_place(node, *place)]
    if problems:
        raise Rejected(problems)
    with centre.write(Action.ARRANGE_ECOMAP) as session:
        found(clients.get(session, client_id), _NO_CLIENT)
        before = ecomap.places(session, client_id)
        ecomap.keep_all(session, client_id, places)
        about(session, client=client_id)
    return Saved(before, ChangeSet.of(client=client_id))


def reset(centre: Centre, client_id: int) -> Saved[dict[str, Point]]:
    """Take every node back to where the layout puts it; see :func:`arrange_all`."""
    return arrange_all(centre, client_id, {})


def ecomap_paper(centre: Centre, client_id: int, *, language: Language = Language.JA) -> Issued:
    """Make the map as a page of its own, not kept. Raises NotFound, NotAllowed, MissingGlyphs."""
    words, settings = speech(centre, language), centre.settings
    centre.require(Action.ISSUE_DOCUMENT)
    with centre.read() as session:
        client = found(clients.get(session, client_id), _NO_CLIENT)
        content = compose_ecomap_page(ecomap.around(session, client), centre=settings, speech=words)
    pdf = render(content)
    centre.note(Action.ISSUE_DOCUMENT, client=client_id, detail={"kind": ECOMAP})
    handout = Handout(ECOMAP, client_id)
    return Issued(pdf, content.about.title, "", reprint=False, changes=ChangeSet(), handout=handout)
