"""The history of an entry: whatever way it changes, what it said before is kept, with who changed it and when."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import date, time
from pathlib import Path

import pytest

from referral_desk.domain.codes import Capacity
from referral_desk.domain.institution import Institution, Told
from referral_desk.domain.institution_parts import InstitutionPerson, InstitutionService
from referral_desk.domain.ledger import LedgerKind, OnDuplicate
from referral_desk.domain.revision import Correction
from referral_desk.domain.schedule import MeetingTime
from referral_desk.services import institutions
from referral_desk.services.centre import Centre
from referral_desk.services.exports import hsds
from referral_desk.services.imports import execute, plan
from tests.making import TODAY, add_institution, institution_draft
from tests.services.ledger_files import written

TUESDAY = MeetingTime((1,), (), time(19), time(20, 30))
Change = Callable[[Centre, Institution, Path], object]


def history(centre: Centre, institution_id: int) -> tuple[Correction, ...]:
    return institutions.page(centre, institution_id).history


def told(centre: Centre, institution_id: int) -> list[dict[str, tuple[object, object]]]:
    return [
        {change.field: (change.before, change.after) for change in each.changes}
        for each in history(centre, institution_id)
    ]


def edited(centre: Centre, stored: Institution, _place: Path) -> object:
    return institutions.save(centre, institution_draft(phone="059-000-0199"), institution_id=stored.id)


def checked(centre: Centre, stored: Institution, _place: Path) -> object:
    return institutions.verify(centre, stored.id)


def told_full(centre: Centre, stored: Institution, _place: Path) -> object:
    return institutions.note_told(centre, stored.id, Told(capacity=Capacity.FULL))


def from_table(centre: Centre, stored: Institution, place: Path) -> object:
    path = written(place / "new.csv", ("機関名", "種別", "電話番号"), (stored.name, "福祉事務所", "059-000-0199"))
    return execute(centre, plan(centre, LedgerKind.INSTITUTIONS, path, OnDuplicate.UPDATE))


def from_directory(centre: Centre, stored: Institution, place: Path) -> object:
    path = place / "directory.json"
    directory = json.loads(hsds.directory(centre, unlisted=True, whole=True).content)
    (one,) = [each for each in directory if each["name"] == stored.name]
    one["website"] = "https://kakuu.example"
    path.write_text(json.dumps(directory), encoding="utf-8")
    return execute(centre, plan(centre, LedgerKind.INSTITUTIONS, path, OnDuplicate.UPDATE))


@pytest.mark.parametrize(
    ("change", "field"),
    [
        (edited, "phone"),
        (checked, "verified_on"),
        (told_full, "capacity"),
        (from_table, "phone"),
        (from_directory, "website"),
    ],
)
def test_whatever_way_an_entry_changes_its_history_tells_who_changed_what(
    centre: Centre, tmp_path: Path, change: Change, field: str
) -> None:
    stored = add_institution(centre)
    before = centre.clock()
    change(centre, stored, tmp_path)
    (one,) = history(centre, stored.id)
    assert field in [each.field for each in one.changes]
    assert one.staff_name == centre.staff_name
    assert before <= one.at <= centre.clock()
    now = institutions.get(centre, stored.id)
    assert {each.field: (each.before, each.after) for each in one.changes}[field] == (
        getattr(stored, field),
        getattr(now, field),
    )


def test_the_history_tells_the_newest_change_first_and_field_by_field_with_its_parts(centre: Centre) -> None:
    stored = add_institution(centre)
    parts = {
        "schedule": (TUESDAY,),
        "services": (InstitutionService(name="例会"),),
        "people": (InstitutionPerson(name="例田 桜", agreed_on=date(2026, 4, 1)),),
    }
    institutions.save(centre, institution_draft(**parts), institution_id=stored.id)
    institutions.save(centre, institution_draft(**parts, fee="100円"), institution_id=stored.id)
    newest, oldest = told(centre, stored.id)
    assert newest == {"fee": ("", "100円")}
    assert oldest == {name: ((), value) for name, value in parts.items()}


def test_taking_a_check_back_is_told_like_any_other_change(centre: Centre) -> None:
    stored = add_institution(centre)
    institutions.verify(centre, stored.id)
    institutions.save(centre, institution_draft(), institution_id=stored.id)
    assert [each["verified_on"] for each in told(centre, stored.id)] == [(TODAY, None), (None, TODAY)]


def test_a_save_that_changes_nothing_leaves_no_trace_in_the_history(centre: Centre, tmp_path: Path) -> None:
    stored = add_institution(centre)
    institutions.save(centre, institution_draft(), institution_id=stored.id)
    path = written(tmp_path / "same.csv", ("機関名", "種別"), (stored.name, "福祉事務所"))
    execute(centre, plan(centre, LedgerKind.INSTITUTIONS, path, OnDuplicate.UPDATE))
    assert history(centre, stored.id) == ()


def test_each_entry_has_a_history_of_its_own(centre: Centre) -> None:
    one, other = add_institution(centre, name="甲"), add_institution(centre, name="乙")
    institutions.verify(centre, one.id)
    assert (len(history(centre, one.id)), history(centre, other.id)) == (1, ())
