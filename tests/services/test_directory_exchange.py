"""Exchanging the directory: out as HSDS and in again without loss, updates with what they change, all or nothing."""

from __future__ import annotations

import json
from dataclasses import fields, replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from referral_desk.db.queries import institution_exchange, ledger
from referral_desk.domain.institution import Institution, InstitutionDraft
from referral_desk.domain.ledger import LedgerKind, OnDuplicate
from referral_desk.i18n import render
from referral_desk.services import institutions
from referral_desk.services.centre import Centre
from referral_desk.services.exports import ExportFormat, export, hsds
from referral_desk.services.imports import ImportPlan, ImportRefused, execute, plan
from tests.domain.hsds_shape import violations
from tests.domain.test_hsds import EVERYTHING, FOREIGN
from tests.making import add_institution, institution_draft, new_centre

KIND = LedgerKind.INSTITUTIONS


@pytest.fixture
def other(tmp_path: Path) -> Any:
    """Another, empty centre."""
    centre = new_centre(tmp_path / "other").open()
    yield centre
    centre.close()


def whole(centre: Centre) -> bytes:
    return hsds.directory(centre, unlisted=True, whole=True).content


def kept(content: object, tmp_path: Path, name: str = "directory.json") -> Path:
    path = tmp_path / name
    path.write_bytes(content if isinstance(content, bytes) else json.dumps(content).encode())
    return path


def planned(centre: Centre, path: Path, rule: OnDuplicate = OnDuplicate.UPDATE, language: str = "ja") -> ImportPlan:
    return plan(centre, KIND, path, rule, language=language)


def said(found: ImportPlan) -> list[tuple[int, str, str]]:
    return [(each.line, each.column, render(each.message)) for each in found.errors]


def every(centre: Centre) -> list[Institution]:
    with centre.read() as session:
        return list(ledger.all_institutions(session))


def fill(centre: Centre) -> None:
    """Store an institution with everything, one without anything, and one that is gone and followed by the first."""
    draft = InstitutionDraft(**{each.name: getattr(EVERYTHING, each.name) for each in fields(InstitutionDraft)})
    institutions.save(centre, draft)
    add_institution(centre)
    gone = add_institution(centre, name="旧 見本会", kind="self_help_group")
    with centre.sessions.write() as session:
        institution_exchange.mark_defunct(session, [(gone.id, date(2026, 3, 31), "合併", 1)])


def test_out_and_into_an_empty_centre_and_out_again_is_the_same(centre: Centre, other: Centre, tmp_path: Path) -> None:
    fill(centre)
    first = whole(centre)
    found = planned(other, kept(first, tmp_path), OnDuplicate.REFUSE)
    assert (found.errors, found.warnings) == ((), ())
    assert execute(other, found).record.new == 3
    assert whole(other) == first
    here, there = every(centre), every(other)
    same = {"id", "version", "number", "external_id"}
    for one, again in zip(here, there, strict=True):
        assert replace(again, **{name: getattr(one, name) for name in same}) == one


@pytest.mark.parametrize("complete", [True, False])
def test_out_and_in_at_the_same_centre_changes_nothing(centre: Centre, tmp_path: Path, complete: bool) -> None:
    fill(centre)
    before = every(centre)
    content = hsds.directory(centre, unlisted=complete, whole=complete).content
    found = planned(centre, kept(content, tmp_path))
    assert (found.counts.new, found.counts.updated, found.differences) == (0, 0, ())
    execute(centre, found)
    assert every(centre) == before


def test_the_file_is_a_list_of_organizations_as_the_schemas_ask(centre: Centre) -> None:
    fill(centre)
    document = json.loads(whole(centre))
    assert [one for entry in document for one in violations(entry)] == []
    assert [entry["name"] for entry in document] == [EVERYTHING.name, "架空市福祉事務所", "旧 見本会"]


def test_what_must_not_be_listed_stays_in_the_house_and_that_is_said(centre: Centre) -> None:
    fill(centre)
    found = hsds.directory(centre)
    assert [entry["name"] for entry in json.loads(found.content)] == ["架空市福祉事務所"]
    assert [each.values["count"] for each in found.left_out] == [1, 1]


def test_an_empty_directory_is_an_empty_list(centre: Centre) -> None:
    assert json.loads(whole(centre)) == []


def test_a_foreign_directory_comes_in_and_what_is_not_taken_over_is_named(centre: Centre, tmp_path: Path) -> None:
    found = planned(centre, kept([FOREIGN], tmp_path), OnDuplicate.REFUSE)
    assert found.possible
    assert {each.column for each in found.warnings} >= {"organization.logo", "schedule", "kind"}
    execute(centre, found)
    (one,) = every(centre)
    assert (one.kind, one.external_id, one.postal_code) == ("other", FOREIGN["id"], "510-0088")
    assert planned(centre, kept([FOREIGN], tmp_path)).counts.unchanged == 1


def test_an_update_finds_an_institution_by_its_identifier_even_under_another_name(
    centre: Centre, tmp_path: Path
) -> None:
    execute(centre, planned(centre, kept([FOREIGN], tmp_path)))
    found = planned(centre, kept([{**FOREIGN, "name": "新しい名", "email": ""}], tmp_path))
    ((difference),) = found.differences
    assert [(each.field, each.before, each.after) for each in difference.changes] == [
        ("name", "Example Organization Inc.", "新しい名")
    ]
    execute(centre, found)
    (one,) = every(centre)
    assert (one.name, one.email) == ("新しい名", "email@example.com")


def test_an_update_by_name_keeps_what_the_file_is_silent_on(centre: Centre, tmp_path: Path) -> None:
    add_institution(centre, name="Example Organization Inc.", handoff_note="まず電話", fee="無料")
    found = planned(
        centre, kept([{"id": FOREIGN["id"], "name": "Example Organization Inc.", "description": ""}], tmp_path)
    )
    assert [each.field for each in found.differences[0].changes] == ["external_id"]
    execute(centre, found)
    (one,) = every(centre)
    assert (one.handoff_note, one.fee, one.kind, one.external_id) == (
        "まず電話",
        "無料",
        "welfare_office",
        FOREIGN["id"],
    )


@pytest.mark.parametrize(
    ("document", "column"),
    [
        ([FOREIGN, FOREIGN], "name"),
        ([FOREIGN, {**FOREIGN, "name": "b"}], "id"),
        ([FOREIGN, {**FOREIGN, "name": " ", "id": "b"}], "name"),
        ([{**FOREIGN, "name": "a\0b"}], "name"),
        ([{**FOREIGN, "description": "\ud800"}], "note"),
        ([{**FOREIGN, "name": "長" * 201}], "name"),
        ([{**FOREIGN, "services": [{"name": "x" * 20_001}]}], "services"),
    ],
    ids=["twice", "same id", "no name", "NUL", "half a character", "long name", "long text"],
)
def test_one_bad_organization_and_nothing_is_taken(centre: Centre, tmp_path: Path, document: Any, column: str) -> None:
    found = planned(centre, kept(document, tmp_path))
    assert column in [name for _line, name, _words in said(found)]
    with pytest.raises(ImportRefused):
        execute(centre, found)
    assert every(centre) == []


@pytest.mark.parametrize(
    "content",
    [b"", b"{", b"[]", b"[1]", b'{"a": 1}', b"[" * 100_000, b"\xff\xfe[", b'[{"name": "\xe9"}]', b"null"],
)
def test_what_is_no_directory_is_refused_with_a_sentence(centre: Centre, tmp_path: Path, content: bytes) -> None:
    found = planned(centre, kept(content, tmp_path))
    assert len(found.errors) == 1
    assert render(found.errors[0].message)


def test_institutions_that_are_here_are_refused_or_skipped_as_in_a_table(centre: Centre, tmp_path: Path) -> None:
    fill(centre)
    path = kept(whole(centre), tmp_path)
    assert len(planned(centre, path, OnDuplicate.REFUSE).errors) == 3
    assert planned(centre, path, OnDuplicate.SKIP).counts.skipped == 3


def test_what_was_written_meanwhile_is_looked_at_again(centre: Centre, tmp_path: Path) -> None:
    found = planned(centre, kept([FOREIGN], tmp_path), OnDuplicate.REFUSE)
    add_institution(centre, name="Example Organization Inc.")
    with pytest.raises(ImportRefused):
        execute(centre, found)


def test_that_a_file_says_it_is_gone_is_told_and_not_done(centre: Centre, tmp_path: Path) -> None:
    execute(centre, planned(centre, kept([FOREIGN], tmp_path)))
    service = {**FOREIGN["services"][0], "status": "defunct"}
    found = planned(centre, kept([{**FOREIGN, "services": [service]}], tmp_path))
    assert "status" in {each.column for each in found.warnings}
    execute(centre, found)
    assert every(centre)[0].defunct_on is None


# --- tables ----------------------------------------------------------------------------------------------------------


def test_updating_from_a_table_keeps_what_has_no_column(centre: Centre, tmp_path: Path) -> None:
    fill(centre)
    before = every(centre)
    path = kept("機関名,種別,電話番号,備考\n架空市福祉事務所,福祉事務所,059-000-0009,\n".encode(), tmp_path, "i.csv")
    found = planned(centre, path)
    (difference,) = found.differences
    assert (difference.line, difference.name) == (2, "架空市福祉事務所")
    assert [(each.field, each.before, each.after) for each in difference.changes] == [("phone", "", "059-000-0009")]
    execute(centre, found)
    assert every(centre)[0] == before[0]
    text = f'機関名,種別,電話番号\n"{EVERYTHING.name.replace(chr(34), chr(34) * 2)}",自助グループ,059-000-0001\n'
    execute(centre, planned(centre, kept(text.encode(), tmp_path, "i.csv")))
    assert replace(every(centre)[0], phone=before[0].phone, version=before[0].version) == before[0]


@pytest.mark.parametrize("format_", [ExportFormat.CSV, ExportFormat.XLSX])
def test_a_table_of_our_own_changes_nothing_although_its_cells_say_less(
    centre: Centre, tmp_path: Path, format_: ExportFormat
) -> None:
    fill(centre)
    told = replace(institution_draft(), name="架空断酒会", schedule=EVERYTHING.schedule[:1], places=EVERYTHING.places)
    institutions.save(centre, told, institution_id=every(centre)[0].id)
    before = every(centre)
    path = kept(export(centre, KIND, format_).content, tmp_path, f"i.{format_}")
    found = planned(centre, path)
    assert (said(found), found.counts.updated) == ([], 0)
    execute(centre, found)
    assert every(centre) == before


def test_differences_are_told_in_the_language_asked_for(centre: Centre, tmp_path: Path) -> None:
    add_institution(centre)
    path = kept("機関名,種別\n架空市福祉事務所,医療機関\n".encode(), tmp_path, "i.csv")
    assert [each.after for each in planned(centre, path, language="en").differences[0].changes] == [
        "Medical institution"
    ]
    assert [each.after for each in planned(centre, path).differences[0].changes] == ["医療機関"]


def test_a_table_says_what_of_the_directory_it_leaves_out(centre: Centre) -> None:
    fill(centre)
    left_out = {each.text: each.values["count"] for each in export(centre, KIND, ExportFormat.CSV).left_out}
    assert left_out["Places ({count})"] == 1
    assert left_out["Further numbers ({count})"] == 3
    assert left_out["That institutions are no longer there ({count})"] == 1
    complete = export(centre, KIND, ExportFormat.JSON)
    assert complete.left_out == ()
    first, second, *_more = json.loads(complete.content)["institutions"][0]["meeting_times"]
    assert (first["venue"], first["openness"], first["byday"]) == ("市民会館", "closed", "TU")
    assert (second["pauses"], second["byday"], second["freq"]) == ("12-29/01-03", "2SA,4SA", "MONTHLY")
