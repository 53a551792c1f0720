"""What belongs to an institution is stored and read back as it was, meeting times in the terms of HSDS."""

from __future__ import annotations

from datetime import date

from hypothesis import HealthCheck, given, settings

from referral_desk.db.models import MeetingTimeTable
from referral_desk.domain.codes import PhoneKind
from referral_desk.domain.institution_parts import (
    InstitutionPerson,
    InstitutionPhone,
    InstitutionPlace,
    InstitutionService,
    ServedArea,
)
from referral_desk.domain.schedule import MeetingTime
from referral_desk.domain.schedule_text import parse_schedule
from referral_desk.services import institutions
from referral_desk.services.centre import Centre
from tests.domain.test_schedule import SCHEDULES
from tests.making import institution_draft


@settings(max_examples=30, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(SCHEDULES)
def test_any_meeting_time_comes_back_as_it_was(centre: Centre, times: tuple[MeetingTime, ...]) -> None:
    known = institutions.rows(centre)
    institution_id = known[0].id if known else None
    draft = institution_draft(schedule=times)
    stored = institutions.save(centre, draft, institution_id=institution_id).record
    assert stored.schedule == times
    assert institutions.get(centre, stored.id).schedule == times
    assert institutions.rows(centre)[0].schedule == times


def test_a_meeting_time_stands_in_the_terms_of_hsds(centre: Centre) -> None:
    times = parse_schedule("第2・最終土 13:30-15:00（祝日休み、年末年始休み）；隔週水 9:00（R8.11.4から）；月末 19:00")
    institutions.save(centre, institution_draft(schedule=times))
    with centre.read() as session:
        rows = session.query(MeetingTimeTable).order_by(MeetingTimeTable.position).all()
        first, second, third = rows
        assert (first.freq, first.byday, first.opens_at, first.closes_at) == ("MONTHLY", "2SA -1SA", "13:30", "15:00")
        assert (first.not_on_holidays, first.pauses) == (True, "12-29/01-03")
        assert (second.freq, second.interval, second.byday) == ("WEEKLY", 2, "WE")
        assert second.dtstart == date(2026, 11, 4)
        assert (third.freq, third.bymonthday, third.closes_at) == ("MONTHLY", "-1", "")


def test_places_services_people_numbers_and_areas_come_back_in_their_order(centre: Centre) -> None:
    draft = institution_draft(
        places=(InstitutionPlace(name="分室", address="架空市二丁目"), InstitutionPlace(name="本館")),
        services=(InstitutionService(programme="housing_benefit", fee="無料"),),
        people=(InstitutionPerson(name="例田 桜", role="caseworker", agreed_on=date(2026, 4, 1)),),
        phones=(InstitutionPhone(number="059-000-0001", kind=PhoneKind.FAX),),
        areas=(ServedArea(code="011002", name="架空市"), ServedArea(name="見本町")),
    )
    stored = institutions.save(centre, draft).record
    for name in ("places", "services", "people", "phones", "areas"):
        assert getattr(institutions.get(centre, stored.id), name) == getattr(draft, name)
    changed = institution_draft(places=draft.places[1:])
    again = institutions.save(centre, changed, institution_id=stored.id, version=stored.version).record
    assert again.places == draft.places[1:]
    assert again.people == ()
