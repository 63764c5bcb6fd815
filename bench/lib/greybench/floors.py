"""What the stores alone take for what a first attempt needs of them: no service can take less."""

import socket
import subprocess
import time

from greybench.greycache_service import COLUMNS, Embedded, Shared, psql_words
from greybench.processes import cpu_seconds, wait_for_rest

BATCHES, ROWS = 200, 1000
LOOKS, SOURCES = 2000, 32
COMMANDS = 400_000

# First attempts of as many sources, and a batch of them as the daemon sends it.
STAGE = f"""create table staged as
with recursive row(n) as (select 0 union all select n + 1 from row where n < {BATCHES * ROWS - 1})
select n, '64.' || n / 256 || '.' || n % 256 as src, 'wgggg' || n || '-dom.example' as sender_domain,
'wgggg' || n as sender_name, 'ggggg' || n % 1000 || '@customer.example' as rcpt from row;
create index by_n on staged (n);
"""
INSERT = f"""{{verb}} into connect ({COLUMNS["connect"]}, first_seen)
select {COLUMNS["connect"]}, {{now}} from staged where n between {{first}} and {{first}} + {ROWS - 1}
order by {COLUMNS["connect"]} {{end}};
"""
LOOK = """set enable_seqscan = off;
set plan_cache_mode = force_generic_plan;
prepare look(text[]) as
select src from connect where src = any ($1) union all
select src from from_awl where src = any ($1) union all
select src from domain_awl where src = any ($1);
"""
LINE = (b"<21>Nov 28 18:00:00 greycache: grey: from awl match: updating 1.2.54(1.2.54.166), "
        b"kgggghmih@kgggghmih-dom.example(kgggghmih@kgggghmih-dom.example)")
REDIS = {"HMGET of 3 fields": ["hmget", "grey:{__rand_int__}", "a", "b", "c"],
         "HSET of 2 fields": ["hset", "grey:{__rand_int__}", "@", "3f9c12ab 1700000000",
                              "alice@sender.example bob@customer.example", "1700000000"],
         "EXPIRE": ["expire", "grey:{__rand_int__}", "86400"]}


def inserts(verb, now, end=""):
    """Each is a transaction of its own."""
    return "".join(INSERT.format(verb=verb, now=now, first=ROWS * batch, end=end)
                   for batch in range(BATCHES))


def spent(server, count, command, text=None):
    """Microseconds of the server's processor time for each of `count` that the command does."""
    before = cpu_seconds(server.process.pid)
    subprocess.run(command, input=text, text=True, stdout=subprocess.DEVNULL, check=True)
    return 1e6 * (cpu_seconds(server.process.pid) - before) / count


def postgres_floors(postgres):
    psql = psql_words(postgres, "grey")
    spent(postgres, 1, psql, STAGE + "vacuum analyze staged;")
    looks = ("execute look('{" + ",".join(f"198.{look % 256}.{source}.{look // 256}"
                                          for source in range(SOURCES)) + "}');\n"
             for look in range(LOOKS))
    return {"PostgreSQL: a row of connect": spent(
                postgres, BATCHES * ROWS, psql, inserts("insert", "now()", "on conflict do nothing")),
            "PostgreSQL: a source that is not there": spent(
                postgres, LOOKS * SOURCES, psql, LOOK + "".join(looks))}


def rsyslogd_floors(rsyslog):
    """As Debian configures it: a line of the facility mail goes into two files."""
    before = cpu_seconds(rsyslog.pid)
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as log:
        log.connect("/dev/log")
        for _ in range(BATCHES * ROWS):
            log.send(LINE)
    wait_for_rest(rsyslog.pid)
    return {"rsyslogd: a line": 1e6 * (cpu_seconds(rsyslog.pid) - before) / (BATCHES * ROWS)}


def redis_floors(redis):
    """With 32 commands under way, as a turn of the daemon's loop sends them."""
    benchmark = ["redis-benchmark", "-s", str(redis.socket), "-P", "32", "-c", "1", "-q",
                 "-n", str(COMMANDS), "-r", "1000000"]
    return {f"Redis: {name}": spent(redis, COMMANDS, [*benchmark, *command])
            for name, command in REDIS.items()}


def sqlite_floors(database):
    """Without fsync but at the checkpoints."""
    database.executescript("pragma synchronous = normal;" + STAGE)
    begin = time.process_time()
    database.executescript(inserts("insert or ignore", "1"))
    return {"SQLite: a row of connect": 1e6 * (time.process_time() - begin) / (BATCHES * ROWS)}


def floors_part(site, _options):
    """The section "floors" of the results: microseconds of processor time by what is done."""
    shared, embedded = Shared(site), Embedded(site)
    shared.start()
    try:
        found = {**postgres_floors(shared.postgres), **redis_floors(shared.redis)}
    finally:
        shared.stop()
    embedded.start()
    embedded.stop()
    with embedded.database() as database:
        return {**found, **sqlite_floors(database), **rsyslogd_floors(site.rsyslog)}
