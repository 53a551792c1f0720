"""The anonymised data set: no row with fewer than five people behind it, no number, no name, no id."""

from __future__ import annotations

import io
from datetime import date

import openpyxl
import pytest

from referral_desk.domain.access import Role
from referral_desk.domain.calendar import Period
from referral_desk.domain.codes import Sex
from referral_desk.domain.errors import NotAllowed
from referral_desk.domain.users import UserDraft
from referral_desk.i18n import Language
from referral_desk.services import closed_months, research_data, users
from referral_desk.services.centre import Centre, open_centre
from tests.making import CALL, CHEAP, LEAFLET, add_client, add_contact, add_institution, add_referral

OCTOBER = Period.month(2026, 10)
DAY = date(2026, 10, 5)


@pytest.fixture
def busy(centre: Centre) -> Centre:
    """Six women who were handed over warmly, and one man who got a leaflet."""
    group = add_institution(centre, name="架空断酒会", kind="self_help_group")
    for number in range(6):
        client = add_client(centre, name=f"見本 {number}", sex=Sex.FEMALE, phone="")
        add_contact(centre, client.id, DAY)
        add_referral(centre, client.id, group.id, CALL, on=DAY)
    alone = add_client(centre, name="例田 一朗", kana="レイタ イチロウ", sex=Sex.MALE, phone="")
    add_contact(centre, alone.id, DAY, category="gambling")
    add_referral(centre, alone.id, group.id, LEAFLET, on=DAY)
    return centre


def test_who_stands_alone_is_not_in_it(busy: Centre) -> None:
    data = research_data.research_data(busy, OCTOBER)
    assert [count for _codes, count in data.referrals.cells] == [6]
    assert data.referrals.left_out
    assert [count for _codes, count in data.contacts.cells] == [6]
    assert data.referrals.cells[0][0] == ("2026-Q3", "self_help_group", "three_way_call", "open", "40-64", "female")


def test_a_closed_month_counts_as_it_was_submitted(busy: Centre) -> None:
    before = research_data.research_data(busy, OCTOBER)
    closed_months.close_month(busy, 2026, 10)
    add_contact(busy, 1, DAY)
    assert research_data.research_data(busy, OCTOBER) == before


@pytest.mark.parametrize("language", Language)
def test_the_workbook_holds_words_and_numbers_and_nobody(busy: Centre, language: Language) -> None:
    data = research_data.research_data(busy, OCTOBER)
    book = openpyxl.load_workbook(io.BytesIO(research_data.to_xlsx(data, busy.codes, language)))
    written = [str(cell.value) for sheet in book for row in sheet.iter_rows() for cell in row if cell.value is not None]
    assert not any("見本" in words or "例田" in words or "00001" in words for words in written)
    assert book.worksheets[0].cell(2, 7).value == 6


def test_it_is_for_those_who_may_export(busy: Centre) -> None:
    password = "べつのみほんの長い合言葉。"
    users.add_user(busy, UserDraft(login="staff", role=Role.STAFF, name="例田 職員"), password, cost=CHEAP)
    staff = open_centre(busy.folder, "staff", password, minimum=CHEAP, today=busy.today)
    with pytest.raises(NotAllowed):
        research_data.research_data(staff, OCTOBER)
    staff.close()
