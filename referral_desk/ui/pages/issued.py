"""The register of issued papers: find one, look at it as it was issued, go to its referral, revoke it."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import QTimer

from referral_desk.domain.access import Action
from referral_desk.domain.changes import ChangeSet, Kind
from referral_desk.domain.codes import Code
from referral_desk.domain.drafts import Draft
from referral_desk.domain.issued import RegisterFilter, RegisterRow, Revocation
from referral_desk.i18n import _, ngettext, render
from referral_desk.services import document_register
from referral_desk.ui.dates import date_width, short_date
from referral_desk.ui.dialogs.revoke import RevokeDialog, TypedRevocation
from referral_desk.ui.forms.fields import CodeBox, tick
from referral_desk.ui.look import px
from referral_desk.ui.page import Page, Place
from referral_desk.ui.pages.showing import show_issued
from referral_desk.ui.timeline_entries import PAPER_KINDS, document_name
from referral_desk.ui.widgets.buttons import Button
from referral_desk.ui.widgets.cards import EmptyState, PageHeader, WarningPanel
from referral_desk.ui.widgets.cell import Tone
from referral_desk.ui.widgets.date_field import DateField
from referral_desk.ui.widgets.form import FormRow
from referral_desk.ui.widgets.layouts import FlowBox, boxed, column, row, scrolled
from referral_desk.ui.widgets.paged_list import PagedList, Slice
from referral_desk.ui.widgets.record_table import Column
from referral_desk.ui.widgets.text import Label, show_if
from referral_desk.ui.workplace import Workplace


class IssuedPage(Page):
    """``Place("issued")`` lists every issued paper, ``Place("issued", client=…)`` those about one client.

    ``settled_after`` milliseconds after the last change of a day the list is read.
    """

    settled_after = 400

    def __init__(self, work: Workplace) -> None:
        super().__init__()
        self._work = work
        self._client: int | None = None
        self._make_filters()
        self.only = WarningPanel(icon="clients")
        self.only.add_button(_("Show everybody’s"), partial(self._show_client, None))
        self.list: PagedList[RegisterRow] = PagedList(
            work,
            _columns(),
            self._fetch,
            name=_("Issued papers"),
            placeholder=_("Number, receiver or client"),
            counted=_counted,
            empty=EmptyState(
                _("No paper has been issued yet"),
                _("Letters and cards are issued from the page of their referral; each is listed here as it went out."),
                icon="document",
            ),
            opened=self._look,
            filtered=lambda: self.wanted().narrows,
            trail="documents",
            person=lambda shown: shown.id,
        )
        self.list.table.current_changed.connect(self._show_row)
        self.list.table.records.modelReset.connect(lambda: self._show_row(self.list.table.current()))
        self.state = Label("", "muted", wrap=True, selectable=True)
        self.look_button = Button(
            _("Look at it as issued"), lambda: self._look(self.list.table.current()), icon="document", keys="Enter"
        )
        self.referral_button = Button(_("Go to the referral"), self.go_to_referral, icon="referrals")
        self.revoke_button = Button(_("Revoke…"), self.revoke, kind="quiet")
        work.permit(Action.ISSUE_DOCUMENT, self.look_button)
        work.permit(Action.REVOKE_DOCUMENT, self.revoke_button)
        under = row(self.state, self.revoke_button, self.referral_button, self.look_button, gap=0.6)
        under.setStretch(0, 1)
        whole = column(
            PageHeader(_("Issued papers"), _("the newest first")),
            self.only,
            self._filters,
            self.list,
            boxed(under),
            margins=(1.7, 1.1, 1.7, 1.1),
            gap=0.6,
        )
        whole.setStretch(3, 1)
        self.list.setMinimumHeight(px(15))
        # At 200 % the list has less room than it needs: then the page scrolls as a whole.
        self.setLayout(column(scrolled(boxed(whole))))
        self._show_row(None)

    def _make_filters(self) -> None:
        today = self._work.centre.today
        self.kind = CodeBox([Code(kind, _(words), _(words)) for kind, words in PAPER_KINDS.items()], blank=_("Any"))
        self.first = DateField(today=today, placeholder=_("e.g. 11/1"))
        self.last = DateField(today=today, placeholder=_("e.g. 11/30"))
        self.revoked = tick(_("Only revoked ones"), on=False)
        self._settle = QTimer(self)
        self._settle.setSingleShot(True)
        self._settle.setInterval(self.settled_after)
        self._settle.timeout.connect(self._read)
        self._filters = FlowBox(gap=0.6)
        self._rows: dict[str, FormRow] = {}
        for name, label, field, width in (
            ("kind", _("Kind of paper"), self.kind, 13.0),
            ("first", _("First day"), self.first, 12.0),
            ("last", _("Last day"), self.last, 12.0),
        ):
            self._rows[name] = labelled = FormRow(label, field)
            box = boxed(column(labelled.label, labelled, gap=0.15))
            box.setFixedWidth(px(width))
            self._filters.add(box)
        self._filters.add(boxed(column(Label(" ", "muted"), self.revoked, gap=0.35)))
        self.kind.picked.connect(lambda _code: self._read())
        self.revoked.toggled.connect(lambda _on: self._read())
        for field in (self.first, self.last):
            field.changed.connect(self._date_changed)

    # --- the page -----------------------------------------------------------------------------------------------

    def title(self) -> str:
        return _("Issued papers")

    def help_text(self) -> str:
        return _(
            "Every letter, card and conference sheet that was issued, the newest first. Type a part of the number, of "
            "the receiver’s or of the client’s name; narrow the list by kind and days.\n\n"
            "Enter shows a paper exactly as it was issued. A paper that must not be used any more is revoked, with the "
            "reason: it stays here, marked as revoked, and the next letter of its referral is issued anew. The "
            "disclosure log keeps what it told."
        )

    def open_place(self, place: Place) -> None:
        self._client = place.client
        self._name_client()
        self.list.open(stale=True)

    def refresh(self, changes: ChangeSet, initiator: object) -> None:  # noqa: ARG002
        if changes.touches(Kind.DOCUMENT, Kind.CLIENT, Kind.DISCLOSURE):
            self.list.read(keep=True)

    def resume(self, draft: Draft) -> None:
        self._ask(TypedRevocation(0, None, ""), draft)

    def take_focus(self) -> None:
        self.list.take_focus()

    # --- the list -----------------------------------------------------------------------------------------------

    def wanted(self, text: str = "") -> RegisterFilter:
        """Return which papers the filters ask for."""
        return RegisterFilter(
            text, self.kind.code, self.first.day, self.last.day, self._client, self.revoked.isChecked()
        )

    def _fetch(self, text: str, limit: int, offset: int) -> Slice[RegisterRow]:
        centre, wanted = self._work.centre, self.wanted(text)
        rows = document_register.rows(centre, wanted, limit=limit, offset=offset)
        whole = offset + len(rows) if len(rows) < limit else document_register.count(centre, wanted)
        return Slice(rows, offset, whole)

    def _read(self) -> None:
        self._settle.stop()
        self.list.read()

    def _date_changed(self) -> None:
        for name, field in (("first", self.first), ("last", self.last)):
            self._rows[name].set_error(render(field.problem) if field.problem else "")
        self._settle.start()

    def _show_client(self, client_id: int | None) -> None:
        self._client = client_id
        self._name_client()
        self._read()

    def _name_client(self, name: str = "") -> None:
        words = _("Only papers about {name}").format(name=name) if name else _("Only papers about one client")
        self.only.set_text(words if self._client is not None else "")

    # --- one paper ----------------------------------------------------------------------------------------------

    def _show_row(self, shown: RegisterRow | None) -> None:
        revoked = shown.revocation if shown else None
        self.state.setText(
            _("Revoked on {day} by {name}: {why}").format(day=short_date(revoked.on), name=revoked.by, why=revoked.why)
            if revoked
            else ""
        )
        show_if(self.look_button, shown is not None)
        show_if(self.referral_button, shown is not None and shown.referral_id is not None)
        show_if(self.revoke_button, shown is not None and revoked is None)
        if shown is not None and self._client is not None:
            self._name_client(shown.client_name)

    def _look(self, shown: RegisterRow | None) -> None:
        if shown is not None and self._work.may(Action.ISSUE_DOCUMENT):
            show_issued(self._work, self, shown.id)

    def go_to_referral(self) -> None:
        """Open the referral of the paper under the cursor."""
        shown = self.list.table.current()
        if shown is not None and shown.referral_id is not None:
            self.go.emit(Place("referrals", referral=shown.referral_id, client=shown.client_id))

    def revoke(self) -> None:
        """Ask why the paper under the cursor is revoked."""
        shown = self.list.table.current()
        if shown is not None and shown.revocation is None:
            name = "  ".join(part for part in (_name(shown), _receivers(shown), shown.client_name) if part)
            self._ask(TypedRevocation(shown.id, shown.client_id, name))

    def _ask(self, paper: TypedRevocation, draft: Draft | None = None) -> None:
        RevokeDialog(self._work, paper, done=self._revoked, parent=self.window(), draft=draft).open()

    def _revoked(self, paper: TypedRevocation, stored: Revocation) -> None:
        centre = self._work.centre

        def take_back() -> None:
            self._work.write(
                lambda: document_register.take_back(centre, paper.document_id, stored),
                lambda _none: self._work.says.saved(_("In force again: {paper}").format(paper=paper.name)),
            )

        self._work.says.saved(_("Revoked: {paper}").format(paper=paper.name), take_back)


def _columns() -> tuple[Column[RegisterRow], ...]:
    def tone(shown: RegisterRow) -> Tone:
        return "muted" if shown.revocation else ""

    return (
        Column("number", _("Document number"), lambda each: each.number or "—", width=9, tone=tone),
        Column("on", _("Day of issue"), lambda each: short_date(each.issued_on), width=date_width() + 0.8, tone=tone),
        Column("kind", _("Kind of paper"), lambda each: document_name(each.kind, ""), width=9, tone=tone),
        Column(
            "receiver",
            _("Receiver"),
            lambda each: _receivers(each) or "—",
            under=lambda each: each.referral_number,
            width=12,
            stretch=True,
            tone=tone,
        ),
        Column(
            "client",
            _("Client"),
            lambda each: each.client_name or "—",
            over=lambda each: each.client_kana,
            width=9.5,
            stretch=True,
            tone=tone,
        ),
        Column("staff", _("Issued by"), lambda each: each.staff_name, width=7.5, tone=tone),
        Column(
            "state",
            _("State"),
            lambda each: _("Revoked") if each.revocation else _("In force"),
            under=lambda each: short_date(each.revocation.on) if each.revocation else "",
            width=date_width() + 0.8,
            tone=lambda each: "danger" if each.revocation else "muted",
        ),
    )


def _receivers(shown: RegisterRow) -> str:
    return _(", ").join(shown.receivers)


def _name(shown: RegisterRow) -> str:
    return document_name(shown.kind, shown.number)


def _counted(total: int, sought: bool) -> str:
    if sought:
        return ngettext("{count} found", "{count} found", total).format(count=f"{total:,}")
    return ngettext("{count} paper", "{count} papers", total).format(count=f"{total:,}")
