"""The four steps of a path of SBIRTS as cards: what came of each, and what can be done now."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial

from PySide6.QtWidgets import QWidget

from referral_desk.domain.access import Action
from referral_desk.domain.codes import SbirtsStep, StepResult
from referral_desk.domain.referral import Referral
from referral_desk.domain.sbirts import Intervention, Path, PathStep
from referral_desk.domain.screening import Screening, zone_label
from referral_desk.i18n import _, language
from referral_desk.services.sbirts import PathsOfClient
from referral_desk.ui.dates import short_date
from referral_desk.ui.forms.handoff_words import mode_badge
from referral_desk.ui.pages.phone_sheet import sheet_button
from referral_desk.ui.sbirts_words import LETTERS, agreed_words, plan_words, state_words, step_note
from referral_desk.ui.widgets.buttons import Button
from referral_desk.ui.widgets.cards import Card, IconMark
from referral_desk.ui.widgets.layouts import FlowBox, boxed, clear, column, row
from referral_desk.ui.widgets.text import Label
from referral_desk.ui.workplace import Workplace

_ASIDE = (StepResult.NOT_NEEDED, StepResult.POSTPONED, StepResult.DECLINED)


@dataclass(frozen=True)
class StepActions:
    """What the buttons of the cards do."""

    screen: Callable[[Path], None]
    agree: Callable[[Path], None]
    correct: Callable[[Intervention], None]
    take_back: Callable[[Intervention], None]
    look_again: Callable[[Intervention], None]
    sheet: Callable[[Intervention], None]
    refer: Callable[[], None]
    find: Callable[[Path], None]
    note: Callable[[SbirtsStep, StepResult], None]
    undo: Callable[[int], None]
    open_referral: Callable[[int], None]
    phone: Callable[[int], None]


class StepCards(QWidget):
    """Shows a path; the card of the next step stands out."""

    def __init__(self, work: Workplace, actions: StepActions) -> None:
        super().__init__()
        self._work = work
        self._do = actions
        self._cards = column(gap=0.5)
        self.setLayout(self._cards)
        self.buttons: dict[tuple[SbirtsStep, str], Button] = {}
        self._path: Path | None = None

    @property
    def first_button(self) -> Button | None:
        """The button of the next step, None where no step is left."""
        step = self._path.next_step if self._path else None
        return self.buttons.get((step, "do")) if step else None

    def clear(self) -> None:
        """Show nothing."""
        clear(self._cards)
        self.buttons = {}
        self._path = None

    def show_path(self, path: Path, found: PathsOfClient, screenings: Sequence[Screening]) -> None:
        """Show ``path`` with what belongs to it."""
        self.clear()
        self._path = path
        for step in SbirtsStep:
            self._cards.addWidget(self._card(path, step, found, screenings))

    def _card(self, path: Path, step: SbirtsStep, found: PathsOfClient, screenings: Sequence[Screening]) -> Card:
        codes = self._work.centre.codes
        ahead = path.next_step is step
        card = Card(gap=0.35, padding=0.8)
        name = codes.sbirts_steps.label(step, language())
        done = path.reached(step) is StepResult.DONE
        icon = "check" if done else "chevron-right" if ahead else "mark"
        head = row(
            IconMark(icon, "accent_ink" if done or ahead else "muted"),
            Label(f"{LETTERS[step]}  {name}", "section"),
            Label(state_words(path, step, codes), "strong" if ahead else "muted"),
            gap=0.5,
        )
        head.addStretch(1)
        card.add(boxed(head))
        if ahead:
            card.add(Label(self._advice(step), wrap=True))
        for taken in reversed([each for each in path.steps if each.step is step]):
            card.add(self._line(taken, found, screenings))
        card.add(self._main_buttons(path, step, ahead=ahead))
        return card

    @staticmethod
    def _advice(step: SbirtsStep) -> str:
        return {
            SbirtsStep.SCREENING: _("Go through the items together, on your own sheet, and enter the scores."),
            SbirtsStep.BRIEF_INTERVENTION: _("Agree with the client on what to try, and when to look at it again."),
            SbirtsStep.REFERRAL_TO_TREATMENT: _("If specialist care is needed: refer, and write the letter."),
            SbirtsStep.SELF_HELP_GROUP: _(
                "Phone the group now, with the client beside you, and hand over the phone. Fix which meeting, where to "
                "meet, who comes along."
            ),
        }[step]

    def _main_buttons(self, path: Path, step: SbirtsStep, *, ahead: bool) -> QWidget:
        codes = self._work.centre.codes
        mains: dict[SbirtsStep, tuple[str, Callable[[], None], Action]] = {
            SbirtsStep.SCREENING: (_("Enter a screening"), partial(self._do.screen, path), Action.SAVE_SCREENING),
            SbirtsStep.BRIEF_INTERVENTION: (
                _("Write down what was agreed"),
                partial(self._do.agree, path),
                Action.SAVE_INTERVENTION,
            ),
            SbirtsStep.REFERRAL_TO_TREATMENT: (_("Refer to treatment"), self._do.refer, Action.SAVE_REFERRAL),
            SbirtsStep.SELF_HELP_GROUP: (_("Introduce to a group"), self._do.refer, Action.SAVE_REFERRAL),
        }
        label, run, action = mains[step]
        main = Button(label, run, kind="primary" if ahead else "plain", compact=True)
        self._work.permit(action, main)
        self.buttons[step, "do"] = main
        line = FlowBox(main, gap=0.4)
        if step is SbirtsStep.SELF_HELP_GROUP:
            find = Button(_("Find the right place"), partial(self._do.find, path), compact=True, icon="search")
            self.buttons[step, "find"] = find
            line.add(find)
        name = codes.sbirts_steps.label(step, language())
        for result in _ASIDE if path.reached(step) is not StepResult.DONE else ():
            words = codes.step_results.label(result, language())
            button = Button(words, partial(self._do.note, step, result), kind="quiet", compact=True)
            button.setAccessibleName(f"{name} {words}")
            self._work.permit(Action.SAVE_PATH, button)
            self.buttons[step, result] = button
            line.add(button)
        return line

    # --- what came of a step ------------------------------------------------------------------------------------

    def _line(self, taken: PathStep, found: PathsOfClient, screenings: Sequence[Screening]) -> QWidget:
        day = short_date(taken.on)
        if taken.screening_id is not None:
            made = next((each for each in screenings if each.id == taken.screening_id), None)
            return Label(f"{day}  {self._screened(made)}" if made else day, wrap=True)
        if taken.intervention_id is not None:
            agreed = next((each for each in found.interventions if each.id == taken.intervention_id), None)
            return self._agreed(agreed) if agreed else Label(day)
        if taken.referral_id is not None:
            return self._referred(taken.step, found.referrals[taken.referral_id], found)
        words = self._work.centre.codes.step_results.label(taken.result, language())
        undo = Button(_("Take back"), partial(self._do.undo, taken.id), kind="link", compact=True)
        undo.setAccessibleName(f"{_('Take back')} {words} {day}")
        self._work.permit(Action.SAVE_PATH, undo)
        return FlowBox(Label(f"{day}  {words}  {step_note(taken)}".strip(), "muted", wrap=True), undo, gap=0.5)

    def _screened(self, made: Screening) -> str:
        codes, lang = self._work.centre.codes, language()
        tool = codes.screening_tools.label(made.tool, lang)
        return f"{tool} {made.total}  {zone_label(made, codes, lang)}".strip()

    def _agreed(self, agreed: Intervention) -> QWidget:
        lines: list[QWidget] = [Label(f"{short_date(agreed.on)}  {agreed_words(agreed)}", wrap=True)]
        if agreed.looked_result:
            lines.append(Label(agreed.looked_result, "hint", wrap=True))
        if agreed.look_again_on is not None and agreed.looked_on is None:
            again = _("Look at it again on {day}").format(day=short_date(agreed.look_again_on))
            lines.append(Label(again, "muted", wrap=True))
        buttons = [Button(_("Print the sheet"), partial(self._do.sheet, agreed), compact=True, icon="print")]
        self._work.permit(Action.ISSUE_DOCUMENT, *buttons)
        ours = []
        if agreed.looked_on is None:
            ours.append(Button(_("Looked again…"), partial(self._do.look_again, agreed), compact=True))
        ours.append(Button(_("Correct"), partial(self._do.correct, agreed), compact=True, kind="quiet"))
        ours.append(Button(_("Take back…"), partial(self._do.take_back, agreed), compact=True, kind="quiet"))
        self._work.permit(Action.SAVE_INTERVENTION, *ours)
        lines.append(FlowBox(*buttons, *ours, gap=0.35))
        return boxed(column(*lines, gap=0.25))

    def _referred(self, step: SbirtsStep, referral: Referral, found: PathsOfClient) -> QWidget:
        outcome = self._work.centre.codes.outcomes.label(referral.outcome, language())
        link = Button(
            referral.institution_name, partial(self._do.open_referral, referral.id), kind="link", compact=True
        )
        line = FlowBox(Label(short_date(referral.on)), link, mode_badge(referral.mode), Label(f"→ {outcome}"), gap=0.4)
        if step is SbirtsStep.SELF_HELP_GROUP:
            call = partial(self._do.phone, referral.institution_id)
            sheet = sheet_button(self._work, call, name=referral.institution_name)
            self.buttons[step, f"phone-{referral.id}"] = sheet
            line.add(sheet)
        plan = found.plans.get(referral.id)
        if plan is None:
            return line
        return boxed(column(line, Label(_("First meeting: {plan}").format(plan=plan_words(plan)), wrap=True), gap=0.2))
