"""What goes out with a letter: the least at first, never more than is covered, and to whom somebody looked at."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from referral_desk import resources
from referral_desk.domain.codes import LegalBasis
from referral_desk.domain.disclosing import Permission
from referral_desk.domain.documents.letter import compose_letter, letter_contents
from referral_desk.domain.documents.postage import Address
from referral_desk.domain.documents.text import Plain
from referral_desk.domain.outgoing import (
    Confirmation,
    Standing,
    narrowed,
    outgoing_items,
    told_at_first,
    unknown_items,
)
from referral_desk.reports.wording import letter_wording
from tests.reports import samples

S = Standing
CODES = resources.code_book()
CONTENTS = {
    "name": "見本 花子",
    "birth_and_sex": "",
    "address_and_phone": "架空市見本町1-1",
    "contact_time": "留守番電話には残さないでください",
    "household": "母と二人",
    "request": "見学",
}
MINIMAL = ("name", "birth_and_sex", "address_and_phone", "request", "wish")


def covered(*items: str, basis: LegalBasis | None = LegalBasis.CONSENT) -> Permission:
    return Permission(basis, frozenset(items))


def standings(allowed: Permission) -> dict[str, Standing]:
    return {item.code: item.standing for item in outgoing_items(CONTENTS, MINIMAL, allowed)}


def test_what_the_receiver_needs_is_told_and_what_goes_beyond_waits_for_somebody_to_choose_it() -> None:
    allowed = covered("name", "birth_and_sex", "address_and_phone", "household", "request")
    assert standings(allowed) == {
        "name": S.NEEDED,
        "address_and_phone": S.NEEDED,
        "household": S.BEYOND,
        "request": S.NEEDED,
    }
    assert told_at_first(outgoing_items(CONTENTS, MINIMAL, allowed)) == {"name", "address_and_phone", "request"}


def test_what_is_not_covered_is_left_out_whoever_needs_it() -> None:
    assert standings(covered("name", "request")) == {
        "name": S.NEEDED,
        "address_and_phone": S.NOT_COVERED,
        "contact_time": S.NOT_COVERED,
        "household": S.NOT_COVERED,
        "request": S.NEEDED,
    }


def test_how_she_may_be_called_stands_with_the_number_and_goes_with_it() -> None:
    allowed = covered("name", "address_and_phone", "contact_time")
    address = next(item for item in outgoing_items(CONTENTS, MINIMAL, allowed) if item.code == "address_and_phone")
    assert address.words == "架空市見本町1-1\n留守番電話には残さないでください"
    assert "contact_time" not in standings(allowed)
    assert narrowed(allowed, {"address_and_phone"}).items == allowed.items
    assert narrowed(allowed, ()).items == {"name"}


def test_what_nobody_recorded_is_no_item_but_is_said_where_the_receiver_needs_it() -> None:
    allowed = covered("name", "birth_and_sex", "household", "request", "wish")
    assert "birth_and_sex" not in standings(allowed)
    assert unknown_items(CONTENTS, MINIMAL, allowed) == ("birth_and_sex",)
    assert unknown_items(CONTENTS, MINIMAL, covered("name")) == ()


def test_a_choice_never_adds_to_what_may_be_told() -> None:
    allowed = covered("name", "request")
    assert narrowed(allowed, {"request", "household", "history"}).items == {"name", "request"}
    assert narrowed(allowed, {"household"}).items == {"name"}
    assert narrowed(covered(basis=None), {"name"}).items == frozenset()


@pytest.mark.parametrize("language", ["ja", "en"])
@pytest.mark.parametrize("kind", ["welfare_office", "medical_institution", "day_service"])
def test_the_items_said_to_be_told_are_those_that_the_letter_tells(language: str, kind: str) -> None:
    wording = letter_wording(CODES.institution_kinds[kind], language)
    facts = {
        "referral": samples.referral(background="経過", request="見学"),
        "client": samples.client(contact_caution="午前中に"),
        "institution": samples.OFFICE,
        "centre": samples.CENTRE,
        "wording": wording,
        "codes": CODES,
        "language": language,
        "tr": str,
        "issued_on": samples.DAY,
    }
    every = covered(*(item.code for item in CODES.disclosure_items.items))
    letter = compose_letter(**facts, staff=None, allowed=every)  # type: ignore[arg-type]
    contents = letter_contents(**facts)  # type: ignore[arg-type]
    assert tuple(code for code, words in contents.items() if words) == letter.told
    spans = (span for item in letter.items for paragraph in item.paragraphs for span in paragraph)
    on_paper = "".join(span.text for span in spans if isinstance(span, Plain))
    for code in ("household", "history", "request"):
        assert all(line in on_paper for line in contents.get(code, "").splitlines())


TO = Address("510-0000", ("架空市例町2-2",), ("架空市福祉事務所\u3000御中",))
TODAY = date(2026, 11, 24)


def test_a_look_at_the_receiver_holds_for_its_day_and_for_what_was_looked_at() -> None:
    seen = Confirmation(TO, TODAY, "見本 みどり")
    assert seen.holds(TO, TODAY)
    assert not seen.holds(TO, TODAY + timedelta(days=1))
    assert not seen.holds(Address("510-0000", ("架空市例町9-9",), TO.names), TODAY)
    assert not seen.holds(Address("510-0000", TO.lines, ("別の課\u3000御中",)), TODAY)
