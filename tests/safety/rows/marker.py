"""A mark in every field, then a whole journey with prints, mistakes, defects and deaths: where does it lie about?

Only in the files that the user saved. The records are searched as well, and must hold the mark in every text: or the
search would prove nothing.
"""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

from sqlalchemy import Connection, text

from referral_desk.services.centre import open_centre
from tests.making import CHEAP
from tests.safety.ground import Ground
from tests.safety.journey.marks import KANA, MARK, PASSWORD, PHONE, found_in, needles
from tests.safety.journey.records import LOGIN
from tests.safety.rows.row import Row
from tests.safety.verdict import Judge, Verdict

ROOT = Path(__file__).parents[3]
PATIENCE = 120.0
"""Seconds after which a part of the journey is taken for hung."""

NOTHING_OF_A_PERSON = {
    ("alembic_version", "version_num"),
    ("audit", "action"),
    ("audit", "at"),
    ("audit", "detail"),
    ("audit", "login"),
    ("audit", "record"),
    ("benefit", "grade"),
    ("benefit", "kind"),
    ("centre", "language"),
    ("centre", "postal_code"),
    ("centre", "report_form"),
    ("centre", "second_place"),
    ("client", "postal_code"),
    ("client_reader", "login"),
    ("client_restriction", "by_login"),
    ("closed_month", "head"),
    ("closing", "reason"),
    ("conference", "at"),
    ("conference", "kind"),
    ("consent_item", "item"),
    ("contact", "category"),
    ("confirmed_receiver", "postal_code"),
    ("contact_factor", "factor"),
    ("disclosure", "method"),
    ("disclosure_item", "item"),
    ("disposal", "counts"),
    ("disposal_proposal", "login"),
    ("document", "basis"),
    ("document", "kind"),
    ("document", "language"),
    ("document", "wording"),
    ("draft", "about"),
    ("draft", "form"),
    ("draft", "login"),
    ("ecomap_place", "node"),
    ("engagement", "kind"),
    ("frozen_contact", "category"),
    ("frozen_contact", "factors"),
    ("frozen_contact", "person"),
    ("frozen_contact", "service"),
    ("frozen_engagement", "kind"),
    ("frozen_engagement", "person"),
    ("frozen_inbound", "kind"),
    ("frozen_inbound", "person"),
    ("frozen_person", "benefits"),
    ("frozen_person", "person"),
    ("frozen_referral", "kind"),
    ("frozen_referral", "person"),
    ("frozen_path", "brief_intervention"),
    ("frozen_path", "person"),
    ("frozen_path", "referral_to_treatment"),
    ("frozen_path", "screening"),
    ("frozen_path", "self_help_group"),
    ("frozen_path", "target"),
    ("handoff", "at"),
    ("household_member", "relation"),
    ("institution", "kind"),
    ("institution", "number"),
    ("institution", "postal_code"),
    ("institution", "external_id"),
    ("institution", "target"),
    ("institution_person", "role"),
    ("institution_place", "postal_code"),
    ("institution_service", "programme"),
    ("institution_kind", "address_form"),
    ("institution_kind", "code"),
    ("institution_kind", "domain"),
    ("institution_kind", "residents"),
    ("intervention", "target"),
    ("letter_wording", "language"),
    ("letter_wording", "template"),
    ("meeting_plan", "at"),
    ("meeting_plan", "meet_time"),
    ("meeting_time", "byday"),
    ("meeting_time", "bymonthday"),
    ("meeting_time", "closes_at"),
    ("meeting_time", "freq"),
    ("meeting_time", "opens_at"),
    ("meeting_time", "pauses"),
    ("quality_waiver", "kind"),
    ("referral", "number"),
    ("referral", "reason"),
    ("report_profile", "code"),
    ("report_profile", "content"),
    ("report_profile", "name"),
    ("revision", "kind"),
    ("sbirts_path", "ending"),
    ("sbirts_path", "target"),
    ("screening", "items"),
    ("screening", "profile"),
    ("screening", "tool"),
    ("screening", "zone"),
    ("served_area", "code"),
    ("staff", "login"),
    ("supporter", "kind"),
}
"""Texts that hold codes, logins, dates and the like; every other text of the records must hold the mark."""


def trial(ground: Ground, seed: int) -> Verdict:
    """Go the journey and search."""
    judge = Judge()
    with ground.folder() as place:
        for name in ("home", "tmp", "saved", "run"):
            (place / name).mkdir(mode=0o700)
        data = place / "data"
        _run(place, "records", data, place / "saved", judge=judge, ends=-signal.SIGKILL)
        _run(place, "window", data, "die", judge=judge, until="typed")
        _run(place, "window", data, "lock", judge=judge, until="locked")
        wanted = needles()
        for path in sorted(path for path in place.rglob("*") if path.is_file()):
            saved = path.is_relative_to(place / "saved")
            if not saved and found_in(path, wanted):
                judge.silently_wrong(f"the mark lies in {path.relative_to(place)}")
        for path in [*(place / "tmp").rglob("*"), *(place / "home").rglob("*")]:
            if path.suffix in {".pdf", ".csv", ".xlsx", ".json", ".db"} and path.name != "centre-folder.json":
                judge.silently_wrong(f"a paper was left behind: {path.relative_to(place)}")
        _search_finds(place / "saved", wanted, judge)
        _every_text_is_marked(data, judge)
    return judge.verdict()


def _run(
    place: Path, module: str, *arguments: Path | str, judge: Judge, ends: int | None = None, until: str = ""
) -> None:
    """Run one part; what it says goes into files that are searched. ``until`` is the word after which it is killed."""
    surroundings = {
        **{name: os.environ[name] for name in ("PATH", "LANG", "TZ")},
        "HOME": str(place / "home"),
        "TMPDIR": str(place / "tmp"),
        "XDG_RUNTIME_DIR": str(place / "run"),
        "XDG_CONFIG_DIRS": str(place / "home" / "etc"),
        "XDG_DATA_DIRS": str(place / "home" / "share"),
        "QT_QPA_PLATFORM": "offscreen",
    }
    name = "-".join([module, *(each for each in arguments if isinstance(each, str))])
    command = [sys.executable, "-m", f"tests.safety.journey.{module}", *map(str, arguments)]
    with (place / f"{name}.out").open("w") as out, (place / f"{name}.err").open("w") as errors:
        process = subprocess.Popen(
            command, cwd=ROOT, env=surroundings, stdout=subprocess.PIPE, stderr=errors, text=True
        )
        assert process.stdout is not None
        watchdog = threading.Timer(PATIENCE, process.kill)
        watchdog.start()
        seen = []
        for line in process.stdout:
            out.write(line)
            seen.append(line.strip())
            if until and line.strip() == until:
                break
        if until == "typed":
            process.kill()
        process.stdout.close()
        status = process.wait()
        watchdog.cancel()
    if (ends is not None and status != ends) or (until and until not in seen):
        judge.unclear(f"{name} ended with {status} after {seen[-1:]}: {(place / f'{name}.err').read_text()[-1500:]}")


def _search_finds(saved: Path, wanted: frozenset[bytes], judge: Judge) -> None:
    """The same search must find the mark in what the user saved, whatever its format."""
    for name in ("clients.csv", "clients.xlsx", "clients.json", "problems.txt", "client.json"):
        if not found_in(saved / name, wanted):
            judge.unclear(f"the search does not find the mark in {name}")


def _every_text_is_marked(data: Path, judge: Judge) -> None:
    with closing(open_centre(data, LOGIN, PASSWORD, minimum=CHEAP)) as centre, centre.sessions.read() as session:
        connection = session.connection()
        for table, column in _texts(connection):
            if (table, column) in NOTHING_OF_A_PERSON:
                continue
            values = connection.execute(text(f'SELECT "{column}" FROM "{table}"')).scalars()
            marks = (MARK, KANA, PHONE, PHONE.replace("-", ""))
            if not any(mark in str(value) for value in values for mark in marks):
                judge.unclear(f"{table}.{column} holds no mark: let the journey write one there")


def _texts(connection: Connection) -> Iterator[tuple[str, str]]:
    tables = connection.execute(text("SELECT name FROM sqlite_master WHERE type = 'table'")).scalars().all()
    for table in tables:
        checks = connection.execute(text("SELECT sql FROM sqlite_master WHERE name = :name"), {"name": table}).scalar()
        for _place, column, kind, *_rest in connection.execute(text(f'PRAGMA table_info("{table}")')):
            if kind.startswith("VARCHAR") and f"{column} IN (" not in checks:
                yield table, column


ROW = Row("marker", "a mark in every field, a journey, then a search", trial, in_ci=1, in_soak=1)
