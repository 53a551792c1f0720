"""Merging two records of one person: the other one chosen, compared field by field, merged."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtWidgets import QWidget

from referral_desk.domain.client import Client
from referral_desk.domain.likeness import LikelyClient
from referral_desk.domain.merging import Merged, MergePreview, check_choices
from referral_desk.i18n import _, render
from referral_desk.services import audit, likeness, merging
from referral_desk.ui.dialogs.likely_same import person_words, why_words
from referral_desk.ui.dialogs.merging_dialog import Comparison, MergeWords, MergingDialog, Proposal
from referral_desk.ui.forms.choices import client_provider
from referral_desk.ui.merge_words import compared_heads, compared_lines, heed_words, moved_words
from referral_desk.ui.settled_search import SettledSearch
from referral_desk.ui.widgets.suggestion_list import Suggestion
from referral_desk.ui.widgets.type_ahead import Provider
from referral_desk.ui.workplace import Workplace

_PROPOSED_AT_MOST = 6


class MergeDialog(MergingDialog):
    """``client`` is the record that is kept, ``merged`` gets the merge; ``other`` is a record chosen already."""

    def __init__(
        self,
        work: Workplace,
        client: Client,
        merged: Callable[[Merged], None],
        parent: QWidget | None = None,
        *,
        other: int | None = None,
    ) -> None:
        words = MergeWords(
            title=_("Merge into No. {number} {name}").format(number=client.number, name=client.name),
            remark=_(
                "Choose another record of the same person. Everything in it goes over to this one, its number goes on "
                "leading here, and the merge can be taken back."
            ),
            other=_("The other record"),
            placeholder=_("Any part of name, kana, number, telephone or birth date"),
            proposed=_("Perhaps the same person"),
            moves=_("What goes over to this record"),
        )
        super().__init__(work, words, parent)
        self._client = client
        self._merged = merged
        self._preview: MergePreview | None = None
        self._look_for_likely()
        if other is not None:
            self.choose(other)

    def provider(self) -> Provider[int]:
        self._search = SettledSearch(self.work, "clients", self)
        return client_provider(self.work, self._search)

    def settle(self) -> None:
        self._search.settle()

    def _look_for_likely(self) -> None:
        centre, client_id = self.work.centre, self._client.id

        def find() -> tuple[LikelyClient, ...]:
            found = likeness.likely_duplicates(centre, client_id, limit=_PROPOSED_AT_MOST)
            if found:
                audit.searched(centre, "clients", [each.id for each in found], len(found))
            return found

        def show(found: tuple[LikelyClient, ...]) -> None:
            self.propose(
                [
                    Proposal(each.id, each.person.name, person_words(self.work, each.person), why_words(each))
                    for each in found
                ]
            )

        self._task = self.work.read(find, show)
        self.finished.connect(lambda _result: self._task.cancel())

    def compare(self, other_id: int) -> None:
        self._preview = None
        centre, client_id = self.work.centre, self._client.id
        self.read(lambda: merging.preview(centre, client_id, other_id), self._show)

    def _show(self, preview: MergePreview) -> None:
        self._preview = preview
        other = preview.other.client
        names = {member.login: member.name for member in self.work.centre.settings.staff}
        self.show_compared(
            Comparison(
                Suggestion(other.id, other.name, _("No. {number}").format(number=other.number)),
                compared_heads(preview.kept.client.number, other.number),
                compared_lines(preview, self.work.centre.codes),
                moved_words(preview.moves),
                heed_words(preview, names),
                preview.hindrance,
            )
        )

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
