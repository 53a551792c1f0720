"""Marking an institution as no longer there: since when, why, what took its place, and who is left there."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import date

from PySide6.QtWidgets import QWidget

from referral_desk.domain.drafts import Draft
from referral_desk.domain.errors import Problem
from referral_desk.domain.institution import Institution
from referral_desk.domain.messages import N_, message
from referral_desk.domain.retiring import Retirement
from referral_desk.i18n import _
from referral_desk.services import retiring
from referral_desk.services.retiring import BeforeRetiring
from referral_desk.ui.dates import short_date
from referral_desk.ui.dialogs.form_dialog import FormDialog
from referral_desk.ui.forms.choices import institution_provider
from referral_desk.ui.forms.presenter import DraftPresenter
from referral_desk.ui.tasks import LatestOnly
from referral_desk.ui.widgets.cards import WarningPanel
from referral_desk.ui.widgets.date_field import DateField
from referral_desk.ui.widgets.form import Form, NoteField
from referral_desk.ui.widgets.layouts import boxed, column
from referral_desk.ui.widgets.suggestion_list import Suggestion
from referral_desk.ui.widgets.text import Label
from referral_desk.ui.widgets.type_ahead import TypeAheadField
from referral_desk.ui.workplace import Workplace

_NAMED_AT_MOST = 20
_NO_DAY = Problem("on", message(N_("Enter since when it is no longer there.")))
_NOT_FOUND = Problem("successor", message(N_("Choose an institution of the directory, or leave this blank.")))


@dataclass(frozen=True)
class TypedRetirement:
    """A retirement as far as it is entered; ``successor_name`` is what stands in the field."""

    on: date | None = None
    reason: str = ""
    successor_id: int | None = None
    successor_name: str = ""


class RetireDialog(FormDialog):
    """Names who has an open referral or is engaged there; marking settles none of it. ``done`` gets the entry."""

    draft_form = "retirement"

    def __init__(
        self,
        work: Workplace,
        institution: Institution,
        done: Callable[[Institution], None],
        parent: QWidget | None = None,
        *,
        draft: Draft | None = None,
    ) -> None:
        super().__init__(work, _("Mark as no longer there"), institution.name, parent, draft=draft)
        self._institution = institution
        self._done = done
        self._reads = LatestOnly(work.tasks)
        self.presenter = DraftPresenter(TypedRetirement(work.centre.today()))
        if draft is not None:
            self.presenter.take(draft.content)
        typed = self.presenter.draft
        self.form = Form(gap=0.7)
        self.on = DateField(today=work.centre.today, ahead=True)
        self.on.set_day(typed.on)
        self.on.changed.connect(self._day)
        self.form.add_row(
            "on",
            _("No longer there since"),
            self.on,
            required=True,
            hint=_("From this day on nobody is referred there. The day may lie ahead."),
        )
        if unread := self.presenter.typed("on"):
            self.on.type_in(unread)
        self.reason = NoteField(lines=2)
        self.reason.setPlainText(typed.reason)
        self.reason.textChanged.connect(
            lambda: self.presenter.put(replace(self.presenter.draft, reason=self.reason.toPlainText()))
        )
        self.form.add_row("reason", _("Reason"), self.reason, required=True)
        self.successor: TypeAheadField[int] = TypeAheadField(
            institution_provider(work), placeholder=_("Any part of name, kana, kind, target or telephone")
        )
        if typed.successor_id is not None:
            self.successor.choose(Suggestion(typed.successor_id, typed.successor_name))
        else:
            self.successor.setText(typed.successor_name)
        self.successor.chosen_changed.connect(self._chosen)
        self.successor.textEdited.connect(lambda _text: self._chosen(None))
        hint = _("If another institution took its place: the page of this one leads there.")
        self.form.add_row("successor", _("Taken over by"), self.successor, hint=hint)
        self.left_there = WarningPanel()
        kept = Label(
            _(
                "The entry stays readable wherever it is named, and is no longer proposed or listed. It can be marked "
                "as there again at any time."
            ),
            "muted",
            wrap=True,
        )
        self.save_button.set_label(_("Mark"))
        body = column(self.form, self.left_there, kept, gap=0.6)
        body.addStretch(1)
        self.furnish(boxed(body), [self.form], size=(60, 40))
        centre = work.centre
        self._reads.run(lambda _work: retiring.before_retiring(centre, institution.id), self._show, lambda _error: True)

    def _show(self, before: BeforeRetiring) -> None:
        self.left_there.set_text(left_words(before))

    def _day(self) -> None:
        self.presenter.put(replace(self.presenter.draft, on=self.on.day))
        self.presenter.unread("on", self.on.text(), self.on.problem)

    def _chosen(self, suggestion: Suggestion[int] | None) -> None:
        chosen = suggestion.value if suggestion else None
        name = suggestion.main if suggestion else self.successor.text()
        self.presenter.put(replace(self.presenter.draft, successor_id=chosen, successor_name=name))

    def first_field(self) -> QWidget:
        return self.reason

    def in_work(self) -> DraftPresenter[TypedRetirement]:
        return self.presenter

    def draft_about(self) -> str:
        return f"i-{self._institution.id}"

    def save(self) -> None:
        typed = self.presenter.draft
        problems = self.presenter.problems()
        if not problems and typed.on is None:
            problems = (_NO_DAY,)
        if typed.successor_id is None and typed.successor_name.strip():
            problems = (*problems, _NOT_FOUND)
        self.show_problems(problems)
        if problems or typed.on is None:
            return
        entered = Retirement(typed.on, typed.reason, typed.successor_id)
        centre, before = self.work.centre, self._institution
        self.store(lambda: retiring.retire(centre, before.id, entered, version=before.version), self._done)


def left_words(before: BeforeRetiring) -> str:
    """Return who is left with an institution that is gone, those referred and those engaged; "" for nobody."""
    lines = []
    if before.referrals:
        named = [(row.client_name, row.on) for row in before.referrals]
        lines.append(_("Open referrals ({count}): {clients}").format(count=len(named), clients=_names(named)))
    if before.engaged:
        since = [(each.client_name, each.since) for each in before.engaged]
        lines.append(_("Engaged ({count}): {clients}").format(count=len(since), clients=_names(since)))
    if before.unseen:
        lines.append(_("{count} more of clients whom you may not see").format(count=f"{before.unseen:,}"))
    return "\n".join([_("Still open there, and to be settled one by one:"), *lines]) if lines else ""


def _names(named: Sequence[tuple[str, date | None]]) -> str:
    words = [
        _("{name} ({day})").format(name=name, day=short_date(day)) if day else name
        for name, day in named[:_NAMED_AT_MOST]
    ]
    if len(named) > _NAMED_AT_MOST:
        words.append(_("and {count} more").format(count=len(named) - _NAMED_AT_MOST))
    return _(", ").join(words)
