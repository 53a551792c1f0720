"""Record how a handoff of an existing referral went, with the same live badge as a new referral."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QWidget

from referral_desk.domain.drafts import Draft
from referral_desk.domain.errors import Problem
from referral_desk.domain.messages import N_, message
from referral_desk.domain.referral import Referral
from referral_desk.i18n import _, language
from referral_desk.services import referrals
from referral_desk.ui.dialogs.form_dialog import FormDialog
from referral_desk.ui.forms.handoff import HandoffRows, WarmthCard, chip_key
from referral_desk.ui.forms.handoff_entry import HandoffEntry
from referral_desk.ui.forms.presenter import DraftPresenter
from referral_desk.ui.widgets.form import Form
from referral_desk.ui.widgets.layouts import topped
from referral_desk.ui.widgets.side_by_side import SideBySide
from referral_desk.ui.workplace import Workplace


class HandoffDialog(FormDialog):
    """Asks for the facts of a handoff and stores them; ``done`` gets the referral as it is then.

    ``entry`` is what the form begins with, where something else knows the facts.
    """

    draft_form = "handoff"

    def __init__(
        self,
        work: Workplace,
        referral_id: int,
        heading: str,
        done: Callable[[Referral], None],
        *,
        now: str = "",
        entry: HandoffEntry | None = None,
        parent: QWidget | None = None,
        draft: Draft | None = None,
    ) -> None:
        super().__init__(work, _("Record the handoff"), heading, parent, draft=draft)
        self._referral_id = referral_id
        self._done = done
        self._form = Form()
        self.rows = HandoffRows(self._form, work.centre.today, to_come=False)
        self.presenter = DraftPresenter(
            entry or HandoffEntry(on=work.centre.today(), at=now, accompanied_by=work.centre.staff_name)
        )
        if draft is not None:
            self.presenter.take(draft.content)
        self.rows.show_entry(self.presenter.draft)
        self.warmth = WarmthCard()
        self.rows.changed.connect(self._changed)
        if typed := self.presenter.typed("on"):
            self.rows.day.type_in(typed)
        self._show_badge()
        self.furnish(
            SideBySide(topped(self._form), topped(self.warmth), stretch=(64, 36), narrow=52, gap=1.4),
            [self._form],
            size=(70, 30),
        )

    def first_field(self) -> QWidget:
        return self.rows.facts

    def in_work(self) -> DraftPresenter[HandoffEntry]:
        return self.presenter

    def draft_about(self) -> str:
        return f"r-{self._referral_id}"

    def save(self) -> None:
        entry = self.rows.entry
        problems = list(entry.problems(self.work.centre.today()))
        if entry.on is None:
            problems.append(Problem("on", self.rows.day.problem or message(N_("Enter the day."))))
        self.show_problems(problems)
        on: date | None = entry.on
        if problems or on is None:
            return
        facts = entry.facts()
        self.store(lambda: referrals.record_handoff(self.work.centre, self._referral_id, facts, on), self._done)

    def _changed(self) -> None:
        self.presenter.put(self.rows.entry)
        self.presenter.unread("on", self.rows.day.text(), self.rows.day.problem)
        self._show_badge()

    def _show_badge(self) -> None:
        self.warmth.show_badge(self.rows.entry.badge(self.work.centre.codes, language()))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        key = chip_key(event)
        if not key or not self.rows.press(key):
            super().keyPressEvent(event)
