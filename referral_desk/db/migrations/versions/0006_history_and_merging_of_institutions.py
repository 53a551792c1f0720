"""History and merging of institutions."""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"


def upgrade() -> None:
    """History and merging of institutions."""
    op.create_table(
        "institution_merge",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("kept_id", sa.Integer(), nullable=False),
        sa.Column("merged_id", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(), nullable=False),
        sa.Column("staff_name", sa.String(), nullable=False),
        sa.Column("content", sa.String(), nullable=False),
        sa.Column("undone_at", sa.DateTime(), nullable=True),
        sa.Column("undone_by", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["kept_id"], ["institution.id"], name=op.f("fk_institution_merge_kept_id_institution")),
        sa.ForeignKeyConstraint(
            ["merged_id"], ["institution.id"], name=op.f("fk_institution_merge_merged_id_institution")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_institution_merge")),
    )
    with op.batch_alter_table("institution_merge", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_institution_merge_kept_id"), ["kept_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_institution_merge_merged_id"), ["merged_id"], unique=False)

    with op.batch_alter_table("revision", schema=None) as batch_op:
        batch_op.alter_column("client_id", existing_type=sa.INTEGER(), nullable=True)


def downgrade() -> None:
    """Not possible: the backup made before an update is the way back."""
    raise NotImplementedError
