"""Merging two entries of one institution: the other one chosen, compared field by field, merged."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtWidgets import QWidget

from referral_desk.domain.institution_likeness import LikelyInstitution
from referral_desk.domain.institution_merging import InstitutionMergePreview, MergedInstitution, check_choices
from referral_desk.i18n import _, render
from referral_desk.services import institution_merging
from referral_desk.ui.dialogs.merging_dialog import Comparison, MergeWords, MergingDialog
from referral_desk.ui.forms.choices import institution_provider, institution_suggestion
from referral_desk.ui.institution_merge_words import MOVED_WORDS, compared_lines, heed_words, proposal
from referral_desk.ui.merge_words import compared_heads, moved_words
from referral_desk.ui.widgets.type_ahead import Provider
from referral_desk.ui.workplace import Workplace

_PROPOSED_AT_MOST = 6


class MergeInstitutionsDialog(MergingDialog):
    """``kept_id`` is the entry that is kept, called ``name``; ``merged`` gets the merge."""

    def __init__(
        self,
        work: Workplace,
        kept_id: int,
        name: str,
        merged: Callable[[MergedInstitution], None],
        parent: QWidget | None = None,
        *,
        other: int | None = None,
    ) -> None:
        words = MergeWords(
            title=_("Merge into {name}").format(name=name),
            remark=_(
                "Choose another entry of the same institution. Everything that names it will name this one; it stays "
                "readable as no longer there, is found here by its name, and the merge can be taken back."
            ),
            other=_("The other entry"),
            placeholder=_("Any part of name, kana, kind, target or telephone"),
            proposed=_("Perhaps the same institution"),
            moves=_("What goes over to this entry"),
        )
        super().__init__(work, words, parent)
        self._kept_id = kept_id
        self._merged = merged
        self._preview: InstitutionMergePreview | None = None
        if other is None:
            self._look_for_likely()
        else:
            self.choose(other)

    def provider(self) -> Provider[int]:
        return institution_provider(self.work)

    def _look_for_likely(self) -> None:
        centre, kept_id = self.work.centre, self._kept_id

        def show(found: tuple[LikelyInstitution, ...]) -> None:
            self.propose([proposal(each, centre.codes) for each in found[:_PROPOSED_AT_MOST]])

        self._task = self.work.read(lambda: institution_merging.likely_same(centre, kept_id), show)
        self.finished.connect(lambda _result: self._task.cancel())

    def compare(self, other_id: int) -> None:
        self._preview = None
        centre, kept_id = self.work.centre, self._kept_id
        self.read(lambda: institution_merging.preview(centre, kept_id, other_id), self._show)

    def _show(self, preview: InstitutionMergePreview) -> None:
        self._preview = preview
        codes = self.work.centre.codes
        self.show_compared(
            Comparison(
                institution_suggestion(self.work, preview.other),
                compared_heads(preview.kept.number, preview.other.number),
                compared_lines(preview, codes),
                moved_words(preview.moves, MOVED_WORDS),
                heed_words(preview, codes),
                preview.hindrance,
            )
        )

    def save(self) -> None:
        preview, comparison = self._preview, self.comparison
        if preview is None or comparison is None or preview.hindrance is not None:
            return
        choices = comparison.choices
        problems = check_choices(choices)
        self.problem_panel.set_text(" ".join(render(each.message) for each in comparison.show_problems(problems)))
        if problems:
            return
        centre, kept, other = self.work.centre, preview.kept, preview.other
        versions = (kept.version, other.version)
        self.store(
            lambda: institution_merging.merge(centre, kept.id, other.id, choices, versions=versions), self._merged
        )
