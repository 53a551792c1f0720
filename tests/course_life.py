"""A client whose course holds an entry of every kind, and one with very many; written straight into the tables."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

from referral_desk.db.models import (
    AttemptTable,
    AttendeeTable,
    Base,
    BenefitTable,
    ClosingTable,
    ConferenceTable,
    ConsentReceiverTable,
    ConsentTable,
    ContactFactorTable,
    ContactTable,
    DisclosureTable,
    DocumentTable,
    FollowUpTable,
    HandoffTable,
    InboundTable,
    MergeTable,
    PathStepTable,
    PathTable,
    ReferralTable,
    ScreeningTable,
    TaskTable,
)
from referral_desk.domain.codes import (
    Channel,
    ConsentKind,
    ContactService,
    LegalBasis,
    Outcome,
    ReferralStatus,
    Reporter,
    SbirtsStep,
    SpokeWith,
    StepResult,
    Urgency,
)
from referral_desk.domain.followup import FollowUpKind
from referral_desk.services.centre import Centre
from tests.making import TODAY, add_client, add_institution

STAFF = "見本 みどり"
FIVE_YEARS_AGO = date(2021, 5, 12)
SOAP = "S: 眠れないと話す。\nO: 表情は硬い。\nA: 疲労が強い。\nP: 来週電話する。"


def every_kind(centre: Centre, name: str = "見本 花子") -> int:
    """Give a client an entry of every kind in 2026, and one contact five years back; return her id."""
    client = add_client(centre, name=name).id
    office = add_institution(centre, name=f"架空市福祉事務所{name}").id
    day = TODAY
    with centre.sessions.write() as session:

        def put(*rows: Base) -> None:
            session.add_all(map(filled, rows))
            session.flush()

        talk = ContactTable(
            client_id=client,
            on=day,
            service=ContactService.TELEPHONE,
            category="alcohol",
            spoke_with=SpokeWith.FAMILY,
            with_name="母",
            client_unmet=True,
            minutes=30,
            note=SOAP,
            staff_name=STAFF,
        )
        put(talk)
        put(ContactFactorTable(contact_id=talk.id, factor="suicide_related", on=day))
        put(contact_row(client, FIVE_YEARS_AGO, "五年前の面接。髙橋氏の紹介。"))
        screening = ScreeningTable(
            client_id=client,
            on=day - timedelta(days=12),
            tool="audit",
            profile="",
            drink_grams=10,
            items="",
            total=17,
            zone="",
            note="見本の所見",
            staff_name=STAFF,
        )
        path = PathTable(
            client_id=client,
            target="alcohol",
            for_family=False,
            started_on=day - timedelta(days=12),
            ended_on=None,
            ending="",
            note="",
            staff_name=STAFF,
        )
        put(screening, path)
        steps = (
            (SbirtsStep.SCREENING, StepResult.DONE, screening.id),  # the screening itself stands in the course
            (SbirtsStep.BRIEF_INTERVENTION, StepResult.POSTPONED, None),
        )
        for step, result, left in steps:
            put(
                PathStepTable(
                    path_id=path.id,
                    step=step,
                    on=day - timedelta(days=12),
                    result=result,
                    note="次回に話す",
                    staff_name=STAFF,
                    screening_id=left,
                )
            )
        referral = ReferralTable(
            number=f"2026-{client:05}",
            client_id=client,
            institution_id=office,
            on=day - timedelta(days=9),
            status=ReferralStatus.IN_PROGRESS,
            reason="",
            consent=ConsentKind.ORAL,
            consent_by="",
            request="家計の相談",
            background="",
            urgency=Urgency.SOON,
            outcome=Outcome.FIRST_ATTENDED,
            outcome_on=day - timedelta(days=2),
            reported_by=Reporter.FAMILY,
            staff_name=STAFF,
            mode=None,
        )
        put(referral)
        for at, channel, present, live in (
            ("10:00", Channel.LETTER, False, False),
            ("14:30", Channel.TELEPHONE, True, True),
        ):
            put(
                HandoffTable(
                    referral_id=referral.id,
                    on=day - timedelta(days=9),
                    at=at,
                    client_present=present,
                    receiver_live=live,
                    channel=channel,
                    receiver_name="例田 一朗",
                    accompanied_by="",
                    note="三者で話した",
                    staff_name=STAFF,
                )
            )
        check = FollowUpTable(
            referral_id=referral.id,
            kind=FollowUpKind.OUTCOME,
            due_on=day - timedelta(days=5),
            note="様子を聞く",
            done_on=day - timedelta(days=4),
        )
        said = FollowUpTable(
            referral_id=referral.id,
            kind=FollowUpKind.OUTCOME,
            due_on=day,
            note="結果が言うので出ない",
            done_on=day - timedelta(days=2),
        )
        still_open = FollowUpTable(
            referral_id=referral.id, kind=FollowUpKind.OUTCOME, due_on=day, note="まだ", done_on=None
        )
        put(check, said, still_open)
        put(
            AttemptTable(
                follow_up_id=check.id, on=day - timedelta(days=6), was_due_on=day, note="不在", staff_name=STAFF
            ),
            InboundTable(
                client_id=client,
                institution_id=None,
                sender="架空クリニック",
                sender_name="見本医師",
                on=day - timedelta(days=20),
                channel=Channel.LETTER,
                came_along=False,
                consent=None,
                request="訪問の依頼",
                reply_due_on=None,
                replied_on=day - timedelta(days=15),
                reply="訪問した",
                note="",
                staff_name=STAFF,
            ),
        )
        meeting = ConferenceTable(
            client_id=client,
            kind="individual_support",
            on=day - timedelta(days=9),
            at="13:00",
            place="第二会議室",
            client_present=False,
            basis=LegalBasis.CONSENT,
            shared="",
            issues="住まい",
            plan="見学に行く",
            next_on=None,
            note="",
            staff_name=STAFF,
        )
        put(meeting)
        put(
            AttendeeTable(conference_id=meeting.id, position=0, name="例田 一朗", role="CW", institution_id=office),
            TaskTable(
                client_id=client,
                conference_id=meeting.id,
                who="保健師",
                what="見学の予約",
                due_on=day,
                done_on=day - timedelta(days=1),
                result="予約した",
            ),
            TaskTable(client_id=client, conference_id=None, who="", what="まだ", due_on=day, done_on=None, result=""),
            DocumentTable(
                running=None,
                number="架健精第1号",
                kind="letter",
                client_id=client,
                referral_id=referral.id,
                issued_on=day - timedelta(days=9),
                language="ja",
                wording="",
                basis=None,
                staff_name=STAFF,
                content="{}",
            ),
            DisclosureTable(
                client_id=client,
                on=day - timedelta(days=9),
                institution_id=office,
                receiver="架空市福祉事務所",
                method="letter",
                basis=LegalBasis.CONSENT,
                consent_id=None,
                referral_id=referral.id,
                document_id=None,
                note="",
                struck="",
                staff_name=STAFF,
            ),
            BenefitTable(
                client_id=client,
                kind="disability_certificate",
                grade="2級",
                since=day - timedelta(days=200),
                until=day + timedelta(days=400),
                case_number="",
                institution_id=None,
                caseworker="",
                note="",
            ),
            BenefitTable(
                client_id=client,
                kind="public_assistance",
                grade="",
                since=None,
                until=None,
                case_number="",
                institution_id=office,
                caseworker="",
                note="日付のない給付",
            ),
            ClosingTable(
                client_id=client,
                on=day - timedelta(days=100),
                reason="settled",
                note="落ち着いた",
                staff_name=STAFF,
                reopened_on=day - timedelta(days=21),
                reopened_reason="再相談",
                reopened_by=STAFF,
            ),
            MergeTable(
                kept_id=client,
                merged_id=900 + client,
                merged_number=f"009{client:02}",
                at=datetime(2026, 11, 3, 3, 0, tzinfo=UTC),
                staff_name=STAFF,
                content="{}",
                undone_at=datetime(2026, 11, 4, 3, 0, tzinfo=UTC),
                undone_by=STAFF,
            ),
        )
        consent = ConsentTable(
            client_id=client,
            kind=ConsentKind.ORAL,
            on=day - timedelta(days=10),
            heard_by=STAFF,
            purpose="",
            method="",
            representative="",
            representative_relation="",
            until=None,
            withdrawn_on=day - timedelta(days=3),
            withdrawal="もう知らせないでほしい",
            note="",
            staff_name=STAFF,
        )
        put(consent)
        put(ConsentReceiverTable(consent_id=consent.id, position=0, institution_id=office, name=""))
    return client


def filled(row: Base) -> Base:
    """Fill in what the course does not tell and the table asks for."""
    for column in row.__table__.columns:
        asked_for = not column.nullable and not column.primary_key and column.default is None
        if asked_for and getattr(row, column.key) is None and column.type.python_type in (str, bool, int):
            setattr(row, column.key, column.type.python_type())
    return row


def contact_row(client_id: int, on: date, note: str = "") -> ContactTable:
    """Return a contact as the table holds it."""
    return ContactTable(
        client_id=client_id,
        on=on,
        service=ContactService.HOME_VISIT,
        category="depression",
        spoke_with=SpokeWith.CLIENT,
        note=note,
        staff_name=STAFF,
    )


def many_contacts(centre: Centre, client_id: int, amount: int, *, days_apart: int = 2) -> None:
    """Give a client very many contacts, the newest today."""
    with centre.sessions.write() as session:
        session.add_all(
            contact_row(
                client_id,
                TODAY - timedelta(days=number * days_apart),
                f"記録{number} " + "話を聞いた。" * (number % 40),
            )
            for number in range(amount)
        )
