"""Counting a month beside the plain SQL of the same aggregates on the same file, up to millions of records."""

from __future__ import annotations

import os
import tempfile
import time
from collections.abc import Callable
from functools import cache
from pathlib import Path

from bench.measure import Comparison, compare, seconds
from bench.records import AMOUNTS, CHEAP, DAY, plain_cursor, shared_centre
from referral_desk.domain.calendar import Period, fiscal_year_of
from referral_desk.domain.centre import CentreSettings
from referral_desk.services import tallies
from referral_desk.services.centre import Centre, create_centre
from referral_desk.services.generate import Amounts, generate

MONTH = Period.month(2026, 10)
LIMIT = 2.0

WHOLE = Amounts(clients=100_000, referrals=1_000_000, contacts=2_000_000)
TENTH = Amounts(clients=10_000, referrals=100_000, contacts=200_000)

_AGE = """(CAST(strftime('%Y', "on") AS INTEGER) * 10000 + CAST(strftime('%m%d', "on") AS INTEGER)
    - CAST(strftime('%Y', birth) AS INTEGER) * 10000 - CAST(strftime('%m%d', birth) AS INTEGER)) / 10000"""
_COUNTED = """"on" BETWEEN :first AND :last AND status NOT IN ('draft', 'entered-in-error')"""
_STATEMENTS = (
    """SELECT service, count(DISTINCT client_id), count(*) FROM contact
    WHERE "on" BETWEEN :first AND :last GROUP BY service""",
    """SELECT service, category, count(DISTINCT client_id), count(*) FROM contact
    WHERE "on" BETWEEN :first AND :last GROUP BY service, category""",
    """SELECT count(DISTINCT client_id), count(DISTINCT CASE WHEN service IN ('consultation', 'day_care', 'home_visit')
    THEN client_id END) FROM contact WHERE "on" BETWEEN :first AND :last""",
    """SELECT factor, count(*) FROM contact_factor WHERE "on" BETWEEN :first AND :last GROUP BY factor""",
    """SELECT count(*) FROM (SELECT client_id FROM contact WHERE "on" BETWEEN :year AND :last
    GROUP BY client_id HAVING min("on") >= :first)""",
    """SELECT service, count(*) FROM (SELECT service, client_id FROM contact WHERE "on" BETWEEN :year AND :last
    GROUP BY service, client_id HAVING min("on") >= :first) GROUP BY service""",
    """SELECT staff_name, count(DISTINCT client_id), count(*) FROM contact
    WHERE "on" BETWEEN :first AND :last GROUP BY staff_name""",
    """SELECT district, count(DISTINCT client_id), count(*) FROM contact JOIN client ON client.id = client_id
    WHERE "on" BETWEEN :first AND :last GROUP BY district""",
    """SELECT sex, count(DISTINCT client_id), count(*) FROM contact JOIN client ON client.id = client_id
    WHERE "on" BETWEEN :first AND :last GROUP BY sex""",
    f"""SELECT CASE WHEN birth IS NULL OR birth > "on" THEN 5 WHEN {_AGE} < 20 THEN 0 WHEN {_AGE} < 40 THEN 1
    WHEN {_AGE} < 65 THEN 2 WHEN {_AGE} < 75 THEN 3 ELSE 4 END, count(DISTINCT client_id), count(*)
    FROM contact JOIN client ON client.id = client_id WHERE "on" BETWEEN :first AND :last GROUP BY 1""",
    f"""SELECT kind, mode, count(*) FROM referral JOIN institution ON institution.id = institution_id
    WHERE {_COUNTED} GROUP BY kind, mode""",
    f"""SELECT kind, count(DISTINCT client_id) FROM referral JOIN institution ON institution.id = institution_id
    WHERE {_COUNTED} GROUP BY kind""",
    f"SELECT count(DISTINCT client_id) FROM referral WHERE {_COUNTED}",
    f"SELECT mode, outcome, count(*) FROM referral WHERE {_COUNTED} GROUP BY mode, outcome",
    f"""SELECT mode, julianday(outcome_on) - julianday("on") FROM referral
    WHERE {_COUNTED} AND outcome IN ('first_attended', 'continuing', 'got_help') AND outcome_on IS NOT NULL""",
    """SELECT kind, came_along, count(*) FROM inbound LEFT JOIN institution ON institution.id = institution_id
    WHERE "on" BETWEEN :first AND :last GROUP BY kind, came_along""",
    """SELECT kind, count(DISTINCT client_id) FROM inbound LEFT JOIN institution ON institution.id = institution_id
    WHERE "on" BETWEEN :first AND :last GROUP BY kind""",
    """SELECT count(DISTINCT client_id) FROM inbound WHERE "on" BETWEEN :first AND :last""",
    """SELECT coalesce(institution.kind, engagement.kind), count(DISTINCT client_id) FROM engagement
    LEFT JOIN institution ON institution.id = institution_id WHERE (since IS NULL OR since <= :last)
    AND (state = 'engaged' OR (state = 'ended' AND until > :last)) GROUP BY 1""",
    """SELECT coalesce(institution.kind, engagement.kind), count(DISTINCT client_id) FROM engagement
    LEFT JOIN institution ON institution.id = institution_id
    WHERE since BETWEEN :first AND :last AND state IN ('engaged', 'ended') GROUP BY 1""",
    """SELECT coalesce(institution.kind, engagement.kind), count(DISTINCT client_id) FROM engagement
    LEFT JOIN institution ON institution.id = institution_id
    WHERE until BETWEEN :first AND :last AND state = 'ended' GROUP BY 1""",
    """SELECT count(*), sum(pa), sum(os), sum(os AND pa), sum(dc), sum(dc AND pa) FROM (SELECT
        coalesce(CASE WHEN pa_dated THEN pa_now ELSE public_assistance = 'receiving' END, 0) AS pa,
        coalesce(CASE WHEN os_dated THEN os_now ELSE outpatient_support = 'using' END, 0) AS os,
        coalesce(CASE WHEN dc_dated THEN dc_now
            ELSE disability_certificate IN ('grade_1', 'grade_2', 'grade_3') END, 0) AS dc
        FROM client LEFT JOIN (SELECT client_id,
            max(kind = 'public_assistance') AS pa_dated, max(kind = 'public_assistance' AND holds) AS pa_now,
            max(kind = 'outpatient_support') AS os_dated, max(kind = 'outpatient_support' AND holds) AS os_now,
            max(kind = 'disability_certificate') AS dc_dated,
            max(kind = 'disability_certificate' AND holds AND grade IN ('1級', '2級', '3級')) AS dc_now
            FROM (SELECT client_id, kind, grade, coalesce(since <= :last, 1) AND coalesce(until >= :last, 1) AS holds
                FROM benefit WHERE kind IN ('public_assistance', 'outpatient_support', 'disability_certificate'))
            GROUP BY client_id) AS dated ON dated.client_id = client.id
        WHERE (registered_on IS NULL OR registered_on <= :last) AND (closed_on IS NULL OR closed_on > :last))""",
)
"""What a month's tally asks, as the plainest program would write it."""


def plainly(centre: Centre, period: Period) -> Callable[[], None]:
    """Return what runs every statement once and fetches its rows, in one transaction."""
    values = {
        "first": period.first.isoformat(),
        "last": period.last.isoformat(),
        "year": Period.fiscal_year(fiscal_year_of(period.first)).first.isoformat(),
    }

    def run() -> None:
        with plain_cursor(centre, "BEGIN") as cursor:
            for statement in _STATEMENTS:
                cursor.execute(statement, values).fetchall()  # type: ignore[attr-defined]

    return run


def _compared(centre: Centre, name: str, period: Period, rounds: int) -> Comparison:
    reference = plainly(centre, period)
    return compare(
        name,
        lambda: seconds(reference),
        lambda: seconds(lambda: tallies.tally(centre, period)),
        limit=LIMIT,
        rounds=rounds,
    )


def month() -> Comparison:
    """Compare a month's tally with the plain statements that count the same."""
    return _compared(shared_centre(), f"a month's tally over {AMOUNTS.contacts:,} contacts", MONTH, 15)


# --- millions ---------------------------------------------------------------------------------------------------------


def large_amounts() -> Amounts:
    """Return how much is made: a tenth of a million of referrals, or all of it with FULL=1."""
    return WHOLE if os.environ.get("FULL") == "1" else TENTH


@cache
def _large_folder() -> tempfile.TemporaryDirectory[str]:
    return tempfile.TemporaryDirectory(prefix="referral-desk-large-")


@cache
def large_centre() -> Centre:
    """Return the large centre, open; it is made once, and says how long that took."""
    amounts = large_amounts()
    place = Path(_large_folder().name) / "centre"
    settings = CentreSettings(name="架空市保健所")
    centre, _code = create_centre(
        place, settings, "midori", "みほんのとても長い合言葉。", cost=CHEAP, today=lambda: DAY
    )
    begin = time.perf_counter()
    generate(centre, amounts, seed="large", today=DAY)
    taken = time.perf_counter() - begin
    size = sum(file.stat().st_size for file in place.glob("centre.db*")) / 1e6
    print(
        f"  made {amounts.referrals:,} referrals and {amounts.contacts:,} contacts in {taken:,.0f} s ({size:,.0f} MB)"
    )
    return centre


def large_month() -> Comparison:
    """Compare a month of the large centre."""
    amounts = large_amounts()
    name = f"a month over {amounts.referrals:,}/{amounts.contacts:,}"
    return _compared(large_centre(), name, MONTH, 5)


def large_year() -> Comparison:
    """Compare a fiscal year of the large centre: on demand, it takes a while."""
    amounts = large_amounts()
    name = f"a year over {amounts.referrals:,}/{amounts.contacts:,}"
    return _compared(large_centre(), name, Period.fiscal_year(2026), 3)
