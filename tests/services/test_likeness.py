"""Likely the same among all clients: every sign finds her, whoever types how; hidden ones never show."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

import pytest

from referral_desk.domain.access import Role
from referral_desk.domain.client import Client, ClientDraft
from referral_desk.domain.closing import ClosingDraft
from referral_desk.domain.errors import NotAllowed
from referral_desk.domain.users import UserDraft
from referral_desk.services import closing, restrictions, users
from referral_desk.services.centre import Centre, open_centre
from referral_desk.services.likeness import likely_duplicates, likely_same
from tests.making import CHEAP, LOGIN, TODAY, add_client

BIRTH = date(1985, 4, 12)


@pytest.fixture
def hanako(centre: Centre) -> Client:
    for number in range(30):
        add_client(centre, name=f"例田 {number}", kana="レイダ ハナミ", birth=date(1950, 1, 1 + number), phone="")
    return add_client(
        centre, name="髙例 花子", kana="タカレイ ハナコ", birth=BIRTH, phone="090-0000-0001", address="架空市見本町1-1"
    )


def found(centre: Centre, **typed: object) -> list[int]:
    return [each.id for each in likely_same(centre, ClientDraft(**typed))]  # type: ignore[arg-type]


@pytest.mark.parametrize(
    "typed",
    [
        {"name": "高例　花子"},
        {"name": "高例花子"},
        {"kana": "たかれい はなこ"},
        {"kana": "ﾀｶﾚｲﾊﾅｺ"},
        {"kana": "はなこ たかれい"},
        {"kana": "タカレイ ハナゴ", "birth": BIRTH},
        {"kana": "タカレエ ハナコ", "birth": BIRTH},
        {"name": "想田 花子", "kana": "ソウダ ハナコ", "birth": BIRTH},
        {"name": "髙例 花子", "birth": date(1985, 12, 4)},
        {"phone": "０９００００００００１"},
        {"name": "匿名", "kana": "トクメイ", "anonymous": True, "phone": "09000000001"},
    ],
)
def test_every_sign_finds_her_among_others(centre: Centre, hanako: Client, typed: dict[str, object]) -> None:
    assert found(centre, **typed) == [hanako.id]


@pytest.mark.parametrize(
    "typed",
    [
        {},
        {"name": "髙例"},
        {"phone": "090"},
        {"birth": BIRTH},
        {"name": "匿名", "kana": "トクメイ", "anonymous": True},
        {"name": "髙例 花子", "birth": date(1950, 9, 9)},
        {"name": "%", "kana": "_"},
        {"name": "\U0010ffff" * 4_000, "kana": "\U0010ffff"},
    ],
)
def test_too_little_or_something_against_it_finds_nobody(
    centre: Centre, hanako: Client, typed: dict[str, object]
) -> None:
    assert found(centre, **typed) == []


def test_a_reading_that_was_stored_without_a_space_is_found_with_one(centre: Centre) -> None:
    stored = add_client(centre, name="ミホンハナコ", kana="ミホンハナコ", birth=None)
    assert found(centre, kana="ミホン ハナコ") == [stored.id]


def test_the_likeliest_comes_first_and_open_records_before_closed_ones(centre: Centre, hanako: Client) -> None:
    closed = add_client(centre, name="髙例 花子", kana="タカレイ ハナコ", birth=None)
    closing.close(centre, closed.id, ClosingDraft(on=TODAY, reason="moved"))
    unknown = add_client(centre, name="髙例 花子", kana="タカレイ ハナコ", birth=None)
    rows = likely_same(centre, ClientDraft(name="髙例 花子", kana="タカレイ ハナコ", birth=BIRTH))
    assert [row.id for row in rows] == [hanako.id, unknown.id, closed.id]
    assert [row.closed_on for row in rows] == [None, None, TODAY]


def test_the_record_that_is_changed_is_not_proposed_to_itself(centre: Centre, hanako: Client) -> None:
    assert likely_same(centre, ClientDraft(name="髙例 花子"), own_id=hanako.id) == ()
    assert likely_duplicates(centre, hanako.id) == ()
    twin = add_client(centre, name="高例 花子", kana="タカレイ ハナコ", birth=None)
    assert [each.id for each in likely_duplicates(centre, hanako.id)] == [twin.id]


PASSWORD = "例町の川べりを歩くときの歌"


@pytest.fixture
def second(centre: Centre) -> Iterator[Centre]:
    users.add_user(centre, UserDraft(login="second", role=Role.STAFF, name="例田 二郎"), PASSWORD, cost=CHEAP)
    opened = open_centre(centre.folder, "second", PASSWORD, minimum=CHEAP, today=centre.today)
    yield opened
    opened.close()


def test_a_restricted_client_is_shown_to_those_who_are_named_only(
    centre: Centre, second: Centre, hanako: Client
) -> None:
    restrictions.restrict(centre, hanako.id, [LOGIN])
    assert found(centre, name="髙例 花子") == [hanako.id]
    assert found(second, name="髙例 花子") == []
    with pytest.raises(NotAllowed):
        likely_duplicates(second, hanako.id)
