"""Closing a client's record, and opening it again: the day, the reason, and what is still open."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date

from PySide6.QtWidgets import QWidget

from referral_desk.domain.client import Client
from referral_desk.domain.closing import ClosingDraft, StillOpen, check_closing
from referral_desk.domain.drafts import Draft
from referral_desk.domain.errors import Problem
from referral_desk.domain.messages import N_, message
from referral_desk.i18n import _, ngettext
from referral_desk.services import closing
from referral_desk.services.closing import BeforeClosing
from referral_desk.ui.dates import short_date
from referral_desk.ui.dialogs.form_dialog import FormDialog
from referral_desk.ui.forms.fields import choices
from referral_desk.ui.forms.presenter import DraftPresenter
from referral_desk.ui.tasks import LatestOnly
from referral_desk.ui.widgets.cards import WarningPanel
from referral_desk.ui.widgets.date_field import DateField
from referral_desk.ui.widgets.form import Form, NoteField
from referral_desk.ui.widgets.layouts import boxed, column, topped
from referral_desk.ui.widgets.text import Label
from referral_desk.ui.widgets.toggle_chips import ToggleChips
from referral_desk.ui.workplace import Workplace


@dataclass(frozen=True)
class TypedClosing:
    """A closing as far as it is entered."""

    on: date | None = None
    reason: str = ""
    note: str = ""


@dataclass(frozen=True)
class TypedReopening:
    """The reason for opening a record again, as far as it is entered."""

    reason: str = ""


class CloseDialog(FormDialog):
    """Asks for day and reason; says what is still open, which closing does not settle."""

    draft_form = "closing"

    def __init__(
        self,
        work: Workplace,
        client: Client,
        done: Callable[[Client], None],
        parent: QWidget | None = None,
        *,
        draft: Draft | None = None,
    ) -> None:
        super().__init__(work, _("Close the record"), client.name, parent, draft=draft)
        self._client = client
        self._done = done
        self._last_entry: date | None = None
        self._reads = LatestOnly(work.tasks)
        self.presenter = DraftPresenter(TypedClosing(work.centre.today()))
        if draft is not None:
            self.presenter.take(draft.content)
        typed = self.presenter.draft
        self.form = Form(gap=0.7)
        self.on = DateField(today=work.centre.today)
        self.on.set_day(typed.on)
        self.on.changed.connect(self._day)
        self.form.add_row("on", _("Closed on"), self.on, required=True)
        if unread := self.presenter.typed("on"):
            self.on.type_in(unread)
        self.reason = ToggleChips(
            choices(work.centre.codes.closing_reasons), name=_("Reason"), first_number=0, chosen=[typed.reason]
        )
        self.reason.changed.connect(
            lambda: self.presenter.put(replace(self.presenter.draft, reason=self.reason.value() or ""))
        )
        self.form.add_row("reason", _("Reason"), self.reason, required=True)
        self.note = NoteField(lines=3)
        self.note.setPlainText(typed.note)
        self.note.textChanged.connect(
            lambda: self.presenter.put(replace(self.presenter.draft, note=self.note.toPlainText()))
        )
        self.form.add_row("note", _("Remarks"), self.note)
        self.still_open = WarningPanel()
        self.kept = Label(
            _(
                "A closed record stays readable and can be opened again at any time. It is not deleted: after the time "
                "of keeping it comes up under “Due for disposal”."
            ),
            "muted",
            wrap=True,
        )
        self.furnish(
            topped(self.form), [self.form], below=boxed(column(self.still_open, self.kept, gap=0.4)), size=(56, 32)
        )
        centre = work.centre
        self._reads.run(lambda _work: closing.before_closing(centre, client.id), self._show, lambda _error: True)

    def _show(self, before: BeforeClosing) -> None:
        self.still_open.set_text(_still_open_words(before.still_open))
        self._last_entry = before.last_entry
        if before.last_entry is not None:
            hint = _("The newest entry is of {day}.").format(day=short_date(before.last_entry))
            self.form.row("on").set_hint(hint)

    def _day(self) -> None:
        self.presenter.put(replace(self.presenter.draft, on=self.on.day))
        self.presenter.unread("on", self.on.text(), self.on.problem)

    def first_field(self) -> QWidget:
        return self.reason

    def in_work(self) -> DraftPresenter[TypedClosing]:
        return self.presenter

    def draft_about(self) -> str:
        return f"c-{self._client.id}"

    def save(self) -> None:
        typed = self.presenter.draft
        problems = self.presenter.problems()
        if not problems and typed.on is None:
            problems = (Problem("on", message(N_("Enter the day of closing."))),)
        centre, client_id = self.work.centre, self._client.id
        entered = ClosingDraft(on=typed.on or centre.today(), reason=typed.reason, note=typed.note)
        problems = (*problems, *check_closing(entered, self._last_entry, centre.today(), centre.codes))
        self.show_problems(problems)
        if problems:
            return
        self.store(lambda: closing.close(centre, client_id, entered), self._done)


class ReopenDialog(FormDialog):
    """Asks why a closed record is opened again."""

    draft_form = "reopening"

    def __init__(
        self,
        work: Workplace,
        client: Client,
        done: Callable[[Client], None],
        parent: QWidget | None = None,
        *,
        draft: Draft | None = None,
    ) -> None:
        super().__init__(work, _("Open the record again"), client.name, parent, draft=draft)
        self._client = client
        self._done = done
        self.presenter = DraftPresenter(TypedReopening())
        if draft is not None:
            self.presenter.take(draft.content)
        self.form = Form(gap=0.7)
        self.reason = NoteField(lines=3)
        self.reason.setPlainText(self.presenter.draft.reason)
        self.reason.textChanged.connect(lambda: self.presenter.put(TypedReopening(self.reason.toPlainText())))
        self.form.add_row("reason", _("Reason"), self.reason, required=True)
        self.furnish(topped(self.form), [self.form], size=(48, 20))

    def first_field(self) -> QWidget:
        return self.reason

    def in_work(self) -> DraftPresenter[TypedReopening]:
        return self.presenter

    def draft_about(self) -> str:
        return f"c-{self._client.id}"

    def save(self) -> None:
        centre, client_id, reason = self.work.centre, self._client.id, self.presenter.draft.reason
        self.store(lambda: closing.reopen(centre, client_id, reason), self._done)


def _still_open_words(still_open: StillOpen) -> str:
    parts = []
    if still_open.referrals:
        count = still_open.referrals
        parts.append(ngettext("{count} open referral", "{count} open referrals", count).format(count=count))
    if still_open.follow_ups:
        count = still_open.follow_ups
        parts.append(ngettext("{count} follow-up", "{count} follow-ups", count).format(count=count))
    if still_open.tasks:
        count = still_open.tasks
        parts.append(ngettext("{count} task", "{count} tasks", count).format(count=count))
    if not parts:
        return ""
    return _("Not finished yet: {what}. They stay on Today until they are settled.").format(what=_(", ").join(parts))
