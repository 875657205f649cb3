"""What all tests share."""

from collections.abc import Iterator

import pytest
from django.db.backends.postgresql.operations import DatabaseOperations


@pytest.fixture(autouse=True, scope="session")
def emptying_between_tests_passes_the_append_only_tables() -> Iterator[None]:
    """Django empties every table after a transactional test; only the server's owner may empty the audit, so act as one."""
    flush = DatabaseOperations.execute_sql_flush

    def as_owner(self: DatabaseOperations, sql_list: list[str]) -> None:
        flush(self, ["SET session_replication_role = replica;", *sql_list, "SET session_replication_role = origin;"])

    DatabaseOperations.execute_sql_flush = as_owner  # type: ignore[assignment]
    yield
    DatabaseOperations.execute_sql_flush = flush  # type: ignore[method-assign]
