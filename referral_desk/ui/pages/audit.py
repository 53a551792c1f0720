"""The audit trail: who did what with whose record, by client, person, kind and time; and whether it is whole."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QStackedWidget

from referral_desk.domain.audit import AuditFilter
from referral_desk.domain.audit_review import ACTIONS_OF_KIND, ActionKind
from referral_desk.domain.audit_words import KIND_WORDS
from referral_desk.domain.changes import ChangeSet
from referral_desk.domain.codes import Code
from referral_desk.i18n import Language, _, language, render
from referral_desk.services import audit, backups
from referral_desk.services.audit import Found, Verified
from referral_desk.ui.audit_lines import TrailLine, entries_words, lines, verdict
from referral_desk.ui.dialogs.audit_report import AuditReportDialog
from referral_desk.ui.forms.choices import client_provider
from referral_desk.ui.forms.fields import CodeBox, tick
from referral_desk.ui.look import px
from referral_desk.ui.page import Page, Place
from referral_desk.ui.settled_search import SettledSearch
from referral_desk.ui.tasks import LatestOnly, Task, TaskKind, Work
from referral_desk.ui.widgets.buttons import Button
from referral_desk.ui.widgets.cards import Card, EmptyState, PageHeader, WarningPanel
from referral_desk.ui.widgets.cell import Tone
from referral_desk.ui.widgets.date_field import DateField
from referral_desk.ui.widgets.form import FormRow
from referral_desk.ui.widgets.layouts import FlowBox, boxed, column, row
from referral_desk.ui.widgets.record_table import Column, RecordTable
from referral_desk.ui.widgets.suggestion_list import Suggestion
from referral_desk.ui.widgets.text import Label
from referral_desk.ui.widgets.type_ahead import TypeAheadField
from referral_desk.ui.workplace import Workplace

AT_ONCE = 200


class AuditPage(Page):
    """``Place("audit")`` shows the whole trail, ``Place("audit", client=…)`` who looked at one client's record.

    ``settled_after`` milliseconds after the last change of a day it is read: each reading is an entry itself.
    """

    settled_after = 400

    def __init__(self, work: Workplace) -> None:
        super().__init__()
        self._work = work
        self._latest = LatestOnly(work.tasks)
        self._below: int | None = None
        self._reading = False
        self._verifying: Task[Verified] | None = None
        self._make_filters()
        self._make_table()
        self.whole = WarningPanel(icon="check")
        self.broken = WarningPanel(danger=True)
        for panel in (self.whole, self.broken):
            panel.add_close(_("Close"), partial(panel.set_text, ""))
        self.verify_button = Button(_("Verify now"), self.verify, icon="check")
        self.report_button = Button(_("Monthly printout…"), self.print_month, icon="print", keys="Ctrl P")
        header = PageHeader(_("Audit trail"), _("the newest first"))
        header.add(self.verify_button)
        header.add(self.report_button)
        under = row(self.fold, self.everything, self.count, gap=0.8)
        under.addStretch(1)
        whole = column(
            header,
            self.whole,
            self.broken,
            self._filters,
            boxed(under),
            self._stack,
            margins=(1.7, 1.1, 1.7, 1.1),
            gap=0.6,
        )
        whole.setStretch(5, 1)
        self.setLayout(whole)

    # --- building -----------------------------------------------------------------------------------------------

    def _make_filters(self) -> None:
        work, today = self._work, self._work.centre.today
        self.client_search = SettledSearch(work, "clients", self)
        self.client: TypeAheadField[int] = TypeAheadField(
            client_provider(work, self.client_search), placeholder=_("Name, kana or number")
        )
        self.person = CodeBox((), blank=_("Everyone"))
        kinds = [Code(kind.value, _(words), _(words)) for kind, words in KIND_WORDS.items()]
        self.kind = CodeBox(kinds, blank=_("Everything"))
        self.first = DateField(today=today, placeholder=_("e.g. 11/1"))
        self.last = DateField(today=today, placeholder=_("e.g. 11/30"))
        self.fold = tick(_("Fold repeated looks"), on=True)
        self.everything = Button(_("Show everything"), self.show_everything, compact=True)
        self.count = Label("", "muted")
        self._settle = QTimer(self)
        self._settle.setSingleShot(True)
        self._settle.setInterval(self.settled_after)
        self._settle.timeout.connect(self.read)
        self._filters = FlowBox(gap=0.6)
        self._rows: dict[str, FormRow] = {}
        for name, label, field, width in (
            ("client", _("Client"), self.client, 17.0),
            ("person", _("Who"), self.person, 10.0),
            ("kind", _("What was done"), self.kind, 10.0),
            ("first", _("First day"), self.first, 12.0),
            ("last", _("Last day"), self.last, 12.0),
        ):
            self._rows[name] = row_of_field = FormRow(label, field)
            labelled = boxed(column(row_of_field.label, row_of_field, gap=0.15))
            labelled.setFixedWidth(px(width))
            self._filters.add(labelled)
        self.client.chosen_changed.connect(self._client_chosen)
        for box in (self.person, self.kind):
            box.picked.connect(lambda _code: self.read())
        self.fold.toggled.connect(lambda _on: self.read())
        self.first.changed.connect(self._date_changed)
        self.last.changed.connect(self._date_changed)

    def _make_table(self) -> None:
        self.table: RecordTable[TrailLine] = RecordTable(
            (
                Column("when", _("When"), lambda line: line.when, width=13),
                Column(
                    "who", _("Who"), lambda line: line.who, width=9, under=lambda line: _other(line.login, line.who)
                ),
                Column(
                    "what",
                    _("What was done"),
                    lambda line: line.what,
                    width=15 if language() is Language.JA else 18,
                    tone=lambda line: line.tone,
                ),
                Column("client", _("Client"), lambda line: line.client, width=12, link=True),
                Column("detail", _("Details"), lambda line: line.detail, width=16, stretch=True, tone=_muted),
            ),
            name=_("Audit trail"),
            row_height=2.9,
        )
        self.table.cell_opened.connect(lambda line, _key: self._only_client(line))
        self.table.end_near.connect(self._read_on)
        nothing = EmptyState(_("No entries"), _("Nothing of this kind was noted. Widen the filters."), icon="search")
        self._stack = QStackedWidget()
        self._stack.addWidget(self.table)
        self._stack.addWidget(Card(nothing))

    # --- the page -----------------------------------------------------------------------------------------------

    def title(self) -> str:
        return _("Audit trail")

    def help_text(self) -> str:
        return _(
            "Who did what with whose record, and when. Everything is noted by itself: every look at a record, every "
            "change, print, file and search, every login and every wrong password.\n\n"
            "Choose a client to see who looked at the record, a person to see what somebody did, a kind of action, or "
            "days. A client in the table leads to all entries of that client.\n\n"
            "Each entry is sealed together with the one before. “Verify now” looks whether one was changed or taken "
            "out, and compares the end with the backups. “Monthly printout” is for the file and for signatures.\n\n"
            "Looking at this page is noted as well."
        )

    def open_place(self, place: Place) -> None:
        if place.client is not None or self.client.chosen is None:
            self._choose_client(place.client, "")
        self._work.read(lambda: audit.people(self._work.centre), self._show_people)
        self.read()

    def refresh(self, changes: ChangeSet, initiator: object) -> None:
        """Stay as it is: the trail grows with every click, and each reading is an entry itself."""

    def print_action(self) -> Callable[[], None] | None:
        return self.print_month

    def take_focus(self) -> None:
        self.client.setFocus()

    # --- filters ------------------------------------------------------------------------------------------------

    def wanted(self) -> AuditFilter:
        """Return which entries the filters ask for."""
        first, until = audit.days(self.first.day, self.last.day)
        return AuditFilter(
            client_id=self.client.chosen.value if self.client.chosen else None,
            login=self.person.code,
            actions=ACTIONS_OF_KIND[ActionKind(self.kind.code)] if self.kind.code else (),
            first=first,
            until=until,
        )

    def show_everything(self) -> None:
        """Take every filter away."""
        self._choose_client(None, "")
        self.person.choose("")
        self.kind.choose("")
        for field in (self.first, self.last):
            field.set_day(None)
        self._date_changed()
        self.read()

    def _choose_client(self, client_id: int | None, words: str) -> None:
        self.client.choose(None if client_id is None else Suggestion(client_id, words or f"c-{client_id}"))

    def _client_chosen(self, chosen: Suggestion[int] | None) -> None:
        if chosen is not None:
            self.client_search.settle()
        self.read()

    def _only_client(self, line: TrailLine) -> None:
        if line.client_id is not None:
            self._choose_client(line.client_id, line.client)
            self.read()

    def _date_changed(self) -> None:
        for name, field in (("first", self.first), ("last", self.last)):
            self._rows[name].set_error(render(field.problem) if field.problem else "")
        self._settle.start()

    def _show_people(self, people: dict[str, str]) -> None:
        chosen = self.person.code
        self.person.clear()
        self.person.addItem(_("Everyone"), "")
        for login, name in people.items():
            self.person.addItem(name or login, login)
        self.person.choose(chosen)

    # --- reading ------------------------------------------------------------------------------------------------

    def read(self) -> None:
        """Read the trail anew from its end."""
        self._settle.stop()
        wanted, fold, centre = self.wanted(), self.fold.isChecked(), self._work.centre

        def fetch(_work: Work) -> tuple[Found, tuple[TrailLine, ...]]:
            found = audit.rows(centre, wanted, limit=AT_ONCE)
            return found, lines(centre, found, fold=fold)

        self._reading = True
        self._latest.run(fetch, lambda read: self._show(wanted, *read), self._failed)

    def _show(self, wanted: AuditFilter, found: Found, shown: tuple[TrailLine, ...]) -> None:
        self._took(found)
        self.table.set_rows(shown)
        self.table.scrollToTop()
        self.count.setText(entries_words(found.total) if found.total else "")
        self._stack.setCurrentIndex(0 if shown else 1)
        known = found.names.clients.get(wanted.client_id) if wanted.client_id is not None else None
        if known is not None and self.client.chosen is not None:
            self._choose_client(wanted.client_id, f"{known.number} {known.name}".strip())

    def _read_on(self) -> None:
        below = self._below
        if self._reading or below is None:
            return
        wanted, fold, centre = self.wanted(), self.fold.isChecked(), self._work.centre

        def fetch(_work: Work) -> tuple[Found, tuple[TrailLine, ...]]:
            found = audit.rows(centre, wanted, limit=AT_ONCE, below=below)
            return found, lines(centre, found, fold=fold)

        def add(read: tuple[Found, tuple[TrailLine, ...]]) -> None:
            found, more = read
            self._took(found)
            self.table.append_rows(more)

        self._reading = True
        self._latest.run(fetch, add, self._failed)

    def _took(self, found: Found) -> None:
        self._reading = False
        self._below = found.rows[-1].number if len(found.rows) == AT_ONCE else None

    def _failed(self, _error: Exception) -> bool:
        self._reading = False
        return False

    # --- verifying, printing ------------------------------------------------------------------------------------

    def verify(self) -> None:
        """Look at the whole chain, and compare its end with what backups keep of it."""
        centre = self._work.centre
        if self._verifying is not None:
            self._verifying.cancel()
        for panel in (self.whole, self.broken):
            panel.set_text("")

        def done(found: Verified) -> None:
            words, danger = verdict(found)
            (self.broken if danger else self.whole).set_text(words)

        self._verifying = self._work.tasks.run(
            TaskKind.READ,
            lambda job: audit.verify(centre, backups.anchors(centre), progress=job.progress),
            done,
            label=_("Verifying the audit trail…"),
            cancellable=True,
        )

    def print_month(self) -> None:
        """Ask for a month and show its printout."""
        AuditReportDialog(self._work, parent=self.window()).open()


def _other(login: str, name: str) -> str:
    return login if login != name else ""


def _muted(_line: TrailLine) -> Tone:
    return "muted"
