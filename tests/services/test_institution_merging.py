"""Merging two entries of the directory: everything that names one names the kept one, and back to the last row."""

from __future__ import annotations

import random
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from sqlalchemy import text

from referral_desk.db.queries.institution_merging import references
from referral_desk.domain.calendar import Period
from referral_desk.domain.conference import Attendee
from referral_desk.domain.engagement import EngagementDraft
from referral_desk.domain.errors import NotPossible, Rejected
from referral_desk.domain.institution import Institution, draft_of
from referral_desk.domain.institution_merging import FIELDS, MergedInstitution
from referral_desk.domain.ledger import LedgerKind, OnDuplicate
from referral_desk.domain.merging import Keep
from referral_desk.domain.retiring import Retirement
from referral_desk.services import (
    closed_months,
    conferences,
    drafts,
    engagements,
    institution_merging,
    institutions,
    referrals,
    retiring,
    tallies,
)
from referral_desk.services.centre import Centre
from referral_desk.services.exports import ExportFormat, export
from referral_desk.services.imports import execute, plan
from referral_desk.services.tallies import as_json
from tests.making import TODAY, add_client, add_institution, add_referral
from tests.services.audited import conference
from tests.services.merging_rows import Filler, changed, contents

GROUP = {"kana": "カクウダンシュカイ", "kind": "self_help_group"}
EVERYTHING_OF_THE_OTHER = {field.name: Keep.OTHER for field in FIELDS}


@pytest.fixture
def kept(centre: Centre) -> Institution:
    return add_institution(
        centre, name="架空断酒会", kana="カクウダンシュカイ", kind="self_help_group", note="先の登録"
    )


@pytest.fixture
def other(centre: Centre, kept: Institution) -> Institution:
    return add_institution(
        centre,
        name="架空断酒会 例町支部",
        kana="カクウダンシュカイ",
        kind="self_help_group",
        phone="059-000-0777",
        note="後の登録",
    )


def merge(centre: Centre, kept: Institution, other: Institution, **choices: Keep) -> MergedInstitution:
    return institution_merging.merge(centre, kept.id, other.id, choices, versions=(kept.version, other.version)).record


def naming(centre: Centre, institution_id: int) -> dict[str, int]:
    with centre.read() as session:
        found = {
            f"{table.name}.{column.name}": session.scalar(
                text(f'SELECT count(*) FROM "{table.name}" WHERE "{column.name}" = {institution_id}')
            )
            for table, column in references()
        }
    return {name: count for name, count in found.items() if count}


def test_every_table_that_names_an_institution_takes_part(centre: Centre) -> None:
    found = {f"{table.name}.{column.name}" for table, column in references()}
    assert found == {
        *("attendee.institution_id", "benefit.institution_id", "consent_receiver.institution_id"),
        *("disclosure.institution_id", "engagement.institution_id", "inbound.institution_id"),
        *("institution.successor_id", "referral.institution_id"),
    }


@pytest.mark.parametrize("seed", range(4))
def test_everything_moves_and_comes_back_to_the_last_row(
    centre: Centre, kept: Institution, other: Institution, seed: int
) -> None:
    client = add_client(centre)
    with centre.sessions.write() as session:
        Filler(session, random.Random(seed)).fill(client.id, 5)
    retired = add_institution(centre, name="旧 例町断酒会")
    retiring.retire(centre, retired.id, Retirement(TODAY, "統合", other.id))
    before, naming_both = contents(centre), {**naming(centre, kept.id)}
    had = naming(centre, other.id)
    assert had
    merged = merge(centre, kept, other, **EVERYTHING_OF_THE_OTHER)
    assert naming(centre, other.id) == {}
    now = naming(centre, kept.id)
    assert {name: now[name] - naming_both.get(name, 0) - (name == "institution.successor_id") for name in had} == had
    undone = institution_merging.undo(centre, merged.id).record
    assert undone.changed_since == 0
    found = changed(before, contents(centre))
    found.pop("institution_merge")
    gone, added = found.pop("revision")
    assert gone == frozenset()
    assert len(added) == 4  # both entries, merged and taken apart
    assert found == {}


def test_the_other_entry_stays_readable_and_leads_to_the_kept_one(
    centre: Centre, kept: Institution, other: Institution
) -> None:
    merge(centre, kept, other)
    left = institutions.get(centre, other.id)
    assert (left.name, left.defunct_on, left.successor_id) == (other.name, TODAY, kept.id)
    assert [row.id for row in institutions.rows(centre)] == [kept.id]
    assert [each.other_id for each in institutions.page(centre, kept.id).merges] == [other.id]
    assert [each.kept_id for each in institutions.page(centre, other.id).merges] == [kept.id]


@pytest.mark.parametrize("sought", ["例町支部", "059-000-0777", "0002"])
def test_the_kept_entry_is_found_by_what_the_other_one_said(
    centre: Centre, kept: Institution, other: Institution, sought: str
) -> None:
    merged = merge(centre, kept, other)
    assert [row.id for row in institutions.rows(centre, sought)] == [kept.id]
    now = institutions.get(centre, kept.id)
    institutions.save(centre, replace(draft_of(now), fee="100円"), institution_id=kept.id)
    assert [row.id for row in institutions.rows(centre, sought)] == [kept.id]
    institution_merging.undo(centre, merged.id)
    assert [row.id for row in institutions.rows(centre, sought)] == [other.id]


def test_fields_are_kept_as_they_were_chosen(centre: Centre, kept: Institution, other: Institution) -> None:
    merge(centre, kept, other, phone=Keep.OTHER, note=Keep.BOTH, name=Keep.KEPT)
    now = institutions.get(centre, kept.id)
    assert (now.name, now.phone, now.note) == (kept.name, other.phone, "先の登録\n後の登録")


def test_where_the_other_name_is_kept_the_two_exchange_names_and_have_their_own_back_afterwards(
    centre: Centre, kept: Institution, other: Institution
) -> None:
    merged = merge(centre, kept, other, name=Keep.OTHER)
    assert [institutions.get(centre, each.id).name for each in (kept, other)] == [other.name, kept.name]
    institution_merging.undo(centre, merged.id)
    assert [institutions.get(centre, each.id).name for each in (kept, other)] == [kept.name, other.name]


def test_what_was_changed_or_added_since_stays_with_the_kept_entry(
    centre: Centre, kept: Institution, other: Institution
) -> None:
    client = add_client(centre)
    moved = add_referral(centre, client.id, other.id)
    merged = merge(centre, kept, other, phone=Keep.OTHER, note=Keep.BOTH)
    added = add_referral(centre, client.id, kept.id)
    now = institutions.get(centre, kept.id)
    institutions.save(centre, replace(draft_of(now), phone="059-000-0888"), institution_id=kept.id)
    undone = institution_merging.undo(centre, merged.id).record
    assert (undone.kept.phone, undone.kept.note) == ("059-000-0888", "先の登録")
    assert referrals.get(centre, moved.id).institution_id == other.id
    assert referrals.get(centre, added.id).institution_id == kept.id


def test_earlier_versions_of_a_conference_do_not_call_the_merge_a_correction(
    centre: Centre, kept: Institution, other: Institution
) -> None:
    client = add_client(centre)
    attendees = (Attendee("例田 一朗", "相談員", other.id),)
    stored = conferences.save(centre, conference(client_id=client.id, attendees=attendees)).record
    again = conference(client_id=client.id, attendees=attendees, plan="別")
    conferences.save(centre, again, conference_id=stored.id)
    merged = merge(centre, kept, other)
    for _each in range(2):
        (corrections,) = conferences.of_client(centre, client.id).corrections.values()
        assert [change.field for each in corrections for change in each.changes] == ["plan"]
        if _each == 0:
            institution_merging.undo(centre, merged.id)


def test_a_form_in_work_about_the_other_entry_goes_on_for_the_kept_one(
    centre: Centre, kept: Institution, other: Institution
) -> None:
    content = f'{{"draft":{{"client_id":1,"institution_id":{other.id}}},"unread":[],"first":null}}'
    drafts.keep(centre, "new_referral", "", content)
    merge(centre, kept, other)
    (one,) = drafts.of_person(centre)
    assert f'"institution_id":{kept.id}' in one.content


def test_a_ledger_that_names_the_other_entry_brings_its_rows_to_the_kept_one(
    centre: Centre, kept: Institution, other: Institution, tmp_path: Path
) -> None:
    client = add_client(centre)
    engagements.mark(centre, EngagementDraft(client_id=client.id, institution_id=other.id))
    path = tmp_path / "engagements.csv"
    path.write_bytes(export(centre, LedgerKind.ENGAGEMENTS, ExportFormat.CSV).content)
    merge(centre, kept, other)
    execute(centre, plan(centre, LedgerKind.ENGAGEMENTS, path, OnDuplicate.ADD))
    assert {each.institution_id for each in engagements.of_client(centre, client.id)} == {kept.id}


def figures(centre: Centre) -> object:
    return as_json(tallies.tally(centre, Period.month(2026, 10)), centre.codes, "ja")


def test_a_closed_month_says_the_same_before_and_after_and_when_taken_apart(
    centre: Centre, kept: Institution, other: Institution
) -> None:
    client = add_client(centre)
    add_referral(centre, client.id, other.id, on=date(2026, 10, 5))
    engagements.mark(centre, EngagementDraft(client_id=client.id, institution_id=other.id, since=date(2026, 10, 1)))
    closed_months.close_month(centre, 2026, 10)
    before = figures(centre)
    merged = merge(centre, kept, other)
    assert figures(centre) == before
    institution_merging.undo(centre, merged.id)
    assert figures(centre) == before


def test_what_stands_in_the_way_is_said(centre: Centre, kept: Institution, other: Institution) -> None:
    third = add_institution(centre, name="別の会")
    with pytest.raises(NotPossible):
        institution_merging.preview(centre, kept.id, kept.id)
    with pytest.raises(Rejected):
        institution_merging.merge(centre, kept.id, other.id, {"phone": Keep.BOTH})
    with pytest.raises(Rejected):
        institution_merging.merge(centre, kept.id, other.id, {}, versions=(kept.version, other.version + 1))
    merge(centre, kept, other)
    for one, two in ((third, other), (other, third)):  # merged already; no longer there
        assert institution_merging.preview(centre, one.id, two.id).hindrance is not None
        with pytest.raises(NotPossible):
            institution_merging.merge(centre, one.id, two.id, {})
    with pytest.raises(NotPossible):
        retiring.take_back(centre, other.id)


def test_merges_are_taken_back_the_newest_first_and_once(centre: Centre, kept: Institution, other: Institution) -> None:
    third = add_institution(centre, name="別の会")
    first = merge(centre, kept, other)
    second = institution_merging.merge(centre, third.id, kept.id, {}).record
    with pytest.raises(NotPossible):
        institution_merging.undo(centre, first.id)
    institution_merging.undo(centre, second.id)
    institution_merging.undo(centre, first.id)
    with pytest.raises(NotPossible):
        institution_merging.undo(centre, first.id)


def test_a_name_that_somebody_else_bears_by_now_is_named(centre: Centre, kept: Institution, other: Institution) -> None:
    merged = merge(centre, kept, other)
    left = institutions.get(centre, other.id)
    institutions.save(centre, replace(draft_of(left), name="片付けた登録"), institution_id=other.id)
    add_institution(centre, name=other.name)
    with pytest.raises(NotPossible) as refused:
        institution_merging.undo(centre, merged.id)
    assert refused.value.message.values == {"name": other.name}


def test_who_is_engaged_with_both_is_counted_before(centre: Centre, kept: Institution, other: Institution) -> None:
    hanako, ichiro = add_client(centre), add_client(centre, name="例田 一朗", kana="レイダ イチロウ")
    for client, place in ((hanako, kept), (hanako, other), (ichiro, other)):
        engagements.mark(centre, EngagementDraft(client_id=client.id, institution_id=place.id))
    before = institution_merging.preview(centre, kept.id, other.id)
    assert (before.twins, before.moves) == (1, {"engagement": 2})


def test_likely_doubles_are_found_and_those_no_longer_there_are_not(
    centre: Centre, kept: Institution, other: Institution
) -> None:
    add_institution(centre, name="別の会")
    assert [(pair.one.id, pair.other.entry.id) for pair in institution_merging.likely_doubles(centre)] == []
    third = add_institution(centre, name="架空断酒会例町支部", kind="self_help_group", phone="0590000777")
    assert [(pair.one.id, pair.other.entry.id) for pair in institution_merging.likely_doubles(centre)] == [
        (other.id, third.id)
    ]
    assert [each.entry.id for each in institution_merging.likely_same(centre, third.id)] == [other.id]
    merge(centre, other, third)
    assert institution_merging.likely_doubles(centre) == ()
