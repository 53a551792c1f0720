"""Entering who belongs to a client's household, changing it, or taking the client out of it."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtWidgets import QWidget

from referral_desk.domain.client import Client, ClientRow
from referral_desk.domain.drafts import Draft
from referral_desk.domain.errors import Problem
from referral_desk.domain.household import Household
from referral_desk.i18n import _
from referral_desk.services import clients, households
from referral_desk.ui.dialogs.form_dialog import FormDialog
from referral_desk.ui.forms.choices import SHOWN, client_suggestion
from referral_desk.ui.forms.household import HouseholdForm
from referral_desk.ui.forms.household_presenter import HouseholdPresenter
from referral_desk.ui.settled_search import SettledSearch
from referral_desk.ui.tasks import LatestOnly
from referral_desk.ui.widgets.buttons import Button
from referral_desk.ui.widgets.suggestion_list import Suggestion
from referral_desk.ui.widgets.text import show_if
from referral_desk.ui.workplace import Workplace


class HouseholdDialog(FormDialog):
    """``saved`` gets the stored household and what it was before (None: new).

    ``left`` gets the household out of which the client was taken, as it was.
    """

    draft_form = "household"

    def __init__(
        self,
        work: Workplace,
        client: Client,
        household: Household | None,
        *,
        saved: Callable[[Household, Household | None], None],
        left: Callable[[Household], None],
        parent: QWidget | None = None,
        draft: Draft | None = None,
    ) -> None:
        title = _("Household") if household else _("New household")
        super().__init__(work, title, client.name, parent, draft=draft)
        self._saved, self._left = saved, left
        self._household = household
        self._reads: dict[str, LatestOnly] = {}
        centre = work.centre
        self.presenter = HouseholdPresenter(client, household, centre.codes, centre.today())
        if draft is not None:
            self.presenter.take(draft.content)
        self._search = SettledSearch(work, "clients", self)
        self._searches = LatestOnly(work.tasks)
        self.form = HouseholdForm(self.presenter, centre.codes, self._provide, centre.today)
        self.form.client_picked.connect(self._look_up)
        leave = Button(_("Take this client out"), self._leave, kind="danger", icon="remove")
        show_if(leave, household is not None)
        self.add_button(leave)
        self.furnish(self.form, (self.form.form,), size=(76, 46))

    def first_field(self) -> QWidget:
        lines = self.form.lines
        return lines[0].relation if len(lines) > 1 else self.form.add_button

    def in_work(self) -> HouseholdPresenter:
        return self.presenter

    def draft_about(self) -> str:
        return f"c-{self.presenter.client.id}"

    def show_problems(self, problems: Sequence[Problem]) -> None:
        # The lines take the cursor last: they stand above the rest.
        super().show_problems([each for each in problems if each.field.partition(".")[0] != "members"])
        rest = self.form.show_problems([each for each in problems if each.field.partition(".")[0] == "members"])
        if rest:
            super().show_problems([*rest, *(each for each in problems if each.field.partition(".")[0] != "members")])

    def save(self) -> None:
        problems = self.presenter.problems()
        self.show_problems(problems)
        if problems:
            return
        centre, client_id, entry = self.work.centre, self.presenter.client.id, self.presenter.draft
        before = self._household
        self.store(
            lambda: households.save(
                centre, client_id, entry.draft(), household_id=entry.household_id, version=entry.version
            ),
            lambda stored: self._saved(stored, before),
        )

    def _look_up(self, key: str, client_id: int) -> None:
        """Read the record of a client who was picked, and whether she is in a household already."""
        self._search.settle()
        centre = self.work.centre
        reads = self._reads.setdefault(key, LatestOnly(self.work.tasks))
        reads.run(lambda _work: households.newcomer(centre, client_id), lambda new: self.form.welcome(key, new))

    def _provide(self, text: str, deliver: Callable[[Sequence[Suggestion[int]]], None]) -> None:
        """Find clients for the field in which somebody types."""
        centre = self.work.centre

        def found(rows: Sequence[ClientRow]) -> None:
            self._search.showed(text, [row.id for row in rows], len(rows))
            deliver([client_suggestion(row, centre.today()) for row in rows])

        self._searches.run(lambda _work: clients.suggestions(centre, text, limit=SHOWN), found)

    def done(self, result: int) -> None:
        self._searches.drop()
        self._search.settle()
        for reads in self._reads.values():
            reads.drop()
        super().done(result)

    def _leave(self) -> None:
        centre, client_id = self.work.centre, self.presenter.client.id
        self.store(lambda: households.leave(centre, client_id), self._left)
