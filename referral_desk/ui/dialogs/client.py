"""Logging a client, or changing what is known of one; clients who may be the same person are shown while one types."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from referral_desk.domain.benefit import Benefit
from referral_desk.domain.client import Client, ClientRow
from referral_desk.domain.drafts import Draft
from referral_desk.i18n import _
from referral_desk.services import audit, clients
from referral_desk.ui.benefit_words import standing_words
from referral_desk.ui.client_words import age_words, birth_short, likely_same
from referral_desk.ui.dialogs.form_dialog import FormDialog
from referral_desk.ui.forms.client import ClientForm
from referral_desk.ui.forms.client_presenter import ClientPresenter
from referral_desk.ui.tasks import LatestOnly, Work
from referral_desk.ui.widgets.buttons import Button
from referral_desk.ui.widgets.cards import Card
from referral_desk.ui.widgets.layouts import clear, column, row
from referral_desk.ui.widgets.text import ElidedLabel, Label, show_if
from referral_desk.ui.workplace import Workplace

_SHOWN_AT_MOST = 3


class LikelySame(Card):
    """Who may be the same person; hidden while nobody is. ``opened`` carries the client's id."""

    opened = Signal(int)

    def __init__(self, work: Workplace) -> None:
        super().__init__(padding=0.6, gap=0.25)
        self._work = work
        self._rows = column(gap=0.2)
        self.found: tuple[ClientRow, ...] = ()
        self.add(Label(_("Perhaps the same person"), "section"))
        self.add(self._rows)
        self.hide()

    def offer(self, found: tuple[ClientRow, ...]) -> None:
        """Show these clients, the first few of them."""
        self.found = found
        clear(self._rows)
        codes_today = self._work.centre.today()
        for each in found[:_SHOWN_AT_MOST]:
            birth = birth_short(each.birth, exact=each.birth_exact)
            age = age_words(each.birth, codes_today, exact=each.birth_exact)
            number = _("No. {number}").format(number=each.number)
            words = "  ".join(part for part in (each.name, each.kana, birth, age, number) if part)
            button = Button(_("Open"), partial(self.opened.emit, each.id), compact=True)
            button.setAccessibleName(f"{_('Open')} {each.name}")
            line = row(ElidedLabel(words), button, gap=0.6)
            line.setStretch(0, 1)
            self._rows.addLayout(line)
        show_if(self, bool(found))


class ClientDialog(FormDialog):
    """``client`` None logs a new one. ``saved`` gets the stored client, ``open_other`` the id of one chosen instead.

    ``held`` are her dated benefits, which are changed where ``open_benefits`` leads.
    """

    draft_form = "client"

    def __init__(
        self,
        work: Workplace,
        client: Client | None,
        *,
        saved: Callable[[Client], None],
        open_other: Callable[[int], None],
        held: tuple[Benefit, ...] = (),
        open_benefits: Callable[[], None] | None = None,
        parent: QWidget | None = None,
        draft: Draft | None = None,
    ) -> None:
        title = _("Change {name}").format(name=client.name) if client else _("New client")
        super().__init__(work, title, parent=parent, draft=draft)
        self._saved = saved
        self._open_other = open_other
        self._searches = LatestOnly(work.tasks)
        self._noted: set[tuple[int, ...]] = set()
        self.presenter = ClientPresenter(client, work.centre.today())
        if draft is not None:
            self.presenter.take(draft.content)
        staff = [member.name for member in work.centre.settings.staff if member.active]
        codes, today = work.centre.codes, work.centre.today()
        dated = {each.kind: standing_words(held, each.kind, codes, today) for each in held}
        self._open_benefits = open_benefits
        self.form = ClientForm(self.presenter, codes, work.centre.today, staff, dated)
        self.form.dated_opened.connect(self._to_benefits)
        self.same = LikelySame(work)
        self.same.opened.connect(self._other)
        self.form.identity_edited.connect(self._look_for_same)
        self.furnish(self.form, self.form.forms, below=self.same, size=(84, 47))

    def first_field(self) -> QWidget:
        return self.form.name

    def in_work(self) -> ClientPresenter:
        return self.presenter

    def draft_about(self) -> str:
        client = self.presenter.client
        return f"c-{client.id}" if client else ""

    def unsaved(self) -> bool:
        return self.presenter.changed

    def save(self) -> None:
        problems = self.presenter.problems()
        self.show_problems(problems)
        if problems:
            return
        centre, draft, client = self.work.centre, self.presenter.draft, self.presenter.client
        client_id, version = (client.id, client.version) if client else (None, None)
        self.store(lambda: clients.save(centre, draft, client_id=client_id, version=version), self._saved)

    def _look_for_same(self) -> None:
        centre, draft = self.work.centre, self.presenter.draft
        client = self.presenter.client
        own = client.id if client else None

        def work(work: Work) -> tuple[ClientRow, ...]:
            def find(text: str) -> tuple[ClientRow, ...]:
                work.check()
                return clients.rows(centre, text, limit=20)

            found = likely_same(find, draft, own)
            work.check()
            self._note(found)
            return found

        self._searches.run(work, self.same.offer)

    def _note(self, found: tuple[ClientRow, ...]) -> None:
        """Note who will be shown, once for the same clients, however much is typed meanwhile; on any thread."""
        shown = tuple(sorted(each.id for each in found[:_SHOWN_AT_MOST]))
        if shown and shown not in self._noted:
            audit.searched(self.work.centre, "clients", shown, len(shown))
            self._noted.add(shown)

    def _to_benefits(self) -> None:
        self.reject()
        if not self.isVisible() and self._open_benefits is not None:
            self._open_benefits()

    def _other(self, client_id: int) -> None:
        self.reject()
        if not self.isVisible():
            self._open_other(client_id)

    def done(self, result: int) -> None:
        self._searches.drop()
        super().done(result)
