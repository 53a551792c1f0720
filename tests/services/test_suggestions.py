"""What a field proposes while one types."""

from __future__ import annotations

from referral_desk.services import clients, institutions
from referral_desk.services.centre import Centre
from tests.making import add_client, add_institution


def test_names_that_begin_with_what_is_typed_come_first(centre: Centre) -> None:
    add_client(centre, name="髙見本 修", kana="タカミホン オサム")
    add_client(centre, name="見本 花子", kana="ミホン ハナコ")
    for typed in ("mihon", "みほん", "見本"):
        found = clients.suggestions(centre, typed, limit=8)
        assert [row.name for row in found] == ["見本 花子", "髙見本 修"]
    assert [row.name for row in clients.suggestions(centre, "mihon", limit=1)] == ["見本 花子"]


def test_nothing_typed_proposes_everything_once(centre: Centre) -> None:
    add_client(centre)
    add_institution(centre)
    assert len(clients.suggestions(centre, "", limit=8)) == 1
    assert len(institutions.suggestions(centre, " ", limit=8)) == 1


def test_a_kind_finds_its_institutions_after_those_of_that_name(centre: Centre) -> None:
    add_institution(centre, name="あおば", kana="アオバ", kind="self_help_group")
    add_institution(centre, name="自助グループ見本", kana="ジジョグループミホン", kind="other")
    found = institutions.suggestions(centre, "自助", limit=8)
    assert {row.name for row in found} == {"あおば", "自助グループ見本"}
    assert [row.name for row in institutions.suggestions(centre, "自助", kinds=("other",), limit=8)] == [
        "自助グループ見本"
    ]
