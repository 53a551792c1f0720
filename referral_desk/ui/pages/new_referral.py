"""New referral: one pane for who, where, what happened, what is asked, and when to look again."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, time

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent, QResizeEvent
from PySide6.QtWidgets import QApplication, QScrollArea, QWidget

from referral_desk.domain.access import Action
from referral_desk.domain.calendar import is_working_day
from referral_desk.domain.changes import ChangeSet, Kind
from referral_desk.domain.client import Client
from referral_desk.domain.codes import Paper, ReferralStatus
from referral_desk.domain.drafts import Draft
from referral_desk.domain.errors import Problem, Rejected
from referral_desk.domain.followup import suggested_follow_up
from referral_desk.domain.institution import Institution
from referral_desk.domain.referral import Referral
from referral_desk.i18n import _, language, render
from referral_desk.services import clients, institutions, referrals
from referral_desk.ui.dates import clock, short_date
from referral_desk.ui.dialogs.telling import in_words
from referral_desk.ui.forms.choices import client_suggestion, institution_suggestion
from referral_desk.ui.forms.handoff import SIGNS, chip_key
from referral_desk.ui.forms.handoff_words import mode_word
from referral_desk.ui.forms.referral import ReferralForm
from referral_desk.ui.forms.referral_entry import NewReferral
from referral_desk.ui.institution_words import meeting_words, standing_words
from referral_desk.ui.look import px
from referral_desk.ui.page import NEW_REFERRAL, Page, Place
from referral_desk.ui.pages.institution_doubts import InstitutionDoubts
from referral_desk.ui.pages.institution_taps import InstitutionTaps
from referral_desk.ui.pages.phone_sheet import sheet_button, show_phone_sheet
from referral_desk.ui.pages.referral_side import ReferralSide, Surroundings, read_surroundings
from referral_desk.ui.tasks import LatestOnly
from referral_desk.ui.widgets.buttons import Button
from referral_desk.ui.widgets.cards import PageHeader, Rule, WarningPanel
from referral_desk.ui.widgets.handoff_badge import HandoffBadge
from referral_desk.ui.widgets.layouts import FlowBox, boxed, column
from referral_desk.ui.widgets.side_by_side import SideBySide
from referral_desk.ui.widgets.text import show_if
from referral_desk.ui.workplace import Workplace


def new_referral_place(now: Place | None) -> Place:
    """Return where Ctrl+R leads from ``now``: the pane, filled with the client and institution in view."""
    return Place(NEW_REFERRAL, client=now.client if now else None, institution=now.institution if now else None)


class NewReferralPage(Page):
    """The pane. What is in work stays in it while one looks elsewhere, until it is saved or given up."""

    draft_form = "new_referral"

    def __init__(self, workplace: Workplace, *, now: Callable[[], str] = clock) -> None:
        super().__init__()
        self._work = workplace
        self._centre = workplace.centre
        self._now = now
        self.presenter = NewReferral(self._centre.today(), now(), self._centre.staff_name)
        self._latest = LatestOnly(workplace.tasks)
        self._found: Surroundings | None = None
        self._saving = False
        self._agreed_between: tuple[int | None, int | None] = (None, None)
        self.doubts = InstitutionDoubts(workplace)
        self.taps = InstitutionTaps(workplace, self)
        self.form = ReferralForm(workplace, self.presenter, self.doubts)
        self.sheet_button = sheet_button(workplace, self.print_sheet)
        self.side = ReferralSide(
            self._centre.codes,
            lambda number: self.go.emit(Place("referrals", referral=number)),
            self.sheet_button,
        )
        self.kept = WarningPanel(icon="info")
        self.kept.add_button(_("Start a new one"), self._start_anew)
        self.problem = WarningPanel(danger=True)
        self.save_button = Button(_("Save"), self.save, kind="primary", keys="Ctrl Enter")
        self.print_button = Button(_("Save and print"), self.save_and_print, icon="print", keys="Ctrl P")
        self.cancel_button = Button(_("Cancel"), self.leave.emit, kind="quiet", keys="Esc")
        workplace.permit(Action.SAVE_REFERRAL, self.save_button, self.print_button)
        self._put_together()
        self.form.changed.connect(self._changed)
        self.form.client_picked.connect(self._picked)
        self.form.institution_picked.connect(self._picked)
        self.form.handoff.day.changed.connect(self._look_around)
        self.doubts.verified.connect(self._verified)
        self.doubts.look.connect(lambda number: self.go.emit(Place("institutions", institution=number)))
        self.doubts.instead.connect(self._refer_instead)
        self.form.meeting_fixed.connect(self._meeting_fixed)
        self.form.show_entry()
        self._changed()
        workplace.drafts.register(self)
        app = QApplication.instance()
        if isinstance(app, QApplication):
            app.focusChanged.connect(self._follow)

    def _put_together(self) -> None:
        left = column(self.kept, self.problem, self.form, gap=0.7)
        left.addStretch(1)
        self._body = SideBySide(boxed(left), self.side, stretch=(73, 27), narrow=60, gap=1.5)
        head = PageHeader(_("New referral"), _("from any page"), keys="Ctrl R")
        inner = column(head, self._body, margins=(1.7, 1.1, 1.7, 0.8), gap=0.8)
        inner.addStretch(1)
        page = boxed(inner)
        page.setProperty("role", "page")
        self._scroll = QScrollArea()
        self._scroll.setWidget(page)
        self._scroll.setWidgetResizable(True)
        self._scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        # Where the badge stands below the form, as at 200 %, its word stands beside Save as well.
        self.small_badge = HandoffBadge(_("Warm handoff"))
        policy = self.small_badge.sizePolicy()
        policy.setRetainSizeWhenHidden(True)
        self.small_badge.setSizePolicy(policy)
        buttons = FlowBox(self.save_button, self.print_button, self.cancel_button, self.small_badge, gap=0.7)
        foot = boxed(column(buttons, margins=(1.7, 0.6, 1.7, 0.7)))
        # Save stays in view however long the form gets.
        layout = column(self._scroll, Rule(), foot, gap=0)
        layout.setStretch(0, 1)
        self.setLayout(layout)

    # --- the page -----------------------------------------------------------------------------------------------

    def title(self) -> str:
        return _("New referral")

    def help_text(self) -> str:
        words = _(
            "Record here whom you referred where, and what happened. Type part of a name and press Enter, twice: "
            "client, institution.\n\n"
            "Then say what happened, with the keys beside the words: 1 the client was there, 2 you spoke with the "
            "receiver directly, 3 to 9 how. Both facts together make a warm handoff; the badge at the right says which "
            "one is missing. O, W and N say how the client agreed.\n\n"
            "The day of the next check is proposed: the working day after the next meeting, or the centre’s usual "
            "number of days. Ctrl+Enter saves. If you look elsewhere meanwhile, what you entered stays here."
        )
        asked = _("Where an entry is old, full or not listed, the page asks about it. You need not answer: just go on.")
        return f"{words}\n\n{asked}"

    def open_place(self, place: Place) -> None:
        if self.presenter.in_work:
            name = self.presenter.entry.client_name
            self.kept.set_text(
                _("You have not finished this referral for {name} yet.").format(name=name)
                if name
                else _("You have not finished this referral yet.")
            )
            return
        self._begin(place.client, place.institution, place.path)

    def refresh(self, changes: ChangeSet, initiator: object) -> None:
        if initiator is not self and changes.touches(Kind.INSTITUTION, Kind.REFERRAL, Kind.CENTRE):
            self._look_around()

    def unsaved(self) -> str:
        if not self.presenter.in_work:
            return ""
        name = self.presenter.entry.client_name
        if not name:
            return _("This referral is not saved.")
        return _("The referral of {name} is not saved.").format(name=name)

    def draft_about(self) -> str:
        """Return whom the referral in work is about: "c-57", "" before a client is chosen."""
        client_id = self.presenter.entry.client_id
        return "" if client_id is None else f"c-{client_id}"

    def draft_content(self) -> str | None:
        """Return what is to be kept; None while nothing is in work."""
        return self.presenter.content(self.form.unread_texts)

    def resume(self, draft: Draft) -> None:
        if self.presenter.in_work:
            return  # what is in work here comes first; the other one waits on Today
        unread = self.presenter.take(draft.content)
        self._work.drafts.register(self, draft)
        self._show_entry()
        self.form.type_again(unread)
        self.take_focus()

    def keeps_unsaved(self) -> bool:
        return True

    def discard(self) -> None:
        self._begin(None, None)

    def save_action(self) -> Callable[[], None] | None:
        return self.save if self.save_button.isEnabled() else None

    def print_action(self) -> Callable[[], None] | None:
        return self.save_and_print if self.print_button.isEnabled() else None

    def take_focus(self) -> None:
        self.form.focus_first_open()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._show_small_badge()

    def _follow(self, _old: QWidget | None, new: QWidget | None) -> None:
        # A key may move the focus to a chip that is out of view.
        if new is not None and self._scroll.isAncestorOf(new):
            self._scroll.ensureWidgetVisible(new, 0, px(2.5))

    def _show_small_badge(self) -> None:
        badge = self.side.warmth.shown
        sign = SIGNS.get(badge.state) if badge else None
        show_if(self.small_badge, self._body.stacked and sign is not None)
        if badge is not None and sign is not None:
            self.small_badge.show_handoff(render(badge.word), sign)

    # --- filling in ---------------------------------------------------------------------------------------------

    def _start_anew(self) -> None:
        self._begin(None, None)
        self.take_focus()

    def _begin(self, client_id: int | None, institution_id: int | None, path_id: int | None = None) -> None:
        self.presenter.begin(self._centre.today(), self._now())
        self.presenter.fill_in(client_id, institution_id, path_id)
        self._show_entry()

    def _show_entry(self) -> None:
        client_id, institution_id = self.presenter.entry.client_id, self.presenter.entry.institution_id
        self._latest.drop()
        self._found = None
        self._agreed_between = (None, None)
        self.form.show_agreed(None)
        for panel in (self.kept, self.problem, self.form.warning):
            panel.set_text("")
        self.form.form.row("institution_id").set_hint("")
        self.doubts.show_nothing()
        self.form.show_entry()
        self.side.show_nothing()
        if client_id is not None:
            self._work.read(lambda: clients.get(self._centre, client_id), self._show_client)
        if institution_id is not None:
            self._work.read(lambda: institutions.get(self._centre, institution_id), self._show_institution)
        self._changed()
        if client_id is not None and institution_id is not None:
            self._look_around()

    def _show_client(self, client: Client) -> None:
        if self.presenter.entry.client_id == client.id:
            self.form.show_client(client_suggestion(client, self._centre.today()))
            self._changed()

    def _show_institution(self, institution: Institution) -> None:
        if self.presenter.entry.institution_id == institution.id:
            self.form.show_institution(institution_suggestion(self._work, institution))
            self._look_around()

    def _picked(self, record_id: int | None) -> None:
        self._look_around()
        if record_id is not None:
            self.take_focus()

    def _look_around(self) -> None:
        entry = self.presenter.entry
        institution_id, client_id, on = entry.institution_id, entry.client_id, entry.handoff.on
        if (client_id, institution_id) != self._agreed_between:
            self._agreed_between = (client_id, institution_id)
            self.form.show_agreed(None)
        if institution_id is None:
            self._latest.drop()
            self._found = None
            self.form.show_kind(None)
            self.side.show_nothing()
            self.form.warning.set_text("")
            self.doubts.show_nothing()
            self.form.form.row("institution_id").set_hint("")
            self._changed()
            return
        day = on or self._centre.today()
        self._latest.run(
            lambda _work: read_surroundings(self._centre, institution_id, client_id, day), self._show_surroundings
        )

    def _show_surroundings(self, found: Surroundings) -> None:
        self._found = found
        self.form.show_agreed(found.agreed)
        self.form.show_kind(found.kind)
        self._offer_meetings(found)
        self._suggest_follow_up()
        self.form.form.row("institution_id").set_hint(self._institution_words(found))
        self.form.warning.set_text(self._warnings(found))
        self.doubts.show_institution(found.institution, found.others)
        settings = self._centre.settings
        self.side.show_surroundings(
            found, settings.name, self._centre.staff_name, client=self.presenter.entry.client_id is not None
        )
        self._changed()

    def _verified(self, institution_id: int) -> None:
        self.taps.verify(institution_id)
        self.take_focus()  # the button goes with its question

    def _refer_instead(self, institution_id: int) -> None:
        """Put another institution in the place of the chosen one; what else was entered stays."""

        def there(institution: Institution) -> None:
            self.form.show_institution(institution_suggestion(self._work, institution))
            self._look_around()
            self.take_focus()

        self._work.read(lambda: institutions.get(self._centre, institution_id), there)

    def _offer_meetings(self, found: Surroundings) -> None:
        institution = found.institution
        day = self.presenter.entry.handoff.on or self._centre.today()
        after = datetime.combine(day, time.min)
        self.form.plan.offer(institution.schedule, institution.venue, after, self._centre.is_holiday)

    def _suggest_follow_up(self) -> None:
        """Propose the working day after the meeting that was fixed, else what the institution's own meetings say."""
        found, fixed = self._found, self.presenter.entry.plan.on
        if found is None:
            return
        if fixed is not None and found.kind.paper is Paper.CARD:
            days = self._centre.settings.follow_up_days
            self.form.suggest_follow_up(suggested_follow_up(fixed, days, fixed, self._centre.is_holiday))
        else:
            self.form.suggest_follow_up(found.suggested)

    def _meeting_fixed(self) -> None:
        self._suggest_follow_up()
        self._changed()

    def _institution_words(self, found: Surroundings) -> str:
        institution = found.institution
        words = []
        if found.meeting is not None:
            when = meeting_words(found.meeting)
            words.append(_("Next meeting {when} {venue}").format(when=when, venue=institution.venue).strip())
        if institution.verified_on is not None:
            words.append(_("last verified {day}").format(day=short_date(institution.verified_on)))
        return " ・ ".join(words) if language() == "ja" else " · ".join(words)

    def _warnings(self, found: Surroundings) -> str:
        words = []
        if found.still_open:
            last = found.still_open[0]
            status = self._centre.codes.referral_statuses.label(last.status, language())
            words.append(
                _("There is an open referral to this institution: {number}, {day}, {status}.").format(
                    number=last.number, day=short_date(last.on), status=status
                )
            )
        if found.institution.defunct_on is not None:
            words.append(standing_words(found.institution, self._centre.today()))
        return "\n".join(words)

    # --- what follows from what is entered ----------------------------------------------------------------------

    def _changed(self) -> None:
        entry = self.presenter.entry
        self.side.warmth.show_badge(entry.handoff.badge(self._centre.codes, language()))
        self._show_small_badge()
        labels = {Paper.CARD: _("Save and print the card"), Paper.LETTER: _("Save and print the letter")}
        self.print_button.set_label(labels[entry.paper] if entry.paper else _("Save and print"))
        self.print_button.setEnabled(self._can_print())
        self.save_button.setEnabled(not self._saving)
        self.form.form.row("follow_up_on").set_hint(self._follow_up_words())
        self.state_changed.emit()

    def _can_print(self) -> bool:
        return self.presenter.entry.may_print and not self._saving

    def _follow_up_words(self) -> str:
        entry, found = self.presenter.entry, self._found
        day = entry.follow_up_on
        if day is None:
            return _("Without a day the referral waits on Today under “no day set”.")
        if entry.handoff.to_come:
            return _("Today reminds you on this day.")
        if found is None or entry.follow_up_by_hand:
            working = is_working_day(day, self._centre.is_holiday)
            return "" if working else _("The office is closed on this day.")
        why = (
            _("The working day after the meeting.")
            if found.meeting is not None
            else _("{days} days on.").format(days=self._centre.settings.follow_up_days)
        )
        holidays = _("Holidays are skipped.")  # an extractor does not look into f-strings
        return f"{why} {holidays}"

    def keyPressEvent(self, event: QKeyEvent) -> None:
        key = chip_key(event)
        if not key or not self.form.press(key):
            super().keyPressEvent(event)

    def print_sheet(self) -> None:
        """Show the sheet for the call to the chosen institution, for the client where one is chosen."""
        entry = self.presenter.entry
        if entry.institution_id is not None:
            show_phone_sheet(self._work, self, entry.institution_id, entry.client_id)

    # --- saving -------------------------------------------------------------------------------------------------

    def save(self) -> None:
        """Store the referral and go back to where one was."""
        self._store(self._saved)

    def save_and_print(self) -> None:
        """Store the referral and show its letter or card for printing."""
        if self._can_print():
            self._store(self._saved_to_print)

    def _store(self, done: Callable[[Referral], None]) -> None:
        if self._saving or not self._complete():
            return
        ready = self.presenter.ready()
        self._saving = True
        self._changed()
        self._work.write(
            self._work.drafts.saving(
                self,
                lambda: referrals.refer(
                    self._centre,
                    ready.draft,
                    ready.facts,
                    follow_up_on=ready.follow_up_on,
                    plan=ready.plan,
                    path_id=ready.path_id,
                ),
            ),
            done,
            self._refused,
            initiator=self,
        )

    def _complete(self) -> bool:
        problems = self.presenter.problems(self._centre.today())
        self._show_problems(problems)
        return not problems

    def _show_problems(self, problems: tuple[Problem, ...]) -> None:
        rest = self.form.show_problems(problems)
        self.problem.set_text(" ".join(render(problem.message) for problem in rest))

    def _refused(self, error: Exception) -> bool:
        self._saving = False
        self._work.drafts.ended(self, stored=False)
        self._changed()
        if isinstance(error, Rejected):
            self._show_problems(error.problems)
            return True
        words = in_words(error)
        self.problem.set_text(words)
        return bool(words)

    def _saved(self, referral: Referral) -> None:
        self._saving = False
        self._work.drafts.ended(self, stored=True)
        self._begin(None, None)
        self._work.says.saved(
            _("Saved {number} ({mode})").format(number=referral.number, mode=mode_word(referral.mode)),
            lambda: self._take_back(referral),
        )
        self.leave.emit()

    def _saved_to_print(self, referral: Referral) -> None:
        paper = self.presenter.entry.paper
        window: QWidget = self.window()
        self._saved(referral)
        # Only now: printing is no part of the window's start.
        from referral_desk.ui.dialogs.papers import show_paper  # noqa: PLC0415

        show_paper(self._work, referral, paper or Paper.LETTER, window)

    def _take_back(self, referral: Referral) -> None:
        def marked(_referral: Referral) -> None:
            self._work.says.saved(
                _("{number} was taken back: it stays as entered in error.").format(number=referral.number)
            )

        self._work.write(
            lambda: referrals.set_status(self._centre, referral.id, ReferralStatus.ENTERED_IN_ERROR), marked
        )
