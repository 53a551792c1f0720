"""Referrals to us: what may be stored, when one is warm, and when a reply is owed."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest

from referral_desk.domain.codes import Channel
from referral_desk.domain.inbound import CHANNELS, InboundDraft, check_inbound, is_warm, owes_reply, tidy

TODAY = date(2026, 11, 24)
SENT = InboundDraft(client_id=1, institution_id=3, on=TODAY)
YESTERDAY, TOMORROW = TODAY - timedelta(days=1), TODAY + timedelta(days=1)


def problems(**changes: object) -> list[str]:
    return [problem.field for problem in check_inbound(replace(SENT, **changes), TODAY)]  # type: ignore[arg-type]


def test_somebody_must_be_named_in_the_directory_or_freely() -> None:
    assert problems() == []
    assert problems(institution_id=None) == ["institution_id"]
    assert problems(institution_id=None, sender="　 ") == ["institution_id"]
    assert problems(institution_id=None, sender="架空町駐在所") == []


def test_the_client_was_not_sent_tomorrow() -> None:
    assert problems(on=TOMORROW) == ["on"]
    assert problems(on=YESTERDAY) == []


@pytest.mark.parametrize("channel", [Channel.LEAFLET, Channel.NOT_YET])
def test_some_ways_are_only_ours(channel: Channel) -> None:
    assert channel not in CHANNELS
    assert problems(channel=channel) == ["channel"]


def test_nobody_comes_along_with_a_letter() -> None:
    assert problems(channel=Channel.LETTER, came_along=True) == ["came_along"]
    for channel in (None, Channel.TELEPHONE, Channel.IN_PERSON, Channel.ONLINE, Channel.GOING_ALONG):
        assert problems(channel=channel, came_along=True) == []


def test_who_came_along_makes_it_warm() -> None:
    assert is_warm(replace(SENT, came_along=True))
    assert not is_warm(replace(SENT, channel=Channel.TELEPHONE))


def test_a_reply_is_owed_from_when_it_is_asked_until_it_is_given() -> None:
    assert not owes_reply(SENT)
    assert owes_reply(replace(SENT, reply_due_on=TOMORROW))
    assert not owes_reply(replace(SENT, reply_due_on=TOMORROW, replied_on=TODAY))


def test_the_days_of_a_reply_lie_where_they_can() -> None:
    assert problems(reply_due_on=YESTERDAY) == ["reply_due_on"]
    assert problems(replied_on=YESTERDAY) == ["replied_on"]
    assert problems(replied_on=TOMORROW) == ["replied_on"]
    assert problems(reply="面接しました。") == ["replied_on"]
    assert problems(reply="面接しました。", replied_on=TODAY, reply_due_on=TODAY) == []


@pytest.mark.parametrize(
    ("field", "limit"), [("sender", 100), ("sender_name", 100), ("request", 20_000), ("note", 20_000)]
)
def test_texts_have_a_limit(field: str, limit: int) -> None:
    assert problems(**{field: "字" * limit}) == []
    assert problems(**{field: "字" * (limit + 1)}) == [field]


def test_the_directory_s_name_goes_before_the_written_one() -> None:
    assert tidy(replace(SENT, sender="架空町駐在所")).sender == ""
    assert tidy(replace(SENT, institution_id=None, sender=" 架空町駐在所 ")).sender == "架空町駐在所"
