"""Paper and window draw the same eco-map: every stroke, arrow, box and word of the frozen map, at one scale."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from PySide6.QtCore import QPointF, QRectF
from PySide6.QtGui import QColor, QImage, QPainter
from pytestqt.qtbot import QtBot

from referral_desk import resources
from referral_desk.domain.codes import Direction, Quality, Strength
from referral_desk.domain.ecomap import EcoMap, Shape, Standing, Subject, TieFacts
from referral_desk.domain.ecomap_layout import core_of, draw_ecomap
from referral_desk.domain.ecomap_legend import legend_of
from referral_desk.reports.drawing import Box, Circle, Mark, Polygon, Polyline, TextMark
from referral_desk.reports.ecomap import ecomap_marks, ecomap_scale
from referral_desk.ui.theme import Theme
from referral_desk.ui.widgets.ecomap_paint import paint_map
from referral_desk.ui.widgets.ecomap_view import EcoMapView, NodeItem, TieItem

CODES = resources.code_book()
INSTITUTIONS = (
    Subject(key="institution-1", domain="medical", shape=Shape.INSTITUTION, name="見本クリニック",
            tie=TieFacts(Strength.STRONG, None, Direction.BOTH)),
    Subject(key="institution-2", domain="work", shape=Shape.INSTITUTION, name="ハローワーク架空", small=("見本",),
            tie=TieFacts(Strength.WEAK, Quality.STRESSFUL, Direction.TO_CLIENT)),
    Subject(key="institution-3", domain="peers", shape=Shape.INSTITUTION, name="架空断酒会 中央支部",
            standing=Standing.REFERRED, warm="ウォーム"),
)  # fmt: skip
PEOPLE = (
    Subject(key="member-1", domain="family", shape=Shape.MAN, name="父", inside="78"),
    Subject(key="member-2", domain="family", shape=Shape.WOMAN, name="母", deceased=True, tie=None),
    Subject(key="supporter-1", domain="supporters", shape=Shape.UNKNOWN, name="𠮷田<b>&", tie=TieFacts()),
)


def made() -> EcoMap:
    legend = legend_of((*INSTITUTIONS, *PEOPLE), str)
    return draw_ecomap(core_of("見本 花子", "41歳", ""), INSTITUTIONS, PEOPLE, {}, legend)


ECOMAP = made()
WIDTH, HEIGHT = 700.0, 420.0


def to_units(ecomap: EcoMap) -> Callable[[tuple[float, float]], tuple[float, float]]:
    """Return what turns a point on paper back into map units."""
    scale = ecomap_scale(ecomap, WIDTH, HEIGHT)
    bounds = ecomap.bounds
    x0 = (WIDTH - bounds.width * scale) / 2 - bounds.left * scale
    y0 = (HEIGHT + bounds.height * scale) / 2 + bounds.top * scale
    return lambda at: ((at[0] - x0) / scale, (y0 - at[1]) / scale)


@pytest.fixture
def marks() -> list[Mark]:
    return ecomap_marks(ECOMAP, 0.0, 0.0, WIDTH, HEIGHT)


@pytest.fixture
def view(qtbot: QtBot, theme: Theme) -> EcoMapView:
    view = EcoMapView(movable=True)
    qtbot.addWidget(view)
    view.resize(900, 600)
    view.show_map(ECOMAP)
    return view


def rounded(points: list[tuple[float, float]]) -> list[tuple[float, float]]:
    return [(round(x, 3), round(y, 3)) for x, y in points]


def test_strokes_and_arrows_are_the_same_on_paper_and_in_the_window(marks: list[Mark], view: EcoMapView) -> None:
    back = to_units(ECOMAP)
    scale = ecomap_scale(ECOMAP, WIDTH, HEIGHT)
    paper = [mark for mark in marks if isinstance(mark, Polyline)]
    window = [item.tie for item in reversed(view.scene().items()) if isinstance(item, TieItem)]
    in_order = sorted(window, key=lambda tie: [each.key for each in ECOMAP.ties].index(tie.key))
    assert len(paper) == len(in_order) == 5
    for mark, tie in zip(paper, in_order, strict=True):
        assert rounded([back(point) for point in mark.points]) == rounded(list(tie.stroke.points))
        assert mark.thickness / scale == pytest.approx(tie.stroke.thickness)
        assert [length / scale for length in mark.dash] == pytest.approx(list(tie.stroke.dash))
    heads = [mark for mark in marks if isinstance(mark, Polygon) and mark.stroke is None]
    arrows = [arrow for tie in in_order for arrow in tie.arrows]
    assert [rounded([back(point) for point in head.points]) for head in heads] == [rounded(list(a)) for a in arrows]


def test_nodes_stand_in_the_same_places_and_say_the_same(marks: list[Mark], view: EcoMapView) -> None:
    back = to_units(ECOMAP)
    scale = ecomap_scale(ECOMAP, WIDTH, HEIGHT)
    items = {item.node.key: item for item in view.scene().items() if isinstance(item, NodeItem)}
    boxes = [mark for mark in marks if isinstance(mark, Box) and mark.radius]
    assert len(boxes) == len(INSTITUTIONS)
    for mark, subject in zip(boxes, INSTITUTIONS, strict=True):
        left, bottom = back((mark.x, mark.y))
        item = items[subject.key]
        assert item.pos().x() - item.node.width / 2 == pytest.approx(left)
        assert item.pos().y() + item.node.height / 2 == pytest.approx(bottom)
        assert mark.width / scale == pytest.approx(item.node.width)
        assert bool(mark.dash) is (subject.standing is Standing.REFERRED)
    on_paper = [mark.line.text for mark in marks if isinstance(mark, TextMark)]
    in_window = [line.text for line in ECOMAP.core.lines]
    in_window += [line.text for node in ECOMAP.nodes for line in items[node.key].node.lines]
    assert on_paper == in_window
    assert "𠮷田<b>&" in on_paper
    warm = [mark for mark in marks if isinstance(mark, Circle) and mark.stroke is None]
    assert len(warm) == 2 * sum(line.warm for item in items.values() for line in item.node.lines)


def test_the_window_paints_where_the_map_says(theme: Theme) -> None:
    bounds = ECOMAP.bounds
    image = QImage(round(bounds.width * 2), round(bounds.height * 2), QImage.Format.Format_RGB32)
    image.fill(QColor("white"))
    painter = QPainter(image)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.scale(2, 2)
    painter.translate(-bounds.left, -bounds.top)
    paint_map(painter, ECOMAP)
    painter.end()

    def dark(x: float, y: float) -> bool:
        spot = QRectF(0, 0, 5, 5)
        spot.moveCenter(QPointF((x - bounds.left) * 2, (y - bounds.top) * 2))
        return any(
            image.pixelColor(column, row).lightness() < 160
            for column in range(int(spot.left()), int(spot.right()) + 1)
            for row in range(int(spot.top()), int(spot.bottom()) + 1)
            if image.valid(column, row)
        )

    for tie in ECOMAP.ties:
        if not tie.stroke.dash:
            assert all(dark(*point) for point in tie.stroke.points[1:-1])
    for node in ECOMAP.nodes:
        if node.subject.shape is Shape.INSTITUTION:
            assert dark(node.x - node.width / 2, node.y)
    assert dark(-ECOMAP.core.radius, 0)
    assert not dark(bounds.left + 3, bounds.top + 3)
