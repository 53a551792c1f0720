"""Draws the client summary on A4: the head, the engagement board, what is open, the last contacts."""

from __future__ import annotations

from collections.abc import Sequence

from referral_desk.domain.documents.summary import BoardLine, ClientSummary, ReferralLine, SummaryLabels
from referral_desk.domain.documents.text import HandoffBadge
from referral_desk.domain.ecomap import EcoMap
from referral_desk.reports import fonts, styles
from referral_desk.reports.drawing import Box, Info, paint
from referral_desk.reports.ecomap import draw_legend, ecomap_marks, ecomap_scale, legend_height
from referral_desk.reports.fonts import Face
from referral_desk.reports.layout import Align, Badge, Line, badge_atom, measure, single_line
from referral_desk.reports.page import Cell, Flow, Grid, Row, baseline, fitted, foot_line, placed, set_text
from referral_desk.reports.styles import Style

_FRAME = styles.TABLE_FRAME
_TEXT = styles.TABLE_TEXT
_BADGE_SIZE = 7.5
_GUTTER = 8.0
_MOST_PAGES = 2
_HIGHEST_MAP, _LOWEST_MAP = 340.0, 160.0
"""How high the eco-map is drawn, in points."""


def summary_pdf(summary: ClientSummary) -> bytes:
    """Return the summary as PDF; raises MissingGlyphs."""
    flow = Flow(_FRAME)
    labels = summary.labels
    _head(flow, summary)
    _board(flow, summary)
    _referrals(flow, summary)
    _table(
        flow,
        labels.follow_ups,
        (labels.date, labels.what, labels.institution),
        [
            ("\n".join(part for part in (each.date, each.overdue) if part), each.what, each.institution)
            for each in summary.follow_ups
        ],
        (0.2, 0.45, 0.35),
        labels.none,
    )
    _table(
        flow,
        labels.contacts,
        (labels.date, labels.service, labels.category, labels.content),
        [(each.date, each.service, each.category, each.note) for each in summary.contacts],
        (0.16, 0.16, 0.2, 0.48),
        labels.none,
    )
    if summary.note:
        _heading(flow, labels.note, 2 * _TEXT.leading)
        flow.text(summary.note, _TEXT.but(align=Align.JUSTIFIED))
    if summary.ecomap is not None:
        _ecomap(flow, summary.ecomap, labels)
    foot = foot_line(
        _FRAME, styles.FOOT, f"{summary.confidential}\u3000{summary.centre}", f"{summary.number}\u3000{summary.made_on}"
    )
    pages = flow.finish(foot)
    return paint(pages, Info(summary.about.title, summary.about.author, summary.about.language, Face.GOTHIC))


def _ecomap(flow: Flow, ecomap: EcoMap, labels: SummaryLabels) -> None:
    """Set the map where there is room for it, on a second page if there is none yet, but never on a third."""
    legend = legend_height(ecomap.legend, _FRAME.measure)
    heading = 10 + styles.HEADING.leading + 3
    natural = min(ecomap.bounds.height * ecomap_scale(ecomap, _FRAME.measure, _HIGHEST_MAP), _HIGHEST_MAP)
    least = min(natural, _LOWEST_MAP)
    if flow.room < heading + least + legend + 4 and len(flow.sheets) >= _MOST_PAGES:
        if flow.room >= heading + _TEXT.leading:
            _heading(flow, labels.ecomap, _TEXT.leading)
            flow.text(labels.ecomap_elsewhere, _TEXT)
        return
    _heading(flow, labels.ecomap, least + legend + 4)
    height = min(natural, flow.room - legend - 4)
    flow.y -= height
    flow.sheet.marks.extend(ecomap_marks(ecomap, _FRAME.left, flow.y, _FRAME.measure, height))
    draw_legend(flow.sheet, ecomap.legend, _FRAME.left, flow.y - 4, _FRAME.measure)
    flow.y -= legend + 4


def _head(flow: Flow, summary: ClientSummary) -> None:
    language = summary.about.language
    _title(flow, summary)
    name_style = Style(Face.GOTHIC_BOLD, 17, 24)
    if summary.kana:
        flow.text(summary.kana, Style(Face.GOTHIC, 8.5, 12))
    name, name_fitted = fitted(summary.name, _FRAME.measure, name_style, 10)
    if name.width <= _FRAME.measure:
        flow.lines([name], name_fitted)
    else:
        flow.text(summary.name, Style(Face.GOTHIC_BOLD, 10, 15))
    flow.space(3)
    for line in _in_pairs(summary.facts, language):
        flow.text(line, _TEXT.but(size=9.5, leading=15))
    plain = _TEXT.but(size=9.5, leading=15)
    if summary.household:
        household = _labelled(summary.labels.household, summary.household, language)
        flow.text(household, plain.but(align=Align.JUSTIFIED))
    if summary.cautions:
        _cautions(flow, summary.cautions)
    flow.space(4)
    flow.text("\u3000\u3000".join(_labelled(*benefit, language) for benefit in summary.benefits), plain)


def _title(flow: Flow, summary: ClientSummary) -> None:
    """Set the document's name at the left and the confidential mark in a frame at the right."""
    mark_style = Style(Face.GOTHIC_BOLD, 10.5, 16)
    mark = single_line(summary.confidential, mark_style.face, mark_style.size)
    title = single_line(f"{summary.about.title}\u3000{summary.number}", Face.GOTHIC, 10.5)
    top = flow.y
    flow.y -= 18
    style = Style(Face.GOTHIC, 10.5, 18)
    flow.sheet.marks.append(placed(title, _FRAME.left, baseline(flow.y, style), title.width, style))
    width = mark.width + 16
    left = _FRAME.left + _FRAME.measure - width
    flow.sheet.marks.append(Box(left, top - 18, width, 18, thickness=1.0, stroke=0.0))
    flow.sheet.marks.append(placed(mark, left + 8, baseline(top - 17.4, mark_style), mark.width, mark_style))
    flow.space(4)
    flow.rule(thickness=1.2, grey=0.0)
    flow.space(5)


def _in_pairs(facts: Sequence[tuple[str, str]], language: str) -> list[str]:
    """Return labelled facts two on a line."""
    words = [_labelled(label, value, language) for label, value in facts]
    return ["\u3000\u3000".join(words[start : start + 2]) for start in range(0, len(words), 2)]


def _labelled(label: str, value: str, language: str) -> str:
    colon = ": " if language == "en" else "："
    return f"{label}{colon}{value}" if label else value


def _cautions(flow: Flow, cautions: Sequence[str]) -> None:
    """Set what to heed when contacting the client, in a frame with a sign that survives a photocopy."""
    style = Style(Face.GOTHIC_BOLD, 9.5, 14.5)
    lines = [line for caution in cautions for line in set_text(f"▲ {caution}", _FRAME.measure - 16, style)]
    flow.space(4)
    fitting = max(1, int((flow.room - 8) / style.leading))
    while lines:
        part, lines = lines[:fitting], lines[fitting:]
        height = len(part) * style.leading + 7
        flow.keep(height)
        flow.sheet.marks.append(Box(_FRAME.left, flow.y - height, _FRAME.measure, height, thickness=0.8, stroke=0.0))
        for number, line in enumerate(part, start=1):
            low = baseline(flow.y - 3.5 - number * style.leading, style)
            flow.sheet.marks.append(placed(line, _FRAME.left + 8, low, _FRAME.measure, style))
        flow.y -= height
        if lines:
            flow.new_page()
            fitting = max(1, int((flow.room - 8) / style.leading))


def _heading(flow: Flow, text: str, following: float) -> None:
    flow.space(10)
    flow.keep(styles.HEADING.leading + 3 + following)
    flow.text(text, styles.HEADING)
    flow.space(3)


def _board(flow: Flow, summary: ClientSummary) -> None:
    labels = summary.labels
    columns = _columns((0.26, 0.17, 0.57))
    _heading(flow, labels.board, 4 * _TEXT.leading)
    head = _row((labels.domain, labels.state, labels.institutions), columns, styles.TABLE_HEAD)
    flow.table([_board_row(line, columns) for line in summary.board], Grid(columns, head, padding=2.2))


def _board_row(line: BoardLine, columns: Sequence[float]) -> Row:
    institutions = [part for text in line.institutions for part in set_text(text, columns[2], _TEXT)]
    state = single_line(f"{line.sign} {line.state}", _TEXT.face, _TEXT.size)
    domain = set_text(line.domain, columns[0] - _GUTTER, _TEXT)
    return Row((Cell(domain, _TEXT), Cell([state], _TEXT), Cell(institutions, _TEXT)))


def _referrals(flow: Flow, summary: ClientSummary) -> None:
    labels = summary.labels
    if not summary.referrals:
        _table(flow, labels.referrals, (), [], (), labels.none)
        return
    columns = _columns((0.14, 0.3, 0.25, 0.12, 0.19))
    _heading(flow, labels.referrals, 4 * _TEXT.leading)
    titles = (labels.date, labels.institution, labels.handoff, labels.status, labels.outcome)
    head = _row(titles, columns, styles.TABLE_HEAD)
    rows = [_referral_row(line, columns) for line in summary.referrals]
    flow.table(rows, Grid(columns, head, padding=2.8))


def _referral_row(line: ReferralLine, columns: Sequence[float]) -> Row:
    cells = list(_row((line.date, line.institution, "", line.status, line.outcome), columns, _TEXT).cells)
    cells[2] = Cell([_badge_line(line.badge)] if line.badge else set_text("—", columns[2], _TEXT), _TEXT)
    return Row(cells)


def _badge_line(badge: HandoffBadge) -> Line:
    atom = badge_atom(Badge(fonts.printable(badge.word), badge.warm), Face.GOTHIC, _BADGE_SIZE)
    return Line((atom,), measure((atom,)))


def _table(
    flow: Flow,
    heading: str,
    titles: Sequence[str],
    rows: Sequence[Sequence[str]],
    shares: Sequence[float],
    none: str,
) -> None:
    _heading(flow, heading, 3 * _TEXT.leading)
    if not rows:
        flow.text(none, _TEXT)
        return
    columns = _columns(shares)
    head = _row(titles, columns, styles.TABLE_HEAD)
    flow.table([_row(row, columns, _TEXT) for row in rows], Grid(columns, head, padding=2.2))


def _columns(shares: Sequence[float]) -> tuple[float, ...]:
    return tuple(share * _FRAME.measure for share in shares)


def _row(texts: Sequence[str], columns: Sequence[float], style: Style) -> Row:
    last = len(texts) - 1
    return Row(
        [
            Cell(set_text(text, width - (0 if number == last else _GUTTER), style), style)
            for number, (text, width) in enumerate(zip(texts, columns, strict=True))
        ]
    )
