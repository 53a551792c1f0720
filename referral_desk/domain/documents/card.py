"""The card a client holds for a group: when, where, whom to ask for, what happens there.

Self-help groups get no letter, and AA, NA, GA need no real name: nothing on the card says who holds it, but for a
nickname if the client wants one there.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from referral_desk.domain.calendar import IsHoliday
from referral_desk.domain.centre import CentreSettings
from referral_desk.domain.codes import Attendees, CodeBook
from referral_desk.domain.documents.institution_text import usual_times_text
from referral_desk.domain.documents.text import About, date_with_weekday
from referral_desk.domain.institution import Institution
from referral_desk.domain.messages import Gettext
from referral_desk.domain.sbirts import MeetingPlan
from referral_desk.domain.schedule import meetings_on, next_meeting


class CardLanguage(StrEnum):
    """In which words a card speaks: easy Japanese is short sentences with the reading behind each kanji."""

    JA = "ja"
    EASY = "ja_easy"
    EN = "en"

    @property
    def spoken(self) -> str:
        """The language as other documents know it."""
        return "en" if self is CardLanguage.EN else "ja"


class CardLayout(StrEnum):
    """How a card is printed: one on A6, or several on A4 to be cut apart."""

    ONE = "one"
    FOUR_A6 = "four_a6"
    TEN_SMALL = "ten_small"


@dataclass(frozen=True)
class CardWording:
    """The words of cards in one language: who a group is for, labels, what happens there, what to bring.

    ``targets`` name a problem in easier words than the code list's, where there are any.
    """

    kind: Mapping[str, str]
    labels: Mapping[str, str]
    happens: Mapping[str, str]
    bring: Mapping[str, str]
    footer: str
    targets: Mapping[str, str]


@dataclass(frozen=True)
class CardFact:
    """One labelled fact; ``strong`` is set larger, to be read at arm's length.

    ``small``: it stands on a card of the size of a business card too.
    """

    label: str
    text: str
    strong: bool = False
    small: bool = False


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


@dataclass(frozen=True)
class CardSheet:
    """A card as it is laid out for printing."""

    card: Card
    layout: CardLayout

    @property
    def about(self) -> About:
        """What the paper says about itself."""
        return self.card.about


def compose_card(
    *,
    institution: Institution,
    centre: CentreSettings,
    wording: CardWording,
    codes: CodeBook,
    language: CardLanguage,
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
        CardFact(labels["when"], meeting, strong=True, small=True),
        CardFact(labels["meet"], meet[0], strong=True, small=True),
        CardFact(labels["usual"], usual_times_text(institution, language.spoken)),
        CardFact(labels["place"], place, strong=True, small=True),
        CardFact(labels["ask_for"], institution.contact_name.strip(), strong=True, small=True),
        CardFact(labels["phone"], institution.phone, small=True),
        CardFact(labels["hours"], institution.contact_hours.strip()),
        CardFact(labels["companion"], meet[1] or companion.strip()),
        CardFact(labels["nickname"], nickname.strip()),
    )
    helper = "\u3000".join(part for part in (centre.name, centre.department) if part)
    phone = tr("Phone {number}").format(number=centre.phone) if centre.phone else ""
    return Card(
        about=About(language.spoken, institution.name, centre.name),
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


def _day(day: date, language: CardLanguage) -> str:
    """Return a day in the card's words; in easy Japanese with the year as everybody counts it: 2026年12月1日（火）."""
    if language is not CardLanguage.EASY:
        return date_with_weekday(day, language.spoken)
    weekday = date_with_weekday(day, "ja").partition("(")[2].rstrip(")")
    return f"{day.year}年 {day.month}月 {day.day}日（{weekday}）"


def _fixed_meeting(plan: MeetingPlan, language: CardLanguage) -> str:
    return "\n".join(part for part in (_day(plan.on, language), plan.at) if part)


def _next_meeting(institution: Institution, now: datetime, is_holiday: IsHoliday, language: CardLanguage) -> str:
    start = next_meeting(institution.schedule, now, is_holiday)
    if start is None:
        return ""
    meetings = meetings_on(institution.schedule, start.date(), is_holiday)
    meeting = next(each for each in meetings if each.start == start.time())
    clock = f"{start.hour}:{start.minute:02}"
    if meeting.end:
        clock += f"{'–' if language is CardLanguage.EN else '〜'}{meeting.end.hour}:{meeting.end.minute:02}"
    return f"{_day(start.date(), language)}\n{clock}"


def _meant_for(institution: Institution, wording: CardWording, codes: CodeBook, language: CardLanguage) -> str:
    if not institution.target or institution.target == "other":
        return wording.kind["plain"]
    key = institution.attendees or (Attendees.FAMILY if institution.kind == "family_group" else Attendees.ANYONE)
    label = codes.targets.label(institution.target, language.spoken)
    return wording.kind[key].format(target=wording.targets.get(institution.target, label))


def _happens(institution: Institution, wording: CardWording) -> str:
    if institution.attendees is Attendees.FAMILY or institution.kind == "family_group":
        return wording.happens["family"]
    return wording.happens.get(institution.target, wording.happens["other"])
