"""Recording who sent a client to us, and settling the reply that we owe."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from PySide6.QtWidgets import QWidget

from referral_desk.domain.client import Client
from referral_desk.domain.drafts import Draft, read_draft
from referral_desk.domain.errors import Problem
from referral_desk.domain.inbound import Inbound
from referral_desk.domain.messages import N_, message
from referral_desk.i18n import _
from referral_desk.services import inbound
from referral_desk.ui.dialogs.form_dialog import FormDialog
from referral_desk.ui.forms.choices import institution_provider
from referral_desk.ui.forms.inbound import InboundForm
from referral_desk.ui.forms.inbound_presenter import InboundPresenter, Sender, TypedInbound
from referral_desk.ui.forms.presenter import DraftPresenter
from referral_desk.ui.widgets.buttons import Button
from referral_desk.ui.widgets.date_field import DateField
from referral_desk.ui.widgets.form import Form, NoteField
from referral_desk.ui.widgets.layouts import topped
from referral_desk.ui.widgets.text import show_if
from referral_desk.ui.workplace import Workplace


class InboundDialog(FormDialog):
    """``known`` are the referrals of the client to us; ``stored`` the one to change, None for a new one.

    ``saved`` gets the stored referral and what it was before (None: new), ``removed`` the one that was taken away.
    """

    draft_form = "inbound"

    def __init__(
        self,
        work: Workplace,
        client: Client,
        known: tuple[Inbound, ...],
        stored: Inbound | None,
        *,
        saved: Callable[[Inbound, Inbound | None], None],
        removed: Callable[[Inbound], None],
        sender: Sender = Sender(),  # noqa: B008 - frozen
        parent: QWidget | None = None,
        draft: Draft | None = None,
    ) -> None:
        if draft is not None:
            kept = read_draft(TypedInbound, draft.content).draft.inbound_id
            stored = next((each for each in known if each.id == kept), None)
        super().__init__(work, _("Referred to us"), client.name, parent, draft=draft)
        self._saved, self._removed = saved, removed
        self.presenter = InboundPresenter(client.id, stored, sender, work.centre.today())
        if draft is not None:
            self.presenter.take(draft.content)
        self.form = InboundForm(self.presenter, work.centre.codes, institution_provider(work), work.centre.today)
        remove = Button(_("Remove this entry"), self._remove, kind="danger", icon="remove")
        show_if(remove, stored is not None)
        self.add_button(remove)
        self.furnish(self.form, (self.form.form,), size=(60, 47))

    def first_field(self) -> QWidget:
        return self.form.sender_name if self.presenter.draft.institution_name else self.form.institution

    def in_work(self) -> InboundPresenter:
        return self.presenter

    def draft_about(self) -> str:
        return f"c-{self.presenter.client_id}"

    def save(self) -> None:
        problems = self.presenter.problems()
        self.show_problems(problems)
        if problems:
            return
        centre, draft, before = self.work.centre, self.presenter.inbound, self.presenter.stored
        inbound_id, version = (before.id, before.version) if before else (None, None)
        self.store(
            lambda: inbound.save(centre, draft, inbound_id=inbound_id, version=version),
            lambda stored: self._saved(stored, before),
        )

    def _remove(self) -> None:
        before = self.presenter.stored
        if before is not None:
            centre, inbound_id, version = self.work.centre, before.id, before.version
            self.store(lambda: inbound.remove(centre, inbound_id, version=version), self._removed)


@dataclass(frozen=True)
class TypedReply:
    """Our reply as far as it is entered; ``inbound_id`` is the referral to us that it answers."""

    inbound_id: int
    on: date | None
    text: str = ""


class ReplyDialog(FormDialog):
    """Notes that we replied to who sent a client; ``heading`` names both. ``done`` gets the stored referral to us."""

    draft_form = "reply"

    def __init__(
        self,
        work: Workplace,
        client_id: int,
        inbound_id: int,
        heading: str,
        done: Callable[[Inbound], None],
        *,
        request: str = "",
        parent: QWidget | None = None,
        draft: Draft | None = None,
    ) -> None:
        super().__init__(work, _("Our reply"), heading, parent, draft=draft)
        self._client_id = client_id
        self._done = done
        self.presenter = DraftPresenter(TypedReply(inbound_id, work.centre.today()))
        if draft is not None:
            self.presenter.take(draft.content)
        typed = self.presenter.draft
        self._form = Form()
        self.text = NoteField(lines=3)
        self.text.setPlainText(typed.text)
        self._form.add_row("reply", _("In short"), self.text)
        if request.strip():
            self._form.row("reply").set_hint(_("They asked: {request}").format(request=request.strip()))
        self.day = DateField(today=work.centre.today)
        self.day.set_day(typed.on)
        self._form.add_row("replied_on", _("Replied on"), self.day, required=True)
        if unread := self.presenter.typed("replied_on"):
            self.day.type_in(unread)
        self.text.textChanged.connect(self._changed)
        self.day.changed.connect(self._changed)
        self.furnish(topped(self._form), [self._form], size=(46, 24))

    def first_field(self) -> QWidget:
        return self.text

    def in_work(self) -> DraftPresenter[TypedReply]:
        return self.presenter

    def draft_about(self) -> str:
        return f"c-{self._client_id}"

    def _changed(self) -> None:
        self.presenter.put(TypedReply(self.presenter.draft.inbound_id, self.day.day, self.text.toPlainText()))
        self.presenter.unread("replied_on", self.day.text(), self.day.problem)

    def save(self) -> None:
        typed = self.presenter.draft
        if typed.on is None:
            missing = message(N_("Enter the day on which we replied."))
            self.show_problems([Problem("replied_on", self.day.problem or missing)])
            return
        centre, day = self.work.centre, typed.on
        self.store(lambda: inbound.reply(centre, typed.inbound_id, day, typed.text), self._done)
