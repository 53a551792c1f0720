"""What a command is handed: the global options, the windows, and how an open centre comes about."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cached_property, partial
from pathlib import Path
from time import sleep
from typing import Protocol, TypeVar

import typer

from referral_desk.cli import output
from referral_desk.cli.invocation import Invocation
from referral_desk.cli.passwords import password
from referral_desk.cli.usage import WrongUsage
from referral_desk.db import vault
from referral_desk.db.errors import FolderMissing, MustWait
from referral_desk.db.folder import require
from referral_desk.db.slots import DEFAULT, MINIMUM, DataKey, KdfCost
from referral_desk.domain.messages import N_, message
from referral_desk.i18n import Language, _, render, set_language
from referral_desk.services import places
from referral_desk.services.centre import Centre, open_centre, unlock_key

T = TypeVar("T")


class Windows(Protocol):
    """The windows a command can open; each returns an exit status when it is closed."""

    def centre(self, invocation: Invocation) -> int:
        """Open the window on this PC's centre, or on the one the options name."""

    def demo(self, invocation: Invocation) -> int:
        """Open the window on a demo centre."""

    def screenshots(self, folder: Path) -> int:
        """Save a picture of every page and dialog, and the demo's papers, to ``folder``."""


@dataclass(frozen=True)
class Surroundings:
    """What the commands of one call share. ``cost`` is what a new password's slot costs, ``minimum`` what one must.

    ``wait`` waits some seconds.
    """

    invocation: Invocation
    windows: Windows
    cost: KdfCost = DEFAULT
    minimum: KdfCost = MINIMUM
    wait: Callable[[float], None] = sleep

    @property
    def folder(self) -> Path:
        """The data folder to work in. Raises FolderMissing where none is named and this PC knows none."""
        folder = self.invocation.folder or places.known_centre()
        if folder is None:
            raise FolderMissing(
                message(N_("This PC has no centre yet. Name its folder with --data, or set one up with “init”."))
            )
        return folder

    @property
    def login(self) -> str:
        """Who works: as named, or the only login of the centre. Raises WrongUsage, StorageFault."""
        if self.invocation.user:
            return self.invocation.user
        require(self.folder)
        logins = vault.logins(self.folder)
        if len(logins) != 1:
            raise WrongUsage(_("This centre has several users. Say with --user who you are."))
        return logins[0]

    def password(self) -> str:
        """Return the password of :attr:`login`, asked for once. Raises PasswordMissing."""
        return self._password

    @cached_property
    def _password(self) -> str:
        return password(self.invocation.password_file, self.login)

    @contextmanager
    def centre(self) -> Iterator[Centre]:
        """Give the open centre; from here on the process speaks the centre's language, unless one was asked for."""
        require(self.folder)
        centre = self._patiently(partial(open_centre, self.folder, self.login, self.password(), minimum=self.minimum))
        try:
            self.speak(centre.settings.language)
            yield centre
        finally:
            centre.close()

    def key(self) -> DataKey:
        """Return the data key that login and password open, for commands that look at what lies in the folder."""
        require(self.folder)
        return self._patiently(partial(unlock_key, self.folder, self.login, self.password(), minimum=self.minimum))

    def _patiently(self, open_it: Callable[[], T]) -> T:
        """Open; after several wrong passwords wait as long as the next try has to: a script cannot come back later."""
        while True:
            try:
                return open_it()
            except MustWait as must:
                output.say(render(must.message))
                self.wait(must.seconds)

    def speak(self, language: str) -> None:
        """Speak the centre's ``language``, unless another was asked for."""
        if self.invocation.chosen_language is None and language in set(Language):
            set_language(Language(language))


def surroundings(context: typer.Context) -> Surroundings:
    """Return what the command was handed."""
    found = context.obj
    if not isinstance(found, Surroundings):
        raise TypeError("a command runs without its surroundings")
    return found
