"""A path of SBIRTS on a real centre: begun, left, come back to; what its steps leave."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from referral_desk.domain.codes import Goal, SbirtsStep, StepResult
from referral_desk.domain.errors import NotFound, Rejected
from referral_desk.domain.sbirts import InterventionDraft, MeetingPlan, Path, PathDraft
from referral_desk.services import followups, referrals, sbirts
from referral_desk.services.centre import Centre
from tests.making import CALL, TODAY, add_client, add_institution, referral_draft

AGREED = InterventionDraft(
    client_id=1,
    on=TODAY,
    target="alcohol",
    goal=Goal.LESS,
    drinks_per_day=1.5,
    drink_grams=20,
    dry_days=2,
    what_helps="夕食を先に食べる",
    look_again_on=date(2026, 12, 22),
)


def begin(centre: Centre) -> Path:
    add_client(centre)
    return sbirts.save_path(centre, PathDraft(client_id=1, target="alcohol", started_on=TODAY)).record


def only_path(centre: Centre) -> Path:
    return sbirts.of_client(centre, 1).paths[0]


def test_a_path_is_left_and_come_back_to(centre: Centre) -> None:
    path = begin(centre)
    sbirts.take_step(centre, path.id, SbirtsStep.SCREENING, StepResult.POSTPONED, note="次回に")
    again = only_path(centre)
    assert again.next_step is SbirtsStep.SCREENING
    assert again.steps[0].note == "次回に"


def test_what_was_agreed_is_a_step_of_its_path(centre: Centre) -> None:
    path = begin(centre)
    agreed = sbirts.save_intervention(centre, AGREED, path_id=path.id).record
    step = only_path(centre).steps[0]
    assert (step.step, step.result, step.intervention_id) == (
        SbirtsStep.BRIEF_INTERVENTION,
        StepResult.DONE,
        agreed.id,
    )


def test_a_correction_keeps_what_was_agreed_before(centre: Centre) -> None:
    begin(centre)
    agreed = sbirts.save_intervention(centre, AGREED).record
    sbirts.save_intervention(centre, replace(AGREED, dry_days=3), intervention_id=agreed.id, version=agreed.version)
    (correction,) = sbirts.of_client(centre, 1).corrections[agreed.id]
    assert [(each.field, each.before, each.after) for each in correction.changes] == [("dry_days", 2, 3)]


def test_a_stale_copy_is_refused(centre: Centre) -> None:
    begin(centre)
    agreed = sbirts.save_intervention(centre, AGREED).record
    sbirts.save_intervention(centre, replace(AGREED, dry_days=3), intervention_id=agreed.id, version=agreed.version)
    with pytest.raises(Rejected):
        sbirts.save_intervention(centre, AGREED, intervention_id=agreed.id, version=agreed.version)


def test_looking_again_ends_it_or_sets_another_day(centre: Centre) -> None:
    begin(centre)
    agreed = sbirts.save_intervention(centre, AGREED).record
    in_december = date(2026, 12, 15)
    assert [each.intervention_id for each in followups.desk(centre, in_december).looks] == [agreed.id]
    later = sbirts.looked_again(centre, agreed.id, "週3日飲まない", again_on=date(2027, 1, 19)).record
    assert (later.look_again_on, later.looked_on) == (date(2027, 1, 19), None)
    done = sbirts.looked_again(centre, agreed.id, "続いている").record
    assert done.looked_on == TODAY
    assert done.looked_result == "週3日飲まない\n続いている"
    assert followups.desk(centre, in_december).looks == ()


def test_taking_back_what_was_agreed_takes_its_step_along_and_needs_a_reason(centre: Centre) -> None:
    path = begin(centre)
    agreed = sbirts.save_intervention(centre, AGREED, path_id=path.id).record
    with pytest.raises(Rejected):
        sbirts.remove_intervention(centre, agreed.id, " ")
    sbirts.remove_intervention(centre, agreed.id, "別の方の記録")
    assert sbirts.of_client(centre, 1).interventions == ()
    assert only_path(centre).steps == ()


@pytest.mark.parametrize(
    ("kind", "step"),
    [("self_help_group", SbirtsStep.SELF_HELP_GROUP), ("medical_institution", SbirtsStep.REFERRAL_TO_TREATMENT)],
)
def test_a_referral_is_the_step_that_its_receiver_says(centre: Centre, kind: str, step: SbirtsStep) -> None:
    path = begin(centre)
    place = add_institution(centre, name="見本の会", kind=kind)
    plan = MeetingPlan(referral_id=0, on=date(2026, 12, 1), at="19:00", meet_at="改札前", companion="先輩")
    made = referrals.refer(centre, referral_draft(1, place.id), CALL, plan=plan, path_id=path.id).record
    shown = sbirts.of_client(centre, 1)
    assert [(each.step, each.referral_id) for each in shown.paths[0].steps] == [(step, made.id)]
    assert shown.plans[made.id] == replace(plan, referral_id=made.id)
    assert shown.referrals[made.id].mode is not None


def test_where_the_meeting_cannot_be_nothing_of_the_referral_is_stored(centre: Centre) -> None:
    path = begin(centre)
    place = add_institution(centre, name="見本の会", kind="self_help_group")
    with pytest.raises(Rejected):
        referrals.refer(
            centre,
            referral_draft(1, place.id),
            CALL,
            plan=MeetingPlan(referral_id=0, on=date(2020, 1, 1)),
            path_id=path.id,
        )
    assert referrals.count(centre) == 0
    assert only_path(centre).steps == ()


def test_a_referral_of_somebody_else_is_no_step_of_this_path(centre: Centre) -> None:
    path = begin(centre)
    other = add_client(centre, name="例田 一朗", kana="レイダ イチロウ")
    place = add_institution(centre)
    with pytest.raises(Rejected):
        referrals.refer(centre, referral_draft(other.id, place.id), CALL, path_id=path.id)
    assert referrals.count(centre) == 0


def test_a_path_with_steps_is_ended_and_not_taken_back(centre: Centre) -> None:
    path = begin(centre)
    taken = sbirts.take_step(centre, path.id, SbirtsStep.SCREENING, StepResult.DECLINED).record
    with pytest.raises(Rejected):
        sbirts.remove_path(centre, path.id)
    sbirts.undo_step(centre, taken.id)
    sbirts.remove_path(centre, path.id)
    assert sbirts.of_client(centre, 1).paths == ()
    with pytest.raises(NotFound):
        sbirts.take_step(centre, path.id, SbirtsStep.SCREENING, StepResult.DONE)


def test_an_ended_path_takes_no_step_until_it_is_open_again(centre: Centre) -> None:
    path = begin(centre)
    ended = replace(sbirts.path_draft(path), ended_on=TODAY, ending="lost")
    sbirts.save_path(centre, ended, path_id=path.id, version=path.version)
    with pytest.raises(Rejected):
        sbirts.take_step(centre, path.id, SbirtsStep.SCREENING, StepResult.DONE)
    sbirts.save_path(centre, sbirts.path_draft(path), path_id=path.id)
    sbirts.take_step(centre, path.id, SbirtsStep.SCREENING, StepResult.DONE)
    assert only_path(centre).next_step is SbirtsStep.BRIEF_INTERVENTION
