"""The small chooser behind a tile of the engagement board."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtWidgets import QWidget

from referral_desk.domain.access import Action
from referral_desk.domain.client import Client
from referral_desk.domain.codes import CodeBook
from referral_desk.domain.drafts import Draft, read_draft
from referral_desk.domain.engagement import BoardState, BoardTile, Engagement
from referral_desk.domain.institution import InstitutionRow
from referral_desk.i18n import _, language
from referral_desk.services import engagements, institutions
from referral_desk.ui.board_words import SIGNS
from referral_desk.ui.dialogs.form_dialog import FormDialog
from referral_desk.ui.forms.choices import institution_suggestion
from referral_desk.ui.forms.engagement import EngagementForm
from referral_desk.ui.forms.engagement_presenter import EngagementPresenter, MarkedTile, referred_only, stored_in
from referral_desk.ui.forms.inbound_presenter import Sender
from referral_desk.ui.tasks import LatestOnly
from referral_desk.ui.widgets.buttons import Button
from referral_desk.ui.widgets.layouts import boxed, column
from referral_desk.ui.widgets.suggestion_list import Suggestion
from referral_desk.ui.widgets.text import Label, show_if
from referral_desk.ui.widgets.toggle_chips import Choice, ToggleChips
from referral_desk.ui.workplace import Workplace

_NEW = "new"
_SHOWN = 12


def engagement_name(engagement: Engagement, codes: CodeBook) -> str:
    """Return what an engagement is called: its institution, or its kind."""
    return engagement.institution_name or codes.institution_kinds.label(engagement.kind, language())


class EngagementDialog(FormDialog):
    """Marks, changes or takes away what stands on one ``tile``.

    ``marked`` gets the stored engagement and what it was before (None for a new one), ``removed`` what was removed,
    ``sent`` the institution where somebody wants to note that it sent the client to us.
    """

    draft_form = "engagement"

    def __init__(
        self,
        work: Workplace,
        client: Client,
        tile: BoardTile,
        all_engagements: tuple[Engagement, ...],
        *,
        marked: Callable[[Engagement, Engagement | None], None],
        removed: Callable[[Engagement], None],
        sent: Callable[[Sender], None] | None = None,
        parent: QWidget | None = None,
        draft: Draft | None = None,
    ) -> None:
        super().__init__(work, tile.label(language()), client.name, parent, draft=draft)
        self._client = client
        self._tile = tile
        self._marked = marked
        self._removed = removed
        self._stored = stored_in(tile, all_engagements)
        self._searches = LatestOnly(work.tasks)
        codes = work.centre.codes
        first = self._stored[0] if len(self._stored) == 1 else None
        self.form = EngagementForm(self._presenter(first), codes, self._provide, work.centre.today)
        referred = referred_only(tile)
        words = Label("", "note", wrap=True)
        if referred is not None:
            words.setText(
                _("A referral to {name} is under way. Mark it here once the client is really in touch.").format(
                    name=referred.institution_name
                )
            )
        show_if(words, referred is not None)
        self.entries = ToggleChips(self._entry_choices(codes), name=_("Entries"), first_number=0)
        self.entries.changed.connect(self._turn)
        show_if(self.entries, bool(self._stored))
        self.remove_button = Button(_("Remove this entry"), self._remove, kind="danger", icon="remove")
        self.add_button(self.remove_button)
        self._sent = sent
        self.sent_button = Button(_("They sent the client to us…"), self._record_sent, kind="quiet")
        show_if(self.sent_button, sent is not None)
        work.permit(Action.SAVE_INBOUND, self.sent_button)
        self.add_button(self.sent_button)
        body = boxed(column(words, self.entries, self.form, gap=0.8))
        self.furnish(body, (self.form.form,), size=(50, 36))
        if draft is None:
            self._show(first)
        else:
            kept = read_draft(MarkedTile, draft.content).draft
            self._show(next((each for each in self._stored if each.id == kept.engagement_id), None), draft)

    def _presenter(self, engagement: Engagement | None) -> EngagementPresenter:
        return EngagementPresenter(self._client.id, self._tile, engagement, self.work.centre.codes)

    def _entry_choices(self, codes: CodeBook) -> list[Choice]:
        signs = {each.value: SIGNS[each] for each in BoardState}
        entries = [
            Choice(str(each.id), f"{signs.get(each.state.value, '')} {engagement_name(each, codes)}")
            for each in self._stored
        ]
        return [*entries, Choice(_NEW, _("Add another"))]

    def _turn(self) -> None:
        code = self.entries.value() or _NEW
        self._show(next((each for each in self._stored if str(each.id) == code), None))

    def _show(self, engagement: Engagement | None, draft: Draft | None = None) -> None:
        presenter = self._presenter(engagement)
        if draft is not None:
            presenter.take(draft.content)
        self.form.show_presenter(presenter)
        self.entries.set_chosen([str(engagement.id) if engagement else _NEW])
        show_if(self.remove_button, engagement is not None)

    def first_field(self) -> QWidget:
        return self.form.state

    def in_work(self) -> EngagementPresenter:
        return self.form.presenter

    def draft_about(self) -> str:
        return f"c-{self._client.id}"

    def unsaved(self) -> bool:
        return self.form.presenter.changed

    def save(self) -> None:
        presenter = self.form.presenter
        problems = presenter.problems()
        self.form.reveal(problems)
        self.show_problems(problems)
        if problems:
            return
        centre, draft, before = self.work.centre, presenter.draft, presenter.engagement
        self.store(
            lambda: engagements.mark(centre, draft, engagement_id=before.id if before else None),
            lambda stored: self._marked(stored, before),
        )

    def _remove(self) -> None:
        engagement = self.form.presenter.engagement
        if engagement is not None:
            centre, engagement_id = self.work.centre, engagement.id
            self.store(lambda: engagements.remove(centre, engagement_id), self._removed)

    def _record_sent(self) -> None:
        """Leave for the form of who sent the client, with the institution that stands here."""
        draft = self.form.presenter.draft
        sender = Sender(draft.institution_id, self.form.presenter.institution_name if draft.institution_id else "")
        self.reject()
        if not self.isVisible() and self._sent is not None:
            self._sent(sender)

    def _provide(self, text: str, deliver: Callable[[Sequence[Suggestion[int]]], None]) -> None:
        centre, kinds = self.work.centre, self._tile.kinds

        def found(rows: Sequence[InstitutionRow]) -> None:
            deliver([institution_suggestion(self.work, row) for row in rows])

        self._searches.run(lambda _work: institutions.suggestions(centre, text, kinds=kinds, limit=_SHOWN), found)

    def done(self, result: int) -> None:
        self._searches.drop()
        super().done(result)
