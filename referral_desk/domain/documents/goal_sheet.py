"""The sheet a client takes home after a brief intervention: what was agreed, and four weeks to write down how it went.

It says nothing that a stranger who finds it should not read: no name but the one the client may write in herself.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from referral_desk.domain.centre import CentreSettings
from referral_desk.domain.codes import Goal
from referral_desk.domain.documents.text import About, date_with_weekday
from referral_desk.domain.messages import N_, Gettext
from referral_desk.domain.sbirts import InterventionDraft

WEEKS = 4
ALCOHOL = "alcohol"

_GOALS = {
    (True, Goal.LESS): N_("Drink less"),
    (True, Goal.NONE): N_("Not drink"),
    (False, Goal.LESS): N_("Less than now"),
    (False, Goal.NONE): N_("Stop"),
}


@dataclass(frozen=True)
class GoalSheet:
    """What the sheet says. ``goal`` is set large; ``facts`` are labelled; ``days`` head the diary's columns.

    ``weeks`` label its rows; ``diary_hint`` says what to write into a field.
    """

    about: About
    lead: str
    goal_label: str
    goal: str
    facts: tuple[tuple[str, str], ...]
    helps_label: str
    helps: str
    diary_label: str
    diary_hint: str
    days: tuple[str, ...]
    weeks: tuple[str, ...]
    again_label: str
    again: str
    help_label: str
    help_text: str


def goal_words(agreed: InterventionDraft, tr: Gettext) -> str:
    """Return the goal in the client's own words where there are any, else in ours."""
    if agreed.goal_words.strip():
        return agreed.goal_words.strip()
    words = _GOALS.get((agreed.target == ALCOHOL, agreed.goal)) if agreed.goal else None
    return tr(words) if words else ""


def compose_goal_sheet(*, agreed: InterventionDraft, centre: CentreSettings, language: str, tr: Gettext) -> GoalSheet:
    """Freeze what the sheet says of what was agreed; the diary begins on the day after."""
    alcohol = agreed.target == ALCOHOL
    facts = []
    if agreed.drinks_per_day is not None:
        most = tr("{drinks} drinks ({grams} g of alcohol)").format(
            drinks=f"{agreed.drinks_per_day:g}", grams=f"{agreed.drinks_per_day * agreed.drink_grams:g}"
        )
        facts.append((tr("A day at most"), most))
        facts.append((tr("One drink is"), _drink(agreed.drink_grams, tr)))
    if agreed.dry_days is not None:
        facts.append((tr("Days without alcohol"), tr("{days} a week").format(days=agreed.dry_days)))
    first = agreed.on + timedelta(days=1)
    weekdays = "月火水木金土日" if language == "ja" else ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
    days = tuple(weekdays[(first + timedelta(days=number)).weekday()] for number in range(7))
    starts = [first + timedelta(weeks=week) for week in range(WEEKS)]
    helper = "\u3000".join(part for part in (centre.name, centre.department) if part)
    phone = tr("Phone {number}").format(number=centre.phone) if centre.phone else ""
    return GoalSheet(
        about=About(language, tr("My goal"), centre.name),
        lead=tr(
            "What we agreed on {day}. It is yours: change it whenever you like, and come and talk about it."
        ).format(day=date_with_weekday(agreed.on, language)),
        goal_label=tr("My goal"),
        goal=goal_words(agreed, tr),
        facts=tuple(facts),
        helps_label=tr("What helps me"),
        helps=agreed.what_helps.strip(),
        diary_label=tr("How it went"),
        diary_hint=tr("Write how many drinks, or ○ for none.")
        if alcohol
        else tr("Write ○ where it went well, △ or × otherwise. Nobody marks it."),
        days=days,
        weeks=tuple(_week(start, language) for start in starts),
        again_label=tr("We look at it together again"),
        again=date_with_weekday(agreed.look_again_on, language) if agreed.look_again_on else "",
        help_label=tr("If it gets hard, call us"),
        help_text="\n".join(part for part in (helper, phone) if part),
    )


def _week(start: date, language: str) -> str:
    return f"{start.month}/{start.day}〜" if language == "ja" else f"{start.day}/{start.month}–"


def _drink(grams: int, tr: Gettext) -> str:
    """Return what one drink of that much alcohol is (beer of 5 %)."""
    beer = {10: 250, 20: 500}.get(grams)
    words = tr("{grams} g of alcohol").format(grams=grams)
    return tr("{alcohol}: {volume} ml of beer").format(alcohol=words, volume=beer) if beer else words
