"""The course of a client, read on from where her page ends."""

from __future__ import annotations

from referral_desk.db.queries import clients, course
from referral_desk.domain.access import Action
from referral_desk.domain.course import CoursePiece, CoursePlace
from referral_desk.domain.messages import N_, message
from referral_desk.services.centre import Centre
from referral_desk.services.lookup import found

PIECE = 2_000
"""Entries that are read at a time: most people's whole life at a centre, and no more than a moment's work."""


def older(centre: Centre, client_id: int, before: CoursePlace | None = None, *, limit: int = PIECE) -> CoursePiece:
    """Return the newest ``limit`` entries of a client's course below the place ``before`` (of all for None).

    Raises NotFound where there is no such client, NotAllowed for one restricted to others.
    """
    with centre.read() as session:
        found(clients.get(session, client_id), message(N_("This client is no longer there.")))
        piece = course.piece(session, client_id, limit, before)
    centre.note(Action.READ_CLIENT, client=client_id, detail={"part": "course"})
    return piece
