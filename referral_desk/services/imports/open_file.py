"""Open a file to import: its format follows from its content, not from its name."""

from __future__ import annotations

from pathlib import Path

from referral_desk.domain.errors import NotFound, NotPossible, NotReadable
from referral_desk.domain.messages import N_, Message, message
from referral_desk.services.imports.csv_file import read_csv
from referral_desk.services.imports.table_file import TableFile

SIZE_LIMIT = 100 * 1024 * 1024
"""The largest file that is read, in bytes."""

_ZIP = b"PK\x03\x04"
_OLD_OFFICE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"


def open_table(path: Path) -> TableFile:
    """Open a CSV or XLSX file.

    Raises NotFound where there is no such file, NotPossible where it may not be read, NotReadable where it is no
    table: too large, another format, or in an unknown encoding.
    """
    try:
        size = path.stat().st_size
        if not path.is_file():
            raise NotPossible(message(N_("This is not a file. Choose a CSV or XLSX file.")))
        if size > SIZE_LIMIT:
            raise NotReadable(too_large(size))
        with path.open("rb") as stream:
            start = stream.read(8)
        if start.startswith(_ZIP):
            from referral_desk.services.imports.xlsx_file import read_xlsx  # noqa: PLC0415 - most starts do without

            return read_xlsx(path)
        if start.startswith(_OLD_OFFICE):
            raise NotReadable(
                message(
                    N_(
                        "This is an old Excel file (.xls) or one with a password. Save it as XLSX without a password, "
                        "or as CSV, and import that."
                    )
                )
            )
        return read_csv(path)
    except FileNotFoundError:
        raise NotFound(message(N_("There is no such file. Check its name and folder."))) from None
    except OSError:
        raise NotPossible(message(N_("The file cannot be read. Close it elsewhere, and check your rights."))) from None


def too_large(size: int) -> Message:
    """Return what to do about a file of ``size`` bytes."""
    return message(
        N_("The file has {size} MB, more than {limit} MB. Split it into several files with the same header."),
        size=-(-size // (1024 * 1024)),
        limit=SIZE_LIMIT // (1024 * 1024),
    )
