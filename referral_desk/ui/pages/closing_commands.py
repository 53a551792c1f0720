"""On a client's page: the sign that the record is closed, and the command that closes it or opens it again."""

from __future__ import annotations

from PySide6.QtWidgets import QWidget

from referral_desk.domain.access import Action
from referral_desk.domain.client import Client
from referral_desk.domain.drafts import Draft
from referral_desk.i18n import _
from referral_desk.services import closing
from referral_desk.services.clients import ClientPage
from referral_desk.ui.dates import short_date
from referral_desk.ui.dialogs.closing import CloseDialog, ReopenDialog
from referral_desk.ui.widgets.buttons import Button
from referral_desk.ui.widgets.cards import Flag
from referral_desk.ui.workplace import Workplace


class ClosingCommands:
    """The button stands among the page's rarer commands; ``parent`` is the page."""

    draft_forms = (CloseDialog.draft_form, ReopenDialog.draft_form)

    def __init__(self, work: Workplace, parent: QWidget) -> None:
        self._work = work
        self._parent = parent
        self._client: Client | None = None
        self.button = Button(_("Close the record…"), self.ask, kind="quiet")
        work.permit(Action.CLOSE_CLIENT, self.button)

    def sign(self, page: ClientPage | None) -> Flag | None:
        """Return the sign for the head of ``page``, None for a record that is open."""
        client = self._client = page.client if page else None
        closed = client is not None and client.closed_on is not None
        self.button.set_label(_("Open again…") if closed else _("Close the record…"))
        if client is None or client.closed_on is None:
            return None
        return Flag(_("Closed {day}").format(day=short_date(client.closed_on)), icon="lock")

    def ask(self, draft: Draft | None = None) -> None:
        """Open the form that closes the record, or opens it again."""
        client = self._client
        if client is None:
            return
        window = self._parent.window()
        if client.closed_on is None:
            CloseDialog(self._work, client, self._closed, window, draft=draft).open()
        else:
            ReopenDialog(self._work, client, self._reopened, window, draft=draft).open()

    def open_again(self, draft: Draft) -> None:
        """Open the form of ``draft`` where the record still stands as it did; otherwise it has come to nothing."""
        closed = self._client is not None and self._client.closed_on is not None
        if closed == (draft.form == ReopenDialog.draft_form):
            self.ask(draft)

    def _closed(self, client: Client) -> None:
        work = self._work

        def undo() -> None:
            work.write(
                lambda: closing.take_back(work.centre, client.id, version=client.version),
                lambda _client: work.says.saved(_("The record is open, as before.")),
            )

        work.says.saved(_("Closed the record of {name}.").format(name=client.name), undo)

    def _reopened(self, client: Client) -> None:
        self._work.says.saved(_("Opened the record of {name} again.").format(name=client.name))
