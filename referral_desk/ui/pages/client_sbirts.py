"""The part of a client's page with her path of SBIRTS: its four steps at the left, her screenings at the right."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from functools import partial
from typing import Any

from PySide6.QtCore import Qt

from referral_desk.domain.access import Action
from referral_desk.domain.changes import Saved
from referral_desk.domain.codes import Goal, SbirtsStep, StepResult
from referral_desk.domain.drafts import Draft, read_draft
from referral_desk.domain.sbirts import Intervention, Path, PathDraft, PathStep
from referral_desk.domain.screening import AUDIT, Screening, profile_of
from referral_desk.i18n import _, language
from referral_desk.services import sbirts, screenings
from referral_desk.services.clients import ClientPage
from referral_desk.services.sbirts import PathsOfClient
from referral_desk.services.screenings import ScreeningsOfClient
from referral_desk.ui.dates import short_date
from referral_desk.ui.dialogs.finding import FindingDialog
from referral_desk.ui.dialogs.intervention import InterventionDialog, LookAgainDialog, TypedLook
from referral_desk.ui.dialogs.path_ending import PathEndingDialog, TypedEnding
from referral_desk.ui.dialogs.screening import ScreeningDialog
from referral_desk.ui.dialogs.take_back import TakeBackDialog, TypedTakeBack
from referral_desk.ui.page import NEW_REFERRAL, Place
from referral_desk.ui.pages.client_part import ClientPart
from referral_desk.ui.pages.client_screenings import ClientScreenings
from referral_desk.ui.pages.phone_sheet import show_phone_sheet
from referral_desk.ui.pages.sbirts_steps import StepActions, StepCards
from referral_desk.ui.pages.showing import show_paper
from referral_desk.ui.sbirts_words import path_words
from referral_desk.ui.tasks import LatestOnly
from referral_desk.ui.widgets.buttons import Button
from referral_desk.ui.widgets.cards import Card, RowCard, SectionHeader
from referral_desk.ui.widgets.layouts import FlowBox, boxed, column
from referral_desk.ui.widgets.side_by_side import SideBySide
from referral_desk.ui.widgets.text import Label, show_if
from referral_desk.ui.workplace import Workplace

OFFERED = ("alcohol", "drugs", "gambling")
"""What a path is begun about with one tap; alcohol first."""

FIRST_TOOL = {"alcohol": AUDIT, "drugs": "dast_20", "gambling": "lost"}


class ClientSbirts(ClientPart):
    """Shows the open path of a client, offers to begin one, and lists those that have ended."""

    draft_forms = (
        ScreeningDialog.draft_form,
        InterventionDialog.draft_form,
        LookAgainDialog.draft_form,
        PathEndingDialog.draft_form,
        TakeBackDialog.draft_form,
    )

    def __init__(self, work: Workplace) -> None:
        super().__init__(work)
        self._page: ClientPage | None = None
        self._paths: PathsOfClient | None = None
        self._screened: ScreeningsOfClient | None = None
        self._draft: Draft | None = None
        self._reads = LatestOnly(work.tasks)
        self.screenings = ClientScreenings(
            work, add=lambda: self.new_screening(None), change=self.correct_screening, remove=self._take_back_screening
        )
        actions = StepActions(
            screen=self.new_screening,
            agree=self.agree,
            correct=self.correct_agreed,
            take_back=self.take_back_agreed,
            look_again=self.look_again,
            sheet=self.print_sheet,
            refer=self._refer,
            find=self.find_place,
            note=self._note_step,
            undo=self._undo_step,
            open_referral=lambda referral_id: self.go.emit(Place("referrals", referral=referral_id)),
            phone=self.print_phone_sheet,
        )
        self.steps = StepCards(work, actions)
        self.head = SectionHeader("")
        self.end_button = Button(_("End…"), self.end, compact=True)
        self.remove_button = Button(_("Begun by mistake"), self._remove_path, compact=True, kind="quiet")
        for button in (self.end_button, self.remove_button):
            self.head.add(button)
        work.permit(Action.SAVE_PATH, self.end_button, self.remove_button)
        self.begin = self._begin_card()
        self.ended_head = SectionHeader(_("Ended"))
        self.ended = RowCard()
        left = column(self.head, self.steps, self.begin, self.ended_head, self.ended, gap=0.5)
        left.addStretch(1)
        self.setLayout(column(SideBySide(boxed(left), self.screenings, stretch=(62, 38), narrow=60, gap=1.2)))
        self._clear()

    def _begin_card(self) -> Card:
        card = Card(
            Label(_("Begin a path"), "section"),
            Label(
                _(
                    "Screening, brief intervention, treatment, self-help group: four steps that you can leave at any "
                    "time and come back to. Choose what it is about."
                ),
                wrap=True,
            ),
        )
        codes = self.work.centre.codes
        self.begin_buttons: dict[tuple[str, bool], Button] = {}
        for family in (False, True):
            line = FlowBox(Label(_("For the family") if family else _("For the person"), "muted"), gap=0.5)
            for target in OFFERED:
                label = codes.targets.label(target, language())
                button = Button(label, partial(self.start, target, for_family=family), compact=True)
                if family:
                    button.setAccessibleName(_("{target}, for the family").format(target=label))
                self.begin_buttons[target, family] = button
                line.add(button)
            card.add(line)
        self.work.permit(Action.SAVE_PATH, *self.begin_buttons.values())
        return card

    # --- what is shown ------------------------------------------------------------------------------------------

    def show_client(self, page: ClientPage) -> None:
        if self._page is None or page.client.id != self._page.client.id:
            self._clear()
        self._page = page
        centre, client_id = self.work.centre, page.client.id
        self._reads.run(
            lambda _work: (sbirts.of_client(centre, client_id), screenings.of_client(centre, client_id)), self._show
        )

    def open_again(self, draft: Draft) -> None:
        self._draft = draft
        if self._paths is not None:
            self._open_draft()

    def take_focus(self) -> None:
        begin = self.begin_buttons[OFFERED[0], False]
        first = (self.steps.first_button or self.screenings.add_button) if self.path else begin
        first.setFocus(Qt.FocusReason.OtherFocusReason)

    def _clear(self) -> None:
        self._paths = self._screened = self._draft = None
        self.steps.clear()
        self.screenings.clear()
        self.ended.clear()
        for widget in (self.head, self.steps, self.begin, self.ended_head, self.ended):
            show_if(widget, False)

    @property
    def shown(self) -> PathsOfClient | None:
        """What is on show; None while it is read."""
        return self._paths

    @property
    def screened(self) -> ScreeningsOfClient | None:
        """The screenings on show; None while they are read."""
        return self._screened

    @property
    def path(self) -> Path | None:
        """The path in work: the latest one that has not ended."""
        return next((path for path in self._paths.paths if path.open), None) if self._paths else None

    def _show(self, found: tuple[PathsOfClient, ScreeningsOfClient]) -> None:
        page = self._page
        if page is None:
            return
        self._paths, self._screened = found
        path = self.path
        focus = self.window().focusWidget()
        just_begun = path is not None and focus is not None and self.begin.isAncestorOf(focus)
        with self.keeping_focus():
            show_if(self.head, path is not None)
            show_if(self.steps, path is not None)
            if path is not None:
                self.head.set_text("SBIRTS", path_words(path, self.work.centre.codes))
                show_if(self.remove_button, not path.steps)
                self.steps.show_path(path, self._paths, self._screened.screenings)
            show_if(self.begin, path is None)
            self._show_ended([each for each in self._paths.paths if each is not path])
            self.screenings.show_screenings(page.client, self._screened)
        if just_begun:  # Qt has sent the focus past the steps
            self.take_focus()
        if self._draft is not None:
            self._open_draft()

    def _show_ended(self, paths: list[Path]) -> None:
        self.ended.clear()
        codes = self.work.centre.codes
        for each in paths:
            ending = codes.path_endings.label(each.ending, language())
            again = Button(_("Open again"), partial(self._open_path, each), compact=True)
            self.work.permit(Action.SAVE_PATH, again)
            show_if(again, self.path is None)
            self.ended.add_row(Label(f"{path_words(each, codes)}  {ending}", wrap=True), again)
        show_if(self.ended_head, bool(paths))
        show_if(self.ended, bool(paths))

    # --- the path -----------------------------------------------------------------------------------------------

    def start(self, target: str, *, for_family: bool = False) -> None:
        """Begin a path about ``target`` today."""
        if self._page is None:
            return
        centre = self.work.centre
        draft = PathDraft(
            client_id=self._page.client.id, target=target, for_family=for_family, started_on=centre.today()
        )
        self.work.write(lambda: sbirts.save_path(centre, draft), self._started)

    def _started(self, path: Path) -> None:
        self.work.says.saved(
            _("Begun: {path}").format(path=path_words(path, self.work.centre.codes)),
            partial(self._remove, path),
        )

    def end(self, draft: Draft | None = None) -> None:
        path = self.path
        if path is not None and self._page is not None:
            name = self._page.client.name
            PathEndingDialog(self.work, name, path, done=self._ended, parent=self.window(), draft=draft).open()

    def _ended(self, path: Path) -> None:
        self.work.says.saved(_("The path has ended."), partial(self._open_path, path))

    def _open_path(self, path: Path) -> None:
        again = replace(sbirts.path_draft(path), ending="", ended_on=None)
        self.work.write(
            lambda: sbirts.save_path(self.work.centre, again, path_id=path.id, version=path.version),
            lambda _path: self.work.says.saved(_("The path goes on.")),
        )

    def _remove_path(self) -> None:
        path = self.path
        if path is not None:
            self._remove(path)

    def _remove(self, path: Path) -> None:
        self.work.write(lambda: sbirts.remove_path(self.work.centre, path.id), self._undone)

    def _note_step(self, step: SbirtsStep, result: StepResult) -> None:
        path = self.path
        if path is not None:
            self.work.write(lambda: sbirts.take_step(self.work.centre, path.id, step, result), self._noted)

    def _noted(self, taken: PathStep) -> None:
        codes = self.work.centre.codes
        words = _("{step}: {result}").format(
            step=codes.sbirts_steps.label(taken.step, language()),
            result=codes.step_results.label(taken.result, language()),
        )
        self.work.says.saved(words, partial(self._undo_step, taken.id))

    def _undo_step(self, step_id: int) -> None:
        self.work.write(lambda: sbirts.undo_step(self.work.centre, step_id), self._undone)

    def _undone(self, _record: object) -> None:
        self.work.says.saved(_("Taken back."))

    def _refer(self) -> None:
        path = self.path
        if path is not None:
            self.go.emit(Place(NEW_REFERRAL, client=path.client_id, path=path.id))

    def find_place(self, path: Path) -> None:
        """Open the ranking of the groups that suit; the one chosen leads to a new referral of this path."""
        client_id, path_id = path.client_id, path.id
        FindingDialog(
            self.work,
            lambda institution_id: self.go.emit(
                Place(NEW_REFERRAL, client=client_id, institution=institution_id, path=path_id)
            ),
            target=path.target,
            for_family=path.for_family,
            client_id=client_id,
            parent=self.window(),
        ).open()

    def print_phone_sheet(self, institution_id: int) -> None:
        """Show the sheet for the call to a group, for this client."""
        if self._page is not None:
            show_phone_sheet(self.work, self, institution_id, self._page.client.id)

    # --- screenings ---------------------------------------------------------------------------------------------

    def new_screening(self, path: Path | None) -> None:
        """Open the form of a new screening, a step of ``path`` where one is given."""
        tool = FIRST_TOOL.get(path.target, AUDIT) if path else AUDIT
        self._open_screening(None, tool=tool, path_id=path.id if path else None)

    def correct_screening(self, each: Screening) -> None:
        self._open_screening(each)

    def _open_screening(
        self, each: Screening | None, *, tool: str = AUDIT, path_id: int | None = None, draft: Draft | None = None
    ) -> None:
        if self._page is None or self._screened is None:
            return
        ScreeningDialog(
            self.work,
            self._page.client,
            self._screened.screenings,
            self._screened.usual,
            saved=self._screening_saved,
            screening=each,
            tool=tool,
            path_id=path_id,
            parent=self.window(),
            draft=draft,
        ).open()

    def _screening_saved(self, stored: Screening) -> None:
        tool = self.work.centre.codes.screening_tools.label(stored.tool, language())
        self.work.says.saved(_("Saved: {tool} {total}").format(tool=tool, total=stored.total))

    def _take_back_screening(self, each: Screening, draft: Draft | None = None) -> None:
        centre = self.work.centre
        tool = centre.codes.screening_tools.label(each.tool, language())
        self._take_back(
            TypedTakeBack(kind=screenings.KIND, record_id=each.id),
            f"{tool} {each.total}  {short_date(each.on)}",
            lambda reason: screenings.remove(centre, each.id, reason, version=each.version),
            draft,
        )

    def _take_back(self, of: TypedTakeBack, what: str, call: Callable[[str], Saved[Any]], draft: Draft | None) -> None:
        if self._page is not None:
            TakeBackDialog(
                self.work,
                self._page.client.id,
                of,
                what,
                call=call,
                done=self._undone,
                parent=self.window(),
                draft=draft,
            ).open()

    # --- brief interventions ------------------------------------------------------------------------------------

    def agree(self, path: Path) -> None:
        made = self._screened.screenings if self._screened else ()
        screening = next((each for each in made if each.drink_grams), None)
        self._open_agreed(
            None,
            target=path.target,
            goal=self._suggested_goal(path),
            drink_grams=screening.drink_grams if screening else 0,
            path_id=path.id,
        )

    def _suggested_goal(self, path: Path) -> Goal | None:
        """Return the goal that the path's latest screening suggests."""
        ids = {step.screening_id for step in path.steps if step.screening_id is not None}
        made = self._screened.screenings if self._screened else ()
        last = next((each for each in made if each.id in ids), None)
        tool = self.work.centre.codes.screening_tools.get(last.tool) if last else None
        profile = profile_of(tool, last.profile) if tool and last else None
        zones = profile.zones if profile else ()
        return next((zone.goal for zone in zones if last and zone.code == last.zone), None)

    def correct_agreed(self, each: Intervention) -> None:
        self._open_agreed(each)

    def _open_agreed(
        self,
        each: Intervention | None,
        *,
        target: str = "",
        goal: Goal | None = None,
        drink_grams: int = 0,
        path_id: int | None = None,
        draft: Draft | None = None,
    ) -> None:
        if self._page is None or self._paths is None:
            return
        InterventionDialog(
            self.work,
            self._page.client,
            self._paths.interventions,
            saved=self._agreed,
            intervention=each,
            target=target,
            goal=goal,
            drink_grams=drink_grams,
            path_id=path_id,
            parent=self.window(),
            draft=draft,
        ).open()

    def _agreed(self, _stored: Intervention) -> None:
        self.work.says.saved(_("Saved what was agreed. The sheet for the client can be printed."))

    def take_back_agreed(self, each: Intervention, draft: Draft | None = None) -> None:
        centre = self.work.centre
        self._take_back(
            TypedTakeBack(kind=sbirts.INTERVENTION_KIND, record_id=each.id),
            f"{_('Brief intervention')}  {short_date(each.on)}",
            lambda reason: sbirts.remove_intervention(centre, each.id, reason, version=each.version),
            draft,
        )

    def look_again(self, each: Intervention, draft: Draft | None = None) -> None:
        if self._page is not None:
            client = self._page.client
            LookAgainDialog(
                self.work, client.name, client.id, each.id, saved=self._looked, parent=self.window(), draft=draft
            ).open()

    def _looked(self, _stored: Intervention) -> None:
        self.work.says.saved(_("Saved what came of it."))

    def print_sheet(self, each: Intervention) -> None:
        # Only now: papers are no part of opening the page.
        from referral_desk.i18n import Language  # noqa: PLC0415
        from referral_desk.services.goal_paper import goal_sheet  # noqa: PLC0415

        lang = Language(language())
        show_paper(
            self.work,
            self,
            lambda: goal_sheet(self.work.centre, each.id, language=lang),
            _("Sheet for the client"),
            f"goal-{each.id}.pdf",
        )

    # --- forms that come back -----------------------------------------------------------------------------------

    def _open_draft(self) -> None:
        draft, self._draft = self._draft, None
        if draft is None or self._paths is None or self._screened is None:
            return
        agreed = {each.id: each for each in self._paths.interventions}
        made = {each.id: each for each in self._screened.screenings}
        if draft.form == ScreeningDialog.draft_form:
            self._open_screening(None, draft=draft)
        elif draft.form == InterventionDialog.draft_form:
            self._open_agreed(None, draft=draft)
        elif draft.form == LookAgainDialog.draft_form:
            looked = agreed.get(read_draft(TypedLook, draft.content).draft.intervention_id)
            if looked is not None:
                self.look_again(looked, draft)
        elif draft.form == PathEndingDialog.draft_form:
            path = self.path
            if path is not None and read_draft(TypedEnding, draft.content).draft.path_id == path.id:
                self.end(draft)
        else:
            of = read_draft(TypedTakeBack, draft.content).draft
            if of.kind == screenings.KIND and of.record_id in made:
                self._take_back_screening(made[of.record_id], draft)
            elif of.kind == sbirts.INTERVENTION_KIND and of.record_id in agreed:
                self.take_back_agreed(agreed[of.record_id], draft)
