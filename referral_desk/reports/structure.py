"""What a reader of a PDF is told beside the picture: which marks are headings and paragraphs, their order, bookmarks.

Every line of text is marked content with a number; the structure tree (PDF 1.4 and later, "tagged PDF") groups those
of one paragraph or heading, in the order in which they were drawn, so that a screen reader reads them so. Strokes,
frames and page feet are artifacts, which it leaves out. ReportLab has no calls for any of it: the operators go into the
page's code, the tree is written as objects of its own.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum

from reportlab.pdfbase import pdfdoc
from reportlab.pdfgen.canvas import Canvas


class Role(StrEnum):
    """What a line of text is; the value is the name of its structure element in PDF."""

    TEXT = "P"
    TITLE = "H1"
    HEADING = "H2"
    REPEATED = "Artifact"
    """Page feet, and the heads of a table that goes on: said once already, or of the page only."""


@dataclass
class _Element:
    """One paragraph or heading: its role, its block and its marks as (page, number on the page), counted from 0."""

    role: Role
    block: object
    marks: list[tuple[int, int]] = field(default_factory=list)


class _Object(pdfdoc.PDFObject):  # type: ignore[misc]
    """An object of the file that is already spelled out when the file is written."""

    __RefOnly__ = 1

    def __init__(self) -> None:
        self.text = ""

    def format(self, document: pdfdoc.PDFDocument) -> bytes:  # noqa: ARG002 - ReportLab's name
        return self.text.encode("ascii")


class Structure:
    """Collects the structure of a document while it is drawn."""

    def __init__(self, canvas: Canvas) -> None:
        self._canvas = canvas
        self._page = 0
        self._elements: list[_Element] = []
        self._blocks: dict[int, int] = {}
        self._parents: list[list[int]] = [[]]
        self._open = ""
        self._entries = 0
        self._titled = False

    def text(self, role: Role, block: object) -> None:
        """Begin a line of text; those of one ``block`` are one paragraph or heading, None is one for itself."""
        if role is Role.REPEATED:
            self._begin("/Artifact <</Type /Pagination>> BDC", "")
            return
        index = self._blocks.get(id(block)) if block is not None else None
        if index is None:
            index = len(self._elements)
            self._elements.append(_Element(role, block))
            self._blocks[id(block)] = index
        on_page = self._parents[self._page]
        self._begin(f"/{role.value} <</MCID {len(on_page)}>> BDC", "")
        self._elements[index].marks.append((self._page, len(on_page)))
        on_page.append(index)

    def shape(self) -> None:
        """Begin, or go on with, strokes and frames."""
        self._begin("/Artifact BMC", "shape")

    def bookmark(self, text: str, role: Role, top: float) -> None:
        """List a title or a heading in the bookmarks; ``top`` is its upper edge in points from the page's foot."""
        key = f"part{self._entries}"
        self._entries += 1
        self._canvas.bookmarkPage(key, fit="XYZ", left=0, top=top, zoom=0)
        self._canvas.addOutlineEntry(text, key, 1 if role is Role.HEADING and self._titled else 0)
        self._titled |= role is Role.TITLE

    def end_page(self) -> None:
        """End a page, before it is shown."""
        self._end()
        self._page += 1
        self._parents.append([])

    def _begin(self, operator: str, kind: str) -> None:
        if kind and self._open == kind:
            return
        self._end()
        self._canvas._code.append(operator)
        self._open = kind or "text"

    def _end(self) -> None:
        if self._open:
            self._canvas._code.append("EMC")
        self._open = ""

    def write(self) -> None:
        """Add the tree to the document, once all pages are shown."""
        document = self._canvas._doc
        root, whole, parents = _Object(), _Object(), _Object()
        elements = [_Object() for _element in self._elements]
        numbers = [
            _number(document, each, f"tree{index}") for index, each in enumerate([root, whole, parents, *elements])
        ]
        of_root, of_whole, of_parents, *of_elements = numbers
        pages = [document.idToObjectNumberAndVersion[f"Page{page + 1}"][0] for page in range(self._page)]
        for written, element in zip(elements, self._elements, strict=True):
            first = element.marks[0][0]
            kids = " ".join(
                str(mark) if page == first else f"<</Type /MCR /Pg {pages[page]} 0 R /MCID {mark}>>"
                for page, mark in element.marks
            )
            written.text = f"<</S /{element.role.value} /P {of_whole} 0 R /Pg {pages[first]} 0 R /K [{kids}]>>"
        kids = " ".join(f"{number} 0 R" for number in of_elements)
        whole.text = f"<</S /Document /P {of_root} 0 R /K [{kids}]>>"
        of_page = (
            f"{page} [{' '.join(f'{of_elements[index]} 0 R' for index in on_page)}]"
            for page, on_page in enumerate(self._parents[: self._page])
        )
        parents.text = f"<</Nums [{' '.join(of_page)}]>>"
        root.text = f"<</Type /StructTreeRoot /K {of_whole} 0 R /ParentTree {of_parents} 0 R>>"
        document.Catalog.StructTreeRoot = pdfdoc.PDFObjectReference("tree0")
        document.Catalog.MarkInfo = pdfdoc.PDFDictionary({"Marked": "true"})
        for page in range(self._page):
            shown = document.idToObject[f"Page{page + 1}"]
            shown.__NoDefault__ = [*shown.__NoDefault__, "StructParents", "Tabs"]
            shown.StructParents, shown.Tabs = page, "/S"


def _number(document: pdfdoc.PDFDocument, written: _Object, name: str) -> int:
    """Make an object part of the document and return its number there."""
    document.Reference(written, name)
    return int(document.idToObjectNumberAndVersion[name][0])
