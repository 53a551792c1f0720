"""What people type on the command line → a record; ids and numbers are never mistaken for each other."""

from __future__ import annotations

import pytest

from referral_desk.domain.errors import NotFound
from referral_desk.services import lookup
from referral_desk.services.centre import Centre
from tests.making import add_client, add_institution, add_referral


@pytest.fixture
def filled(centre: Centre) -> Centre:
    add_client(centre, number="00012")
    add_client(centre, number="12")
    add_client(centre, number="1")
    add_institution(centre, name="架空市福祉事務所")
    add_institution(centre, name="0001")
    add_referral(centre, 1, 1)
    return centre


@pytest.mark.parametrize(("text", "client"), [("00012", 1), ("12", 2), ("1", 3), ("c-1", 1), ("c-3", 3)])
def test_a_client_is_named_by_exact_number_or_by_id(filled: Centre, text: str, client: int) -> None:
    assert lookup.client_id(filled, text) == client


@pytest.mark.parametrize("text", ["012", "0012", "１２", "c-12", "c-4", "i-1", "r-1", "C-1", "c-1x", "", "見本 花子"])
def test_what_is_neither_finds_no_client(filled: Centre, text: str) -> None:
    with pytest.raises(NotFound):
        lookup.client_id(filled, text)


@pytest.mark.parametrize(("text", "institution"), [("i-1", 1), ("0002", 2), ("架空市福祉事務所", 1), ("i-2", 2)])
def test_an_institution_is_named_by_id_number_or_exact_name(filled: Centre, text: str, institution: int) -> None:
    assert lookup.institution_id(filled, text) == institution


@pytest.mark.parametrize("text", ["1", "架空市", "福祉事務所", "c-1", "i-3"])
def test_part_of_a_name_or_a_number_written_otherwise_finds_no_institution(filled: Centre, text: str) -> None:
    with pytest.raises(NotFound):
        lookup.institution_id(filled, text)


def test_a_referral_is_named_by_number_or_id(filled: Centre) -> None:
    assert lookup.referral_id(filled, "2026-00001") == lookup.referral_id(filled, "r-1") == 1
    for text in ("2026-1", "1", "c-1", "r-2", "2026-00002"):
        with pytest.raises(NotFound):
            lookup.referral_id(filled, text)


def test_a_record_that_is_not_found_is_named_in_the_message(filled: Centre) -> None:
    with pytest.raises(NotFound) as missing:
        lookup.client_id(filled, "99999")
    assert missing.value.message.values["text"] == "99999"
