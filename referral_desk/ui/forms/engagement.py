"""The form behind a tile of the engagement board: which institution, in which state, since when, who told us."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from datetime import date

from PySide6.QtWidgets import QWidget

from referral_desk.domain.codes import CodeBook, Direction, EngagementState, Quality, Reporter, Strength
from referral_desk.domain.errors import Problem
from referral_desk.i18n import _, language
from referral_desk.ui.forms.engagement_presenter import EngagementPresenter
from referral_desk.ui.forms.fields import CodeBox, TextField, choices, stacked
from referral_desk.ui.widgets.buttons import Button
from referral_desk.ui.widgets.date_field import DateField
from referral_desk.ui.widgets.form import Form
from referral_desk.ui.widgets.layouts import FlowBox, column
from referral_desk.ui.widgets.suggestion_list import Suggestion
from referral_desk.ui.widgets.toggle_chips import Choice, ToggleChips
from referral_desk.ui.widgets.type_ahead import Provider, TypeAheadField

DETAILS = ("until", "strength", "quality", "direction", "reported_by", "note")
"""The rows that are shown on request: marking an institution is a matter of two taps."""


class EngagementForm(QWidget):
    """Shows what its presenter holds and forwards what is entered; ``show_presenter`` turns to another entry.

    The details are hidden until they are asked for, or hold something; the end stands with an engagement that ended.
    """

    def __init__(
        self,
        presenter: EngagementPresenter,
        codes: CodeBook,
        provider: Provider[int],
        today: Callable[[], date],
    ) -> None:
        super().__init__()
        self._presenter = presenter
        tile = presenter.tile
        self.form = Form(gap=0.7)
        states = [
            Choice(state.value, codes.engagement_states.label(state, language()))
            for state in (EngagementState.ENGAGED, EngagementState.ENDED, EngagementState.DECLINED)
        ]
        self.state = ToggleChips(states, name=_("State"))
        self.state.changed.connect(self._state)
        self.form.add_row("state", _("State"), self.state)
        self.institution: TypeAheadField[int] = TypeAheadField(
            provider,
            placeholder=_("Type a part of the name; leave it blank if it is not known"),
            nothing=_("There is no such institution of this kind in the directory."),
            on_empty=True,
        )
        self.institution.chosen_changed.connect(self._institution)
        self.form.add_row("institution_id", _("Institution"), self.institution)
        self.kind: CodeBox | None = None
        if len(tile.kinds) > 1:
            kinds = [codes.institution_kinds[kind] for kind in tile.kinds]
            self.kind = CodeBox(kinds, blank=_("By the institution"))
            self.kind.picked.connect(self._put_kind)
            self.form.add_row("kind", _("Kind"), self.kind, hint=_("Needed only where the institution is not known."))
        self.since = DateField(today=today)
        self.since.changed.connect(lambda: self._date("since", self.since))
        self.form.add_row("since", _("Since when"), self.since)
        self.contact_person = self._text("contact_person", _("Contact person there"))
        self.more_button = Button(_("More details"), self.toggle_more, kind="quiet", compact=True, icon="chevron-right")
        self.form.add_wide(FlowBox(self.more_button))
        self.until = DateField(today=today)
        self.until.changed.connect(lambda: self._date("until", self.until))
        self.form.add_row("until", _("Until when"), self.until)
        self.strength = self._chips("strength", _("How strong"), choices(codes.strengths))
        self.quality = self._chips("quality", _("How it is"), choices(codes.qualities))
        self.direction = self._chips("direction", _("Who acts"), choices(codes.directions))
        self.reported_by = self._chips("reported_by", _("Told by"), choices(codes.reporters))
        self.note = self._text("note", _("Note"))
        self._more = False
        self.setLayout(column(stacked(self.form)))

    def _text(self, name: str, label: str) -> TextField:
        field = TextField()
        field.textEdited.connect(lambda text: self._put(name, text))
        self.form.add_row(name, label, field)
        return field

    def _chips(self, name: str, label: str, offered: Sequence[Choice]) -> ToggleChips:
        chips = ToggleChips(offered, name=label)
        chips.changed.connect(lambda: self._put(name, chips.value() or ""))
        self.form.add_row(name, label, chips)
        return chips

    # --- what is shown at once and what on request ----------------------------------------------------------------

    @property
    def more(self) -> bool:
        """Whether the details are shown."""
        return self._more

    def toggle_more(self) -> None:
        """Show or hide the details; what stands in them stays."""
        self._more = not self._more
        self._show_more()

    def reveal(self, problems: Iterable[Problem]) -> None:
        """Show the details where something is wrong in them."""
        if not self._more and {problem.field for problem in problems} & {*DETAILS}:
            self.toggle_more()

    def _show_more(self) -> None:
        ended = self._presenter.draft.state is EngagementState.ENDED
        for name in DETAILS:
            self.form.show_row(name, self._more or (name == "until" and ended))
        self.more_button.set_label(_("Fewer details") if self._more else _("More details"))
        self.more_button.set_icon("chevron-down" if self._more else "chevron-right")

    @property
    def presenter(self) -> EngagementPresenter:
        """What the form shows now."""
        return self._presenter

    def show_presenter(self, presenter: EngagementPresenter) -> None:
        """Show another entry."""
        self._presenter = presenter
        draft = presenter.draft
        self.form.clear_problems()
        self.state.set_chosen([draft.state])
        chosen = draft.institution_id
        self.institution.choose(Suggestion(chosen, presenter.institution_name) if chosen is not None else None)
        if self.kind is not None:
            self.kind.choose(draft.kind)
            self.kind.setEnabled(chosen is None)
        self.since.set_day(draft.since)
        self.until.set_day(draft.until)
        for name, field in (("since", self.since), ("until", self.until)):
            if typed := presenter.typed(name):
                field.type_in(typed)
        self.contact_person.setText(draft.contact_person)
        for name in ("strength", "quality", "direction", "reported_by"):
            chips: ToggleChips = getattr(self, name)
            chips.set_chosen([getattr(draft, name) or ""])
        self.note.setText(draft.note)
        self._more = bool(draft.strength or draft.quality or draft.direction or draft.note or presenter.typed("until"))
        self._show_more()

    def _state(self) -> None:
        code = self.state.value()
        self._presenter.choose_state(EngagementState(code) if code else None)
        self.state.set_chosen([self._presenter.draft.state])
        self._show_more()

    def _institution(self, found: Suggestion[int] | None) -> None:
        self._presenter.choose_institution(found.value if found else None, found.main if found else "")
        if self.kind is not None:
            self.kind.choose(self._presenter.draft.kind)
            self.kind.setEnabled(found is None)

    def _date(self, name: str, field: DateField) -> None:
        draft = self._presenter.draft
        draft = replace(draft, since=field.day) if name == "since" else replace(draft, until=field.day)
        self._presenter.put(draft)
        self._presenter.unread(name, field.text(), field.problem)

    def _put(self, name: str, value: str) -> None:
        draft = self._presenter.draft
        match name:
            case "contact_person":
                draft = replace(draft, contact_person=value)
            case "strength":
                draft = replace(draft, strength=Strength(value) if value else None)
            case "quality":
                draft = replace(draft, quality=Quality(value) if value else None)
            case "direction":
                draft = replace(draft, direction=Direction(value) if value else None)
            case "reported_by":
                draft = replace(draft, reported_by=Reporter(value) if value else None)
            case _:
                draft = replace(draft, note=value)
        self._presenter.put(draft)

    def _put_kind(self, code: str) -> None:
        self._presenter.put(replace(self._presenter.draft, kind=code))
