"""Merging two records: choose the other one, compare field by field, see what moves, merge."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget

from referral_desk.domain.client import Client
from referral_desk.domain.likeness import LikelyClient
from referral_desk.domain.merging import Merged, MergePreview, check_choices
from referral_desk.i18n import _, render
from referral_desk.services import audit, likeness, merging
from referral_desk.ui.dialogs.form_dialog import FormDialog
from referral_desk.ui.dialogs.likely_same import person_words, why_words
from referral_desk.ui.dialogs.telling import in_words
from referral_desk.ui.forms.choices import client_provider
from referral_desk.ui.forms.merging import MergeComparison
from referral_desk.ui.merge_words import heed_words, moved_words
from referral_desk.ui.settled_search import SettledSearch
from referral_desk.ui.widgets.buttons import Button
from referral_desk.ui.widgets.cards import Card, SectionHeader, WarningPanel
from referral_desk.ui.widgets.form import Form
from referral_desk.ui.widgets.layouts import boxed, clear, column, row
from referral_desk.ui.widgets.suggestion_list import Suggestion
from referral_desk.ui.widgets.text import ElidedLabel, Label, show_if
from referral_desk.ui.widgets.type_ahead import TypeAheadField
from referral_desk.ui.workplace import Workplace

_PROPOSED_AT_MOST = 6


class MergeDialog(FormDialog):
    """``client`` is the record that is kept; ``other`` begins with a record chosen already. ``merged`` gets the merge.

    What is chosen here takes seconds and names no new fact, so nothing of it is kept as a draft.
    """

    def __init__(
        self,
        work: Workplace,
        client: Client,
        merged: Callable[[Merged], None],
        parent: QWidget | None = None,
        *,
        other: int | None = None,
    ) -> None:
        remark = _(
            "Choose another record of the same person. Everything in it goes over to this one, its number goes on "
            "leading here, and the merge can be taken back."
        )
        super().__init__(
            work, _("Merge into No. {number} {name}").format(number=client.number, name=client.name), remark, parent
        )
        self._client = client
        self._merged = merged
        self._preview: MergePreview | None = None
        self.comparison: MergeComparison | None = None
        self._search = SettledSearch(work, "clients", self)
        self.field: TypeAheadField[int] = TypeAheadField(
            client_provider(work, self._search),
            placeholder=_("Any part of name, kana, number, telephone or birth date"),
        )
        self.field.chosen_changed.connect(self._picked)
        form = Form()
        form.add_row("other", _("The other record"), self.field, required=True)
        self._form = form
        self.proposed = Card(padding=0.6, gap=0.3)
        self._proposals = column(gap=0.5)
        self.proposed.add(Label(_("Perhaps the same person"), "section"))
        self.proposed.add(self._proposals)
        self.proposed.hide()
        self.hindrance = WarningPanel(danger=True)
        self.heed = column(gap=0.4)
        self._compared = column(gap=0.5)
        self.moves = Label("", wrap=True)
        self._result = boxed(column(gap=0.5))
        body = column(form, self.proposed, self.hindrance, self._result, gap=0.6)
        body.addStretch(1)
        whole = self._result.layout()
        assert whole is not None
        whole.addWidget(SectionHeader(_("Compare"), _("What is grey is not taken over.")))
        whole.addWidget(boxed(self._compared))
        whole.addWidget(SectionHeader(_("What goes over to this record")))
        whole.addWidget(self.moves)
        whole.addWidget(boxed(self.heed))
        self._result.hide()
        self.save_button.set_label(_("Merge"))
        self.save_button.setEnabled(False)
        self.furnish(boxed(body), (form,), size=(84, 47))
        self._propose()
        if other is not None:
            self.choose(other)

    def first_field(self) -> QWidget:
        return self.field

    def unsaved(self) -> bool:
        comparison = self.comparison
        return comparison is not None and comparison.choices != comparison.suggested

    # --- choosing -----------------------------------------------------------------------------------------------

    def _propose(self) -> None:
        centre, client_id = self.work.centre, self._client.id

        def find() -> tuple[LikelyClient, ...]:
            found = likeness.likely_duplicates(centre, client_id, limit=_PROPOSED_AT_MOST)
            if found:
                audit.searched(centre, "clients", [each.id for each in found], len(found))
            return found

        self._task = self.work.read(find, self._show_proposals)
        self.finished.connect(lambda _result: self._task.cancel())

    def _show_proposals(self, found: tuple[LikelyClient, ...]) -> None:
        clear(self._proposals)
        for each in found:
            button = Button(_("Compare"), partial(self.choose, each.id), compact=True)
            button.setAccessibleName(_("Compare with {name}").format(name=each.person.name))
            words = column(
                ElidedLabel(person_words(self.work, each.person)), ElidedLabel(why_words(each), "hint"), gap=0.2
            )
            line = row(boxed(words), button, gap=0.6)
            line.setStretch(0, 1)
            self._proposals.addLayout(line)
        show_if(self.proposed, bool(found) and self._preview is None)

    def _picked(self, suggestion: Suggestion[int] | None) -> None:
        self._forget()
        if suggestion is not None:
            self._search.settle()
            self.choose(suggestion.value)

    def _forget(self) -> None:
        self._preview = self.comparison = None
        self.hindrance.set_text("")
        self.problem_panel.set_text("")
        self._result.hide()
        self.save_button.setEnabled(False)
        self._form.clear_problems()

    def choose(self, other_id: int) -> None:
        """Compare with a record."""
        self._forget()
        centre, client_id = self.work.centre, self._client.id

        def failed(error: Exception) -> bool:
            self.hindrance.set_text(in_words(error))
            return bool(in_words(error))

        self._reading = self.work.read(lambda: merging.preview(centre, client_id, other_id), self._show, failed)
        self.finished.connect(lambda _result: self._reading.cancel())

    # --- comparing ----------------------------------------------------------------------------------------------

    def _show(self, preview: MergePreview) -> None:
        self._preview = preview
        other = preview.other.client
        codes = self.work.centre.codes
        self.field.choose(Suggestion(other.id, other.name, _("No. {number}").format(number=other.number)))
        self.proposed.hide()
        clear(self._compared)
        self.comparison = MergeComparison(preview, codes)
        if self.comparison.rows:
            self._compared.addWidget(self.comparison)
        else:
            self._compared.addWidget(Label(_("Both records say the same."), "muted"))
        self.moves.setText(moved_words(preview) or _("Nothing was recorded there."))
        clear(self.heed)
        names = {member.login: member.name for member in self.work.centre.settings.staff}
        for words in heed_words(preview, names):
            self.heed.addWidget(WarningPanel(words))
        self.hindrance.set_text(render(preview.hindrance) if preview.hindrance else "")
        self.save_button.setEnabled(preview.hindrance is None)
        self._result.show()
        first = next(iter(self.comparison.rows), None)
        (first.chips if first else self.save_button).setFocus(Qt.FocusReason.OtherFocusReason)

    def save(self) -> None:
        preview, comparison = self._preview, self.comparison
        if preview is None or comparison is None or preview.hindrance is not None:
            return
        choices = comparison.choices
        problems = check_choices(choices, must_choose_household=preview.must_choose_household)
        self.problem_panel.set_text(" ".join(render(each.message) for each in comparison.show_problems(problems)))
        if problems:
            return
        centre, kept, other = self.work.centre, preview.kept.client, preview.other.client
        versions = (kept.version, other.version)
        self.store(lambda: merging.merge(centre, kept.id, other.id, choices, versions=versions), self._merged)
