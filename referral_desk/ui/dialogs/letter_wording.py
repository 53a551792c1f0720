"""Editing the wording of letters to one kind of receiver, with the letter beside it as it will be on paper."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QScrollArea, QSizePolicy, QWidget

from referral_desk.domain.documents.letter_versions import KnownWording, receiver_label
from referral_desk.domain.documents.letter_wording import ITEMS, RULES, Part, WordingDraft
from referral_desk.domain.drafts import Draft
from referral_desk.domain.errors import Problem, Rejected
from referral_desk.i18n import Language, _, language
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
            chosen=[View.LETTER],
        )
        self._versions_form = Form(gap=0.6, labels_above=True)
        self._stack = CurrentOnly()
        for view in View:
            self._stack.addWidget(_scrolled(self._view(view)))
        self.preview = PdfPreview(work.tasks, title=_("Wording of letters"), saves=False, prints=False)
        self._waiting = Label("", "hint", wrap=True)
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

    def _view(self, view: View) -> QWidget:
        if view is View.VERSIONS:
            self._versions_form.add_row(
                NOTE, _("Note on the new version"), self.note, hint=_("such as who asked for it")
            )
            return boxed(column(self._versions_form, self.versions, gap=0.8))
        form = self.texts.forms[Part(view)]
        if view is View.RECORD:
            items = Form(gap=0.4, labels_above=True)
            items.add_row(ITEMS, _("Items and their order"), self.items)
            self._items_form = items
            return boxed(column(items, form, gap=0.8))
        return form

    def _put_together(self) -> None:
        self._card = Card(self.bar, padding=0.5)
        left = column(self.chips, self._stack, self._card, gap=0.6)
        left.setStretch(1, 1)
        right = column(self._waiting, self.preview, gap=0.3)
        right.setStretch(1, 1)
        self.preview.setMinimumHeight(px(20))
        body = SideBySide(boxed(left), boxed(right), narrow=62, stretch=(48, 52), gap=1.0)
        self.add_button(self.back_button)
        own = self.presenter.known.own
        why = "" if own else _("Letters have the shipped text already.")
        self.back_button.setEnabled(own)
        set_tooltip(self.back_button, why)
        self.back_button.setAccessibleDescription(why)
        self.furnish(body, (*self.texts.forms.values(), self._items_form, self._versions_form), size=(112, 52))

    def _listen(self) -> None:
        self.chips.changed.connect(self._show_view)
        self.texts.changed.connect(self._changed)
        self.texts.looked_at.connect(self._look_at)
        self.items.changed.connect(self._changed)
        self.note.textEdited.connect(self.presenter.put_note)

    # --- the form dialog ----------------------------------------------------------------------------------------

    def first_field(self) -> QWidget:
        return self.texts.fields["subject"] if self.chips.value() == View.LETTER else self.chips

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
        first = next((problem.field for problem in problems), "")
        view = _view_of(first)
        if view is not None:
            self.show_view(view)
        super().show_problems(problems)

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
        self._items_form.clear_problems()
        self.items.show_items()
        self._pause.start()

    # --- the preview --------------------------------------------------------------------------------------------

    def make_preview(self) -> None:
        """Say what is wrong with the texts; where nothing is, show the letter with them."""
        self._pause.stop()
        problems = self.presenter.problems()
        self.texts.show_problems(problems)
        self._wait(bool(problems))
        if problems:
            return
        centre, typed, shown = self.work.centre, self.presenter.draft, self.presenter.shown
        lang = Language(typed.language)

        def make() -> bytes:
            from referral_desk.services import letter_wordings  # noqa: PLC0415 - as above

            return letter_wordings.preview(centre, typed.template, lang, typed.wording, shown)

        def refused(error: Exception) -> bool:
            if isinstance(error, Rejected):
                self.texts.show_problems(error.problems)
                self._wait(True)
            return isinstance(error, Rejected)

        self._making.run(lambda _work: make(), self.preview.show_pdf, refused)

    def _wait(self, wrong: bool) -> None:
        words = _("The preview waits until what is marked in red is put right.") if wrong else ""
        self._waiting.setText(words or _("A letter about an invented person, as it will be on paper."))


def _view_of(field: str) -> View | None:
    """Return where a field stands; None for one that is in no view."""
    if field in RULES:
        return View(RULES[field].part.value)
    return {ITEMS: View.RECORD, NOTE: View.VERSIONS}.get(field)


def _scrolled(widget: QWidget) -> QScrollArea:
    page = boxed(column(widget, margins=(0, 0, 0.7, 0)))
    page.setProperty("role", "page")
    page.layout().addStretch(1)  # type: ignore[union-attr]
    page.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum)  # fields keep their lines
    area = QScrollArea()
    area.setWidget(page)
    area.setWidgetResizable(True)
    return area
