"""The first tables."""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None


def upgrade() -> None:
    """The first tables."""
    op.create_table(
        "centre",
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("department", sa.String(), nullable=False),
        sa.Column("postal_code", sa.String(), nullable=False),
        sa.Column("address", sa.String(), nullable=False),
        sa.Column("phone", sa.String(), nullable=False),
        sa.Column("extension", sa.String(), nullable=False),
        sa.Column("fax", sa.String(), nullable=False),
        sa.Column("sender_title", sa.String(), nullable=False),
        sa.Column("sender_name", sa.String(), nullable=False),
        sa.Column("document_prefix", sa.String(), nullable=False),
        sa.Column("seal_omitted", sa.Boolean(), nullable=False),
        sa.Column("language", sa.String(length=8), nullable=False),
        sa.Column("follow_up_days", sa.Integer(), nullable=False),
        sa.Column("quiet_days", sa.Integer(), nullable=False),
        sa.Column("verify_after_days", sa.Integer(), nullable=False),
        sa.Column("submission_day", sa.Integer(), nullable=False),
        sa.Column("generated", sa.Boolean(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(), nullable=False),
        sa.Column("updated_at", sa.DateTime(), nullable=False),
        sa.CheckConstraint("id = 1", name=op.f("ck_centre_single")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_centre")),
    )
    op.create_table(
        "client",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("number", sa.String(length=40), nullable=False),
        sa.Column("running", sa.Integer(), nullable=True),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("kana", sa.String(), nullable=False),
        sa.Column("kana_key", sa.String(), nullable=False),
        sa.Column("anonymous", sa.Boolean(), nullable=False),
        sa.Column("birth", sa.Date(), nullable=True),
        sa.Column("birth_exact", sa.Boolean(), nullable=False),
        sa.Column(
            "sex",
            sa.Enum(
                "male", "female", "other", "unknown", name="sex", native_enum=False, create_constraint=True, length=40
            ),
            nullable=True,
        ),
        sa.Column("postal_code", sa.String(), nullable=False),
        sa.Column("address", sa.String(), nullable=False),
        sa.Column("phone", sa.String(), nullable=False),
        sa.Column("may_call", sa.Boolean(), nullable=True),
        sa.Column("may_leave_message", sa.Boolean(), nullable=True),
        sa.Column("may_say_who", sa.Boolean(), nullable=True),
        sa.Column("contact_caution", sa.String(), nullable=False),
        sa.Column("household", sa.String(), nullable=False),
        sa.Column(
            "public_assistance",
            sa.Enum(
                "receiving",
                "none",
                "unknown",
                name="public_assistance",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=True,
        ),
        sa.Column(
            "outpatient_support",
            sa.Enum(
                "using",
                "none",
                "unknown",
                name="outpatient_support",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=True,
        ),
        sa.Column(
            "disability_certificate",
            sa.Enum(
                "grade_1",
                "grade_2",
                "grade_3",
                "none",
                "unknown",
                name="disability_certificate",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=True,
        ),
        sa.Column("note", sa.String(), nullable=False),
        sa.Column("registered_on", sa.Date(), nullable=True),
        sa.Column("closed_on", sa.Date(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(), nullable=False),
        sa.Column("updated_at", sa.DateTime(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_client")),
        sa.UniqueConstraint("number", name=op.f("uq_client_number")),
    )
    op.create_index(op.f("ix_client_kana_key"), "client", ["kana_key"], unique=False)
    op.create_index(op.f("ix_client_running"), "client", ["running"], unique=False)
    op.create_table(
        "institution",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("number", sa.String(length=40), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("kana", sa.String(), nullable=False),
        sa.Column("kana_key", sa.String(), nullable=False),
        sa.Column("kind", sa.String(length=60), nullable=False),
        sa.Column("target", sa.String(length=60), nullable=False),
        sa.Column(
            "attendees",
            sa.Enum(
                "client", "family", "anyone", name="attendees", native_enum=False, create_constraint=True, length=40
            ),
            nullable=True,
        ),
        sa.Column(
            "anonymity",
            sa.Enum("anonymous", "real_name", name="anonymity", native_enum=False, create_constraint=True, length=40),
            nullable=True,
        ),
        sa.Column(
            "operator",
            sa.Enum(
                "direct", "contracted", "other", name="operator", native_enum=False, create_constraint=True, length=40
            ),
            nullable=True,
        ),
        sa.Column("postal_code", sa.String(), nullable=False),
        sa.Column("address", sa.String(), nullable=False),
        sa.Column("phone", sa.String(), nullable=False),
        sa.Column("contact_name", sa.String(), nullable=False),
        sa.Column("contact_hours", sa.String(), nullable=False),
        sa.Column("schedule", sa.String(), nullable=False),
        sa.Column("venue", sa.String(), nullable=False),
        sa.Column("handoff_note", sa.String(), nullable=False),
        sa.Column("verified_on", sa.Date(), nullable=True),
        sa.Column("note", sa.String(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(), nullable=False),
        sa.Column("updated_at", sa.DateTime(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_institution")),
        sa.UniqueConstraint("name", name=op.f("uq_institution_name")),
        sa.UniqueConstraint("number", name=op.f("uq_institution_number")),
    )
    op.create_index(op.f("ix_institution_kana_key"), "institution", ["kana_key"], unique=False)
    op.create_index(op.f("ix_institution_kind"), "institution", ["kind"], unique=False)
    op.create_table(
        "institution_kind",
        sa.Column("code", sa.String(length=60), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("ja", sa.String(), nullable=False),
        sa.Column("en", sa.String(), nullable=False),
        sa.Column("domain", sa.String(), nullable=False),
        sa.Column(
            "paper",
            sa.Enum("letter", "card", name="paper", native_enum=False, create_constraint=True, length=40),
            nullable=False,
        ),
        sa.Column("address_form", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("code", name=op.f("pk_institution_kind")),
    )
    op.create_table(
        "client_search",
        sa.Column("client_id", sa.Integer(), nullable=False),
        sa.Column("keys", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(
            ["client_id"], ["client.id"], name=op.f("fk_client_search_client_id_client"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("client_id", name=op.f("pk_client_search")),
    )
    op.create_table(
        "contact",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("client_id", sa.Integer(), nullable=False),
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
        sa.Column(
            "spoke_with",
            sa.Enum(
                "client",
                "family",
                "institution",
                name="spoke_with",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=True,
        ),
        sa.Column("note", sa.String(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(), nullable=False),
        sa.Column("updated_at", sa.DateTime(), nullable=False),
        sa.ForeignKeyConstraint(["client_id"], ["client.id"], name=op.f("fk_contact_client_id_client")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_contact")),
    )
    op.create_index("ix_contact_client", "contact", ["client_id", "on"], unique=False)
    op.create_index("ix_contact_tally", "contact", ["on", "service", "category", "client_id"], unique=False)
    op.create_table(
        "engagement",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("client_id", sa.Integer(), nullable=False),
        sa.Column("institution_id", sa.Integer(), nullable=True),
        sa.Column("kind", sa.String(length=60), nullable=False),
        sa.Column(
            "state",
            sa.Enum("engaged", "ended", "declined", name="state", native_enum=False, create_constraint=True, length=40),
            nullable=False,
        ),
        sa.Column("since", sa.Date(), nullable=True),
        sa.Column("until", sa.Date(), nullable=True),
        sa.Column(
            "reported_by",
            sa.Enum(
                "client",
                "family",
                "receiver",
                "staff",
                name="reported_by",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=True,
        ),
        sa.Column("note", sa.String(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(), nullable=False),
        sa.Column("updated_at", sa.DateTime(), nullable=False),
        sa.CheckConstraint("(institution_id IS NULL) = (kind <> '')", name=op.f("ck_engagement_institution_or_kind")),
        sa.ForeignKeyConstraint(["client_id"], ["client.id"], name=op.f("fk_engagement_client_id_client")),
        sa.ForeignKeyConstraint(
            ["institution_id"], ["institution.id"], name=op.f("fk_engagement_institution_id_institution")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_engagement")),
    )
    op.create_index(op.f("ix_engagement_client_id"), "engagement", ["client_id"], unique=False)
    op.create_index(op.f("ix_engagement_institution_id"), "engagement", ["institution_id"], unique=False)
    op.create_index(
        "ix_engagement_tally",
        "engagement",
        ["state", "institution_id", "kind", "client_id", "since", "until"],
        unique=False,
    )
    op.create_table(
        "institution_search",
        sa.Column("institution_id", sa.Integer(), nullable=False),
        sa.Column("keys", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(
            ["institution_id"],
            ["institution.id"],
            name=op.f("fk_institution_search_institution_id_institution"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("institution_id", name=op.f("pk_institution_search")),
    )
    op.create_table(
        "referral",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("number", sa.String(length=40), nullable=False),
        sa.Column("client_id", sa.Integer(), nullable=False),
        sa.Column("institution_id", sa.Integer(), nullable=False),
        sa.Column("on", sa.Date(), nullable=False),
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
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column(
            "consent",
            sa.Enum("written", "oral", "none", name="consent", native_enum=False, create_constraint=True, length=40),
            nullable=True,
        ),
        sa.Column("consent_by", sa.String(), nullable=False),
        sa.Column("request", sa.String(), nullable=False),
        sa.Column("background", sa.String(), nullable=False),
        sa.Column(
            "urgency",
            sa.Enum("normal", "soon", "high", name="urgency", native_enum=False, create_constraint=True, length=40),
            nullable=False,
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
        sa.Column(
            "reported_by",
            sa.Enum(
                "client",
                "family",
                "receiver",
                "staff",
                name="reported_by",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=True,
        ),
        sa.Column("staff_name", sa.String(), nullable=False),
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
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(), nullable=False),
        sa.Column("updated_at", sa.DateTime(), nullable=False),
        sa.ForeignKeyConstraint(["client_id"], ["client.id"], name=op.f("fk_referral_client_id_client")),
        sa.ForeignKeyConstraint(
            ["institution_id"], ["institution.id"], name=op.f("fk_referral_institution_id_institution")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_referral")),
        sa.UniqueConstraint("number", name=op.f("uq_referral_number")),
    )
    op.create_index("ix_referral_client", "referral", ["client_id", "on"], unique=False)
    op.create_index("ix_referral_institution", "referral", ["institution_id", "on"], unique=False)
    op.create_index("ix_referral_open", "referral", ["status", "outcome", "id"], unique=False)
    op.create_index(
        "ix_referral_tally",
        "referral",
        ["on", "status", "mode", "institution_id", "client_id", "outcome", "outcome_on"],
        unique=False,
    )
    op.create_table(
        "staff",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("centre_id", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("job_title", sa.String(), nullable=False),
        sa.Column("login", sa.String(), nullable=False),
        sa.Column("active", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(["centre_id"], ["centre.id"], name=op.f("fk_staff_centre_id_centre")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_staff")),
    )
    op.create_table(
        "contact_factor",
        sa.Column("contact_id", sa.Integer(), nullable=False),
        sa.Column("factor", sa.String(length=40), nullable=False),
        sa.Column("on", sa.Date(), nullable=False),
        sa.ForeignKeyConstraint(
            ["contact_id"], ["contact.id"], name=op.f("fk_contact_factor_contact_id_contact"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("contact_id", "factor", name=op.f("pk_contact_factor")),
    )
    op.create_index("ix_contact_factor_tally", "contact_factor", ["on", "factor"], unique=False)
    op.create_table(
        "document",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("running", sa.Integer(), nullable=True),
        sa.Column("number", sa.String(length=60), nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("client_id", sa.Integer(), nullable=True),
        sa.Column("referral_id", sa.Integer(), nullable=True),
        sa.Column("issued_on", sa.Date(), nullable=False),
        sa.Column("language", sa.String(length=8), nullable=False),
        sa.Column("wording", sa.String(length=20), nullable=False),
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
        sa.Column("staff_name", sa.String(), nullable=False),
        sa.Column("content", sa.String(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(), nullable=False),
        sa.Column("updated_at", sa.DateTime(), nullable=False),
        sa.ForeignKeyConstraint(["client_id"], ["client.id"], name=op.f("fk_document_client_id_client")),
        sa.ForeignKeyConstraint(["referral_id"], ["referral.id"], name=op.f("fk_document_referral_id_referral")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_document")),
        sa.UniqueConstraint("running", name=op.f("uq_document_running")),
    )
    op.create_index(op.f("ix_document_client_id"), "document", ["client_id"], unique=False)
    op.create_index("ix_document_issued", "document", ["issued_on"], unique=False)
    op.create_index("ix_document_referral", "document", ["referral_id", "kind"], unique=False)
    op.create_table(
        "follow_up",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("referral_id", sa.Integer(), nullable=False),
        sa.Column(
            "kind",
            sa.Enum("outcome", "reply", "handoff", name="kind", native_enum=False, create_constraint=True, length=40),
            nullable=False,
        ),
        sa.Column("due_on", sa.Date(), nullable=False),
        sa.Column("note", sa.String(), nullable=False),
        sa.Column("done_on", sa.Date(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(), nullable=False),
        sa.Column("updated_at", sa.DateTime(), nullable=False),
        sa.ForeignKeyConstraint(["referral_id"], ["referral.id"], name=op.f("fk_follow_up_referral_id_referral")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_follow_up")),
    )
    op.create_index("ix_follow_up_open", "follow_up", ["done_on", "due_on"], unique=False)
    op.create_index(op.f("ix_follow_up_referral_id"), "follow_up", ["referral_id"], unique=False)
    op.create_table(
        "handoff",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("referral_id", sa.Integer(), nullable=False),
        sa.Column("on", sa.Date(), nullable=False),
        sa.Column("at", sa.String(length=5), nullable=False),
        sa.Column("client_present", sa.Boolean(), nullable=False),
        sa.Column("receiver_live", sa.Boolean(), nullable=False),
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
        sa.Column("receiver_name", sa.String(), nullable=False),
        sa.Column("accompanied_by", sa.String(), nullable=False),
        sa.Column("note", sa.String(), nullable=False),
        sa.Column("staff_name", sa.String(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(), nullable=False),
        sa.Column("updated_at", sa.DateTime(), nullable=False),
        sa.ForeignKeyConstraint(["referral_id"], ["referral.id"], name=op.f("fk_handoff_referral_id_referral")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_handoff")),
    )
    op.create_index(op.f("ix_handoff_referral_id"), "handoff", ["referral_id"], unique=False)
    op.create_table(
        "attempt",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("follow_up_id", sa.Integer(), nullable=False),
        sa.Column("on", sa.Date(), nullable=False),
        sa.Column("was_due_on", sa.Date(), nullable=False),
        sa.Column("note", sa.String(), nullable=False),
        sa.Column("staff_name", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(
            ["follow_up_id"], ["follow_up.id"], name=op.f("fk_attempt_follow_up_id_follow_up"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_attempt")),
    )
    op.create_index(op.f("ix_attempt_follow_up_id"), "attempt", ["follow_up_id"], unique=False)


def downgrade() -> None:
    """Not possible: the backup made before an update is the way back."""
    raise NotImplementedError
