"""What to say on the phone with the client in the room, and what is passed on: by what kind of institution it is."""

from __future__ import annotations

from referral_desk.domain.codes import Paper
from referral_desk.domain.messages import N_, Message, message


def family_name(name: str) -> str:
    """Return the first part of a name written family name first."""
    return next(iter(name.split()), "")


def shared_with(paper: Paper | None) -> Message | None:
    """Return what is passed on about the client, by what kind of institution it is."""
    if paper is Paper.CARD:
        return message(N_("Passed on: how the client wants to be called, the day, the wish. Nothing else."))
    if paper is Paper.LETTER:
        return message(N_("Passed on: name, address and telephone, background and what is asked, as the letter shows."))
    return None


def phone_steps(paper: Paper | None, centre_name: str, staff_name: str) -> tuple[Message, ...]:
    """Return what to say on the phone with the client in the room, step by step."""
    hello = message(
        N_("“This is {staff} of {centre}. The client is here with me now.”"),
        staff=family_name(staff_name),
        centre=centre_name,
    )
    if paper is Paper.CARD:
        return (
            hello,
            message(N_("Say only how the client wants to be called, and why they would like to come")),
            message(N_("Hand over the phone")),
            message(N_("Fix which meeting, where to meet, who comes along")),
        )
    return (
        hello,
        message(N_("Say briefly what led here, and what you ask for")),
        message(N_("Hand over the phone")),
        message(N_("Fix when and where, what to bring, who comes along")),
    )
