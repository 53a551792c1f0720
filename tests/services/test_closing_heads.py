"""The end of the audit trail at a closing: printed on the submitted page, and looked for when the trail is verified."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pypdfium2
import pytest
from sqlalchemy import text

from referral_desk.domain.audit import AuditHead, Broken
from referral_desk.domain.calendar import Period
from referral_desk.domain.closed_month import ClosedMonth
from referral_desk.i18n import Language
from referral_desk.services import audit, backups, closed_months, safety, tallies
from referral_desk.services.centre import Centre, open_centre
from referral_desk.services.correction_paper import correction_sheet
from referral_desk.services.documents import tally_pdf
from referral_desk.services.restoring import restore
from tests.making import CHEAP, LOGIN, PASSWORD, add_client, add_contact

OCTOBER = Period.month(2026, 10)


def words_of_pdf(pdf: bytes) -> str:
    """Return the words on paper without the breaks of lines."""
    with pypdfium2.PdfDocument(pdf) as pages:
        return "".join(page.get_textpage().get_text_range() for page in pages).replace("\r\n", "")


@pytest.fixture
def closed(centre: Centre) -> ClosedMonth:
    add_contact(centre, add_client(centre).id, on=date(2026, 10, 5))
    return closed_months.close_month(centre, 2026, 10).record


@pytest.mark.parametrize("words", ["", "12", "12-", "x-0011223344556677", "12-00112233445566", "12-001122334455667G"])
def test_what_is_no_head_is_not_read_as_one(words: str) -> None:
    assert AuditHead.read(words) is None


def test_a_head_is_read_from_its_words() -> None:
    head = AuditHead(12, bytes(range(32)))
    assert AuditHead.read(f" {head.words()} ") == AuditHead(12, bytes(range(8)))


@pytest.mark.parametrize("language", list(Language))
def test_the_submitted_page_and_the_correction_sheet_bear_the_head_and_who_closed(
    centre: Centre, closed: ClosedMonth, language: Language
) -> None:
    page = words_of_pdf(tally_pdf(centre, tallies.tally(centre, OCTOBER), language=language))
    sheet = words_of_pdf(correction_sheet(centre, 2026, 10, language=language).pdf)
    for said in (page, sheet):
        assert closed.head in said
        assert closed.closed_by.replace(" ", "") in said.replace(" ", "")


def test_an_open_month_bears_none(centre: Centre, closed: ClosedMonth) -> None:
    open_page = words_of_pdf(tally_pdf(centre, tallies.tally(centre, Period.month(2026, 9))))
    assert closed.head not in open_page


def test_a_whole_trail_agrees_with_the_closings_it_knows_of(centre: Centre, closed: ClosedMonth) -> None:
    assert closed.head
    found = audit.verify(centre)
    assert (found.broken, found.heads_known, found.closings_known) == (None, 0, 1)


def test_a_restored_backup_brings_the_closing_back_and_its_trail_agrees(
    centre: Centre, closed: ClosedMonth, tmp_path: Path
) -> None:
    figures = tallies.tally(centre, OCTOBER)
    backup = backups.back_up_to(centre, tmp_path / "usb").path
    add_contact(centre, 1, on=date(2026, 10, 8))
    closed_months.reopen_month(centre, 2026, 10, "転記もれ")
    restore(backup, tmp_path / "restored", LOGIN, PASSWORD, minimum=CHEAP)
    restored = open_centre(tmp_path / "restored", LOGIN, PASSWORD, minimum=CHEAP)
    assert closed_months.closed_month(restored, 2026, 10) == closed
    assert tallies.tally(restored, OCTOBER) == figures
    found = audit.verify(restored, backups.anchors(restored))
    assert (found.broken, found.closings_known) == (None, 1)
    restored.close()


def test_a_trail_written_anew_does_not_agree_with_a_closing(centre: Centre, closed: ClosedMonth) -> None:
    number = int(closed.head.partition("-")[0])
    with centre.sessions.write() as session:
        session.execute(text("UPDATE closed_month SET head = :head"), {"head": f"{number}-{'0' * 16}"})
    assert audit.verify(centre).broken == Broken(number, "replaced")
    assert "audit" in [each.code for each in safety.check_open(centre)]


def test_a_trail_cut_before_a_closing_is_noticed(centre: Centre, closed: ClosedMonth) -> None:
    number = int(closed.head.partition("-")[0])
    with centre.sessions.write() as session:
        session.execute(text("UPDATE closed_month SET head = :head"), {"head": f"{number + 500}-{'0' * 16}"})
    broken = audit.verify(centre).broken
    assert broken is not None
    assert broken.why == "cut"
