"""The pane's form: every field forwards to the presenter; nothing is decided here."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from referral_desk.domain.codes import ConsentKind, InstitutionKind, Paper, Urgency
from referral_desk.domain.disclosing import NO_CONSENT, Permission
from referral_desk.domain.errors import Problem
from referral_desk.domain.phone_script import family_name, shared_with
from referral_desk.i18n import _, language, render
from referral_desk.ui.consent_words import item_words, permission_words
from referral_desk.ui.forms.choices import client_provider, institution_provider
from referral_desk.ui.forms.handoff import HandoffRows, show_row
from referral_desk.ui.forms.meeting_plan import MeetingPlanRows
from referral_desk.ui.forms.referral_entry import NewReferral
from referral_desk.ui.settled_search import SettledSearch
from referral_desk.ui.widgets.cards import WarningPanel
from referral_desk.ui.widgets.date_field import DateField
from referral_desk.ui.widgets.form import Form, NoteField
from referral_desk.ui.widgets.suggestion_list import Suggestion
from referral_desk.ui.widgets.toggle_chips import Choice, ToggleChips
from referral_desk.ui.widgets.type_ahead import TypeAheadField
from referral_desk.ui.workplace import Workplace

CONSENT_KEYS = {ConsentKind.ORAL: "O", ConsentKind.WRITTEN: "W", ConsentKind.NONE: "N"}


class ReferralForm(QWidget):
    """Rows of a new referral over a presenter; ``changed`` after every change by the user.

    ``asked`` is what is asked about the institution, under it. ``client_picked`` and ``institution_picked`` come when
    a record was chosen or taken back (with its id or None).
    """

    changed = Signal()
    client_picked = Signal(object)
    institution_picked = Signal(object)
    meeting_fixed = Signal()

    def __init__(self, workplace: Workplace, presenter: NewReferral, asked: QWidget) -> None:
        super().__init__()
        self._presenter = presenter
        self._codes = workplace.centre.codes
        self._agreed: Permission | None = None
        today: Callable[[], date] = workplace.centre.today
        self.form = Form(gap=0.6)
        self.client_search = SettledSearch(workplace, "clients", self)
        self.client: TypeAheadField[int] = TypeAheadField(
            client_provider(workplace, self.client_search), placeholder=_("Name, kana, number, phone or birth date")
        )
        self.institution: TypeAheadField[int] = TypeAheadField(
            institution_provider(workplace), placeholder=_("Institution, kana, kind or target")
        )
        self.warning = WarningPanel()
        self.request = NoteField(lines=2, placeholder=_("What you asked the receiver to do"))
        self.background = NoteField(
            lines=2, placeholder=_("What led here, in a few lines: so that nobody is passed on blank")
        )
        self.follow_up = DateField(today=today, ahead=True)
        codes = workplace.centre.codes
        self.urgency = ToggleChips(
            [Choice(each.code, each.label(language())) for each in codes.urgencies.items],
            name=_("Urgency"),
            first_number=0,
            chosen=[Urgency.NORMAL],
        )
        self.consent = ToggleChips(self._consents(workplace.centre.staff_name), name=_("Consent"), first_number=0)
        self._add_rows(today, asked)
        layout = QVBoxLayout()
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self.form)
        self.setLayout(layout)
        self._connect()

    @staticmethod
    def _consents(staff_name: str) -> tuple[Choice, ...]:
        oral = _("Oral ({name} heard it)").format(name=family_name(staff_name))
        return (
            Choice(ConsentKind.ORAL, oral, key=CONSENT_KEYS[ConsentKind.ORAL]),
            Choice(ConsentKind.WRITTEN, _("Written"), key=CONSENT_KEYS[ConsentKind.WRITTEN]),
            Choice(ConsentKind.NONE, _("None"), key=CONSENT_KEYS[ConsentKind.NONE]),
        )

    def _add_rows(self, today: Callable[[], date], asked: QWidget) -> None:
        add = self.form.add_row
        add("client_id", _("Client"), self.client, required=True)
        add("institution_id", _("Refer to"), self.institution, required=True)
        self.form.add_wide(self.warning)
        self.form.add_wide(asked)
        self.handoff = HandoffRows(self.form, today)
        self.plan = MeetingPlanRows(self.form, today)
        add("request", _("What is asked"), self.request)
        add("background", _("Background"), self.background)
        add("urgency", _("Urgency"), self.urgency)
        add("consent", _("Consent"), self.consent)
        add("follow_up_on", _("Next check"), self.follow_up)

    def _connect(self) -> None:
        self.client.chosen_changed.connect(lambda row: self.client_search.settle() if row else None)
        self.client.chosen_changed.connect(self._client_chosen)
        self.institution.chosen_changed.connect(self._institution_chosen)
        self.handoff.changed.connect(self._handoff_changed)
        self.plan.changed.connect(self._plan_changed)
        self.request.textChanged.connect(lambda: self._change(request=self.request.toPlainText()))
        self.background.textChanged.connect(lambda: self._change(background=self.background.toPlainText()))
        self.urgency.changed.connect(self._urgency_changed)
        self.consent.changed.connect(self._consent_changed)
        self.follow_up.changed.connect(self._follow_up_changed)

    # --- to the presenter ---------------------------------------------------------------------------------------

    def _change(self, **values: object) -> None:
        self._presenter.change(**values)
        self.changed.emit()

    def _client_chosen(self, row: Suggestion[int] | None) -> None:
        self._change(client_id=row.value if row else None, client_name=row.main if row else "")
        if row is not None:
            self.form.row("client_id").set_error("")
        self.client_picked.emit(row.value if row else None)

    def _institution_chosen(self, row: Suggestion[int] | None) -> None:
        self._change(institution_id=row.value if row else None, institution_name=row.main if row else "", kind=None)
        if row is not None:
            self.form.row("institution_id").set_error("")
        self.institution_picked.emit(row.value if row else None)

    def _handoff_changed(self) -> None:
        self._presenter.change_handoff(self.handoff.entry)
        entry = self._presenter.entry
        self._presenter.entry = entry.with_unreadable("on", self.handoff.day.problem)
        self.dress()
        self.changed.emit()

    def _plan_changed(self) -> None:
        entry = replace(self._presenter.entry, plan=self.plan.entry)
        self._presenter.entry = entry.with_unreadable("meeting_day", self.plan.day.problem)
        self.changed.emit()
        self.meeting_fixed.emit()

    def _urgency_changed(self) -> None:
        code = self.urgency.value()
        if code is None:
            self.urgency.set_chosen([Urgency.NORMAL])
        self._change(urgency=Urgency(code or Urgency.NORMAL))

    def _consent_changed(self) -> None:
        code = self.consent.value()
        self.form.row("consent").set_error("")
        self._presenter.consent_by_hand()
        self._change(consent=ConsentKind(code) if code else None)

    def _follow_up_changed(self) -> None:
        self._presenter.entry = replace(
            self._presenter.entry, follow_up_on=self.follow_up.day, follow_up_by_hand=True
        ).with_unreadable("follow_up_on", self.follow_up.problem)
        self.changed.emit()

    # --- from the presenter -------------------------------------------------------------------------------------

    def show_entry(self) -> None:
        """Fill every field from the presenter."""
        entry = self._presenter.entry
        for note, text in ((self.request, entry.request), (self.background, entry.background)):
            note.blockSignals(True)
            note.setPlainText(text)
            note.blockSignals(False)
        if entry.client_id is None:
            self.client.choose(None)
        if entry.institution_id is None:
            self.institution.choose(None)
        self.handoff.show_entry(entry.handoff)
        self.plan.show_entry(entry.plan)
        self.urgency.set_chosen([entry.urgency])
        self.consent.set_chosen([entry.consent] if entry.consent else [])
        self.follow_up.set_day(entry.follow_up_on)
        self.form.clear_problems()
        self.dress()

    @property
    def unread_texts(self) -> tuple[tuple[str, str], ...]:
        """The texts that are no date, by field."""
        days = (("on", self.handoff.day), ("meeting_day", self.plan.day), ("follow_up_on", self.follow_up))
        return tuple((name, day.text()) for name, day in days if day.problem)

    def type_again(self, unread: tuple[tuple[str, str], ...]) -> None:
        """Write texts that are no date as they were written before."""
        days = {"on": self.handoff.day, "meeting_day": self.plan.day, "follow_up_on": self.follow_up}
        for name, text in unread:
            if name in days:
                days[name].type_in(text)

    def show_client(self, row: Suggestion[int]) -> None:
        """Fill the client's field with the client in view."""
        self._presenter.change(client_id=row.value, client_name=row.main)
        self.client.choose(row)

    def show_institution(self, row: Suggestion[int]) -> None:
        """Fill the institution's field with the one in view."""
        self._presenter.change(institution_id=row.value, institution_name=row.main)
        self.institution.choose(row)

    def show_kind(self, kind: InstitutionKind | None) -> None:
        """Show the rows that this kind of institution needs."""
        self._presenter.change(kind=kind)
        self.dress()

    def show_agreed(self, agreed: Permission | None) -> None:
        """Say what recorded consents allow the institution to be told; a valid one chooses its chip.

        None while that is not known.
        """
        self._agreed = agreed
        if self._presenter.suggest_consent(agreed.agreed if agreed else None):
            consent = self._presenter.entry.consent
            self.consent.set_chosen([consent] if consent else [])
        self.dress()

    def suggest_follow_up(self, day: date | None) -> None:
        """Offer a day unless the user chose one."""
        if self._presenter.suggest_follow_up(day):
            self.follow_up.set_day(day)

    def dress(self) -> None:
        """Show what the entry's state asks for: rows of a letter, what is passed on, words for what is to come."""
        entry = self._presenter.entry
        letter = entry.paper is Paper.LETTER
        show_row(self.form, "background", letter)
        show_row(self.form, "urgency", letter)
        self.plan.show(entry.paper is Paper.CARD)
        shared = shared_with(entry.paper) if entry.consent is not ConsentKind.NONE else None
        words = render(shared) if shared else ""
        if letter and shared and entry.kind is not None:
            least = item_words(self._codes.minimal_items.of(entry.kind), self._codes)
            words = _("Passed on, as the letter shows: {items}").format(items=least)
        if entry.consent is ConsentKind.NONE and letter:
            words = _("Without consent no letter can be issued; the referral itself is recorded.")
        if self._agreed is not None and self._agreed.consent_id is not None:
            words = permission_words(self._agreed, self._codes)
        elif self._agreed is not None and self._agreed.missing is not NO_CONSENT:
            words = permission_words(self._agreed, self._codes)  # it was withdrawn, or ended
        self.form.row("consent").set_hint(words)
        to_come = entry.handoff.to_come
        self.form.row("follow_up_on").label.setText(_("Day of the handoff") if to_come else _("Next check"))

    # --- errors and focus ---------------------------------------------------------------------------------------

    def show_problems(self, problems: tuple[Problem, ...]) -> tuple[Problem, ...]:
        """Say each problem under its field; return those without a field."""
        return self.form.show_problems(problems)

    def press(self, key: str) -> bool:
        """Do what the key beside a chip does, whichever chip row has the focus."""
        return self.handoff.press(key) or self.consent.press(key)

    def focus_first_open(self) -> None:
        """Put the cursor where something is still to be said: client, institution, then the facts."""
        entry = self._presenter.entry
        first: QWidget = self.handoff.facts
        if entry.client_id is None:
            first = self.client
        elif entry.institution_id is None:
            first = self.institution
        first.setFocus(Qt.FocusReason.TabFocusReason)
