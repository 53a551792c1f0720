"""A second count of the tally: plain Python over exported JSON, from the contract's words and nothing of the program's.

``Office`` is what one export says; ``Oracle`` counts a period from the offices as they stood when months were closed,
and from the present one for the rest.
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from fractions import Fraction
from statistics import median
from typing import Any

from referral_desk.domain.ledger import LedgerKind
from referral_desk.services.centre import Centre
from referral_desk.services.exports import ExportFormat, export

Row = Mapping[str, Any]
Month = tuple[int, int]

MODES = ["accompanied", "introduced_in_person", "three_way_call", "staff_to_staff", "letter_only", "information_only"]
REPORTED = ("consultation", "day_care", "home_visit")
ATTENDED = ("first_attended", "continuing", "got_help")
GROUPS = {"warm": MODES[:3], "contact": MODES[3:5], "information": MODES[5:]}
AGES = {"0-19": (0, 19), "20-39": (20, 39), "40-64": (40, 64), "65-74": (65, 74), "75-": (75, 999)}


def percent(part: int, base: int) -> float | None:
    if not base:
        return None
    tenths = Fraction(part * 1000, base) + Fraction(1, 2)
    return (tenths.numerator // tenths.denominator) / 10


def code(value: Any) -> Any:
    return value["code"] if isinstance(value, dict) else value


def day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None


def number(text: str) -> int:
    return int(text.split("-")[1])


def age(birth: date | None, on: date) -> int | None:
    if birth is None or birth > on:
        return None
    years = on.year - birth.year
    return years if (on.month, on.day) >= (birth.month, birth.day) else years - 1


def age_group(years: int | None) -> str:
    if years is None:
        return "unknown"
    return next(name for name, (first, last) in AGES.items() if first <= years <= last)


def month_of(on: date) -> Month:
    return on.year, on.month


def last_of(month: Month) -> date:
    year, number_ = month
    return date(year + number_ // 12, number_ % 12 + 1, 1) - timedelta(days=1)


def mode_of(handoffs: Iterable[Row]) -> str | None:
    found = []
    for facts in handoffs:
        channel = code(facts["channel"])
        if channel == "not_yet":
            continue
        if facts["client_present"] and facts["receiver_live"]:
            found.append({"going_along": 0, "in_person": 1, "telephone": 2, "online": 2}[channel])
        elif facts["receiver_live"]:
            found.append(3)
        else:
            found.append(4 if channel == "letter" else 5)
    return MODES[min(found)] if found else None


@dataclass(frozen=True)
class Person:
    id: int
    sex: str
    birth: date | None
    district: str
    registered_on: date | None
    closed_on: date | None
    stated: Mapping[str, str | None]
    benefits: Sequence[Row]

    def registered(self, on: date) -> bool:
        begun = self.registered_on is None or self.registered_on <= on
        return begun and (self.closed_on is None or self.closed_on > on)

    def has(self, kind: str, on: date) -> bool:
        dated = [each for each in self.benefits if code(each["kind"]) == kind]
        if not dated:
            wanted = {
                "public_assistance": ("receiving",),
                "outpatient_support": ("using",),
                "disability_certificate": ("grade_1", "grade_2", "grade_3"),
            }[kind]
            return self.stated[kind] in wanted
        return any(
            (day(each["since"]) or date.min) <= on <= (day(each["until"]) or date.max)
            and (kind != "disability_certificate" or each["grade"] in ("1級", "2級", "3級"))
            for each in dated
        )


@dataclass(frozen=True)
class Counted:
    """A contact, a referral or a referral to us: the day, whose it is, who wrote it, and ``facts``."""

    on: date
    person: Person
    staff: int
    facts: Row


@dataclass(frozen=True)
class Tie:
    person: Person
    institution: int | None
    kind: str
    state: str
    since: date | None
    until: date | None

    def current(self, on: date) -> bool:
        if self.since is not None and self.since > on:
            return False
        return self.state == "engaged" or (self.state == "ended" and self.until is not None and self.until > on)


@dataclass(frozen=True)
class Office:
    people: Mapping[int, Person]
    contacts: Sequence[Counted]
    referrals: Sequence[Counted]
    inbound: Sequence[Counted]
    paths: Sequence[Counted]
    ties: Sequence[Tie]


def exported(centre: Centre, staff: Mapping[str, int]) -> Office:
    """Read an office from its JSON exports; ``staff`` are the ids by name."""

    def rows(kind: LedgerKind) -> list[Any]:
        return list(json.loads(export(centre, kind, ExportFormat.JSON).content)[kind.value])

    clients = rows(LedgerKind.CLIENTS)
    kinds = {number(each["id"]): code(each["kind"]) for each in rows(LedgerKind.INSTITUTIONS)}
    people = {
        number(each["id"]): Person(
            id=number(each["id"]),
            sex=code(each["sex"]) or "unknown",
            birth=day(each["birth"]),
            district=each["district"],
            registered_on=day(each["registered_on"]),
            closed_on=day(each["closed_on"]),
            stated={
                name: code(each[name]) for name in ("public_assistance", "outpatient_support", "disability_certificate")
            },
            benefits=each["benefits"],
        )
        for each in clients
    }

    modes = {
        number(each["id"]): (mode_of(each["handoffs"]), code(each["outcome"]) in ATTENDED)
        for each in rows(LedgerKind.REFERRALS)
    }

    def counted(row: Row, **facts: Any) -> Counted:
        on = day(row["on"])
        assert on is not None
        return Counted(on, people[number(row["client_id"])], staff.get(row["staff_name"], 0), facts)

    return Office(
        people=people,
        contacts=[
            counted(
                row,
                service=code(row["service"]),
                category=code(row["category"]),
                factors=[code(each) for each in row["factors"]],
            )
            for row in rows(LedgerKind.CONTACTS)
        ],
        referrals=[
            counted(
                row,
                institution=number(row["institution_id"]),
                kind=kinds[number(row["institution_id"])],
                mode=mode_of(row["handoffs"]),
                outcome=code(row["outcome"]),
                outcome_on=day(row["outcome_on"]),
            )
            for row in rows(LedgerKind.REFERRALS)
            if code(row["status"]) not in ("draft", "entered-in-error")
        ],
        inbound=[
            counted(
                row,
                institution=number(row["institution_id"]) if row["institution_id"] else None,
                kind=kinds[number(row["institution_id"])] if row["institution_id"] else "not_in_directory",
                warm=row["came_along"],
            )
            for client in clients
            for row in client["inbound"]
        ],
        paths=[
            counted(
                {**row, "on": row["started_on"]},
                results=results_of(row["steps"]),
                groups=[number(step["referral_id"]) for step in row["steps"] if to_a_group(step)],
                modes=modes,
            )
            for client in clients
            for row in client["paths"]
        ],
        ties=[
            Tie(
                people[number(row["client_id"])],
                number(row["institution_id"]) if row["institution_id"] else None,
                kinds[number(row["institution_id"])] if row["institution_id"] else code(row["kind"]),
                code(row["state"]),
                day(row["since"]),
                day(row["until"]),
            )
            for row in rows(LedgerKind.ENGAGEMENTS)
        ],
    )


@dataclass(frozen=True)
class Wanted:
    """The filter as plain values; None sets no condition, ``staff`` 0 is nobody listed."""

    staff: int | None = None
    district: str | None = None
    institution: int | None = None
    category: str | None = None
    sex: str | None = None
    age: str | None = None

    def of_person(self, person: Person, on: date) -> bool:
        return (
            self.district in (None, person.district)
            and self.sex in (None, person.sex)
            and self.age in (None, age_group(age(person.birth, on)))
        )

    def of_row(self, row: Counted) -> bool:
        return (
            self.of_person(row.person, row.on)
            and self.staff in (None, row.staff)
            and ("category" not in row.facts or self.category in (None, row.facts["category"]))
            and ("institution" not in row.facts or self.institution in (None, row.facts["institution"]))
        )


@dataclass
class Oracle:
    live: Office
    closed: dict[Month, Office] = field(default_factory=dict)
    firsts: dict[Month, frozenset[tuple[int, str | None, date]]] = field(default_factory=dict)
    """Whose first contact of the fiscal year, of a service or of any, a month had when it was closed."""

    def close(self, month: Month) -> None:
        """Keep the month as the present office has it."""
        begins = date(fiscal_year(date(*month, 1)), 4, 1)
        rows = self._rows("contacts", begins, last_of(month), Wanted())
        found = self._first_days(rows).items()
        self.firsts[month] = frozenset((who, of, on) for (who, _, of), on in found if month_of(on) == month)
        self.closed[month] = self.live

    def _rows(self, what: str, first: date, last: date, wanted: Wanted) -> list[Counted]:
        offices = [(None, self.live), *self.closed.items()]
        return [
            row
            for month, office in offices
            for row in getattr(office, what)
            if first <= row.on <= last
            and (month_of(row.on) not in self.closed if month is None else month_of(row.on) == month)
            and wanted.of_row(row)
        ]

    def _ties(self, first: date, last: date, wanted: Wanted, which: str) -> Iterator[Tie]:
        if which == "clients":
            submitted = self._submitted(last)
            yield from (
                tie for tie in (submitted or self.live).ties if tie.current(last) and self._wanted(tie, last, wanted)
            )
            return
        moment: Callable[[Tie], date | None] = (lambda tie: tie.since) if which == "new" else (lambda tie: tie.until)
        states = ("engaged", "ended") if which == "new" else ("ended",)
        for month, office in [(None, self.live), *self.closed.items()]:
            for tie in office.ties:
                on = moment(tie)
                if on is None or not first <= on <= last or tie.state not in states:
                    continue
                mine = month_of(on) not in self.closed if month is None else month_of(on) == month
                if mine and self._wanted(tie, last if month is None else last_of(month), wanted):
                    yield tie

    @staticmethod
    def _wanted(tie: Tie, on: date, wanted: Wanted) -> bool:
        return wanted.of_person(tie.person, on) and wanted.institution in (None, tie.institution)

    def _submitted(self, last: date) -> Office | None:
        return self.closed.get(month_of(last)) if last == last_of(month_of(last)) else None

    def count(self, first: date, last: date, wanted: Wanted) -> dict[str, Any]:
        contacts = self._rows("contacts", first, last, wanted)
        referrals = self._rows("referrals", first, last, wanted)
        inbound = self._rows("inbound", first, last, wanted)
        registered = [
            person
            for person in (self._submitted(last) or self.live).people.values()
            if person.registered(last) and wanted.of_person(person, last)
        ]
        figures: dict[str, Any] = {
            "persons": persons(contacts),
            "persons_reported": persons(row for row in contacts if row.facts["service"] in REPORTED),
            "contacts": len(contacts),
            "handoffs": handoffs(referrals),
            "inbound": sent(inbound),
            "outcomes": outcomes([row for row in referrals if row.facts["mode"]]),
            "sbirts": funnel(self._rows("paths", first, last, wanted)),
        }
        earlier = self._earlier(first, last, wanted)
        firsts = self._firsts(earlier, first, last, wanted)
        figures["first_in_year"] = len(firsts[None])
        for name, key in (("service", "service"), ("category", "category")):
            for value, rows in together(contacts, lambda row, key=key: [row.facts[key]]).items():
                figures[f"{name} {value}"] = (persons(rows), len(rows))
        for value, rows in together(contacts, lambda row: row.facts["factors"]).items():
            figures[f"factor {value}"] = len(rows)
        for (service, category), rows in together(
            contacts, lambda row: [(row.facts["service"], row.facts["category"])]
        ).items():
            figures[f"cross {service} {category}"] = (persons(rows), len(rows))
        figures |= {f"first {service}": len(people) for service, people in firsts.items() if service}
        tables: Mapping[str, Callable[[Counted], Any]] = {
            "staff": lambda row: str(row.staff or ""),
            "district": lambda row: row.person.district,
            "age": lambda row: age_group(age(row.person.birth, row.on)),
            "sex": lambda row: row.person.sex,
        }
        for name, of in tables.items():
            for value, rows in together(contacts, lambda row, of=of: [of(row)]).items():
                figures[f"{name} {value}"] = (persons(rows), len(rows))
        for value, rows in together(referrals, lambda row: [row.facts["kind"]]).items():
            figures[f"kind {value}"] = handoffs(rows)
        for value, rows in together(inbound, lambda row: [row.facts["kind"]]).items():
            figures[f"inbound {value}"] = sent(rows)
        for mode in MODES:
            figures[f"mode {mode}"] = of_mode([row for row in referrals if row.facts["mode"] == mode])
        for group, modes in GROUPS.items():
            rows = [row for row in referrals if row.facts["mode"] in modes]
            figures[f"after {group}"] = {**outcomes(rows), "too_few": len(rows) < 10}
        for which in ("clients", "new", "ended"):
            ties = list(self._ties(first, last, wanted, which))
            for kind in {tie.kind for tie in ties}:
                figures[f"{which} {kind}"] = len({tie.person.id for tie in ties if tie.kind == kind})
        figures["benefits"] = benefits(registered, last)
        for kind in ("outpatient_support", "disability_certificate"):
            figures[f"benefits {kind}"] = benefits([each for each in registered if each.has(kind, last)], last)
        return figures

    def _earlier(self, first: date, last: date, wanted: Wanted) -> list[Counted]:
        return self._rows("contacts", date(fiscal_year(first), 4, 1), last, wanted)

    @staticmethod
    def _first_days(rows: Sequence[Counted]) -> dict[tuple[int, int, str | None], date]:
        """Return the first day by person, fiscal year and service (None: of any)."""
        firsts: dict[tuple[int, int, str | None], date] = {}
        for row in rows:
            for service in (None, row.facts["service"]):
                key = (row.person.id, fiscal_year(row.on), service)
                firsts[key] = min(firsts.get(key, row.on), row.on)
        return firsts

    def _firsts(
        self, rows: Sequence[Counted], first: date, last: date, wanted: Wanted
    ) -> defaultdict[str | None, set[int]]:
        """Return by service (None: of any) who had the first contact of some fiscal year in the period.

        A closed month keeps whose it was, unless a filter asks otherwise.
        """
        kept = wanted == Wanted()
        found: defaultdict[str | None, set[int]] = defaultdict(set)
        for (person, _, service), on in self._first_days(rows).items():
            if first <= on <= last and not (kept and month_of(on) in self.closed):
                found[service].add(person)
        if kept:
            for each in self.firsts.values():
                for person, service, on in each:
                    if first <= on <= last:
                        found[service].add(person)
        return found


def fiscal_year(on: date) -> int:
    return on.year if on.month >= 4 else on.year - 1


def persons(rows: Iterable[Counted]) -> int:
    return len({row.person.id for row in rows})


def together(rows: Iterable[Counted], keys: Callable[[Counted], Iterable[Any]]) -> dict[Any, list[Counted]]:
    found: defaultdict[Any, list[Counted]] = defaultdict(list)
    for row in rows:
        for key in keys(row):
            found[key].append(row)
    return found


def handoffs(rows: Sequence[Counted]) -> tuple[Any, ...]:
    modes = [row.facts["mode"] for row in rows if row.facts["mode"]]
    warm = sum(mode in GROUPS["warm"] for mode in modes)
    return len(rows), persons(rows), len(rows) - len(modes), warm, percent(warm, len(modes))


def sent(rows: Sequence[Counted]) -> tuple[Any, ...]:
    warm = sum(row.facts["warm"] for row in rows)
    return len(rows), persons(rows), warm, percent(warm, len(rows))


def outcomes(rows: Sequence[Counted]) -> dict[str, Any]:
    found = [row.facts["outcome"] for row in rows]
    attended = sum(each in ATTENDED for each in found)
    unchecked = found.count("not_yet_checked") + found.count("unknown")
    return {
        "referrals": len(rows),
        "attended": attended,
        "attended_rate": percent(attended, len(rows)),
        "declined": found.count("client_declined"),
        "unknown": found.count("unknown"),
        "not_yet_checked": found.count("not_yet_checked"),
        "unchecked": unchecked,
        "unchecked_share": percent(unchecked, len(rows)),
    }


def of_mode(rows: Sequence[Counted]) -> dict[str, Any]:
    days = [
        (row.facts["outcome_on"] - row.on).days
        for row in rows
        if row.facts["outcome"] in ATTENDED and row.facts["outcome_on"]
    ]
    return {**outcomes(rows), "median_days_to_attend": float(median(days)) if days else None}


def benefits(people: Sequence[Person], on: date) -> tuple[Any, ...]:
    assisted = sum(each.has("public_assistance", on) for each in people)
    return len(people), assisted, percent(assisted, len(people))


STEPS = ("screening", "brief_intervention", "referral_to_treatment", "self_help_group")


def to_a_group(step: Row) -> bool:
    return code(step["step"]) == "self_help_group" and step["referral_id"] is not None


def results_of(steps: Iterable[Row]) -> dict[str, str | None]:
    """What came of each step: done if ever, else what was said last."""
    results: dict[str, str | None] = dict.fromkeys(STEPS)
    for step in steps:
        if results[code(step["step"])] != "done":
            results[code(step["step"])] = code(step["result"])
    return results


def funnel(rows: Sequence[Counted]) -> tuple[Any, ...]:
    """Paths, persons, the table of steps, and who came to a group after which introduction."""
    table = []
    for place, step in enumerate(STEPS):
        said = [row.facts["results"][step] for row in rows]
        lost = sum(
            row.facts["results"][step] == "declined"
            and not any(row.facts["results"][later] in ("done", "declined") for later in STEPS[place + 1 :])
            for row in rows
        )
        counts = [said.count(result) for result in ("done", "not_needed", "postponed", "declined", None)]
        table.append((*counts, lost, percent(counts[0], len(rows))))
    groups: dict[bool, list[bool]] = {True: [], False: []}
    for row in rows:
        if row.facts["results"]["self_help_group"] != "done":
            continue
        followed = [row.facts["modes"][each] for each in row.facts["groups"]]
        modes = [mode for mode, _attended in followed if mode]
        if modes:
            warmest = min(modes, key=MODES.index)
            groups[warmest in GROUPS["warm"]].append(any(attended for _mode, attended in followed))
    return (
        len(rows),
        persons(rows),
        tuple(table),
        *((len(came), sum(came), percent(sum(came), len(came))) for came in groups.values()),
    )
