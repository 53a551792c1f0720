"""Two hundred random offices, counted a second time from their exports: with filters, closed months and later edits."""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import delete, insert, select, update

from referral_desk.db.models import (
    ClientTable,
    ContactFactorTable,
    ContactTable,
    EngagementTable,
    InboundTable,
    InstitutionTable,
    PathStepTable,
    ReferralTable,
    StaffTable,
)
from referral_desk.db.queries import bulk, sbirts
from referral_desk.db.queries import closed_months as frozen
from referral_desk.db.queries.behind import behind
from referral_desk.db.session import Session
from referral_desk.domain import codes as c
from referral_desk.domain.access import Action
from referral_desk.domain.benefit import BenefitDraft
from referral_desk.domain.calendar import Period
from referral_desk.domain.client import ClientDraft
from referral_desk.domain.contact import ContactDraft
from referral_desk.domain.engagement import EngagementDraft
from referral_desk.domain.handoff import HandoffFacts
from referral_desk.domain.inbound import InboundDraft
from referral_desk.domain.institution import InstitutionDraft
from referral_desk.domain.referral import ReferralDraft
from referral_desk.domain.sbirts import PathDraft
from referral_desk.domain.tally import Figure, FigureKind, Tally
from referral_desk.domain.tally_filter import TallyFilter
from referral_desk.services import tallies
from referral_desk.services.centre import Centre
from tests.making import NewCentre
from tests.services.tally_oracle import Oracle, Wanted, exported
from tests.services.test_tallies import FACTS

SEEDS, AT_ONCE = range(200), 20
SEPTEMBER, OCTOBER = (2026, 9), (2026, 10)
DAYS = [date(2026, 10, 1) + timedelta(days=step) for step in (-400, -184, -183, -31, -16, -1, 0, 1, 15, 30, 31, 60)]
"""A year before, either side of the fiscal year, in the month before, at the edges of October, and after it."""
PERIODS = (
    Period.month(*SEPTEMBER),
    Period.month(*OCTOBER),
    Period.months(SEPTEMBER, OCTOBER),
    Period(date(2026, 9, 10), date(2026, 10, 16)),
    Period(date(2026, 3, 20), date(2026, 10, 2)),
    Period.fiscal_year(2026),
)
DISTRICTS = ("", "北部", "南部")
STAFF = ("見本 みどり", "例田 一朗", "もういない人", "")
KINDS = ("welfare_office", "welfare_office", "self_help_group", "other")
CATEGORIES = ("alcohol", "drugs", "other")
CLIENTS = 7
NOW = datetime(2026, 11, 1, tzinfo=UTC)


@pytest.fixture(scope="module")
def reused(centre_pattern: NewCentre, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Centre]:
    """One centre for all of the offices, with a second member of staff; each office empties it first."""
    centre = centre_pattern.copied_to(tmp_path_factory.mktemp("oracle") / "centre").open()
    with centre.sessions.write() as session:
        session.add(StaffTable(centre_id=1, position=1, name=STAFF[1], job_title="", login="", active=False, role=None))
    yield centre
    centre.close()


class Chance:
    """One random office, and what is done to it later."""

    def __init__(self, seed: int) -> None:
        self.choose = random.Random(seed)

    def maybe(self, values: Sequence[Any]) -> Any:
        return self.choose.choice([None, *values])

    def write(self, centre: Centre) -> None:
        choose = self.choose
        with centre.write(Action.GENERATE) as session:
            bulk.empty(session)
            writer = bulk.BulkWriter(session, NOW)
            writer.clients([self.client(number) for number in range(1, CLIENTS + 1)])
            writer.institutions(
                [
                    bulk.NewInstitution(number, f"{number:04}", InstitutionDraft(name=f"例 {number}", kind=kind))
                    for number, kind in enumerate(KINDS, start=1)
                ],
                centre.codes,
            )
            for by, start in zip(STAFF, range(0, 100, 20), strict=False):
                numbers = range(start + 1, start + 1 + choose.randint(0, 12))
                writer.contacts([(number, self.contact()) for number in numbers], by)
                writer.inbound([self.sent() for _ in range(choose.randint(0, 3))], by)
            writer.referrals([self.referral(number) for number in range(1, choose.randint(1, 30))])
            writer.engagements([self.engagement() for _ in range(choose.randint(0, 14))])
            writer.benefits([self.benefit() for _ in range(choose.randint(0, 8))])
            for by in STAFF:
                self.walk(session, by)

    def client(self, number: int) -> bulk.NewClient:
        choose = self.choose
        births = [date(1951, 10, 2), date(1961, 9, 30), date(1986, 10, 1), date(2006, 10, 17), date(2004, 2, 29)]
        draft = ClientDraft(
            number=str(number),
            name=f"見本 {number}",
            kana="ミホン",
            birth=self.maybe([*births, date(2026, 10, 10)]),
            sex=self.maybe(list(c.Sex)),
            district=choose.choice(DISTRICTS),
            public_assistance=self.maybe(list(c.PublicAssistance)),
            outpatient_support=self.maybe(list(c.OutpatientSupport)),
            disability_certificate=self.maybe(list(c.DisabilityCertificate)),
        )
        return bulk.NewClient(number, draft, self.maybe(DAYS), choose.choice([None, None, *DAYS]))

    def whom(self) -> int:
        return self.choose.randint(1, CLIENTS)

    def contact(self) -> ContactDraft:
        return ContactDraft(
            client_id=self.whom(),
            on=self.choose.choice(DAYS),
            service=self.choose.choice(list(c.ContactService)),
            category=self.choose.choice(CATEGORIES),
            factors=tuple(self.choose.sample(["social_withdrawal", "disaster"], self.choose.randint(0, 2))),
        )

    def sent(self) -> InboundDraft:
        return InboundDraft(
            client_id=self.whom(),
            institution_id=self.maybe([1, 2, 3]),
            on=self.choose.choice(DAYS),
            came_along=self.choose.random() < 0.5,
        )

    def referral(self, number: int) -> bulk.NewReferral:
        on = self.choose.choice(DAYS)
        draft = ReferralDraft(
            client_id=self.whom(),
            institution_id=self.choose.randint(1, len(KINDS)),
            on=on,
            status=self.choose.choice([*c.ReferralStatus, c.ReferralStatus.REQUESTED]),
            reason="満員",
            outcome=self.choose.choice(list(c.Outcome)),
            outcome_on=self.maybe([on, on + timedelta(days=3), on + timedelta(days=40)]),
        )
        handoffs: tuple[tuple[HandoffFacts, date], ...] = tuple(
            (self.choose.choice(FACTS), on) for _ in range(self.choose.choice([0, 1, 1, 1, 2]))
        )
        return bulk.NewReferral(number, f"x-{number}", draft, handoffs, staff_name=self.choose.choice(STAFF))

    def engagement(self) -> EngagementDraft:
        institution = self.maybe([1, 2, 3, 4])
        return EngagementDraft(
            client_id=self.whom(),
            institution_id=institution,
            kind="" if institution else self.choose.choice(["welfare_office", "visiting_nurse"]),
            state=self.choose.choice(list(c.EngagementState)),
            since=self.maybe(DAYS),
            until=self.maybe(DAYS),
        )

    def walk(self, session: Session, staff_name: str) -> None:
        """Write paths of SBIRTS with random steps, some of which are referrals."""
        choose = self.choose
        referrals = session.scalars(select(ReferralTable.id)).all()
        for _path in range(choose.randint(0, 3)):
            draft = PathDraft(client_id=self.whom(), target="alcohol", started_on=choose.choice(DAYS))
            path = sbirts.add_path(session, draft, staff_name)
            for _step in range(choose.randint(0, 6)):
                step = choose.choice(list(c.SbirtsStep))
                group = step is c.SbirtsStep.SELF_HELP_GROUP and referrals
                values = {
                    "path_id": path.id,
                    "step": step,
                    "on": draft.started_on,
                    "result": c.StepResult.DONE if group else choose.choice(list(c.StepResult)),
                    "note": "",
                    "staff_name": staff_name,
                    "referral_id": choose.choice(referrals) if group else None,
                }
                sbirts.add_step(session, values)

    def benefit(self) -> BenefitDraft:
        kind = self.choose.choice(["public_assistance", "outpatient_support", "disability_certificate"])
        grade = self.choose.choice(["1級", "2級", "3級", ""]) if kind == "disability_certificate" else ""
        return BenefitDraft(
            client_id=self.whom(), kind=kind, grade=grade, since=self.maybe(DAYS), until=self.maybe(DAYS)
        )

    def edit(self, centre: Centre) -> None:
        """Change, add and remove records as months pass: nothing of it may reach a closed month."""
        choose = self.choose
        with centre.sessions.write() as session:
            for client_id in choose.sample(range(1, CLIENTS + 1), 3):
                changed = {"sex": self.maybe(list(c.Sex)), "district": choose.choice(DISTRICTS), "birth": None}
                changed["closed_on"] = choose.choice(DAYS)
                session.execute(update(ClientTable).where(ClientTable.id == client_id).values(**changed))
            institution = InstitutionTable
            session.execute(update(institution).where(institution.id == choose.randint(1, 4)).values(kind="other"))
            contact = ContactTable
            ids = session.scalars(select(contact.id)).all()
            for contact_id in choose.sample(ids, min(len(ids), 4)):
                session.execute(delete(ContactFactorTable).where(ContactFactorTable.contact_id == contact_id))
                session.execute(delete(contact).where(contact.id == contact_id))
            stamp = {"version": 1, "created_at": NOW, "updated_at": NOW}
            late = [self.contact() for _ in range(4)]
            session.execute(
                insert(contact),
                [
                    {
                        "id": 900 + place,
                        "client_id": each.client_id,
                        "on": each.on,
                        "service": each.service,
                        "category": each.category,
                        "note": "",
                        "staff_name": choose.choice(STAFF),
                        **stamp,
                    }
                    for place, each in enumerate(late)
                ],
            )
            session.execute(update(ReferralTable).where(ReferralTable.id % 3 == 0).values(outcome=c.Outcome.NO_SHOW))
            session.execute(update(InboundTable).where(InboundTable.id % 2 == 0).values(came_along=True))
            self.walk(session, choose.choice(STAFF))
            session.execute(delete(PathStepTable).where(PathStepTable.id % 4 == 0))
            session.execute(
                update(EngagementTable)
                .where(EngagementTable.id % 3 == 0)
                .values(state=c.EngagementState.ENDED, until=choose.choice(DAYS))
            )

    def filters(self, staff: dict[str, int], codes: c.CodeBook) -> tuple[TallyFilter, Wanted]:
        """Return a random filter, and the same in plain values."""
        choose = self.choose

        def sometimes(value: Any) -> Any:
            return value if choose.random() < 0.35 else None

        by = sometimes(choose.choice([*staff.values(), 0]))
        district, category = sometimes(choose.choice(DISTRICTS)), sometimes(choose.choice(CATEGORIES))
        institution, sex = sometimes(choose.randint(1, 4)), sometimes(choose.choice(list(c.Sex)))
        group = sometimes(choose.choice(codes.age_groups.items))
        narrowed = TallyFilter(
            staff=by, district=district, institution_id=institution, category=category, sex=sex, age_group=group
        )
        sex_code = sex.value if sex else None
        return narrowed, Wanted(by, district, institution, category, sex_code, group.code if group else None)


def close(centre: Centre, month: tuple[int, int]) -> None:
    with centre.sessions.write() as session:
        frozen.close(session, *month, at=NOW, staff_name="", head="", figures="{}")


def as_counted(made: Any) -> dict[str, Any]:
    """Return the figures of the tally's JSON under the names of the oracle, rows of zeros left out by it included."""
    services, handoffs = made["services"], made["handoffs"]
    head = ("referrals", "clients", "not_yet_handed_over", "warm", "warm_rate")
    sent = ("referrals", "clients", "warm", "warm_rate")
    figures = {name: services[name] for name in ("persons", "persons_reported", "contacts", "first_in_year")}
    for row in services["by_service"]:
        figures[f"service {row['code']}"] = (row["persons"], row["contacts"])
        figures[f"first {row['code']}"] = row["first_in_year"]
    figures |= {f"factor {row['code']}": row["contacts"] for row in services["by_factor"]}
    for row in services["by_service_and_category"]:
        for cell in row["by_category"]:
            figures[f"cross {row['code']} {cell['code']}"] = (cell["persons"], cell["contacts"])
    for name, table in (("staff", "by_staff"), ("district", "by_district"), ("age", "by_age_group"), ("sex", "by_sex")):
        figures |= {f"{name} {row['code']}": (row["persons"], row["contacts"]) for row in services[table]}
    figures["handoffs"] = tuple(handoffs[name] for name in head)
    figures |= {f"kind {row['code']}": tuple(row[name] for name in head) for row in handoffs["by_kind"]}
    figures["inbound"] = tuple(made["inbound"][name] for name in sent)
    figures |= {f"inbound {row['code']}": tuple(row[name] for name in sent) for row in made["inbound"]["by_kind"]}
    path = made["sbirts"]
    columns = ("done", "not_needed", "postponed", "declined", "open", "lost", "share")
    groups = path["groups"]
    figures["sbirts"] = (
        path["paths"],
        path["persons"],
        tuple(tuple(row[name] for name in columns) for row in path["by_step"]),
        *(
            tuple(groups[f"{which}{part}"] for part in ("", "_attended", "_attended_rate"))
            for which in ("warm", "other")
        ),
    )
    for row in made["engagements"]["by_kind"]:
        figures |= {f"{which} {row['code']}": row[which] for which in ("clients", "new", "ended")}
    benefits = made["benefits"]
    figures["benefits"] = tuple(benefits[name] for name in ("clients", "public_assistance", "public_assistance_share"))
    for row in benefits["rows"]:
        figures[f"benefits {row['code']}"] = (row["clients"], row["public_assistance"], row["share"])
    return figures


def agree(made: Any, by_hand: dict[str, Any]) -> None:
    for name, value in as_counted(made).items():
        nothing = {tuple: lambda value=value: (0, *(None if each is None else 0 for each in value[1:]))}
        expected = by_hand.get(name, nothing.get(type(value), lambda: 0)())
        assert value == expected, name
    shares = {row["code"]: (row["contacts"], row["share"]) for row in made["services"]["by_category"]}
    for code, (contacts, _share) in shares.items():
        assert contacts == by_hand.get(f"category {code}", (0, 0))[1]
    rows = {"mode": made["handoffs"]["by_mode"], "after": made["handoffs"]["attended_after"]}
    for name, table in rows.items():
        for row in table:
            counted = by_hand[f"{name} {row['code']}"]
            assert {key: row[key] for key in counted if key in row} == {
                key: counted[key] for key in counted if key in row
            }
    totals = made["handoffs"]["outcomes"]
    assert totals == {key: by_hand["outcomes"][key] for key in totals}
    missing = {name.split(" ")[0] for name in by_hand} - {name.split(" ")[0] for name in as_counted(made)}
    assert missing <= {"category", "mode", "after", "outcomes"}


@pytest.mark.parametrize("start", range(0, len(SEEDS), AT_ONCE))
def test_a_second_count_from_the_exports_agrees_with_every_figure(reused: Centre, start: int) -> None:
    with reused.read() as session:
        staff = {row.name: row.id for row in session.execute(select(StaffTable.name, StaffTable.id))}
    for seed in SEEDS[start : start + AT_ONCE]:
        chance = Chance(seed)
        chance.write(reused)
        oracle = Oracle(exported(reused, staff))
        for month in chance.choose.choice([(), (SEPTEMBER,), (OCTOBER,), (SEPTEMBER, OCTOBER)]):
            close(reused, month)
            oracle.close(month)
        if oracle.closed or chance.choose.random() < 0.3:
            chance.edit(reused)
            oracle.live = exported(reused, staff)
        asked, plainly = chance.filters(staff, reused.codes) if seed % 2 else (TallyFilter(), Wanted())
        period = PERIODS[seed // 2 % len(PERIODS)]
        made = tallies.as_json(tallies.tally(reused, period, asked), reused.codes, "ja")
        agree(made, oracle.count(period.first, period.last, plainly))


# --- the names behind, with filters and closed months ----------------------------------------------------------------


def figures_of(made: Tally) -> list[tuple[Figure, int]]:
    """Return every figure beyond those of the first contract that counts records, with its value."""
    kind = FigureKind
    figures = [(Figure(kind.CONTACTS, "", "first_in_year"), made.first_in_year)]
    figures += [(Figure(kind.CONTACTS, row.code, "first_in_year"), row.first_in_year) for row in made.by_service]
    for table, rows in (
        (kind.STAFF, made.by_staff),
        (kind.DISTRICT, made.by_district),
        (kind.AGE_GROUP, made.by_age_group),
        (kind.SEX, made.by_sex),
    ):
        for row in rows:
            figures += [(Figure(table, row.code, "persons"), row.persons)]
            figures += [(Figure(table, row.code, "contacts"), row.contacts)]
    for cell in made.cross:
        code = f"{cell.service} {cell.category}"
        figures.append((Figure(kind.CROSS, code, "persons"), cell.persons))
        figures.append((Figure(kind.CROSS, code, "contacts"), cell.contacts))
    for each in made.by_mode:
        figures.append((Figure(kind.MODE, each.mode, "declined"), each.declined))
        figures.append((Figure(kind.MODE, each.mode, "unknown"), each.unknown))
    figures.append((Figure(kind.MODE, "", "attended"), made.outcomes.attended))
    for after in made.attended_after:
        for column in ("referrals", "attended", "unchecked"):
            figures.append((Figure(kind.ATTENDED_AFTER, after.code, column), getattr(after, column)))
    for sender in (made.inbound, *made.inbound_by_kind):
        for column in ("referrals", "clients", "warm"):
            figures.append((Figure(kind.INBOUND, sender.code, column), getattr(sender, column)))
    for tie in made.engagements:
        for column in ("clients", "new", "ended"):
            figures.append((Figure(kind.ENGAGEMENTS, tie.code, column), getattr(tie, column)))
    figures.append((Figure(kind.BENEFITS, "", "clients"), made.clients))
    return figures


@pytest.mark.parametrize(
    ("period", "narrowed"),
    [(PERIODS[1], TallyFilter()), (PERIODS[2], TallyFilter()), (PERIODS[3], TallyFilter(sex=c.Sex.FEMALE))],
    ids=["a closed month", "an open and a closed one", "some days, women"],
)
def test_every_further_figure_opens_a_list_of_exactly_its_length(
    reused: Centre, period: Period, narrowed: TallyFilter
) -> None:
    chance = Chance(7)
    chance.write(reused)
    close(reused, OCTOBER)
    chance.edit(reused)
    figures = figures_of(tallies.tally(reused, period, narrowed))
    wanted = [each for each in figures if each[1]] + [each for each in figures if not each[1]][::7]
    assert len(wanted) > 60
    with reused.read() as session:
        for figure, count in wanted:
            assert len(behind(session, period, figure, narrowed, reused.codes)) == count, figure
