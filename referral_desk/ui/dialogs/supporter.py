"""Entering an informal supporter of a client, or changing one."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtWidgets import QWidget

from referral_desk.domain.client import Client
from referral_desk.domain.drafts import Draft
from referral_desk.domain.supporter import Supporter
from referral_desk.i18n import _
from referral_desk.services import supporters
from referral_desk.ui.dialogs.form_dialog import FormDialog
from referral_desk.ui.forms.supporter import SupporterForm
from referral_desk.ui.forms.supporter_presenter import SupporterPresenter, changed_by
from referral_desk.ui.widgets.buttons import Button
from referral_desk.ui.widgets.text import show_if
from referral_desk.ui.workplace import Workplace


class SupporterDialog(FormDialog):
    """``known`` are the client's supporters; ``supporter`` is the one to change, None for somebody new.

    ``saved`` gets the stored one and what she was before (None: new), ``removed`` the one that was taken away.
    """

    draft_form = "supporter"

    def __init__(
        self,
        work: Workplace,
        client: Client,
        known: tuple[Supporter, ...],
        supporter: Supporter | None,
        *,
        saved: Callable[[Supporter, Supporter | None], None],
        removed: Callable[[Supporter], None],
        parent: QWidget | None = None,
        draft: Draft | None = None,
    ) -> None:
        if draft is not None:
            supporter = changed_by(draft.content, known)
        title = _("Change a supporter") if supporter else _("New supporter")
        super().__init__(work, title, client.name, parent, draft=draft)
        self._saved, self._removed = saved, removed
        codes = work.centre.codes
        self.presenter = SupporterPresenter(client.id, supporter, codes)
        if draft is not None:
            self.presenter.take(draft.content)
        self.form = SupporterForm(self.presenter, codes, work.centre.today)
        remove = Button(_("Remove this supporter"), self._remove, kind="danger", icon="remove")
        show_if(remove, supporter is not None)
        self.add_button(remove)
        self.furnish(self.form, (self.form.form,), size=(56, 46))

    def first_field(self) -> QWidget:
        return self.form.kind

    def in_work(self) -> SupporterPresenter:
        return self.presenter

    def draft_about(self) -> str:
        return f"c-{self.presenter.client_id}"

    def save(self) -> None:
        problems = self.presenter.problems()
        self.show_problems(problems)
        if problems:
            return
        centre, draft, before = self.work.centre, self.presenter.supporter, self.presenter.stored_one
        supporter_id, version = (before.id, before.version) if before else (None, None)
        self.store(
            lambda: supporters.save(centre, draft, supporter_id=supporter_id, version=version),
            lambda stored: self._saved(stored, before),
        )

    def _remove(self) -> None:
        before = self.presenter.stored_one
        if before is not None:
            centre, supporter_id, version = self.work.centre, before.id, before.version
            self.store(lambda: supporters.remove(centre, supporter_id, version=version), self._removed)
