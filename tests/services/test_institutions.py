"""The directory: what is refused, numbers and names, how institutions are found, verifying."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, time, timedelta
from typing import Any

import pytest

from referral_desk.db.models import InstitutionTable
from referral_desk.domain.changes import Kind
from referral_desk.domain.codes import Anonymity, Attendees, Capacity, Operator
from referral_desk.domain.directory_filter import DirectoryFilter
from referral_desk.domain.errors import NotFound, Rejected
from referral_desk.domain.institution import InstitutionDraft, Told
from referral_desk.domain.institution_parts import InstitutionPerson, ServedArea
from referral_desk.domain.schedule import MeetingTime
from referral_desk.domain.schedule_text import parse_schedule
from referral_desk.services import institutions, referrals
from referral_desk.services.centre import Centre
from tests.making import (
    LETTER,
    TODAY,
    add_client,
    add_institution,
    add_referral,
    institution_draft,
    referral_draft,
)


def refused_fields(centre: Centre, draft: InstitutionDraft, **at: int) -> list[str]:
    with pytest.raises(Rejected) as refused:
        institutions.save(centre, draft, **at)
    return [problem.field for problem in refused.value.problems]


def test_an_institution_is_read_back_as_it_was_written(centre: Centre) -> None:
    draft = InstitutionDraft(
        name="AA架空グループ",
        kana="エーエー　カクウ",
        kind="self_help_group",
        target="alcohol",
        attendees=Attendees.CLIENT,
        anonymity=Anonymity.ANONYMOUS,
        operator=Operator.OTHER,
        postal_code="510-0000",
        address="架空市例町2-3\n会館",
        phone="090-0000-0001",
        contact_name="例田さん",
        contact_hours="平日 18時〜21時",
        schedule=(
            MeetingTime((1,), (), time(19), time(20, 30)),
            MeetingTime((5,), (2, 4), time(13, 30), None),
        ),
        venue="市民会館 第3会議室",
        handoff_note="電話で例田さんに代わってもらう",
        verified_on=date(2026, 4, 1),
        note=" メモ ",
    )
    saved = institutions.save(centre, draft)
    stored = institutions.get(centre, saved.record.id)
    assert stored == saved.record
    assert {name: getattr(stored, name) for name in InstitutionDraft.__dataclass_fields__} == vars(
        replace(draft, verified_by=centre.staff_name)
    )
    assert (stored.number, stored.version) == ("0001", 1)
    assert saved.changes.touches_record(Kind.INSTITUTION, stored.id)


def test_numbers_are_given_in_order(centre: Centre) -> None:
    assert [add_institution(centre, name=name).number for name in "甲乙丙"] == ["0001", "0002", "0003"]


def test_every_field_that_is_wrong_is_named_at_once_and_nothing_is_stored(centre: Centre) -> None:
    draft = institution_draft(name="", kind="shop", phone="1", postal_code="x")
    assert set(refused_fields(centre, draft)) == {"name", "kind", "phone", "postal_code"}
    assert institutions.count(centre) == 0


def test_two_institutions_cannot_bear_one_name(centre: Centre) -> None:
    first, second = add_institution(centre, name="甲"), add_institution(centre, name="乙")
    assert refused_fields(centre, institution_draft(name="甲")) == ["name"]
    assert refused_fields(centre, institution_draft(name="甲"), institution_id=second.id) == ["name"]
    assert institutions.save(centre, institution_draft(name="甲", note="x"), institution_id=first.id).record.note == "x"


def test_what_another_window_changed_meanwhile_is_not_written_over(centre: Centre) -> None:
    seen = add_institution(centre)
    institutions.save(centre, institution_draft(note="一人目"), institution_id=seen.id, version=seen.version)
    late = institution_draft(note="二人目")
    assert refused_fields(centre, late, institution_id=seen.id, version=seen.version) == [""]
    assert institutions.get(centre, seen.id).note == "一人目"


def test_an_institution_that_is_gone_is_said_to_be_gone(centre: Centre) -> None:
    for ask in (institutions.get, institutions.page, institutions.verify):
        with pytest.raises(NotFound):
            ask(centre, 1)


def test_verifying_notes_today(centre: Centre) -> None:
    seen = add_institution(centre, verified_on=TODAY - timedelta(days=400))
    saved = institutions.verify(centre, seen.id)
    assert saved.record == replace(seen, verified_on=TODAY, version=2)
    assert institutions.get(centre, seen.id) == saved.record


@pytest.fixture
def directory(centre: Centre) -> Centre:
    add_institution(centre, name="架空市福祉事務所", kana="カクウシフクシジムショ", phone="059-000-0100")
    add_institution(centre, name="AA架空グループ", kana="エーエーカクウ", kind="self_help_group", target="alcohol")
    add_institution(centre, name="髙﨑クリニック", kana="", kind="medical_institution")
    return centre


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("ふくし", ["架空市福祉事務所"]),
        ("fukushi", ["架空市福祉事務所"]),
        ("059-000-0100", ["架空市福祉事務所"]),
        ("福祉事務所", ["架空市福祉事務所"]),
        ("アルコール", ["AA架空グループ"]),
        ("alcohol", ["AA架空グループ"]),
        ("自助グループ", ["AA架空グループ"]),
        ("Self-help group", ["AA架空グループ"]),
        ("ａａ", ["AA架空グループ"]),
        ("高崎", ["髙﨑クリニック"]),
        ("医療機関", ["髙﨑クリニック"]),
        ("0002", ["AA架空グループ"]),
        ("架空 アルコール", ["AA架空グループ"]),
        ("どこにもない", []),
    ],
)
def test_an_institution_is_found_by_any_part_its_kind_and_its_target(
    directory: Centre, text: str, expected: list[str]
) -> None:
    assert [row.name for row in institutions.rows(directory, text)] == expected
    assert institutions.count(directory, text) == len(expected)


def test_the_list_can_be_narrowed_to_kinds(directory: Centre) -> None:
    kinds = ("self_help_group", "medical_institution")
    assert {row.name for row in institutions.rows(directory, kinds=kinds)} == {"AA架空グループ", "髙﨑クリニック"}
    assert [row.name for row in institutions.rows(directory, "架空", kinds=kinds)] == ["AA架空グループ"]
    assert institutions.count(directory, kinds=kinds) == 2


@pytest.mark.parametrize(
    ("narrowed", "expected"),
    [
        (DirectoryFilter(), ["福祉", "断酒会", "クリニック"]),
        (DirectoryFilter(kind="self_help_group"), ["断酒会"]),
        (DirectoryFilter(domain="medical"), ["クリニック"]),
        (DirectoryFilter(municipality="架空市"), ["福祉", "断酒会"]),
        (DirectoryFilter(capacity=Capacity.FULL), ["クリニック"]),
        (DirectoryFilter(stale_before=TODAY - timedelta(days=180)), ["断酒会", "クリニック"]),
        (DirectoryFilter(meets_on=5), ["断酒会"]),
        (DirectoryFilter(meets_on=1), []),
        (DirectoryFilter(domain="medical", kind="self_help_group"), []),
    ],
)
def test_the_directory_is_narrowed_by_what_is_asked_for(
    centre: Centre, narrowed: DirectoryFilter, expected: list[str]
) -> None:
    area = (ServedArea(code="", name="架空市"),)
    add_institution(centre, name="福祉", kana="ア", areas=area, verified_on=TODAY)
    times = parse_schedule("第2土 13:30；毎週火 19:00（R8.3.31まで）；毎月15日 10:00")
    day = TODAY - timedelta(days=181)
    group = {"kind": "self_help_group", "address": "架空市例町", "schedule": times, "verified_on": day}
    add_institution(centre, name="断酒会", kana="イ", **group)
    add_institution(centre, name="クリニック", kana="ウ", kind="medical_institution", capacity=Capacity.FULL)
    rows, total = institutions.directory(centre, "", narrowed, limit=2)
    rest, same = institutions.directory(centre, "", narrowed, limit=2, offset=2)
    assert [row.name for row in (*rows, *rest)] == expected
    assert total == same == len(expected)
    assert institutions.municipalities(centre) == ("架空市",)


def test_an_institution_is_found_by_the_kind_it_has_now(directory: Centre) -> None:
    row = institutions.rows(directory, "高崎")[0]
    institutions.save(directory, institution_draft(name=row.name, kind="visiting_nurse"), institution_id=row.id)
    assert institutions.rows(directory, "医療機関") == ()
    assert [found.name for found in institutions.rows(directory, "訪問看護")] == [row.name]


def test_the_page_shows_the_referrals_there(directory: Centre) -> None:
    client = add_client(directory)
    rows = institutions.rows(directory)
    referral = add_referral(directory, client.id, rows[0].id)
    add_referral(directory, client.id, rows[1].id)
    page = institutions.page(directory, rows[0].id)
    assert [row.id for row in page.referrals] == [referral.id]
    assert [row.open_referrals for row in institutions.rows(directory)] == [1, 1, 0]


def test_who_verified_an_entry_is_noted_with_the_day(centre: Centre) -> None:
    stored = institutions.save(centre, institution_draft(verified_on=None)).record
    assert stored.verified_by == ""
    assert institutions.verify(centre, stored.id).record.verified_by == centre.staff_name


def test_a_new_check_without_a_name_clears_the_name_of_the_earlier_one(centre: Centre) -> None:
    stored = add_institution(centre, verified_on=TODAY - timedelta(days=200), verified_with="例田 一朗")
    assert institutions.verify(centre, stored.id, with_whom=" 試山さん ").record.verified_with == "試山さん"
    assert institutions.verify(centre, stored.id).record.verified_with == ""


def test_what_is_told_about_room_keeps_its_day_and_leaves_the_check_alone(centre: Centre) -> None:
    stored = add_institution(centre, verified_on=TODAY - timedelta(days=200), verified_by="見本", capacity_note="以前")
    told = Told(by="例田 一朗", capacity=Capacity.WAITING_LIST, words="二か月ほど")
    after = institutions.note_told(centre, stored.id, told).record
    assert (after.capacity, after.capacity_on) == (Capacity.WAITING_LIST, TODAY)
    assert after.capacity_note == "例田 一朗 / 二か月ほど"
    assert (after.verified_on, after.verified_by) == (stored.verified_on, stored.verified_by)


def test_nothing_told_is_not_noted(centre: Centre) -> None:
    with pytest.raises(ValueError, match="nothing"):
        institutions.note_told(centre, add_institution(centre).id, Told(by="例田 一朗"))


def test_lines_in_which_nothing_is_written_are_left_out(centre: Centre) -> None:
    draft = institution_draft(people=(InstitutionPerson(), InstitutionPerson(name="例田 桜")))
    assert institutions.save(centre, draft).record.people == (InstitutionPerson(name="例田 桜"),)


@pytest.mark.parametrize(
    ("changes", "field"),
    [({"areas": (ServedArea(code="011003"),)}, "areas"), ({"listed": False}, "unlisted_reason")],
)
def test_a_wrong_code_or_a_missing_reason_is_refused(centre: Centre, changes: dict[str, Any], field: str) -> None:
    with pytest.raises(Rejected) as refused:
        institutions.save(centre, institution_draft(**changes))
    assert [problem.field for problem in refused.value.problems] == [field]


def test_nobody_is_referred_to_an_institution_that_is_no_longer_there(centre: Centre) -> None:
    client = add_client(centre)
    stored = institutions.save(centre, institution_draft()).record
    with centre.sessions.write() as session:
        session.get_one(InstitutionTable, stored.id).defunct_on = TODAY
    with pytest.raises(Rejected) as refused:
        referrals.refer(centre, referral_draft(client.id, stored.id, on=TODAY), LETTER)
    assert refused.value.problems[0].field == "institution_id"
    referrals.refer(centre, referral_draft(client.id, stored.id, on=date(2026, 11, 2)), LETTER)
