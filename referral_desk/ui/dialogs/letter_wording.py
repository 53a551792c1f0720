"""Editing the wording of letters to one kind of receiver, with the letter beside it as it will be on paper."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QLayout, QScrollArea, QSizePolicy, QWidget

from referral_desk.domain.documents.letter_versions import KnownWording, receiver_label
from referral_desk.domain.documents.letter_wording import ITEMS, LABEL_OF, RULES, Part, WordingDraft
from referral_desk.domain.drafts import Draft
from referral_desk.domain.errors import Problem, Rejected
from referral_desk.domain.messages import N_, message
from referral_desk.i18n import Language, _, language, render
from referral_desk.ui.dialogs.form_dialog import FormDialog
from referral_desk.ui.dialogs.telling import ask
from referral_desk.ui.forms.centre import LANGUAGE_NAMES
from referral_desk.ui.forms.fields import TextField
from referral_desk.ui.forms.wording_items import ItemsEditor, VersionsList
from referral_desk.ui.forms.wording_presenter import NOTE, View, WordingPresenter
from referral_desk.ui.forms.wording_texts import FieldBar, WordingTexts
from referral_desk.ui.look import px
from referral_desk.ui.tasks import LatestOnly, TaskKind
from referral_desk.ui.widgets.buttons import Button
from referral_desk.ui.widgets.cards import Card
from referral_desk.ui.widgets.current_only import CurrentOnly
from referral_desk.ui.widgets.form import Form
from referral_desk.ui.widgets.layouts import boxed, column
from referral_desk.ui.widgets.pdf_preview import PdfPreview
from referral_desk.ui.widgets.side_by_side import SideBySide
from referral_desk.ui.widgets.text import Label, set_tooltip, show_if
from referral_desk.ui.widgets.toggle_chips import Choice, ToggleChips
from referral_desk.ui.workplace import Workplace

if TYPE_CHECKING:
    from referral_desk.domain.changes import Saved

_LABEL = "label"
_PAUSE = 400
"""Milliseconds without a key after which the preview is made anew."""


class LetterWordingDialog(FormDialog):
    """``known`` is the wording as it was read; ``saved`` gets it as it is stored.

    The preview follows what is typed as soon as nothing is wrong with it, and shows the sentence where the cursor is.
    """

    draft_form = "letter_wording"

    def __init__(
        self,
        work: Workplace,
        known: KnownWording,
        *,
        saved: Callable[[KnownWording], None],
        parent: QWidget | None = None,
        draft: Draft | None = None,
    ) -> None:
        receiver = receiver_label(known.template, work.centre.codes, language(), _)
        title = _("Letters to: {receiver} ({language})").format(
            receiver=receiver, language=LANGUAGE_NAMES[Language(known.language)]
        )
        super().__init__(work, title, parent=parent, draft=draft)
        self._saved = saved
        self._at = ""
        self.presenter = WordingPresenter(known)
        if draft is not None:
            self.presenter.take(draft.content)
        self.texts = WordingTexts(self.presenter, self)
        self.items = ItemsEditor(self.presenter)
        self.versions = VersionsList(self.presenter, self.take)
        self.note = TextField(self.presenter.draft.note)
        self.bar = FieldBar(known.language, self.insert)
        self.chips = ToggleChips(
            (
                Choice(View.LETTER, _("Letter")),
                Choice(View.SENTENCES, _("Consent and handoff")),
                Choice(View.RECORD, _("Items")),
                Choice(View.VERSIONS, _("Versions")),
            ),
            name=_("Part of the letter"),
            keep_one=True,
            first_number=0,
            chosen=[self.presenter.draft.view],
        )
        self._versions_form = Form(gap=0.6, labels_above=True)
        self.items_form = Form(gap=0.5, labels_above=True)
        self._stack = CurrentOnly()
        self._places = {view: column(gap=0.0) for view in View}
        for place in self._places.values():
            self._stack.addWidget(_scrolled(place))
        for view in (View.LETTER, View.RECORD, View.VERSIONS):
            self._build(view)
        self.preview = PdfPreview(work.tasks, title=_("Wording of letters"), saves=False, prints=False)
        self._about = Label("", "hint", wrap=True)
        self._making = LatestOnly(work.tasks, TaskKind.DOCUMENT)
        self._pause = QTimer(self)
        self._pause.setSingleShot(True)
        self._pause.setInterval(_PAUSE)
        self._pause.timeout.connect(self.make_preview)
        self.back_button = Button(_("Take the shipped text back…"), self.take_back, icon="undo")
        self._put_together()
        self._listen()
        self._show_view()
        self.make_preview()

    # --- building -----------------------------------------------------------------------------------------------

    def _build(self, view: View) -> None:
        """Put the fields of a view in their place, where they are not yet."""
        place = self._places[view]
        if place.count():
            return
        if view is View.VERSIONS:
            hint = _("such as who asked for it")
            self._versions_form.add_row(NOTE, _("Note on the new version"), self.note, hint=hint)
            place.addLayout(column(self._versions_form, self.versions, gap=0.8))
        elif view is View.RECORD:
            self.items_form.add_row(ITEMS, _("Items and their order"), self.items)
            self.items_form.add_row(_LABEL, _("Name of the chosen item in the letter"), self.items.label, required=True)
            place.addLayout(column(self.items_form, self.texts.form(Part.RECORD), gap=0.8))
        else:
            place.addWidget(self.texts.form(Part(view.value)))
        self._forms = (*self.texts.forms.values(), self.items_form, self._versions_form)

    def _put_together(self) -> None:
        self._card = Card(self.bar, padding=0.5)
        left = column(self.chips, self._stack, self._card, gap=0.6)
        left.setStretch(1, 1)
        right = column(self._about, self.preview, gap=0.3)
        right.setStretch(1, 1)
        self.preview.setMinimumHeight(px(20))
        body = SideBySide(boxed(left), boxed(right), narrow=62, stretch=(48, 52), gap=1.0)
        self.add_button(self.back_button)
        own = self.presenter.known.own
        why = "" if own else _("Letters have the shipped text already.")
        self.back_button.setEnabled(own)
        set_tooltip(self.back_button, why)
        self.back_button.setAccessibleDescription(why)
        self.furnish(body, self._forms, size=(112, 52))

    def _listen(self) -> None:
        self.chips.changed.connect(self._show_view)
        self.texts.changed.connect(self._changed)
        self.texts.looked_at.connect(self._look_at)
        self.items.changed.connect(self._changed)
        self.items.chosen.connect(self._show_item)
        self.note.textEdited.connect(self.presenter.put_note)

    # --- the form dialog ----------------------------------------------------------------------------------------

    def first_field(self) -> QWidget:
        return self.texts.field("subject") if self.chips.value() == View.LETTER else self.chips

    def in_work(self) -> WordingPresenter:
        return self.presenter

    def save(self) -> None:
        problems = self.presenter.problems()
        self.show_problems(problems)
        if problems:
            return
        centre, typed = self.work.centre, self.presenter.draft
        lang = Language(typed.language)

        def store() -> Saved[KnownWording]:
            from referral_desk.services import letter_wordings  # noqa: PLC0415 - ReportLab, only when letters are made

            return letter_wordings.save(
                centre, typed.template, lang, typed.wording, number=typed.number, note=typed.note
            )

        self.store(store, self._saved)

    def take_back(self) -> None:
        """Ask, and let letters have the shipped text again."""
        if self.busy or not ask(
            self,
            _("Take the shipped text back"),
            _(
                "New letters will have the shipped text again. Your versions stay in the list, and letters that were "
                "issued stay as they are."
            ),
            _("Take the shipped text back"),
            _("Keep our wording"),
            danger=True,
        ):
            return
        centre, typed = self.work.centre, self.presenter.draft
        lang = Language(typed.language)

        def store() -> Saved[KnownWording]:
            from referral_desk.services import letter_wordings  # noqa: PLC0415 - as above

            return letter_wordings.take_back(centre, typed.template, lang, number=typed.number, note=typed.note)

        self.store(store, self._saved)

    def show_problems(self, problems: Sequence[Problem]) -> None:
        views = self._views_of(problems)
        if views:
            self.show_view(views[0])
        label = next((problem.field for problem in problems if problem.field.startswith(LABEL_OF)), "")
        if label:
            self.items.choose(label.removeprefix(LABEL_OF))
        super().show_problems(self._at_item(problems))

    def _views_of(self, problems: Sequence[Problem]) -> list[View]:
        """Return where something is wrong, in the order of the problems; its fields are built then."""
        found = dict.fromkeys(_view_of(problem.field) for problem in problems)
        views = [view for view in found if view is not None]
        for view in views:
            self._build(view)
        return views

    def _at_item(self, problems: Sequence[Problem]) -> list[Problem]:
        """Put what is wrong with the label of the chosen item at its field, and of another one at the list."""
        placed = []
        for problem in problems:
            code = problem.field.removeprefix(LABEL_OF)
            if code == problem.field:
                placed.append(problem)
            elif code == self.items.code:
                placed.append(Problem(_LABEL, problem.message))
            else:
                item = self.presenter.known.without.text(problem.field)
                words = message(N_("{item}: {problem}"), item=item, problem=problem.message)
                placed.append(Problem(ITEMS, words))
        return placed

    def done(self, result: int) -> None:
        self._pause.stop()
        self._making.drop()
        super().done(result)

    # --- what is in view ----------------------------------------------------------------------------------------

    def show_view(self, view: View) -> None:
        """Show a part of the letter, or the versions."""
        self.chips.set_chosen([view])
        self._show_view()

    def _show_view(self) -> None:
        view = View(self.chips.value() or View.LETTER)
        self._build(view)
        self.presenter.look_at_view(view)
        self._stack.setCurrentIndex(list(View).index(view))
        if self._at and _view_of(self._at) is not view:
            self._at = ""
        show_if(self._card, view is not View.VERSIONS)
        self._show_fields()

    def _look_at(self, key: str) -> None:
        self._at = key
        self._show_fields()
        if self.presenter.look_at(key):
            self._pause.start()

    def _show_fields(self) -> None:
        rule = RULES.get(self._at)
        self.bar.show_for(_(rule.label) if rule else "", self.presenter.fields(self._at))

    # --- typing -------------------------------------------------------------------------------------------------

    def insert(self, field: str) -> None:
        """Put a field into the text where the cursor was last."""
        if self._at:
            self.texts.insert(self._at, field)

    def take(self, wording: WordingDraft) -> None:
        """Put the texts of a version into the form."""
        self.presenter.put_wording(wording)
        self.texts.show_wording()
        self.items.show_items()
        self._changed()

    def _changed(self) -> None:
        self._pause.start()

    def _show_item(self) -> None:
        """Say of the item that is chosen now what the shipped label is, and what is wrong with it."""
        shipped = self.presenter.shipped_text(LABEL_OF + self.items.code)
        self.items_form.row(_LABEL).set_hint("" if shipped is None else _("Shipped text: {text}").format(text=shipped))
        self._say_wrong(self.presenter.problems())

    # --- the preview --------------------------------------------------------------------------------------------

    def make_preview(self) -> None:
        """Say what is wrong with the texts; where nothing is, show the letter with them."""
        self._pause.stop()
        problems = self.presenter.problems()
        self._say_wrong(problems)
        if problems:
            return
        centre, typed, shown = self.work.centre, self.presenter.draft, self.presenter.shown
        lang = Language(typed.language)

        def make() -> bytes:
            from referral_desk.services import letter_wordings  # noqa: PLC0415 - as above

            return letter_wordings.preview(centre, typed.template, lang, typed.wording, shown)

        def refused(error: Exception) -> bool:
            if isinstance(error, Rejected):
                self._say_wrong(error.problems)
            return isinstance(error, Rejected)

        self._making.run(lambda _work: make(), lambda pdf: self.preview.show_pdf(pdf, stays=True), refused)

    def _say_wrong(self, problems: Sequence[Problem]) -> None:
        """Say at every text what is wrong with it, and that the preview waits; the cursor stays where it is."""
        views = self._views_of(problems)
        placed = self._at_item(problems)
        self.texts.show_problems(placed)
        for form, name in ((self.items_form, ITEMS), (self.items_form, _LABEL), (self._versions_form, NOTE)):
            form.row(name).set_error(" ".join(render(each.message) for each in placed if each.field == name))
        parts = _(", ").join(self.chips.chip(view).label for view in views)
        waits = _("The preview waits until what is marked in red is put right: {parts}").format(parts=parts)
        about = _("A letter about an invented person, as it will be on paper.")
        self._about.setText(waits if problems else about)


def _view_of(field: str) -> View | None:
    """Return where a field stands; None for one that is in no view."""
    if field in RULES:
        return View(RULES[field].part.value)
    return {ITEMS: View.RECORD, NOTE: View.VERSIONS}.get(field)


def _scrolled(content: QLayout) -> QScrollArea:
    whole = column(boxed(content), margins=(0, 0, 0.7, 0))
    whole.addStretch(1)
    page = boxed(whole)
    page.setProperty("role", "page")
    page.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum)  # fields keep their lines
    area = QScrollArea()
    area.setWidget(page)
    area.setWidgetResizable(True)
    return area
