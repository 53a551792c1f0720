"""Write a database revision from what the models have and the tables lack.

``python tools/new_revision.py "what changes"`` writes the next revision, to be read and completed by hand, and names it
in ``migrations/__init__.py``. ``python tools/new_revision.py --renew-first`` writes 0001 anew, for as long as nothing
was released.
"""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path
from typing import Literal

from alembic.autogenerate import produce_migrations, render_python_code
from alembic.autogenerate.api import AutogenContext
from alembic.migration import MigrationContext
from sqlalchemy import create_engine
from sqlalchemy.types import TypeDecorator

from referral_desk.db import migrate, migrations
from referral_desk.db.models import Base

PACKAGE = Path(migrations.__file__).parent
TEMPLATE = '''"""{title}"""

import sqlalchemy as sa
from alembic import op

revision = "{revision}"
down_revision = {before}


def upgrade() -> None:
    """{title}"""
    {upgrades}


def downgrade() -> None:
    """Not possible: the backup made before an update is the way back."""
    raise NotImplementedError
'''


def plain_type(kind: str, value: object, _context: AutogenContext) -> str | Literal[False]:
    """Render our own column types as what they store, so that a revision does not change with the program."""
    if kind == "type" and isinstance(value, TypeDecorator):
        return f"sa.{value.impl_instance!r}"
    return False


def write_revision(title: str, *, first: bool) -> Path:
    """Write and return the revision; ``first`` begins from nothing instead of from the revisions there are."""
    known = () if first else migrations.REVISIONS
    engine = create_engine("sqlite://")
    with engine.connect() as connection:
        if known:
            migrate.run(connection, known[-1])
        context = MigrationContext.configure(
            connection,
            opts={
                "target_metadata": Base.metadata,
                "compare_type": True,
                "render_as_batch": True,
                "user_module_prefix": "sa.",
            },
        )
        operations = produce_migrations(context, Base.metadata).upgrade_ops
    if operations is None or operations.is_empty():
        sys.exit("The tables have all that the models have; nothing to write.")
    code = render_python_code(operations, render_as_batch=not first, render_item=plain_type)
    code = re.sub(r"\n?\s*# ###.*", "", code).strip()
    number = f"{len(known) + 1:04}"
    name = "first" if first else re.sub(r"\W+", "_", title.lower()).strip("_")[:40]
    path = PACKAGE / "versions" / f"{number}_{name}.py"
    before = f'"{known[-1]}"' if known else None
    path.write_text(
        TEMPLATE.format(title=title.rstrip(".") + ".", revision=number, before=before, upgrades=code), encoding="utf-8"
    )
    subprocess.run([sys.executable, "-m", "ruff", "format", "--quiet", str(path)], check=True)
    subprocess.run([sys.executable, "-m", "ruff", "check", "--quiet", "--fix", str(path)], check=True)
    register((*known, number))
    return path


def register(revisions: tuple[str, ...]) -> None:
    """Name the revisions in the light module that opening a centre reads."""
    module = PACKAGE / "__init__.py"
    listed = ", ".join(f'"{revision}"' for revision in revisions) + ("," if len(revisions) == 1 else "")
    text = module.read_text(encoding="utf-8")
    text = re.sub(r"(?m)^(REVISIONS: tuple\[str, \.\.\.\] = )\(.*\)$", rf"\g<1>({listed})", text)
    module.write_text(text, encoding="utf-8")


def main(arguments: list[str]) -> None:
    """Do what the command line asks."""
    if arguments == ["--renew-first"]:
        path = write_revision("The first tables", first=True)
    elif len(arguments) == 1 and not arguments[0].startswith("-"):
        path = write_revision(arguments[0], first=False)
    else:
        sys.exit(__doc__)
    print(path)


if __name__ == "__main__":
    main(sys.argv[1:])
