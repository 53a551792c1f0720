"""The right side of the pane: the live badge, whom to phone and what to say, what was before with this institution."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget

from referral_desk.domain.codes import Capacity, CodeBook, InstitutionKind
from referral_desk.domain.disclosing import Permission
from referral_desk.domain.institution import Institution
from referral_desk.domain.phone_script import phone_steps
from referral_desk.domain.referral import OPEN, ReferralRow
from referral_desk.i18n import _, language, render
from referral_desk.services import disclosures, finding, institutions, referrals
from referral_desk.services.centre import Centre
from referral_desk.ui.dates import local_now, short_date
from referral_desk.ui.forms.handoff import WarmthCard
from referral_desk.ui.forms.handoff_words import mode_badge
from referral_desk.ui.institution_words import capacity_words, person_words
from referral_desk.ui.widgets.buttons import Button
from referral_desk.ui.widgets.cards import Card, IconMark, SectionHeader
from referral_desk.ui.widgets.layouts import FlowBox, boxed, column, row
from referral_desk.ui.widgets.text import Label


@dataclass(frozen=True)
class Surroundings:
    """What the pane shows about the chosen institution: itself, when to follow up, and earlier referrals there.

    ``agreed``: what recorded consents of the chosen client allow it to be told; None before a client is chosen.
    """

    institution: Institution
    kind: InstitutionKind
    suggested: date
    meeting: datetime | None
    history: tuple[ReferralRow, ...]
    today: date
    verify_after_days: int
    agreed: Permission | None = None
    others: tuple[Institution, ...] = ()
    """Others of its kind that have room, where it is full."""

    @property
    def still_open(self) -> tuple[ReferralRow, ...]:
        """The client's open referrals to this institution, the newest first."""
        return tuple(row for row in self.history if row.status in OPEN)


def read_surroundings(centre: Centre, institution_id: int, client_id: int | None, on: date) -> Surroundings:
    """Read all of it; call off the GUI thread. NotFound where the institution is gone."""
    institution = institutions.get(centre, institution_id)
    suggested, meeting = referrals.suggested_follow_up(centre, institution_id, on)
    history = referrals.history(centre, client_id, institution_id) if client_id is not None else ()
    kind = centre.codes.institution_kinds[institution.kind]
    agreed = disclosures.recorded(centre, client_id, institution_id, on) if client_id is not None else None
    days = centre.settings.verify_after_days
    full = institution.capacity is Capacity.FULL
    others = finding.others_with_room(centre, institution, local_now(centre.today())) if full else ()
    return Surroundings(institution, kind, suggested, meeting, history, centre.today(), days, agreed, others)


class ReferralSide(QWidget):
    """Badge, phone script and history; ``open_referral`` is called with the id of an earlier referral.

    ``sheet`` is the button of the sheet for the phone, which stands below the script.
    """

    def __init__(self, codes: CodeBook, open_referral: Callable[[int], None], sheet: Button) -> None:
        super().__init__()
        self._codes = codes
        self._open_referral = open_referral
        self.warmth = WarmthCard()
        self._phone_head = SectionHeader("")
        self._phone = Card(gap=0.45)
        self._sheet = FlowBox(sheet)
        self._history_head = SectionHeader(_("Until now"))
        self._history = Card(gap=0.4)
        layout = column(
            self.warmth, self._phone_head, self._phone, self._sheet, self._history_head, self._history, gap=0.3
        )
        layout.addStretch(1)
        self.setLayout(layout)
        self.show_nothing()

    def show_nothing(self) -> None:
        """Show the badge alone: no institution is chosen."""
        for widget in (self._phone_head, self._phone, self._sheet, self._history_head, self._history):
            widget.hide()

    def show_surroundings(self, found: Surroundings, centre_name: str, staff_name: str, *, client: bool) -> None:
        """Show whom to phone there, and, once a ``client`` is chosen, her earlier referrals there."""
        self._show_phone(found, centre_name, staff_name)
        for widget in (self._history_head, self._history):
            widget.setVisible(client)
        if client:
            self._show_history(found.history)

    def _show_phone(self, found: Surroundings, centre_name: str, staff_name: str) -> None:
        institution = found.institution
        self._phone_head.set_text(_("On the phone"), institution.name)
        self._phone.clear()
        number = FlowBox(IconMark("phone", "ink", 1.2), Label(institution.phone or _("No number entered"), "section"))
        if institution.contact_hours:
            number.add(Label(institution.contact_hours, "muted"))
        self._phone.add(number)
        if institution.contact_name:
            self._phone.add(Label(_("Ask for: {name}").format(name=institution.contact_name), wrap=True))
        capacity = capacity_words(institution, self._codes, found.today, found.verify_after_days)
        if capacity:
            self._phone.add(Label(capacity, "strong", wrap=True))
        if institution.handoff_note:
            self._phone.add(Label(institution.handoff_note, wrap=True))
        if institution.first_words.strip():
            self._phone.add(Label(_("Say first: {words}").format(words=institution.first_words.strip()), wrap=True))
        if institution.meet_at.strip():
            self._phone.add(Label(_("Meet at: {place}").format(place=institution.meet_at.strip()), wrap=True))
        for person in institution.people:
            if person.agreed_on:
                self._phone.add(Label(person_words(person, self._codes), "muted", wrap=True))
        for index, step in enumerate(phone_steps(found.kind.paper, centre_name, staff_name), start=1):
            words = row(gap=0.4)
            words.addWidget(Label(f"{index}.", wrap=True), 0, Qt.AlignmentFlag.AlignTop)
            words.addWidget(Label(render(step), wrap=True), 1)
            self._phone.add(boxed(words))
        for widget in (self._phone_head, self._phone, self._sheet):
            widget.show()

    def _show_history(self, history: tuple[ReferralRow, ...]) -> None:
        self._history.clear()
        if not history:
            self._history.add(Label(_("Never referred there so far."), "muted"))
            return
        for referral in history[:4]:
            self._history.add(self._history_line(referral))
        if len(history) > 4:
            self._history.add(Label(_("and {count} earlier").format(count=len(history) - 4), "hint"))
        if not any(referral.status in OPEN for referral in history):
            self._history.add(Label(_("No open referral there."), "hint"))

    def _history_line(self, referral: ReferralRow) -> QWidget:
        outcome = self._codes.outcomes.label(referral.outcome, language())
        line = FlowBox(
            Button(short_date(referral.on), lambda: self._open_referral(referral.id), kind="link", compact=True),
            mode_badge(referral.mode),
            Label(f"→ {outcome}"),
            gap=0.35,
        )
        line.setAccessibleName(f"{short_date(referral.on)} {outcome}")
        return line
