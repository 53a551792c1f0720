"""Logging a contact, and taking it back."""

from __future__ import annotations

from datetime import timedelta

import pytest

from referral_desk.domain.changes import Kind
from referral_desk.domain.codes import ContactService, SpokeWith
from referral_desk.domain.contact import ContactDraft
from referral_desk.domain.errors import NotFound, Rejected
from referral_desk.services import clients, contacts
from referral_desk.services.centre import Centre
from tests.making import TODAY, add_client, add_contact, contact_draft


def test_a_contact_is_read_back_as_it_was_written(centre: Centre) -> None:
    client = add_client(centre)
    draft = ContactDraft(
        client_id=client.id,
        on=TODAY,
        service=ContactService.HOME_VISIT,
        category="alcohol",
        factors=("social_withdrawal", "developmental"),
        spoke_with=SpokeWith.FAMILY,
        note="父と面談。\n「もう限界」",
    )
    saved = contacts.add(centre, draft)
    assert clients.page(centre, client.id).contacts == (saved.record,)
    assert set(saved.record.factors) == set(draft.factors)
    assert (saved.record.note, saved.record.spoke_with) == (draft.note, SpokeWith.FAMILY)
    assert saved.changes.touches_record(Kind.CONTACT, saved.record.id)
    assert saved.changes.touches_record(Kind.CLIENT, client.id)


def test_a_factor_that_is_named_twice_counts_once(centre: Centre) -> None:
    client = add_client(centre)
    assert add_contact(centre, client.id, factors=("disaster", "disaster")).factors == ("disaster",)
    assert clients.page(centre, client.id).contacts[0].factors == ("disaster",)


@pytest.mark.parametrize(
    ("changes", "fields"),
    [
        ({"category": ""}, ["category"]),
        ({"category": "アルコール"}, ["category"]),
        ({"factors": ("disaster", "x", "y")}, ["factors", "factors"]),
        ({"category": "social_withdrawal", "factors": ("alcohol",)}, ["category", "factors"]),
    ],
)
def test_categories_and_factors_outside_their_lists_are_refused(
    centre: Centre, changes: dict[str, object], fields: list[str]
) -> None:
    client = add_client(centre)
    with pytest.raises(Rejected) as refused:
        add_contact(centre, client.id, TODAY, **changes)
    assert [problem.field for problem in refused.value.problems] == fields
    assert clients.page(centre, client.id).contacts == ()


def test_a_contact_can_be_taken_back_with_its_factors(centre: Centre) -> None:
    client = add_client(centre)
    added = add_contact(centre, client.id, factors=("disaster", "crime_victim"))
    assert contacts.take_back(centre, added.id).record == added
    assert clients.page(centre, client.id).contacts == ()
    assert add_contact(centre, client.id).factors == ()


def test_a_client_or_contact_that_is_gone_is_said_to_be_gone(centre: Centre) -> None:
    with pytest.raises(NotFound):
        add_contact(centre, 99)
    for call in (
        lambda: contacts.take_back(centre, 99),
        lambda: contacts.remove(centre, 99, reason="別"),
        lambda: contacts.correct(centre, 99, contact_draft(1)),
        lambda: contacts.opened(centre, 99),
    ):
        with pytest.raises(NotFound):
            call()


def test_a_day_to_come_is_refused(centre: Centre) -> None:
    client = add_client(centre)
    with pytest.raises(Rejected) as refused:
        add_contact(centre, client.id, TODAY + timedelta(days=1))
    assert [problem.field for problem in refused.value.problems] == ["on"]


def test_with_whom_is_stored_on_one_line(centre: Centre) -> None:
    client = add_client(centre)
    assert add_contact(centre, client.id, with_name=" 母 \n 　例田").with_name == "母 例田"
