"""The audit trail as people review it: kinds, folding, and words for every code."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from referral_desk import resources
from referral_desk.domain.access import Action, Happening
from referral_desk.domain.audit import NOTHING, AuditRow, Detail, canonical, doer, read_detail, write_detail
from referral_desk.domain.audit_review import (
    FAILURES,
    FILES,
    KIND_OF_ACTION,
    RIGHTS,
    ActionKind,
    TrailClient,
    TrailNames,
    folded,
    unfolded,
)
from referral_desk.domain.audit_words import ACTION_WORDS, BROKEN_WORDS, KIND_WORDS, TrailWords
from referral_desk.domain.centre import SafetySettings

CODES = [code.value for code in (*Action, *Happening)]
NOON = datetime(2026, 11, 24, 3, 0, tzinfo=UTC)
NAMES = TrailNames(
    {57: TrailClient("00057", "見本 花子"), 58: TrailClient("00058", "")},
    {"midori": "見本 みどり", "ichiro": "例田 一朗"},
    {"r-12": "2026-00012", "i-3": "架空市福祉事務所", "u-1": "見本 みどり", "u-2": "例田 一朗"},
)


def row(number: int = 1, action: str = Action.READ_CLIENT, client: int | None = 57, **changes: object) -> AuditRow:
    made = AuditRow(number, NOON + timedelta(minutes=number), "midori", action, client, "", NOTHING)
    return replace(made, **changes)  # type: ignore[arg-type]


@pytest.fixture
def words() -> TrailWords:
    return TrailWords(NAMES, resources.code_book(), "en", str)


# --- codes ----------------------------------------------------------------------------------------------------------


def test_every_code_of_the_trail_has_its_kind_and_its_words() -> None:
    assert sorted(KIND_OF_ACTION) == sorted(CODES)
    assert sorted(ACTION_WORDS) == sorted(CODES)
    assert set(KIND_WORDS) == set(ActionKind)
    assert set(BROKEN_WORDS) == {"changed", "missing", "cut", "replaced"}


def test_no_two_codes_have_the_same_words() -> None:
    assert len(set(ACTION_WORDS.values())) == len(CODES)


def test_what_is_printed_one_by_one_is_listed_once() -> None:
    listed = (*FAILURES, *RIGHTS, *FILES)
    assert len(set(listed)) == len(listed)
    assert set(listed) <= set(CODES)


# --- folding --------------------------------------------------------------------------------------------------------


def test_looks_that_follow_on_each_other_are_one_line_with_the_newest_first() -> None:
    rows = [row(3), row(2), row(1)]
    (fold,) = folded(rows)
    assert (fold.row, fold.first_at, len(fold.rows)) == (rows[0], rows[2].at, 3)


@pytest.mark.parametrize(
    "other",
    [
        {"login": "ichiro"},
        {"client_id": 58},
        {"action": Action.READ_REFERRAL},
        {"record": "r-12"},
        {"at": NOON - timedelta(days=1)},
    ],
)
def test_looks_of_others_at_others_or_on_another_day_are_lines_of_their_own(other: Mapping[str, object]) -> None:
    assert len(folded([row(2), row(1, **other)])) == 2  # type: ignore[arg-type]


def test_changes_are_never_folded_nor_is_anything_between_two_looks_lost() -> None:
    assert len(folded([row(2, Action.SAVE_CLIENT), row(1, Action.SAVE_CLIENT)])) == 2
    assert [fold.row.number for fold in folded([row(3), row(2, Action.SAVE_CLIENT), row(1)])] == [3, 2, 1]
    assert len(unfolded([row(2), row(1)])) == 2


# --- words ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("entry", "said"),
    [
        (row(record="clients", action=Action.LIST_RECORDS, detail={"shown": 1234}), "Clients, rows: 1,234"),
        (
            row(record="clients", action=Action.SEARCH_RECORDS, detail={"found": 2, "ids": [57, 99]}),
            "Clients, found: 2, Nos. 00057 c-99",
        ),
        (
            row(record="referrals", action=Action.SEARCH_RECORDS, detail={"found": 1, "ids": [12]}),
            "Referrals, found: 1, Nos. 2026-00012",
        ),
        (row(record="clients", action=Action.SEARCH_RECORDS, detail={"found": 0, "ids": []}), "Clients, found: 0"),
        (row(record="r-12", action=Action.SAVE_REFERRAL, detail={"new": True}), "2026-00012, newly entered"),
        (row(record="r-99", action=Action.SAVE_REFERRAL, detail={"status": "accepted"}), "r-99, Accepted"),
        (
            row(record="i-3", action=Action.SAVE_INSTITUTION, detail={"verified": True}),
            "架空市福祉事務所, checked with the institution",
        ),
        (
            row(action=Action.ISSUE_DOCUMENT, detail={"kind": "letter", "again": True}),
            "Referral letter, as issued before",
        ),
        (row(action=Action.RESTRICT_CLIENT, detail={"named": [1, 2], "before": []}), "only for 見本 みどり 例田 一朗"),
        (row(action=Action.RESTRICT_CLIENT, detail={"named": [], "before": [2]}), "for everyone, before: 例田 一朗"),
        (row(record="u-2", action=Action.CHANGE_ROLE, detail={"role": "manager"}), "例田 一朗, manager"),
        (
            row(
                action=Action.CHANGE_SAFETY,
                detail={"lock_after_minutes": [10, 1], "quick_unlock": False, "second_place": "changed"},
            ),
            "locks after 1 min (before: 10 min), no PIN may unlock any more, another second place",
        ),
        (row(action=Happening.REFUSED, detail={"action": "export_ledger"}), "wanted: Exported a ledger"),
        (row(action=Happening.CLOCK_SET_BACK, detail={"seconds": 3690}), "by 1 h 1 min"),
        (row(action=Happening.CLOCK_SET_BACK, detail={"seconds": 3}), "by 0 h 0 min"),
        (
            row(action=Action.IMPORT_LEDGER, record="contacts", detail={"new": 12, "updated": 0, "skipped": 3}),
            "Contacts, new: 12, left out: 3",
        ),
        (
            row(action=Action.READ_FIGURES, detail={"figure": "contacts", "from": "2026-10-01", "to": "2026-10-31"}),
            "Counselling by service, from 1 Oct 2026, to 31 Oct 2026",
        ),
        (row(action=Action.REVIEW_AUDIT, detail={"printout": True, "month": "2026-10"}), "month’s printout, Oct 2026"),
        (
            row(action=Happening.FAILED_LOGIN, detail={"login": "ichiro", "at": "2026-11-24T01:02:00+00:00"}),
            "tried 24 Nov 2026 10:02, noted when 見本 みどり came in",
        ),
        (
            row(action=Happening.FAILED_LOGIN, detail={"login": "", "at": "2026-11-24T01:02:00+00:00"}),
            "a login that does not exist, tried 24 Nov 2026 10:02, noted when 見本 みどり came in",
        ),
        (
            row(action="of_a_newer_program", detail={"strange": 3, "odd": "x", "flag": True}),
            "strange: 3, odd: x, flag: True",
        ),
    ],
)
def test_the_details_of_an_entry_read_as_words(words: TrailWords, entry: AuditRow, said: str) -> None:
    assert words.detail(entry) == said


def test_a_client_who_may_not_be_seen_has_a_number_only(words: TrailWords) -> None:
    assert [words.client(row(client=client)) for client in (57, 58, 99, None)] == [
        "00057 見本 花子",
        "00058",
        "c-99",
        "",
    ]


def test_who_tried_a_wrong_password_is_who_it_is_about(words: TrailWords) -> None:
    failed = row(action=Happening.FAILED_LOGIN, detail={"login": "ichiro", "at": ""})
    assert (doer(failed), words.who(failed)) == ("ichiro", "例田 一朗")
    unknown = replace(failed, detail={"login": "", "at": ""})
    assert (doer(unknown), words.who(unknown)) == ("", "unknown")
    assert words.person("gone") == "gone"


def test_moments_are_this_pcs(words: TrailWords) -> None:
    assert words.when(NOON) == "24 Nov 2026 12:00"
    assert replace(words, language="ja").when(NOON) == "R8.11.24(火) 12:00"


# --- what is sealed -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("detail", [{}, {"b": 1, "a": "ä", "c": [1, 2], "d": True}])
def test_a_detail_is_read_as_it_was_written_and_written_in_one_way(detail: Detail) -> None:
    assert dict(read_detail(write_detail(detail))) == dict(detail)
    assert write_detail(dict(reversed(detail.items()))) == write_detail(detail)


def test_no_two_entries_are_sealed_over_the_same_bytes() -> None:
    entries = {
        canonical(number, at, login, action, client, record, detail)
        for number in (1, 11)
        for at in (NOON, NOON + timedelta(microseconds=1))
        for login in ("a", "a,b", 'a","b')
        for action in ("b", "")
        for client in (None, 1, 11)
        for record in ("", "c-1")
        for detail in ("", "{}")
    }
    assert len(entries) == 2 * 2 * 3 * 2 * 3 * 2 * 2


@pytest.mark.parametrize(
    ("before", "after", "kept"),
    [
        (SafetySettings(), SafetySettings(), {}),
        (SafetySettings(lock_after_minutes=10), SafetySettings(lock_after_minutes=1), {"lock_after_minutes": [10, 1]}),
        (SafetySettings(quick_unlock=True), SafetySettings(), {"quick_unlock": False}),
        (SafetySettings(), SafetySettings(second_place="/a"), {"second_place": "set"}),
        (SafetySettings(second_place="/a"), SafetySettings(second_place="/b"), {"second_place": "changed"}),
        (SafetySettings(second_place="/a"), SafetySettings(), {"second_place": "removed"}),
    ],
)
def test_of_changed_safety_what_changed_is_kept_and_no_folder(
    before: SafetySettings, after: SafetySettings, kept: Detail
) -> None:
    assert before.changes(after) == kept
