"""Dated benefits, who sent a client, and engagements in detail, in the files that leave the centre and come back."""

from __future__ import annotations

import csv
import json
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest

from referral_desk.domain.benefit import BenefitDraft
from referral_desk.domain.codes import Direction, OutpatientSupport, PublicAssistance, Quality, Strength
from referral_desk.domain.engagement import EngagementDraft
from referral_desk.domain.inbound import InboundDraft
from referral_desk.domain.ledger import LedgerKind, OnDuplicate
from referral_desk.services import benefits, clients, engagements, inbound
from referral_desk.services.centre import Centre
from referral_desk.services.exports import ExportFormat, export, one_record
from referral_desk.services.imports import execute, plan
from tests.making import TODAY, add_client, add_institution

ASSISTED = BenefitDraft(client_id=1, kind="public_assistance", since=date(2025, 6, 1))
OVER = BenefitDraft(client_id=1, kind="outpatient_support", until=TODAY - timedelta(days=1))


@pytest.fixture
def office(centre: Centre) -> Centre:
    """A client whose dated benefits say otherwise than her record, and another who has none."""
    stated = {"public_assistance": PublicAssistance.NONE, "outpatient_support": OutpatientSupport.USING}
    add_client(centre, number="1", **stated)
    add_client(centre, number="2", name="例田 一朗", **stated)
    add_institution(centre)
    benefits.save(centre, ASSISTED)
    benefits.save(centre, OVER)
    return centre


def cells(centre: Centre, kind: LedgerKind = LedgerKind.CLIENTS) -> list[dict[str, str]]:
    text = export(centre, kind, ExportFormat.CSV).content.decode("utf-8-sig")
    return list(csv.DictReader(text.splitlines()))


def left_out(centre: Centre, kind: LedgerKind) -> dict[str, object]:
    found = export(centre, kind, ExportFormat.CSV).left_out
    return {each.text: each.values["count"] for each in found}


def file_of(centre: Centre, folder: Path, change: dict[str, str] | None = None) -> Path:
    path = folder / "clients.csv"
    content = export(centre, LedgerKind.CLIENTS, ExportFormat.CSV).content.decode("utf-8-sig")
    for old, new in (change or {}).items():
        assert old in content
        content = content.replace(old, new)
    path.write_text(content, encoding="utf-8")
    return path


def test_a_cell_says_what_holds_today_and_the_statement_where_there_are_no_dates(office: Centre) -> None:
    first, second = cells(office)
    assert (first["生活保護"], first["自立支援医療"]) == ("受給中", "なし")
    assert (second["生活保護"], second["自立支援医療"]) == ("なし", "利用中")


def test_the_file_comes_back_without_changing_anything(office: Centre, tmp_path: Path) -> None:
    before = clients.get(office, 1)
    planned = plan(office, LedgerKind.CLIENTS, file_of(office, tmp_path), OnDuplicate.UPDATE)
    assert planned.errors == ()
    assert (planned.counts.unchanged, planned.counts.updated) == (2, 0)
    execute(office, planned)
    assert clients.get(office, 1) == before
    assert before.public_assistance is PublicAssistance.NONE


def test_other_cells_of_her_row_are_taken_over_and_the_statement_stays(office: Centre, tmp_path: Path) -> None:
    path = file_of(office, tmp_path, {"見本 花子": "見本 華子"})
    execute(office, plan(office, LedgerKind.CLIENTS, path, OnDuplicate.UPDATE))
    client = clients.get(office, 1)
    assert client.name == "見本 華子"
    assert client.public_assistance is PublicAssistance.NONE
    assert client.outpatient_support is OutpatientSupport.USING


def test_a_cell_cannot_outweigh_the_dates_and_says_so(office: Centre, tmp_path: Path) -> None:
    path = file_of(office, tmp_path, {"受給中": "不明"})
    planned = plan(office, LedgerKind.CLIENTS, path, OnDuplicate.UPDATE)
    (error,) = planned.errors
    assert (error.line, error.column, error.value) == (2, "生活保護", "不明")
    assert not planned.possible


def test_what_has_no_column_is_named(office: Centre) -> None:
    inbound.save(office, InboundDraft(client_id=2, institution_id=1, on=TODAY))
    found = left_out(office, LedgerKind.CLIENTS)
    assert found["Benefits with their dates ({count}); the cells say what holds today"] == 2
    assert found["Who sent a client to us ({count})"] == 1
    draft = EngagementDraft(client_id=1, institution_id=1)
    engagements.mark(office, draft)
    assert left_out(office, LedgerKind.ENGAGEMENTS) == {}
    engagements.mark(office, replace(draft, strength=Strength.STRONG, contact_person="例田"))
    assert left_out(office, LedgerKind.ENGAGEMENTS) == {
        "How strong a tie is, and who acts in it ({count})": 1,
        "Contact persons of a client at an institution ({count})": 1,
    }


def test_the_json_of_clients_is_complete(office: Centre) -> None:
    inbound.save(office, InboundDraft(client_id=2, sender="架空町駐在所", on=TODAY, came_along=True))
    content: Any = json.loads(export(office, LedgerKind.CLIENTS, ExportFormat.JSON).content)
    first, second = content["clients"]
    assert first["public_assistance"] == {"code": "none", "label": "なし"}
    assert [each["kind"]["code"] for each in first["benefits"]] == ["outpatient_support", "public_assistance"]
    assert first["benefits"][1]["kind"]["label"] == "生活保護"
    assert first["benefits"][1]["since"] == "2025-06-01"
    assert (second["benefits"], first["inbound"]) == ([], [])
    assert (second["inbound"][0]["sender"], second["inbound"][0]["came_along"]) == ("架空町駐在所", True)


def test_one_record_shows_them_too(office: Centre) -> None:
    stored = inbound.save(office, InboundDraft(client_id=1, institution_id=1, on=TODAY, reply_due_on=TODAY)).record
    shown: Any = one_record.client_with_all(office, 1, "en")
    assert [each["id"] for each in shown["benefits"]] == ["b-2", "b-1"]
    assert shown["inbound"][0]["id"] == f"n-{stored.id}"
    assert shown["inbound"][0]["institution_id"] == "i-1"
    place: Any = one_record.institution_with_all(office, 1, "en")
    assert place["inbound"][0]["client_id"] == "c-1"


def test_an_engagement_in_detail_is_written_with_its_labels(office: Centre) -> None:
    tie = EngagementDraft(
        client_id=1,
        institution_id=1,
        strength=Strength.STRONG,
        quality=Quality.STRESSFUL,
        direction=Direction.BOTH,
        contact_person="例田",
    )
    engagements.mark(office, tie)
    shown: Any = one_record.client_with_all(office, 1, "ja")
    (engaged,) = shown["engagements"]
    assert engaged["strength"] == {"code": "strong", "label": office.codes.strengths.label("strong", "ja")}
    assert (engaged["quality"]["code"], engaged["direction"]["code"]) == ("stressful", "both")
    assert engaged["contact_person"] == "例田"
