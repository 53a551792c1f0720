"""Recording a conference about a client, before it or after it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from PySide6.QtWidgets import QWidget

from referral_desk.domain.client import Client
from referral_desk.domain.conference import Conference
from referral_desk.domain.drafts import Draft
from referral_desk.i18n import _
from referral_desk.services import conferences
from referral_desk.services.conferences import Proposed
from referral_desk.ui.dialogs.form_dialog import FormDialog
from referral_desk.ui.forms.choices import institution_provider
from referral_desk.ui.forms.conference import ConferenceForm
from referral_desk.ui.forms.conference_presenter import DUE, ConferencePresenter
from referral_desk.ui.tasks import LatestOnly
from referral_desk.ui.widgets.buttons import Button
from referral_desk.ui.workplace import Workplace


class ConferenceDialog(FormDialog):
    """``conference`` None records a new one; ``saved`` gets the stored one, ``removed`` one that was taken back."""

    draft_form = "conference"

    def __init__(
        self,
        work: Workplace,
        client: Client,
        conference: Conference | None,
        *,
        saved: Callable[[Conference], None],
        removed: Callable[[Conference], None] | None = None,
        parent: QWidget | None = None,
        draft: Draft | None = None,
    ) -> None:
        title = _("Record a conference") if conference is None else _("Correct the conference")
        super().__init__(work, title, client.name, parent, draft=draft)
        self._saved = saved
        self._removed = removed
        centre = work.centre
        self.presenter = ConferencePresenter(client.id, conference, centre.today(), centre.codes)
        if draft is not None:
            self.presenter.take(draft.content)
        self.form = ConferenceForm(self.presenter, centre.codes, institution_provider(work), centre.today, client.name)
        self.furnish(self.form, (self.form.form,), size=(76, 52))
        if conference is not None and removed is not None:
            self.add_button(Button(_("Take back this conference"), self._remove, kind="danger", icon="remove"))
        self._proposals = LatestOnly(work.tasks)
        self._proposals.run(lambda _work: conferences.proposed(centre, client.id), self._propose)

    def _propose(self, proposed: Proposed) -> None:
        self.form.propose(proposed, self.work.centre.me)

    def first_field(self) -> QWidget:
        return self.form.kind

    def in_work(self) -> ConferencePresenter:
        return self.presenter

    def draft_about(self) -> str:
        return f"c-{self.presenter.client_id}"

    def save(self) -> None:
        problems = [
            replace(problem, field="tasks") if problem.field.startswith(DUE) else problem
            for problem in self.presenter.problems()
        ]
        self.show_problems(problems)
        typed, stored = self.presenter.draft, self.presenter.conference
        if problems or typed.on is None:
            return
        centre, entry = self.work.centre, self.presenter.entry(typed.on)
        if stored is None:
            self.store(lambda: conferences.save(centre, entry), self._saved)
        else:
            self.store(
                lambda: conferences.save(
                    centre, entry, conference_id=stored.id, version=stored.version, reason=typed.reason
                ),
                self._saved,
            )

    def _remove(self) -> None:
        stored, removed, reason = self.presenter.conference, self._removed, self.presenter.draft.reason
        if stored is not None and removed is not None:
            self.store(lambda: conferences.remove(self.work.centre, stored.id, reason, version=stored.version), removed)

    def done(self, result: int) -> None:
        self._proposals.drop()
        super().done(result)
