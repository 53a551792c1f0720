"""What may be told about a client to whom, and that no letter tells more."""

from __future__ import annotations

from dataclasses import fields, is_dataclass, replace
from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from referral_desk import resources
from referral_desk.domain.calendar import era_short
from referral_desk.domain.codes import (
    ConsentKind,
    DisabilityCertificate,
    LegalBasis,
    OutpatientSupport,
    Paper,
    PublicAssistance,
    Sex,
)
from referral_desk.domain.consent import Consent, Receiver
from referral_desk.domain.disclosing import (
    NO_CONSENT,
    NO_NAME,
    Agreed,
    Permission,
    ReferralConsent,
    check_disclosure,
    check_strike,
    exceeding,
    letter_permission,
    permission,
    resting_on,
)
from referral_desk.domain.disclosure import DisclosureDraft
from referral_desk.domain.documents.letter import Letter, compose_letter
from referral_desk.reports.wording import letter_wording
from tests.reports import samples

BOOK = resources.code_book()
DAY = date(2026, 11, 24)
MINIMAL = ("name", "request")
ORAL = ReferralConsent(ConsentKind.ORAL, DAY - timedelta(days=30), "見本 みどり")
UNASKED = ReferralConsent(None, DAY)


def consent(number: int = 1, **changes: object) -> Consent:
    made = Consent(
        id=number,
        version=1,
        client_id=57,
        kind=ConsentKind.WRITTEN,
        on=DAY - timedelta(days=10),
        receivers=(Receiver(3),),
        items=("name", "household"),
        staff_name="見本 みどり",
    )
    return replace(made, **changes)  # type: ignore[arg-type]


# --- the order of grounds -------------------------------------------------------------------------------------------


def test_a_recorded_consent_gives_its_items_and_no_others() -> None:
    may = permission(MINIMAL, [consent()], ORAL, LegalBasis.BY_LAW, DAY)
    assert (may.basis, may.items, may.consent_id) == (LegalBasis.CONSENT, {"name", "household"}, 1)


def test_of_several_consents_the_newest_that_holds_counts() -> None:
    older = consent(1, items=("name", "history"), on=DAY - timedelta(days=90))
    newer = consent(2, items=("name",))
    assert permission(MINIMAL, [newer, older], None, None, DAY).consent_id == 2
    ended = replace(newer, until=DAY - timedelta(days=1))
    assert permission(MINIMAL, [older, ended], None, None, DAY).consent_id == 1


def test_the_note_of_a_referral_gives_the_least_that_the_receiver_needs() -> None:
    may = permission(MINIMAL, [], ORAL, LegalBasis.BY_LAW, DAY)
    assert (may.basis, may.items, may.consent_id) == (LegalBasis.CONSENT, set(MINIMAL), None)
    assert may.agreed == Agreed(ConsentKind.ORAL, ORAL.on, "見本 みどり")


@pytest.mark.parametrize("kind", [None, ConsentKind.NONE])
def test_a_referral_without_consent_is_no_ground(kind: ConsentKind | None) -> None:
    assert permission(MINIMAL, [], ReferralConsent(kind, DAY), None, DAY).basis is None


@pytest.mark.parametrize(("days_after", "counts"), [(-1, True), (0, False), (5, False)])
def test_a_withdrawal_on_the_day_of_the_referral_or_later_takes_its_note_back(days_after: int, counts: bool) -> None:
    withdrawn = consent(on=DAY - timedelta(days=99), withdrawn_on=ORAL.on + timedelta(days=days_after))
    may = permission(MINIMAL, [withdrawn], ORAL, None, DAY)
    assert (may.basis is LegalBasis.CONSENT) is counts


def test_a_consent_that_only_ended_leaves_the_note_of_a_referral() -> None:
    ended = consent(until=DAY - timedelta(days=1))
    assert permission(MINIMAL, [ended], ORAL, None, DAY).items == set(MINIMAL)


@pytest.mark.parametrize("basis", [each for each in LegalBasis if each is not LegalBasis.CONSENT])
def test_without_consent_a_named_basis_gives_the_minimal_items(basis: LegalBasis) -> None:
    may = permission(MINIMAL, [consent(withdrawn_on=DAY)], UNASKED, basis, DAY)
    assert (may.basis, may.items, may.consent_id, may.agreed) == (basis, set(MINIMAL), None, None)


def test_naming_consent_as_the_basis_does_not_make_it_one() -> None:
    may = permission(MINIMAL, [], UNASKED, LegalBasis.CONSENT, DAY)
    assert (may.basis, may.items, may.missing) == (None, frozenset(), NO_CONSENT)


def test_what_is_missing_says_whether_there_was_a_consent_once() -> None:
    withdrawn = permission(MINIMAL, [consent(withdrawn_on=DAY)], None, None, DAY).missing
    ended = permission(MINIMAL, [consent(until=DAY - timedelta(days=1))], None, None, DAY).missing
    assert withdrawn is not None
    assert ended is not None
    assert "withdrawn" in withdrawn.render(str)
    assert "2026-11-23" in ended.render(str)
    assert "R8.11.24(火)" in withdrawn.render(str, era_short)
    assert "R8.11.23(月)" in ended.render(str, era_short)


def test_a_consent_that_leaves_out_the_name_carries_no_letter_but_can_be_told_by_phone() -> None:
    nameless = consent(items=("wish",))
    assert permission(MINIMAL, [nameless], ORAL, None, DAY).items == {"wish"}
    letter = letter_permission(MINIMAL, [nameless], ORAL, None, DAY)
    assert (letter.basis, letter.missing) == (None, NO_NAME)
    assert letter_permission(MINIMAL, [nameless], ORAL, LegalBasis.BY_LAW, DAY).items == set(MINIMAL)


def test_a_representative_is_not_taken_for_the_client() -> None:
    stood_in = consent(representative="例田 一朗", representative_relation="父")
    agreed = permission(MINIMAL, [stood_in], None, None, DAY).agreed
    assert agreed is not None
    assert agreed.represented


# --- the least that a receiver needs --------------------------------------------------------------------------------


def test_every_kind_of_institution_has_its_minimal_items_and_they_are_of_the_list() -> None:
    for kind in BOOK.institution_kinds.items:
        items = BOOK.minimal_items.of(kind)
        assert items, kind.code
        assert all(item in BOOK.disclosure_items for item in items), kind.code
        assert ("name" in items) is (kind.paper is Paper.LETTER), kind.code


def test_a_group_is_told_no_name_and_a_private_body_nothing_of_health() -> None:
    kinds = BOOK.institution_kinds
    assert BOOK.minimal_items.of(kinds["self_help_group"]) == ("nickname", "contact_time", "wish")
    assert BOOK.minimal_items.of(kinds["welfare_commissioner"]) == ("name", "address_and_phone", "wish", "request")
    assert "health_and_treatment" in BOOK.minimal_items.of(kinds["medical_institution"])
    assert "household" not in BOOK.minimal_items.of(kinds["medical_institution"])


def test_a_kind_of_the_centres_own_follows_its_form_of_address() -> None:
    own = replace(BOOK.institution_kinds["other"], code="own", address_form="medical")
    assert BOOK.minimal_items.of(own) == BOOK.minimal_items.of(BOOK.institution_kinds["medical_institution"])
    assert BOOK.minimal_items.of(replace(own, paper=Paper.CARD)) == ("nickname", "contact_time", "wish")


# --- the log ----------------------------------------------------------------------------------------------------------

ENTRY = DisclosureDraft(
    client_id=57, on=DAY, institution_id=3, method="telephone", items=("name",), basis=LegalBasis.CONSENT
)


def wrong(**changes: object) -> list[str]:
    return [each.field for each in check_disclosure(replace(ENTRY, **changes), DAY, BOOK)]  # type: ignore[arg-type]


def test_an_entry_says_when_to_whom_what_how_and_on_which_basis() -> None:
    assert wrong() == []
    assert wrong(on=DAY + timedelta(days=1)) == ["on"]
    assert wrong(institution_id=None, receiver=" ") == ["receiver"]
    assert wrong(institution_id=None, receiver="大家 例田 一朗") == []
    assert wrong(items=()) == ["items"]
    assert wrong(items=("name", "shoe_size")) == ["items"]
    assert wrong(method="pigeon") == ["method"]
    assert wrong(basis=None) == ["basis"]
    assert wrong(note="長" * 20_001) == ["note"]


def test_more_than_was_allowed_is_named_and_still_written_down() -> None:
    may = Permission(LegalBasis.CONSENT, frozenset({"name"}), 1)
    assert exceeding(("name", "history", "benefits"), may) == ("history", "benefits")
    assert wrong(items=("name", "history", "benefits")) == []


def test_an_entry_rests_on_a_recorded_consent_only_where_its_basis_is_consent() -> None:
    may = Permission(LegalBasis.CONSENT, frozenset({"name"}), 7)
    assert resting_on(ENTRY, may).consent_id == 7
    assert resting_on(replace(ENTRY, basis=LegalBasis.BY_LAW), may).consent_id is None
    assert resting_on(ENTRY, Permission(None)).consent_id is None


def test_an_entry_is_struck_out_once_and_with_a_reason() -> None:
    assert [each.field for each in check_strike(ENTRY, "  ")] == ["struck"]
    assert check_strike(ENTRY, "相手を間違えて入力") == ()
    assert [each.field for each in check_strike(replace(ENTRY, struck="二重"), "もう一度")] == [""]


# --- no letter tells more than it may -------------------------------------------------------------------------------

CLIENT = samples.client(
    name="印氏名",
    kana="シルシカナ",
    birth=date(1961, 2, 3),
    sex=Sex.OTHER,
    address="印住所",
    phone="090-1234-5678",
    may_call=False,
    contact_caution="印連絡",
    household="印世帯",
    public_assistance=PublicAssistance.RECEIVING,
    outpatient_support=OutpatientSupport.USING,
    disability_certificate=DisabilityCertificate.GRADE_1,
    note="印備考",
)
REFERRAL = samples.referral(background="印経過", request="印依頼", handoffs=())
MARKERS = {
    "印氏名": {"name"},
    "シルシカナ": {"name"},
    "昭和36年2月3日": {"birth_and_sex"},
    "その他": {"birth_and_sex"},
    "印住所": {"address_and_phone"},
    "090-1234-5678": {"address_and_phone"},
    "印連絡": {"contact_time", "address_and_phone"},
    "印世帯": {"household"},
    "印経過": {"history"},
    "受給中": {"benefits"},
    "利用中": {"health_and_treatment"},
    "1級": {"health_and_treatment"},
    "印依頼": {"request"},
    "印備考": set(),
}
CODES = [item.code for item in BOOK.disclosure_items.items]
KINDS = [kind.code for kind in BOOK.institution_kinds.items if kind.paper is Paper.LETTER]


def words(value: object) -> str:
    if isinstance(value, str):
        return value
    if isinstance(value, tuple):
        return "\n".join(words(part) for part in value)
    if is_dataclass(value):
        return "\n".join(words(getattr(value, part.name)) for part in fields(value))
    return ""


def letter(kind: str, may: Permission) -> Letter:
    return compose_letter(
        referral=replace(REFERRAL, institution_kind=kind),
        client=CLIENT,
        institution=replace(samples.OFFICE, kind=kind),
        centre=samples.CENTRE,
        staff=samples.STAFF,
        wording=letter_wording(BOOK.institution_kinds[kind], "ja"),
        codes=BOOK,
        language="ja",
        tr=str,
        issued_on=DAY,
        allowed=may,
        number=1,
        follow_up_on=None,
    )


grounds = st.one_of(
    st.builds(
        lambda items, basis: Permission(basis, frozenset(items) | {"name"}),
        st.sets(st.sampled_from(CODES)),
        st.sampled_from(LegalBasis),
    ),
    st.builds(
        lambda items, oral: letter_permission(
            MINIMAL,
            [consent(items=("name", *items), kind=ConsentKind.ORAL if oral else ConsentKind.WRITTEN)],
            None,
            None,
            DAY,
        ),
        st.sets(st.sampled_from(CODES)),
        st.booleans(),
    ),
)


@settings(max_examples=300)
@given(kind=st.sampled_from(KINDS), may=grounds)
def test_no_letter_ever_contains_the_value_of_an_item_that_is_not_permitted(kind: str, may: Permission) -> None:
    made = letter(kind, may)
    said = words(made)
    for marker, items in MARKERS.items():
        if not items & may.items:
            assert marker not in said, marker
    assert set(made.told) <= may.items


@pytest.mark.parametrize("kind", KINDS)
def test_the_log_is_told_every_item_that_a_letter_contains(kind: str) -> None:
    made = letter(kind, Permission(LegalBasis.BY_LAW, frozenset(CODES)))
    said = words(replace(made, told=()))
    told = set().union(*(items for marker, items in MARKERS.items() if marker in said))
    assert told <= set(made.told) <= {*told, "request"}


def test_welfare_offices_and_livelihood_consultations_hear_on_a_bare_note_what_they_always_heard() -> None:
    for kind in ("welfare_office", "livelihood_consultation"):
        minimal = BOOK.minimal_items.of(BOOK.institution_kinds[kind])
        by_note = letter(kind, letter_permission(minimal, [], ORAL, None, DAY))
        everything = letter(kind, letter_permission(CODES, [], ORAL, None, DAY))
        assert by_note.items == everything.items


def test_a_letter_on_another_basis_claims_no_consent() -> None:
    said = words(letter("welfare_office", Permission(LegalBasis.BY_LAW, frozenset(CODES))))
    assert "同意" not in said
    assert "同意" in words(letter("welfare_office", permission(CODES, [], ORAL, None, DAY)))


def test_a_letter_says_what_a_recorded_consent_says_and_not_what_the_referral_notes() -> None:
    oral = consent(kind=ConsentKind.ORAL, heard_by="例田 聞子", on=date(2026, 4, 1))
    said = words(letter("welfare_office", letter_permission(MINIMAL, [oral], ORAL, None, DAY)))
    assert "例田 聞子" in said
    assert "令和8年4月1日" in said


def test_a_representatives_consent_is_not_called_the_clients_and_the_name_is_not_told() -> None:
    stood_in = consent(representative="例田 代理", representative_relation="父")
    said = words(letter("welfare_office", letter_permission(MINIMAL, [stood_in], None, None, DAY)))
    assert "representative agrees" in said
    assert "御本人からは" not in said
    assert "例田 代理" not in said
