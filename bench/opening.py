"""From the login to the first painted page, beside the key derivation alone, which nobody can do without."""

from __future__ import annotations

import statistics
import subprocess
import sys
import tempfile
from pathlib import Path

from bench.measure import Comparison
from bench.start import PASSWORD, environment
from referral_desk.services import demo
from referral_desk.services.centre import create_centre
from referral_desk.services.demo_records import demo_settings

LIMIT = 1.10
ROUNDS = 7


def login_to_page() -> Comparison:
    """Compare both, measured in the same process one after the other, with the real cost of a password."""
    argon, page = [], []
    with tempfile.TemporaryDirectory() as parent:
        folder = Path(parent) / "centre"
        centre, _code = create_centre(folder, demo_settings(), demo.LOGIN, PASSWORD)
        demo.fill(centre)
        centre.close()
        for _round in range(ROUNDS):
            done = subprocess.run(
                [sys.executable, "-m", "bench.unlocking", str(folder), demo.LOGIN, PASSWORD],
                env=environment(),
                capture_output=True,
                text=True,
                timeout=120,
                check=True,
            )
            said = dict(line.split(" ") for line in done.stdout.splitlines())
            argon.append(float(said["argon"]))
            page.append(float(said["page"]))
    return Comparison("login to the first painted page", statistics.median(argon), statistics.median(page), LIMIT)
