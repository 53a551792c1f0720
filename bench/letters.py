"""A month's letters in one batch, with data, numbers and audit, beside bare ReportLab pages with the same text."""

from __future__ import annotations

import resource
import sys
import tempfile
import time
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from sqlalchemy import select

from bench.letter import bare_page, register_bare, texts
from bench.measure import Comparison, seconds
from bench.records import CALL, CHEAP
from referral_desk.db.models import DocumentTable, ReferralTable
from referral_desk.domain.centre import CentreSettings, StaffMember
from referral_desk.domain.client import ClientDraft
from referral_desk.domain.codes import ConsentKind
from referral_desk.domain.documents.freezing import thaw
from referral_desk.domain.institution import InstitutionDraft
from referral_desk.domain.referral import ReferralDraft
from referral_desk.reports import fonts
from referral_desk.services import clients, documents, institutions, referrals
from referral_desk.services.centre import Centre, create_centre

LETTERS = 1000
LIMIT = 2.0
DAY = date(2026, 11, 23)
_SETTLED_AFTER = 100
"""Letters after which fonts are parsed, statements compiled and caches filled: from there memory must not grow."""
_MAY_GROW = 8.0
_CLIENTS = 50
_FAMILIES = ["見本", "例田", "試山", "架空", "仮野", "雛形", "範田", "標木", "型山", "案内"]
_GIVEN = ["花子", "一朗", "桜", "みどり", "茂"]
_BACKGROUNDS = (
    "本年8月に離職。飲酒量が増え、10月から家賃を滞納している。10月30日から受診中（月1回）。",
    "長男（42歳）は中学卒業後から外出がほとんどない。父の退職後、生活費が不足し始めた。",
    "退院後の訪問看護を中断。近隣からの苦情が続き、単身での生活に不安を訴えている。",
)


@dataclass(frozen=True)
class Batch(Comparison):
    """A batch's line: ``grown`` is by how many MiB the process's peak grew after its first letters."""

    grown: float

    @property
    def within(self) -> bool:
        """Whether time and memory keep their limits."""
        return super().within and self.grown <= _MAY_GROW

    def line(self) -> str:
        """Return the line as it is printed."""
        return f"{super().line()}   memory +{self.grown:.1f} MiB"


def letters_in_one_batch() -> Batch:
    """Time a batch; the bare page of each letter is drawn when it is delivered, so that a busy machine slows both."""
    fonts.load()
    register_bare()
    with tempfile.TemporaryDirectory(prefix="referral-desk-bench-") as folder:
        centre = _filled(Path(folder) / "centre")
        try:
            return _timed(centre)
        finally:
            centre.close()


def _timed(centre: Centre) -> Batch:
    bare: list[float] = []
    peaks: list[float] = []
    away = 0.0

    def deliver(letter: documents.BatchLetter) -> None:
        nonlocal away
        begin = time.perf_counter()
        lines = _lines(centre, letter.referral_number)
        bare.append(seconds(lambda: bare_page(lines)))
        peaks.append(_peak())
        away += time.perf_counter() - begin

    whole = seconds(lambda: documents.letters_of_month(centre, DAY.year, DAY.month, deliver))
    assert len(bare) == LETTERS
    grown = peaks[-1] - peaks[_SETTLED_AFTER - 1]
    return Batch(f"{LETTERS:,} letters in one batch, data and audit", sum(bare), whole - away, LIMIT, grown)


def _lines(centre: Centre, referral_number: str) -> list[str]:
    """Return what an issued letter says, in lines of a page."""
    with centre.read() as session:
        query = select(DocumentTable.content).join(ReferralTable, ReferralTable.id == DocumentTable.referral_id)
        content = session.scalar(query.where(ReferralTable.number == referral_number))
    assert content is not None
    said = texts(thaw(content))
    return [line[start : start + 42] for line in said for start in range(0, len(line), 42)]


def _peak() -> float:
    """Return the most memory that this process ever held, in MiB."""
    most = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return most / (1024 * 1024 if sys.platform == "darwin" else 1024)


def _filled(folder: Path) -> Centre:
    """Return a centre with a month of referrals to welfare offices, each with oral consent."""
    settings = CentreSettings(
        name="架空市保健所",
        document_prefix="架健精",
        reply_slip=False,
        staff=(StaffMember(name="見本 みどり", login="midori"),),
    )
    centre, _code = create_centre(
        folder, settings, "midori", "みほんのとても長い合言葉。", cost=CHEAP, today=lambda: DAY
    )
    offices = [
        institutions.save(
            centre,
            InstitutionDraft(
                name=f"架空市福祉事務所 第{number}係", kana="カクウシフクシジムショ", kind="welfare_office"
            ),
        ).record.id
        for number in range(1, 6)
    ]
    people = [
        clients.save(
            centre,
            ClientDraft(
                name=f"{_FAMILIES[number % 10]} {_GIVEN[number % 5]}",
                kana="ミホン ハナコ",
                birth=date(1950 + number, 4, 12),
                address=f"架空市見本町{number + 1}番地",
                phone="090-0000-0000",
            ),
        ).record.id
        for number in range(_CLIENTS)
    ]
    for number in range(LETTERS):
        referrals.refer(
            centre,
            ReferralDraft(
                client_id=people[number % _CLIENTS],
                institution_id=offices[number % len(offices)],
                on=DAY.replace(day=1 + number % 23),
                consent=ConsentKind.ORAL,
                consent_by="見本 みどり",
                request=f"生活保護の申請に関する相談（{number}）",
                background=_BACKGROUNDS[number % len(_BACKGROUNDS)],
            ),
            CALL,
            follow_up_on=DAY,
        )
    return centre
