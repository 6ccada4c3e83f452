"""Every key begins with the workspace, and money is never kept as a fraction.

So a database partitioned by workspace needs no other code, and sums agree on both engines. Both
the declared tables and the migrated database are looked at.
"""

from collections.abc import Iterator

from sqlalchemy import (
    BigInteger,
    Column,
    Float,
    ForeignKeyConstraint,
    Integer,
    MetaData,
    Numeric,
    PrimaryKeyConstraint,
    Table,
    Text,
    UniqueConstraint,
    create_engine,
)

# Without a workspace by nature: the companies themselves, and the migrations' own note.
EXEMPT = ("alembic_version", "workspace")
KEYED = PrimaryKeyConstraint | UniqueConstraint | ForeignKeyConstraint


def violations(metadata: MetaData) -> list[str]:
    tables = sorted(metadata.tables.values(), key=lambda table: table.name)
    assert tables, "there is no table: this rule would hold over nothing"
    return [found for table in tables for found in (*_keys(table), *_fractions(table))]


def _keys(table: Table) -> Iterator[str]:
    if table.name in EXEMPT:
        return
    if not table.primary_key.columns:
        yield f"{table.name}: no primary key"
    constraints = [c for c in table.constraints if isinstance(c, KEYED)]
    indexes = [index for index in table.indexes if index.unique]
    for key in (*constraints, *indexes):
        names = [column.name for column in key.columns]
        if names and names[0] != "workspace_id":
            yield f"{table.name}: {type(key).__name__} ({', '.join(names)})"


def _fractions(table: Table) -> Iterator[str]:
    for column in table.columns:
        if isinstance(column.type, Numeric | Float):
            yield f"{table.name}.{column.name}: {column.type} is no whole number"
        elif column.name.endswith("_minor") and not isinstance(column.type, BigInteger):
            yield f"{table.name}.{column.name}: {column.type} cannot hold money"


def test_the_declared_tables_keep_the_rules() -> None:
    from sqlmodel import SQLModel

    import storage.tables

    assert storage.tables
    assert violations(SQLModel.metadata) == []


def test_the_migrated_database_keeps_the_rules(database_url: str) -> None:
    engine = create_engine(database_url.replace("postgresql:", "postgresql+psycopg:"))
    metadata = MetaData()
    metadata.reflect(engine)
    engine.dispose()
    assert violations(metadata) == []


def test_a_key_without_workspace_or_a_fraction_is_seen() -> None:
    metadata = MetaData()
    Table("workspace", metadata, Column("id", BigInteger, primary_key=True))
    Table(
        "invoice",
        metadata,
        Column("workspace_id", BigInteger, primary_key=True),
        Column("id", BigInteger, primary_key=True),
        Column("number", Text, unique=True),
        Column("reference", Text, index=True, unique=True),
        Column("amount_minor", Integer),
        Column("rate", Numeric),
        Column("score", Float),
        Column("customer_id", BigInteger),
        ForeignKeyConstraint(["customer_id"], ["customer.id"]),
        UniqueConstraint("workspace_id", "number"),
    )
    Table("customer", metadata, Column("id", BigInteger, primary_key=True))
    Table("log", metadata, Column("workspace_id", BigInteger))
    assert sorted(violations(metadata)) == [
        "customer: PrimaryKeyConstraint (id)",
        "invoice.amount_minor: INTEGER cannot hold money",
        "invoice.rate: NUMERIC is no whole number",
        "invoice.score: FLOAT is no whole number",
        "invoice: ForeignKeyConstraint (customer_id)",
        "invoice: Index (reference)",
        "invoice: UniqueConstraint (number)",
        "log: no primary key",
    ]
