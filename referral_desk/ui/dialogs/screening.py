"""Recording a screening, or correcting one."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from PySide6.QtWidgets import QWidget

from referral_desk.domain.client import Client
from referral_desk.domain.drafts import Draft, about_form, read_draft
from referral_desk.domain.screening import AUDIT, Screening
from referral_desk.i18n import _
from referral_desk.services import screenings
from referral_desk.ui.dialogs.form_dialog import FormDialog
from referral_desk.ui.forms.screening import ScreeningForm
from referral_desk.ui.forms.screening_presenter import ScreeningPresenter, TypedScreening
from referral_desk.ui.workplace import Workplace


class ScreeningDialog(FormDialog):
    """``made`` are the client's screenings, one of which is corrected where ``screening`` is given.

    ``usual`` says by tool which profile and drink size a new one begins with; ``path_id`` is the path of SBIRTS that a
    new one is a step of. ``saved`` gets the stored one.
    """

    draft_form = "screening"

    def __init__(
        self,
        work: Workplace,
        client: Client,
        made: tuple[Screening, ...],
        usual: Mapping[str, tuple[str, int]],
        *,
        saved: Callable[[Screening], None],
        screening: Screening | None = None,
        tool: str = AUDIT,
        path_id: int | None = None,
        parent: QWidget | None = None,
        draft: Draft | None = None,
    ) -> None:
        if draft is not None:
            kept = read_draft(TypedScreening, draft.content).draft
            screening = next((each for each in made if each.id == kept.screening_id), None)
        title = _("Correct a screening") if screening else _("New screening")
        super().__init__(work, title, client.name, parent, draft=draft)
        self._saved = saved
        centre = work.centre
        self.presenter = ScreeningPresenter(
            client.id, client.sex, screening, usual, centre.codes, centre.today(), tool=tool, path_id=path_id
        )
        if draft is not None:
            self.presenter.take(draft.content)
        self.form = ScreeningForm(self.presenter, centre.codes, centre.today)
        self.furnish(self.form, (self.form.form,), size=(70, 46))

    def first_field(self) -> QWidget:
        return self.form.first_field()

    def in_work(self) -> ScreeningPresenter:
        return self.presenter

    def draft_about(self) -> str:
        return about_form(f"c-{self.presenter.draft.client_id}", "screening")

    def save(self) -> None:
        problems = self.presenter.problems()
        self.show_problems(problems)
        if problems:
            return
        centre, record, known = self.work.centre, self.presenter.record(), self.presenter.screening
        screening_id, version = (known.id, known.version) if known else (None, None)
        path_id = None if known else self.presenter.draft.path_id
        self.store(
            lambda: screenings.save(centre, record, screening_id=screening_id, version=version, path_id=path_id),
            self._saved,
        )
