"""Entering an institution, or changing its entry."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtWidgets import QWidget

from referral_desk.domain.drafts import Draft
from referral_desk.domain.errors import Problem
from referral_desk.domain.institution import Institution
from referral_desk.i18n import _
from referral_desk.services import institutions
from referral_desk.ui.dates import local_now
from referral_desk.ui.dialogs.form_dialog import FormDialog
from referral_desk.ui.dialogs.meeting_times import MeetingTimesDialog
from referral_desk.ui.forms.institution import InstitutionForm
from referral_desk.ui.forms.institution_presenter import InstitutionPresenter
from referral_desk.ui.workplace import Workplace


class InstitutionDialog(FormDialog):
    """``institution`` None enters a new one; ``saved`` gets the stored one."""

    draft_form = "institution"

    def __init__(
        self,
        work: Workplace,
        institution: Institution | None,
        *,
        saved: Callable[[Institution], None],
        parent: QWidget | None = None,
        draft: Draft | None = None,
    ) -> None:
        title = _("Change {name}").format(name=institution.name) if institution else _("New institution")
        super().__init__(work, title, parent=parent, draft=draft)
        self._saved = saved
        centre = work.centre
        now = local_now(centre.today())
        self.presenter = InstitutionPresenter(institution, centre.codes, now, centre.is_holiday)
        if draft is not None:
            self.presenter.take(draft.content)
        self.form = InstitutionForm(self.presenter, centre.codes, centre.today)
        self.form.times_wanted.connect(self.choose_times)
        self.furnish(self.form, self.form.forms, size=(84, 47))

    def show_problems(self, problems: Sequence[Problem]) -> None:
        if problems:
            self.form.show_field(problems[0].field)
        super().show_problems(problems)

    def choose_times(self) -> None:
        """Open the chooser with the times as they were read last; its words come back into the field."""
        MeetingTimesDialog(self.work, self.presenter.draft.schedule, self.form.take_times, parent=self).open()

    def first_field(self) -> QWidget:
        return self.form.name

    def in_work(self) -> InstitutionPresenter:
        return self.presenter

    def draft_about(self) -> str:
        institution = self.presenter.institution
        return f"i-{institution.id}" if institution else ""

    def save(self) -> None:
        problems = self.presenter.problems()
        self.show_problems(problems)
        if problems:
            return
        centre, draft, known = self.work.centre, self.presenter.draft, self.presenter.institution
        known_id, version = (known.id, known.version) if known else (None, None)
        self.store(
            lambda: institutions.save(centre, draft, institution_id=known_id, version=version),
            self._saved,
        )
