"""The part of a client's page that shows her benefits from when until when, and beside them who sent her to us."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget

from referral_desk.domain.access import Action
from referral_desk.domain.benefit import STATED_KINDS, Benefit, holds_on, runs_out
from referral_desk.domain.changes import Saved
from referral_desk.domain.drafts import Draft
from referral_desk.i18n import _, language
from referral_desk.services import benefits
from referral_desk.services.benefits import Renewal
from referral_desk.services.clients import ClientPage
from referral_desk.ui.benefit_words import behind_words, benefit_name, kind_words, period_words
from referral_desk.ui.dialogs.benefit import BenefitDialog
from referral_desk.ui.forms.benefit_presenter import BenefitTask
from referral_desk.ui.pages.client_part import ClientPart
from referral_desk.ui.pages.entry_lines import entry_lines, in_short
from referral_desk.ui.pages.who_sent import WhoSent
from referral_desk.ui.widgets.buttons import Button
from referral_desk.ui.widgets.cards import RowCard, SectionHeader
from referral_desk.ui.widgets.layouts import FlowBox, boxed, column
from referral_desk.ui.widgets.side_by_side import SideBySide
from referral_desk.ui.widgets.text import Label, show_if
from referral_desk.ui.workplace import Workplace


class ClientBenefits(ClientPart):
    """Benefits at the left, what holds first; at the right the institutions that sent the client."""

    draft_forms = (BenefitDialog.draft_form, *WhoSent.draft_forms)

    def __init__(self, work: Workplace) -> None:
        super().__init__(work)
        self._page: ClientPage | None = None
        self.add_button = Button(_("New benefit"), self.add_benefit, compact=True, icon="add")
        work.permit(Action.SAVE_BENEFIT, self.add_button)
        self.held = RowCard()
        self.nothing_held = Label(
            _("No benefit is recorded with its dates. With them, what runs out comes up on Today."), "muted", wrap=True
        )
        self.who_sent = WhoSent(work)
        head = SectionHeader(_("Benefits and certificates"))
        head.add(self.add_button)
        left = column(head, self.nothing_held, self.held, gap=0.45)
        left.addStretch(1)
        self.setLayout(column(SideBySide(boxed(left), self.who_sent, stretch=(6, 5), narrow=62, gap=1.2)))

    def show_client(self, page: ClientPage) -> None:
        same = self._page is not None and (self._page.client, self._page.benefits, self._page.inbound) == (
            page.client,
            page.benefits,
            page.inbound,
        )
        self._page = page
        if not same:
            with self.keeping_focus():
                self._show_held(page)
                self.who_sent.show_client(page)

    def take_focus(self) -> None:
        self.add_button.setFocus(Qt.FocusReason.OtherFocusReason)

    # --- benefits -----------------------------------------------------------------------------------------------

    def _show_held(self, page: ClientPage) -> None:
        today = self.work.centre.today()
        self.held.clear()
        rank = {each.id: self._rank(each, page) for each in page.benefits}
        order = {kind.code: place for place, kind in enumerate(self.work.centre.codes.benefit_kinds.items)}
        for each in sorted(page.benefits, key=lambda one: (rank[one.id], order.get(one.kind, 99), one.since or today)):
            self.held.add_row(self._benefit_words(each, rank[each.id]), self._benefit_buttons(each))
        dated = {each.kind for each in page.benefits}
        for kind, words in self._undated(page):
            if kind not in dated:
                self.held.add_row(
                    entry_lines(Label(words, wrap=True), Label(_("stated without dates"), "hint")),
                    self._undated_button(kind),
                )
        show_if(self.held, bool(self.held.rows))
        show_if(self.nothing_held, not page.benefits)

    def _rank(self, each: Benefit, page: ClientPage) -> int:
        """What holds comes first, then what ran out and waits, then what is to come, then what is over."""
        today = self.work.centre.today()
        if holds_on(each, today):
            return 0
        if runs_out(each, page.benefits, today):
            return 1
        return 2 if each.since and each.since > today else 3

    def _undated(self, page: ClientPage) -> list[tuple[str, str]]:
        codes, client = self.work.centre.codes, page.client
        lists = (codes.public_assistance, codes.outpatient_support, codes.disability_certificates)
        found = []
        for kind, answers in zip(STATED_KINDS, lists, strict=True):
            stated = getattr(client, kind)
            if stated and stated not in ("none", "unknown"):
                label = answers.label(stated, language())
                found.append((kind, f"{kind_words(kind, codes)}  {label}"))
        return found

    def _benefit_words(self, each: Benefit, rank: int) -> QWidget:
        over = rank == 3
        name = Label(benefit_name(each, self.work.centre.codes), "muted" if over else "strong", wrap=True)
        words = period_words(each.since, each.until) or _("without dates")
        if rank == 1:
            words = _("{period}, ran out").format(period=words)
        lines = [name, Label(words, "danger" if rank == 1 else "muted" if over else "")]
        for text in (behind_words(each), in_short(each.note)):
            if text:
                lines.append(Label(text, "hint", wrap=True))
        return entry_lines(*lines)

    def _benefit_buttons(self, each: Benefit) -> QWidget:
        name = benefit_name(each, self.work.centre.codes)
        change = Button(_("Change"), partial(self.change_benefit, each), compact=True)
        change.setAccessibleName(f"{_('Change')} {name}")
        buttons = [change]
        if not each.settled and each.until is not None:
            renew = Button(
                _("Renew…"), partial(self.renew, each), compact=True, tooltip=_("End this entry and enter the next")
            )
            renew.setAccessibleName(f"{_('Renew…')} {name}")
            buttons.insert(0, renew)
        self.work.permit(Action.SAVE_BENEFIT, *buttons)
        return FlowBox(*buttons, gap=0.35)

    def _undated_button(self, kind: str) -> Button:
        button = Button(_("Enter dates"), partial(self.add_benefit, kind), compact=True)
        button.setAccessibleName(f"{_('Enter dates')} {kind_words(kind, self.work.centre.codes)}")
        self.work.permit(Action.SAVE_BENEFIT, button)
        return button

    def add_benefit(self, kind: str = "") -> None:
        """Open the form of a new benefit, of ``kind`` where it is known."""
        self._open_benefit(BenefitTask(kind=kind))

    def change_benefit(self, each: Benefit) -> None:
        """Open the form of a stored benefit."""
        self._open_benefit(BenefitTask(benefit=each))

    def renew(self, each: Benefit) -> None:
        """Open the form of the benefit that follows, its dates proposed."""
        self._open_benefit(BenefitTask(renews=each))

    def _open_benefit(self, task: BenefitTask, draft: Draft | None = None) -> None:
        page = self._page
        if page is None:
            return
        BenefitDialog(
            self.work,
            page.client,
            page.benefits,
            task,
            saved=self._benefit_saved,
            renewed=self._renewed,
            removed=self._benefit_removed,
            parent=self.window(),
            draft=draft,
        ).open()

    def _benefit_saved(self, stored: Benefit, before: Benefit | None) -> None:
        work = self.work
        if before is None:
            back = partial(benefits.remove, work.centre, stored.id, version=stored.version)
        else:
            back = partial(
                benefits.save, work.centre, benefits.draft_of(before), benefit_id=before.id, version=stored.version
            )
        words = _("Saved {name}.").format(name=benefit_name(stored, work.centre.codes))
        work.says.saved(words, self._undo(back))

    def _benefit_removed(self, removed: Benefit) -> None:
        work = self.work
        draft = benefits.draft_of(removed)
        words = _("Removed {name}.").format(name=benefit_name(removed, work.centre.codes))
        work.says.saved(words, self._undo(partial(benefits.save, work.centre, draft)))

    def _renewed(self, done: Renewal) -> None:
        work = self.work
        name = benefit_name(done.follows, work.centre.codes)
        period = period_words(done.follows.since, done.follows.until)
        work.says.saved(
            _("Renewed {name}: {period}.").format(name=name, period=period),
            self._undo(partial(benefits.take_back, work.centre, done)),
        )

    def _undo(self, back: Callable[[], Saved[Benefit]]) -> Callable[[], None]:
        def undo() -> None:
            self.work.write(back, self._benefit_undone)

        return undo

    def _benefit_undone(self, _benefit: Benefit) -> None:
        self.work.says.saved(_("The benefits are as they were before."))

    # --- forms that come back -----------------------------------------------------------------------------------

    def open_again(self, draft: Draft) -> None:
        if draft.form == BenefitDialog.draft_form:
            self._open_benefit(BenefitTask(), draft)
        else:
            self.who_sent.open_again(draft)
