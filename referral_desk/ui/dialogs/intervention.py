"""Recording what was agreed in a brief intervention, correcting it, and noting what came of looking at it again."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date

from PySide6.QtWidgets import QWidget

from referral_desk.domain.client import Client
from referral_desk.domain.codes import Goal
from referral_desk.domain.drafts import Draft, about_form, read_draft
from referral_desk.domain.errors import Problem
from referral_desk.domain.messages import N_, message
from referral_desk.domain.sbirts import Intervention
from referral_desk.i18n import _
from referral_desk.services import sbirts
from referral_desk.ui.dialogs.form_dialog import FormDialog
from referral_desk.ui.forms.intervention import InterventionForm
from referral_desk.ui.forms.intervention_presenter import InterventionPresenter, TypedIntervention
from referral_desk.ui.forms.presenter import DraftPresenter
from referral_desk.ui.widgets.date_field import DateField
from referral_desk.ui.widgets.form import Form, NoteField
from referral_desk.ui.workplace import Workplace


class InterventionDialog(FormDialog):
    """``made`` are the client's brief interventions, one of which is corrected where ``intervention`` is given.

    ``target``, ``goal`` and ``drink_grams`` begin a new one; ``path_id`` is the path of SBIRTS that it is a step of.
    ``saved`` gets the stored one.
    """

    draft_form = "intervention"

    def __init__(
        self,
        work: Workplace,
        client: Client,
        made: tuple[Intervention, ...],
        *,
        saved: Callable[[Intervention], None],
        intervention: Intervention | None = None,
        target: str = "",
        goal: Goal | None = None,
        drink_grams: int = 0,
        path_id: int | None = None,
        parent: QWidget | None = None,
        draft: Draft | None = None,
    ) -> None:
        if draft is not None:
            kept = read_draft(TypedIntervention, draft.content).draft
            intervention = next((each for each in made if each.id == kept.intervention_id), None)
        title = _("Correct a brief intervention") if intervention else _("Brief intervention")
        super().__init__(work, title, client.name, parent, draft=draft)
        self._saved = saved
        centre = work.centre
        self.presenter = InterventionPresenter(
            client.id,
            intervention,
            centre.codes,
            centre.today(),
            centre.is_holiday,
            target=target,
            goal=goal,
            drink_grams=drink_grams,
            path_id=path_id,
        )
        if draft is not None:
            self.presenter.take(draft.content)
        self.form = InterventionForm(self.presenter, centre.codes, centre.today)
        self.furnish(self.form, (self.form.form,), size=(58, 48))

    def first_field(self) -> QWidget:
        return self.form.goal if self.presenter.draft.target else self.form.target

    def in_work(self) -> InterventionPresenter:
        return self.presenter

    def draft_about(self) -> str:
        return about_form(f"c-{self.presenter.draft.client_id}", "intervention")

    def save(self) -> None:
        problems = self.presenter.problems()
        self.show_problems(problems)
        if problems:
            return
        centre, record, known = self.work.centre, self.presenter.record(), self.presenter.intervention
        known_id, version = (known.id, known.version) if known else (None, None)
        path_id = None if known else self.presenter.draft.path_id
        self.store(
            lambda: sbirts.save_intervention(
                centre, record, intervention_id=known_id, version=version, path_id=path_id
            ),
            self._saved,
        )


@dataclass(frozen=True, kw_only=True)
class TypedLook:
    """What came of looking again, as typed; ``again_on`` where it is to come up once more."""

    intervention_id: int
    result: str = ""
    again_on: date | None = None


class LookAgainDialog(FormDialog):
    """Asks what came of looking at it again; ``saved`` gets the stored record."""

    draft_form = "look_again"

    def __init__(
        self,
        work: Workplace,
        client_name: str,
        client_id: int,
        intervention_id: int,
        *,
        saved: Callable[[Intervention], None],
        parent: QWidget | None = None,
        draft: Draft | None = None,
    ) -> None:
        super().__init__(work, _("Looked at it again"), client_name, parent, draft=draft)
        self._saved, self._client_id = saved, client_id
        self.presenter: DraftPresenter[TypedLook] = DraftPresenter(TypedLook(intervention_id=intervention_id))
        if draft is not None:
            self.presenter.take(draft.content)
        self.form = Form(gap=0.7)
        self.words = NoteField(lines=4, placeholder=_("How it went, and what the client says about it"))
        self.words.setPlainText(self.presenter.draft.result)
        self.words.textChanged.connect(lambda: self._put(result=self.words.toPlainText()))
        self.form.add_row("result", _("What came of it"), self.words, required=True)
        self.again = DateField(today=work.centre.today, ahead=True)
        self.again.set_day(self.presenter.draft.again_on)
        if typed := self.presenter.typed("again_on"):
            self.again.type_in(typed)
        self.again.changed.connect(self._again)
        hint = _("Blank: it does not come up on Today any more.")
        self.form.add_row("again_on", _("Look once more on"), self.again, hint=hint)
        self.furnish(self.form, (self.form,), size=(50, 26))

    def first_field(self) -> QWidget:
        return self.words

    def in_work(self) -> DraftPresenter[TypedLook]:
        return self.presenter

    def draft_about(self) -> str:
        return about_form(f"c-{self._client_id}", f"look_again-{self.presenter.draft.intervention_id}")

    def _again(self) -> None:
        self.presenter.unread("again_on", self.again.text(), self.again.problem)
        self._put(again_on=self.again.day)

    def _put(self, **values: object) -> None:
        self.presenter.put(replace(self.presenter.draft, **values))  # type: ignore[arg-type]

    def save(self) -> None:
        draft = self.presenter.draft
        problems = [*self.presenter.problems()]
        if not draft.result.strip():
            problems.insert(0, Problem("result", message(N_("Write what came of it."))))
        self.show_problems(problems)
        if problems:
            return
        centre = self.work.centre
        self.store(
            lambda: sbirts.looked_again(centre, draft.intervention_id, draft.result, again_on=draft.again_on),
            self._saved,
        )
