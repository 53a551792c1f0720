"""On a client's page: the sign that the record is restricted, and the command that says who may see it."""

from __future__ import annotations

from PySide6.QtWidgets import QWidget

from referral_desk.domain.access import Action
from referral_desk.domain.restriction import Restriction
from referral_desk.i18n import _
from referral_desk.services.clients import ClientPage
from referral_desk.ui.dialogs.restrict import RestrictDialog
from referral_desk.ui.user_words import joined
from referral_desk.ui.widgets.buttons import Button
from referral_desk.ui.widgets.cards import Flag
from referral_desk.ui.widgets.text import set_tooltip, show_if
from referral_desk.ui.workplace import Workplace


class Restricting:
    """The button stands among the page's commands, for those who lead; ``parent`` is the page."""

    def __init__(self, work: Workplace, parent: QWidget) -> None:
        self._work = work
        self._parent = parent
        self._page: ClientPage | None = None
        self.button = Button(_("Restrict…"), self.ask, icon="lock", kind="quiet")
        show_if(self.button, work.may(Action.RESTRICT_CLIENT))

    def sign(self, page: ClientPage | None) -> Flag | None:
        """Return the sign for the head of ``page``, None where everyone may see the client."""
        self._page = page
        readers = page.readers if page else None
        self.button.set_label(_("Restrict…") if readers is None else _("Who may see it…"))
        if readers is None:
            return None
        names = {member.login: member.name for member in self._work.centre.settings.staff}
        words = _("Only these may see this record: {names}").format(
            names=joined(names.get(login, login) for login in readers)
        )
        sign = Flag(_("Restricted"), icon="lock")
        set_tooltip(sign, words)
        sign.setAccessibleName(words)
        return sign

    def ask(self) -> None:
        """Open the form of who may see the client."""
        if self._page is None:
            return
        client, readers = self._page.client, self._page.readers

        def done(stored: Restriction) -> None:
            words = _("Client {number}: restricted") if stored.logins else _("Client {number}: everyone may see it")
            self._work.says.saved(words.format(number=stored.number))

        before = Restriction(client.id, client.number, readers or ())
        RestrictDialog(self._work, before, done, self._parent.window(), restricted=readers is not None).open()
