"""Scores against each tool's published bounds, and the zones of each programme."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from referral_desk.domain.codes import Goal, SbirtsStep, ScreeningProfile, ScreeningTool, Sex
from referral_desk.domain.screening import (
    AUDIT,
    AUDIT_C,
    ScreeningDraft,
    check_screening,
    judged,
    possible_zones,
    profile_of,
    score_items,
    suggestion,
    threshold,
    zone_label,
    zone_of,
)
from referral_desk.resources import code_book

CODES = code_book()
TOOLS = CODES.screening_tools
TODAY = date(2026, 11, 24)
ALL_ANSWERED = ScreeningDraft(
    client_id=1,
    on=TODAY,
    tool=AUDIT,
    total=16,
    profile="health_guidance",
    drink_grams=20,
    items=(2, 2, 2, 2, 2, 2, 2, 2, 0, 0),
)


def profile(tool: str, code: str) -> ScreeningProfile:
    found = profile_of(TOOLS[tool], code)
    assert found is not None
    return found


@pytest.mark.parametrize(
    ("tool", "items", "maximum"),
    [
        ("audit", 10, 40),
        ("audit_c", 3, 12),
        ("k6", 0, 24),
        ("phq_9", 0, 27),
        ("dast_20", 0, 20),
        ("sogs", 0, 20),
        ("lost", 0, 4),
    ],
)
def test_a_tool_has_the_published_number_of_items_and_highest_score(tool: str, items: int, maximum: int) -> None:
    assert (len(TOOLS[tool].item_scores), TOOLS[tool].maximum) == (items, maximum)


def test_the_last_two_items_of_audit_score_0_2_or_4_and_the_others_0_to_4() -> None:
    assert TOOLS[AUDIT].item_scores == ((0, 1, 2, 3, 4),) * 8 + ((0, 2, 4),) * 2


@pytest.mark.parametrize("tool", [tool for tool in TOOLS.items if tool.item_scores], ids=lambda tool: tool.code)
def test_the_highest_answers_come_to_the_maximum(tool: ScreeningTool) -> None:
    assert score_items(tool, [max(scores) for scores in tool.item_scores]).total == tool.maximum
    assert score_items(tool, [0] * len(tool.item_scores)).total == 0


@pytest.mark.parametrize("tool", TOOLS.items, ids=lambda tool: tool.code)
def test_zones_rise_from_0_within_the_tools_scores(tool: ScreeningTool) -> None:
    for each in tool.profiles:
        for sex in (None, *Sex):
            starts = [threshold(zone, sex) for zone in each.zones]
            assert starts[0] == 0
            assert all(before < after for before, after in pairwise(starts))
            assert starts[-1] <= tool.maximum
    assert set(tool.targets) <= {target.code for target in CODES.targets.items}


@pytest.mark.parametrize(
    ("code", "bounds"),
    [
        ("health_guidance", {"low": (0, 7), "hazardous": (8, 14), "dependence": (15, 40)}),
        ("ten_twenty", {"low": (0, 9), "hazardous": (10, 19), "dependence": (20, 40)}),
        ("who", {"zone_1": (0, 7), "zone_2": (8, 15), "zone_3": (16, 19), "zone_4": (20, 40)}),
    ],
)
def test_audit_is_read_by_each_programmes_thresholds(code: str, bounds: dict[str, tuple[int, int]]) -> None:
    for zone, (first, last) in bounds.items():
        for total in range(first, last + 1):
            assert zone_of(profile(AUDIT, code), total, None).code == zone


@pytest.mark.parametrize(
    ("sex", "first"), [(Sex.MALE, 5), (Sex.FEMALE, 4), (Sex.OTHER, 4), (Sex.UNKNOWN, 4), (None, 4)]
)
def test_audit_c_begins_at_5_for_men_at_4_for_women_and_at_the_lower_where_it_is_not_known(
    sex: Sex | None, first: int
) -> None:
    by_sex = profile(AUDIT_C, "by_sex")
    assert zone_of(by_sex, first - 1, sex).code == "below"
    assert zone_of(by_sex, first, sex).code == "above"


@pytest.mark.parametrize(
    ("tool", "code", "first"), [("k6", "three", 13), ("k6", "three", 5), ("sogs", "five", 5), ("lost", "two", 2)]
)
def test_other_tools_have_a_zone_from_their_threshold(tool: str, code: str, first: int) -> None:
    assert zone_of(profile(tool, code), first, None) != zone_of(profile(tool, code), first - 1, None)


def test_hazardous_drinking_suggests_less_and_suspected_dependence_none_and_treatment() -> None:
    zones = {zone.code: zone for zone in profile(AUDIT, "health_guidance").zones}
    assert (zones["hazardous"].step, zones["hazardous"].goal) == (SbirtsStep.BRIEF_INTERVENTION, Goal.LESS)
    assert (zones["dependence"].step, zones["dependence"].goal) == (SbirtsStep.REFERRAL_TO_TREATMENT, Goal.NONE)
    assert suggestion(zones["low"]) is None
    assert suggestion(None) is None
    texts = [said.text for zone in zones.values() if (said := suggestion(zone))]
    assert len(texts) == len(set(texts)) == 2


ANSWERS = st.tuples(*(st.sampled_from([None, *scores]) for scores in TOOLS[AUDIT].item_scores))


@given(ANSWERS, st.data(), st.sampled_from(TOOLS[AUDIT].profiles))
def test_while_items_are_missing_every_zone_that_may_come_is_shown(
    answers: tuple[int | None, ...], data: st.DataObject, chosen: ScreeningProfile
) -> None:
    tool = TOOLS[AUDIT]
    score = score_items(tool, answers)
    rest = [
        data.draw(st.sampled_from(allowed)) if answer is None else answer
        for answer, allowed in zip(answers, tool.item_scores, strict=True)
    ]
    total = score_items(tool, rest).total
    assert total is not None
    assert score.least <= total <= score.most
    assert zone_of(chosen, total, None) in possible_zones(chosen, score, None)
    assert (score.total is None) is (None in answers)


@pytest.mark.parametrize(
    ("items", "number"), [((1,) * 9, 9), ((5,) + (0,) * 9, 10), ((0,) * 8 + (1, 0), 10), ((-1,) + (0,) * 9, 10)]
)
def test_what_no_item_allows_is_refused(items: tuple[int, ...], number: int) -> None:
    assert len(items) == number
    with pytest.raises(ValueError, match="audit"):
        score_items(TOOLS[AUDIT], items)


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"tool": "x"}, "tool"),
        ({"total": 17}, "total"),
        ({"total": 41, "items": ()}, "total"),
        ({"total": -1, "items": ()}, "total"),
        ({"items": (1, 2)}, "items"),
        ({"drink_grams": 0}, "drink_grams"),
        ({"drink_grams": 12}, "drink_grams"),
        ({"profile": ""}, "profile"),
        ({"on": date(2026, 11, 25)}, "on"),
    ],
)
def test_what_cannot_be_stored_stands_under_its_field(change: dict[str, object], field: str) -> None:
    assert check_screening(ALL_ANSWERED, CODES, TODAY) == ()
    changed = replace(ALL_ANSWERED, **change)  # type: ignore[arg-type]
    assert [problem.field for problem in check_screening(changed, CODES, TODAY)] == [field]


def test_a_tool_without_thresholds_needs_no_profile_and_has_no_zone() -> None:
    draft = ScreeningDraft(client_id=1, on=TODAY, tool="phq_9", total=12)
    assert check_screening(draft, CODES, TODAY) == ()
    assert judged(draft, CODES, None) == ""


def test_a_zone_keeps_its_word_as_it_was_judged() -> None:
    draft = replace(ALL_ANSWERED, zone=judged(ALL_ANSWERED, CODES, None))
    assert zone_label(draft, CODES, "ja") == "依存症の疑い"
    assert zone_label(replace(draft, zone="gone"), CODES, "ja") == "gone"
