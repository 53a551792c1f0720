"""Logging a client, or changing what is known of one; clients who may be the same person are shown while one types."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QDialog, QWidget

from referral_desk.domain.benefit import Benefit
from referral_desk.domain.client import Client
from referral_desk.domain.drafts import Draft
from referral_desk.domain.likeness import LikelyClient
from referral_desk.i18n import _
from referral_desk.services import audit, clients, likeness
from referral_desk.ui.benefit_words import standing_words
from referral_desk.ui.dialogs.form_dialog import FormDialog
from referral_desk.ui.dialogs.likely_same import SHOWN_AT_MOST, LikelySame
from referral_desk.ui.forms.client import ClientForm
from referral_desk.ui.forms.client_presenter import ClientPresenter
from referral_desk.ui.tasks import LatestOnly, Work
from referral_desk.ui.workplace import Workplace

PAUSE = 300
"""Milliseconds without a key press after which it is looked who may be the same person."""


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
        self._put_aside: set[int] = set()
        self._pause = QTimer(self)
        self._pause.setSingleShot(True)
        self._pause.setInterval(PAUSE)
        self._pause.timeout.connect(self._look_for_same)
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
        self.same.put_aside.connect(self._somebody_else)
        self.form.identity_edited.connect(self._pause.start)
        districts = work.read(lambda: clients.districts(work.centre), self.form.district.offer)
        self.finished.connect(lambda _result: districts.cancel())
        self.furnish(self.form, self.form.forms, below=self.same, size=(84, 47))

    def first_field(self) -> QWidget:
        return self.form.name

    def in_work(self) -> ClientPresenter:
        return self.presenter

    def draft_about(self) -> str:
        client = self.presenter.client
        return f"c-{client.id}" if client else ""

    def save(self) -> None:
        problems = self.presenter.problems()
        self.show_problems(problems)
        if problems:
            return
        centre, draft, client = self.work.centre, self.presenter.draft, self.presenter.client
        client_id, version = (client.id, client.version) if client else (None, None)
        self.store(lambda: clients.save(centre, draft, client_id=client_id, version=version), self._saved)

    @property
    def looking(self) -> bool:
        """Whether who may be the same person is still to be looked for."""
        return self._pause.isActive()

    def _look_for_same(self) -> None:
        if self.work.tasks.closed:
            return
        centre, draft = self.work.centre, self.presenter.draft
        own = self.presenter.client.id if self.presenter.client else None
        put_aside = frozenset(self._put_aside)

        def work(work: Work) -> tuple[LikelyClient, ...]:
            found = likeness.likely_same(centre, draft, own_id=own)
            found = tuple(each for each in found if each.id not in put_aside)
            work.check()
            self._note(found)
            return found

        self._searches.run(work, self.same.offer)

    def _note(self, found: tuple[LikelyClient, ...]) -> None:
        """Note who will be shown, once for the same clients, however much is typed meanwhile; on any thread."""
        shown = tuple(sorted(each.id for each in found[:SHOWN_AT_MOST]))
        if shown and shown not in self._noted:
            audit.searched(self.work.centre, "clients", shown, len(shown))
            self._noted.add(shown)

    def _to_benefits(self) -> None:
        self.reject()
        if not self.isVisible() and self._open_benefits is not None:
            self._open_benefits()

    def _somebody_else(self, client_id: int) -> None:
        self._put_aside.add(client_id)
        self._look_for_same()
        self.form.name.setFocus()

    def _other(self, client_id: int) -> None:
        """Open the other record; what was typed here is kept, and waits on Today."""
        client = self.presenter.client
        if not self.unsaved():
            self.done(QDialog.DialogCode.Rejected)
        elif self.work.drafts.set_aside(self, client.number if client else ""):
            self.done(QDialog.DialogCode.Rejected)
            self.work.says.saved(_("What you typed is kept. It waits on Today, under unfinished entries."))
        else:
            self.reject()
        if not self.isVisible():
            self._open_other(client_id)

    def done(self, result: int) -> None:
        self._pause.stop()
        self._searches.drop()
        super().done(result)
