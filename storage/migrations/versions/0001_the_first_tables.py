"""The first tables."""

import sqlalchemy as sa
from alembic import op

from storage.columns import Instant

revision = "0001"
down_revision = None


def upgrade() -> None:
    """Bring the schema to this version."""
    op.create_table(
        "workspace",
        sa.Column("id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("slack_team_id", sa.Text(), nullable=True),
        sa.Column("timezone", sa.Text(), nullable=False),
        sa.Column("currency", sa.Text(), nullable=False),
        sa.Column("language", sa.Text(), nullable=False),
        sa.Column("created_at", Instant(), nullable=False),
        sa.CheckConstraint("language IN ('en', 'zh')", name="ck_workspace_language"),
        sa.PrimaryKeyConstraint("id"),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "audit",
        sa.Column("workspace_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("seq", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("recorded_at", Instant(), nullable=False),
        sa.Column("actor", sa.Text(), nullable=False),
        sa.Column("origin", sa.Text(), nullable=False),
        sa.Column("action", sa.Text(), nullable=False),
        sa.Column("detail", sa.Text(), nullable=False),
        sa.Column("previous_hash", sa.Text(), nullable=False),
        sa.Column("row_hash", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["workspace_id"], ["workspace.id"], name="fk_audit_workspace_id"),
        sa.PrimaryKeyConstraint("workspace_id", "seq"),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "customer",
        sa.Column("workspace_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("number", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("owners", sa.Text(), nullable=False),
        sa.Column("aliases", sa.Text(), nullable=False),
        sa.Column("payer_accounts", sa.Text(), nullable=False),
        sa.Column("parent_id", sa.BigInteger(), nullable=True),
        sa.Column("terms_days", sa.Integer(), nullable=True),
        sa.Column("credit_limit_minor", sa.BigInteger(), nullable=True),
        sa.Column("currency", sa.Text(), nullable=True),
        sa.Column("recorded_at", Instant(), nullable=False),
        sa.ForeignKeyConstraint(
            ["workspace_id", "parent_id"],
            ["customer.workspace_id", "customer.id"],
            name="fk_customer_parent_id",
        ),
        sa.ForeignKeyConstraint(
            ["workspace_id"], ["workspace.id"], name="fk_customer_workspace_id"
        ),
        sa.PrimaryKeyConstraint("workspace_id", "id"),
        sa.UniqueConstraint("workspace_id", "number", name="uq_customer_number"),
        sqlite_with_rowid=False,
    )
    with op.batch_alter_table("customer", schema=None) as batch_op:
        batch_op.create_index("ix_customer_name", ["workspace_id", "name"], unique=False)

    op.create_table(
        "person",
        sa.Column("workspace_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("number", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("email", sa.Text(), nullable=True),
        sa.Column("rights", sa.Text(), nullable=False),
        sa.Column("recorded_at", Instant(), nullable=False),
        sa.ForeignKeyConstraint(["workspace_id"], ["workspace.id"], name="fk_person_workspace_id"),
        sa.PrimaryKeyConstraint("workspace_id", "id"),
        sa.UniqueConstraint("workspace_id", "number", name="uq_person_number"),
        sqlite_with_rowid=False,
    )
    with op.batch_alter_table("person", schema=None) as batch_op:
        batch_op.create_index("ix_person_email", ["workspace_id", "email"], unique=False)

    op.create_table(
        "rate",
        sa.Column("workspace_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("currency", sa.Text(), nullable=False),
        sa.Column("on", sa.Date(), nullable=False),
        sa.Column("rate", sa.Text(), nullable=False),
        sa.Column("recorded_at", Instant(), nullable=False),
        sa.ForeignKeyConstraint(["workspace_id"], ["workspace.id"], name="fk_rate_workspace_id"),
        sa.PrimaryKeyConstraint("workspace_id", "id"),
        sqlite_with_rowid=False,
    )
    with op.batch_alter_table("rate", schema=None) as batch_op:
        batch_op.create_index(
            "ix_rate_currency_on", ["workspace_id", "currency", "on"], unique=False
        )

    op.create_table(
        "credit_note",
        sa.Column("workspace_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("number", sa.Text(), nullable=False),
        sa.Column("customer_id", sa.BigInteger(), nullable=False),
        sa.Column("currency", sa.Text(), nullable=False),
        sa.Column("issued_on", sa.Date(), nullable=False),
        sa.Column("amount_minor", sa.BigInteger(), nullable=False),
        sa.Column("applied_minor", sa.BigInteger(), nullable=False),
        sa.Column("names", sa.Text(), nullable=False),
        sa.Column("recorded_at", Instant(), nullable=False),
        sa.CheckConstraint("amount_minor > 0", name="ck_credit_note_amount"),
        sa.CheckConstraint(
            "applied_minor BETWEEN 0 AND amount_minor", name="ck_credit_note_applied"
        ),
        sa.ForeignKeyConstraint(
            ["workspace_id", "customer_id"],
            ["customer.workspace_id", "customer.id"],
            name="fk_credit_note_customer_id",
        ),
        sa.PrimaryKeyConstraint("workspace_id", "id"),
        sa.UniqueConstraint("workspace_id", "number", name="uq_credit_note_number"),
        sqlite_with_rowid=False,
    )
    with op.batch_alter_table("credit_note", schema=None) as batch_op:
        batch_op.create_index(
            "ix_credit_note_customer_id", ["workspace_id", "customer_id"], unique=False
        )

    op.create_table(
        "invoice",
        sa.Column("workspace_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("number", sa.Text(), nullable=False),
        sa.Column("customer_id", sa.BigInteger(), nullable=False),
        sa.Column("currency", sa.Text(), nullable=False),
        sa.Column("issued_on", sa.Date(), nullable=False),
        sa.Column("delivered_on", sa.Date(), nullable=True),
        sa.Column("sent_on", sa.Date(), nullable=True),
        sa.Column("recorded_at", Instant(), nullable=False),
        sa.ForeignKeyConstraint(
            ["workspace_id", "customer_id"],
            ["customer.workspace_id", "customer.id"],
            name="fk_invoice_customer_id",
        ),
        sa.PrimaryKeyConstraint("workspace_id", "id"),
        sa.UniqueConstraint("workspace_id", "number", name="uq_invoice_number"),
        sqlite_with_rowid=False,
    )
    with op.batch_alter_table("invoice", schema=None) as batch_op:
        batch_op.create_index(
            "ix_invoice_customer_id", ["workspace_id", "customer_id"], unique=False
        )

    op.create_table(
        "metric",
        sa.Column("workspace_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("person_id", sa.BigInteger(), nullable=False),
        sa.Column("metric", sa.Text(), nullable=False),
        sa.Column("start_on", sa.Date(), nullable=False),
        sa.Column("end_on", sa.Date(), nullable=False),
        sa.Column("value", sa.Text(), nullable=False),
        sa.Column("recorded_at", Instant(), nullable=False),
        sa.CheckConstraint("start_on < end_on", name="ck_metric_interval"),
        sa.ForeignKeyConstraint(
            ["workspace_id", "person_id"],
            ["person.workspace_id", "person.id"],
            name="fk_metric_person_id",
        ),
        sa.PrimaryKeyConstraint("workspace_id", "id"),
        sqlite_with_rowid=False,
    )
    with op.batch_alter_table("metric", schema=None) as batch_op:
        batch_op.create_index(
            "ix_metric_person_id_metric", ["workspace_id", "person_id", "metric"], unique=False
        )

    op.create_table(
        "receipt",
        sa.Column("workspace_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("number", sa.Text(), nullable=False),
        sa.Column("customer_id", sa.BigInteger(), nullable=False),
        sa.Column("currency", sa.Text(), nullable=False),
        sa.Column("value_on", sa.Date(), nullable=False),
        sa.Column("amount_minor", sa.BigInteger(), nullable=False),
        sa.Column("allocated_minor", sa.BigInteger(), nullable=False),
        sa.Column("reversed_minor", sa.BigInteger(), nullable=False),
        sa.Column("fee_minor", sa.BigInteger(), nullable=False),
        sa.Column("method", sa.Text(), nullable=False),
        sa.Column("reference", sa.Text(), nullable=False),
        sa.Column("names", sa.Text(), nullable=False),
        sa.Column("recorded_at", Instant(), nullable=False),
        sa.CheckConstraint(
            "allocated_minor BETWEEN 0 AND amount_minor - reversed_minor",
            name="ck_receipt_allocated",
        ),
        sa.CheckConstraint("amount_minor > 0", name="ck_receipt_amount"),
        sa.CheckConstraint("reversed_minor IN (0, amount_minor)", name="ck_receipt_reversed"),
        sa.ForeignKeyConstraint(
            ["workspace_id", "customer_id"],
            ["customer.workspace_id", "customer.id"],
            name="fk_receipt_customer_id",
        ),
        sa.PrimaryKeyConstraint("workspace_id", "id"),
        sa.UniqueConstraint("workspace_id", "number", name="uq_receipt_number"),
        sqlite_with_rowid=False,
    )
    with op.batch_alter_table("receipt", schema=None) as batch_op:
        batch_op.create_index(
            "ix_receipt_customer_id_value_on",
            ["workspace_id", "customer_id", "value_on"],
            unique=False,
        )

    op.create_table(
        "team",
        sa.Column("workspace_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("manager_id", sa.BigInteger(), nullable=True),
        sa.Column("parent_id", sa.BigInteger(), nullable=True),
        sa.Column("channel", sa.Text(), nullable=True),
        sa.Column("recorded_at", Instant(), nullable=False),
        sa.ForeignKeyConstraint(
            ["workspace_id", "manager_id"],
            ["person.workspace_id", "person.id"],
            name="fk_team_manager_id",
        ),
        sa.ForeignKeyConstraint(
            ["workspace_id", "parent_id"],
            ["team.workspace_id", "team.id"],
            name="fk_team_parent_id",
        ),
        sa.ForeignKeyConstraint(["workspace_id"], ["workspace.id"], name="fk_team_workspace_id"),
        sa.PrimaryKeyConstraint("workspace_id", "id"),
        sa.UniqueConstraint("workspace_id", "name", name="uq_team_name"),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "assignment",
        sa.Column("workspace_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("person_id", sa.BigInteger(), nullable=False),
        sa.Column("role", sa.Text(), nullable=False),
        sa.Column("team_id", sa.BigInteger(), nullable=True),
        sa.Column("manager_id", sa.BigInteger(), nullable=True),
        sa.Column("valid_from", sa.Date(), nullable=False),
        sa.Column("valid_to", sa.Date(), nullable=False),
        sa.Column("recorded_at", Instant(), nullable=False),
        sa.Column("replaced_at", Instant(), nullable=False),
        sa.CheckConstraint(
            "role IN ('sales', 'project_manager', 'finance', 'customer_service', 'other')",
            name="ck_assignment_role",
        ),
        sa.CheckConstraint("valid_from < valid_to", name="ck_assignment_interval"),
        sa.ForeignKeyConstraint(
            ["workspace_id", "manager_id"],
            ["person.workspace_id", "person.id"],
            name="fk_assignment_manager_id",
        ),
        sa.ForeignKeyConstraint(
            ["workspace_id", "person_id"],
            ["person.workspace_id", "person.id"],
            name="fk_assignment_person_id",
        ),
        sa.ForeignKeyConstraint(
            ["workspace_id", "team_id"],
            ["team.workspace_id", "team.id"],
            name="fk_assignment_team_id",
        ),
        sa.PrimaryKeyConstraint("workspace_id", "id"),
        sqlite_with_rowid=False,
    )
    with op.batch_alter_table("assignment", schema=None) as batch_op:
        batch_op.create_index(
            "ix_assignment_manager_id", ["workspace_id", "manager_id"], unique=False
        )
        batch_op.create_index(
            "ix_assignment_person_id_valid_from",
            ["workspace_id", "person_id", "valid_from"],
            unique=False,
        )
        batch_op.create_index("ix_assignment_team_id", ["workspace_id", "team_id"], unique=False)

    op.create_table(
        "instalment",
        sa.Column("workspace_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("invoice_id", sa.BigInteger(), nullable=False),
        sa.Column("customer_id", sa.BigInteger(), nullable=False),
        sa.Column("currency", sa.Text(), nullable=False),
        sa.Column("label", sa.Text(), nullable=False),
        sa.Column("issued_on", sa.Date(), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=False),
        sa.Column("amount_minor", sa.BigInteger(), nullable=False),
        sa.Column("settled_before_minor", sa.BigInteger(), nullable=False),
        sa.Column("balance_minor", sa.BigInteger(), nullable=False),
        sa.Column("settled_on", sa.Date(), nullable=False),
        sa.Column("settled_at", Instant(), nullable=False),
        sa.Column("recorded_at", Instant(), nullable=False),
        sa.CheckConstraint(
            "amount_minor >= 0 AND settled_before_minor >= 0", name="ck_instalment_amount"
        ),
        sa.CheckConstraint(
            "balance_minor BETWEEN 0 AND amount_minor", name="ck_instalment_balance"
        ),
        sa.ForeignKeyConstraint(
            ["workspace_id", "customer_id"],
            ["customer.workspace_id", "customer.id"],
            name="fk_instalment_customer_id",
        ),
        sa.ForeignKeyConstraint(
            ["workspace_id", "invoice_id"],
            ["invoice.workspace_id", "invoice.id"],
            name="fk_instalment_invoice_id",
        ),
        sa.PrimaryKeyConstraint("workspace_id", "id"),
        sa.UniqueConstraint(
            "workspace_id", "invoice_id", "label", name="uq_instalment_invoice_id_label"
        ),
        sqlite_with_rowid=False,
    )
    with op.batch_alter_table("instalment", schema=None) as batch_op:
        batch_op.create_index(
            "ix_instalment_customer_id_settled_on",
            ["workspace_id", "customer_id", "settled_on"],
            unique=False,
        )
        batch_op.create_index(
            "ix_instalment_settled_on", ["workspace_id", "settled_on"], unique=False
        )

    op.create_table(
        "reversal",
        sa.Column("workspace_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("number", sa.Text(), nullable=False),
        sa.Column("receipt_id", sa.BigInteger(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("effective_on", sa.Date(), nullable=False),
        sa.Column("recorded_at", Instant(), nullable=False),
        sa.CheckConstraint("kind IN ('bounce', 'undo')", name="ck_reversal_kind"),
        sa.ForeignKeyConstraint(
            ["workspace_id", "receipt_id"],
            ["receipt.workspace_id", "receipt.id"],
            name="fk_reversal_receipt_id",
        ),
        sa.PrimaryKeyConstraint("workspace_id", "id"),
        sa.UniqueConstraint("workspace_id", "number", name="uq_reversal_number"),
        sa.UniqueConstraint("workspace_id", "receipt_id", name="uq_reversal_receipt_id"),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "target",
        sa.Column("workspace_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("person_id", sa.BigInteger(), nullable=True),
        sa.Column("team_id", sa.BigInteger(), nullable=True),
        sa.Column("kpi", sa.Text(), nullable=False),
        sa.Column("start_on", sa.Date(), nullable=False),
        sa.Column("end_on", sa.Date(), nullable=False),
        sa.Column("value", sa.Text(), nullable=False),
        sa.Column("recorded_at", Instant(), nullable=False),
        sa.CheckConstraint("(person_id IS NULL) <> (team_id IS NULL)", name="ck_target_one"),
        sa.CheckConstraint("start_on < end_on", name="ck_target_interval"),
        sa.ForeignKeyConstraint(
            ["workspace_id", "person_id"],
            ["person.workspace_id", "person.id"],
            name="fk_target_person_id",
        ),
        sa.ForeignKeyConstraint(
            ["workspace_id", "team_id"], ["team.workspace_id", "team.id"], name="fk_target_team_id"
        ),
        sa.PrimaryKeyConstraint("workspace_id", "id"),
        sqlite_with_rowid=False,
    )
    with op.batch_alter_table("target", schema=None) as batch_op:
        batch_op.create_index(
            "ix_target_person_id_kpi", ["workspace_id", "person_id", "kpi"], unique=False
        )
        batch_op.create_index(
            "ix_target_team_id_kpi", ["workspace_id", "team_id", "kpi"], unique=False
        )

    op.create_table(
        "allocation",
        sa.Column("workspace_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("receipt_id", sa.BigInteger(), nullable=False),
        sa.Column("instalment_id", sa.BigInteger(), nullable=False),
        sa.Column("amount_minor", sa.BigInteger(), nullable=False),
        sa.Column("value_on", sa.Date(), nullable=False),
        sa.Column("effective_on", sa.Date(), nullable=False),
        sa.Column("credited_on", sa.Date(), nullable=False),
        sa.Column("recorded_at", Instant(), nullable=False),
        sa.Column("reverses_id", sa.BigInteger(), nullable=True),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.CheckConstraint(
            "(kind = 'cash') = (reverses_id IS NULL)", name="ck_allocation_reversal"
        ),
        sa.CheckConstraint("kind IN ('cash', 'bounce', 'undo')", name="ck_allocation_kind"),
        sa.CheckConstraint("(amount_minor > 0) = (reverses_id IS NULL)", name="ck_allocation_sign"),
        sa.CheckConstraint("amount_minor <> 0", name="ck_allocation_not_zero"),
        sa.ForeignKeyConstraint(
            ["workspace_id", "instalment_id"],
            ["instalment.workspace_id", "instalment.id"],
            name="fk_allocation_instalment_id",
        ),
        sa.ForeignKeyConstraint(
            ["workspace_id", "receipt_id"],
            ["receipt.workspace_id", "receipt.id"],
            name="fk_allocation_receipt_id",
        ),
        sa.ForeignKeyConstraint(
            ["workspace_id", "reverses_id"],
            ["allocation.workspace_id", "allocation.id"],
            name="fk_allocation_reverses_id",
        ),
        sa.PrimaryKeyConstraint("workspace_id", "id"),
        sa.UniqueConstraint("workspace_id", "reverses_id", name="uq_allocation_reverses_id"),
        sqlite_with_rowid=False,
    )
    with op.batch_alter_table("allocation", schema=None) as batch_op:
        batch_op.create_index(
            "ix_allocation_effective_on", ["workspace_id", "effective_on"], unique=False
        )
        batch_op.create_index(
            "ix_allocation_instalment_id_effective_on_amount_minor",
            ["workspace_id", "instalment_id", "effective_on", "amount_minor"],
            unique=False,
        )
        batch_op.create_index(
            "ix_allocation_receipt_id", ["workspace_id", "receipt_id"], unique=False
        )

    op.create_table(
        "ownership",
        sa.Column("workspace_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("instalment_id", sa.BigInteger(), nullable=False),
        sa.Column("person_id", sa.BigInteger(), nullable=False),
        sa.Column("place", sa.Integer(), nullable=False),
        sa.Column("weight_bp", sa.Integer(), nullable=False),
        sa.Column("split", sa.Text(), nullable=False),
        sa.Column("valid_from", sa.Date(), nullable=False),
        sa.Column("valid_to", sa.Date(), nullable=False),
        sa.Column("settled_on", sa.Date(), nullable=False),
        sa.Column("recorded_at", Instant(), nullable=False),
        sa.Column("replaced_at", Instant(), nullable=False),
        sa.CheckConstraint("valid_from < valid_to", name="ck_ownership_interval"),
        sa.CheckConstraint("weight_bp BETWEEN 1 AND 10000", name="ck_ownership_weight"),
        sa.ForeignKeyConstraint(
            ["workspace_id", "instalment_id"],
            ["instalment.workspace_id", "instalment.id"],
            name="fk_ownership_instalment_id",
        ),
        sa.ForeignKeyConstraint(
            ["workspace_id", "person_id"],
            ["person.workspace_id", "person.id"],
            name="fk_ownership_person_id",
        ),
        sa.PrimaryKeyConstraint("workspace_id", "id"),
        sqlite_with_rowid=False,
    )
    with op.batch_alter_table("ownership", schema=None) as batch_op:
        batch_op.create_index(
            "ix_ownership_instalment_id", ["workspace_id", "instalment_id"], unique=False
        )
        batch_op.create_index(
            "ix_ownership_person_id_settled_on",
            ["workspace_id", "person_id", "settled_on"],
            unique=False,
        )

    op.create_table(
        "reduction",
        sa.Column("workspace_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("credit_note_id", sa.BigInteger(), nullable=False),
        sa.Column("instalment_id", sa.BigInteger(), nullable=False),
        sa.Column("amount_minor", sa.BigInteger(), nullable=False),
        sa.Column("effective_on", sa.Date(), nullable=False),
        sa.Column("recorded_at", Instant(), nullable=False),
        sa.CheckConstraint("amount_minor > 0", name="ck_reduction_amount"),
        sa.ForeignKeyConstraint(
            ["workspace_id", "credit_note_id"],
            ["credit_note.workspace_id", "credit_note.id"],
            name="fk_reduction_credit_note_id",
        ),
        sa.ForeignKeyConstraint(
            ["workspace_id", "instalment_id"],
            ["instalment.workspace_id", "instalment.id"],
            name="fk_reduction_instalment_id",
        ),
        sa.PrimaryKeyConstraint("workspace_id", "id"),
        sqlite_with_rowid=False,
    )
    with op.batch_alter_table("reduction", schema=None) as batch_op:
        batch_op.create_index(
            "ix_reduction_credit_note_id", ["workspace_id", "credit_note_id"], unique=False
        )
        batch_op.create_index(
            "ix_reduction_instalment_id_effective_on_amount_minor",
            ["workspace_id", "instalment_id", "effective_on", "amount_minor"],
            unique=False,
        )

    op.create_table(
        "credit_share",
        sa.Column("workspace_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("allocation_id", sa.BigInteger(), nullable=False),
        sa.Column("person_id", sa.BigInteger(), nullable=False),
        sa.Column("amount_minor", sa.BigInteger(), nullable=False),
        sa.Column("effective_on", sa.Date(), nullable=False),
        sa.Column("recorded_at", Instant(), nullable=False),
        sa.Column("replaced_at", Instant(), nullable=False),
        sa.ForeignKeyConstraint(
            ["workspace_id", "allocation_id"],
            ["allocation.workspace_id", "allocation.id"],
            name="fk_credit_share_allocation_id",
        ),
        sa.ForeignKeyConstraint(
            ["workspace_id", "person_id"],
            ["person.workspace_id", "person.id"],
            name="fk_credit_share_person_id",
        ),
        sa.PrimaryKeyConstraint("workspace_id", "id"),
        sqlite_with_rowid=False,
    )
    with op.batch_alter_table("credit_share", schema=None) as batch_op:
        batch_op.create_index(
            "ix_credit_share_allocation_id", ["workspace_id", "allocation_id"], unique=False
        )
        batch_op.create_index(
            "ix_credit_share_person_id_effective_on",
            ["workspace_id", "person_id", "effective_on"],
            unique=False,
        )
