"""``init``, ``generate`` and ``demo``: a centre comes into being, is filled, is tried out."""

from __future__ import annotations

import contextlib
from pathlib import Path
from typing import Annotated

import typer

from referral_desk.cli import output
from referral_desk.cli.passwords import new_password
from referral_desk.cli.reading import day, whole_number
from referral_desk.cli.surroundings import surroundings
from referral_desk.domain.centre import CentreSettings
from referral_desk.i18n import _, language
from referral_desk.services import places
from referral_desk.services.centre import create_centre


def init(
    context: typer.Context,
    center: Annotated[str, typer.Option(metavar="NAME", help=_("The centre’s name."))],
    admin: Annotated[str, typer.Option(metavar="LOGIN", help=_("The administrator’s login."))],
) -> None:
    """Set up a new centre and print its recovery code once."""
    here = surroundings(context)
    named = here.invocation.folder
    folder = named or places.default_folder()
    secret = new_password(here.invocation.password_file, admin)
    settings = CentreSettings(name=center, language=language())
    centre, code = create_centre(
        folder, settings, admin, secret, shared=named is None and places.reaches_everyone(folder), cost=here.cost
    )
    centre.close()
    if named is None:
        with contextlib.suppress(OSError):
            places.remember_centre(folder)
    output.give(code)
    output.say(
        _(
            "Write down the recovery code above and lock it away; it is shown only this once. "
            "The centre is set up in {folder}."
        ).format(folder=folder)
    )


def generate(
    context: typer.Context,
    clients: Annotated[str, typer.Option(metavar="N", help=_("How many clients."))],
    referrals: Annotated[str, typer.Option(metavar="N", help=_("How many referrals."))],
    contacts: Annotated[str, typer.Option(metavar="N", help=_("How many contacts."))],
    seed: Annotated[str, typer.Option(metavar="S", help=_("The same seed gives the same data."))],
    today: Annotated[str, typer.Option(metavar="D", help=_("The last day of the data."))] = "",
) -> None:
    """Fill an empty centre, or one generated before, with fictional data."""
    from referral_desk.services.generate import Amounts
    from referral_desk.services.generate import generate as generate_data

    amounts = Amounts(
        whole_number(clients, "--clients"),
        whole_number(referrals, "--referrals"),
        whole_number(contacts, "--contacts"),
    )
    last = day(today, "--today") if today else None
    with surroundings(context).centre() as centre, output.progress_of(_("Generating")) as progress:
        generate_data(centre, amounts, seed=seed, today=last, progress=progress)
    output.give(
        _("Generated: {clients} clients, {referrals} referrals, {contacts} contacts").format(
            clients=amounts.clients, referrals=amounts.referrals, contacts=amounts.contacts
        )
    )


def demo(
    context: typer.Context,
    screenshots: Annotated[
        Path | None, typer.Option(metavar="DIR", help=_("Save a picture of every page here instead, and quit."))
    ] = None,
) -> None:
    """Open the window on a demo centre with fictional data."""
    here = surroundings(context)
    if screenshots is None:
        status = here.windows.demo(here.invocation)
    else:
        status = here.windows.screenshots(output.make_folder(screenshots))
    raise typer.Exit(status)
