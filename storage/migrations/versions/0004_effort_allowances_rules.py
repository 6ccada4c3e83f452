"""Follow-ups, promises, disputes, exemptions, write-offs, schemes, calendar, leave."""

import sqlalchemy as sa
from alembic import op

from storage.columns import Instant

revision = "0004"
down_revision = "0003"


def upgrade() -> None:
    """Bring the schema to this version."""
    op.create_table(
        "calendar_day",
        sa.Column("workspace_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("on_day", sa.Date(), nullable=False),
        sa.Column("working", sa.Boolean(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("recorded_at", Instant(), nullable=False),
        sa.ForeignKeyConstraint(
            ["workspace_id"], ["workspace.id"], name="fk_calendar_day_workspace_id"
        ),
        sa.PrimaryKeyConstraint("workspace_id", "id"),
        sqlite_with_rowid=False,
    )
    with op.batch_alter_table("calendar_day", schema=None) as batch_op:
        batch_op.create_index("ix_calendar_day_on_day", ["workspace_id", "on_day"], unique=False)

    op.create_table(
        "approval",
        sa.Column("workspace_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("subject", sa.Text(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("detail", sa.Text(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("requested_by", sa.BigInteger(), nullable=False),
        sa.Column("requested_at", Instant(), nullable=False),
        sa.Column("decided_by", sa.BigInteger(), nullable=True),
        sa.Column("decided_at", Instant(), nullable=True),
        sa.Column("answer", sa.Text(), nullable=False),
        sa.CheckConstraint(
            "state <> 'approved' OR (decided_by IS NOT NULL AND decided_by <> requested_by)",
            name="ck_approval_two_people",
        ),
        sa.CheckConstraint(
            "state IN ('open', 'approved', 'rejected', 'withdrawn')", name="ck_approval_state"
        ),
        sa.ForeignKeyConstraint(
            ["workspace_id", "decided_by"],
            ["person.workspace_id", "person.id"],
            name="fk_approval_decided_by",
        ),
        sa.ForeignKeyConstraint(
            ["workspace_id", "requested_by"],
            ["person.workspace_id", "person.id"],
            name="fk_approval_requested_by",
        ),
        sa.ForeignKeyConstraint(
            ["workspace_id"], ["workspace.id"], name="fk_approval_workspace_id"
        ),
        sa.PrimaryKeyConstraint("workspace_id", "id"),
        sqlite_with_rowid=False,
    )
    with op.batch_alter_table("approval", schema=None) as batch_op:
        batch_op.create_index(
            "ix_approval_state_kind", ["workspace_id", "state", "kind"], unique=False
        )
        batch_op.create_index("ix_approval_subject", ["workspace_id", "subject"], unique=False)

    op.create_table(
        "leave",
        sa.Column("workspace_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("person_id", sa.BigInteger(), nullable=False),
        sa.Column("from_on", sa.Date(), nullable=False),
        sa.Column("to_on", sa.Date(), nullable=False),
        sa.Column("recorded_at", Instant(), nullable=False),
        sa.CheckConstraint("from_on < to_on", name="ck_leave_interval"),
        sa.ForeignKeyConstraint(
            ["workspace_id", "person_id"],
            ["person.workspace_id", "person.id"],
            name="fk_leave_person_id",
        ),
        sa.PrimaryKeyConstraint("workspace_id", "id"),
        sqlite_with_rowid=False,
    )
    with op.batch_alter_table("leave", schema=None) as batch_op:
        batch_op.create_index(
            "ix_leave_person_id_from_on", ["workspace_id", "person_id", "from_on"], unique=False
        )

    op.create_table(
        "scheme_version",
        sa.Column("workspace_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("scheme_id", sa.Text(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("role", sa.Text(), nullable=False),
        sa.Column("valid_from", sa.Date(), nullable=False),
        sa.Column("document", sa.Text(), nullable=False),
        sa.Column("made_by", sa.BigInteger(), nullable=True),
        sa.Column("recorded_at", Instant(), nullable=False),
        sa.CheckConstraint(
            "role IN ('sales', 'project_manager', 'finance', 'customer_service', 'other')",
            name="ck_scheme_version_role",
        ),
        sa.CheckConstraint("version >= 1", name="ck_scheme_version_version"),
        sa.ForeignKeyConstraint(
            ["workspace_id", "made_by"],
            ["person.workspace_id", "person.id"],
            name="fk_scheme_version_made_by",
        ),
        sa.ForeignKeyConstraint(
            ["workspace_id"], ["workspace.id"], name="fk_scheme_version_workspace_id"
        ),
        sa.PrimaryKeyConstraint("workspace_id", "id"),
        sa.UniqueConstraint(
            "workspace_id", "scheme_id", "version", name="uq_scheme_version_scheme_id_version"
        ),
        sqlite_with_rowid=False,
    )
    with op.batch_alter_table("scheme_version", schema=None) as batch_op:
        batch_op.create_index(
            "ix_scheme_version_role_valid_from",
            ["workspace_id", "role", "valid_from"],
            unique=False,
        )

    op.create_table(
        "dispute",
        sa.Column("workspace_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("number", sa.Text(), nullable=False),
        sa.Column("invoice_id", sa.BigInteger(), nullable=False),
        sa.Column("amount_minor", sa.BigInteger(), nullable=False),
        sa.Column("from_on", sa.Date(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("raised_by", sa.BigInteger(), nullable=True),
        sa.Column("recorded_at", Instant(), nullable=False),
        sa.CheckConstraint("amount_minor > 0", name="ck_dispute_amount"),
        sa.ForeignKeyConstraint(
            ["workspace_id", "invoice_id"],
            ["invoice.workspace_id", "invoice.id"],
            name="fk_dispute_invoice_id",
        ),
        sa.ForeignKeyConstraint(
            ["workspace_id", "raised_by"],
            ["person.workspace_id", "person.id"],
            name="fk_dispute_raised_by",
        ),
        sa.PrimaryKeyConstraint("workspace_id", "id"),
        sa.UniqueConstraint("workspace_id", "number", name="uq_dispute_number"),
        sqlite_with_rowid=False,
    )
    with op.batch_alter_table("dispute", schema=None) as batch_op:
        batch_op.create_index("ix_dispute_invoice_id", ["workspace_id", "invoice_id"], unique=False)

    op.create_table(
        "follow_up",
        sa.Column("workspace_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("number", sa.Text(), nullable=False),
        sa.Column("person_id", sa.BigInteger(), nullable=False),
        sa.Column("customer_id", sa.BigInteger(), nullable=False),
        sa.Column("invoice_id", sa.BigInteger(), nullable=True),
        sa.Column("at", Instant(), nullable=False),
        sa.Column("on_day", sa.Date(), nullable=False),
        sa.Column("automatic", sa.Boolean(), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("recorded_at", Instant(), nullable=False),
        sa.ForeignKeyConstraint(
            ["workspace_id", "customer_id"],
            ["customer.workspace_id", "customer.id"],
            name="fk_follow_up_customer_id",
        ),
        sa.ForeignKeyConstraint(
            ["workspace_id", "invoice_id"],
            ["invoice.workspace_id", "invoice.id"],
            name="fk_follow_up_invoice_id",
        ),
        sa.ForeignKeyConstraint(
            ["workspace_id", "person_id"],
            ["person.workspace_id", "person.id"],
            name="fk_follow_up_person_id",
        ),
        sa.PrimaryKeyConstraint("workspace_id", "id"),
        sa.UniqueConstraint("workspace_id", "number", name="uq_follow_up_number"),
        sqlite_with_rowid=False,
    )
    with op.batch_alter_table("follow_up", schema=None) as batch_op:
        batch_op.create_index(
            "ix_follow_up_customer_id_on_day",
            ["workspace_id", "customer_id", "on_day"],
            unique=False,
        )
        batch_op.create_index(
            "ix_follow_up_person_id_on_day", ["workspace_id", "person_id", "on_day"], unique=False
        )
        batch_op.create_index("ix_follow_up_on_day", ["workspace_id", "on_day"], unique=False)

    op.create_table(
        "promise",
        sa.Column("workspace_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("number", sa.Text(), nullable=False),
        sa.Column("customer_id", sa.BigInteger(), nullable=False),
        sa.Column("currency", sa.Text(), nullable=False),
        sa.Column("amount_minor", sa.BigInteger(), nullable=False),
        sa.Column("promised_on", sa.Date(), nullable=False),
        sa.Column("invoice_id", sa.BigInteger(), nullable=True),
        sa.Column("person_id", sa.BigInteger(), nullable=True),
        sa.Column("replaces_id", sa.BigInteger(), nullable=True),
        sa.Column("recorded_at", Instant(), nullable=False),
        sa.CheckConstraint("amount_minor > 0", name="ck_promise_amount"),
        sa.ForeignKeyConstraint(
            ["workspace_id", "customer_id"],
            ["customer.workspace_id", "customer.id"],
            name="fk_promise_customer_id",
        ),
        sa.ForeignKeyConstraint(
            ["workspace_id", "invoice_id"],
            ["invoice.workspace_id", "invoice.id"],
            name="fk_promise_invoice_id",
        ),
        sa.ForeignKeyConstraint(
            ["workspace_id", "person_id"],
            ["person.workspace_id", "person.id"],
            name="fk_promise_person_id",
        ),
        sa.ForeignKeyConstraint(
            ["workspace_id", "replaces_id"],
            ["promise.workspace_id", "promise.id"],
            name="fk_promise_replaces_id",
        ),
        sa.PrimaryKeyConstraint("workspace_id", "id"),
        sa.UniqueConstraint("workspace_id", "number", name="uq_promise_number"),
        sa.UniqueConstraint("workspace_id", "replaces_id", name="uq_promise_replaces_id"),
        sqlite_with_rowid=False,
    )
    with op.batch_alter_table("promise", schema=None) as batch_op:
        batch_op.create_index(
            "ix_promise_customer_id_promised_on",
            ["workspace_id", "customer_id", "promised_on"],
            unique=False,
        )
        batch_op.create_index(
            "ix_promise_person_id_promised_on",
            ["workspace_id", "person_id", "promised_on"],
            unique=False,
        )
        batch_op.create_index(
            "ix_promise_promised_on", ["workspace_id", "promised_on"], unique=False
        )

    op.create_table(
        "write_off",
        sa.Column("workspace_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("number", sa.Text(), nullable=False),
        sa.Column("invoice_id", sa.BigInteger(), nullable=False),
        sa.Column("currency", sa.Text(), nullable=False),
        sa.Column("amount_minor", sa.BigInteger(), nullable=False),
        sa.Column("written_off_on", sa.Date(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("requested_by", sa.BigInteger(), nullable=False),
        sa.Column("approved_by", sa.BigInteger(), nullable=False),
        sa.Column("recorded_at", Instant(), nullable=False),
        sa.CheckConstraint("amount_minor > 0", name="ck_write_off_amount"),
        sa.CheckConstraint("requested_by <> approved_by", name="ck_write_off_two_people"),
        sa.ForeignKeyConstraint(
            ["workspace_id", "approved_by"],
            ["person.workspace_id", "person.id"],
            name="fk_write_off_approved_by",
        ),
        sa.ForeignKeyConstraint(
            ["workspace_id", "invoice_id"],
            ["invoice.workspace_id", "invoice.id"],
            name="fk_write_off_invoice_id",
        ),
        sa.ForeignKeyConstraint(
            ["workspace_id", "requested_by"],
            ["person.workspace_id", "person.id"],
            name="fk_write_off_requested_by",
        ),
        sa.PrimaryKeyConstraint("workspace_id", "id"),
        sa.UniqueConstraint("workspace_id", "number", name="uq_write_off_number"),
        sqlite_with_rowid=False,
    )
    with op.batch_alter_table("write_off", schema=None) as batch_op:
        batch_op.create_index(
            "ix_write_off_invoice_id", ["workspace_id", "invoice_id"], unique=False
        )
        batch_op.create_index(
            "ix_write_off_written_off_on", ["workspace_id", "written_off_on"], unique=False
        )

    op.create_table(
        "dispute_step",
        sa.Column("workspace_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("dispute_id", sa.BigInteger(), nullable=False),
        sa.Column("step", sa.Text(), nullable=False),
        sa.Column("outcome", sa.Text(), nullable=True),
        sa.Column("to_on", sa.Date(), nullable=True),
        sa.Column("own_doing", sa.Boolean(), nullable=False),
        sa.Column("person_id", sa.BigInteger(), nullable=True),
        sa.Column("recorded_at", Instant(), nullable=False),
        sa.CheckConstraint("outcome IN ('for_us', 'for_customer')", name="ck_dispute_step_outcome"),
        sa.CheckConstraint("step IN ('confirm', 'decide')", name="ck_dispute_step_step"),
        sa.ForeignKeyConstraint(
            ["workspace_id", "dispute_id"],
            ["dispute.workspace_id", "dispute.id"],
            name="fk_dispute_step_dispute_id",
        ),
        sa.ForeignKeyConstraint(
            ["workspace_id", "person_id"],
            ["person.workspace_id", "person.id"],
            name="fk_dispute_step_person_id",
        ),
        sa.PrimaryKeyConstraint("workspace_id", "id"),
        sa.UniqueConstraint(
            "workspace_id", "dispute_id", "step", name="uq_dispute_step_dispute_id_step"
        ),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "disputed_part",
        sa.Column("workspace_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("dispute_id", sa.BigInteger(), nullable=False),
        sa.Column("instalment_id", sa.BigInteger(), nullable=False),
        sa.Column("amount_minor", sa.BigInteger(), nullable=False),
        sa.Column("recorded_at", Instant(), nullable=False),
        sa.CheckConstraint("amount_minor > 0", name="ck_disputed_part_amount"),
        sa.ForeignKeyConstraint(
            ["workspace_id", "dispute_id"],
            ["dispute.workspace_id", "dispute.id"],
            name="fk_disputed_part_dispute_id",
        ),
        sa.ForeignKeyConstraint(
            ["workspace_id", "instalment_id"],
            ["instalment.workspace_id", "instalment.id"],
            name="fk_disputed_part_instalment_id",
        ),
        sa.PrimaryKeyConstraint("workspace_id", "id"),
        sqlite_with_rowid=False,
    )
    with op.batch_alter_table("disputed_part", schema=None) as batch_op:
        batch_op.create_index(
            "ix_disputed_part_dispute_id", ["workspace_id", "dispute_id"], unique=False
        )
        batch_op.create_index(
            "ix_disputed_part_instalment_id", ["workspace_id", "instalment_id"], unique=False
        )

    op.create_table(
        "exemption",
        sa.Column("workspace_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("number", sa.Text(), nullable=False),
        sa.Column("invoice_id", sa.BigInteger(), nullable=False),
        sa.Column("instalment_id", sa.BigInteger(), nullable=True),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("from_on", sa.Date(), nullable=False),
        sa.Column("until_on", sa.Date(), nullable=True),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("requested_by", sa.BigInteger(), nullable=False),
        sa.Column("approved_by", sa.BigInteger(), nullable=False),
        sa.Column("recorded_at", Instant(), nullable=False),
        sa.CheckConstraint("kind IN ('exclude', 'extend')", name="ck_exemption_kind"),
        sa.CheckConstraint("requested_by <> approved_by", name="ck_exemption_two_people"),
        sa.CheckConstraint("until_on IS NULL OR until_on >= from_on", name="ck_exemption_interval"),
        sa.ForeignKeyConstraint(
            ["workspace_id", "approved_by"],
            ["person.workspace_id", "person.id"],
            name="fk_exemption_approved_by",
        ),
        sa.ForeignKeyConstraint(
            ["workspace_id", "instalment_id"],
            ["instalment.workspace_id", "instalment.id"],
            name="fk_exemption_instalment_id",
        ),
        sa.ForeignKeyConstraint(
            ["workspace_id", "invoice_id"],
            ["invoice.workspace_id", "invoice.id"],
            name="fk_exemption_invoice_id",
        ),
        sa.ForeignKeyConstraint(
            ["workspace_id", "requested_by"],
            ["person.workspace_id", "person.id"],
            name="fk_exemption_requested_by",
        ),
        sa.PrimaryKeyConstraint("workspace_id", "id"),
        sa.UniqueConstraint("workspace_id", "number", name="uq_exemption_number"),
        sqlite_with_rowid=False,
    )
    with op.batch_alter_table("exemption", schema=None) as batch_op:
        batch_op.create_index(
            "ix_exemption_invoice_id", ["workspace_id", "invoice_id"], unique=False
        )

    op.create_table(
        "exemption_end",
        sa.Column("workspace_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("exemption_id", sa.BigInteger(), nullable=False),
        sa.Column("until_on", sa.Date(), nullable=False),
        sa.Column("person_id", sa.BigInteger(), nullable=True),
        sa.Column("recorded_at", Instant(), nullable=False),
        sa.ForeignKeyConstraint(
            ["workspace_id", "exemption_id"],
            ["exemption.workspace_id", "exemption.id"],
            name="fk_exemption_end_exemption_id",
        ),
        sa.ForeignKeyConstraint(
            ["workspace_id", "person_id"],
            ["person.workspace_id", "person.id"],
            name="fk_exemption_end_person_id",
        ),
        sa.PrimaryKeyConstraint("workspace_id", "id"),
        sa.UniqueConstraint("workspace_id", "exemption_id", name="uq_exemption_end_exemption_id"),
        sqlite_with_rowid=False,
    )
    rows = {"sqlite_with_rowid": False}
    with op.batch_alter_table("instalment", table_kwargs=rows) as batch_op:
        batch_op.add_column(
            sa.Column("is_marked", sa.Boolean(), nullable=False, server_default=sa.false())
        )

    known = sa.text("delivered_on IS NOT NULL")
    with op.batch_alter_table("invoice", table_kwargs=rows) as batch_op:
        batch_op.create_index(
            "ix_invoice_delivered_on",
            ["workspace_id", "delivered_on"],
            unique=False,
            sqlite_where=known,
            postgresql_where=known,
        )
    with op.batch_alter_table("ownership", table_kwargs=rows) as batch_op:
        batch_op.add_column(sa.Column("delivered_on", sa.Date(), nullable=True))
        batch_op.create_index(
            "ix_ownership_person_id_delivered_on",
            ["workspace_id", "person_id", "delivered_on"],
            unique=False,
            sqlite_where=known,
            postgresql_where=known,
        )
    op.execute(
        "UPDATE ownership SET delivered_on = (SELECT i.delivered_on FROM instalment n "
        "JOIN invoice i ON i.workspace_id = n.workspace_id AND i.id = n.invoice_id "
        "WHERE n.workspace_id = ownership.workspace_id AND n.id = ownership.instalment_id)"
    )

    with op.batch_alter_table("reduction", table_kwargs=rows) as batch_op:
        batch_op.add_column(sa.Column("write_off_id", sa.BigInteger(), nullable=True))
        batch_op.alter_column("credit_note_id", existing_type=sa.BIGINT(), nullable=True)
        batch_op.create_index(
            "ix_reduction_effective_on", ["workspace_id", "effective_on"], unique=False
        )
        batch_op.create_index(
            "ix_reduction_write_off_id", ["workspace_id", "write_off_id"], unique=False
        )
        batch_op.create_foreign_key(
            "fk_reduction_write_off_id",
            "write_off",
            ["workspace_id", "write_off_id"],
            ["workspace_id", "id"],
        )
        batch_op.create_check_constraint(
            "ck_reduction_one", "(credit_note_id IS NULL) <> (write_off_id IS NULL)"
        )
