"""Screening: scores of tools, never their wording, and never a diagnosis.

Bounds and thresholds are data (``resources/codes/screening_tools.json``); their sources stand in docs/domain.md. What a
score suggests is a suggestion: staff decide, and the client does.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from referral_desk.domain.codes import CodeBook, Goal, SbirtsStep, ScreeningProfile, ScreeningTool, Sex, Zone
from referral_desk.domain.errors import Problem
from referral_desk.domain.messages import N_, Message, message

AUDIT, AUDIT_C = "audit", "audit_c"
NOT_A_DIAGNOSIS = N_("Screening, not a diagnosis")


@dataclass(frozen=True, kw_only=True)
class ScreeningDraft:
    """One screening of one client.

    ``tool`` is a code of the list screening_tools, ``profile`` one of its profiles, "" where it has none. ``items`` are
    the scores item by item, empty where only the total was entered; ``total`` is their sum. ``drink_grams``: grams of
    alcohol that the version counts as one drink, 0 where the tool counts none. ``zone`` is the code of the zone as it
    was judged then, "" without one.
    """

    client_id: int
    on: date
    tool: str
    total: int
    profile: str = ""
    drink_grams: int = 0
    items: tuple[int, ...] = ()
    zone: str = ""
    note: str = ""


@dataclass(frozen=True, kw_only=True)
class Screening(ScreeningDraft):
    """A stored screening."""

    id: int
    version: int
    staff_name: str


@dataclass(frozen=True)
class Score:
    """What the answers so far come to: the total lies from ``least`` to ``most``; both are equal once all are there.

    ``missing`` are the numbers of the items without an answer, counted from 1.
    """

    least: int
    most: int
    missing: tuple[int, ...] = ()

    @property
    def total(self) -> int | None:
        """The total, None while items are missing."""
        return self.least if not self.missing else None


def score_items(tool: ScreeningTool, items: Sequence[int | None]) -> Score:
    """Add up answers item by item, None for one that is not there yet.

    Raises ValueError for another number of items, or a score that its item does not allow.
    """
    if len(items) != len(tool.item_scores):
        raise ValueError(f"{tool.code} has {len(tool.item_scores)} items, not {len(items)}")
    least = most = 0
    missing = []
    for number, (answer, allowed) in enumerate(zip(items, tool.item_scores, strict=True), start=1):
        if answer is None:
            missing.append(number)
            least, most = least + min(allowed), most + max(allowed)
        elif answer in allowed:
            least, most = least + answer, most + answer
        else:
            raise ValueError(f"item {number} of {tool.code} cannot be {answer}")
    return Score(least, most, tuple(missing))


def threshold(zone: Zone, sex: Sex | None) -> int:
    """Return from which score ``zone`` counts for a person; where the sex is not known, the lower one does."""
    if zone.start_female is None or sex is Sex.MALE:
        return zone.start
    return zone.start_female if sex is Sex.FEMALE else min(zone.start, zone.start_female)


def zone_of(profile: ScreeningProfile, total: int, sex: Sex | None) -> Zone:
    """Return the zone in which ``total`` lies by the thresholds of ``profile``."""
    return next(zone for zone in reversed(profile.zones) if total >= threshold(zone, sex))


def possible_zones(profile: ScreeningProfile, score: Score, sex: Sex | None) -> tuple[Zone, ...]:
    """Return the zones that are still possible, in rising order; one alone is certain already."""
    first, last = (profile.zones.index(zone_of(profile, total, sex)) for total in (score.least, score.most))
    return profile.zones[first : last + 1]


def profile_of(tool: ScreeningTool, code: str) -> ScreeningProfile | None:
    """Return the profile of ``code``, None where the tool has none of it."""
    return next((profile for profile in tool.profiles if profile.code == code), None)


def suggestion(zone: Zone | None) -> Message | None:
    """Return what a zone suggests to do next (SBIRTS), None where nothing more is asked for.

    Hazardous use: drink or use less; harmful use or dependence: none, and specialist care.
    """
    if zone is None or zone.step is None:
        return None
    if zone.step is SbirtsStep.REFERRAL_TO_TREATMENT:
        return message(N_("Suggestion: talk about stopping, and offer specialised treatment and a self-help group."))
    if zone.goal is Goal.NONE:
        return message(N_("Suggestion: a brief intervention that aims at stopping, and offer a self-help group."))
    return message(N_("Suggestion: a brief intervention that aims at less."))


def check_screening(draft: ScreeningDraft, codes: CodeBook, today: date) -> tuple[Problem, ...]:
    """Return what is wrong with a screening, field by field; empty when it may be stored."""
    tool = codes.screening_tools.get(draft.tool)
    if tool is None:
        return (Problem("tool", message(N_("Choose the tool."))),)
    problems = []
    if draft.on > today:
        problems.append(Problem("on", message(N_("This day lies in the future."))))
    if not 0 <= draft.total <= tool.maximum:
        wrong = message(N_("{tool} goes from 0 to {maximum}."), tool=tool.en, maximum=tool.maximum)
        problems.append(Problem("total", wrong))
    if draft.items:
        problems.extend(_check_items(tool, draft))
    if bool(tool.drink_sizes) is not bool(draft.drink_grams) or draft.drink_grams not in (0, *tool.drink_sizes):
        problems.append(Problem("drink_grams", message(N_("Choose the version: how much alcohol one drink holds."))))
    if bool(tool.profiles) is not (profile_of(tool, draft.profile) is not None):
        problems.append(Problem("profile", message(N_("Choose by which thresholds it is read."))))
    return tuple(problems)


def _check_items(tool: ScreeningTool, draft: ScreeningDraft) -> tuple[Problem, ...]:
    try:
        score = score_items(tool, draft.items)
    except ValueError:
        return (Problem("items", message(N_("These are not the scores of this tool."))),)
    if score.total != draft.total:
        return (Problem("total", message(N_("The total is not the sum of the items."))),)
    return ()


def judged(draft: ScreeningDraft, codes: CodeBook, sex: Sex | None) -> str:
    """Return the code of the zone of a screening that may be stored, "" where its tool has no thresholds."""
    profile = profile_of(codes.screening_tools[draft.tool], draft.profile)
    return zone_of(profile, draft.total, sex).code if profile else ""


def profile_label(screening: ScreeningDraft, codes: CodeBook, language: str) -> str:
    """Return by which thresholds it is read, in words; "" where its tool has none."""
    tool = codes.screening_tools.get(screening.tool)
    profile = profile_of(tool, screening.profile) if tool else None
    return profile.label(language) if profile else screening.profile


def zone_label(screening: ScreeningDraft, codes: CodeBook, language: str) -> str:
    """Return the zone in words, "" where there is none."""
    return zone_words(screening.tool, screening.profile, screening.zone, codes, language)


def zone_words(tool_code: str, profile_code: str, zone_code: str, codes: CodeBook, language: str) -> str:
    """Return a zone of a tool's profile in words, its code where no list holds it, "" where there is none."""
    tool = codes.screening_tools.get(tool_code)
    profile = profile_of(tool, profile_code) if tool else None
    zone = next((zone for zone in profile.zones if zone.code == zone_code), None) if profile else None
    return zone.label(language) if zone else zone_code
