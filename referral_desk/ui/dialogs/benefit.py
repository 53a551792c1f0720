"""Entering a benefit, changing one, or entering the one that follows it."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtWidgets import QWidget

from referral_desk.domain.benefit import Benefit
from referral_desk.domain.client import Client
from referral_desk.domain.drafts import Draft, read_draft
from referral_desk.i18n import _
from referral_desk.services import benefits
from referral_desk.services.benefits import Renewal
from referral_desk.ui.benefit_words import benefit_name
from referral_desk.ui.dialogs.form_dialog import FormDialog
from referral_desk.ui.forms.benefit import BenefitForm
from referral_desk.ui.forms.benefit_presenter import BenefitPresenter, BenefitTask, TypedBenefit
from referral_desk.ui.forms.choices import institution_provider
from referral_desk.ui.widgets.buttons import Button
from referral_desk.ui.widgets.text import show_if
from referral_desk.ui.workplace import Workplace


def task_of(draft: Draft, held: tuple[Benefit, ...], asked: BenefitTask) -> BenefitTask:
    """Return what a kept form was opened for, as far as its entries are still there; else ``asked``."""
    kept = read_draft(TypedBenefit, draft.content).draft
    by_id = {each.id: each for each in held}
    if kept.benefit_id in by_id:
        return BenefitTask(benefit=by_id[kept.benefit_id])
    return BenefitTask(renews=by_id[kept.renews_id]) if kept.renews_id in by_id else asked


class BenefitDialog(FormDialog):
    """``held`` are the client's benefits. ``saved`` gets the stored entry and what it was before (None: new),
    ``renewed`` what renewing did, ``removed`` the entry that was taken away.
    """

    draft_form = "benefit"

    def __init__(
        self,
        work: Workplace,
        client: Client,
        held: tuple[Benefit, ...],
        task: BenefitTask,
        *,
        saved: Callable[[Benefit, Benefit | None], None],
        renewed: Callable[[Renewal], None],
        removed: Callable[[Benefit], None],
        parent: QWidget | None = None,
        draft: Draft | None = None,
    ) -> None:
        task = task_of(draft, held, task) if draft is not None else task
        title = _("Change a benefit") if task.benefit else _("Renew a benefit") if task.renews else _("New benefit")
        codes, today = work.centre.codes, work.centre.today()
        what = benefit_name(task.renews, codes) if task.renews else ""
        super().__init__(work, title, "  ".join(part for part in (client.name, what) if part), parent, draft=draft)
        self._saved, self._renewed, self._removed = saved, renewed, removed
        self.presenter = BenefitPresenter(client.id, task, held, codes, today)
        if draft is not None:
            self.presenter.take(draft.content)
        self.form = BenefitForm(self.presenter, codes, institution_provider(work), work.centre.today)
        remove = Button(_("Remove this entry"), self._remove, kind="danger", icon="remove")
        show_if(remove, task.benefit is not None)
        self.add_button(remove)
        self.furnish(self.form, (self.form.form,), size=(62, 47))

    def first_field(self) -> QWidget:
        return self.form.since if self.presenter.benefit.kind else self.form.kind

    def in_work(self) -> BenefitPresenter:
        return self.presenter

    def draft_about(self) -> str:
        return f"c-{self.presenter.client_id}"

    def save(self) -> None:
        problems = self.presenter.problems()
        self.show_problems(problems)
        if problems:
            return
        centre, draft, task = self.work.centre, self.presenter.benefit, self.presenter.task
        if task.renews is not None:
            renews = task.renews
            self.store(
                lambda: benefits.renew(centre, renews.id, draft, version=renews.version),
                self._renewed,
            )
            return
        before = task.benefit
        benefit_id, version = (before.id, before.version) if before else (None, None)
        self.store(
            lambda: benefits.save(centre, draft, benefit_id=benefit_id, version=version),
            lambda stored: self._saved(stored, before),
        )

    def _remove(self) -> None:
        before = self.presenter.task.benefit
        if before is not None:
            centre, benefit_id, version = self.work.centre, before.id, before.version
            self.store(lambda: benefits.remove(centre, benefit_id, version=version), self._removed)
