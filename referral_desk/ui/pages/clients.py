"""Clients: the list with its search, and the page of the one that is opened from it."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QScrollArea, QStackedWidget, QVBoxLayout

from referral_desk.domain.access import Action
from referral_desk.domain.changes import ChangeSet, Kind
from referral_desk.domain.client import Client, ClientRow
from referral_desk.domain.drafts import Draft
from referral_desk.i18n import Language, _, language, ngettext
from referral_desk.services import clients
from referral_desk.ui.client_words import age_words, birth_short, sex_words
from referral_desk.ui.dates import date_width, short_date
from referral_desk.ui.dialogs.client import ClientDialog
from referral_desk.ui.page import Page, Place
from referral_desk.ui.pages.client import ClientView
from referral_desk.ui.widgets.buttons import Button
from referral_desk.ui.widgets.cards import EmptyState, PageHeader
from referral_desk.ui.widgets.layouts import boxed, column
from referral_desk.ui.widgets.paged_list import PagedList, Slice
from referral_desk.ui.widgets.record_table import Column
from referral_desk.ui.workplace import Workplace

PAGE = "clients"


class ClientsPage(Page):
    """``Place("clients")`` is the list, ``Place("clients", client=…)`` one client.

    ``start_import`` opens the import of a ledger, which an empty list offers beside logging the first client.
    """

    def __init__(self, work: Workplace, start_import: Callable[[], None] | None = None) -> None:
        super().__init__()
        self._work = work
        self._stale = True
        new = Button(_("New client"), self.new_client, kind="primary", icon="add")
        work.permit(Action.SAVE_CLIENT, new)
        header = PageHeader(_("Clients"), "")
        header.add(new)
        empty = EmptyState(
            _("No clients yet"),
            _("Log the first client, or take over the ledger you keep in Excel."),
            _("New client"),
            self.new_client,
            icon="clients",
        )
        work.permit(Action.SAVE_CLIENT, empty.button)
        if start_import is not None:
            layout = empty.layout()
            if isinstance(layout, QVBoxLayout):
                button = Button(_("Import from Excel or CSV…"), start_import, icon="import")
                work.permit(Action.IMPORT_LEDGER, button)
                layout.addWidget(button, alignment=Qt.AlignmentFlag.AlignHCenter)
        self.list: PagedList[ClientRow] = PagedList(
            work,
            self._columns(),
            self._fetch,
            name=_("Clients"),
            placeholder=_("Any part of name, kana, number, telephone or birth date"),
            counted=_counted,
            empty=empty,
            opened=lambda row: self.go.emit(Place(PAGE, client=row.id)),
            trail="clients",
            person=lambda row: row.id,
        )
        whole = column(header, self.list, margins=(1.7, 1.1, 1.7, 1.1), gap=0.8)
        whole.setStretch(1, 1)
        self._list_view = boxed(whole)
        self.client = ClientView(work)
        self.client.go.connect(self.go)
        self.client.state_changed.connect(self.state_changed)
        self._scroll = QScrollArea()
        self._scroll.setWidget(self.client)
        self._scroll.setWidgetResizable(True)
        self._scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._stack = QStackedWidget()
        self._stack.addWidget(self._list_view)
        self._stack.addWidget(self._scroll)
        self.setLayout(column(self._stack))

    @property
    def showing_client(self) -> bool:
        """Whether one client is in view, not the list."""
        return self._stack.currentWidget() is self._scroll

    # --- the page -----------------------------------------------------------------------------------------------

    def title(self) -> str:
        return self.client.title() if self.showing_client else _("Clients")

    def help_text(self) -> str:
        if self.showing_client:
            return self.client.help_text()
        return _(
            "Every client of the centre. Type any part of the name, kana, number, telephone or birth date; hiragana, "
            "half-width kana, romaji and old forms of kanji find as well.\n\n"
            "Down goes to the list, Enter opens the client under the cursor. Where only one is left, Enter in the "
            "search field opens it at once.\n\n"
            "A triangle before the telephone says that something must be heeded when calling; open the client to read "
            "it before you dial."
        )

    def open_place(self, place: Place) -> None:
        if place.client is None:
            self._stack.setCurrentWidget(self._list_view)
            self.list.open(stale=self._stale)
            self._stale = False
        else:
            self._stack.setCurrentWidget(self._scroll)
            self._scroll.verticalScrollBar().setValue(0)
            self.client.open_client(place.client, place.part)

    def refresh(self, changes: ChangeSet, initiator: object) -> None:
        if changes.touches(Kind.CLIENT, Kind.CONTACT, Kind.REFERRAL):
            self._stale = self.showing_client
            if not self.showing_client:
                self.list.read(keep=True)
        if self.showing_client:
            self.client.refresh(changes, initiator)

    def print_action(self) -> Callable[[], None] | None:
        return self.client.print_action() if self.showing_client else None

    def take_focus(self) -> None:
        if self.showing_client:
            self.client.take_focus()
        else:
            self.list.take_focus()

    # --- commands -----------------------------------------------------------------------------------------------

    def resume(self, draft: Draft) -> None:
        if self.showing_client:
            self.client.returning.expect(draft)
        else:
            self.new_client(draft)

    def new_client(self, draft: Draft | None = None) -> None:
        """Open the form that logs a client; afterwards her page."""

        def saved(client: Client) -> None:
            self._work.says.saved(_("Logged {name} as number {number}.").format(name=client.name, number=client.number))
            self.go.emit(Place(PAGE, client=client.id))

        ClientDialog(self._work, None, saved=saved, open_other=self._open, parent=self.window(), draft=draft).open()

    def record_contact(self) -> None:
        """Open the quick form of a contact; does nothing while no client is in view."""
        if self.showing_client:
            self.client.record_contact()

    def _open(self, client_id: int) -> None:
        self.go.emit(Place(PAGE, client=client_id))

    def _fetch(self, text: str, limit: int, offset: int) -> Slice[ClientRow]:
        centre = self._work.centre
        rows = clients.rows(centre, text, limit=limit, offset=offset)
        whole = offset + len(rows) if len(rows) < limit else clients.count(centre, text)
        return Slice(rows, offset, whole)

    def _columns(self) -> tuple[Column[ClientRow], ...]:
        centre = self._work.centre
        codes = centre.codes
        wide = 0.0 if language() is Language.JA else 1.0
        in_charge = Column[ClientRow](
            "in_charge",
            _("In charge"),
            lambda row: row.in_charge or "—",
            width=8.5,
            tone=lambda row: "" if row.in_charge else "muted",
        )
        return (
            Column(
                "number",
                _("No."),
                lambda row: row.number,
                under=lambda row: " ".join(f"({number})" for number in row.former_numbers),
                width=5.5,
                tone=lambda _row: "muted",
            ),
            Column("name", _("Name"), lambda row: row.name, over=lambda row: row.kana, width=12, stretch=True),
            Column(
                "age",
                _("Age"),
                lambda row: age_words(row.birth, centre.today(), exact=row.birth_exact),
                width=5.7 + wide,
            ),
            Column(
                "birth",
                _("Born"),
                lambda row: birth_short(row.birth, exact=row.birth_exact),
                width=7.5 + 1.8 * wide,
            ),
            Column("sex", _("Sex"), lambda row: sex_words(row.sex, codes), width=4.8 + wide),
            Column(
                "phone",
                _("Telephone"),
                _phone,
                under=lambda row: " ".join(row.contact_caution.split()),
                width=12.5,
            ),
            Column(
                "last_contact",
                _("Last contact"),
                lambda row: short_date(row.last_contact_on) if row.last_contact_on else "—",
                width=date_width(),
                tone=lambda row: "" if row.last_contact_on else "muted",
            ),
            *((in_charge,) if not wide else ()),  # English dates leave no room for it on a small screen
            Column(
                "open_referrals",
                _("Open referrals"),
                lambda row: str(row.open_referrals or "—"),
                width=7.5 + wide,
                figure=True,
                tone=lambda row: "" if row.open_referrals else "muted",
            ),
        )


def _phone(row: ClientRow) -> str:
    mark = "△ " if row.contact_caution else ""
    return f"{mark}{row.phone or '—'}" if row.phone or mark else ""


def _counted(total: int, sought: bool) -> str:
    if sought:
        return ngettext("{count} found", "{count} found", total).format(count=f"{total:,}")
    return ngettext("{count} client", "{count} clients", total).format(count=f"{total:,}")
