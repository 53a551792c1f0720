"""A referral in work: what stands in the pane, what is wrong with it, what would be lost; plain Python, no window."""

from __future__ import annotations

from dataclasses import dataclass, field, fields, replace
from datetime import date

from referral_desk.domain.codes import Channel, ConsentKind, InstitutionKind, Paper, Urgency
from referral_desk.domain.disclosing import Agreed
from referral_desk.domain.drafts import InWork, read_draft, write_draft
from referral_desk.domain.errors import Problem
from referral_desk.domain.handoff import HandoffFacts
from referral_desk.domain.messages import N_, Message, message
from referral_desk.domain.referral import ReferralDraft, check_referral
from referral_desk.domain.sbirts import MeetingPlan
from referral_desk.ui.forms.handoff_entry import HandoffEntry
from referral_desk.ui.forms.plan_entry import PlanEntry


@dataclass(frozen=True, kw_only=True)
class TypedReferral:
    """What somebody typed and chose in the pane.

    ``follow_up_by_hand`` says that the user chose the day herself, so that no suggestion replaces it. ``path_id`` names
    the path of SBIRTS that this is a step of.
    """

    client_id: int | None = None
    client_name: str = ""
    institution_id: int | None = None
    institution_name: str = ""
    handoff: HandoffEntry = field(default_factory=HandoffEntry)
    request: str = ""
    background: str = ""
    urgency: Urgency = Urgency.NORMAL
    consent: ConsentKind | None = None
    follow_up_on: date | None = None
    follow_up_by_hand: bool = False
    plan: PlanEntry = field(default_factory=PlanEntry)
    path_id: int | None = None


@dataclass(frozen=True, kw_only=True)
class ReferralEntry(TypedReferral):
    """What stands in the pane: the institution's ``kind`` follows from it, ``unreadable`` is why a text is no date."""

    kind: InstitutionKind | None = None
    unreadable: tuple[tuple[str, Message], ...] = ()

    @property
    def paper(self) -> Paper | None:
        """Which paper the chosen institution's clients get; None before one is chosen."""
        return self.kind.paper if self.kind else None

    @property
    def disclosed(self) -> bool:
        """Whether something about the client was told to the receiver."""
        return self.handoff.receiver_live or self.handoff.channel is Channel.LETTER

    @property
    def may_print(self) -> bool:
        """Whether Save and print has something to print: a card always, a letter with consent only."""
        return self.paper is Paper.CARD or self.consent in (ConsentKind.WRITTEN, ConsentKind.ORAL)

    def with_unreadable(self, name: str, why: Message | None) -> ReferralEntry:
        """Note why a field's text cannot be read; None where it can."""
        others = tuple(entry for entry in self.unreadable if entry[0] != name)
        return replace(self, unreadable=(*others, (name, why)) if why else others)


@dataclass(frozen=True)
class Ready:
    """A referral that may be stored."""

    draft: ReferralDraft
    facts: HandoffFacts
    follow_up_on: date | None
    plan: MeetingPlan | None = None
    path_id: int | None = None


class NewReferral:
    """Decides for the pane: keeps the entry, says what is wrong, what is ready, and what would be lost."""

    def __init__(self, today: date, now: str, staff_name: str) -> None:
        self._staff_name = staff_name
        self.entry = ReferralEntry()
        self._start = self.entry
        self._in_view: tuple[int | None, int | None] = (None, None)
        self._suggested: Agreed | None = None
        self._consent_by_hand = False
        self.begin(today, now)

    def begin(self, today: date, now: str) -> None:
        """Start a blank referral of ``today``; ``now`` is the time "HH:MM"."""
        self.entry = ReferralEntry(handoff=HandoffEntry(on=today, at=now, accompanied_by=self._staff_name))
        self._start = self.entry
        self._in_view = (None, None)
        self._suggested = None
        self._consent_by_hand = False

    def fill_in(self, client_id: int | None, institution_id: int | None, path_id: int | None = None) -> None:
        """Begin with what was in view, as a step of a path of SBIRTS where it is one."""
        self._in_view = (client_id, institution_id)
        self.change(client_id=client_id, institution_id=institution_id, path_id=path_id)

    def content(self, unread: tuple[tuple[str, str], ...]) -> str | None:
        """Return what stands in the pane, to be kept, with the texts that are no date; None while nothing does.

        A client or institution that was picked by hand is kept as well.
        """
        entry = self.entry
        picked = (entry.client_id, entry.institution_id)
        if not self.in_work and not unread and picked in (self._in_view, (None, None)):
            return None
        typed = TypedReferral(**{each.name: getattr(entry, each.name) for each in fields(TypedReferral)})
        return write_draft(InWork(typed, unread))

    def take(self, content: str) -> tuple[tuple[str, str], ...]:
        """Go on with what was kept; return the texts that were no date. ValueError where it cannot be read."""
        kept = read_draft(TypedReferral, content)
        typed = {each.name: getattr(kept.draft, each.name) for each in fields(TypedReferral)}
        self.entry = ReferralEntry(**typed)
        self._suggested, self._consent_by_hand = None, self.entry.consent is not None
        return kept.unread

    def change(self, **values: object) -> None:
        """Put other values into the entry, by its field names."""
        self.entry = replace(self.entry, **values)  # type: ignore[arg-type]

    def change_handoff(self, handoff: HandoffEntry) -> None:
        """Put other facts into the entry."""
        self.entry = replace(self.entry, handoff=handoff)

    def suggest_follow_up(self, day: date | None) -> bool:
        """Take a suggested day unless the user chose one; True if it was taken."""
        if self.entry.follow_up_by_hand:
            return False
        self.entry = replace(self.entry, follow_up_on=day)
        return True

    def suggest_consent(self, agreed: Agreed | None) -> bool:
        """Take over how a recorded consent was given, unless the user chose herself; True if something changed.

        What was suggested for another institution is taken back.
        """
        if self._consent_by_hand:
            return False
        before = self.entry.consent
        self._suggested = agreed
        self.entry = replace(self.entry, consent=agreed.kind if agreed else None)
        return self.entry.consent is not before

    def consent_by_hand(self) -> None:
        """Note that the user chose how the client agreed: no suggestion replaces it."""
        self._suggested, self._consent_by_hand = None, True

    @property
    def in_work(self) -> bool:
        """Whether leaving would lose something that took thought; a client merely picked is none."""
        entry = replace(self.entry, consent=None) if self._suggested else self.entry
        return self._thought(entry) != self._thought(self._start)

    @staticmethod
    def _thought(entry: ReferralEntry) -> ReferralEntry:
        follow_up = entry.follow_up_on if entry.follow_up_by_hand else None
        picked: dict[str, object] = {"client_id": None, "client_name": "", "institution_id": None}
        picked |= {"institution_name": "", "kind": None, "follow_up_on": follow_up, "path_id": None}
        return replace(entry, **picked)  # type: ignore[arg-type]

    def problems(self, today: date) -> tuple[Problem, ...]:
        """Return what is wrong, in the order of the form's rows."""
        entry = self.entry
        unreadable = dict(entry.unreadable)
        problems: list[Problem] = []
        if entry.client_id is None:
            problems.append(Problem("client_id", message(N_("Choose the client from the list."))))
        if entry.institution_id is None:
            problems.append(Problem("institution_id", message(N_("Choose the institution from the list."))))
        problems.extend(entry.handoff.problems(today))
        if entry.handoff.on is None:
            problems.append(Problem("on", unreadable.get("on") or message(N_("Enter the day of the referral."))))
        if entry.disclosed and entry.consent is None:
            problems.append(
                Problem("consent", message(N_("Something was told to the receiver: say how the client agreed.")))
            )
        if entry.paper is Paper.CARD:
            if "meeting_day" in unreadable:
                problems.append(Problem("meeting_day", unreadable["meeting_day"]))
            problems.extend(entry.plan.problems(entry.handoff.on))
        if "follow_up_on" in unreadable:
            problems.append(Problem("follow_up_on", unreadable["follow_up_on"]))
        elif entry.follow_up_on and entry.handoff.on and entry.follow_up_on < entry.handoff.on:
            problems.append(Problem("follow_up_on", message(N_("The follow-up lies before the referral."))))
        elif entry.handoff.to_come and entry.follow_up_on is None:
            problems.append(Problem("follow_up_on", message(N_("Enter the day on which you will hand over."))))
        return tuple(problems)

    def ready(self) -> Ready:
        """Return what Save stores; ValueError while :meth:`problems` still names a missing record or day."""
        entry = self.entry
        if entry.client_id is None or entry.institution_id is None or entry.handoff.on is None:
            raise ValueError("the referral is not complete")
        letter = entry.paper is not Paper.CARD
        draft = ReferralDraft(
            client_id=entry.client_id,
            institution_id=entry.institution_id,
            on=entry.handoff.on,
            consent=entry.consent,
            consent_by=self._heard_by() if entry.consent is ConsentKind.ORAL else "",
            request=entry.request.strip(),
            background=entry.background.strip() if letter else "",
            urgency=entry.urgency if letter else Urgency.NORMAL,
        )
        if check_referral(draft):
            raise ValueError("the referral breaks a rule that the pane cannot break")
        plan = None if letter else entry.plan.plan()
        return Ready(draft, entry.handoff.facts(), entry.follow_up_on, plan, entry.path_id)

    def _heard_by(self) -> str:
        """Return who heard the consent: who is named with the recorded one, else who enters the referral."""
        return (self._suggested.heard_by if self._suggested else "") or self._staff_name
