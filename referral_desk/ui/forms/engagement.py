"""The form behind a tile of the engagement board: which institution, in which state, since when, who told us."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date

from PySide6.QtWidgets import QWidget

from referral_desk.domain.codes import CodeBook, EngagementState, Reporter
from referral_desk.i18n import _, language
from referral_desk.ui.forms.engagement_presenter import EngagementPresenter
from referral_desk.ui.forms.fields import CodeBox, TextField, choices, stacked
from referral_desk.ui.widgets.date_field import DateField
from referral_desk.ui.widgets.form import Form
from referral_desk.ui.widgets.layouts import column
from referral_desk.ui.widgets.suggestion_list import Suggestion
from referral_desk.ui.widgets.toggle_chips import Choice, ToggleChips
from referral_desk.ui.widgets.type_ahead import Provider, TypeAheadField


class EngagementForm(QWidget):
    """Shows what its presenter holds and forwards what is entered; ``show_presenter`` turns to another entry."""

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
        self.until = DateField(today=today)
        self.until.changed.connect(lambda: self._date("until", self.until))
        self.form.add_row("until", _("Until when"), self.until)
        self.reported_by = ToggleChips(choices(codes.reporters), name=_("Told by"))
        self.reported_by.changed.connect(self._reporter)
        self.form.add_row("reported_by", _("Told by"), self.reported_by)
        self.note = TextField()
        self.note.textEdited.connect(self._put_note)
        self.form.add_row("note", _("Note"), self.note)
        self.setLayout(column(stacked(self.form)))

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
        self.reported_by.set_chosen([draft.reported_by or ""])
        self.note.setText(draft.note)

    def _state(self) -> None:
        code = self.state.value()
        self._presenter.choose_state(EngagementState(code) if code else None)
        self.state.set_chosen([self._presenter.draft.state])

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

    def _reporter(self) -> None:
        code = self.reported_by.value()
        self._presenter.put(replace(self._presenter.draft, reported_by=Reporter(code) if code else None))

    def _put_note(self, text: str) -> None:
        self._presenter.put(replace(self._presenter.draft, note=text))

    def _put_kind(self, code: str) -> None:
        self._presenter.put(replace(self._presenter.draft, kind=code))
