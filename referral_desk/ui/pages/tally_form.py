"""The report form: the figures as the submitted page shows them, in a form that the centre chooses and edits."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path

from PySide6.QtCore import QModelIndex
from PySide6.QtWidgets import QFileDialog, QWidget

from referral_desk.domain.access import Action
from referral_desk.domain.audit import Handout
from referral_desk.domain.calendar import Period, fiscal_year_of
from referral_desk.domain.changes import ChangeSet, Kind
from referral_desk.domain.codes import Code
from referral_desk.domain.documents.report_form_page import cautions
from referral_desk.domain.drafts import Draft, read_draft
from referral_desk.domain.errors import NotReadable, Rejected
from referral_desk.domain.form_filling import FilledForm, FormsBeside
from referral_desk.domain.report_form import ReportProfile, Words
from referral_desk.domain.tally_filter import EVERYTHING
from referral_desk.i18n import Language, _, language, render, translator
from referral_desk.services import audit, report_profiles
from referral_desk.services.report_forms import filled_beside
from referral_desk.services.report_profiles import KnownProfile
from referral_desk.ui.dialogs.preview import PreviewDialog
from referral_desk.ui.dialogs.report_profile import ReportProfileDialog
from referral_desk.ui.dialogs.telling import ask, tell
from referral_desk.ui.files import ask_where, write_file
from referral_desk.ui.forms.fields import CodeBox
from referral_desk.ui.forms.profile_presenter import TypedProfile
from referral_desk.ui.pages.tally_view import Shown, TallyView
from referral_desk.ui.tasks import LatestOnly, TaskKind
from referral_desk.ui.widgets.buttons import Button
from referral_desk.ui.widgets.cards import Card, WarningPanel
from referral_desk.ui.widgets.form_table import FormTable, ShownLine
from referral_desk.ui.widgets.layouts import FlowBox, boxed, column, row
from referral_desk.ui.widgets.text import Label, show_if
from referral_desk.ui.workplace import Workplace


@dataclass(frozen=True)
class _Read:
    """What was read for a period: every form, which of them is shown, and its figures."""

    period: Period
    known: tuple[KnownProfile, ...]
    chosen: KnownProfile
    forms: FormsBeside

    @property
    def form(self) -> FilledForm:
        """The form of the period itself."""
        return self.forms.tally


class FormView(TallyView):
    """Shows the period in a report form; Ctrl+P prints it."""

    def __init__(self, work: Workplace) -> None:
        super().__init__(work)
        self._reading = LatestOnly(work.tasks)
        self._code = ""
        self.read_now: _Read | None = None
        self.table: FormTable | None = None
        self.profile_box = CodeBox((), blank="…")
        self.profile_box.setAccessibleName(_("Report form"))
        self.profile_box.picked.connect(self._picked)
        self.edit_button = Button(_("Edit…"), self._edit, compact=True, icon="edit")
        self.copy_button = Button(_("Copy and edit…"), self._copy, compact=True)
        self.first_button = Button(_("Always show this form first"), self._show_first, compact=True)
        self.remove_button = Button(_("Remove…"), self._remove, compact=True)
        self.take_over_button = Button(_("Take over from a file…"), self._take_over, compact=True, icon="import")
        self.give_out_button = Button(_("Give out as a file…"), self._give_out, compact=True, icon="export")
        self.print_button = Button(_("Print this form"), self.print_form, compact=True, icon="print", keys="Ctrl P")
        changing = (self.edit_button, self.copy_button, self.first_button, self.remove_button, self.take_over_button)
        work.permit(Action.CHANGE_FORMS, *changing)
        work.permit(Action.PRINT_DOCUMENT, self.print_button)
        work.permit(Action.SAVE_DOCUMENT, self.give_out_button)
        self._state = Label("", "muted")
        self._caution = WarningPanel()
        self._place = column(gap=0.0)
        self._notes = Label("", "hint", wrap=True)
        choose = row(Label(_("Report form")), self.profile_box, self.print_button, gap=0.6)
        choose.setStretch(1, 1)
        buttons = FlowBox(gap=0.4)
        for button in (*changing, self.give_out_button):
            buttons.add(button)
        whole = column(
            boxed(choose),
            buttons,
            self._caution,
            Card(boxed(self._place), padding=0.1),
            self._state,
            self._notes,
            gap=0.5,
        )
        whole.addStretch(1)
        self.setLayout(whole)
        self.setFocusProxy(self.profile_box)
        work.bus.changed.connect(self._changed)

    @property
    def told(self) -> Shown | None:
        if self.shown is None or self.read_now is None or self.read_now.period != self.shown.period:
            return self.shown
        return replace(self.shown, narrowed=EVERYTHING, forms=self.read_now.forms)

    # --- reading ------------------------------------------------------------------------------------------------

    def show_tally(self, shown: Shown) -> None:
        self.shown = shown
        self._read()

    def _changed(self, changes: ChangeSet, _initiator: object) -> None:
        if changes.touches(Kind.REPORT_PROFILE, Kind.CENTRE):
            self._read()

    def _picked(self, code: str) -> None:
        self._code = code or self._code
        self._read()

    def show_profile(self, code: str) -> None:
        """Show the form ``code``."""
        self._code = code
        self._read()

    def _read(self) -> None:
        if self.shown is None:
            return
        centre, period, code = self.work.centre, self.shown.period, self._code

        def read() -> _Read:
            known = report_profiles.profiles(centre)
            first = report_profiles.first_of(centre, known, fiscal_year_of(period.first))
            chosen = next((each for each in known if each.profile.id == code), first)
            return _Read(period, known, chosen, filled_beside(centre, period, chosen.profile))

        self._reading.run(lambda _work: read(), self._show)

    def _show(self, read: _Read) -> None:
        self.read_now = read
        lang, profile = language(), read.chosen.profile
        self.profile_box.clear()
        for each in read.known:
            name = each.profile.name
            mark = _("{name} (own)") if each.own else "{name}"
            code = Code(each.profile.id, mark.format(name=name.ja or name.en), mark.format(name=name.en or name.ja))
            self.profile_box.addItem(code.label(lang), code.code)
        self.profile_box.choose(profile.id)
        self._code = profile.id
        self._show_table(read.form)
        self._state.setText(_("Closed: as submitted") if read.form.closed else _("Not closed: figures may change"))
        said = cautions(read.form, self.work.centre.codes, lang, translator(Language(lang)))
        if self.shown is not None and self.shown.narrowed.narrows:
            said = (_("A form counts everybody: what the tally is narrowed to does not narrow it."), *said)
        self._caution.set_text(" ".join(said))
        notes = [note.label(lang) for note in profile.notes]
        self._notes.setText("\n".join(notes))
        show_if(self._notes, bool(notes))
        may_change = self.work.may(Action.CHANGE_FORMS)
        show_if(self.edit_button, read.chosen.own and may_change)
        show_if(self.remove_button, read.chosen.own and may_change)
        is_first = self.work.centre.settings.report_form == profile.id
        show_if(self.first_button, not is_first and may_change)

    def _show_table(self, form: FilledForm) -> None:
        if self.table is not None and self.table.fits(form):
            self.table.show_form(form)
            return
        had_focus = self.table is not None and self.table.hasFocus()
        if self.table is not None:
            self._place.removeWidget(self.table)
            self.table.hide()
            self.table.deleteLater()
        self.table = FormTable(form, _("Report form"))
        self.table.cell_opened.connect(self._opened)
        self.table.selectionModel().currentChanged.connect(self._moved)
        self._place.addWidget(self.table)
        if had_focus:
            self.table.setFocus()

    def _moved(self, index: QModelIndex) -> None:
        row = self.table.records.record(index) if self.table is not None else None
        figure = None
        if self.read_now is not None and row is not None and row.line is not None and index.column():
            figure = self.read_now.form.figure(row.line, index.column() - 1)
        self.pointed.emit(figure)

    def _opened(self, shown: ShownLine, key: str) -> None:
        if self.read_now is not None and shown.line is not None:
            self.asked.emit(self.read_now.form.figure(shown.line, int(key)), self.read_now.period)

    # --- paper --------------------------------------------------------------------------------------------------

    def print_view(self) -> Callable[[], None] | None:
        return self.print_form if self.read_now is not None else None

    def print_form(self) -> None:
        """Show the form on paper, as it is submitted."""
        read = self.read_now
        if read is None:
            return
        centre, lang = self.work.centre, Language(language())

        def make() -> bytes:
            from referral_desk.services.report_form_files import form_pdf  # noqa: PLC0415 - ReportLab, only when printed

            return form_pdf(centre, read.form, language=lang)

        def made(pdf: bytes) -> None:
            PreviewDialog(
                self.work.tasks,
                pdf,
                title=read.chosen.profile.name.label(lang),
                file_name=f"{read.chosen.profile.id}-{read.period.first:%Y-%m}.pdf",
                parent=self,
                note=lambda action: audit.handed_out(centre, action, Handout("report_form")),
                kind="report_form",
            ).open()

        self.work.tasks.run(TaskKind.DOCUMENT, lambda _task: make(), made, label=_("Preparing the page…"))

    # --- forms of the centre's own ------------------------------------------------------------------------------

    def resume(self, draft: Draft) -> None:
        """Open the editor again, filled as it was."""
        centre = self.work.centre
        kept = read_draft(TypedProfile, draft.content).draft

        def found(known: tuple[KnownProfile, ...]) -> None:
            stored = next((each for each in known if each.id == kept.profile_id), None) if kept.profile_id else None
            nothing = ReportProfile("", Words(), kept.profile.source)  # a new form differs from it, and is kept again
            self._open(stored or KnownProfile(nothing), draft)

        self.work.read(lambda: report_profiles.profiles(centre), found)

    def _open(self, known: KnownProfile, draft: Draft | None = None) -> None:
        today = self.work.centre.today()
        period = self.shown.period if self.shown else Period.month(today.year, today.month)
        ReportProfileDialog(self.work, known, period, saved=self._saved, parent=self.window(), draft=draft).open()

    def _saved(self, stored: KnownProfile) -> None:
        self.show_profile(stored.profile.id)
        self.work.says.saved(_("Saved the form {name}.").format(name=stored.profile.name.label(language())))

    def _edit(self) -> None:
        if self.read_now is not None and self.read_now.chosen.own:
            self._open(self.read_now.chosen)

    def _copy(self) -> None:
        if self.read_now is None:
            return
        lang, original = language(), self.read_now.chosen.profile
        wanted = _("Copy of {name}").format(name=original.name.label(lang))
        self._open(KnownProfile(self._named(original, wanted)))

    def _named(self, profile: ReportProfile, wanted: str) -> ReportProfile:
        known = self.read_now.known if self.read_now else ()
        name = report_profiles.free_name(known, wanted, language())
        return replace(profile, id="", name=Words(name) if language() == "ja" else Words("", name))

    def _show_first(self) -> None:
        read = self.read_now
        if read is None:
            return
        centre, code = self.work.centre, read.chosen.profile.id
        before = centre.settings.report_form

        def undo() -> None:
            if before:
                self.work.write(lambda: report_profiles.show_first(centre, before), lambda _known: None)

        self.work.write(
            lambda: report_profiles.show_first(centre, code),
            lambda known: self.work.says.saved(
                _("The tally shows {name} first.").format(name=known.profile.name.label(language())),
                undo if before else None,
            ),
        )

    def _remove(self) -> None:
        read = self.read_now
        if read is None or read.chosen.id is None:
            return
        centre, profile_id = self.work.centre, read.chosen.id
        name = read.chosen.profile.name.label(language())
        if not ask(
            self,
            _("Remove the form"),
            _("Remove the form {name}? Records and submitted figures stay as they are.").format(name=name),
            _("Remove it"),
            _("Keep the form"),
            danger=True,
        ):
            return

        def removed(gone: KnownProfile) -> None:
            self.work.says.saved(_("Removed the form {name}.").format(name=name), lambda: self._bring_back(gone))

        self.work.write(lambda: report_profiles.remove(centre, profile_id), removed)

    def _bring_back(self, gone: KnownProfile) -> None:
        centre = self.work.centre
        self.work.write(
            lambda: report_profiles.add(centre, gone.profile), lambda known: self.show_profile(known.profile.id)
        )

    # --- files --------------------------------------------------------------------------------------------------

    def _give_out(self) -> None:
        read = self.read_now
        if read is None:
            return
        target = ask_where(self, _("Give out the form as a file"), f"{read.chosen.profile.id}.json")
        if target is not None:
            self.give_out(target)

    def give_out(self, target: Path) -> None:
        """Write the form, without figures, into a file that another centre can take over."""
        read = self.read_now
        if read is None:
            return
        centre, content = self.work.centre, report_profiles.as_file(read.chosen.profile)

        def write() -> None:
            audit.handed_out(centre, Action.SAVE_DOCUMENT, Handout("report_form"))
            write_file(target, content)

        self.work.tasks.run(
            TaskKind.DOCUMENT,
            lambda _task: write(),
            lambda _done: self.work.says.saved(_("Saved as {name}").format(name=target.name)),
            label=_("Saving…"),
        )

    def _take_over(self) -> None:
        words = _("Report forms (*.json)")
        chosen, _filter = QFileDialog.getOpenFileName(self, _("Take over a form"), str(Path.home()), words)
        if chosen:
            self.take_over(Path(chosen))

    def take_over(self, source: Path) -> None:
        """Show the form of a file in the editor, to be looked at before it is saved; say why where it is none."""
        codes = self.work.centre.codes

        def read() -> ReportProfile | str:
            try:
                with source.open("rb") as file:
                    content = file.read(report_profiles.FILE_LIMIT + 1)
                return report_profiles.from_file(content, codes)
            except OSError:
                return _("The file could not be read.")
            except NotReadable as error:
                return render(error.message)
            except Rejected as error:
                return "\n".join(render(problem.message) for problem in error.problems[:8])

        def done(found: ReportProfile | str) -> None:
            if isinstance(found, str):
                tell(self.window(), _("This form cannot be taken over"), found)
            else:
                self._open(KnownProfile(self._named(found, found.name.label(language()))))

        self.work.read(read, done)

    def first_field(self) -> QWidget:
        """Return where one begins."""
        return self.profile_box
