"""The form of a conference: when and with whom, on which ground, what was shared and agreed, who does what by when."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date

from PySide6.QtWidgets import QWidget

from referral_desk.domain.centre import StaffMember
from referral_desk.domain.codes import CodeBook, LegalBasis
from referral_desk.domain.conference import Attendee
from referral_desk.i18n import _, language
from referral_desk.services.conferences import Proposed
from referral_desk.ui.forms.attendee_list import AttendeeList, Known
from referral_desk.ui.forms.conference_presenter import DUE, ConferencePresenter, TypedConference
from referral_desk.ui.forms.fields import TextField, asked_answer, asked_code, choices, stacked
from referral_desk.ui.forms.handoff import show_row
from referral_desk.ui.forms.task_list import TaskList
from referral_desk.ui.widgets.date_field import DateField
from referral_desk.ui.widgets.form import Form, NoteField
from referral_desk.ui.widgets.layouts import column
from referral_desk.ui.widgets.toggle_chips import Choice, ToggleChips
from referral_desk.ui.widgets.type_ahead import Provider

_TEXTS = ("shared", "issues", "plan", "note")


class ConferenceForm(QWidget):
    """Forwards what is entered to its presenter."""

    def __init__(
        self,
        presenter: ConferencePresenter,
        codes: CodeBook,
        provider: Provider[int],
        today: Callable[[], date],
        client_name: str,
    ) -> None:
        super().__init__()
        self._presenter = presenter
        self._codes = codes
        self._client_name = client_name
        typed = presenter.draft
        self.form = Form(gap=0.7)
        self.kind = ToggleChips(
            choices(codes.conference_kinds), name=_("Kind of conference"), first_number=0, chosen=[typed.kind]
        )
        self.kind.changed.connect(self._kind)
        self.form.add_row("kind", _("Kind of conference"), self.kind, required=True)
        self.on = DateField(today=today)
        self.on.set_day(typed.on)
        self.on.changed.connect(self._days)
        hint = _("A day to come prepares the conference; its sheet then has room to write on.")
        self.form.add_row("on", _("Date"), self.on, required=True, hint=hint)
        self.at = TextField(typed.at, placeholder=_("e.g. 10:30"))
        self.at.textEdited.connect(self._lines)
        self.form.add_row("at", _("Time"), self.at)
        self.place = TextField(typed.place)
        self.place.textEdited.connect(self._lines)
        self.form.add_row("place", _("Where it takes place"), self.place)
        self.attendees = AttendeeList(typed.attendees, provider)
        self.attendees.changed.connect(self._lines)
        self.form.add_row("attendees", _("Who takes part"), self.attendees)
        self._add_ground(typed)
        self.texts = {name: self._note(name, lines) for name, lines in zip(_TEXTS, (4, 3, 4, 2), strict=True)}
        self.form.add_row("shared", _("What was shared"), self.texts["shared"])
        self.form.add_row("issues", _("Issues at hand"), self.texts["issues"])
        self.form.add_row("plan", _("Plan"), self.texts["plan"])
        self.tasks = TaskList(typed.tasks, today)
        self.tasks.changed.connect(self._lines)
        tasks_hint = _("Open tasks stand on Today until they are done.")
        self.form.add_row("tasks", _("Who does what by when"), self.tasks, hint=tasks_hint)
        self.next_on = DateField(today=today, ahead=True)
        self.next_on.set_day(typed.next_on)
        self.next_on.changed.connect(self._days)
        self.form.add_row("next_on", _("Next conference"), self.next_on)
        self.form.add_row(
            "note", _("Note"), self.texts["note"], hint=_("For the office; it is not printed on the sheet.")
        )
        self.reason = TextField(typed.reason)
        self.reason.textEdited.connect(self._lines)
        if presenter.conference is not None:
            words = _("What it said before is kept. Needed only where the conference is taken back.")
            self.form.add_row("reason", _("Why it is corrected or taken back"), self.reason, hint=words)
        self._type_again()
        self._dress()
        self.setLayout(column(stacked(self.form)))

    def _add_ground(self, typed: TypedConference) -> None:
        """Add whether the client was there, and on which ground her data was shared where she was not."""
        codes = self._codes
        self.client_present = ToggleChips(
            (Choice("yes", _("The client took part")), Choice("no", _("The client did not take part"))),
            name=_("The client herself"),
            chosen=asked_code(typed.client_present),
        )
        self.client_present.changed.connect(self._presence)
        self.form.add_row("client_present", _("The client herself"), self.client_present, required=True)
        self.basis = ToggleChips(
            choices(codes.legal_bases), name=_("On which ground"), first_number=0, chosen=[typed.basis or ""]
        )
        self.basis.changed.connect(self._basis)
        self.form.add_row("basis", _("On which ground"), self.basis, required=True)

    def _note(self, name: str, lines: int) -> NoteField:
        field = NoteField(lines=lines)
        field.setPlainText(getattr(self._presenter.draft, name))
        field.textChanged.connect(lambda: self._text(name, field))
        return field

    def _type_again(self) -> None:
        """Write the texts again that are no day, as they were kept."""
        for name, field in (("on", self.on), ("next_on", self.next_on)):
            if typed := self._presenter.typed(name):
                field.type_in(typed)
        for index in range(len(self.tasks.lines)):
            if typed := self._presenter.typed(f"{DUE}{index}"):
                self.tasks.day_field(index).type_in(typed)

    def propose(self, proposed: Proposed, me: StaffMember | None = None) -> None:
        """Offer the institutions and people who may be there, each with one tap; ``me`` is who works here."""
        known = [Known(_institution_words(each), each) for each in proposed.institutions]
        if me is not None:
            known.insert(0, Known(me.name, Attendee(name=me.name, role=me.job_title)))
        known.append(Known(_("The client"), Attendee(name=self._client_name, role=_("the client"))))
        for person in proposed.people:
            relation = self._codes.relations.label(person.relation, language()) if person.relation else person.said
            words = _("{name} ({role})").format(name=person.name, role=relation) if relation else person.name
            known.append(Known(words, Attendee(name=person.name, role=relation)))
        self.attendees.offer(known)

    def _kind(self) -> None:
        self._presenter.choose_kind(self.kind.value() or "")
        self._dress()

    def _presence(self) -> None:
        self._presenter.choose_presence(asked_answer(self.client_present.value()))
        self._dress()

    def _basis(self) -> None:
        code = self.basis.value()
        self._presenter.put(replace(self._presenter.draft, basis=LegalBasis(code) if code else None))

    def _dress(self) -> None:
        typed = self._presenter.draft
        show_row(self.form, "basis", typed.client_present is False)
        self.basis.set_chosen([typed.basis or ""])
        by_law = typed.basis is LegalBasis.BY_LAW and typed.kind == "livelihood_support"
        words = _("Art. 9 of the act binds everybody at this conference to secrecy.") if by_law else ""
        self.form.row("basis").set_hint(words)

    def _days(self) -> None:
        self._presenter.put(replace(self._presenter.draft, on=self.on.day, next_on=self.next_on.day))
        self._presenter.unread("on", self.on.text(), self.on.problem)
        self._presenter.unread("next_on", self.next_on.text(), self.next_on.problem)

    def _lines(self) -> None:
        self._presenter.put(
            replace(
                self._presenter.draft,
                at=self.at.text(),
                place=self.place.text(),
                attendees=self.attendees.attendees,
                tasks=self.tasks.lines,
                reason=self.reason.text(),
            )
        )
        self._presenter.put_task_days(self.tasks.unread)

    def _text(self, name: str, field: NoteField) -> None:
        self._presenter.put_text(name, field.toPlainText())


def _institution_words(attendee: Attendee) -> str:
    if not attendee.name:
        return attendee.institution_name
    return _("{name} ({role})").format(name=attendee.institution_name, role=attendee.name)
