"""``backup``, ``restore`` and ``check``: copies of the records, the way back from one, and whether it is needed."""

from __future__ import annotations

import contextlib
import os
import shlex
import subprocess
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from referral_desk.cli import output
from referral_desk.cli.passwords import password, recovery_code
from referral_desk.cli.surroundings import Surroundings, surroundings
from referral_desk.cli.usage import WrongUsage
from referral_desk.db.errors import FolderDamaged, FolderMissing, StorageDamaged, StorageFault, TamperedSlots
from referral_desk.db.soundness import Finding, Severity
from referral_desk.i18n import _, render
from referral_desk.services import places
from referral_desk.services.centre import open_with_key

if TYPE_CHECKING:
    from referral_desk.services.backup_checks import Opener

DAMAGED = 5
_PROGRAM = "referral-desk"
_HARMLESS = {"ballast", "older", "keys-older"}
"""Findings that the program mends by itself; the folder is sound in spite of them."""

_LEADS_BACK = (FolderDamaged, StorageDamaged, TamperedSlots)
"""What a restored backup is the way out of."""


def backup(
    context: typer.Context,
    to: Annotated[
        Path | None,
        typer.Option(metavar="DIR", help=_("Where to write it; without it the data folder and the second place.")),
    ] = None,
) -> None:
    """Make a backup that is restored for a test before it counts, and print its path."""
    from referral_desk.services import backups

    with surroundings(context).centre() as centre, output.progress_of(_("Backing up")) as progress:
        if to is not None:
            made = backups.back_up_to(centre, output.make_folder(to, "--to"), progress=progress)
            output.give(str(made.path))
            return
        both = backups.back_up(centre, progress=progress)
    output.give(str(both.own.path))
    if both.second is not None:
        output.give(str(both.second.path))
    if both.fault is not None:
        raise both.fault


def restore(
    context: typer.Context,
    file: Annotated[Path, typer.Argument(metavar="FILE", help=_("A backup, whose name ends in .rdbackup."))],
    into: Annotated[Path, typer.Option(metavar="DIR", help=_("A new or empty folder; nothing is written over."))],
    code: Annotated[
        bool, typer.Option("--recovery-code", help=_("Ask for the recovery code instead of a password."))
    ] = False,
) -> None:
    """Restore a backup into a new folder, and print that folder."""
    from referral_desk.db.recovery import RecoveryCode
    from referral_desk.services import restoring

    here = surroundings(context)
    file, into = file.expanduser(), into.expanduser()
    found, logins = restoring.look_into(file)
    secret_file = here.invocation.password_file
    shared = places.shared_after_restoring(into, places.known_centre())
    if code:
        read = RecoveryCode.read(recovery_code(secret_file))
        with output.progress_of(_("Restoring")) as progress:
            done = restoring.restore_with_code(file, into, read, shared=shared, minimum=here.minimum, progress=progress)
    else:
        login = _login(here, logins)
        secret = password(secret_file, login)
        with output.progress_of(_("Restoring")) as progress:
            done = restoring.restore(file, into, login, secret, shared=shared, minimum=here.minimum, progress=progress)
    output.give(str(into))
    output.say(
        _("The backup of {moment} was restored. Open it with --data {folder}; the old folder was not touched.").format(
            moment=_moment(found.manifest.made_at), folder=into
        )
    )
    output.say(_("Can log in there, as on that day: {logins}").format(logins=", ".join(done.logins)))
    if len(done.logins) > 1:
        output.say(_("Check the list of users (Administration), and renew the keys: somebody may have left since."))


def _login(here: Surroundings, logins: tuple[str, ...]) -> str:
    if here.invocation.user:
        return here.invocation.user
    if len(logins) != 1:
        raise WrongUsage(_("Several users can open this backup. Say with --user who you are."))
    return logins[0]


def check(
    context: typer.Context,
    deep: Annotated[
        bool, typer.Option("--deep", help=_("Also compare every index, and restore every backup for a test."))
    ] = False,
) -> None:
    """Say whether the data folder is sound, and where it is not, how to go on."""
    from referral_desk.services import safety
    from referral_desk.services.backup_checks import Opener

    here = surroundings(context)
    folder, opener = here.folder, Opener()
    try:
        opener = Opener(here.key(), here.login, here.password(), here.minimum)
        with output.progress_of(_("Checking")) as progress:
            findings = safety.examine(folder, opener, deep=deep, progress=progress)
    except _LEADS_BACK as fault:
        output.say(render(fault.message))
        _lead_back(folder, opener)
        raise typer.Exit(DAMAGED) from fault
    except FolderMissing as fault:  # everything may be gone but the backups
        if not _lead_back(folder, opener, missing=fault):
            raise
        raise typer.Exit(DAMAGED) from fault
    _say(here, opener, findings)


def _say(here: Surroundings, opener: Opener, findings: tuple[Finding, ...]) -> None:
    """Give the findings, and end with the status that stands for them."""
    codes = {finding.code for finding in findings}
    broken = codes - _HARMLESS
    if opener.key is not None and not (broken or "older" in codes):  # opening must not bring them up to date here
        with contextlib.suppress(StorageFault):
            centre = open_with_key(here.folder, here.login, opener.key)
            here.speak(centre.settings.language)
            centre.close()
    for finding in findings:
        output.give(render(finding.message))
    if not broken:
        output.give(_("The data folder is sound."))
        return
    if "newer" in codes:
        output.say(_("Update Referral Desk on this PC, then check again; a newer version wrote these records."))
    elif any(finding.severity is Severity.DAMAGE for finding in findings):
        output.say(_("The data folder {folder} is not sound. Restore the newest backup.").format(folder=here.folder))
        _lead_back(here.folder, opener)
    else:
        output.say(_("The records in {folder} are sound; do what is said above.").format(folder=here.folder))
    raise typer.Exit(DAMAGED)


def _lead_back(folder: Path, opener: Opener, *, missing: FolderMissing | None = None) -> bool:
    """Name the newest good backup and the command that restores it; whether there is one.

    Where the centre is ``missing`` nothing is said unless there is.
    """
    from referral_desk.services import backup_checks

    found = backup_checks.newest_good(folder, opener)
    if found is None:
        if missing is None:
            searched = ", ".join(str(place) for place in backup_checks.places(folder))
            output.say(
                _("No good backup was found in {places}. Look for one elsewhere, such as a USB stick, then:").format(
                    places=searched
                )
            )
            output.say(f"  {_command('FILE')}")
        return False
    if missing is not None:
        output.say(render(missing.message))
    counts = found.manifest.counts
    output.say(
        _("The newest good backup is of {moment}, with {clients} clients and {referrals} referrals:").format(
            moment=_moment(found.manifest.made_at),
            clients=counts.get("client", 0),
            referrals=counts.get("referral", 0),
        )
    )
    output.say(f"  {found.path}")
    output.say(_("It is restored into a new folder with:"))
    output.say(f"  {_command(str(found.path))}")
    return True


def _command(file: str) -> str:
    words = [_PROGRAM, "restore", file, "--into", _("NEW-FOLDER")]
    return subprocess.list2cmdline(words) if os.name == "nt" else shlex.join(words)


def _moment(at: datetime) -> str:
    return at.astimezone().strftime("%Y-%m-%d %H:%M")
