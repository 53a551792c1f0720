"""The whole record of a person."""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"


def upgrade() -> None:  # noqa: PLR0915 - one table after the other
    """The whole record of a person."""
    op.create_table(
        "disposal",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("client_number", sa.String(), nullable=False),
        sa.Column("closed_on", sa.Date(), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=False),
        sa.Column("at", sa.DateTime(), nullable=False),
        sa.Column("proposed_by", sa.String(), nullable=False),
        sa.Column("approved_by", sa.String(), nullable=False),
        sa.Column("counts", sa.String(), nullable=False),
        sa.Column("last_letter", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_disposal")),
        sqlite_autoincrement=True,
    )
    op.create_table(
        "household",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("case_number", sa.String(), nullable=False),
        sa.Column("note", sa.String(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(), nullable=False),
        sa.Column("updated_at", sa.DateTime(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_household")),
        sqlite_autoincrement=True,
    )
    op.create_table(
        "report_profile",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("code", sa.String(length=60), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("content", sa.String(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(), nullable=False),
        sa.Column("updated_at", sa.DateTime(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_report_profile")),
        sa.UniqueConstraint("code", name=op.f("uq_report_profile_code")),
    )
    op.create_table(
        "benefit",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("client_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("grade", sa.String(length=20), nullable=False),
        sa.Column("since", sa.Date(), nullable=True),
        sa.Column("until", sa.Date(), nullable=True),
        sa.Column("settled", sa.Boolean(), nullable=False),
        sa.Column("case_number", sa.String(), nullable=False),
        sa.Column("institution_id", sa.Integer(), nullable=True),
        sa.Column("caseworker", sa.String(), nullable=False),
        sa.Column("note", sa.String(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(), nullable=False),
        sa.Column("updated_at", sa.DateTime(), nullable=False),
        sa.ForeignKeyConstraint(["client_id"], ["client.id"], name=op.f("fk_benefit_client_id_client")),
        sa.ForeignKeyConstraint(
            ["institution_id"], ["institution.id"], name=op.f("fk_benefit_institution_id_institution")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_benefit")),
        sqlite_autoincrement=True,
    )
    with op.batch_alter_table("benefit", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_benefit_institution_id"), ["institution_id"], unique=False)
        batch_op.create_index("ix_benefit_running_out", ["settled", "until"], unique=False)
        batch_op.create_index("ix_benefit_tally", ["client_id", "kind", "since", "until", "grade"], unique=False)

    op.create_table(
        "closing",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("client_id", sa.Integer(), nullable=False),
        sa.Column("on", sa.Date(), nullable=False),
        sa.Column("reason", sa.String(length=40), nullable=False),
        sa.Column("note", sa.String(), nullable=False),
        sa.Column("staff_name", sa.String(), nullable=False),
        sa.Column("reopened_on", sa.Date(), nullable=True),
        sa.Column("reopened_reason", sa.String(), nullable=False),
        sa.Column("reopened_by", sa.String(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(), nullable=False),
        sa.Column("updated_at", sa.DateTime(), nullable=False),
        sa.ForeignKeyConstraint(["client_id"], ["client.id"], name=op.f("fk_closing_client_id_client")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_closing")),
        sqlite_autoincrement=True,
    )
    with op.batch_alter_table("closing", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_closing_client_id"), ["client_id"], unique=False)

    op.create_table(
        "conference",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("client_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("on", sa.Date(), nullable=False),
        sa.Column("at", sa.String(length=5), nullable=False),
        sa.Column("place", sa.String(), nullable=False),
        sa.Column("client_present", sa.Boolean(), nullable=False),
        sa.Column(
            "basis",
            sa.Enum(
                "consent",
                "internal_duty",
                "public_body",
                "benefit_of_person",
                "by_law",
                name="basis",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=True,
        ),
        sa.Column("shared", sa.String(), nullable=False),
        sa.Column("issues", sa.String(), nullable=False),
        sa.Column("plan", sa.String(), nullable=False),
        sa.Column("next_on", sa.Date(), nullable=True),
        sa.Column("note", sa.String(), nullable=False),
        sa.Column("staff_name", sa.String(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(), nullable=False),
        sa.Column("updated_at", sa.DateTime(), nullable=False),
        sa.ForeignKeyConstraint(["client_id"], ["client.id"], name=op.f("fk_conference_client_id_client")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_conference")),
        sqlite_autoincrement=True,
    )
    with op.batch_alter_table("conference", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_conference_client_id"), ["client_id"], unique=False)

    op.create_table(
        "consent",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("client_id", sa.Integer(), nullable=False),
        sa.Column(
            "kind",
            sa.Enum("written", "oral", "none", name="kind", native_enum=False, create_constraint=True, length=40),
            nullable=False,
        ),
        sa.Column("on", sa.Date(), nullable=False),
        sa.Column("heard_by", sa.String(), nullable=False),
        sa.Column("purpose", sa.String(), nullable=False),
        sa.Column("method", sa.String(), nullable=False),
        sa.Column("representative", sa.String(), nullable=False),
        sa.Column("representative_relation", sa.String(), nullable=False),
        sa.Column("until", sa.Date(), nullable=True),
        sa.Column("withdrawn_on", sa.Date(), nullable=True),
        sa.Column("withdrawal", sa.String(), nullable=False),
        sa.Column("note", sa.String(), nullable=False),
        sa.Column("staff_name", sa.String(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(), nullable=False),
        sa.Column("updated_at", sa.DateTime(), nullable=False),
        sa.ForeignKeyConstraint(["client_id"], ["client.id"], name=op.f("fk_consent_client_id_client")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_consent")),
        sqlite_autoincrement=True,
    )
    with op.batch_alter_table("consent", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_consent_client_id"), ["client_id"], unique=False)

    op.create_table(
        "disposal_proposal",
        sa.Column("client_id", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(), nullable=False),
        sa.Column("login", sa.String(), nullable=False),
        sa.Column("staff_name", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(
            ["client_id"], ["client.id"], name=op.f("fk_disposal_proposal_client_id_client"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("client_id", name=op.f("pk_disposal_proposal")),
    )
    op.create_table(
        "ecomap_place",
        sa.Column("client_id", sa.Integer(), nullable=False),
        sa.Column("node", sa.String(length=40), nullable=False),
        sa.Column("x", sa.Double(), nullable=False),
        sa.Column("y", sa.Double(), nullable=False),
        sa.ForeignKeyConstraint(
            ["client_id"], ["client.id"], name=op.f("fk_ecomap_place_client_id_client"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("client_id", "node", name=op.f("pk_ecomap_place")),
    )
    op.create_table(
        "household_member",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("household_id", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("client_id", sa.Integer(), nullable=True),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("kana", sa.String(), nullable=False),
        sa.Column(
            "sex",
            sa.Enum(
                "male", "female", "other", "unknown", name="sex", native_enum=False, create_constraint=True, length=40
            ),
            nullable=True,
        ),
        sa.Column("birth", sa.Date(), nullable=True),
        sa.Column("birth_exact", sa.Boolean(), nullable=False),
        sa.Column("relation", sa.String(length=40), nullable=False),
        sa.Column("deceased", sa.Boolean(), nullable=False),
        sa.Column("lives_together", sa.Boolean(), nullable=False),
        sa.Column("phone", sa.String(), nullable=False),
        sa.Column("calls_for", sa.Integer(), nullable=True),
        sa.Column("note", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["client_id"], ["client.id"], name=op.f("fk_household_member_client_id_client")),
        sa.ForeignKeyConstraint(
            ["household_id"],
            ["household.id"],
            name=op.f("fk_household_member_household_id_household"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_household_member")),
        sa.UniqueConstraint("client_id", name=op.f("uq_household_member_client_id")),
    )
    with op.batch_alter_table("household_member", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_household_member_household_id"), ["household_id"], unique=False)

    op.create_table(
        "inbound",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("client_id", sa.Integer(), nullable=False),
        sa.Column("institution_id", sa.Integer(), nullable=True),
        sa.Column("sender", sa.String(), nullable=False),
        sa.Column("sender_name", sa.String(), nullable=False),
        sa.Column("on", sa.Date(), nullable=False),
        sa.Column(
            "channel",
            sa.Enum(
                "going_along",
                "in_person",
                "telephone",
                "online",
                "letter",
                "leaflet",
                "not_yet",
                name="channel",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=True,
        ),
        sa.Column("came_along", sa.Boolean(), nullable=False),
        sa.Column(
            "consent",
            sa.Enum("written", "oral", "none", name="consent", native_enum=False, create_constraint=True, length=40),
            nullable=True,
        ),
        sa.Column("request", sa.String(), nullable=False),
        sa.Column("reply_due_on", sa.Date(), nullable=True),
        sa.Column("replied_on", sa.Date(), nullable=True),
        sa.Column("reply", sa.String(), nullable=False),
        sa.Column("note", sa.String(), nullable=False),
        sa.Column("staff_name", sa.String(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(), nullable=False),
        sa.Column("updated_at", sa.DateTime(), nullable=False),
        sa.ForeignKeyConstraint(["client_id"], ["client.id"], name=op.f("fk_inbound_client_id_client")),
        sa.ForeignKeyConstraint(
            ["institution_id"], ["institution.id"], name=op.f("fk_inbound_institution_id_institution")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_inbound")),
        sqlite_autoincrement=True,
    )
    with op.batch_alter_table("inbound", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_inbound_client_id"), ["client_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_inbound_institution_id"), ["institution_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_inbound_reply_due_on"), ["reply_due_on"], unique=False)
        batch_op.create_index("ix_inbound_tally", ["on", "institution_id", "client_id"], unique=False)

    op.create_table(
        "merge",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("kept_id", sa.Integer(), nullable=False),
        sa.Column("merged_id", sa.Integer(), nullable=False),
        sa.Column("merged_number", sa.String(), nullable=False),
        sa.Column("at", sa.DateTime(), nullable=False),
        sa.Column("staff_name", sa.String(), nullable=False),
        sa.Column("content", sa.String(), nullable=False),
        sa.Column("undone_at", sa.DateTime(), nullable=True),
        sa.Column("undone_by", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["kept_id"], ["client.id"], name=op.f("fk_merge_kept_id_client")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_merge")),
    )
    with op.batch_alter_table("merge", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_merge_kept_id"), ["kept_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_merge_merged_number"), ["merged_number"], unique=False)

    op.create_table(
        "revision",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("record_id", sa.Integer(), nullable=False),
        sa.Column("client_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(), nullable=False),
        sa.Column("staff_name", sa.String(), nullable=False),
        sa.Column("removed", sa.Boolean(), nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("content", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["client_id"], ["client.id"], name=op.f("fk_revision_client_id_client")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_revision")),
    )
    with op.batch_alter_table("revision", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_revision_client_id"), ["client_id"], unique=False)
        batch_op.create_index("ix_revision_record", ["kind", "record_id", "number"], unique=False)

    op.create_table(
        "supporter",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("client_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("relation", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("kana", sa.String(), nullable=False),
        sa.Column("phone", sa.String(), nullable=False),
        sa.Column("may_contact", sa.Boolean(), nullable=True),
        sa.Column(
            "strength",
            sa.Enum("strong", "normal", "weak", name="strength", native_enum=False, create_constraint=True, length=40),
            nullable=True,
        ),
        sa.Column(
            "quality",
            sa.Enum("good", "stressful", name="quality", native_enum=False, create_constraint=True, length=40),
            nullable=True,
        ),
        sa.Column(
            "direction",
            sa.Enum(
                "to_client",
                "from_client",
                "both",
                name="direction",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=True,
        ),
        sa.Column("since", sa.Date(), nullable=True),
        sa.Column("until", sa.Date(), nullable=True),
        sa.Column("note", sa.String(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(), nullable=False),
        sa.Column("updated_at", sa.DateTime(), nullable=False),
        sa.ForeignKeyConstraint(["client_id"], ["client.id"], name=op.f("fk_supporter_client_id_client")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_supporter")),
        sqlite_autoincrement=True,
    )
    with op.batch_alter_table("supporter", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_supporter_client_id"), ["client_id"], unique=False)

    op.create_table(
        "attendee",
        sa.Column("conference_id", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("role", sa.String(), nullable=False),
        sa.Column("institution_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(
            ["conference_id"], ["conference.id"], name=op.f("fk_attendee_conference_id_conference"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["institution_id"], ["institution.id"], name=op.f("fk_attendee_institution_id_institution")
        ),
        sa.PrimaryKeyConstraint("conference_id", "position", name=op.f("pk_attendee")),
    )
    with op.batch_alter_table("attendee", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_attendee_institution_id"), ["institution_id"], unique=False)

    op.create_table(
        "consent_item",
        sa.Column("consent_id", sa.Integer(), nullable=False),
        sa.Column("item", sa.String(length=40), nullable=False),
        sa.ForeignKeyConstraint(
            ["consent_id"], ["consent.id"], name=op.f("fk_consent_item_consent_id_consent"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("consent_id", "item", name=op.f("pk_consent_item")),
    )
    op.create_table(
        "consent_receiver",
        sa.Column("consent_id", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("institution_id", sa.Integer(), nullable=True),
        sa.Column("name", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(
            ["consent_id"], ["consent.id"], name=op.f("fk_consent_receiver_consent_id_consent"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["institution_id"], ["institution.id"], name=op.f("fk_consent_receiver_institution_id_institution")
        ),
        sa.PrimaryKeyConstraint("consent_id", "position", name=op.f("pk_consent_receiver")),
    )
    with op.batch_alter_table("consent_receiver", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_consent_receiver_institution_id"), ["institution_id"], unique=False)

    op.create_table(
        "quality_waiver",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("client_id", sa.Integer(), nullable=False),
        sa.Column("record_id", sa.Integer(), nullable=True),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("month", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(), nullable=False),
        sa.Column("staff_name", sa.String(), nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["client_id"], ["client.id"], name=op.f("fk_quality_waiver_client_id_client")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_quality_waiver")),
        sqlite_autoincrement=True,
    )
    with op.batch_alter_table("quality_waiver", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_quality_waiver_client_id"), ["client_id"], unique=False)
        batch_op.create_index("ix_quality_waiver_record", ["kind", "client_id", "record_id"], unique=False)

    op.create_table(
        "task",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("client_id", sa.Integer(), nullable=False),
        sa.Column("conference_id", sa.Integer(), nullable=True),
        sa.Column("who", sa.String(), nullable=False),
        sa.Column("what", sa.String(), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=True),
        sa.Column("done_on", sa.Date(), nullable=True),
        sa.Column("result", sa.String(), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(), nullable=False),
        sa.Column("updated_at", sa.DateTime(), nullable=False),
        sa.ForeignKeyConstraint(["client_id"], ["client.id"], name=op.f("fk_task_client_id_client")),
        sa.ForeignKeyConstraint(["conference_id"], ["conference.id"], name=op.f("fk_task_conference_id_conference")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_task")),
        sqlite_autoincrement=True,
    )
    with op.batch_alter_table("task", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_task_client_id"), ["client_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_task_conference_id"), ["conference_id"], unique=False)
        batch_op.create_index("ix_task_open", ["done_on", "due_on"], unique=False)

    op.create_table(
        "disclosure",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("client_id", sa.Integer(), nullable=False),
        sa.Column("on", sa.Date(), nullable=False),
        sa.Column("institution_id", sa.Integer(), nullable=True),
        sa.Column("receiver", sa.String(), nullable=False),
        sa.Column("method", sa.String(length=40), nullable=False),
        sa.Column(
            "basis",
            sa.Enum(
                "consent",
                "internal_duty",
                "public_body",
                "benefit_of_person",
                "by_law",
                name="basis",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=True,
        ),
        sa.Column("consent_id", sa.Integer(), nullable=True),
        sa.Column("referral_id", sa.Integer(), nullable=True),
        sa.Column("document_id", sa.Integer(), nullable=True),
        sa.Column("note", sa.String(), nullable=False),
        sa.Column("struck", sa.String(), nullable=False),
        sa.Column("staff_name", sa.String(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(), nullable=False),
        sa.Column("updated_at", sa.DateTime(), nullable=False),
        sa.ForeignKeyConstraint(["client_id"], ["client.id"], name=op.f("fk_disclosure_client_id_client")),
        sa.ForeignKeyConstraint(["consent_id"], ["consent.id"], name=op.f("fk_disclosure_consent_id_consent")),
        sa.ForeignKeyConstraint(["document_id"], ["document.id"], name=op.f("fk_disclosure_document_id_document")),
        sa.ForeignKeyConstraint(
            ["institution_id"], ["institution.id"], name=op.f("fk_disclosure_institution_id_institution")
        ),
        sa.ForeignKeyConstraint(["referral_id"], ["referral.id"], name=op.f("fk_disclosure_referral_id_referral")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_disclosure")),
        sqlite_autoincrement=True,
    )
    with op.batch_alter_table("disclosure", schema=None) as batch_op:
        batch_op.create_index("ix_disclosure_client", ["client_id", "on"], unique=False)
        batch_op.create_index(batch_op.f("ix_disclosure_consent_id"), ["consent_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_disclosure_document_id"), ["document_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_disclosure_institution_id"), ["institution_id"], unique=False)
        batch_op.create_index("ix_disclosure_on", ["on"], unique=False)
        batch_op.create_index(batch_op.f("ix_disclosure_referral_id"), ["referral_id"], unique=False)

    op.create_table(
        "disclosure_item",
        sa.Column("disclosure_id", sa.Integer(), nullable=False),
        sa.Column("item", sa.String(length=40), nullable=False),
        sa.ForeignKeyConstraint(
            ["disclosure_id"],
            ["disclosure.id"],
            name=op.f("fk_disclosure_item_disclosure_id_disclosure"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("disclosure_id", "item", name=op.f("pk_disclosure_item")),
    )
    op.create_table(
        "closed_month",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("month", sa.Integer(), nullable=False),
        sa.Column("closed_at", sa.DateTime(), nullable=False),
        sa.Column("closed_by", sa.String(), nullable=False),
        sa.Column("head", sa.String(), nullable=False),
        sa.Column("figures", sa.String(), nullable=False),
        sa.Column("reopened_at", sa.DateTime(), nullable=True),
        sa.Column("reopened_by", sa.String(), nullable=False),
        sa.Column("reopened_reason", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_closed_month")),
    )
    with op.batch_alter_table("closed_month", schema=None) as batch_op:
        batch_op.create_index("ix_closed_month_month", ["year", "month"], unique=False)

    op.create_table(
        "frozen_contact",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("closed_month_id", sa.Integer(), nullable=False),
        sa.Column("contact_id", sa.Integer(), nullable=True),
        sa.Column("person", sa.String(length=40), nullable=False),
        sa.Column("on", sa.Date(), nullable=False),
        sa.Column(
            "service",
            sa.Enum(
                "consultation",
                "day_care",
                "home_visit",
                "telephone",
                "email",
                name="service",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("category", sa.String(length=40), nullable=False),
        sa.Column("factors", sa.String(), nullable=False),
        sa.Column("first_in_year", sa.Boolean(), nullable=False),
        sa.Column("first_of_service", sa.Boolean(), nullable=False),
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
            name=op.f("fk_frozen_contact_closed_month_id_closed_month"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_frozen_contact")),
    )
    with op.batch_alter_table("frozen_contact", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_frozen_contact_person"), ["person"], unique=False)
        batch_op.create_index(
            "ix_frozen_contact_tally",
            ["closed_month_id", "on", "service", "category", "person", "contact_id", "factors"],
            unique=False,
        )

    op.create_table(
        "frozen_engagement",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("closed_month_id", sa.Integer(), nullable=False),
        sa.Column("person", sa.String(length=40), nullable=False),
        sa.Column("institution_id", sa.Integer(), nullable=True),
        sa.Column("kind", sa.String(length=60), nullable=False),
        sa.Column(
            "state",
            sa.Enum("engaged", "ended", "declined", name="state", native_enum=False, create_constraint=True, length=40),
            nullable=False,
        ),
        sa.Column("since", sa.Date(), nullable=True),
        sa.Column("until", sa.Date(), nullable=True),
        sa.ForeignKeyConstraint(
            ["closed_month_id"],
            ["closed_month.id"],
            name=op.f("fk_frozen_engagement_closed_month_id_closed_month"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_frozen_engagement")),
    )
    with op.batch_alter_table("frozen_engagement", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_frozen_engagement_person"), ["person"], unique=False)
        batch_op.create_index("ix_frozen_engagement_tally", ["closed_month_id", "kind", "person"], unique=False)

    op.create_table(
        "frozen_inbound",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("closed_month_id", sa.Integer(), nullable=False),
        sa.Column("inbound_id", sa.Integer(), nullable=True),
        sa.Column("person", sa.String(length=40), nullable=False),
        sa.Column("on", sa.Date(), nullable=False),
        sa.Column("institution_id", sa.Integer(), nullable=True),
        sa.Column("kind", sa.String(length=60), nullable=False),
        sa.Column("came_along", sa.Boolean(), nullable=False),
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
            name=op.f("fk_frozen_inbound_closed_month_id_closed_month"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_frozen_inbound")),
    )
    with op.batch_alter_table("frozen_inbound", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_frozen_inbound_person"), ["person"], unique=False)
        batch_op.create_index(
            "ix_frozen_inbound_tally", ["closed_month_id", "on", "kind", "came_along", "person"], unique=False
        )

    op.create_table(
        "frozen_person",
        sa.Column("closed_month_id", sa.Integer(), nullable=False),
        sa.Column("person", sa.String(length=40), nullable=False),
        sa.Column("registered", sa.Boolean(), nullable=False),
        sa.Column("benefits", sa.String(), nullable=False),
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
            name=op.f("fk_frozen_person_closed_month_id_closed_month"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("closed_month_id", "person", name=op.f("pk_frozen_person")),
    )
    with op.batch_alter_table("frozen_person", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_frozen_person_person"), ["person"], unique=False)

    op.create_table(
        "frozen_referral",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("closed_month_id", sa.Integer(), nullable=False),
        sa.Column("referral_id", sa.Integer(), nullable=True),
        sa.Column("person", sa.String(length=40), nullable=False),
        sa.Column("on", sa.Date(), nullable=False),
        sa.Column("institution_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=60), nullable=False),
        sa.Column(
            "status",
            sa.Enum(
                "draft",
                "requested",
                "accepted",
                "in-progress",
                "on-hold",
                "completed",
                "rejected",
                "cancelled",
                "failed",
                "entered-in-error",
                name="status",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
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
        sa.Column(
            "outcome",
            sa.Enum(
                "not_yet_checked",
                "first_attended",
                "continuing",
                "got_help",
                "waitlisted",
                "no_show",
                "could_not_contact",
                "client_declined",
                "not_eligible",
                "no_capacity",
                "referred_elsewhere",
                "unknown",
                name="outcome",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("outcome_on", sa.Date(), nullable=True),
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
            name=op.f("fk_frozen_referral_closed_month_id_closed_month"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_frozen_referral")),
    )
    with op.batch_alter_table("frozen_referral", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_frozen_referral_person"), ["person"], unique=False)
        batch_op.create_index(
            "ix_frozen_referral_tally", ["closed_month_id", "on", "kind", "mode", "outcome", "person"], unique=False
        )

    with op.batch_alter_table("centre", schema=None) as batch_op:
        batch_op.add_column(sa.Column("expiry_days", sa.Integer(), server_default="60", nullable=False))
        batch_op.add_column(sa.Column("retention_years", sa.Integer(), server_default="5", nullable=False))
        batch_op.add_column(sa.Column("retention_from_april", sa.Boolean(), server_default="1", nullable=False))
        batch_op.add_column(sa.Column("elder_from", sa.Integer(), server_default="75", nullable=False))
        batch_op.add_column(sa.Column("child_from", sa.Integer(), server_default="45", nullable=False))
        batch_op.add_column(sa.Column("report_form", sa.String(length=60), server_default="", nullable=False))

    # Made anew: an id is never given twice from now on.
    with op.batch_alter_table(
        "client", schema=None, recreate="always", table_kwargs={"sqlite_autoincrement": True}
    ) as batch_op:
        batch_op.add_column(sa.Column("in_charge", sa.String(), server_default="", nullable=False))
        batch_op.add_column(sa.Column("district", sa.String(), server_default="", nullable=False))
        batch_op.create_index(batch_op.f("ix_client_birth"), ["birth"], unique=False)
        batch_op.create_index(batch_op.f("ix_client_phone"), ["phone"], unique=False)
    with op.batch_alter_table("client_search", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_client_search_keys"), ["keys"], unique=False)

    with op.batch_alter_table("contact", schema=None) as batch_op:
        batch_op.add_column(sa.Column("with_name", sa.String(), server_default="", nullable=False))
        batch_op.add_column(sa.Column("client_unmet", sa.Boolean(), server_default="0", nullable=False))
        batch_op.add_column(sa.Column("minutes", sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column("staff_name", sa.String(), server_default="", nullable=False))
        batch_op.drop_index("ix_contact_tally")
        batch_op.create_index(
            "ix_contact_tally", ["on", "service", "category", "client_id", "staff_name"], unique=False
        )

    with op.batch_alter_table("engagement", schema=None) as batch_op:
        batch_op.add_column(
            sa.Column(
                "strength",
                sa.Enum(
                    "strong", "normal", "weak", name="strength", native_enum=False, create_constraint=True, length=40
                ),
                nullable=True,
            )
        )
        batch_op.add_column(
            sa.Column(
                "quality",
                sa.Enum("good", "stressful", name="quality", native_enum=False, create_constraint=True, length=40),
                nullable=True,
            )
        )
        batch_op.add_column(
            sa.Column(
                "direction",
                sa.Enum(
                    "to_client",
                    "from_client",
                    "both",
                    name="direction",
                    native_enum=False,
                    create_constraint=True,
                    length=40,
                ),
                nullable=True,
            )
        )
        batch_op.add_column(sa.Column("contact_person", sa.String(), server_default="", nullable=False))


def downgrade() -> None:
    """Not possible: the backup made before an update is the way back."""
    raise NotImplementedError
