"""What it costs to lay out a map of 33 nodes and a chart of 13 months, beside the plainest loops.

The loop of the map places as many boxes and looks at the same pairs, without words or ties around corners; that of the
chart makes the marks of a chart that is known already. The ratio shows what the rest costs.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from itertools import combinations
from math import cos, pi, sin

from bench.measure import Comparison, compare, seconds
from referral_desk import resources
from referral_desk.domain.calendar import Period
from referral_desk.domain.chart_trend import MonthOfHandoffs, trend_chart
from referral_desk.domain.chart_words import ChartWords
from referral_desk.domain.client import Client
from referral_desk.domain.ecomap_subjects import AroundClient, Speech, make_ecomap
from referral_desk.domain.engagement import Engagement
from referral_desk.domain.supporter import Supporter
from referral_desk.i18n import Language, translator

ECOMAP_LIMIT = 40.0
CHART_LIMIT = 60.0
DAY = date(2026, 11, 23)
INSTITUTIONS, PEOPLE = 23, 10
_CODES = resources.code_book()
_TR = translator(Language.JA)
_WIDTH, _HEIGHT = 92.0, 34.0
_CHART_WIDTH = 500.0


def _around() -> AroundClient:
    kinds = [item.code for item in _CODES.institution_kinds.items]
    client = Client(
        id=1, version=1, number="00001", name="見本 花子", kana="ミホン ハナコ", registered_on=None, closed_on=None
    )
    engagements = tuple(
        Engagement(
            id=number,
            version=1,
            client_id=1,
            institution_id=number,
            institution_name=f"架空市見本機関 第{number}係",
            kind=kinds[number % len(kinds)],
        )
        for number in range(INSTITUTIONS)
    )
    helpers = tuple(
        Supporter(id=number, version=1, client_id=1, kind="friend", relation="知人", name=f"例田 {number}")
        for number in range(PEOPLE)
    )
    return AroundClient(client=client, engagements=engagements, supporters=helpers)


def _plain_ring(nodes: int) -> int:
    """Set boxes on an ellipse that grows until none lies over another; count the ties that cross another's box."""
    size = 1.0
    while True:
        ring = [
            (312 * size * cos(2 * pi * place / nodes), 178 * size * sin(2 * pi * place / nodes))
            for place in range(nodes)
        ]
        if not any(abs(a[0] - b[0]) < _WIDTH and abs(a[1] - b[1]) < _HEIGHT for a, b in combinations(ring, 2)):
            break
        size *= 1.05
    crossed = 0
    for x, y in ring:
        for left, low in ring:
            for step in range(1, 10):
                at = step / 10
                crossed += abs(x * at - left) < _WIDTH / 2 and abs(y * at - low) < _HEIGHT / 2
    return crossed


def ecomap_of_33_nodes() -> Comparison:
    """Compare the layout of a full map with a plain ring of as many boxes."""
    around, speech = _around(), Speech(_CODES, "ja", _TR, DAY)
    assert len(make_ecomap(around, speech).nodes) == INSTITUTIONS + PEOPLE
    return compare(
        "the eco-map of 33 nodes, laid out",
        lambda: seconds(lambda: _plain_ring(INSTITUTIONS + PEOPLE)),
        lambda: seconds(lambda: make_ecomap(around, speech)),
        limit=ECOMAP_LIMIT,
        rounds=15,
    )


def chart_of_thirteen_months() -> Comparison:
    """Compare the chart of the warm rate, with its sentence and table, with a loop that only makes the same marks."""
    months = [
        MonthOfHandoffs(Period.month(2025 + (9 + number) // 12, (9 + number) % 12 + 1), 2 * number + 1, 31)
        for number in range(13)
    ]
    words = ChartWords(_CODES, "ja", _TR)
    drawn = trend_chart(months, words).drawn(_CHART_WIDTH)
    return compare(
        "a chart of 13 months, laid out, 100 times",
        lambda: seconds(lambda: [[replace(mark) for mark in drawn.marks] for _time in range(100)]),
        lambda: seconds(lambda: [trend_chart(months, words).drawn(_CHART_WIDTH) for _time in range(100)]),
        limit=CHART_LIMIT,
        rounds=15,
    )
