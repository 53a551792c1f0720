"""What became of a referral: any outcome, who told, when, and whether to look again."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from PySide6.QtWidgets import QWidget

from referral_desk.domain.codes import Outcome, Reporter
from referral_desk.domain.drafts import Draft
from referral_desk.domain.errors import Problem
from referral_desk.domain.followup import OutcomeReport, settles
from referral_desk.domain.messages import N_, message
from referral_desk.i18n import _, language
from referral_desk.services import followups
from referral_desk.services.followups import Undo
from referral_desk.ui.dialogs.form_dialog import FormDialog
from referral_desk.ui.forms.presenter import DraftPresenter
from referral_desk.ui.widgets.date_field import DateField
from referral_desk.ui.widgets.form import Form
from referral_desk.ui.widgets.layouts import topped
from referral_desk.ui.widgets.toggle_chips import Choice, ToggleChips
from referral_desk.ui.workplace import Workplace


@dataclass(frozen=True)
class TypedOutcome:
    """An outcome as far as it is entered."""

    outcome: Outcome | None = None
    reported_by: Reporter | None = None
    outcome_on: date | None = None
    next_on: date | None = None


class OutcomeDialog(FormDialog):
    """Asks for an outcome and stores it; ``done`` gets what takes it back and the outcome's label."""

    draft_form = "outcome"

    def __init__(
        self,
        work: Workplace,
        referral_id: int,
        heading: str,
        done: Callable[[Undo, str], None],
        *,
        outcome: Outcome | None = None,
        reporter: Reporter | None = None,
        parent: QWidget | None = None,
        draft: Draft | None = None,
    ) -> None:
        super().__init__(work, _("Outcome of the referral"), heading, parent, draft=draft)
        self._referral_id = referral_id
        self._done = done
        self.presenter = DraftPresenter(TypedOutcome(outcome, reporter, work.centre.today()))
        if draft is not None:
            self.presenter.take(draft.content)
        entered = self.presenter.draft
        self._form = Form()
        codes = work.centre.codes
        self.outcome = ToggleChips(
            [Choice(each.code, each.label(language())) for each in codes.outcomes.items],
            name=_("Outcome"),
            first_number=0,
            chosen=[entered.outcome or ""],
        )
        self.reporter = ToggleChips(
            [Choice(each.code, each.label(language())) for each in codes.reporters.items],
            name=_("Told by"),
            first_number=0,
            chosen=[entered.reported_by or ""],
        )
        self.day = DateField(today=work.centre.today)
        self.day.set_day(entered.outcome_on)
        self.next_day = DateField(today=work.centre.today, ahead=True)
        self.next_day.set_day(entered.next_on)
        self._form.add_row("outcome", _("Outcome"), self.outcome, required=True)
        self._form.add_row("reported_by", _("Told by"), self.reporter, required=True)
        self._form.add_row("outcome_on", _("Day"), self.day, required=True)
        self._form.add_row("next_on", _("Next check"), self.next_day)
        for part in (self.outcome, self.reporter, self.day, self.next_day):
            part.changed.connect(self._changed)
        for name, day in (("outcome_on", self.day), ("next_on", self.next_day)):
            if typed := self.presenter.typed(name):
                day.type_in(typed)
        self._explain()
        self.furnish(topped(self._form), [self._form], size=(48, 26))

    def first_field(self) -> QWidget:
        return self.outcome

    def in_work(self) -> DraftPresenter[TypedOutcome]:
        return self.presenter

    def draft_about(self) -> str:
        return f"r-{self._referral_id}"

    def save(self) -> None:
        problems = self._problems()
        self.show_problems(problems)
        outcome, reporter, day = self.outcome.value(), self.reporter.value(), self.day.day
        if problems or outcome is None or reporter is None or day is None:
            return
        report = OutcomeReport(Outcome(outcome), day, Reporter(reporter))
        next_on = self.next_day.day
        label = self.work.centre.codes.outcomes.label(outcome, language())
        self.store(
            lambda: followups.report_outcome(self.work.centre, self._referral_id, report, next_on=next_on),
            lambda undo: self._done(undo, label),
        )

    def _changed(self) -> None:
        outcome, reporter = self.outcome.value(), self.reporter.value()
        self.presenter.put(
            TypedOutcome(
                Outcome(outcome) if outcome else None,
                Reporter(reporter) if reporter else None,
                self.day.day,
                self.next_day.day,
            )
        )
        self.presenter.unread("outcome_on", self.day.text(), self.day.problem)
        self.presenter.unread("next_on", self.next_day.text(), self.next_day.problem)
        self._explain()

    def _problems(self) -> list[Problem]:
        problems = []
        if self.outcome.value() is None:
            problems.append(Problem("outcome", message(N_("Choose what became of it."))))
        if self.reporter.value() is None:
            problems.append(Problem("reported_by", message(N_("Choose who told us."))))
        if self.day.day is None:
            problems.append(Problem("outcome_on", self.day.problem or message(N_("Enter the day."))))
        if self.next_day.problem:
            problems.append(Problem("next_on", self.next_day.problem))
        return problems

    def _explain(self) -> None:
        code = self.outcome.value()
        open_still = code is not None and not settles(Outcome(code))
        self._form.row("next_on").set_hint(
            _("Left blank: asked about again in {days} days.").format(days=self.work.centre.settings.follow_up_days)
            if open_still
            else _("Left blank: nothing more to check.")
        )
