"""Households and supporters as they are stored: members, who joins and leaves, and members who are restricted."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from referral_desk.domain.calendar import Period
from referral_desk.domain.changes import Kind
from referral_desk.domain.client import ClientDraft
from referral_desk.domain.codes import Direction, Quality, Sex, Strength
from referral_desk.domain.errors import NotAllowed, NotFound, Rejected
from referral_desk.domain.household import Household, HouseholdDraft, Member, MemberDraft, place_of
from referral_desk.domain.ledger import LedgerKind
from referral_desk.domain.supporter import SupporterDraft
from referral_desk.services import clients, households, restrictions, supporters, tallies
from referral_desk.services.centre import Centre
from referral_desk.services.exports import ExportFormat, export, one_record
from tests.making import TODAY, add_client, add_contact
from tests.services.restricted import Stage, staged

MOTHER = {"name": "架空 文", "kana": "カクウ フミ", "birth": date(1943, 2, 3), "sex": Sex.FEMALE}


def son_and_mother(centre: Centre) -> tuple[int, int]:
    son = add_client(centre, name="架空 一郎", kana="カクウ イチロウ", birth=date(1973, 5, 6), sex=Sex.MALE)
    return son.id, add_client(centre, **MOTHER).id


def of_two(son: int, mother: int, **more: object) -> HouseholdDraft:
    members = (
        MemberDraft(client_id=son, relation="self"),
        MemberDraft(client_id=mother, relation="mother", calls_for=0),
    )
    return replace(HouseholdDraft(members=members), **more)  # type: ignore[arg-type]


def relations(household: Household | None) -> list[str]:
    assert household is not None
    return [each.relation for each in household.members]


def names(household: Household | None) -> list[str]:
    assert household is not None
    return [each.name for each in household.members]


def test_members_who_are_clients_are_shown_by_their_own_records(centre: Centre) -> None:
    son, mother = son_and_mother(centre)
    saved = households.save(centre, son, of_two(son, mother, case_number="保12"))
    assert households.of_client(centre, mother) == saved.record
    shown = saved.record.members[1]
    assert isinstance(shown, Member)
    assert (shown.name, shown.birth, shown.sex, shown.number) == ("架空 文", date(1943, 2, 3), Sex.FEMALE, "00002")
    assert saved.record.case_number == "保12"
    clients.save(centre, replace(_draft(centre, mother), name="架空 史"), client_id=mother)
    assert names(households.of_client(centre, son)) == ["架空 一郎", "架空 史"]


def _draft(centre: Centre, client_id: int) -> ClientDraft:
    from referral_desk.ui.forms.client_presenter import draft_of

    return draft_of(clients.get(centre, client_id))


def test_what_is_written_of_a_client_in_the_household_never_changes_her_record(centre: Centre) -> None:
    son, mother = son_and_mother(centre)
    draft = of_two(son, mother)
    wrong = replace(draft.members[1], name="ちがう", birth=date(2000, 1, 1), sex=Sex.MALE)
    saved = households.save(centre, son, replace(draft, members=(draft.members[0], wrong))).record
    assert names(saved) == ["架空 一郎", "架空 文"]
    with centre.read() as session:
        from referral_desk.db.queries import households as rows

        stored = rows.stored(session, saved.id)
    assert stored is not None
    assert [(each.name, each.birth, each.sex) for each in stored.members] == [("", None, None)] * 2


def test_a_change_is_told_to_every_client_of_the_household_before_and_after(centre: Centre) -> None:
    son, mother = son_and_mother(centre)
    saved = households.save(centre, son, of_two(son, mother))
    assert all(saved.changes.touches_record(Kind.CLIENT, each) for each in (son, mother))
    alone = replace(saved.record, members=saved.record.members[:1])
    left = households.save(centre, son, alone, household_id=saved.record.id, version=saved.record.version)
    assert all(left.changes.touches_record(Kind.CLIENT, each) for each in (son, mother))
    assert households.of_client(centre, mother) is None


def test_members_keep_their_rows_when_they_are_reordered(centre: Centre) -> None:
    son, mother = son_and_mother(centre)
    first = households.save(centre, son, of_two(son, mother)).record
    one, two = first.members
    turned = replace(first, members=(replace(two, calls_for=1), one))
    second = households.save(centre, son, turned, household_id=first.id, version=first.version).record
    assert [each.id for each in second.members] == [first.members[1].id, first.members[0].id]
    assert second.version > first.version


def test_two_clients_may_change_places_in_one_save(centre: Centre) -> None:
    son, mother = son_and_mother(centre)
    first = households.save(centre, son, of_two(son, mother)).record
    one, two = first.members
    swapped = (replace(one, client_id=mother), replace(two, client_id=son, calls_for=None))
    second = households.save(centre, son, replace(first, members=swapped), household_id=first.id).record
    assert [each.client_id for each in second.members] == [mother, son]


def test_phone_and_kana_of_others_take_their_one_form(centre: Centre) -> None:
    son, mother = son_and_mother(centre)
    father = MemberDraft(
        name="架空 正", kana="かくう ただし", relation="father", phone="０５９０００００００", deceased=True
    )
    draft = of_two(son, mother)
    saved = households.save(centre, son, replace(draft, members=(*draft.members, father))).record
    assert (saved.members[2].kana, saved.members[2].phone) == ("カクウ\u3000タダシ", "059-000-0000")
    bad = replace(draft, members=(*draft.members, replace(father, phone="12")))
    with pytest.raises(Rejected) as refusal:
        households.save(centre, son, bad, household_id=saved.id)
    assert [each.field for each in refusal.value.problems] == ["members.2.phone"]


def test_a_client_is_in_one_household_only_and_may_join_another_ones(centre: Centre) -> None:
    son, mother = son_and_mother(centre)
    first = households.save(centre, son, of_two(son, mother)).record
    daughter = add_client(centre, name="架空 二葉", kana="カクウ フタバ").id
    alone = HouseholdDraft(
        members=(MemberDraft(client_id=daughter, relation="self"), MemberDraft(client_id=mother, relation="mother"))
    )
    with pytest.raises(Rejected) as refusal:
        households.save(centre, daughter, alone)
    assert [each.field for each in refusal.value.problems] == ["members.1.name"]
    joined = replace(first, members=(*first.members, MemberDraft(client_id=daughter, relation="sister")))
    households.save(centre, daughter, joined, household_id=first.id, version=first.version)
    assert relations(households.of_client(centre, daughter)) == ["self", "mother", "sister"]


def test_the_client_in_view_must_be_in_her_household(centre: Centre) -> None:
    son, mother = son_and_mother(centre)
    with pytest.raises(Rejected):
        households.save(centre, son, HouseholdDraft(members=(MemberDraft(client_id=mother, relation="self"),)))


def test_a_stale_copy_is_refused_also_where_only_members_changed(centre: Centre) -> None:
    son, mother = son_and_mother(centre)
    first = households.save(centre, son, of_two(son, mother)).record
    together = replace(first, members=(first.members[0], replace(first.members[1], lives_together=False)))
    households.save(centre, son, together, household_id=first.id, version=first.version)
    with pytest.raises(Rejected):
        households.save(centre, son, first, household_id=first.id, version=first.version)


def test_who_leaves_leaves_the_others_together_related_to_the_next(centre: Centre) -> None:
    son, mother = son_and_mother(centre)
    sister = MemberDraft(name="架空 二葉", relation="sister", calls_for=0)
    draft = of_two(son, mother)
    before = households.save(centre, son, replace(draft, members=(*draft.members, sister))).record
    left = households.leave(centre, son)
    assert left.record == before
    after = households.of_client(centre, mother)
    assert relations(after) == ["self", "daughter"]
    assert after is not None
    assert [each.calls_for for each in after.members] == [None, None]
    households.leave(centre, mother)
    assert households.of_client(centre, mother) is None
    with pytest.raises(NotFound):
        households.leave(centre, mother)


def test_leaving_is_undone_by_saving_what_was_there(centre: Centre) -> None:
    son, mother = son_and_mother(centre)
    before = households.save(centre, son, of_two(son, mother)).record
    households.leave(centre, son)
    households.put_back(centre, son, before)
    again = households.of_client(centre, son)
    assert again is not None
    assert (relations(again), names(again)) == (relations(before), names(before))
    assert again.members[1].calls_for == 0


def test_undo_leads_back_also_where_the_household_is_gone(centre: Centre) -> None:
    son, mother = son_and_mother(centre)
    before = households.save(centre, son, of_two(son, mother)).record
    households.leave(centre, mother)
    households.leave(centre, son)
    households.put_back(centre, son, before)
    assert relations(households.of_client(centre, mother)) == ["self", "mother"]
    households.take_back(centre, mother)
    assert households.of_client(centre, son) is None
    assert households.of_client(centre, mother) is None


def test_each_client_keeps_own_statistics(centre: Centre) -> None:
    son, mother = son_and_mother(centre)
    households.save(centre, son, of_two(son, mother))
    add_contact(centre, son)
    add_contact(centre, son)
    add_contact(centre, mother)
    month = tallies.tally(centre, Period.month(TODAY.year, TODAY.month))
    assert (month.contacts, month.persons) == (3, 2)
    assert len(clients.page(centre, son).contacts) == 2
    assert len(clients.page(centre, mother).contacts) == 1


# --- a member who is restricted -------------------------------------------------------------------------------------


@pytest.fixture
def stage(centre: Centre, tmp_path: Path) -> Iterator[Stage]:
    with staged(centre, tmp_path) as made:
        yield made


@pytest.fixture
def hidden(stage: Stage) -> tuple[Stage, int, Household]:
    """The restricted client as the mother of a client whom everybody may see, who calls for her."""
    households.leave(stage.named, stage.client)
    son = add_client(stage.named, name="例田 子", kana="レイタ コ", sex=Sex.MALE).id
    members = (
        MemberDraft(client_id=stage.client, relation="mother", note="秘印", calls_for=1, phone="059-000-0000"),
        MemberDraft(client_id=son, relation="self"),
    )
    stored = households.save(stage.named, son, HouseholdDraft(members=members)).record
    return stage, son, stored


def test_a_restricted_member_is_shown_without_anything_of_her_own(hidden: tuple[Stage, int, Household]) -> None:
    stage, son, _stored = hidden
    shown = households.of_client(stage.outside, son)
    assert shown is not None
    hers = shown.members[0]
    assert hers == Member(id=hers.id, relation="mother", hidden=True)
    with pytest.raises(NotAllowed):
        households.of_client(stage.outside, stage.client)


@pytest.mark.parametrize("left_out", [False, True])
def test_whoever_saves_a_restricted_member_stays_as_she_is(
    hidden: tuple[Stage, int, Household], left_out: bool
) -> None:
    stage, son, stored = hidden
    shown = households.of_client(stage.outside, son)
    assert shown is not None
    members = (
        (MemberDraft(name="例田 父", relation="father"), replace(shown.members[1], note="別"))
        if left_out
        else (replace(shown.members[0], note="x", name="x", relation="sister"), *shown.members[1:])
    )
    saved = households.save(
        stage.outside, son, replace(shown, members=members), household_id=stored.id, version=shown.version
    )
    assert not saved.changes.touches_record(Kind.CLIENT, stage.client)
    after = households.of_client(stage.named, son)
    assert after is not None
    hers = next(each for each in after.members if each.client_id == stage.client)
    assert (hers.note, hers.relation, hers.phone, hers.name) == ("秘印", "mother", "059-000-0000", "秘印 某")
    assert hers.calls_for == place_of(after, son)


def test_another_person_of_reference_turns_her_relation_as_well(hidden: tuple[Stage, int, Household]) -> None:
    stage, son, stored = hidden
    sister = MemberDraft(name="例田 妹", relation="sister")
    with_sister = households.save(
        stage.named, son, replace(stored, members=(*stored.members, sister)), household_id=stored.id
    ).record
    shown = households.of_client(stage.outside, son)
    assert shown is not None
    mother, boy, girl = shown.members
    turned = (mother, replace(boy, relation="brother"), replace(girl, relation="self"))
    saved = households.save(stage.outside, son, replace(shown, members=turned), household_id=with_sister.id).record
    assert relations(saved) == ["mother", "brother", "self"]
    unstored = replace(
        saved,
        members=(*(replace(each, relation="other_relative") for each in saved.members), MemberDraft(relation="self")),
    )
    with pytest.raises(Rejected):
        households.save(stage.outside, son, unstored, household_id=with_sister.id)


def test_nobody_names_a_restricted_client_by_her_id(hidden: tuple[Stage, int, Household]) -> None:
    stage, son, stored = hidden
    other = add_client(stage.outside, name="例田 五", kana="レイタ ゴ").id
    named = MemberDraft(client_id=stage.client, relation="mother")
    with pytest.raises(NotAllowed):
        households.save(
            stage.outside, other, HouseholdDraft(members=(MemberDraft(client_id=other, relation="self"), named))
        )
    claimed = Member(id=stored.members[0].id, client_id=stage.client, relation="mother", hidden=True)
    with pytest.raises((NotAllowed, Rejected)):
        households.save(
            stage.outside, other, HouseholdDraft(members=(MemberDraft(client_id=other, relation="self"), claimed))
        )
    households.leave(stage.named, son)
    with pytest.raises(NotFound):
        households.save(
            stage.outside,
            other,
            HouseholdDraft(members=(MemberDraft(client_id=other, relation="self"),)),
            household_id=stored.id,
        )


def test_who_was_hidden_when_the_form_was_opened_and_is_no_longer_stays_as_well(
    hidden: tuple[Stage, int, Household],
) -> None:
    stage, son, stored = hidden
    shown = households.of_client(stage.outside, son)
    assert shown is not None
    restrictions.lift(stage.named, stage.client)
    households.save(stage.outside, son, shown, household_id=stored.id, version=shown.version)
    after = households.of_client(stage.outside, son)
    assert after is not None
    assert after.members[0].note == "秘印"


def test_who_is_hidden_and_the_person_of_reference_stays_when_the_others_leave(
    hidden: tuple[Stage, int, Household],
) -> None:
    stage, son, _stored = hidden
    households.leave(stage.outside, son)
    alone = households.of_client(stage.named, stage.client)
    assert relations(alone) == ["self"]


def test_who_is_hidden_is_related_as_before_when_leaving_is_undone(hidden: tuple[Stage, int, Household]) -> None:
    stage, son, stored = hidden
    left = households.leave(stage.outside, son).record
    households.put_back(stage.outside, son, left)
    after = households.of_client(stage.named, son)
    assert relations(after) == relations(stored)
    assert after is not None
    assert after.members[0].note == "秘印"
    with pytest.raises(Rejected):
        households.take_back(stage.outside, son)


# --- supporters -------------------------------------------------------------------------------------------------------


def neighbour(client_id: int, **changes: object) -> SupporterDraft:
    draft = SupporterDraft(
        client_id=client_id,
        kind="neighbour",
        name="例田 隣",
        kana="れいた となり",
        phone="０５９-０００-００００",
        may_contact=True,
        strength=Strength.STRONG,
        quality=Quality.GOOD,
        direction=Direction.BOTH,
    )
    return replace(draft, **changes)  # type: ignore[arg-type]


def test_a_supporter_is_added_changed_ended_and_removed(centre: Centre) -> None:
    client = add_client(centre).id
    added = supporters.save(centre, neighbour(client)).record
    assert (added.phone, added.kana, added.strength) == ("059-000-0000", "レイタ\u3000トナリ", Strength.STRONG)
    draft = replace(supporters.draft_of(added), strength=Strength.WEAK)
    changed = supporters.save(centre, draft, supporter_id=added.id, version=added.version)
    assert changed.changes.touches_record(Kind.CLIENT, client)
    with pytest.raises(Rejected):
        supporters.save(centre, draft, supporter_id=added.id, version=added.version)
    ended = supporters.end(centre, added.id, TODAY).record
    assert (ended.until, ended.strength) == (TODAY, Strength.WEAK)
    removed = supporters.remove(centre, added.id).record
    assert clients.page(centre, client).supporters == ()
    supporters.save(centre, supporters.draft_of(removed))
    assert [each.name for each in clients.page(centre, client).supporters] == ["例田 隣"]


def test_a_supporter_needs_a_phone_that_is_one_and_stays_with_the_client(centre: Centre) -> None:
    client, other = add_client(centre).id, add_client(centre, name="例田 一朗", kana="レイタ イチロウ").id
    with pytest.raises(Rejected) as refusal:
        supporters.save(centre, neighbour(client, phone="なし"))
    assert [each.field for each in refusal.value.problems] == ["phone"]
    added = supporters.save(centre, neighbour(client)).record
    with pytest.raises(Rejected):
        supporters.save(centre, neighbour(other), supporter_id=added.id)
    with pytest.raises(Rejected):
        supporters.end(centre, supporters.save(centre, neighbour(client, since=TODAY)).record.id, date(2026, 1, 1))
    with pytest.raises(NotFound):
        supporters.remove(centre, 99)


def test_the_page_of_a_client_holds_her_household_and_her_supporters(centre: Centre) -> None:
    son, mother = son_and_mother(centre)
    household = households.save(centre, son, of_two(son, mother)).record
    helping = supporters.save(centre, neighbour(mother)).record
    page = clients.page(centre, mother)
    assert (page.household, page.supporters) == (household, (helping,))
    assert clients.page(centre, son).supporters == ()


# --- files ------------------------------------------------------------------------------------------------------------


def test_household_and_supporters_are_in_the_json_of_a_client_and_of_all(centre: Centre) -> None:
    son, mother = son_and_mother(centre)
    households.save(centre, son, of_two(son, mother, case_number="保12"))
    supporters.save(centre, neighbour(mother))
    told = json.loads(json.dumps(one_record.client_with_all(centre, mother, "ja")))
    members = told["household_record"]["members"]
    assert [(each["client_id"], each["relation"]["label"], each["calls_for"]) for each in members] == [
        (f"c-{son}", "基準の人", None),
        (f"c-{mother}", "母", 0),
    ]
    assert told["supporters"][0]["kind"]["label"] == "近隣の人"
    everyone = json.loads(export(centre, LedgerKind.CLIENTS, ExportFormat.JSON).content)["clients"]
    assert everyone[1]["household_record"] == told["household_record"]
    assert everyone[1]["supporters"] == told["supporters"]
    assert everyone[0]["supporters"] == []


def test_a_table_says_that_it_leaves_them_out(centre: Centre) -> None:
    son, mother = son_and_mother(centre)
    households.save(centre, son, of_two(son, mother))
    supporters.save(centre, neighbour(mother))
    left_out = [each.render(str) for each in export(centre, LedgerKind.CLIENTS, ExportFormat.CSV).left_out]
    assert "Who belongs to a client’s household (2)" in left_out
    assert "Informal supporters (1)" in left_out
