"""Screenings on a real centre: judged, corrected, taken back, a step of a path."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from referral_desk.domain.codes import SbirtsStep, Sex, StepResult
from referral_desk.domain.errors import NotFound, Rejected
from referral_desk.domain.sbirts import PathDraft
from referral_desk.domain.screening import ScreeningDraft
from referral_desk.services import sbirts, screenings
from referral_desk.services.centre import Centre
from tests.making import TODAY, add_client

DRAFT = ScreeningDraft(
    client_id=1, on=TODAY, tool="audit_c", total=4, profile="by_sex", drink_grams=20, items=(2, 1, 1)
)


@pytest.mark.parametrize(("sex", "zone"), [(Sex.FEMALE, "above"), (Sex.MALE, "below")])
def test_the_zone_is_judged_by_the_clients_sex_as_it_is_saved(centre: Centre, sex: Sex, zone: str) -> None:
    add_client(centre, sex=sex)
    stored = screenings.save(centre, replace(DRAFT, zone="made up")).record
    assert (stored.zone, stored.items, stored.drink_grams) == (zone, (2, 1, 1), 20)


def test_a_screening_is_a_step_of_its_path_and_goes_with_it(centre: Centre) -> None:
    add_client(centre)
    path = sbirts.save_path(centre, PathDraft(client_id=1, target="alcohol", started_on=TODAY)).record
    stored = screenings.save(centre, DRAFT, path_id=path.id).record
    (step,) = sbirts.of_client(centre, 1).paths[0].steps
    assert (step.step, step.result, step.screening_id) == (SbirtsStep.SCREENING, StepResult.DONE, stored.id)
    screenings.remove(centre, stored.id, "別の方の記録")
    assert sbirts.of_client(centre, 1).paths[0].steps == ()
    with pytest.raises(NotFound):
        screenings.remove(centre, stored.id, "もう一度")


def test_a_correction_keeps_the_scores_there_were(centre: Centre) -> None:
    add_client(centre)
    stored = screenings.save(centre, DRAFT).record
    changed = replace(DRAFT, items=(4, 1, 1), total=6)
    screenings.save(centre, changed, screening_id=stored.id, version=stored.version)
    shown = screenings.of_client(centre, 1)
    assert shown.screenings[0].total == 6
    changes = {each.field: (each.before, each.after) for each in shown.corrections[stored.id][0].changes}
    assert changes["items"] == ((2, 1, 1), (4, 1, 1))
    with pytest.raises(Rejected):
        screenings.save(centre, DRAFT, screening_id=stored.id, version=stored.version)


def test_a_path_of_somebody_else_is_refused_and_nothing_stored(centre: Centre) -> None:
    add_client(centre)
    other = add_client(centre, name="例田 一朗", kana="レイダ イチロウ")
    path = sbirts.save_path(centre, PathDraft(client_id=other.id, target="alcohol", started_on=TODAY)).record
    with pytest.raises(Rejected):
        screenings.save(centre, DRAFT, path_id=path.id)
    assert screenings.of_client(centre, 1).screenings == ()


def test_the_next_one_begins_with_the_version_that_the_centre_used_last(centre: Centre) -> None:
    add_client(centre)
    usual = screenings.of_client(centre, 1).usual
    assert (usual["audit"], usual["phq_9"]) == (("health_guidance", 10), ("", 0))
    used = ScreeningDraft(client_id=1, on=TODAY, tool="audit", total=9, profile="who", drink_grams=20)
    screenings.save(centre, used)
    assert screenings.of_client(centre, 1).usual["audit"] == ("who", 20)


def test_the_latest_comes_first(centre: Centre) -> None:
    add_client(centre)
    for day in (date(2026, 5, 1), date(2026, 11, 2), date(2026, 8, 3)):
        screenings.save(centre, replace(DRAFT, on=day))
    assert [each.on.month for each in screenings.of_client(centre, 1).screenings] == [11, 8, 5]
