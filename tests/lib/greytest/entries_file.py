"""The file of the embedded storage, asked as the shared one is by psql."""

import contextlib
import sqlite3


def ask_file(state_dir, sql):
    """What a query with PostgreSQL's names finds: a line a row, '|' between columns."""
    # Opened for writing: a log that nobody else has open cannot be read otherwise.
    with contextlib.closing(sqlite3.connect(f"{state_dir}/greycache.sqlite", timeout=10)) as file:
        rows = file.execute(sql.replace("greycache.", "")).fetchall()
    return "\n".join("|".join(map(str, row)) for row in rows)
