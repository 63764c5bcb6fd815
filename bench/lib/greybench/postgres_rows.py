"""Rows of a PostgreSQL database: filling tables, counting."""

import subprocess


class PostgresRows:
    """One schema of one database."""

    def __init__(self, server, database, schema):
        self.server = server
        self.database = database
        self.schema = schema

    def psql(self, sql):
        return self.server.psql(sql, self.database)

    def copy(self, table, rows, **ages):
        """Fills a table by COPY with src, sender_domain, sender_name and perhaps rcpt; `ages` are
        its columns of time, in seconds before now."""
        columns = "src, sender_domain, sender_name" + (", rcpt" if table == "connect" else "")
        name = f"{self.schema}.{table}"
        self._defaults(name, {column: f"set default now() - interval '{age} s'"
                              for column, age in ages.items()})
        with rows as stream:
            subprocess.run(
                ["psql", "-X", "-q", "-v", "ON_ERROR_STOP=1", "-h", str(self.server.directory),
                 "-U", "postgres", "-d", self.database, "-c", f"copy {name} ({columns}) from stdin"],
                stdin=stream, check=True)
        self._defaults(name, {column: "drop default" for column in ages})

    def _defaults(self, name, changes):
        self.psql("; ".join(f"alter table {name} alter {column} {change}"
                            for column, change in changes.items()))

    def count(self, table):
        return int(self.psql(f"select count(*) from {self.schema}.{table}"))

    def counters(self):
        """Rows written and transactions; PostgreSQL tells them up to 10 seconds late."""
        row = self.psql(
            "select tup_inserted + tup_updated + tup_deleted, xact_commit from pg_stat_database"
            f" where datname = '{self.database}'")
        written, transactions = row.split("|")
        return {"rows written": int(written), "transactions": int(transactions)}
