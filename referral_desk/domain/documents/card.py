"""The card a client holds for a group: when, where, whom to ask for, what happens there.

Self-help groups get no letter, and AA, NA, GA need no real name: nothing on the card says who holds it, but for a
nickname if the client wants one there.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from referral_desk.domain.calendar import IsHoliday
from referral_desk.domain.centre import CentreSettings
from referral_desk.domain.codes import Attendees, CodeBook
from referral_desk.domain.documents.institution_text import usual_times_text
from referral_desk.domain.documents.text import About, date_with_weekday
from referral_desk.domain.institution import Institution
from referral_desk.domain.messages import Gettext
from referral_desk.domain.sbirts import MeetingPlan
from referral_desk.domain.schedule import meetings_on, next_meeting


@dataclass(frozen=True)
class CardWording:
    """The words of cards in one language: who a group is for, labels, what happens there, what to bring."""

    kind: Mapping[str, str]
    labels: Mapping[str, str]
    happens: Mapping[str, str]
    bring: Mapping[str, str]
    footer: str


@dataclass(frozen=True)
class CardFact:
    """One labelled fact; ``strong`` is set larger, to be read at arm's length."""

    label: str
    text: str
    strong: bool = False


@dataclass(frozen=True)
class Card:
    """A card for one group. ``facts`` holds only what is known; ``help_text`` is whom to call when it is hard to go."""

    about: About
    group: str
    meant_for: str
    facts: tuple[CardFact, ...]
    happens_label: str
    happens: str
    bring_label: str
    bring: str
    help_label: str
    help_text: str


def compose_card(
    *,
    institution: Institution,
    centre: CentreSettings,
    wording: CardWording,
    codes: CodeBook,
    language: str,
    tr: Gettext,
    now: datetime,
    is_holiday: IsHoliday,
    nickname: str = "",
    companion: str = "",
    plan: MeetingPlan | None = None,
) -> Card:
    """Freeze what a group's card says. ``now`` is local time: the next meeting after it is named.

    ``nickname`` only where the client wants it on the card; ``companion`` is who goes along. ``plan`` is the first
    meeting that was fixed: it is named instead of the next one, until it is over.
    """
    if plan is not None and plan.on < now.date():
        plan = None
    labels = wording.labels
    venue = (plan.venue.strip() if plan else "") or institution.venue.strip()
    place = "\n".join(part for part in (venue, institution.address.strip(), institution.access.strip()) if part)
    meeting = _fixed_meeting(plan, language) if plan else _next_meeting(institution, now, is_holiday, language)
    meet = (f"{plan.meet_time} {plan.meet_at.strip()}".strip(), plan.companion.strip()) if plan else ("", "")
    facts = (
        CardFact(labels["when"], meeting, strong=True),
        CardFact(labels["meet"], meet[0], strong=True),
        CardFact(labels["usual"], usual_times_text(institution, language)),
        CardFact(labels["place"], place, strong=True),
        CardFact(labels["ask_for"], institution.contact_name.strip(), strong=True),
        CardFact(labels["phone"], institution.phone),
        CardFact(labels["hours"], institution.contact_hours.strip()),
        CardFact(labels["companion"], meet[1] or companion.strip()),
        CardFact(labels["nickname"], nickname.strip()),
    )
    helper = "\u3000".join(part for part in (centre.name, centre.department) if part)
    phone = tr("Phone {number}").format(number=centre.phone) if centre.phone else ""
    return Card(
        about=About(language, institution.name, centre.name),
        group=institution.name,
        meant_for=_meant_for(institution, wording, codes, language),
        facts=tuple(fact for fact in facts if fact.text),
        happens_label=labels["happens"],
        happens=_happens(institution, wording),
        bring_label=labels["bring"],
        bring=wording.bring.get(institution.anonymity or "unknown", wording.bring["unknown"]),
        help_label=wording.footer,
        help_text="\n".join(part for part in (helper, phone) if part),
    )


def _fixed_meeting(plan: MeetingPlan, language: str) -> str:
    return "\n".join(part for part in (date_with_weekday(plan.on, language), plan.at) if part)


def _next_meeting(institution: Institution, now: datetime, is_holiday: IsHoliday, language: str) -> str:
    start = next_meeting(institution.schedule, now, is_holiday)
    if start is None:
        return ""
    meetings = meetings_on(institution.schedule, start.date(), is_holiday)
    meeting = next(each for each in meetings if each.start == start.time())
    clock = f"{start.hour}:{start.minute:02}"
    if meeting.end:
        clock += f"{'–' if language == 'en' else '〜'}{meeting.end.hour}:{meeting.end.minute:02}"
    return f"{date_with_weekday(start.date(), language)}\n{clock}"


def _meant_for(institution: Institution, wording: CardWording, codes: CodeBook, language: str) -> str:
    if not institution.target or institution.target == "other":
        return wording.kind["plain"]
    key = institution.attendees or (Attendees.FAMILY if institution.kind == "family_group" else Attendees.ANYONE)
    return wording.kind[key].format(target=codes.targets.label(institution.target, language))


def _happens(institution: Institution, wording: CardWording) -> str:
    if institution.attendees is Attendees.FAMILY or institution.kind == "family_group":
        return wording.happens["family"]
    return wording.happens.get(institution.target, wording.happens["other"])
