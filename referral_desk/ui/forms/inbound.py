"""The form of a referral to us: who sent the client, how, what they ask, until when they expect a reply."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date

from PySide6.QtWidgets import QWidget

from referral_desk.domain.codes import Channel, CodeBook, ConsentKind
from referral_desk.domain.inbound import CHANNELS
from referral_desk.i18n import _
from referral_desk.ui.forms.fields import TextField, choices, stacked, tick
from referral_desk.ui.forms.inbound_presenter import InboundPresenter
from referral_desk.ui.inbound_words import channel_words, warm_words
from referral_desk.ui.look import px
from referral_desk.ui.widgets.date_field import DateField
from referral_desk.ui.widgets.form import Form, NoteField
from referral_desk.ui.widgets.handoff_badge import HandoffBadge, Warmness
from referral_desk.ui.widgets.layouts import column
from referral_desk.ui.widgets.suggestion_list import Suggestion
from referral_desk.ui.widgets.text import show_if
from referral_desk.ui.widgets.toggle_chips import Choice, ToggleChips
from referral_desk.ui.widgets.type_ahead import Provider, TypeAheadField


class InboundForm(QWidget):
    """Forwards what is entered to its presenter; our reply can be entered once the referral is stored."""

    def __init__(
        self, presenter: InboundPresenter, codes: CodeBook, provider: Provider[int], today: Callable[[], date]
    ) -> None:
        super().__init__()
        self._presenter = presenter
        typed, draft = presenter.draft, presenter.draft.draft
        self.form = Form(gap=0.7)
        self.institution: TypeAheadField[int] = TypeAheadField(
            provider,
            placeholder=_("Type a part of the name"),
            nothing=_("Not in the directory: what you write here is kept as the name."),
        )
        if draft.institution_id is not None:
            self.institution.choose(Suggestion(draft.institution_id, typed.institution_name))
        else:
            self.institution.setText(draft.sender)
        self.institution.chosen_changed.connect(self._institution)
        self.institution.textEdited.connect(self._sender)
        hint = _("From the directory, or any other name: a relative’s doctor, the police.")
        self.form.add_row("institution_id", _("Sent by"), self.institution, required=True, hint=hint)
        self.sender_name = self._text("sender_name", _("Person there"), draft.sender_name)
        self.on = DateField(today=today)
        self.on.set_day(typed.on)
        self.on.changed.connect(self._on)
        self.form.add_row("on", _("Date"), self.on, required=True)
        if unread := presenter.typed("on"):
            self.on.type_in(unread)
        self.channel = ToggleChips(
            [Choice(each, channel_words(each, codes)) for each in CHANNELS],
            name=_("How they sent"),
            chosen=[draft.channel or ""],
        )
        self.channel.changed.connect(self._channel)
        self.form.add_row("channel", _("How they sent"), self.channel)
        self.came_along = tick(warm_words(), draft.came_along)
        self.came_along.setMinimumHeight(px(2.1))
        self.came_along.toggled.connect(self._came_along)
        self.badge = HandoffBadge(_("Warm"), Warmness.WARM)
        hint = _("Somebody of theirs was with the client, in the room or on the line.")
        self.form.add_row("came_along", _("Together"), self.came_along, beside=self.badge, hint=hint)
        self.consent = ToggleChips(choices(codes.consents), name=_("Client’s consent"), chosen=[draft.consent or ""])
        self.consent.changed.connect(self._consent)
        self.form.add_row("consent", _("Client’s consent"), self.consent)
        self.request = self._note("request", _("What they ask"), draft.request, lines=3)
        self.reply_due_on = self._day("reply_due_on", _("Reply due"), draft.reply_due_on, today, ahead=True)
        self.form.row("reply_due_on").set_hint(_("Blank: they expect no reply. Otherwise Today reminds of it."))
        self.replied_on = self._day("replied_on", _("Replied on"), draft.replied_on, today)
        self.reply = self._note("reply", _("Our reply"), draft.reply, lines=2)
        for name in ("replied_on", "reply"):
            self.form.show_row(name, presenter.stored is not None)
        self.note = self._note("note", _("Note"), draft.note, lines=2)
        self.setLayout(column(stacked(self.form)))
        self._say_warm()

    def _text(self, name: str, label: str, text: str) -> TextField:
        field = TextField(text)
        field.textEdited.connect(lambda words: self._put(name, words))
        self.form.add_row(name, label, field)
        return field

    def _note(self, name: str, label: str, text: str, *, lines: int) -> NoteField:
        field = NoteField(lines=lines)
        field.setPlainText(text)
        field.textChanged.connect(lambda: self._put(name, field.toPlainText()))
        self.form.add_row(name, label, field)
        return field

    def _day(
        self, name: str, label: str, day: date | None, today: Callable[[], date], *, ahead: bool = False
    ) -> DateField:
        field = DateField(today=today, ahead=ahead)
        field.set_day(day)
        field.changed.connect(lambda: self._put_day(name, field))
        self.form.add_row(name, label, field)
        if typed := self._presenter.typed(name):
            field.type_in(typed)
        return field

    # --- forwarding ---------------------------------------------------------------------------------------------

    def _put(self, name: str, text: str) -> None:
        draft = self._presenter.draft.draft
        match name:
            case "sender_name":
                draft = replace(draft, sender_name=text)
            case "request":
                draft = replace(draft, request=text)
            case "reply":
                draft = replace(draft, reply=text)
            case _:
                draft = replace(draft, note=text)
        self._presenter.put_inbound(draft)

    def _put_day(self, name: str, field: DateField) -> None:
        draft = self._presenter.draft.draft
        if name == "reply_due_on":
            draft = replace(draft, reply_due_on=field.day)
        else:
            draft = replace(draft, replied_on=field.day)
        self._presenter.put_inbound(draft)
        self._presenter.unread(name, field.text(), field.problem)

    def _on(self) -> None:
        self._presenter.put_on(self.on.day)
        self._presenter.unread("on", self.on.text(), self.on.problem)

    def _institution(self, found: Suggestion[int] | None) -> None:
        if found is not None:
            self._presenter.choose_institution(found.value, found.main)

    def _sender(self, text: str) -> None:
        self._presenter.write_sender(text)

    def _channel(self) -> None:
        code = self.channel.value()
        draft = replace(self._presenter.draft.draft, channel=Channel(code) if code else None)
        self._presenter.put_inbound(draft)
        if draft.channel is Channel.GOING_ALONG and not draft.came_along:
            self.came_along.setChecked(True)

    def _came_along(self, on: bool) -> None:
        self._presenter.put_inbound(replace(self._presenter.draft.draft, came_along=on))
        self._say_warm()

    def _say_warm(self) -> None:
        show_if(self.badge, self._presenter.draft.draft.came_along)

    def _consent(self) -> None:
        code = self.consent.value()
        consent = ConsentKind(code) if code else None
        self._presenter.put_inbound(replace(self._presenter.draft.draft, consent=consent))
