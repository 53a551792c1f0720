"""A domain record and its table are one thing: the same names, the same types, and what is written is read back."""

from __future__ import annotations

import dataclasses
from datetime import date
from types import NoneType, UnionType
from typing import Union, get_args, get_origin, get_type_hints

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import Table

from referral_desk.db import models, records
from referral_desk.db.models import Base
from referral_desk.db.queries.documents import IssuedDocument
from referral_desk.domain.audit import AuditRow
from referral_desk.domain.benefit import Benefit
from referral_desk.domain.centre import CentreSettings, SafetySettings, StaffMember
from referral_desk.domain.client import Client, ClientDraft
from referral_desk.domain.closing import Closing
from referral_desk.domain.codes import InstitutionKind
from referral_desk.domain.conference import Attendee, Conference, Task
from referral_desk.domain.consent import Consent, Receiver
from referral_desk.domain.contact import Contact, ContactDraft
from referral_desk.domain.disclosure import Disclosure
from referral_desk.domain.documents.letter_versions import WordingVersion
from referral_desk.domain.engagement import Engagement, EngagementDraft
from referral_desk.domain.followup import FollowUp
from referral_desk.domain.handoff import Handoff, HandoffFacts
from referral_desk.domain.household import Household, MemberDraft
from referral_desk.domain.inbound import Inbound
from referral_desk.domain.institution import PARTS, Institution, InstitutionDraft
from referral_desk.domain.institution_parts import (
    InstitutionPerson,
    InstitutionPhone,
    InstitutionPlace,
    InstitutionService,
    ServedArea,
)
from referral_desk.domain.referral import Referral, ReferralDraft
from referral_desk.domain.report_form import OwnProfile
from referral_desk.domain.revision import Revision
from referral_desk.domain.sbirts import Intervention, MeetingPlan, Path, PathStep
from referral_desk.domain.screening import Screening
from referral_desk.domain.supporter import Supporter

OURS = {"created_at", "updated_at"}
"""Every table's own trace of when it was written."""

SAFETY = {field.name for field in dataclasses.fields(SafetySettings)}
"""How windows lock and where backups go: a record of its own on the centre's row."""

PART_OF = {"institution_id", "position"}

PAIRS: list[tuple[type, type[Base], set[str], set[str]]] = [
    # record, table, fields that come from elsewhere, columns that the record does not show
    (Client, models.ClientTable, set(), {"kana_key", "running"}),
    (Institution, models.InstitutionTable, set(PARTS), {"kana_key"}),
    (InstitutionPlace, models.InstitutionPlaceTable, set(), PART_OF),
    (InstitutionService, models.InstitutionServiceTable, set(), PART_OF),
    (InstitutionPerson, models.InstitutionPersonTable, set(), PART_OF),
    (InstitutionPhone, models.InstitutionPhoneTable, set(), PART_OF),
    (ServedArea, models.ServedAreaTable, set(), PART_OF),
    (Screening, models.ScreeningTable, set(), set()),
    (Intervention, models.InterventionTable, set(), set()),
    (Path, models.PathTable, {"steps"}, set()),
    (PathStep, models.PathStepTable, set(), set()),
    (MeetingPlan, models.MeetingPlanTable, set(), set()),
    (Engagement, models.EngagementTable, {"institution_name"}, set()),
    (Contact, models.ContactTable, {"factors"}, set()),
    (
        Referral,
        models.ReferralTable,
        {"client_number", "client_name", "client_kana", "institution_name", "institution_kind", "handoffs"},
        set(),
    ),
    (Benefit, models.BenefitTable, {"institution_name"}, set()),
    (Closing, models.ClosingTable, set(), set()),
    (Conference, models.ConferenceTable, {"attendees", "tasks"}, set()),
    (Attendee, models.AttendeeTable, {"institution_name", "institution_kind"}, {"conference_id", "position"}),
    (Task, models.TaskTable, set(), set()),
    (Consent, models.ConsentTable, {"receivers", "items"}, set()),
    (Receiver, models.ConsentReceiverTable, set(), {"consent_id", "position"}),
    (Disclosure, models.DisclosureTable, {"items"}, set()),
    (Household, models.HouseholdTable, {"members"}, set()),
    (MemberDraft, models.HouseholdMemberTable, set(), {"household_id", "position"}),
    (Inbound, models.InboundTable, {"institution_name", "institution_kind"}, set()),
    (OwnProfile, models.ReportProfileTable, set(), set()),
    (WordingVersion, models.LetterWordingTable, set(), set()),
    (Revision, models.RevisionTable, set(), set()),
    (Supporter, models.SupporterTable, set(), set()),
    (Handoff, models.HandoffTable, set(), {"version"}),
    (FollowUp, models.FollowUpTable, {"attempts", "last_attempt_on"}, {"version"}),
    (CentreSettings, models.CentreTable, {"staff"}, {"id", "version", "generated", "slots_generation", *SAFETY}),
    (AuditRow, models.AuditTable, set(), {"seal"}),
    (StaffMember, models.StaffTable, set(), {"centre_id", "position"}),
    (InstitutionKind, models.InstitutionKindTable, set(), {"position"}),
    (IssuedDocument, models.DocumentTable, set(), {"version"}),
]
WRITTEN_OTHERWISE = {("Screening", "items"), ("AuditRow", "detail")}
IDS = [record.__name__ for record, *_ in PAIRS]


def table_of(model: type[Base]) -> Table:
    table = model.__table__
    assert isinstance(table, Table)
    return table


def parts(hint: object) -> set[object]:
    return set(get_args(hint)) if get_origin(hint) in (Union, UnionType) else {hint}


@pytest.mark.parametrize(("record", "model", "elsewhere", "hidden"), PAIRS, ids=IDS)
def test_a_record_and_its_table_bear_the_same_names(
    record: type, model: type[Base], elsewhere: set[str], hidden: set[str]
) -> None:
    fields = {field.name for field in dataclasses.fields(record)}
    columns = set(table_of(model).columns.keys())
    assert elsewhere <= fields
    assert fields - elsewhere == columns - hidden - OURS


@pytest.mark.parametrize(("record", "model", "elsewhere", "hidden"), PAIRS, ids=IDS)
def test_a_field_and_its_column_are_of_one_type_and_may_both_be_blank_or_neither(
    record: type, model: type[Base], elsewhere: set[str], hidden: set[str]
) -> None:
    hints = get_type_hints(record)
    for name in {field.name for field in dataclasses.fields(record)} - elsewhere:
        if (record.__name__, name) in WRITTEN_OTHERWISE:
            continue
        column = table_of(model).columns[name]
        types = parts(hints[name])
        if name == "id":  # None: not stored yet
            types -= {NoneType}
        assert column.nullable is (NoneType in types), name
        assert types - {NoneType} == {column.type.python_type}, name


def test_every_table_belongs_to_a_record_or_to_one_that_has() -> None:
    parts_of_others = {"ClientSearchTable", "InstitutionSearchTable", "ContactFactorTable", "AttemptTable"}
    parts_of_others |= {"MeetingTimeTable"}
    parts_of_others |= {"ConsentItemTable", "DisclosureItemTable", "EcoMapPlaceTable"}
    parts_of_others |= {"ClosedMonthTable", "FrozenContactTable", "FrozenEngagementTable", "FrozenInboundTable"}
    parts_of_others |= {"FrozenPathTable", "FrozenPersonTable", "FrozenReferralTable"}
    parts_of_others |= {
        "DisposalProposalTable",
        "DisposalTable",
        "ConfirmedReceiverTable",
        "InstitutionMergeTable",
        "MergeTable",
        "QualityWaiverTable",
    }
    for_safety = {"AuditKeyTable", "DraftTable", "ReaderTable", "RestrictionTable"}
    assert {model.__name__ for _, model, *_ in PAIRS} | parts_of_others | for_safety == set(models.__all__) - {"Base"}


def test_how_a_centre_is_kept_safe_stands_on_its_own_row() -> None:
    assert set(table_of(models.CentreTable).columns.keys()) >= SAFETY


@pytest.mark.parametrize(
    ("values", "draft"),
    [
        (records.client_values(ClientDraft()), ClientDraft),
        (records.institution_values(InstitutionDraft()), InstitutionDraft),
        (records.engagement_values(EngagementDraft(client_id=1, kind="other")), EngagementDraft),
        (records.referral_values(ReferralDraft(client_id=1, institution_id=1, on=date(2026, 11, 24))), ReferralDraft),
        (records.handoff_values(HandoffFacts()), HandoffFacts),
    ],
    ids=["client", "institution", "engagement", "referral", "handoff"],
)
def test_every_field_that_staff_can_write_is_written(values: dict[str, object], draft: type) -> None:
    rows_of_their_own = set(PARTS) if draft is InstitutionDraft else set()
    assert {field.name for field in dataclasses.fields(draft)} - rows_of_their_own <= set(values)


def test_a_contacts_factors_have_rows_of_their_own() -> None:
    assert {field.name for field in dataclasses.fields(ContactDraft)} - {"factors"} <= set(Contact.__dataclass_fields__)


@given(name=st.text(max_size=30), note=st.text(max_size=60))
def test_names_and_notes_are_kept_exactly_as_typed(name: str, note: str) -> None:
    values = records.client_values(ClientDraft(name=name, kana="ミホン", note=note, address=note))
    assert (values["name"], values["note"], values["address"]) == (name, note, note)


def test_kana_is_stored_in_one_form() -> None:
    assert records.client_values(ClientDraft(kana="みほん ﾊﾅｺ"))["kana"] == "ミホン　ハナコ"


def test_an_institution_without_kana_is_sorted_by_its_name() -> None:
    with_kana, without = (
        records.institution_values(InstitutionDraft(name="いろは会", kana=kana))["kana_key"]
        for kana in ("イロハカイ", "")
    )
    assert with_kana
    assert without


def test_a_birth_date_is_found_by_its_digits_and_an_approximate_one_by_its_year_alone() -> None:
    exact = ClientDraft(name="見本", birth=date(1985, 4, 12))
    assert "19850412" in records.client_keys(exact).split("\n")
    about = dataclasses.replace(exact, birth=date(1985, 1, 1), birth_exact=False)
    assert "1985" in records.client_keys(about).split("\n")
    assert "19850101" not in records.client_keys(about)


@given(texts=st.lists(st.text(max_size=20), min_size=4, max_size=4))
def test_a_search_key_never_runs_over_into_the_next(texts: list[str]) -> None:
    name, kana, number, phone = texts
    keys = records.client_keys(ClientDraft(name=name, kana=kana, number=number, phone=phone)).split("\n")
    assert len(keys) <= 4
    assert all(not key or key.isprintable() for key in keys)
