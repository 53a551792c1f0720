"""Clients: numbers, what is refused, how they are found, and two windows on one record."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from referral_desk.domain.changes import Kind
from referral_desk.domain.client import ClientDraft
from referral_desk.domain.codes import PublicAssistance, Sex
from referral_desk.domain.engagement import BoardState
from referral_desk.domain.errors import NotFound, Rejected
from referral_desk.services import clients
from referral_desk.services.centre import Centre
from tests.making import TODAY, add_client, add_contact, add_institution, add_referral, client_draft


def refused_fields(centre: Centre, draft: ClientDraft, **at: int) -> list[str]:
    with pytest.raises(Rejected) as refused:
        clients.save(centre, draft, **at)
    return [problem.field for problem in refused.value.problems]


# --- storing --------------------------------------------------------------------------------------------------------


def test_a_client_is_read_back_as_it_was_written(centre: Centre) -> None:
    draft = client_draft(
        number="A-7",
        name="𠮷野\u3000葛\U000e0100城",
        kana="ヨシノ　カツラギ",
        birth_exact=False,
        sex=Sex.OTHER,
        postal_code="510-0000",
        address="架空市見本町\n1-1 <b>&amp;",
        may_call=True,
        may_leave_message=False,
        contact_caution="夜は不可",
        household="父（78歳）",
        public_assistance=PublicAssistance.NONE,
        note="　先頭の空白も残す ",
    )
    saved = clients.save(centre, draft)
    stored = clients.get(centre, saved.record.id)
    assert stored == saved.record
    assert {name: getattr(stored, name) for name in ClientDraft.__dataclass_fields__} == vars(draft)
    assert (stored.version, stored.registered_on, stored.closed_on) == (1, TODAY, None)
    assert saved.changes.touches_record(Kind.CLIENT, stored.id)


def test_kana_phone_and_post_code_are_brought_to_one_form_and_the_name_is_not(centre: Centre) -> None:
    stored = add_client(
        centre, name="ﾐﾎﾝ 花子", kana="みほん ﾊﾅｺ", phone="０９０００００００００", postal_code="〒5100000"
    )
    assert (stored.name, stored.kana, stored.phone) == ("ﾐﾎﾝ 花子", "ミホン　ハナコ", "090-0000-0000")
    assert stored.postal_code == "510-0000"


def test_every_field_that_is_wrong_is_named_at_once_and_nothing_is_stored(centre: Centre) -> None:
    draft = client_draft(number="c-1", name=" ", kana="", birth=date(2030, 1, 1), phone="123", postal_code="12")
    assert set(refused_fields(centre, draft)) == {"number", "name", "kana", "birth", "phone", "postal_code"}
    assert clients.count(centre) == 0


@pytest.mark.parametrize("typed", ["", "　"])
def test_an_anonymous_client_needs_no_name(centre: Centre, typed: str) -> None:
    stored = add_client(centre, name=typed, kana=typed, anonymous=True, birth=None, phone="")
    assert (stored.name, stored.kana) == ("匿名", "トクメイ")
    assert add_client(centre, name="", kana="", anonymous=True).number == "00002"


def test_an_anonymous_client_may_have_a_nickname(centre: Centre) -> None:
    assert add_client(centre, name="アサガオ", kana="アサガオ", anonymous=True).name == "アサガオ"


# --- numbers --------------------------------------------------------------------------------------------------------


def test_a_blank_number_is_given_in_order(centre: Centre) -> None:
    assert [add_client(centre, number=typed).number for typed in ("", " ", "　")] == ["00001", "00002", "00003"]


def test_the_next_number_follows_the_highest_that_is_digits_only(centre: Centre) -> None:
    for number in ("60", "00012", "A-999", "１００", "7-7"):
        add_client(centre, number=number)
    assert add_client(centre).number == "00061"


def test_a_number_longer_than_any_running_number_does_not_stop_the_counting(centre: Centre) -> None:
    add_client(centre, number="9" * 20)
    add_client(centre, number="5")
    assert [add_client(centre).number, add_client(centre).number] == ["00006", "00007"]


def test_numbers_grow_beyond_five_digits(centre: Centre) -> None:
    add_client(centre, number="99999")
    assert [add_client(centre).number, add_client(centre).number] == ["100000", "100001"]


def test_a_number_is_exact_text(centre: Centre) -> None:
    add_client(centre, number="00012")
    assert add_client(centre, number="12").number == "12"
    assert add_client(centre, number="１２").number == "１２"
    assert refused_fields(centre, client_draft(number="00012")) == ["number"]
    assert refused_fields(centre, client_draft(number=" 12 ")) == ["number"]


def test_an_edit_with_a_blank_number_keeps_it(centre: Centre) -> None:
    stored = add_client(centre, number="A-7")
    assert clients.save(centre, client_draft(number=""), client_id=stored.id).record.number == "A-7"


def test_an_edit_cannot_take_another_clients_number(centre: Centre) -> None:
    first, second = add_client(centre), add_client(centre)
    assert refused_fields(centre, client_draft(number=first.number), client_id=second.id) == ["number"]
    same = clients.save(centre, client_draft(number=second.number, name="例田"), client_id=second.id).record
    assert same.number == second.number


# --- two windows ----------------------------------------------------------------------------------------------------


def test_what_another_window_changed_meanwhile_is_not_written_over(centre: Centre) -> None:
    seen = add_client(centre)
    clients.save(centre, client_draft(number=seen.number, note="一人目の変更"), client_id=seen.id, version=seen.version)
    late = client_draft(number=seen.number, note="二人目の変更")
    assert refused_fields(centre, late, client_id=seen.id, version=seen.version) == [""]
    now = clients.get(centre, seen.id)
    assert (now.note, now.version) == ("一人目の変更", seen.version + 1)
    assert clients.save(centre, late, client_id=seen.id, version=now.version).record.note == "二人目の変更"


def test_a_client_that_is_gone_is_said_to_be_gone(centre: Centre) -> None:
    with pytest.raises(NotFound):
        clients.get(centre, 1)
    with pytest.raises(NotFound):
        clients.page(centre, 1)
    with pytest.raises((NotFound, Rejected)):
        clients.save(centre, client_draft(), client_id=1, version=1)
    assert clients.count(centre) == 0


# --- finding --------------------------------------------------------------------------------------------------------


def found(centre: Centre, text: str) -> list[str]:
    rows = clients.rows(centre, text)
    assert clients.count(centre, text) == len(rows)
    return [row.name for row in rows]


@pytest.fixture
def directory(centre: Centre) -> Centre:
    add_client(
        centre, number="00012", name="髙橋 美咲", kana="タカハシ ミサキ", birth=date(1985, 4, 12), phone="090-0000-1234"
    )
    add_client(
        centre, number="12", name="渡邉 純一", kana="ワタナベ ジュンイチ", birth=date(1951, 1, 1), birth_exact=False
    )
    add_client(centre, number="A-7", name="𠮷田 ヴィオラ", kana="ヨシダ ヴィオラ", birth=None, phone="")
    add_client(
        centre, number="00100", name="大野 久三", kana="オオノ キュウゾウ", birth=date(1989, 1, 7), phone="059-000-0012"
    )
    return centre


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("髙橋", ["髙橋 美咲"]),
        ("高橋", ["髙橋 美咲"]),
        ("橋", ["髙橋 美咲"]),
        ("たかはし", ["髙橋 美咲"]),
        ("タカハシ", ["髙橋 美咲"]),
        ("ﾀｶﾊｼ", ["髙橋 美咲"]),
        ("takahasi", ["髙橋 美咲"]),
        ("Takahashi", ["髙橋 美咲"]),
        ("ＴＡＫＡＨＡＳＨＩ", ["髙橋 美咲"]),
        ("はし　みさ", ["髙橋 美咲"]),
        ("みさき たかはし", ["髙橋 美咲"]),
        ("高橋美咲", ["髙橋 美咲"]),
        ("渡辺", ["渡邉 純一"]),
        ("渡邊", ["渡邉 純一"]),
        ("わたなべ", ["渡邉 純一"]),
        ("junichi", ["渡邉 純一"]),
        ("吉田", ["𠮷田 ヴィオラ"]),
        ("びおら", ["𠮷田 ヴィオラ"]),
        ("ｳﾞｨｵﾗ", ["𠮷田 ヴィオラ"]),
        ("おおの", ["大野 久三"]),
        ("ohno", ["大野 久三"]),
        ("kyuzo", ["大野 久三"]),
        ("090-0000-1234", ["髙橋 美咲"]),
        ("09000001234", ["髙橋 美咲"]),
        ("０９０ー００００ー１２３４", ["髙橋 美咲"]),
        ("00001234", ["髙橋 美咲"]),
        ("1985-04-12", ["髙橋 美咲"]),
        ("S60.4.12", ["髙橋 美咲"]),
        ("昭和60年4月12日", ["髙橋 美咲"]),
        ("1985/4/12", ["髙橋 美咲"]),
        ("昭和64年1月7日", ["大野 久三"]),
        ("1951", ["渡邉 純一"]),
        ("a-7", ["𠮷田 ヴィオラ"]),
        ("00100", ["大野 久三"]),
        ("高橋 渡辺", []),
        ("%", []),
        ("_", []),
        ("'; DROP TABLE client; --", []),
    ],
)
def test_a_client_is_found_by_any_part_however_it_is_written(directory: Centre, text: str, expected: list[str]) -> None:
    if text in {"%", "_"}:  # signs alone are no word: the whole list
        expected = [row.name for row in clients.rows(directory)]
    assert found(directory, text) == expected


def test_the_list_is_in_the_order_of_the_syllabary(directory: Centre) -> None:
    assert found(directory, "") == ["大野 久三", "髙橋 美咲", "𠮷田 ヴィオラ", "渡邉 純一"]
    assert found(directory, "　") == found(directory, "")


def test_the_list_comes_in_parts_that_neither_overlap_nor_leave_out(directory: Centre) -> None:
    parts = [clients.rows(directory, limit=3, offset=offset) for offset in (0, 3, 6)]
    assert [len(part) for part in parts] == [3, 1, 0]
    assert [row.id for part in parts for row in part] == [row.id for row in clients.rows(directory)]


def test_an_edited_client_is_found_by_what_it_is_now(directory: Centre) -> None:
    row = clients.rows(directory, "高橋")[0]
    clients.save(directory, client_draft(name="例田 美咲", kana="レイダ ミサキ", phone=""), client_id=row.id)
    assert found(directory, "高橋") == []
    assert found(directory, "09000001234") == []
    assert found(directory, "れいだ") == ["例田 美咲"]


def test_a_row_shows_the_last_contact_and_how_many_referrals_are_open(centre: Centre) -> None:
    client, office = add_client(centre), add_institution(centre)
    for day in (date(2026, 10, 1), date(2026, 11, 2), date(2026, 9, 9)):
        add_contact(centre, client.id, day)
    add_referral(centre, client.id, office.id)
    (row,) = clients.rows(centre)
    assert (row.last_contact_on, row.open_referrals) == (date(2026, 11, 2), 1)


# --- the page -------------------------------------------------------------------------------------------------------


def test_the_page_shows_everything_of_this_client_and_nothing_of_another(centre: Centre) -> None:
    client, other, office = add_client(centre), add_client(centre, name="例田"), add_institution(centre)
    add_contact(centre, client.id, date(2026, 10, 1), factors=("suicide_related", "developmental"))
    add_contact(centre, client.id, date(2026, 11, 1))
    add_contact(centre, other.id)
    mine = add_referral(centre, client.id, office.id)
    add_referral(centre, other.id, office.id)
    page = clients.page(centre, client.id)
    assert page.client == client
    assert [contact.on for contact in page.contacts] == [date(2026, 11, 1), date(2026, 10, 1)]
    assert set(page.contacts[1].factors) == {"suicide_related", "developmental"}
    assert [row.id for row in page.referrals] == [mine.id]
    assert page.board[0].state is BoardState.REFERRED
    assert replace(page, contacts=()) == replace(clients.page(centre, client.id), contacts=())
