"""The servers of `storage = shared`: one Redis and one PostgreSQL, with fresh databases on demand."""

import itertools

from greytest.postgres_server import PostgresServer
from greytest.redis_server import RedisServer


class SharedServers:
    """Servers that several tests use one after the other."""

    def __init__(self, directory):
        self.redis = RedisServer(directory / "redis", databases="64").start()
        try:
            self.postgres = PostgresServer(directory / "postgres").start()
        except BaseException:
            self.redis.stop()
            raise
        self._numbers = itertools.count(1)
        self.number = 0

    @property
    def database(self):
        """The PostgreSQL database that the latest settings name."""
        return f"grey{self.number}"

    def fresh_settings(self):
        """Settings of a daemon on databases that nobody has used yet (at most 63 times)."""
        self.number = next(self._numbers)
        self.postgres.create_database(self.database)
        return {"storage": "shared", "redis": self.redis.url(self.number),
                "database": self.postgres.url(self.database)}

    def redis_cli(self, *arguments):
        """redis-cli on the latest database."""
        return self.redis.cli(*arguments, database=self.number)

    def redis_hash(self, key):
        """A hash of the latest database."""
        return self.redis.hash(key, self.number)

    def psql(self, sql):
        """psql on the latest database."""
        return self.postgres.psql(sql, self.database)

    def stop(self):
        self.postgres.stop("immediate")
        self.redis.stop()
