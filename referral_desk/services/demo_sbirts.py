"""The demo centre's paths of SBIRTS: of clients in the stories who were introduced to a group about alcohol."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime, time, timedelta

from referral_desk.db.queries import sbirts, screenings
from referral_desk.db.queries.bulk import NewReferral
from referral_desk.db.session import Session
from referral_desk.domain.calendar import IsHoliday
from referral_desk.domain.codes import CodeBook, Goal, SbirtsStep, StepResult
from referral_desk.domain.sbirts import InterventionDraft, MeetingPlan, PathDraft
from referral_desk.domain.schedule import meetings_on, next_meeting
from referral_desk.domain.screening import ScreeningDraft, judged
from referral_desk.services.demo_records import Ledger

ALCOHOL = "alcohol"
_BEFORE = timedelta(days=70)
_ANSWERS = ((4, 3, 3, 2, 1, 1, 2, 1, 0, 2), (3, 2, 1, 1, 1, 0, 1, 1, 0, 2))


def tell_paths(
    session: Session, ledger: Ledger, told: Sequence[NewReferral], codes: CodeBook, is_holiday: IsHoliday
) -> None:
    """Write paths for the first client and for the newest introduction of another one to an alcohol group."""
    groups = {
        each.id: each.draft for each in ledger.institutions if each.draft.target == ALCOHOL and each.draft.schedule
    }
    newest = sorted((each for each in told if each.draft.institution_id in groups), key=lambda each: each.draft.on)
    of_clients = {each.draft.client_id: each for each in newest}
    chosen = [each for client_id, each in of_clients.items() if client_id == 1]
    chosen += [each for client_id, each in of_clients.items() if client_id != 1][-1:]
    for story in chosen:
        _tell(session, ledger, codes, story)
        group = groups[story.draft.institution_id]
        after = datetime.combine(story.draft.on, time(12))
        meeting = next_meeting(group.schedule, after, is_holiday)
        if meeting is not None:
            (held, *_others) = meetings_on(group.schedule, meeting.date(), is_holiday)
            sbirts.store_plan(
                session,
                MeetingPlan(
                    referral_id=story.id,
                    on=meeting.date(),
                    at=f"{held.start:%H:%M}",
                    venue=group.venue,
                    meet_at="会場の入口",
                    companion=group.contact_name,
                ),
            )


def _tell(session: Session, ledger: Ledger, codes: CodeBook, story: NewReferral) -> None:
    client_id, on = story.draft.client_id, story.draft.on
    began = on - _BEFORE
    path = sbirts.add_path(session, PathDraft(client_id=client_id, target=ALCOHOL, started_on=began), ledger.staff_name)
    for day, answers in ((began, _ANSWERS[0]), (on - timedelta(days=14), _ANSWERS[1])):
        draft = ScreeningDraft(
            client_id=client_id,
            on=day,
            tool="audit",
            total=sum(answers),
            profile="health_guidance",
            drink_grams=20,
            items=answers,
        )
        made = screenings.add(session, replace(draft, zone=judged(draft, codes, None)), ledger.staff_name)
        _step(session, ledger, path.id, SbirtsStep.SCREENING, day, screening_id=made.id)
    agreed = InterventionDraft(
        client_id=client_id,
        on=began + timedelta(days=7),
        target=ALCOHOL,
        goal=Goal.LESS,
        goal_words="平日は家で飲まない",
        drinks_per_day=1.0,
        drink_grams=20,
        dry_days=3,
        what_helps="夕食を先に食べる。炭酸水を買っておく。",
        look_again_on=ledger.today + timedelta(days=2),
    )
    stored = sbirts.add_intervention(session, agreed, ledger.staff_name)
    _step(session, ledger, path.id, SbirtsStep.BRIEF_INTERVENTION, agreed.on, intervention_id=stored.id)
    _step(session, ledger, path.id, SbirtsStep.REFERRAL_TO_TREATMENT, on, result=StepResult.NOT_NEEDED)
    _step(session, ledger, path.id, SbirtsStep.SELF_HELP_GROUP, on, referral_id=story.id)


def _step(
    session: Session,
    ledger: Ledger,
    path_id: int,
    step: SbirtsStep,
    on: date,
    *,
    result: StepResult = StepResult.DONE,
    screening_id: int | None = None,
    intervention_id: int | None = None,
    referral_id: int | None = None,
) -> None:
    values = {"path_id": path_id, "step": step, "on": on, "result": result, "note": "", "staff_name": ledger.staff_name}
    values |= {"screening_id": screening_id, "intervention_id": intervention_id, "referral_id": referral_id}
    sbirts.add_step(session, values)
