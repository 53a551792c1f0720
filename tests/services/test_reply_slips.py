"""The reply slip: which letters have one, by when it is to come back, what it says, and that it is waited for."""

from __future__ import annotations

import io
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pikepdf
import pytest

from referral_desk.db.queries import documents as issued_documents
from referral_desk.domain.codes import ReferralStatus
from referral_desk.domain.documents.freezing import thaw
from referral_desk.domain.documents.letter import Letter
from referral_desk.domain.documents.reply_slip import ReplySlip
from referral_desk.domain.errors import NotPossible
from referral_desk.domain.followup import FollowUpKind
from referral_desk.services import documents, followups, referrals
from referral_desk.services.centre import Centre, save_settings
from tests.making import CALL, LETTER, TODAY, add_client, add_institution, add_referral

TWO_WEEKS = date(2026, 12, 8)


@pytest.fixture
def filled(centre: Centre) -> Centre:
    """A centre with client 1 and office 1."""
    add_client(centre, address="架空市見本町1-1", household="父と二人暮らし")
    add_institution(centre)
    return centre


def asked(centre: Centre, *, follow_up_on: date | None = None, **changes: Any) -> int:
    return add_referral(
        centre, 1, 1, LETTER, follow_up_on=follow_up_on, background="家賃を滞納", request="相談", **changes
    ).id


def slip_of(centre: Centre, referral_id: int) -> ReplySlip | None:
    with centre.read() as session:
        issued = issued_documents.issued(session, "letter", referral_id, "ja")
    assert issued is not None
    letter = thaw(issued.content)
    assert isinstance(letter, Letter)
    return letter.slip


def pages(pdf: bytes) -> int:
    with pikepdf.open(io.BytesIO(pdf)) as opened:
        return len(opened.pages)


def test_a_letter_carries_a_slip_on_a_page_of_its_own(filled: Centre) -> None:
    assert pages(documents.letter(filled, asked(filled)).pdf) == 2
    assert pages(documents.letter(filled, asked(filled), slip=False).pdf) == 1


def test_a_centre_that_uses_no_slips_sends_none_unless_one_is_asked_for(filled: Centre) -> None:
    save_settings(filled, replace(filled.settings, reply_slip=False))
    assert pages(documents.letter(filled, asked(filled)).pdf) == 1
    assert pages(documents.letter(filled, asked(filled), slip=True).pdf) == 2


def test_an_issued_letter_keeps_its_slip_and_may_be_printed_without_it(filled: Centre) -> None:
    referral = asked(filled)
    first = documents.letter(filled, referral).pdf
    assert pages(documents.letter(filled, referral, slip=False).pdf) == 1
    assert documents.letter(filled, referral).pdf == first


def test_a_letter_issued_without_a_slip_gets_none_later(filled: Centre) -> None:
    referral = asked(filled)
    documents.letter(filled, referral, slip=False)
    assert pages(documents.letter(filled, referral).pdf) == 1
    with pytest.raises(NotPossible):
        documents.letter(filled, referral, slip=True)


def test_a_slip_tells_of_the_client_no_more_than_the_name(filled: Centre) -> None:
    referral = asked(filled)
    documents.letter(filled, referral)
    slip = slip_of(filled, referral)
    assert slip is not None
    assert slip.facts == (
        ("貴所の文書", "令和8年11月24日付け 架健精第1号"),
        ("御本人", "見本 花子\u3000様"),
        ("回答する機関", "架空市福祉事務所"),
    )
    for word in ("ミホン", "1985", "昭和", "見本町1-1", "090-0000-0000", "父と", "家賃", "相談"):
        assert word not in repr(slip)


def test_a_slip_comes_back_to_the_centre_with_one_honorific(filled: Centre) -> None:
    referral = asked(filled)
    documents.letter(filled, referral)
    slip = slip_of(filled, referral)
    assert slip is not None
    assert slip.addressee == "架空市保健所\u3000精神保健係\u3000御中"
    assert slip.answers[:2] == ("受入可", "待機")
    assert slip.answers[-1] == "その他"


def test_it_is_to_be_back_after_the_centres_days_and_is_waited_for(filled: Centre) -> None:
    referral = asked(filled)
    documents.letter(filled, referral)
    slip = slip_of(filled, referral)
    assert slip is not None
    assert slip.return_by == "令和8年12月8日(火)までに、郵送又はFAXで御返送ください。"
    (check,) = followups.of_referral(filled, referral)
    assert (check.kind, check.due_on) == (FollowUpKind.REPLY, TWO_WEEKS)
    assert [row.referral_id for row in followups.desk(filled).waiting] == [referral]


def test_it_is_to_be_back_on_the_day_that_staff_chose(filled: Centre) -> None:
    chosen = TODAY + timedelta(days=3)
    referral = asked(filled, follow_up_on=chosen)
    documents.letter(filled, referral)
    slip = slip_of(filled, referral)
    assert slip is not None
    assert "11月27日" in slip.return_by
    assert [check.due_on for check in followups.of_referral(filled, referral)] == [chosen]


def test_what_was_answered_already_is_not_waited_for(filled: Centre) -> None:
    referral = asked(filled, status=ReferralStatus.ACCEPTED)
    documents.letter(filled, referral)
    assert followups.of_referral(filled, referral) == ()


def test_a_completed_referral_waits_for_no_reply_any_more(filled: Centre) -> None:
    referral = asked(filled)
    documents.letter(filled, referral)
    referrals.set_status(filled, referral, ReferralStatus.COMPLETED)
    assert [check.done_on for check in followups.of_referral(filled, referral)] == [TODAY]
    assert followups.desk(filled).waiting == ()


def test_a_letter_without_a_slip_sets_no_day(filled: Centre) -> None:
    referral = asked(filled)
    documents.letter(filled, referral, slip=False)
    assert followups.of_referral(filled, referral) == ()


@pytest.mark.parametrize(("days", "overdue"), [(14, False), (15, True)])
def test_a_reply_without_a_day_is_overdue_after_the_centres_days(filled: Centre, days: int, overdue: bool) -> None:
    referral = asked(filled, on=TODAY - timedelta(days=days))
    desk = followups.desk(filled)
    where = desk.overdue if overdue else desk.due_today
    assert [(row.referral_id, row.kind, row.follow_up_id) for row in where] == [(referral, FollowUpKind.REPLY, None)]
    save_settings(filled, replace(filled.settings, reply_days=20))
    assert [row.referral_id for row in followups.desk(filled).waiting] == [referral]


def test_only_a_letter_that_waits_for_an_answer_becomes_overdue_by_itself(filled: Centre) -> None:
    long_ago = TODAY - timedelta(days=90)
    add_referral(filled, 1, 1, CALL, on=long_ago)
    asked(filled, on=long_ago, status=ReferralStatus.ACCEPTED)
    assert followups.desk(filled).overdue == ()
