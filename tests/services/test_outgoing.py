"""Looking at what a letter will tell before it goes out, and issuing what was chosen."""

from __future__ import annotations

from datetime import timedelta

import pytest

from referral_desk.domain.codes import LegalBasis
from referral_desk.domain.errors import NoGround, NotPossible
from referral_desk.domain.outgoing import Choice, Standing, told_at_first
from referral_desk.services import clients, consents, document_register, documents, institutions
from referral_desk.services.centre import Centre
from referral_desk.services.outgoing import Outgoing, outgoing
from tests.making import TODAY, add_client, add_consent, add_institution, add_referral, client_draft, institution_draft

EVERY = ("name", "birth_and_sex", "address_and_phone", "household", "history", "request")


@pytest.fixture
def filled(centre: Centre) -> Centre:
    add_client(centre, address="遠山町1-1", household="母と二人")
    add_institution(centre, address="架空市例町2-2", kind="day_service", name="架空商店")
    return centre


def looked(centre: Centre, referral_id: int, **wish: object) -> Outgoing:
    seen = outgoing(centre, referral_id, **wish)  # type: ignore[arg-type]
    assert seen is not None
    return seen


def at_first(seen: Outgoing) -> Choice:
    return Choice(told_at_first(seen.items), seen.to)


def told(centre: Centre) -> set[str]:
    return set(consents.page(centre, 1).disclosures[0].items)


def test_the_least_goes_out_unless_somebody_chooses_more(filled: Centre) -> None:
    add_consent(filled, 1, 1, items=EVERY)
    referral = add_referral(filled, 1, 1, request="実習", background="経過", consent=None)
    seen = looked(filled, referral.id)
    assert [(item.code, item.standing) for item in seen.items if item.standing is not Standing.NEEDED] == [
        ("birth_and_sex", Standing.BEYOND),
        ("household", Standing.BEYOND),
        ("history", Standing.BEYOND),
    ]
    documents.letter(filled, referral.id, choice=at_first(seen))
    assert told(filled) == {"name", "address_and_phone", "request"}
    assert "母と二人" not in clients.page(filled, 1).documents[0].content


def test_what_is_left_out_is_neither_in_the_frozen_letter_nor_in_the_log(filled: Centre) -> None:
    referral = add_referral(filled, 1, 1, request="実習")
    seen = looked(filled, referral.id)
    choice = Choice(told_at_first(seen.items) - {"address_and_phone"}, seen.to)
    first = documents.letter(filled, referral.id, choice=choice)
    assert told(filled) == {"name", "request"}
    assert "遠山町" not in clients.page(filled, 1).documents[0].content
    assert documents.letter(filled, referral.id).pdf == first.pdf


def test_what_the_consent_does_not_cover_is_shown_as_left_out(filled: Centre) -> None:
    add_consent(filled, 1, 1, items=("name", "request"))
    seen = looked(filled, add_referral(filled, 1, 1, consent=None).id)
    left = {item.code for item in seen.items if item.standing is Standing.NOT_COVERED}
    assert {"address_and_phone", "household"} <= left
    assert seen.allowed.basis is LegalBasis.CONSENT


def test_what_the_revoked_letter_left_out_is_left_out_of_the_next_unless_somebody_adds_it(filled: Centre) -> None:
    referral = add_referral(filled, 1, 1, request="実習")
    seen = looked(filled, referral.id)
    assert seen.before is None
    documents.letter(filled, referral.id, choice=Choice(told_at_first(seen.items) - {"address_and_phone"}, seen.to))
    document_register.revoke(filled, 1, "宛先違い")
    again = looked(filled, referral.id)
    assert told_at_first(again.items) - told_at_first(again.items, again.before) == {"address_and_phone"}
    documents.letter(filled, referral.id, choice=Choice(told_at_first(again.items, again.before), again.to))
    assert told(filled) == {"name", "request"}


def test_a_letter_that_is_issued_already_is_not_looked_at_again_until_it_is_revoked(filled: Centre) -> None:
    referral = add_referral(filled, 1, 1)
    documents.letter(filled, referral.id)
    assert outgoing(filled, referral.id) is None
    document_register.revoke(filled, 1, "宛先違い")
    assert outgoing(filled, referral.id) is not None


def test_what_forbids_a_letter_forbids_looking_at_what_it_would_tell(filled: Centre) -> None:
    group = add_institution(filled, name="AA架空グループ", kind="self_help_group", target="alcohol")
    with pytest.raises(NotPossible):
        outgoing(filled, add_referral(filled, 1, group.id).id)
    without = add_referral(filled, 1, 1, consent=None)
    with pytest.raises(NoGround):
        outgoing(filled, without.id)
    seen = looked(filled, without.id, basis=LegalBasis.BY_LAW)
    assert seen.allowed.basis is LegalBasis.BY_LAW
    documents.letter(filled, without.id, basis=LegalBasis.BY_LAW, choice=at_first(seen))
    assert clients.page(filled, 1).documents[0].basis is LegalBasis.BY_LAW


# --- the receiver ---------------------------------------------------------------------------------------------------


def test_the_receiver_is_remembered_as_looked_at_on_that_day(filled: Centre) -> None:
    first, second = add_referral(filled, 1, 1), add_referral(filled, 1, 1)
    seen = looked(filled, first.id)
    assert seen.confirmed is None
    assert (seen.to.names, seen.to.lines) == (("架空商店\u3000御中",), ("架空市例町2-2",))
    documents.letter(filled, first.id, choice=at_first(seen))
    again = looked(filled, second.id)
    assert again.confirmed is not None
    assert again.confirmed.holds(again.to, TODAY)
    assert again.confirmed.by == "見本 みどり"
    filled.today = lambda: TODAY + timedelta(days=1)
    later = looked(filled, second.id).confirmed
    assert later is not None
    assert not later.holds(again.to, filled.today())


def test_a_letter_issued_without_a_look_confirms_nothing(filled: Centre) -> None:
    documents.letter(filled, add_referral(filled, 1, 1).id)
    assert looked(filled, add_referral(filled, 1, 1).id).confirmed is None


def test_a_receiver_that_moved_since_somebody_looked_stops_the_letter(filled: Centre) -> None:
    referral = add_referral(filled, 1, 1)
    seen = looked(filled, referral.id)
    moved = institution_draft(name="架空商店", kind="day_service", address="遠い町9-9")
    institutions.save(filled, moved, institution_id=1)
    with pytest.raises(NotPossible):
        documents.letter(filled, referral.id, choice=at_first(seen))
    assert clients.page(filled, 1).documents == ()
    assert looked(filled, referral.id).confirmed is None


def test_a_consent_narrowed_since_somebody_looked_stops_the_letter(filled: Centre) -> None:
    consent = add_consent(filled, 1, 1, items=EVERY)
    referral = add_referral(filled, 1, 1, consent=None)
    seen = looked(filled, referral.id)
    consents.withdraw(filled, consent.id, TODAY)
    add_consent(filled, 1, 1, items=("name",))
    with pytest.raises(NotPossible):
        documents.letter(filled, referral.id, choice=at_first(seen))
    assert clients.page(filled, 1).documents == ()


def test_what_is_looked_at_is_what_is_recorded_now(filled: Centre) -> None:
    referral = add_referral(filled, 1, 1)
    clients.save(filled, client_draft(number="00001", address="新しい町3-3"), client_id=1)
    words = {item.code: item.words for item in looked(filled, referral.id).items}
    assert "新しい町3-3" in words["address_and_phone"]
