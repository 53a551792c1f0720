"""Setting up a centre, opening it, its settings; and that its folder holds no readable word."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from referral_desk.db.errors import FolderExists, FolderMissing, WrongPassword
from referral_desk.domain.access import Role
from referral_desk.domain.centre import CentreSettings, StaffMember
from referral_desk.domain.changes import Kind
from referral_desk.domain.client import ClientDraft
from referral_desk.domain.codes import ConsentKind, ContactService, EngagementState
from referral_desk.domain.contact import ContactDraft
from referral_desk.domain.engagement import EngagementDraft
from referral_desk.domain.errors import Rejected
from referral_desk.domain.handoff import HandoffFacts
from referral_desk.domain.institution import InstitutionDraft
from referral_desk.domain.referral import ReferralDraft
from referral_desk.services import clients, contacts, documents, engagements, followups, institutions, referrals
from referral_desk.services.centre import Centre, create_centre, open_centre, save_settings
from tests.making import CALL, CHEAP, LOGIN, PASSWORD, SETTINGS, TODAY, NewCentre, today


def test_a_new_centre_is_open_and_holds_what_was_said_of_it(tmp_path: Path) -> None:
    centre, code = create_centre(tmp_path / "new", SETTINGS, LOGIN, PASSWORD, cost=CHEAP, today=today)
    assert centre.settings == replace(SETTINGS, staff=(replace(SETTINGS.staff[0], id=1, role=Role.ADMINISTRATOR),))
    assert (centre.staff_name, centre.today()) == ("見本 みどり", TODAY)
    assert clients.count(centre) == institutions.count(centre) == referrals.count(centre) == 0
    assert len(code) >= 32
    centre.close()


def test_who_sets_up_a_centre_belongs_to_its_staff(tmp_path: Path) -> None:
    centre, _ = create_centre(tmp_path / "new", CentreSettings(name="架空市保健所"), LOGIN, PASSWORD, cost=CHEAP)
    assert centre.staff_name == LOGIN
    assert [member.login for member in centre.settings.staff] == [LOGIN]
    centre.close()


def test_settings_that_cannot_be_set_up_no_folder(tmp_path: Path) -> None:
    with pytest.raises(Rejected) as refused:
        create_centre(tmp_path / "new", CentreSettings(name=" ", follow_up_days=0), LOGIN, PASSWORD, cost=CHEAP)
    assert [problem.field for problem in refused.value.problems] == ["name", "follow_up_days"]
    assert not (tmp_path / "new").exists()


def test_a_centre_is_never_set_up_over_another(new_folder: NewCentre) -> None:
    before = (new_folder.folder / "centre.db").read_bytes()
    with pytest.raises(FolderExists):
        create_centre(new_folder.folder, SETTINGS, LOGIN, PASSWORD, cost=CHEAP)
    assert (new_folder.folder / "centre.db").read_bytes() == before


def test_the_password_opens_the_centre_and_another_does_not(new_folder: NewCentre) -> None:
    open_centre(new_folder.folder, LOGIN, PASSWORD, minimum=CHEAP).close()
    for login, password in ((LOGIN, PASSWORD + "x"), ("hanako", PASSWORD), (LOGIN, "")):
        with pytest.raises(WrongPassword):
            open_centre(new_folder.folder, login, password, minimum=CHEAP)


def test_a_folder_without_a_centre_is_said_to_be_missing(tmp_path: Path) -> None:
    with pytest.raises(FolderMissing):
        open_centre(tmp_path / "nowhere", LOGIN, PASSWORD)


def test_settings_are_stored_and_seen_at_once_and_after_opening_again(centre: Centre, new_folder: NewCentre) -> None:
    added = (*centre.settings.staff, StaffMember(name="例田 一朗", job_title="精神保健福祉士"))
    saved = save_settings(centre, replace(centre.settings, name="例町保健センター", follow_up_days=14, staff=added))
    assert saved.changes.touches(Kind.CENTRE)
    assert centre.settings == saved.record
    assert [member.name for member in centre.settings.staff] == ["見本 みどり", "例田 一朗"]
    again = new_folder.open()
    assert again.settings == saved.record
    again.close()


def test_staff_who_left_are_no_longer_listed_and_those_who_stay_keep_their_place(centre: Centre) -> None:
    first = centre.settings.staff[0]
    three = (first, StaffMember(name="見本 太郎"), StaffMember(name="例田 一朗"))
    all_three = save_settings(centre, replace(centre.settings, staff=three)).record
    two = save_settings(centre, replace(all_three, staff=(all_three.staff[0], all_three.staff[2]))).record
    assert [(member.id, member.name) for member in two.staff] == [(1, first.name), (3, "例田 一朗")]


def test_the_staff_list_neither_gives_nor_takes_a_login_or_a_role(centre: Centre) -> None:
    first = centre.settings.staff[0]
    save_settings(centre, replace(centre.settings, staff=()))
    assert centre.settings.staff == (first,)
    other = StaffMember(name="例田 一朗", login="ichiro", role=Role.ADMINISTRATOR)
    saved = save_settings(centre, replace(centre.settings, staff=(replace(first, login="x", role=None), other))).record
    assert [(each.login, each.role) for each in saved.staff] == [(LOGIN, Role.ADMINISTRATOR), ("", None)]


@pytest.mark.parametrize(
    ("field", "value"),
    [("name", "　"), ("follow_up_days", 0), ("follow_up_days", 91), ("quiet_days", 6), ("submission_day", 32)],
)
def test_settings_outside_their_range_are_refused_by_name(centre: Centre, field: str, value: object) -> None:
    with pytest.raises(Rejected) as refused:
        save_settings(centre, replace(centre.settings, **{field: value}))  # type: ignore[arg-type]
    assert [problem.field for problem in refused.value.problems] == [field]
    assert centre.settings.name == "架空市保健所"


def test_national_holidays_are_known_the_ones_between_two_holidays_too() -> None:
    assert Centre.is_holiday(date(2026, 11, 23))
    assert Centre.is_holiday(date(2026, 9, 22))
    assert not Centre.is_holiday(TODAY)


MARKER = "秘密の目印SECRETMARKER"


def test_no_file_of_the_folder_holds_a_word_that_was_written(centre: Centre, new_folder: NewCentre) -> None:
    """The folder is looked through while the log is full, and again when the centre is closed."""
    fill_with_marker(centre)
    assert readable_traces(new_folder.folder) == []
    centre.close()
    assert readable_traces(new_folder.folder) == []


def test_the_look_for_traces_would_find_one(tmp_path: Path) -> None:
    (tmp_path / "a").write_text(MARKER, encoding="utf-8")
    (tmp_path / "b").write_text(MARKER, encoding="utf-16-le")
    (tmp_path / "c").write_bytes(b"xx" + MARKER.encode("cp932"))
    assert len(readable_traces(tmp_path)) == 3


def fill_with_marker(centre: Centre) -> None:
    save_settings(centre, replace(centre.settings, name=MARKER, address=MARKER, sender_name=MARKER))
    client = clients.save(
        centre,
        ClientDraft(
            number=MARKER,
            name=MARKER,
            kana=MARKER,
            address=MARKER,
            contact_caution=MARKER,
            household=MARKER,
            note=MARKER,
        ),
    ).record
    office = institutions.save(
        centre,
        InstitutionDraft(
            name=MARKER,
            kana=MARKER,
            kind="welfare_office",
            address=MARKER,
            contact_name=MARKER,
            contact_hours=MARKER,
            venue=MARKER,
            handoff_note=MARKER,
            note=MARKER,
        ),
    ).record
    contacts.add(
        centre,
        ContactDraft(
            client_id=client.id, on=TODAY, service=ContactService.TELEPHONE, category="alcohol", note=MARKER * 500
        ),
    )
    engagements.mark(
        centre,
        EngagementDraft(client_id=client.id, institution_id=office.id, state=EngagementState.ENGAGED, note=MARKER),
    )
    referral = referrals.refer(
        centre,
        ReferralDraft(
            client_id=client.id,
            institution_id=office.id,
            on=TODAY,
            consent=ConsentKind.ORAL,
            consent_by=MARKER,
            request=MARKER,
            background=MARKER,
        ),
        HandoffFacts(**{**vars(CALL), "receiver_name": MARKER, "note": MARKER, "accompanied_by": MARKER}),
        follow_up_on=TODAY,
        follow_up_note=MARKER,
    ).record
    (due,) = followups.desk(centre).due_today
    assert due.follow_up_id is not None
    followups.log_attempt(centre, due.follow_up_id, MARKER)
    documents.letter(centre, referral.id)
    # a sort and a search large enough to spill, if anything did
    assert clients.rows(centre, MARKER)
    assert referrals.rows(centre, MARKER)


def readable_traces(folder: Path) -> list[str]:
    forms = [
        part.encode(encoding)
        for part in ("秘密の目印", "SECRETMARKER", "secretmarker", "CREATE TABLE", "架空市保健所")
        for encoding in ("utf-8", "utf-16-le", "utf-16-be", "cp932", "euc-jp")
    ]
    files = [path for path in folder.rglob("*") if path.is_file()]
    assert files
    return [str(path) for path in files if any(form in path.read_bytes() for form in forms)]
