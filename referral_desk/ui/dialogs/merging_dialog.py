"""What merging two records asks, whatever they are: choose the other one, compare, see what moves, merge."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget

from referral_desk.domain.messages import Message
from referral_desk.i18n import _, render
from referral_desk.ui.dialogs.form_dialog import FormDialog
from referral_desk.ui.dialogs.telling import in_words
from referral_desk.ui.forms.merging import MergeComparison
from referral_desk.ui.merge_words import ComparedLine
from referral_desk.ui.tasks import Task
from referral_desk.ui.widgets.buttons import Button
from referral_desk.ui.widgets.cards import Card, SectionHeader, WarningPanel
from referral_desk.ui.widgets.form import Form
from referral_desk.ui.widgets.layouts import boxed, clear, column, row
from referral_desk.ui.widgets.suggestion_list import Suggestion
from referral_desk.ui.widgets.text import ElidedLabel, Label, show_if
from referral_desk.ui.widgets.type_ahead import Provider, TypeAheadField
from referral_desk.ui.workplace import Workplace


@dataclass(frozen=True)
class MergeWords:
    """What the form is called, what it says first, what it asks for, and over what it proposes."""

    title: str
    remark: str
    other: str
    placeholder: str
    proposed: str
    moves: str


@dataclass(frozen=True)
class Proposal:
    """A record that may be the same: ``words`` tell it from others, ``why`` it may be."""

    id: int
    name: str
    words: str
    why: str


@dataclass(frozen=True)
class Comparison:
    """Both records beside each other, with what a merge moves and what is to be heeded before."""

    other: Suggestion[int]
    heads: tuple[str, str]
    lines: tuple[ComparedLine, ...]
    moves: str
    heed: tuple[str, ...]
    hindrance: Message | None


class MergingDialog(FormDialog):
    """A subclass says in :meth:`provider` how records are found, in :meth:`compare` what another one is, and in
    ``save`` what merging does.

    What is chosen here takes seconds and names no new fact, so nothing of it is kept as a draft.
    """

    def __init__(self, work: Workplace, words: MergeWords, parent: QWidget | None) -> None:
        super().__init__(work, words.title, words.remark, parent)
        self.compared: Comparison | None = None
        self.comparison: MergeComparison | None = None
        self._reading: Task[Any] | None = None
        self.field: TypeAheadField[int] = TypeAheadField(self.provider(), placeholder=words.placeholder)
        self.field.chosen_changed.connect(self._picked)
        form = Form()
        form.add_row("other", words.other, self.field, required=True)
        self._form = form
        self.proposed = Card(padding=0.6, gap=0.3)
        self._proposals = column(gap=0.5)
        self.proposed.add(Label(words.proposed, "section"))
        self.proposed.add(self._proposals)
        self.proposed.hide()
        self.hindrance = WarningPanel(danger=True)
        self.heed = column(gap=0.4)
        self._lines = column(gap=0.5)
        self.moves = Label("", wrap=True)
        whole = column(gap=0.5)
        whole.addWidget(SectionHeader(_("Compare"), _("What is grey is not taken over.")))
        whole.addWidget(boxed(self._lines))
        whole.addWidget(SectionHeader(words.moves))
        whole.addWidget(self.moves)
        whole.addWidget(boxed(self.heed))
        self._result = boxed(whole)
        self._result.hide()
        body = column(form, self.proposed, self.hindrance, self._result, gap=0.6)
        body.addStretch(1)
        self.save_button.set_label(_("Merge"))
        self.save_button.setEnabled(False)
        self.furnish(boxed(body), (form,), size=(84, 47))

    def first_field(self) -> QWidget:
        return self.field

    def unsaved(self) -> bool:
        comparison = self.comparison
        return comparison is not None and comparison.choices != comparison.suggested

    # --- for subclasses -----------------------------------------------------------------------------------------

    def provider(self) -> Provider[int]:
        """Return how the field finds records; asked while the form is being built."""
        raise NotImplementedError

    def settle(self) -> None:
        """Hear that somebody was picked from what the field found."""

    def compare(self, other_id: int) -> None:
        """Read what another record is; give it to :meth:`read`."""
        raise NotImplementedError

    def read(self, work: Callable[[], Any], show: Callable[[Any], None]) -> None:
        """Read on behind and show it; what stands in the way is said."""

        def failed(error: Exception) -> bool:
            self.hindrance.set_text(in_words(error))
            return bool(in_words(error))

        reading = self._reading = self.work.read(work, show, failed)
        self.finished.connect(lambda _result: reading.cancel())

    def propose(self, found: Sequence[Proposal]) -> None:
        """Offer records that may be the same, until one is compared."""
        clear(self._proposals)
        for each in found:
            button = Button(_("Compare"), partial(self.choose, each.id), compact=True)
            button.setAccessibleName(_("Compare with {name}").format(name=each.name))
            words = column(ElidedLabel(each.words), ElidedLabel(each.why, "hint"), gap=0.2)
            line = row(boxed(words), button, gap=0.6)
            line.setStretch(0, 1)
            self._proposals.addLayout(line)
        show_if(self.proposed, bool(found) and self.compared is None)

    def show_compared(self, compared: Comparison) -> None:
        """Show both records, and what merging them would do."""
        self.compared = compared
        self.field.choose(compared.other)
        self.proposed.hide()
        clear(self._lines)
        self.comparison = MergeComparison(compared.lines, compared.heads)
        if self.comparison.rows:
            self._lines.addWidget(self.comparison)
        else:
            self._lines.addWidget(Label(_("Both records say the same."), "muted"))
        self.moves.setText(compared.moves or _("Nothing was recorded there."))
        clear(self.heed)
        for words in compared.heed:
            self.heed.addWidget(WarningPanel(words))
        self.hindrance.set_text(render(compared.hindrance) if compared.hindrance else "")
        self.save_button.setEnabled(compared.hindrance is None)
        self._result.show()
        first = next(iter(self.comparison.rows), None)
        (first.chips if first else self.save_button).setFocus(Qt.FocusReason.OtherFocusReason)

    # --- choosing -----------------------------------------------------------------------------------------------

    def choose(self, other_id: int) -> None:
        """Compare with a record."""
        self.forget()
        self.compare(other_id)

    def forget(self) -> None:
        """Show no other record any more."""
        self.compared = self.comparison = None
        self.hindrance.set_text("")
        self.problem_panel.set_text("")
        self._result.hide()
        self.save_button.setEnabled(False)
        self._form.clear_problems()

    def _picked(self, suggestion: Suggestion[int] | None) -> None:
        self.forget()
        if suggestion is not None:
            self.settle()
            self.choose(suggestion.value)
