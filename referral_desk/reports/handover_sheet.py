"""Draws the hand-over sheet of a day on A4: what is open, what comes, what was done, and lines for the pen."""

from __future__ import annotations

from referral_desk.domain.documents.handover_sheet import HandoverSheet
from referral_desk.reports import styles
from referral_desk.reports.drawing import HAIRLINE, Info, paint
from referral_desk.reports.fonts import Face
from referral_desk.reports.page import Flow, foot_line
from referral_desk.reports.registers import entries, heading, marked

_FRAME = styles.TABLE_FRAME
_SHARES = (0.17, 0.25, 0.32, 0.26)
_LINE = 24.0


def handover_sheet_pdf(sheet: HandoverSheet) -> bytes:
    """Return the sheet as PDF; raises MissingGlyphs."""
    flow = Flow(_FRAME)
    room = marked(flow, sheet.confidential)
    flow.text(sheet.title, styles.TITLE, width=_FRAME.measure - room)
    flow.text(f"{sheet.centre}\u3000{sheet.made_on}", styles.TABLE_TEXT)
    flow.space(4)
    flow.rule(thickness=1.2, grey=0.0)
    for table in sheet.tables:
        entries(flow, table, _SHARES)
    heading(flow, sheet.lines_heading, sheet.lines * _LINE)
    for _line in range(sheet.lines):
        flow.space(_LINE)
        flow.rule(thickness=HAIRLINE)
    foot = foot_line(_FRAME, styles.FOOT, f"{sheet.confidential}\u3000{sheet.centre}", sheet.title)
    return paint(flow.finish(foot), Info(sheet.about.title, sheet.about.author, sheet.about.language, Face.GOTHIC))
