"""Revoking an issued paper, with the reason."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

from PySide6.QtWidgets import QWidget

from referral_desk.domain.drafts import Draft, about_form
from referral_desk.domain.issued import Revocation, check_revocation
from referral_desk.i18n import _
from referral_desk.services import document_register
from referral_desk.ui.dialogs.form_dialog import FormDialog
from referral_desk.ui.forms.presenter import DraftPresenter
from referral_desk.ui.widgets.form import Form, NoteField
from referral_desk.ui.widgets.layouts import topped
from referral_desk.ui.workplace import Workplace


@dataclass(frozen=True)
class TypedRevocation:
    """Which paper is to be revoked, how it is called, and why, as far as it is entered."""

    document_id: int
    client_id: int | None
    name: str
    why: str = ""


class RevokeDialog(FormDialog):
    """Asks why a paper is revoked; ``done`` gets the paper and what was stored."""

    draft_form = "document_revocation"

    def __init__(
        self,
        work: Workplace,
        paper: TypedRevocation,
        *,
        done: Callable[[TypedRevocation, Revocation], None],
        parent: QWidget | None = None,
        draft: Draft | None = None,
    ) -> None:
        self.presenter = DraftPresenter(paper)
        if draft is not None:
            self.presenter.take(draft.content)
        super().__init__(work, _("Revoke an issued paper"), self.presenter.draft.name, parent, draft=draft)
        self._done = done
        self._form = Form()
        self.why = NoteField(lines=2)
        self.why.setPlainText(self.presenter.draft.why)
        self.why.textChanged.connect(self._changed)
        hint = _(
            "It stays in the register and can be read, and what it told stays in the disclosure log. The next letter "
            "of this referral is issued anew. A letter that has gone out already must be asked back from its receiver."
        )
        self._form.add_row("why", _("Why it is revoked"), self.why, required=True, hint=hint)
        self.save_button.set_label(_("Revoke"))
        self.furnish(topped(self._form), [self._form], size=(48, 22))

    def first_field(self) -> QWidget:
        return self.why

    def in_work(self) -> DraftPresenter[TypedRevocation]:
        return self.presenter

    def draft_about(self) -> str:
        typed = self.presenter.draft
        return about_form("" if typed.client_id is None else f"c-{typed.client_id}", f"d-{typed.document_id}")

    def save(self) -> None:
        typed, centre = self.presenter.draft, self.work.centre
        problems = check_revocation(None, typed.why)
        self.show_problems(problems)
        if not problems:
            self.store(
                lambda: document_register.revoke(centre, typed.document_id, typed.why),
                lambda stored: self._done(typed, stored),
            )

    def _changed(self) -> None:
        self.presenter.put(replace(self.presenter.draft, why=self.why.toPlainText()))
