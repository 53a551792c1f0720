"""Benefits: what may be stored, what holds on a day, how long they usually last, what runs out."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from referral_desk.domain.benefit import (
    CERTIFICATE_GRADE,
    DISABILITY_CERTIFICATE,
    OUTPATIENT_SUPPORT,
    PUBLIC_ASSISTANCE,
    Benefit,
    BenefitDraft,
    check_benefit,
    check_renewal,
    ended_for,
    holds_on,
    overlapping,
    renewal,
    runs_out,
    settled_by_itself,
    standing,
    suggested_until,
)
from referral_desk.domain.client import ClientDraft
from referral_desk.domain.codes import DisabilityCertificate, OutpatientSupport, PublicAssistance
from referral_desk.resources import code_book

CODES = code_book()
DAY = date(2026, 11, 24)
BEFORE, AFTER = DAY - timedelta(days=1), DAY + timedelta(days=1)
CERTIFICATE = Benefit(
    id=1,
    version=1,
    client_id=7,
    kind=DISABILITY_CERTIFICATE,
    grade="2級",
    since=date(2024, 12, 1),
    until=date(2026, 11, 30),
    institution_name="",
)


def benefit(**changes: object) -> Benefit:
    return replace(CERTIFICATE, **changes)  # type: ignore[arg-type]


# --- what may be stored ---------------------------------------------------------------------------------------------


def problems(**changes: object) -> list[str]:
    draft = BenefitDraft(client_id=7, kind=OUTPATIENT_SUPPORT)
    return [problem.field for problem in check_benefit(replace(draft, **changes), CODES)]  # type: ignore[arg-type]


@pytest.mark.parametrize("kind", ["", "certificate", "生活保護"])
def test_the_kind_is_one_of_the_list(kind: str) -> None:
    assert problems(kind=kind) == ["kind"]
    assert problems() == []


@pytest.mark.parametrize("kind", CODES.benefit_kinds.items)
def test_a_grade_is_one_of_the_kinds_own(kind: object) -> None:
    code, grades = kind.code, kind.grades  # type: ignore[attr-defined]
    assert problems(kind=code, grade="9級") == ["grade"]
    for grade in grades:
        assert problems(kind=code, grade=grade) == []


def test_only_the_mental_disability_certificate_must_have_a_grade() -> None:
    without = {kind.code for kind in CODES.benefit_kinds.items if problems(kind=kind.code) == ["grade"]}
    assert without == {DISABILITY_CERTIFICATE}


def test_its_grades_are_those_of_the_tally() -> None:
    assert tuple(CERTIFICATE_GRADE) == CODES.benefit_kinds[DISABILITY_CERTIFICATE].grades
    for written, grade in CERTIFICATE_GRADE.items():
        assert CODES.disability_certificates.label(grade, "ja") == written


def test_a_benefit_does_not_end_before_it_begins() -> None:
    assert problems(since=DAY, until=BEFORE) == ["until"]
    assert problems(since=DAY, until=DAY) == []
    assert problems(until=BEFORE) == []


@pytest.mark.parametrize(("field", "limit"), [("case_number", 40), ("caseworker", 100), ("note", 20_000)])
def test_texts_have_a_limit(field: str, limit: int) -> None:
    assert problems(**{field: "𠮷" * limit}) == []
    assert problems(**{field: "𠮷" * (limit + 1)}) == [field]


# --- entries at the same time ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("since", "until", "overlaps"),
    [
        (None, None, True),
        (date(2026, 11, 30), None, True),
        (date(2026, 12, 1), None, False),
        (None, date(2024, 12, 1), True),
        (None, date(2024, 11, 30), False),
        (date(2025, 1, 1), date(2025, 2, 1), True),
    ],
)
def test_entries_of_a_kind_overlap_where_both_hold_on_a_day(
    since: date | None, until: date | None, overlaps: bool
) -> None:
    draft = BenefitDraft(client_id=7, kind=DISABILITY_CERTIFICATE, grade="3級", since=since, until=until)
    assert bool(overlapping(draft, [CERTIFICATE])) is overlaps
    assert overlapping(draft, [CERTIFICATE], own_id=CERTIFICATE.id) == ()


def test_other_kinds_other_clients_and_the_kind_other_do_not_overlap() -> None:
    draft = BenefitDraft(client_id=7, kind=DISABILITY_CERTIFICATE)
    assert overlapping(replace(draft, kind=OUTPATIENT_SUPPORT), [CERTIFICATE]) == ()
    assert overlapping(replace(draft, client_id=8), [CERTIFICATE]) == ()
    assert overlapping(replace(draft, kind="other"), [benefit(kind="other", grade="")]) == ()


# --- what holds on a day --------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("since", "until", "holds"),
    [(None, None, True), (DAY, DAY, True), (AFTER, None, False), (None, BEFORE, False), (BEFORE, AFTER, True)],
)
def test_both_ends_are_included(since: date | None, until: date | None, holds: bool) -> None:
    assert holds_on(benefit(since=since, until=until), DAY) is holds


STATED = ClientDraft(
    public_assistance=PublicAssistance.RECEIVING,
    outpatient_support=OutpatientSupport.UNKNOWN,
    disability_certificate=DisabilityCertificate.GRADE_1,
)


def test_without_dated_entries_the_statement_counts() -> None:
    assert standing(STATED, [], DAY) == STATED
    assert standing(STATED, [benefit(kind="disability_pension", since=None, until=BEFORE)], DAY) == STATED


def test_dated_entries_of_a_kind_decide_alone_and_leave_the_others() -> None:
    over = benefit(kind=PUBLIC_ASSISTANCE, grade="", since=None, until=BEFORE)
    found = standing(STATED, [over], DAY)
    assert found.public_assistance is PublicAssistance.NONE
    assert found.outpatient_support is OutpatientSupport.UNKNOWN
    assert found.disability_certificate is DisabilityCertificate.GRADE_1
    assert standing(STATED, [over], BEFORE).public_assistance is PublicAssistance.RECEIVING


def test_an_entry_without_dates_is_current() -> None:
    entry = benefit(kind=OUTPATIENT_SUPPORT, grade="", since=None, until=None)
    assert standing(ClientDraft(), [entry], DAY).outpatient_support is OutpatientSupport.USING


def test_of_two_certificates_the_one_given_last_counts() -> None:
    older = benefit(since=date(2020, 1, 1), until=None, grade="1級")
    undated = benefit(since=None, until=None, grade="1級")
    assert standing(STATED, [CERTIFICATE, older, undated], DAY).disability_certificate is DisabilityCertificate.GRADE_2


# --- how long, and what follows -------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("kind", "since", "until"),
    [
        (DISABILITY_CERTIFICATE, date(2026, 12, 1), date(2028, 11, 30)),
        (DISABILITY_CERTIFICATE, date(2026, 4, 10), date(2028, 4, 30)),
        (DISABILITY_CERTIFICATE, date(2026, 3, 1), date(2028, 2, 29)),
        (DISABILITY_CERTIFICATE, date(2024, 2, 29), date(2026, 2, 28)),
        (OUTPATIENT_SUPPORT, date(2026, 1, 1), date(2026, 12, 31)),
        (PUBLIC_ASSISTANCE, date(2026, 1, 1), None),
    ],
)
def test_a_benefit_usually_ends_with_the_month_in_which_its_years_are_over(
    kind: str, since: date, until: date | None
) -> None:
    assert suggested_until(CODES.benefit_kinds[kind], since) == until


@given(since=st.dates(date(1990, 1, 1), date(2090, 12, 31)))
def test_the_suggested_end_is_the_last_of_a_month_and_never_too_early(since: date) -> None:
    kind = CODES.benefit_kinds[DISABILITY_CERTIFICATE]
    until = suggested_until(kind, since)
    assert until is not None
    assert (until + timedelta(days=1)).day == 1
    assert 729 <= (until - since).days <= 731 + 31


def test_a_renewal_begins_the_day_after_and_keeps_the_grade() -> None:
    following = renewal(benefit(caseworker="例田", note="原本は家族"), CODES.benefit_kinds[CERTIFICATE.kind], DAY)
    assert (following.since, following.until) == (date(2026, 12, 1), date(2028, 11, 30))
    assert (following.grade, following.caseworker, following.note) == ("2級", "例田", "")
    assert following.settled is False


def test_a_renewal_of_an_entry_without_end_begins_today() -> None:
    kind = CODES.benefit_kinds[PUBLIC_ASSISTANCE]
    assert renewal(benefit(kind=PUBLIC_ASSISTANCE, grade="", until=None), kind, DAY).since == DAY


def test_the_renewed_entry_is_settled_and_ends_before_the_new_one_begins() -> None:
    late = BenefitDraft(client_id=7, since=date(2027, 1, 1))
    early = BenefitDraft(client_id=7, since=date(2026, 11, 1))
    assert ended_for(CERTIFICATE, late) == benefit(settled=True)
    assert ended_for(CERTIFICATE, early) == benefit(settled=True, until=date(2026, 10, 31))
    assert ended_for(benefit(until=None), early).until == date(2026, 10, 31)


def test_a_renewal_must_begin_and_begin_later() -> None:
    def found(since: date | None) -> list[str]:
        return [each.field for each in check_renewal(CERTIFICATE, BenefitDraft(client_id=7, since=since))]

    assert found(None) == ["since"]
    assert found(CERTIFICATE.since) == ["since"]
    assert found(date(2024, 12, 2)) == []


# --- what runs out --------------------------------------------------------------------------------------------------


def test_what_ends_by_the_day_runs_out_until_it_is_settled() -> None:
    last = date(2026, 11, 30)
    assert runs_out(CERTIFICATE, [CERTIFICATE], last)
    assert not runs_out(CERTIFICATE, [CERTIFICATE], last - timedelta(days=1))
    assert not runs_out(benefit(settled=True), [], last)
    assert not runs_out(benefit(until=None), [], last)


@pytest.mark.parametrize(
    ("successor", "still"),
    [
        ({"until": date(2028, 11, 30)}, False),
        ({"until": None}, False),
        ({"until": date(2026, 11, 30)}, True),
        ({"until": None, "kind": OUTPATIENT_SUPPORT}, True),
        ({"until": None, "client_id": 8}, True),
    ],
)
def test_what_somebody_entered_as_the_next_period_settles_the_end(successor: dict[str, object], still: bool) -> None:
    assert runs_out(CERTIFICATE, [CERTIFICATE, benefit(id=2, **successor)], DAY + timedelta(days=60)) is still


def test_other_has_no_successor_for_it_is_many_kinds() -> None:
    held = benefit(kind="other", grade="")
    assert runs_out(held, [held, benefit(id=2, kind="other", grade="", until=None)], date(2027, 1, 1))


@pytest.mark.parametrize(
    ("kind", "until", "by_itself"),
    [
        (PUBLIC_ASSISTANCE, BEFORE, True),
        (PUBLIC_ASSISTANCE, DAY, False),
        (PUBLIC_ASSISTANCE, None, False),
        (OUTPATIENT_SUPPORT, BEFORE, False),
        ("", BEFORE, False),
    ],
)
def test_the_past_end_of_a_benefit_without_a_term_asks_for_nothing(
    kind: str, until: date | None, by_itself: bool
) -> None:
    assert settled_by_itself(BenefitDraft(client_id=7, kind=kind, until=until), CODES, DAY) is by_itself
