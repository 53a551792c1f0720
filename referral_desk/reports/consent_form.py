"""Draws the consent form on A4: boxes large enough to tick by hand, lines long enough to sign on."""

from __future__ import annotations

from collections.abc import Sequence

from referral_desk.domain.documents import consent_form as form_of
from referral_desk.domain.documents.consent_form import ConsentForm, Line, Part
from referral_desk.reports import styles
from referral_desk.reports.drawing import HAIRLINE, HEAVY, Box, Info, Rule, Sheet, paint
from referral_desk.reports.fonts import Face
from referral_desk.reports.layout import Align, single_line
from referral_desk.reports.page import Flow, baseline, foot_line, placed, set_text
from referral_desk.reports.structure import Role
from referral_desk.reports.styles import Style

_FRAME = styles.LETTER_FRAME
_TITLE = Style(Face.GOTHIC_BOLD, 16, 24, Align.CENTRE, role=Role.TITLE)
_TEXT = Style(Face.MINCHO, 10.5, 16.5, Align.JUSTIFIED)
_LABEL = Style(Face.GOTHIC_BOLD, 10, 16.5)
_FIELD = Style(Face.GOTHIC, 9.5, 16.5)
_SMALL = Style(Face.GOTHIC, 9, 13.5)
_NUMBER_WIDTH = 18.0
_HEADING_WIDTH = 92.0
_BOX = 9.5
_BOX_GAP = 7.0
_VOID_LINES = 12
_SIGNING = 31.0
"""The height of a line to sign on in points: a hand needs a centimetre."""
_WRITING = 19.0
_PADDING = 4.5
_SCALES = (1.0, 0.94, 0.88)
"""The form is set at the largest of these at which it stays on one page: a signature belongs on the page it signs."""


def consent_form_pdf(form: ConsentForm) -> bytes:
    """Return the form as PDF; raises MissingGlyphs."""
    pages = next((pages for scale in _SCALES if len(pages := _Drawing(form, scale).pages()) == 1), None)
    pages = pages or _Drawing(form, 1.0).pages()
    return paint(pages, Info(form.about.title, form.about.author, form.about.language, Face.MINCHO))


class _Drawing:
    """One form at one scale."""

    def __init__(self, form: ConsentForm, scale: float) -> None:
        self._form = form
        self._scale = scale
        self._flow = Flow(_FRAME)
        self._text = self._scaled(_TEXT)
        self._field = self._scaled(_FIELD)
        self._small = self._scaled(_SMALL)

    def _scaled(self, style: Style) -> Style:
        return style.but(size=style.size * self._scale, leading=style.leading * self._scale)

    def pages(self) -> list[Sheet]:
        """Return the pages."""
        form, flow = self._form, self._flow
        flow.text(form.about.title, _TITLE)
        flow.space(8 * self._scale)
        self._void()
        flow.text(form.addressed_to, self._text)
        flow.space(4 * self._scale)
        flow.text(form.lead, self._text.but(indent=0 if form.about.language == "en" else 1))
        flow.space(6 * self._scale)
        self._parts()
        flow.space(8 * self._scale)
        self._rights()
        flow.space(8 * self._scale)
        self._signatures()
        self._remarks()
        flow.space(6 * self._scale)
        flow.text(form.copies, self._small)
        flow.text("\u3000\u3000".join(f"{label}\u3000{value}" for label, value in form.contact), self._small)
        return flow.finish(foot_line(_FRAME, styles.FOOT, form.about.title, form.foot))

    def _void(self) -> None:
        """Set in a frame that the consent was withdrawn: nobody must take the copy for one that holds."""
        if not self._form.void:
            return
        flow, style = self._flow, self._scaled(_LABEL)
        lines = set_text(self._form.void, _FRAME.measure - 20, style)[:_VOID_LINES]
        height = len(lines) * style.leading + 8
        flow.keep(height)
        flow.sheet.marks.append(Box(_FRAME.left, flow.y - height, _FRAME.measure, height, thickness=1.4, stroke=0.0))
        for row, line in enumerate(lines, start=1):
            y = baseline(flow.y - 4 - row * style.leading, style)
            flow.sheet.marks.append(placed(line, _FRAME.left + 10, y, _FRAME.measure, style))
        flow.y -= height
        flow.space(8 * self._scale)

    # --- the numbered parts -----------------------------------------------------------------------------------------

    def _parts(self) -> None:
        flow = self._flow
        flow.rule(HEAVY, 0.0)
        for number, part in enumerate(self._form.parts, start=1):
            self._part(number, part)
            flow.rule(HAIRLINE)

    def _part(self, number: int, part: Part) -> None:
        flow, pad = self._flow, _PADDING * self._scale
        left = _NUMBER_WIDTH + _HEADING_WIDTH
        label = self._scaled(_LABEL)
        heading = set_text(part.heading, _HEADING_WIDTH - 8, label)
        flow.keep(max(2, len(heading)) * label.leading + 2 * pad)
        flow.y -= pad
        top, sheet = flow.y, flow.sheet
        self._put(sheet, str(number), 0.0, top, label)
        for place, line in enumerate(heading):
            y = baseline(top - (place + 1) * label.leading, label)
            sheet.marks.append(placed(line, _FRAME.left + _NUMBER_WIDTH, y, _HEADING_WIDTH, label))
        if part.text:
            flow.text(part.text, self._text, left=left)
        self._boxes(part.boxes, part.across, left)
        if flow.sheet is sheet:
            flow.y = min(flow.y, top - len(heading) * label.leading)
        flow.y -= pad

    def _put(self, sheet: Sheet, text: str, left: float, top: float, style: Style) -> None:
        line = single_line(text, style.face, style.size)
        y = baseline(top - style.leading, style)
        sheet.marks.append(placed(line, _FRAME.left + left, y, line.width, style))

    def _boxes(self, boxes: Sequence[form_of.Box], across: int, left: float) -> None:
        flow, style = self._flow, self._text
        width = (_FRAME.measure - left) / across
        inner = width - _BOX - _BOX_GAP - 4
        for start in range(0, len(boxes), across):
            beside = boxes[start : start + across]
            lines = [set_text(box.label, inner, style) for box in beside]
            height = max(len(each) for each in lines) * style.leading
            height = max(height, *(_WRITING * self._scale if not box.label else 0.0 for box in beside), 0.0)
            flow.keep(height)
            top = flow.y
            for place, (box, words) in enumerate(zip(beside, lines, strict=True)):
                x = _FRAME.left + left + place * width
                self._box(x, top, ticked=box.ticked)
                for row, line in enumerate(words):
                    y = baseline(top - (row + 1) * style.leading, style)
                    flow.sheet.marks.append(placed(line, x + _BOX + _BOX_GAP, y, inner, style))
                if not box.label:
                    low = top - height + 3
                    flow.sheet.marks.append(Rule(x + _BOX + _BOX_GAP, low, x + width - 4, low, HAIRLINE))
            flow.y = top - height

    def _box(self, x: float, top: float, *, ticked: bool) -> None:
        marks = self._flow.sheet.marks
        size = _BOX * self._scale
        low = top - self._text.leading / 2 - size / 2
        marks.append(Box(x, low, size, size, thickness=0.8, stroke=0.0))
        if ticked:
            middle = (x + size * 0.4, low + size * 0.18)
            marks.append(Rule(x + size * 0.14, low + size * 0.5, *middle, 1.5, 0.0))
            marks.append(Rule(*middle, x + size * 0.98, low + size * 1.05, 1.5, 0.0))

    # --- below ------------------------------------------------------------------------------------------------------

    def _heading(self, text: str, following: float) -> None:
        label = self._scaled(_LABEL)
        self._flow.keep(label.leading + following)
        self._flow.text(text, label)

    def _rights(self) -> None:
        flow, small = self._flow, self._scaled(_FIELD).but(leading=14.5 * self._scale)
        self._heading(self._form.rights_heading, 3 * small.leading)
        for sentence in self._form.rights:
            lines = set_text(sentence, _FRAME.measure - 14, small)
            flow.keep(len(lines) * small.leading)
            self._put(flow.sheet, "・", 0.0, flow.y, small)
            flow.lines(lines, small, left=14)

    def _signatures(self) -> None:
        form = self._form
        self._heading(form.signed_heading, _SIGNING * self._scale)
        self._signing(form.signed, _SIGNING)
        self._flow.space(4 * self._scale)
        self._heading(form.stands_in_heading, _SIGNING * self._scale)
        self._signing(form.stands_in, _SIGNING)
        self._flow.space(6 * self._scale)
        self._heading(form.oral_heading, _WRITING * self._scale)
        self._signing(form.oral, _WRITING + 3)

    def _signing(self, lines: Sequence[Line], height: float) -> None:
        """Set labels with lines to write on, beside each other."""
        flow, style = self._flow, self._field
        height *= self._scale
        flow.keep(height)
        flow.y -= height
        width = _FRAME.measure / len(lines)
        for place, each in enumerate(lines):
            label = single_line(each.label, style.face, style.size)
            x = _FRAME.left + place * width
            low = flow.y + 5
            flow.sheet.marks.append(placed(label, x, low, label.width, style))
            start, end = x + max(label.width, 34.0) + 6, x + width - 12
            flow.sheet.marks.append(Rule(start, low - 3, end, low - 3, HAIRLINE, 0.2))
            if each.value:
                self._filled(each.value, start + 4, low, end - start - 6, height)

    def _filled(self, text: str, x: float, low: float, width: float, height: float) -> None:
        """Set what stands on a line already: on one line, or smaller on several, so that nothing is cut off."""
        style = self._text
        lines = set_text(text, width, style)
        for size in (8.0, 6.5, 5.0):
            if len(lines) == 1 or len(lines) * style.leading <= height:
                break
            style = style.but(size=size, leading=1.2 * size)
            lines = set_text(text, width, style)
        block = object()
        for row, line in enumerate(lines):
            y = low + (len(lines) - 1 - row) * style.leading
            self._flow.sheet.marks.append(placed(line, x, y, width, style, block))

    def _remarks(self) -> None:
        for remark in self._form.remarks:
            self._flow.space(3)
            self._flow.text(remark, self._small)
