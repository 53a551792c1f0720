"""``export client``: everything held about one person, for her who asks to see it."""

from __future__ import annotations

from pathlib import Path

import typer

from referral_desk.cli import output
from referral_desk.cli.papers import encrypted, pdf_password
from referral_desk.cli.reading import choice
from referral_desk.cli.surroundings import surroundings
from referral_desk.cli.usage import WrongUsage
from referral_desk.i18n import _, language, ngettext

FORMATS = ("json", "pdf")


def export_client(
    context: typer.Context, client: str, format_: str, out: Path | None, *, third_party: bool, password_file: str
) -> None:
    """Write the file, once the disclosure log says that the person is given it."""
    from referral_desk.services import access_request, lookup
    from referral_desk.services.access_request import HeldFormat

    file_format = HeldFormat(choice(format_, FORMATS, "--format"))
    if password_file and file_format is not HeldFormat.PDF:
        raise WrongUsage(_("Only a PDF can be encrypted. Leave --pdf-password-file out, or write --format pdf."))
    if out is not None:
        output.check_place(out)
    else:
        output.check_stream(binary=file_format is HeldFormat.PDF)
    secret = pdf_password(password_file)
    with surroundings(context).centre() as centre:
        client_id = lookup.client_id(centre, client)
        file = access_request.prepare(centre, client_id, file_format, third_party=third_party, language=language())
        content = encrypted(file.content, secret)
        access_request.hand_out(centre, file, language=language())
    output.give_bytes(content, out, binary=file_format is HeldFormat.PDF)
    if file.apart and third_party:
        words = ngettext(
            "Decide on it before you hand it over: the file holds {count} statement of third parties, at its end.",
            "Decide on them before you hand it over: the file holds {count} statements of third parties, at its end.",
            file.apart,
        )
        output.say(words.format(count=file.apart))
