"""Paper and window draw the same chart: every area, pattern, stroke, point and word of the frozen geometry."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from PySide6.QtCore import QPointF
from PySide6.QtGui import QColor, QImage, QPainter

from referral_desk import resources
from referral_desk.domain.charts import Area, Chart, Dot, Fill, Ink, Point, Stroke, Word
from referral_desk.i18n import Language, translator
from referral_desk.reports.charts import CHART_SCALE, drawing_marks
from referral_desk.reports.drawing import Box, Circle, Mark, Polyline, TextMark
from referral_desk.ui.theme import Theme
from referral_desk.ui.widgets.chart_paint import paint_drawing
from tests.reports import samples

CODES = resources.code_book()
CHARTS = samples.charts(CODES, "ja", translator(Language.JA)).all()
WIDTH = 420.0
LEFT, TOP = 30.0, 700.0
DOTS = 3
"""Pixels for each unit in the picture of the window."""


def to_units(at: Point) -> Point:
    """Return a point on paper in chart units."""
    return ((at[0] - LEFT) / CHART_SCALE, (TOP - at[1]) / CHART_SCALE)


def rounded(points: list[Point]) -> list[Point]:
    return [(round(x, 3), round(y, 3)) for x, y in points]


@pytest.fixture(params=CHARTS, ids=[chart.says.key for chart in CHARTS])
def chart(request: pytest.FixtureRequest) -> Chart:
    made: Chart = request.param
    return made


@pytest.fixture
def marks(chart: Chart) -> list[Mark]:
    return drawing_marks(chart.drawn(WIDTH), LEFT, TOP)


@pytest.fixture
def image(chart: Chart, theme: Theme) -> QImage:
    drawing = chart.drawn(WIDTH)
    image = QImage(round(drawing.width * DOTS), round(drawing.height * DOTS), QImage.Format.Format_RGB32)
    image.fill(QColor("white"))
    painter = QPainter(image)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.scale(DOTS, DOTS)
    paint_drawing(painter, drawing)
    painter.end()
    return image


def test_paper_has_every_shape_of_the_geometry_in_its_place(chart: Chart, marks: list[Mark]) -> None:
    shapes = chart.drawn(WIDTH).shapes
    areas = [shape for shape in shapes if isinstance(shape, Area)]
    boxes = [mark for mark in marks if isinstance(mark, Box)]
    assert rounded([to_units((box.x, box.y)) for box in boxes]) == rounded(
        [(area.box.left, area.box.bottom) for area in areas]
    )
    assert [round(box.width / CHART_SCALE, 3) for box in boxes] == [round(area.box.width, 3) for area in areas]
    lines = [list(stroke.points) for stroke in shapes if isinstance(stroke, Stroke)]
    lines += [list(line) for area in areas for line in area.pattern()]
    drawn = [[*map(to_units, mark.points)] for mark in marks if isinstance(mark, Polyline)]
    assert sorted(map(rounded, drawn)) == sorted(map(rounded, lines))
    dots = [(dot.x, dot.y) for dot in shapes if isinstance(dot, Dot)]
    assert rounded([to_units((mark.x, mark.y)) for mark in marks if isinstance(mark, Circle)]) == rounded(dots)
    words = [mark.line.text for mark in marks if isinstance(mark, TextMark)]
    assert words == [word.text for word in shapes if isinstance(word, Word) and word.text]


def test_words_on_paper_stay_in_their_room(chart: Chart, marks: list[Mark]) -> None:
    words = [shape for shape in chart.drawn(WIDTH).shapes if isinstance(shape, Word) and shape.text]
    lines = [mark for mark in marks if isinstance(mark, TextMark)]
    for word, mark in zip(words, lines, strict=True):
        left, _y = to_units((mark.x, mark.y))
        assert left >= word.left - 0.01
        assert left + mark.line.width / CHART_SCALE <= word.left + word.room + 0.01


def test_fills_on_paper_are_told_apart_without_colour(chart: Chart, marks: list[Mark]) -> None:
    areas = [shape for shape in chart.drawn(WIDTH).shapes if isinstance(shape, Area)]
    boxes = [mark for mark in marks if isinstance(mark, Box)]
    looks: dict[tuple[Fill, bool], set[tuple[float | None, bool]]] = {}
    for area, box in zip(areas, boxes, strict=True):
        looks.setdefault((area.fill, area.warm), set()).add((box.fill, bool(box.dash)))
    assert all(len(each) == 1 for each in looks.values())
    filled = [next(iter(look))[0] for (fill, _warm), look in looks.items() if fill is Fill.FILLED]
    assert all(grey is not None and grey < 0.8 for grey in filled)
    assert len(set(filled)) == len(filled)
    hollow = [next(iter(look)) for (fill, _warm), look in looks.items() if fill is Fill.HOLLOW]
    assert all(look == (1.0, True) for look in hollow)


def painted(image: QImage) -> Callable[[float, float], bool]:
    def at(x: float, y: float) -> bool:
        middle = QPointF(x * DOTS, y * DOTS)
        return any(
            image.pixelColor(column, row).lightness() < 235
            for column in range(int(middle.x()) - 2, int(middle.x()) + 3)
            for row in range(int(middle.y()) - 2, int(middle.y()) + 3)
            if image.valid(column, row)
        )

    return at


def test_the_window_paints_where_the_geometry_says(chart: Chart, image: QImage) -> None:
    dark = painted(image)
    shapes = chart.drawn(WIDTH).shapes
    for shape in shapes:
        if isinstance(shape, Area):
            middle = shape.box.top + shape.box.height / 2
            assert shape.fill is Fill.HOLLOW or dark(shape.box.left, middle)
            assert dark(shape.box.right - 0.5, middle) or shape.fill is Fill.HOLLOW
        elif isinstance(shape, Dot):
            assert dark(shape.x + shape.radius - 1, shape.y)
        elif isinstance(shape, Word) and shape.text:
            box = shape.box
            columns = range(int(box.left), int(box.right) + 1)
            assert any(dark(x, box.top + box.height * part) for x in columns for part in (0.3, 0.5, 0.7)), shape.text
        elif isinstance(shape, Stroke) and not shape.dash and shape.ink is Ink.INK:
            (x1, y1), (x2, y2) = shape.points[0], shape.points[-1]
            assert dark((x1 + x2) / 2, (y1 + y2) / 2)
    assert not dark(WIDTH - 1.5, 1.5)


def test_words_in_the_window_stay_in_their_room(chart: Chart, theme: Theme) -> None:
    drawing = chart.drawn(WIDTH)
    for word in (shape for shape in drawing.shapes if isinstance(shape, Word) and shape.text):
        alone = type(drawing)(drawing.width, drawing.height, (word,), ())
        image = QImage(round(drawing.width * DOTS), round(drawing.height * DOTS), QImage.Format.Format_RGB32)
        image.fill(QColor("white"))
        painter = QPainter(image)
        painter.scale(DOTS, DOTS)
        paint_drawing(painter, alone)
        painter.end()
        beside = [*range(-12 * DOTS, -DOTS), *range(round(word.room * DOTS) + DOTS, round((word.room + 12) * DOTS))]
        over = [
            (x, y)
            for x in (round(word.left * DOTS) + each for each in beside)
            for y in range(int(word.box.top * DOTS), int(word.box.bottom * DOTS) + 1, 3)
            if image.valid(x, y) and image.pixelColor(x, y).lightness() < 200
        ]
        assert over == [], word
