"""Editing a report form of the centre's own: its rows and columns, with this period's figures in it at once."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget

from referral_desk.domain.calendar import Period
from referral_desk.domain.drafts import Draft
from referral_desk.domain.errors import Problem
from referral_desk.domain.form_filling import CountedRows, FilledForm, fill
from referral_desk.domain.report_form import ReportProfile, Source
from referral_desk.i18n import _, language
from referral_desk.services import report_profiles
from referral_desk.services.report_forms import counted
from referral_desk.services.report_profiles import KnownProfile
from referral_desk.ui.dialogs.form_dialog import FormDialog
from referral_desk.ui.forms.fields import TextField, tick
from referral_desk.ui.forms.profile_lines import ColumnsEditor, RowsEditor
from referral_desk.ui.forms.profile_presenter import Part, ProfilePresenter
from referral_desk.ui.tasks import LatestOnly
from referral_desk.ui.widgets.cards import Card, SectionHeader
from referral_desk.ui.widgets.current_only import CurrentOnly
from referral_desk.ui.widgets.form import Form, NoteField
from referral_desk.ui.widgets.form_table import FormTable
from referral_desk.ui.widgets.layouts import boxed, column, row, topped
from referral_desk.ui.widgets.side_by_side import SideBySide
from referral_desk.ui.widgets.text import Label, show_if
from referral_desk.ui.widgets.toggle_chips import Choice, ToggleChips
from referral_desk.ui.workplace import Workplace

_FIELDS = ("name", "first_year", "last_year")


class ReportProfileDialog(FormDialog):
    """``known`` is the form to change, or (without an id) the one that a new form begins as.

    The preview shows the figures of ``period``; ``saved`` gets the stored form.
    """

    draft_form = "report_profile"

    def __init__(
        self,
        work: Workplace,
        known: KnownProfile,
        period: Period,
        *,
        saved: Callable[[KnownProfile], None],
        parent: QWidget | None = None,
        draft: Draft | None = None,
    ) -> None:
        title = _("Edit the report form") if known.own else _("New report form")
        super().__init__(work, title, parent=parent, draft=draft)
        self._saved = saved
        self._period = period
        self._counted: CountedRows | None = None
        self._filling = LatestOnly(work.tasks)
        self.presenter = ProfilePresenter(known, work.centre.codes, language())
        if draft is not None:
            self.presenter.take(draft.content)
        self._year_forms = {field: Form(gap=0.4, labels_above=True) for field in _FIELDS[1:]}
        self.form = self._whole()
        self.rows, self.columns = RowsEditor(self.presenter, Part.ROWS), ColumnsEditor(self.presenter)
        self.again = RowsEditor(self.presenter, Part.AGAIN)
        self.notes = NoteField(lines=6)
        self.notes.setPlainText(self.presenter.notes)
        self.notes.textChanged.connect(self._noted)
        self._missing = Label("", "hint", wrap=True)
        self._parts = self._part_forms()
        self.part_chips = ToggleChips(self._part_choices(), name=_("Part of the form"), first_number=0)
        self.part_chips.changed.connect(self._show_part)
        self._stack = CurrentOnly()
        for form in self._parts.values():
            self._stack.addWidget(topped(form))
        self.preview: FormTable | None = None
        self._preview_place = column(gap=0.0)
        years = row(*self._year_forms.values(), self.total, gap=0.8)
        years.setAlignment(self.total, Qt.AlignmentFlag.AlignBottom)
        left = boxed(column(self.form, boxed(years), self.part_chips, self._stack, gap=0.6))
        body = SideBySide(left, self._preview_part(), narrow=64, stretch=(46, 54), gap=1.2)
        for editor in (self.rows, self.columns, self.again):
            editor.changed.connect(self._changed)
        forms = (self.form, *self._year_forms.values(), *self._parts.values())
        self.furnish(body, forms, size=(112, 52))
        self.show_part(self.presenter.draft.part)
        self._show_missing()
        self._count()

    # --- building -----------------------------------------------------------------------------------------------

    def _whole(self) -> Form:
        form, profile = Form(gap=0.6, labels_above=True), self.presenter.profile
        self.name = TextField(self.presenter.label(profile.name))
        self.name.textEdited.connect(self._named)
        self.years = {field: TextField(self._year(field), placeholder=_("no limit")) for field in _FIELDS[1:]}
        for field, box in self.years.items():
            box.textEdited.connect(lambda text, field=field: self.presenter.put_year(field, text))
        self.total = tick(_("With a row of totals"), on=profile.total)
        self.total.clicked.connect(self._total)
        form.add_row("name", _("Name of the form"), self.name, required=True)
        words = {"first_year": _("From the fiscal year"), "last_year": _("To the fiscal year")}
        for field, year_form in self._year_forms.items():
            year_form.add_row(field, words[field], self.years[field])
        return form

    def _year(self, field: str) -> str:
        unread = self.presenter.typed(field)
        year = getattr(self.presenter.profile, field)
        return unread or ("" if year is None else str(year))

    def _part_forms(self) -> dict[Part, Form]:
        editors: dict[Part, QWidget] = {
            Part.ROWS: self.rows,
            Part.COLUMNS: self.columns,
            Part.AGAIN: self.again,
            Part.NOTES: self.notes,
        }
        words = {
            Part.ROWS: _("Rows"),
            Part.COLUMNS: _("Columns"),
            Part.AGAIN: _("Rows of factors (stated again, not added to the total)"),
            Part.NOTES: _("Notes under the form, one on each line"),
        }
        forms = {}
        for part, editor in editors.items():
            form = forms[part] = Form(gap=0.4, labels_above=True)
            form.add_row(part.value, words[part], editor, under=self._missing if part is Part.ROWS else None)
        return forms

    def _part_choices(self) -> list[Choice]:
        choices = [Choice(Part.ROWS, _("Rows")), Choice(Part.COLUMNS, _("Columns"))]
        if self.presenter.profile.source is Source.CONTACTS:
            choices.append(Choice(Part.AGAIN, _("Factors")))
        return [*choices, Choice(Part.NOTES, _("Notes"))]

    def _preview_part(self) -> QWidget:
        head = SectionHeader(_("How it looks"), _("with the figures of the period in view"))
        return topped(boxed(column(head, Card(boxed(self._preview_place), padding=0.1), gap=0.4)))

    # --- the form dialog ----------------------------------------------------------------------------------------

    def first_field(self) -> QWidget:
        return self.name

    def in_work(self) -> ProfilePresenter:
        return self.presenter

    def save(self) -> None:
        problems = self.presenter.problems()
        self.show_problems(problems)
        if problems:
            return
        centre, typed = self.work.centre, self.presenter.draft
        profile, profile_id, version = typed.profile, typed.profile_id, typed.version
        if profile_id is None or version is None:
            self.store(lambda: report_profiles.add(centre, profile), self._saved)
        else:
            self.store(
                lambda: report_profiles.save(centre, profile, profile_id=profile_id, version=version), self._saved
            )

    def show_problems(self, problems: tuple[Problem, ...] | list[Problem]) -> None:  # type: ignore[override]
        first = next((problem.field for problem in problems), "")
        if first in set(Part):
            self.part_chips.set_chosen([first])
            self._show_part()
        super().show_problems(problems)

    def done(self, result: int) -> None:
        self._filling.drop()
        super().done(result)

    # --- typing -------------------------------------------------------------------------------------------------

    def show_part(self, part: Part) -> None:
        """Show the rows, the columns, the factors or the notes."""
        self.part_chips.set_chosen([part])
        self._show_part()

    def _show_part(self) -> None:
        part = Part(self.part_chips.value() or Part.ROWS)
        self._stack.setCurrentIndex(list(self._parts).index(part))
        editor = {Part.ROWS: self.rows, Part.COLUMNS: self.columns, Part.AGAIN: self.again}.get(part)
        self.presenter.look_at(part, editor.place if editor is not None else 0)

    def _named(self, text: str) -> None:
        self.presenter.put_name(text)

    def _total(self) -> None:
        self.presenter.put_total(self.total.isChecked())
        self._changed()

    def _noted(self) -> None:
        self.presenter.put_notes(self.notes.toPlainText())

    def _changed(self) -> None:
        self._show_missing()
        self._fill()

    def _show_missing(self) -> None:
        missing = self.presenter.missing()
        self._missing.setText(_("In no row, so not on the form: {labels}").format(labels=missing) if missing else "")
        show_if(self._missing, bool(missing))

    # --- the preview --------------------------------------------------------------------------------------------

    def _count(self) -> None:
        centre, source, period = self.work.centre, self.presenter.profile.source, self._period

        def arrived(rows: CountedRows) -> None:
            self._counted = rows
            self._fill()

        self._filling.run(lambda _work: counted(centre, period, source), arrived)

    def _fill(self) -> None:
        rows = self._counted
        if rows is not None:
            profile, period = self.presenter.profile, self._period
            self._filling.run(lambda _work: fill(profile, period.first, period.last, rows), self._show_preview)

    def _show_preview(self, form: FilledForm) -> None:
        if self.preview is not None and self.preview.fits(form):
            self.preview.show_form(form)
            return
        if self.preview is not None:
            self._preview_place.removeWidget(self.preview)
            self.preview.hide()
            self.preview.deleteLater()
        self.preview = FormTable(form, _("How it looks"), opens=False)
        self._preview_place.addWidget(self.preview)

    @property
    def profile(self) -> ReportProfile:
        """The form as typed so far."""
        return self.presenter.profile
