"""Users with roles, audit trail, restrictions, drafts."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    """Users with roles, audit trail, restrictions, drafts."""
    op.create_table(
        "audit",
        sa.Column("number", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("at", sa.DateTime(), nullable=False),
        sa.Column("login", sa.String(), nullable=False),
        sa.Column("action", sa.String(length=40), nullable=False),
        sa.Column("client_id", sa.Integer(), nullable=True),
        sa.Column("record", sa.String(length=40), nullable=False),
        sa.Column("detail", sa.String(), nullable=False),
        sa.Column("seal", sa.LargeBinary(length=32), nullable=False),
        sa.PrimaryKeyConstraint("number", name=op.f("pk_audit")),
    )
    with op.batch_alter_table("audit", schema=None) as batch_op:
        batch_op.create_index("ix_audit_at", ["at"], unique=False)
        batch_op.create_index("ix_audit_client_id", ["client_id"], unique=False)

    op.create_table(
        "audit_key",
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("wrapped", sa.LargeBinary(length=60), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_audit_key")),
    )
    op.create_table(
        "draft",
        sa.Column("login", sa.String(), nullable=False),
        sa.Column("form", sa.String(length=40), nullable=False),
        sa.Column("about", sa.String(length=40), nullable=False),
        sa.Column("content", sa.String(), nullable=False),
        sa.Column("saved_at", sa.DateTime(), nullable=False),
        sa.PrimaryKeyConstraint("login", "form", "about", name=op.f("pk_draft")),
    )
    op.create_table(
        "client_restriction",
        sa.Column("client_id", sa.Integer(), nullable=False),
        sa.Column("since", sa.DateTime(), nullable=False),
        sa.Column("by_login", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(
            ["client_id"], ["client.id"], name=op.f("fk_client_restriction_client_id_client"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("client_id", name=op.f("pk_client_restriction")),
    )
    op.create_table(
        "client_reader",
        sa.Column("client_id", sa.Integer(), nullable=False),
        sa.Column("login", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(
            ["client_id"],
            ["client_restriction.client_id"],
            name=op.f("fk_client_reader_client_id_client_restriction"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("client_id", "login", name=op.f("pk_client_reader")),
    )
    with op.batch_alter_table("centre", schema=None) as batch_op:
        batch_op.add_column(sa.Column("lock_after_minutes", sa.Integer(), nullable=False, server_default="10"))
        batch_op.add_column(sa.Column("quick_unlock", sa.Boolean(), nullable=False, server_default=sa.false()))
        batch_op.add_column(sa.Column("second_place", sa.String(), nullable=False, server_default=""))

    with op.batch_alter_table("staff", schema=None) as batch_op:
        batch_op.add_column(
            sa.Column(
                "role",
                sa.Enum(
                    "read_only",
                    "staff",
                    "manager",
                    "administrator",
                    name="role",
                    native_enum=False,
                    create_constraint=True,
                    length=40,
                ),
                nullable=True,
            )
        )
    # Until now whoever had a login was the one administrator there could be.
    op.execute("UPDATE staff SET role = 'administrator' WHERE login <> ''")


def downgrade() -> None:
    """Not possible: the backup made before an update is the way back."""
    raise NotImplementedError
