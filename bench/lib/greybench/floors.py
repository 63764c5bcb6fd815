"""What the stores alone take for what a first attempt needs of them: no service can take less."""

import sqlite3
import subprocess
import time

from greybench.cpu import cpu_seconds
from greybench.greycache_service import Embedded, Shared
from greybench.load import rows

ROWS = 200_000
ROWS_A_BATCH = 1000
LOOKS = 2000
SOURCES_A_LOOK = 32
COMMANDS = 400_000
COLUMNS = "src, sender_domain, sender_name, rcpt"

LOOK = """prepare look(text[]) as
select src from connect where src = any ($1) union all
select src from from_awl where src = any ($1) union all
select src from domain_awl where src = any ($1);
"""


def first_attempts():
    """Each of another source, in the order in which the load generator asks."""
    with rows("waiting", ROWS, per_source=1) as stream:
        return [line.decode("ascii").split() for line in stream]


def run_script(postgres, script):
    """Each statement is a transaction of its own."""
    subprocess.run(["psql", "-X", "-q", "-v", "ON_ERROR_STOP=1", "-h", str(postgres.directory),
                    "-U", "postgres", "-d", "grey"],
                   input="set search_path = greycache;\n" + script,
                   text=True, stdout=subprocess.DEVNULL, check=True)


def microseconds(seconds, count):
    return 1e6 * seconds / count


def postgres_row(service, attempts):
    """Inserted as the daemon does: in the order of the key, a batch a transaction."""
    lines = [f"{number // ROWS_A_BATCH}\t" + "\t".join(row) for number, row in enumerate(attempts)]
    run_script(service.postgres, "create unlogged table staged (batch int, "
               + COLUMNS.replace(",", " text,") + " text);\n"
               f"copy staged (batch, {COLUMNS}) from stdin;\n" + "\n".join(lines) + "\n\\.\n"
               "create index on staged (batch); vacuum analyze staged;\n")
    before = cpu_seconds(service.postgres.process.pid)
    run_script(service.postgres, "".join(
        f"insert into connect select {COLUMNS}, now() from staged where batch = {batch}"
        f" order by {COLUMNS} on conflict do nothing;\n" for batch in range(ROWS // ROWS_A_BATCH)))
    return microseconds(cpu_seconds(service.postgres.process.pid) - before, ROWS)


def postgres_look(service):
    """Sources that no table has, as many a query as 32 connections can ask for at once."""
    settings = "set enable_seqscan = off; set plan_cache_mode = force_generic_plan;\n"
    names = ([f"198.{look % 256}.{source}.{look // 256}" for source in range(SOURCES_A_LOOK)]
             for look in range(LOOKS))
    before = cpu_seconds(service.postgres.process.pid)
    run_script(service.postgres, settings + LOOK + "".join(
        "execute look('{" + ",".join(sources) + "}');\n" for sources in names))
    return microseconds(cpu_seconds(service.postgres.process.pid) - before, LOOKS * SOURCES_A_LOOK)


def redis_command(service, *command):
    """With 32 commands under way, as a turn of the daemon's loop sends them."""
    before = cpu_seconds(service.redis.process.pid)
    subprocess.run(["redis-benchmark", "-s", str(service.redis.socket), "-P", "32", "-c", "1", "-q",
                    "-n", str(COMMANDS), "-r", "1000000", *command],
                   stdout=subprocess.DEVNULL, check=True)
    return microseconds(cpu_seconds(service.redis.process.pid) - before, COMMANDS)


def sqlite_row(service, attempts):
    """As postgres_row(), without fsync but at the checkpoints."""
    service.daemon.stop()
    database = sqlite3.connect(service.directory / "mx" / "state" / "greycache.sqlite",
                               isolation_level=None)
    database.execute("pragma synchronous = normal")
    database.execute(f"create temp table staged (batch int, {COLUMNS})")
    database.execute("begin")
    database.executemany("insert into staged values (?, ?, ?, ?, ?)",
                         ([number // ROWS_A_BATCH, *row] for number, row in enumerate(attempts)))
    database.execute("commit")
    database.execute("create index temp.by_batch on staged (batch)")
    begin = time.process_time()
    for batch in range(ROWS // ROWS_A_BATCH):
        database.execute(f"insert or ignore into connect select {COLUMNS}, 1 from staged where "
                         f"batch = ? order by {COLUMNS}", [batch])
    spent = time.process_time() - begin
    database.close()
    return microseconds(spent, ROWS)


def floors_part(directory):
    """The section "floors" of the results: CPU microseconds by what is done."""
    attempts = first_attempts()
    shared = Shared(directory, "floors-shared", loglevel=0)
    shared.start()
    try:
        found = {
            "PostgreSQL: a row of connect": postgres_row(shared, attempts),
            "PostgreSQL: a source that is not there": postgres_look(shared),
            "Redis: HMGET of 3 fields": redis_command(shared, "hmget", "grey:{__rand_int__}",
                                                      "a", "b", "c"),
            "Redis: HSET of 2 fields": redis_command(
                shared, "hset", "grey:{__rand_int__}", "@", "3f9c12ab 1700000000",
                "alice@sender.example bob@customer.example", "1700000000"),
            "Redis: EXPIRE": redis_command(shared, "expire", "grey:{__rand_int__}", "86400"),
        }
    finally:
        shared.stop()
    embedded = Embedded(directory, "floors-embedded", loglevel=0)
    embedded.start()
    try:
        found["SQLite: a row of connect"] = sqlite_row(embedded, attempts)
    finally:
        embedded.stop()
    return found
