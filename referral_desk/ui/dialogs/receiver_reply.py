"""The receiver's reply: one press for the answer, who gave it and when; status and next check follow from it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from PySide6.QtWidgets import QWidget

from referral_desk.domain.codes import Answer
from referral_desk.domain.drafts import Draft
from referral_desk.domain.errors import Problem
from referral_desk.domain.reply import ReceiverReply
from referral_desk.i18n import _, language
from referral_desk.services import replies
from referral_desk.services.followups import Undo
from referral_desk.ui.dialogs.form_dialog import FormDialog
from referral_desk.ui.forms.fields import TextField, choices
from referral_desk.ui.forms.presenter import DraftPresenter
from referral_desk.ui.widgets.date_field import DateField
from referral_desk.ui.widgets.form import Form, NoteField
from referral_desk.ui.widgets.layouts import topped
from referral_desk.ui.widgets.toggle_chips import ToggleChips
from referral_desk.ui.workplace import Workplace


class ReceiverReplyDialog(FormDialog):
    """Asks what a receiver answered and stores it; ``done`` gets what takes it back and the answer's label."""

    draft_form = "receiver_reply"

    def __init__(
        self,
        work: Workplace,
        referral_id: int,
        heading: str,
        done: Callable[[Undo, str], None],
        *,
        parent: QWidget | None = None,
        draft: Draft | None = None,
    ) -> None:
        super().__init__(work, _("Reply of the receiver"), heading, parent, draft=draft)
        self._referral_id = referral_id
        self._done = done
        self.presenter = DraftPresenter(ReceiverReply(on=work.centre.today()))
        if draft is not None:
            self.presenter.take(draft.content)
        entered = self.presenter.draft
        self._form = Form()
        self.answer = ToggleChips(choices(work.centre.codes.answers), name=_("Answer"), chosen=[entered.answer or ""])
        self.answered_by = TextField(entered.answered_by, placeholder=_("e.g. 面接相談員 例田 一朗"))
        self.day = DateField(today=work.centre.today)
        self.day.set_day(entered.on)
        self.remark = NoteField(lines=2)
        self.remark.setPlainText(entered.remark)
        self.next_day = DateField(today=work.centre.today, ahead=True)
        self.next_day.set_day(entered.next_on)
        self._form.add_row("answer", _("Answer"), self.answer, required=True)
        self._form.add_row("answered_by", _("Answered by"), self.answered_by)
        self._form.add_row("replied_on", _("Day"), self.day, required=True)
        self._form.add_row("remark", _("Remark"), self.remark)
        self._form.add_row("next_on", _("Next check"), self.next_day)
        for part in (self.answer, self.day, self.next_day):
            part.changed.connect(self._changed)
        self.answered_by.textEdited.connect(self._changed)
        self.remark.textChanged.connect(self._changed)
        for name, day in (("replied_on", self.day), ("next_on", self.next_day)):
            if typed := self.presenter.typed(name):
                day.type_in(typed)
        self._explain()
        self.furnish(topped(self._form), [self._form], size=(50, 30))

    def first_field(self) -> QWidget:
        return self.answer

    def in_work(self) -> DraftPresenter[ReceiverReply]:
        return self.presenter

    def draft_about(self) -> str:
        return f"r-{self._referral_id}"

    def save(self) -> None:
        unread = [
            Problem(name, day.problem)
            for name, day in (("replied_on", self.day), ("next_on", self.next_day))
            if day.problem
        ]
        if unread:
            self.show_problems(unread)
            return
        centre, reply = self.work.centre, self.presenter.draft
        label = centre.codes.answers.label(reply.answer, language()) if reply.answer else ""
        self.store(lambda: replies.record(centre, self._referral_id, reply), lambda undo: self._done(undo, label))

    def _changed(self) -> None:
        answer = self.answer.value()
        self.presenter.put(
            replace(
                self.presenter.draft,
                answer=Answer(answer) if answer else None,
                on=self.day.day,
                answered_by=self.answered_by.text(),
                remark=self.remark.toPlainText(),
                next_on=self.next_day.day,
            )
        )
        self.presenter.unread("replied_on", self.day.text(), self.day.problem)
        self.presenter.unread("next_on", self.next_day.text(), self.next_day.problem)
        self._explain()

    def _explain(self) -> None:
        answer = self.presenter.draft.answer
        asked: dict[Answer | None, str] = {
            Answer.NOT_POSSIBLE: _("Why it is not possible."),
            Answer.REFERRED_ELSEWHERE: _("Where they referred the client to."),
        }
        self._form.row("remark").set_hint(asked.get(answer, ""))
        goes_on = answer in (None, Answer.ACCEPTED, Answer.WAITLISTED)
        days = self.work.centre.settings.follow_up_days
        self._form.row("next_on").set_hint(
            _("Left blank: asked about again in {days} days.").format(days=days)
            if goes_on
            else _("Left blank: nothing more to check.")
        )
