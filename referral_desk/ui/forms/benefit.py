"""The form of a benefit: which one, its grade, from when until when, who grants it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date

from PySide6.QtWidgets import QWidget

from referral_desk.domain.benefit import PUBLIC_ASSISTANCE
from referral_desk.domain.codes import CodeBook
from referral_desk.i18n import _, language
from referral_desk.ui.benefit_words import benefit_name, period_words
from referral_desk.ui.dates import long_date
from referral_desk.ui.forms.benefit_presenter import BenefitPresenter
from referral_desk.ui.forms.fields import TextField, stacked, tick
from referral_desk.ui.look import px
from referral_desk.ui.widgets.cards import WarningPanel
from referral_desk.ui.widgets.date_field import DateField
from referral_desk.ui.widgets.form import Form, NoteField
from referral_desk.ui.widgets.layouts import column
from referral_desk.ui.widgets.suggestion_list import Suggestion
from referral_desk.ui.widgets.toggle_chips import Choice, ToggleChips
from referral_desk.ui.widgets.type_ahead import Provider, TypeAheadField


class BenefitForm(QWidget):
    """Shows what its presenter holds and forwards what is entered; a renewal keeps its kind."""

    def __init__(
        self, presenter: BenefitPresenter, codes: CodeBook, provider: Provider[int], today: Callable[[], date]
    ) -> None:
        super().__init__()
        self._presenter = presenter
        self._codes = codes
        self.form = Form(gap=0.7)
        kinds = [
            Choice(each.code, each.label(language()))  # in full: three of them are called 手帳
            for each in codes.benefit_kinds.items
        ]
        self.kind = ToggleChips(kinds, name=_("Benefit"), first_number=0)
        self.kind.changed.connect(self._kind)
        self.form.add_row("kind", _("Benefit"), self.kind, required=True)
        self.grade = ToggleChips((), name=_("Grade"))
        self.grade.changed.connect(self._grade)
        self.form.add_row("grade", _("Grade"), self.grade)
        self.since = DateField(today=today)
        self.since.changed.connect(self._since)
        self.form.add_row("since", _("Since when"), self.since)
        self.until = DateField(today=today, ahead=True)
        self.until.changed.connect(self._until)
        self.form.add_row("until", _("Valid until"), self.until)
        self.settled = tick(_("Not to be renewed"), on=False)
        self.settled.setMinimumHeight(px(2.1))
        self.settled.toggled.connect(self._settled)
        self.form.add_row("settled", _("Renewal"), self.settled, hint=_("Then nobody is reminded when it ends."))
        self.overlap = WarningPanel()
        self.form.add_wide(self.overlap)
        self.case_number = TextField()
        self.case_number.textEdited.connect(lambda text: self._put("case_number", text))
        hint = _("The household’s number: every member who is a client here has the same.")
        self.form.add_row("case_number", _("Case number"), self.case_number, hint=hint)
        self.institution: TypeAheadField[int] = TypeAheadField(
            provider, placeholder=_("Type a part of the name"), nothing=_("There is no such institution.")
        )
        self.institution.chosen_changed.connect(self._institution)
        self.form.add_row("institution_id", _("Granted by"), self.institution)
        self.caseworker = TextField()
        self.caseworker.textEdited.connect(lambda text: self._put("caseworker", text))
        self.form.add_row("caseworker", _("In charge there"), self.caseworker)
        self.note = NoteField(lines=2)
        self.form.add_row("note", _("Note"), self.note)
        self._fill()
        self.note.textChanged.connect(lambda: self._put("note", self.note.toPlainText()))
        self.setLayout(column(stacked(self.form)))

    def _fill(self) -> None:
        presenter = self._presenter
        benefit = presenter.benefit
        self.kind.set_chosen([benefit.kind])
        self.form.show_row("kind", presenter.draft.renews_id is None)
        self._show_for_kind()
        self.since.set_day(benefit.since)
        self.until.set_day(benefit.until)
        for name, field in (("since", self.since), ("until", self.until)):
            if typed := presenter.typed(name):
                field.type_in(typed)
        self.settled.setChecked(benefit.settled)
        self.case_number.setText(benefit.case_number)
        if benefit.institution_id is not None:
            self.institution.choose(Suggestion(benefit.institution_id, presenter.draft.institution_name))
        self.caseworker.setText(benefit.caseworker)
        self.note.setPlainText(benefit.note)
        self._say()

    def _show_for_kind(self) -> None:
        """Show the rows that this kind has, under the names that it gives them."""
        kind, benefit = self._presenter.kind, self._presenter.benefit
        self.grade.set_choices([Choice(grade, grade) for grade in kind.grades] if kind else ())
        self.grade.set_chosen([benefit.grade])
        self.form.show_row("grade", bool(kind and kind.grades))
        self.form.show_row("case_number", bool(kind and kind.case_number))
        assistance = benefit.kind == PUBLIC_ASSISTANCE
        self.form.row("institution_id").label.setText(_("Welfare office") if assistance else _("Granted by"))
        self.form.row("caseworker").label.setText(_("Caseworker") if assistance else _("In charge there"))

    def _say(self) -> None:
        """Say which end is usual, and which entries hold at the same time."""
        proposed = self._presenter.proposed
        hint = ""
        if proposed is not None:
            hint = _("Usually {day}. What stands on the paper goes first.").format(day=long_date(proposed))
        self.form.row("until").set_hint(hint)
        others = [
            f"{benefit_name(each, self._codes)} {period_words(each.since, each.until)}".strip()
            for each in self._presenter.overlaps()
        ]
        words = ""
        if others:
            words = _("At the same time there is already: {entries}").format(entries=_(", ").join(others))
        self.overlap.set_text(words)

    # --- forwarding ---------------------------------------------------------------------------------------------

    def _kind(self) -> None:
        self._presenter.choose_kind(self.kind.value() or "")
        self._show_for_kind()
        self._show_proposal()

    def _show_proposal(self) -> None:
        """Show what the presenter proposed because of something else that was typed."""
        benefit = self._presenter.benefit
        if self.until.problem is None and self.until.day != benefit.until:
            self.until.set_day(benefit.until)
        self._show_settled()
        self._say()

    def _show_settled(self) -> None:
        blocked = self.settled.blockSignals(True)
        self.settled.setChecked(self._presenter.benefit.settled)
        self.settled.blockSignals(blocked)

    def _grade(self) -> None:
        self._put("grade", self.grade.value() or "")

    def _since(self) -> None:
        self._presenter.put_since(self.since.day)
        self._presenter.unread("since", self.since.text(), self.since.problem)
        self._show_proposal()

    def _until(self) -> None:
        self._presenter.put_until(self.until.day)
        self._presenter.unread("until", self.until.text(), self.until.problem)
        self._show_settled()
        self._say()

    def _settled(self, on: bool) -> None:
        self._presenter.put_benefit(replace(self._presenter.benefit, settled=on))

    def _institution(self, found: Suggestion[int] | None) -> None:
        self._presenter.choose_institution(found.value if found else None, found.main if found else "")

    def _put(self, field: str, text: str) -> None:
        benefit = self._presenter.benefit
        match field:
            case "grade":
                benefit = replace(benefit, grade=text)
            case "case_number":
                benefit = replace(benefit, case_number=text)
            case "caseworker":
                benefit = replace(benefit, caseworker=text)
            case _:
                benefit = replace(benefit, note=text)
        self._presenter.put_benefit(benefit)
