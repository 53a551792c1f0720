"""Correcting a contact and taking it out: the original stays, who changed what is told, and the figures follow."""

from __future__ import annotations

import random
from dataclasses import replace
from datetime import timedelta

import pytest

from referral_desk.db.audit import utc_now
from referral_desk.db.queries import contacts as rows
from referral_desk.db.queries import revisions
from referral_desk.domain.calendar import Period
from referral_desk.domain.codes import ContactService, SpokeWith
from referral_desk.domain.contact import ContactDraft, draft_of, not_yet_met
from referral_desk.domain.drafts import read_record
from referral_desk.domain.errors import NotPossible, Rejected
from referral_desk.domain.revision import FieldChange
from referral_desk.domain.users import UserDraft
from referral_desk.services import clients, contacts, tallies, users
from referral_desk.services.centre import Centre, open_centre
from referral_desk.services.clients import CHANGED_ELSEWHERE
from tests.making import CHEAP, TODAY, add_client, add_contact, contact_draft

OTHER_PASSWORD = "例町の川べりを歩くときの歌。"


def kept(centre: Centre, client_id: int) -> list[tuple[bool, str, ContactDraft]]:
    with centre.read() as session:
        found = revisions.of_client(session, client_id, contacts.KIND)
    return [(each.removed, each.reason, read_record(ContactDraft, each.content)) for each in found]


def figures(centre: Centre, month: Period) -> dict[str, object]:
    tally = tallies.tally(centre, month)
    return {
        "persons": tally.persons,
        "contacts": tally.contacts,
        "services": {row.code: row.contacts for row in tally.by_service if row.contacts},
        "categories": {row.code: row.contacts for row in tally.by_category if row.contacts},
        "factors": {row.code: row.contacts for row in tally.by_factor if row.contacts},
    }


NOVEMBER, OCTOBER = Period.month(2026, 11), Period.month(2026, 10)
NOTHING: dict[str, object] = {"persons": 0, "contacts": 0, "services": {}, "categories": {}, "factors": {}}


def test_a_correction_keeps_the_original_and_says_who_changed_what(centre: Centre) -> None:
    client = add_client(centre)
    first = add_contact(centre, client.id, note="父より電話")
    draft = replace(draft_of(first), service=ContactService.TELEPHONE, note="母より電話", with_name="母")
    saved = contacts.correct(centre, first.id, draft, version=first.version, reason=" 聞き違い ")
    assert draft_of(saved.record) == draft
    assert (saved.record.version, saved.record.staff_name) == (2, "見本 みどり")
    opened = contacts.opened(centre, first.id)
    assert opened.contact == saved.record
    (correction,) = opened.corrections
    assert (correction.staff_name, correction.reason) == ("見本 みどり", "聞き違い")
    assert correction.changes == (
        FieldChange("service", ContactService.CONSULTATION, ContactService.TELEPHONE),
        FieldChange("with_name", "", "母"),
        FieldChange("note", "父より電話", "母より電話"),
    )
    assert kept(centre, client.id) == [(False, "聞き違い", draft_of(first))]


def test_the_one_who_corrects_is_named_and_the_writer_stays(centre: Centre) -> None:
    users.add_user(centre, UserDraft(login="ichiro", name="例田 一朗"), OTHER_PASSWORD, cost=CHEAP)
    contact = add_contact(centre, add_client(centre).id)
    other = open_centre(centre.folder, "ichiro", OTHER_PASSWORD, minimum=CHEAP, today=centre.today)
    try:
        corrected = contacts.correct(other, contact.id, replace(draft_of(contact), minutes=30)).record
        assert corrected.staff_name == "見本 みどり"
        assert contacts.opened(other, contact.id).corrections[0].staff_name == "例田 一朗"
        with pytest.raises(NotPossible):
            contacts.take_back(other, add_contact(centre, contact.client_id).id)
    finally:
        other.close()


def test_the_newest_correction_comes_first(centre: Centre) -> None:
    contact = add_contact(centre, add_client(centre).id)
    for minutes in (10, 20, 30):
        contacts.correct(centre, contact.id, replace(draft_of(contact), minutes=minutes))
    changes = [each.changes for each in contacts.opened(centre, contact.id).corrections]
    assert changes == [
        (FieldChange("minutes", 20, 30),),
        (FieldChange("minutes", 10, 20),),
        (FieldChange("minutes", None, 10),),
    ]


def test_factors_alone_are_a_correction_too(centre: Centre) -> None:
    contact = add_contact(centre, add_client(centre).id, factors=("disaster",))
    corrected = contacts.correct(centre, contact.id, replace(draft_of(contact), factors=("developmental", "disaster")))
    assert (corrected.record.factors, corrected.record.version) == (("developmental", "disaster"), 2)
    assert contacts.opened(centre, contact.id).contact == corrected.record


def test_saving_without_a_difference_keeps_nothing(centre: Centre) -> None:
    contact = add_contact(centre, add_client(centre).id, factors=("disaster", "developmental"))
    same = replace(draft_of(contact), factors=("disaster", "developmental", "disaster"))
    assert contacts.correct(centre, contact.id, same).record == contact
    assert contacts.opened(centre, contact.id).corrections == ()


def test_a_stale_copy_is_refused_and_nothing_is_kept_of_it(centre: Centre) -> None:
    contact = add_contact(centre, add_client(centre).id)
    contacts.correct(centre, contact.id, replace(draft_of(contact), minutes=10), version=contact.version)
    for call in (
        lambda: contacts.correct(centre, contact.id, replace(draft_of(contact), minutes=20), version=contact.version),
        lambda: contacts.remove(centre, contact.id, reason="別", version=contact.version),
    ):
        with pytest.raises(Rejected) as refused:
            call()
        assert refused.value.problems == (CHANGED_ELSEWHERE,)
    assert contacts.opened(centre, contact.id).contact.minutes == 10
    assert len(kept(centre, contact.client_id)) == 1


def test_a_contact_stays_with_its_client(centre: Centre) -> None:
    contact, other = add_contact(centre, add_client(centre).id), add_client(centre, name="例田 次郎")
    with pytest.raises(Rejected) as refused:
        contacts.correct(centre, contact.id, contact_draft(other.id))
    assert [problem.field for problem in refused.value.problems] == ["client_id"]


def test_what_breaks_a_rule_is_not_stored(centre: Centre) -> None:
    contact = add_contact(centre, add_client(centre).id)
    with pytest.raises(Rejected) as refused:
        contacts.correct(centre, contact.id, replace(draft_of(contact), category="x", minutes=0), reason="あ" * 501)
    assert [problem.field for problem in refused.value.problems] == ["category", "minutes", "reason"]
    assert contacts.opened(centre, contact.id).contact == contact


def test_a_contact_that_is_taken_out_is_kept_with_the_reason(centre: Centre) -> None:
    client = add_client(centre)
    contact = add_contact(centre, client.id, note="別の人の話", factors=("disaster",))
    with pytest.raises(Rejected):
        contacts.remove(centre, contact.id, reason=" ")
    assert contacts.remove(centre, contact.id, reason="別の利用者の記録").record == contact
    assert clients.page(centre, client.id).contacts == ()
    assert kept(centre, client.id) == [(True, "別の利用者の記録", draft_of(contact))]


def test_a_new_contact_begins_without_the_history_of_one_that_was_taken_out(centre: Centre) -> None:
    contact = add_contact(centre, add_client(centre).id)
    contacts.correct(centre, contact.id, replace(draft_of(contact), minutes=10))
    contacts.remove(centre, contact.id, reason="別")
    again = add_contact(centre, contact.client_id)
    assert again.id == contact.id  # as SQLite gives it
    assert contacts.opened(centre, again.id).corrections == ()
    contacts.correct(centre, again.id, replace(draft_of(again), minutes=5))
    assert [each.changes for each in contacts.opened(centre, again.id).corrections] == [
        (FieldChange("minutes", None, 5),)
    ]


def test_an_undo_needs_no_reason_on_the_day_only(centre: Centre) -> None:
    client = add_client(centre)
    first, second = add_contact(centre, client.id), add_contact(centre, client.id)
    contacts.take_back(centre, first.id)
    assert kept(centre, client.id) == [(True, "", draft_of(first))]
    centre.clock = lambda: utc_now() + timedelta(days=1)
    with pytest.raises(NotPossible):
        contacts.take_back(centre, second.id)
    assert clients.page(centre, client.id).contacts == (second,)


def test_a_corrected_contact_is_not_undone_but_taken_out(centre: Centre) -> None:
    contact = add_contact(centre, add_client(centre).id)
    contacts.correct(centre, contact.id, replace(draft_of(contact), minutes=10))
    with pytest.raises(NotPossible):
        contacts.take_back(centre, contact.id)


def test_a_correction_moves_the_figures_and_a_removal_takes_them_out(centre: Centre) -> None:
    client = add_client(centre)
    contact = add_contact(centre, client.id, factors=("disaster",))
    stays = {"persons": 1, "contacts": 1, "services": {"home_visit": 1}, "categories": {"gambling": 1}, "factors": {}}
    assert figures(centre, NOVEMBER) == {
        "persons": 1,
        "contacts": 1,
        "services": {"consultation": 1},
        "categories": {"alcohol": 1},
        "factors": {"disaster": 1},
    }
    moved = replace(draft_of(contact), service=ContactService.HOME_VISIT, category="gambling", factors=())
    contacts.correct(centre, contact.id, moved)
    assert figures(centre, NOVEMBER) == stays
    earlier = replace(moved, on=TODAY - timedelta(days=40), factors=("developmental",))
    contacts.correct(centre, contact.id, earlier)
    assert figures(centre, NOVEMBER) == NOTHING
    assert figures(centre, OCTOBER) == stays | {"factors": {"developmental": 1}}
    contacts.remove(centre, contact.id, reason="別")
    assert figures(centre, OCTOBER) == NOTHING


def test_the_row_that_says_whether_a_client_was_met_is_the_one_the_rule_finds(centre: Centre) -> None:
    chance = random.Random(7)
    client = add_client(centre)
    for _ in range(12):
        unmet = chance.random() < 0.4
        add_contact(
            centre,
            client.id,
            TODAY - timedelta(days=chance.randrange(5)),
            client_unmet=unmet,
            spoke_with=chance.choice([None, SpokeWith.FAMILY] if unmet else [None, *SpokeWith]),
        )
        with centre.read() as session:
            telling = rows.last_telling(session, client.id)
        all_of_them = clients.page(centre, client.id).contacts
        assert not_yet_met([telling] if telling else []) is not_yet_met(all_of_them)
