"""The product's own tables on a Postgres that keeps each company's rows in one partition."""

from sqlalchemy import MetaData, Table, text
from sqlmodel import SQLModel

import storage.tables  # noqa: F401 - makes the metadata whole
from storage.database import open_database

PARTITIONS = 2


def partitioned_metadata() -> MetaData:
    """Copy the metadata, every table hash-partitioned by workspace."""
    copy = MetaData()
    for table in SQLModel.metadata.sorted_tables:
        twin = table.to_metadata(copy)
        twin.dialect_options["postgresql"]["partition_by"] = f"HASH ({_key_of(twin)})"
    return copy


def create_partitioned(url: str) -> None:
    """Create every table with its partitions in an empty database."""
    metadata = partitioned_metadata()
    database = open_database(url)
    with database.engine.begin() as connection:
        metadata.create_all(connection)
        for table in metadata.sorted_tables:
            for part in range(PARTITIONS):
                bounds = f"WITH (MODULUS {PARTITIONS}, REMAINDER {part})"
                name = f'"{table.name}_{part}" PARTITION OF "{table.name}" FOR VALUES {bounds}'
                connection.execute(text(f"CREATE TABLE {name}"))
    database.close()


def _key_of(table: Table) -> str:
    return "id" if table.name == "workspace" else "workspace_id"
