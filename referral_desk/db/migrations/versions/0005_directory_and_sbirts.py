"""The directory in depth, and SBIRTS."""

import re

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"


_WEEKDAYS = dict(zip("月火水木金土日", ("MO", "TU", "WE", "TH", "FR", "SA", "SU"), strict=True))
_WRITTEN = re.compile(r"(毎日|平日|(?:毎週|[第1-5・]+)[月火水木金土日・]+) (\d{1,2}:\d\d)(?:-(\d{1,2}:\d\d))?")


def _meeting_time(written: str) -> dict[str, str]:
    """Return the columns of one meeting time, written as the schedule held it until now: 第2・第4土 13:30-15:00."""
    found = _WRITTEN.fullmatch(written)
    if found is None:
        raise ValueError("a meeting time that is not in the form this program wrote")
    days, start, end = found.groups()
    weeks = re.findall("第([1-5])", days) or [""]
    letters = {"毎日": "月火水木金土日", "平日": "月火水木金"}.get(days) or re.sub("毎週|[第1-5・]", "", days)
    return {
        "freq": "WEEKLY" if weeks == [""] else "MONTHLY",
        "byday": " ".join(week + _WEEKDAYS[letter] for week in weeks for letter in letters),
        "opens_at": start.zfill(5),
        "closes_at": end.zfill(5) if end else "",
    }


def _move_schedules() -> None:
    """Give every meeting time its row; until now all of an institution stood in one text."""
    connection = op.get_bind()
    new = sa.text(
        "INSERT INTO meeting_time (institution_id, position, freq, interval, byday, bymonthday, opens_at, closes_at,"
        " not_on_holidays, pauses, venue, note) VALUES (:institution_id, :position, :freq, 1, :byday, '', :opens_at,"
        " :closes_at, 0, '', '', '')"
    )
    query = sa.text("SELECT id, schedule FROM institution WHERE schedule <> ''")
    for institution_id, schedule in connection.execute(query).all():
        for position, written in enumerate(schedule.split("；")):
            values = {"institution_id": institution_id, "position": position, **_meeting_time(written)}
            connection.execute(new, values)


def upgrade() -> None:  # noqa: PLR0915 - one table after the other
    """The directory in depth, and SBIRTS."""
    op.create_table(
        "frozen_path",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("closed_month_id", sa.Integer(), nullable=False),
        sa.Column("path_id", sa.Integer(), nullable=True),
        sa.Column("person", sa.String(length=40), nullable=False),
        sa.Column("on", sa.Date(), nullable=False),
        sa.Column("target", sa.String(length=60), nullable=False),
        sa.Column("screening", sa.String(length=20), nullable=False),
        sa.Column("brief_intervention", sa.String(length=20), nullable=False),
        sa.Column("referral_to_treatment", sa.String(length=20), nullable=False),
        sa.Column("self_help_group", sa.String(length=20), nullable=False),
        sa.Column(
            "mode",
            sa.Enum(
                "accompanied",
                "introduced_in_person",
                "three_way_call",
                "staff_to_staff",
                "letter_only",
                "information_only",
                name="mode",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=True,
        ),
        sa.Column("attended", sa.Boolean(), nullable=False),
        sa.Column("staff_id", sa.Integer(), nullable=True),
        sa.Column(
            "sex",
            sa.Enum(
                "male", "female", "other", "unknown", name="sex", native_enum=False, create_constraint=True, length=40
            ),
            nullable=True,
        ),
        sa.Column("age", sa.Integer(), nullable=True),
        sa.Column("district", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(
            ["closed_month_id"],
            ["closed_month.id"],
            name=op.f("fk_frozen_path_closed_month_id_closed_month"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_frozen_path")),
    )
    with op.batch_alter_table("frozen_path", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_frozen_path_person"), ["person"], unique=False)
        batch_op.create_index("ix_frozen_path_tally", ["closed_month_id", "on", "target", "person"], unique=False)

    op.create_table(
        "institution_person",
        sa.Column("institution_id", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("kana", sa.String(), nullable=False),
        sa.Column("role", sa.String(length=60), nullable=False),
        sa.Column("phone", sa.String(), nullable=False),
        sa.Column("hours", sa.String(), nullable=False),
        sa.Column("agreed_on", sa.Date(), nullable=True),
        sa.Column("note", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(
            ["institution_id"],
            ["institution.id"],
            name=op.f("fk_institution_person_institution_id_institution"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("institution_id", "position", name=op.f("pk_institution_person")),
    )
    op.create_table(
        "institution_phone",
        sa.Column("institution_id", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("number", sa.String(), nullable=False),
        sa.Column(
            "kind",
            sa.Enum(
                "voice", "fax", "mobile", "other", name="kind", native_enum=False, create_constraint=True, length=40
            ),
            nullable=False,
        ),
        sa.Column("note", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(
            ["institution_id"],
            ["institution.id"],
            name=op.f("fk_institution_phone_institution_id_institution"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("institution_id", "position", name=op.f("pk_institution_phone")),
    )
    op.create_table(
        "institution_place",
        sa.Column("institution_id", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("postal_code", sa.String(), nullable=False),
        sa.Column("address", sa.String(), nullable=False),
        sa.Column("access", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(
            ["institution_id"],
            ["institution.id"],
            name=op.f("fk_institution_place_institution_id_institution"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("institution_id", "position", name=op.f("pk_institution_place")),
    )
    op.create_table(
        "institution_service",
        sa.Column("institution_id", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("programme", sa.String(length=60), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("eligibility", sa.String(), nullable=False),
        sa.Column("fee", sa.String(), nullable=False),
        sa.Column("note", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(
            ["institution_id"],
            ["institution.id"],
            name=op.f("fk_institution_service_institution_id_institution"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("institution_id", "position", name=op.f("pk_institution_service")),
    )
    op.create_table(
        "intervention",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("client_id", sa.Integer(), nullable=False),
        sa.Column("on", sa.Date(), nullable=False),
        sa.Column("target", sa.String(length=60), nullable=False),
        sa.Column(
            "goal",
            sa.Enum("less", "none", "other", name="goal", native_enum=False, create_constraint=True, length=40),
            nullable=True,
        ),
        sa.Column("goal_words", sa.String(), nullable=False),
        sa.Column("drinks_per_day", sa.Double(), nullable=True),
        sa.Column("drink_grams", sa.Integer(), nullable=False),
        sa.Column("dry_days", sa.Integer(), nullable=True),
        sa.Column("what_helps", sa.String(), nullable=False),
        sa.Column("look_again_on", sa.Date(), nullable=True),
        sa.Column("looked_on", sa.Date(), nullable=True),
        sa.Column("looked_result", sa.String(), nullable=False),
        sa.Column("note", sa.String(), nullable=False),
        sa.Column("staff_name", sa.String(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(), nullable=False),
        sa.Column("updated_at", sa.DateTime(), nullable=False),
        sa.ForeignKeyConstraint(["client_id"], ["client.id"], name=op.f("fk_intervention_client_id_client")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_intervention")),
        sqlite_autoincrement=True,
    )
    with op.batch_alter_table("intervention", schema=None) as batch_op:
        batch_op.create_index("ix_intervention_client", ["client_id", "on"], unique=False)
        batch_op.create_index("ix_intervention_open", ["looked_on", "look_again_on"], unique=False)

    op.create_table(
        "meeting_time",
        sa.Column("institution_id", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("freq", sa.String(length=10), nullable=False),
        sa.Column("interval", sa.Integer(), nullable=False),
        sa.Column("byday", sa.String(), nullable=False),
        sa.Column("bymonthday", sa.String(), nullable=False),
        sa.Column("dtstart", sa.Date(), nullable=True),
        sa.Column("until", sa.Date(), nullable=True),
        sa.Column("opens_at", sa.String(length=5), nullable=False),
        sa.Column("closes_at", sa.String(length=5), nullable=False),
        sa.Column("not_on_holidays", sa.Boolean(), nullable=False),
        sa.Column("pauses", sa.String(), nullable=False),
        sa.Column(
            "openness",
            sa.Enum("open", "closed", name="openness", native_enum=False, create_constraint=True, length=40),
            nullable=True,
        ),
        sa.Column(
            "attendees",
            sa.Enum(
                "client", "family", "anyone", name="attendees", native_enum=False, create_constraint=True, length=40
            ),
            nullable=True,
        ),
        sa.Column("venue", sa.String(), nullable=False),
        sa.Column("note", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(
            ["institution_id"],
            ["institution.id"],
            name=op.f("fk_meeting_time_institution_id_institution"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("institution_id", "position", name=op.f("pk_meeting_time")),
    )
    op.create_table(
        "sbirts_path",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("client_id", sa.Integer(), nullable=False),
        sa.Column("target", sa.String(length=60), nullable=False),
        sa.Column("for_family", sa.Boolean(), nullable=False),
        sa.Column("started_on", sa.Date(), nullable=False),
        sa.Column("ended_on", sa.Date(), nullable=True),
        sa.Column("ending", sa.String(length=40), nullable=False),
        sa.Column("note", sa.String(), nullable=False),
        sa.Column("staff_name", sa.String(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(), nullable=False),
        sa.Column("updated_at", sa.DateTime(), nullable=False),
        sa.ForeignKeyConstraint(["client_id"], ["client.id"], name=op.f("fk_sbirts_path_client_id_client")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sbirts_path")),
        sqlite_autoincrement=True,
    )
    with op.batch_alter_table("sbirts_path", schema=None) as batch_op:
        batch_op.create_index("ix_sbirts_path_client", ["client_id", "started_on"], unique=False)
        batch_op.create_index("ix_sbirts_path_started", ["started_on", "target", "client_id"], unique=False)

    op.create_table(
        "screening",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("client_id", sa.Integer(), nullable=False),
        sa.Column("on", sa.Date(), nullable=False),
        sa.Column("tool", sa.String(length=40), nullable=False),
        sa.Column("profile", sa.String(length=40), nullable=False),
        sa.Column("drink_grams", sa.Integer(), nullable=False),
        sa.Column("items", sa.String(), nullable=False),
        sa.Column("total", sa.Integer(), nullable=False),
        sa.Column("zone", sa.String(length=40), nullable=False),
        sa.Column("note", sa.String(), nullable=False),
        sa.Column("staff_name", sa.String(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(), nullable=False),
        sa.Column("updated_at", sa.DateTime(), nullable=False),
        sa.ForeignKeyConstraint(["client_id"], ["client.id"], name=op.f("fk_screening_client_id_client")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_screening")),
        sqlite_autoincrement=True,
    )
    with op.batch_alter_table("screening", schema=None) as batch_op:
        batch_op.create_index("ix_screening_client", ["client_id", "on"], unique=False)

    op.create_table(
        "served_area",
        sa.Column("institution_id", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("code", sa.String(length=6), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(
            ["institution_id"],
            ["institution.id"],
            name=op.f("fk_served_area_institution_id_institution"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("institution_id", "position", name=op.f("pk_served_area")),
    )
    with op.batch_alter_table("served_area", schema=None) as batch_op:
        batch_op.create_index("ix_served_area_code", ["code"], unique=False)

    op.create_table(
        "meeting_plan",
        sa.Column("referral_id", sa.Integer(), nullable=False),
        sa.Column("on", sa.Date(), nullable=False),
        sa.Column("at", sa.String(length=5), nullable=False),
        sa.Column("venue", sa.String(), nullable=False),
        sa.Column("meet_at", sa.String(), nullable=False),
        sa.Column("meet_time", sa.String(length=5), nullable=False),
        sa.Column("companion", sa.String(), nullable=False),
        sa.Column("note", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["referral_id"], ["referral.id"], name=op.f("fk_meeting_plan_referral_id_referral")),
        sa.PrimaryKeyConstraint("referral_id", name=op.f("pk_meeting_plan")),
    )
    op.create_table(
        "sbirts_step",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("path_id", sa.Integer(), nullable=False),
        sa.Column(
            "step",
            sa.Enum(
                "screening",
                "brief_intervention",
                "referral_to_treatment",
                "self_help_group",
                name="step",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("on", sa.Date(), nullable=False),
        sa.Column(
            "result",
            sa.Enum(
                "done",
                "not_needed",
                "postponed",
                "declined",
                name="result",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("note", sa.String(), nullable=False),
        sa.Column("staff_name", sa.String(), nullable=False),
        sa.Column("screening_id", sa.Integer(), nullable=True),
        sa.Column("intervention_id", sa.Integer(), nullable=True),
        sa.Column("referral_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(
            ["intervention_id"], ["intervention.id"], name=op.f("fk_sbirts_step_intervention_id_intervention")
        ),
        sa.ForeignKeyConstraint(["path_id"], ["sbirts_path.id"], name=op.f("fk_sbirts_step_path_id_sbirts_path")),
        sa.ForeignKeyConstraint(["referral_id"], ["referral.id"], name=op.f("fk_sbirts_step_referral_id_referral")),
        sa.ForeignKeyConstraint(["screening_id"], ["screening.id"], name=op.f("fk_sbirts_step_screening_id_screening")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sbirts_step")),
        sqlite_autoincrement=True,
    )
    with op.batch_alter_table("sbirts_step", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_sbirts_step_intervention_id"), ["intervention_id"], unique=False)
        batch_op.create_index("ix_sbirts_step_path", ["path_id", "on"], unique=False)
        batch_op.create_index(batch_op.f("ix_sbirts_step_referral_id"), ["referral_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_sbirts_step_screening_id"), ["screening_id"], unique=False)

    _move_schedules()
    with op.batch_alter_table("institution", schema=None) as batch_op:
        batch_op.add_column(
            sa.Column(
                "openness",
                sa.Enum("open", "closed", name="openness", native_enum=False, create_constraint=True, length=40),
                nullable=True,
            )
        )
        batch_op.add_column(sa.Column("fee", sa.String(), server_default="", nullable=False))
        batch_op.add_column(sa.Column("operated_by", sa.String(), server_default="", nullable=False))
        batch_op.add_column(sa.Column("access", sa.String(), server_default="", nullable=False))
        batch_op.add_column(sa.Column("email", sa.String(), server_default="", nullable=False))
        batch_op.add_column(sa.Column("website", sa.String(), server_default="", nullable=False))
        batch_op.add_column(sa.Column("contact_agreed_on", sa.Date(), nullable=True))
        batch_op.add_column(sa.Column("first_words", sa.String(), server_default="", nullable=False))
        batch_op.add_column(sa.Column("meet_at", sa.String(), server_default="", nullable=False))
        batch_op.add_column(
            sa.Column(
                "capacity",
                sa.Enum(
                    "free",
                    "waiting_list",
                    "full",
                    "unknown",
                    name="capacity",
                    native_enum=False,
                    create_constraint=True,
                    length=40,
                ),
                server_default="unknown",
                nullable=False,
            )
        )
        batch_op.add_column(sa.Column("capacity_on", sa.Date(), nullable=True))
        batch_op.add_column(sa.Column("capacity_note", sa.String(), server_default="", nullable=False))
        batch_op.add_column(sa.Column("listed", sa.Boolean(), server_default="1", nullable=False))
        batch_op.add_column(sa.Column("unlisted_reason", sa.String(), server_default="", nullable=False))
        batch_op.add_column(sa.Column("verified_by", sa.String(), server_default="", nullable=False))
        batch_op.add_column(sa.Column("verified_with", sa.String(), server_default="", nullable=False))
        batch_op.add_column(sa.Column("external_id", sa.String(), server_default="", nullable=False))
        batch_op.add_column(sa.Column("defunct_on", sa.Date(), nullable=True))
        batch_op.add_column(sa.Column("defunct_reason", sa.String(), server_default="", nullable=False))
        batch_op.add_column(sa.Column("successor_id", sa.Integer(), nullable=True))
        batch_op.create_index(batch_op.f("ix_institution_external_id"), ["external_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_institution_successor_id"), ["successor_id"], unique=False)
        batch_op.create_foreign_key(
            batch_op.f("fk_institution_successor_id_institution"), "institution", ["successor_id"], ["id"]
        )
        batch_op.drop_column("schedule")

    with op.batch_alter_table("institution_kind", schema=None) as batch_op:
        batch_op.add_column(sa.Column("residents", sa.String(), server_default="", nullable=False))


def downgrade() -> None:
    """Not possible: the backup made before an update is the way back."""
    raise NotImplementedError
