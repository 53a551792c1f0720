"""The hand-over sheet of a day: what is open stands before what was done, and no notes stand on it."""

from __future__ import annotations

import itertools
from datetime import timedelta

import pytest

from referral_desk.domain.codes import Outcome, Reporter
from referral_desk.domain.followup import OutcomeReport
from referral_desk.i18n import Language
from referral_desk.services import followups, referrals
from referral_desk.services.centre import Centre
from referral_desk.services.handover_sheet import handover_sheet
from tests.making import (
    CALL,
    LETTER,
    NOT_YET,
    TODAY,
    add_client,
    add_contact,
    add_institution,
    add_referral,
)
from tests.reports.reading import plain, read


def said(centre: Centre, language: Language = Language.JA) -> str:
    return "".join(plain(each.text) for each in read(handover_sheet(centre, language=language).pdf))


@pytest.fixture
def busy(centre: Centre) -> Centre:
    """A day with a contact, a call, a letter of last week that is overdue, and a visit of tomorrow."""
    client = add_client(centre, name="𠮷田<b>&", kana="ヨシダ")
    other = add_client(centre, name="例田 一朗", kana="レイタ イチロウ")
    office, group = add_institution(centre), add_institution(centre, name="架空断酒会", kind="self_help_group")
    add_contact(centre, client.id, on=TODAY, note="家では話せないと言われた")
    add_referral(centre, client.id, group.id, CALL, on=TODAY)
    add_referral(centre, other.id, office.id, LETTER, on=TODAY - timedelta(days=9), follow_up_on=TODAY)
    add_referral(centre, other.id, group.id, NOT_YET, on=TODAY, follow_up_on=TODAY + timedelta(days=1))
    return centre


def test_what_is_open_stands_before_what_comes_and_what_was_done(busy: Centre) -> None:
    text = said(busy)
    places = [text.index(plain(each)) for each in ("残っていること", "までの予定", "今日したこと", "申し送り事項")]
    assert places == sorted(places)
    still_open, to_come, done = (text[a:b] for a, b in itertools.pairwise(places))
    assert "架空市福祉事務所" in still_open
    assert "引継ぎ" in to_come
    assert "同席電話" in done
    assert plain("𠮷田<b>&") in done


def test_notes_of_contacts_do_not_lie_on_a_desk(busy: Centre) -> None:
    assert "家では" not in said(busy)


def test_an_outcome_and_an_attempt_of_today_are_told(busy: Centre) -> None:
    (first,) = (row for row in followups.rows(busy) if row.due_on == TODAY)
    followups.log_attempt(busy, first.follow_up_id or 0, "留守番電話だった")
    letter = next(row for row in referrals.rows(busy) if row.on < TODAY)
    followups.report_outcome(busy, letter.id, OutcomeReport(Outcome.GOT_HELP, TODAY, Reporter.CLIENT))
    text = said(busy)
    assert "つながらず" in text
    assert "留守番電話だった" in text
    assert "結果" in text


def test_a_day_without_anything_says_so_in_either_language(centre: Centre) -> None:
    assert plain("記録はありません。") in said(centre)
    assert plain("Nothing was recorded.") in said(centre, Language.EN)
