"""The month's printout of the audit trail on paper: everything is there, clients by number only, the chain's end."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pypdfium2
import pytest

from referral_desk import resources
from referral_desk.domain.access import Action, Happening
from referral_desk.domain.audit import AuditHead, AuditRow, Detail
from referral_desk.domain.audit_review import ActionKind, AuditMonth, TrailClient, TrailNames
from referral_desk.domain.documents.audit_report import AuditReport, compose_audit_report
from referral_desk.i18n import Language, translator
from referral_desk.reports.render import render
from tests.reports import samples

NOON = datetime(2026, 11, 24, 3, 0, tzinfo=UTC)
HEAD = AuditHead(1234, bytes(range(32)))


def row(number: int, action: str, detail: Detail, client: int | None = None, record: str = "") -> AuditRow:
    return AuditRow(number, NOON + timedelta(minutes=number), "midori", action, client, record, detail)


MONTH = AuditMonth(
    counts={
        "midori": dict(zip(ActionKind, (4120, 233, 41, 96, 3), strict=True)),
        "ichiro": dict(zip(ActionKind, (12, 0, 0, 2, 0), strict=True)),
        "": dict(zip(ActionKind, (0, 0, 0, 1, 0), strict=True)),
    },
    failures=(
        row(1, Happening.FAILED_LOGIN, {"login": "", "at": NOON.isoformat()}),
        row(2, Happening.REFUSED, {"action": "export_ledger"}, 57),
    ),
    rights=(row(3, Action.ADD_USER, {"role": "staff"}, record="u-2"),),
    files=(),
    names=TrailNames(
        {57: TrailClient("00057", "見本 花子")}, {"midori": "見本 みどり", "ichiro": "例田 一朗"}, {"u-2": "例田 一朗"}
    ),
    head=HEAD,
    broken_at=None,
    heads_known=2,
)


def report(month: AuditMonth = MONTH, language: Language = Language.EN) -> AuditReport:
    return compose_audit_report(
        month=month,
        year_month=(2026, 11),
        centre=samples.CENTRE,
        codes=resources.code_book(),
        language=language,
        tr=translator(language),
        made_on=samples.DAY,
        made_by="見本 みどり",
    )


def text_of(pdf: bytes) -> list[str]:
    document = pypdfium2.PdfDocument(pdf)
    return [" ".join(page.get_textpage().get_text_range().split()) for page in document]


def test_the_printout_counts_by_person_and_kind_and_sums_up() -> None:
    counts = report().counts
    assert [(each[0], each[-1]) for each in counts.rows] == [
        ("unknown", "1"),
        ("例田 一朗 (ichiro)", "14"),
        ("見本 みどり (midori)", "4,493"),
    ]
    assert counts.total == ("Total", "4,132", "233", "41", "99", "3", "4,508")


def test_the_printout_names_no_client_and_every_other_word_of_it_is_on_paper() -> None:
    (page,) = text_of(render(report()))
    assert "見本 花子" not in page
    for words in ("00057", "4,508", "a login that does not exist", "Was refused", "Exported a ledger", HEAD.words()):
        assert words in page
    assert page.count("There were none.") == 1
    assert page.count("1 / 1") == 1


@pytest.mark.parametrize("language", list(Language))
def test_the_printout_is_drawn_in_both_languages_and_always_alike(language: Language) -> None:
    pdf = render(report(language=language))
    assert pdf == render(report(language=language))
    (page,) = text_of(pdf)
    assert ("監査記録 令和8年11月" in page) is (language is Language.JA)


def test_a_broken_chain_is_said_in_the_printout() -> None:
    broken = report(replace(MONTH, broken_at=1200))
    assert not broken.whole
    (page,) = text_of(render(broken))
    assert "BROKEN from entry 1200" in page


def test_without_a_backup_it_says_that_nothing_was_compared() -> None:
    assert "There is no backup yet to compare its end with." in report(replace(MONTH, heads_known=0)).chain


def test_a_bad_month_goes_on_over_many_pages_and_loses_no_entry() -> None:
    many = tuple(row(number, Happening.REFUSED, {"action": "export_ledger"}, 57) for number in range(1, 301))
    pages = text_of(render(report(replace(MONTH, failures=many))))
    assert len(pages) > 5
    said = Counter(word for page in pages for word in page.split() if word == "00057")
    assert said["00057"] == 300
    assert all("Client" in page for page in pages[:-1])


def test_a_month_without_an_entry_is_a_page_that_says_so() -> None:
    empty = replace(MONTH, counts={}, failures=(), rights=(), files=())
    (page,) = text_of(render(report(empty)))
    assert page.count("There were none.") == 3
