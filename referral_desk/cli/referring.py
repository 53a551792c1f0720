"""``refer``: one referral with its handoff."""

from __future__ import annotations

from typing import Annotated

import typer

from referral_desk.cli import output
from referral_desk.cli.reading import code, day, yes_or_no
from referral_desk.cli.surroundings import surroundings
from referral_desk.domain.codes import Channel, ConsentKind
from referral_desk.domain.handoff import HandoffFacts
from referral_desk.domain.referral import ReferralDraft
from referral_desk.i18n import _
from referral_desk.services import lookup, referrals

OPTION_OF_FIELD = {
    "on": "--date",
    "channel": "--channel",
    "consent": "--consent",
    "follow_up_on": "--follow-up",
    "login": "--admin",
    "name": "--center",
}
"""Which option a field of a rejected record came from."""


def refer(
    context: typer.Context,
    client: Annotated[str, typer.Argument(metavar="CLIENT", help=_("The client’s number or id."))],
    institution: Annotated[str, typer.Argument(metavar="INSTITUTION", help=_("The institution’s name or id."))],
    date_: Annotated[str, typer.Option("--date", metavar="D", help=_("The day of the referral."))],
    client_present: Annotated[str, typer.Option(metavar="yes|no", help=_("Was the client there?"))] = "no",
    receiver_live: Annotated[str, typer.Option(metavar="yes|no", help=_("Did the receiver take part live?"))] = "no",
    channel: Annotated[str, typer.Option(metavar="CODE", help=_("By which way it went."))] = "",
    receiver: Annotated[str, typer.Option(metavar="NAME", help=_("Who took part for the receiver."))] = "",
    consent: Annotated[str, typer.Option(metavar="CODE", help=_("How the client agreed."))] = "",
    request: Annotated[str, typer.Option(metavar="TEXT", help=_("What is asked."))] = "",
    follow_up: Annotated[str, typer.Option(metavar="D", help=_("When to follow up."))] = "",
) -> None:
    """Record a referral with its handoff and print its number."""
    facts_given = (yes_or_no(client_present, "--client-present"), yes_or_no(receiver_live, "--receiver-live"))
    with surroundings(context).centre() as centre:
        codes = centre.codes
        way = Channel(code(channel, codes.channels, "--channel")) if channel else None
        agreed = ConsentKind(code(consent, codes.consents, "--consent")) if consent else None
        on = day(date_, "--date")
        follow_up_on = day(follow_up, "--follow-up") if follow_up else None
        draft = ReferralDraft(
            client_id=lookup.client_id(centre, client),
            institution_id=lookup.institution_id(centre, institution),
            on=on,
            consent=agreed,
            consent_by=centre.staff_name if agreed is ConsentKind.ORAL else "",
            request=request,
        )
        facts = HandoffFacts(
            client_present=facts_given[0], receiver_live=facts_given[1], channel=way, receiver_name=receiver
        )
        already_open = referrals.open_at(centre, draft.client_id, draft.institution_id)
        stored = referrals.refer(centre, draft, facts, follow_up_on=follow_up_on).record
        if already_open:
            numbers = ", ".join(row.number for row in already_open)
            output.say(_("Note: there are open referrals to the same place: {numbers}").format(numbers=numbers))
        if on > centre.today():
            output.say(_("Note: the date of this referral lies after today."))
    output.give(stored.number)
