"""The text fields of the editor of a letter's wording, and the bar of the fields that can be put into them."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from functools import partial

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtWidgets import QPlainTextEdit, QWidget

from referral_desk.domain.documents.letter_fields import FIELD_WORDS, LetterField, placeholder
from referral_desk.domain.documents.letter_wording import LABEL_OF, RULES, Part, TextRule
from referral_desk.domain.errors import Problem
from referral_desk.i18n import _, render
from referral_desk.ui.forms.fields import TextField
from referral_desk.ui.forms.wording_presenter import WordingPresenter
from referral_desk.ui.widgets.buttons import Button
from referral_desk.ui.widgets.form import Form, NoteField
from referral_desk.ui.widgets.layouts import FlowBox, column
from referral_desk.ui.widgets.text import Label, show_if

_SENTENCE_LINES, _PARAGRAPH_LINES = 2, 3


class WordingTexts(QObject):
    """One form for each part of the letter; under a text what is wrong with it, and the shipped one where it differs.

    A form is built when it is first asked for: all of them at once would keep the window waiting. The labels of the
    items are edited with the items.

    ``changed`` comes with everything that is typed, ``looked_at`` with the key of the text that got the cursor.
    """

    changed = Signal()
    looked_at = Signal(str)

    def __init__(self, presenter: WordingPresenter, parent: QObject) -> None:
        super().__init__(parent)
        self._presenter = presenter
        self._showing = False
        self._fields: dict[str, TextField | NoteField] = {}
        self._keys: dict[QObject, str] = {}
        self.forms: dict[Part, Form] = {}

    def form(self, part: Part) -> Form:
        """Return the form of a part of the letter."""
        if part not in self.forms:
            form = self.forms[part] = Form(gap=0.55, labels_above=True)
            for key, rule in RULES.items():
                if rule.part is part and not key.startswith(LABEL_OF):
                    form.add_row(key, _(rule.label), self._made(key, rule), required=rule.required)
                    self._compare(key)
        return self.forms[part]

    def field(self, key: str) -> TextField | NoteField:
        """Return the field of a text."""
        self.form(RULES[key].part)
        return self._fields[key]

    def _made(self, key: str, rule: TextRule) -> TextField | NoteField:
        field: TextField | NoteField
        text = self._presenter.wording.text(key)
        if rule.many:
            field = NoteField(lines=_PARAGRAPH_LINES if rule.part is Part.LETTER else _SENTENCE_LINES)
            field.setPlainText(text)
            field.textChanged.connect(lambda: self._typed(key))
        else:
            field = TextField(text)
            field.textChanged.connect(lambda _text: self._typed(key))
        field.installEventFilter(self)
        self._fields[key], self._keys[field] = field, key
        return field

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() is QEvent.Type.FocusIn and watched in self._keys:
            self.looked_at.emit(self._keys[watched])
        return super().eventFilter(watched, event)

    def _typed(self, key: str) -> None:
        if not self._showing:
            self._presenter.put_text(key, _text_of(self._fields[key]))
            self._compare(key)
            self.changed.emit()

    def show_wording(self) -> None:
        """Show the texts as the presenter has them, as after an earlier version was taken."""
        self._showing = True
        for key, field in self._fields.items():
            text = self._presenter.wording.text(key)
            if text != _text_of(field):
                field.setPlainText(text) if isinstance(field, QPlainTextEdit) else field.setText(text)
        self._showing = False
        self.compare()

    def compare(self) -> None:
        """Say under each text that differs what the shipped one is."""
        for key in self._fields:
            self._compare(key)

    def _compare(self, key: str) -> None:
        shipped = self._presenter.shipped_text(key)
        words = "" if shipped is None else _("Shipped text: {text}").format(text=shipped or _("(left out)"))
        self.forms[RULES[key].part].row(key).set_hint(words)

    def show_problems(self, problems: Iterable[Problem]) -> None:
        """Say under each text what is wrong with it; the cursor stays where it is."""
        words: dict[str, list[str]] = {}
        for problem in problems:
            words.setdefault(problem.field, []).append(render(problem.message))
        for key in self._fields:
            self.forms[RULES[key].part].row(key).set_error(" ".join(words.get(key, ())))

    def insert(self, key: str, text: str) -> None:
        """Put a text in at the cursor, which stays behind it; a field that is selected whole is not replaced by it."""
        field = self._fields[key]
        if isinstance(field, QPlainTextEdit):
            field.insertPlainText(text)
        else:
            if field.selectedText() == field.text():  # so it is when Tab, or the window, has entered it
                field.end(False)
            field.insert(text)
        field.setFocus(Qt.FocusReason.OtherFocusReason)


class FieldBar(QWidget):
    """A button for each field that may stand in the text where the cursor was last."""

    def __init__(self, language: str, insert: Callable[[str], None]) -> None:
        super().__init__()
        self._label = Label("", "hint", wrap=True)
        self.buttons: dict[LetterField, Button] = {}
        for field in LetterField:
            written = placeholder(field, language)
            words = _(FIELD_WORDS[field])
            button = Button(written, partial(insert, written), compact=True, tooltip=words)
            button.setAccessibleName(_("Insert {field}").format(field=written))
            self.buttons[field] = button
        self.setLayout(column(self._label, FlowBox(*self.buttons.values(), gap=0.35), gap=0.3))
        self.show_for("", ())

    def show_for(self, label: str, fields: Iterable[LetterField]) -> None:
        """Offer the fields of the text that is called ``label``; "" for none."""
        offered = set(fields)
        words = _("Fields: choose a text above")
        if offered:
            words = _("Insert into “{text}” at the cursor:").format(text=label)
        elif label:
            words = _("“{text}” is plain text: nothing is filled in.").format(text=label)
        self._label.setText(words)
        for field, button in self.buttons.items():
            show_if(button, field in offered)


def _text_of(field: TextField | NoteField) -> str:
    return field.toPlainText() if isinstance(field, QPlainTextEdit) else field.text()
