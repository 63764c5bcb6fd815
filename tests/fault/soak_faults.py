"""The faults of the soak: what is done to the servers and to the daemons, and for how long."""

import dataclasses
import time
from collections.abc import Callable

from greytest.greycache import Greycache
from greytest.load import Load
from greytest.wait import wait_until
from small_disk import fill


@dataclasses.dataclass
class Fault:
    """`ends_daemon`: not done while the daemons are to live long."""

    name: str
    do: Callable[[], None]
    hits_embedded: bool = False
    hits_shared: bool = True
    ends_daemon: bool = False


@dataclasses.dataclass
class Host:
    """A daemon and the load on it."""

    daemon: Greycache
    load: Load


class SoakFaults:
    """All of them, on one pair of daemons and the servers of the first."""

    def __init__(self, redis, postgres, hosts, seconds, chance):
        """`hosts` are: shared, embedded. A lasting fault lasts `seconds`."""
        self.redis, self.postgres = redis, postgres
        self.hosts, self.seconds, self.chance = hosts, seconds, chance

    def all(self):
        """One rotation, not yet shuffled."""
        return self.of_redis() + self.of_postgres() + [
            Fault("Redis and PostgreSQL killed", self.kill_both),
            Fault("Redis and daemon killed", lambda: self.kill_with_daemon(self.redis),
                  ends_daemon=True),
            Fault("PostgreSQL and daemon killed", lambda: self.kill_with_daemon(self.postgres),
                  ends_daemon=True),
            *self.of_both_daemons()]

    def of_redis(self):
        return [
            Fault("Redis killed, empty start", self.kill_redis),
            Fault("Redis stopped and started", self.restart_redis),
            Fault("Redis SIGSTOP", lambda: self.hang(self.redis)),
            Fault("Redis FLUSHALL", lambda: self.redis.cli("flushall")),
            Fault("Redis CLIENT PAUSE", self.pause_clients),
            Fault("Redis READONLY", lambda: self.configure_redis(
                ("replicaof", "127.0.0.1", "1"), ("replicaof", "no", "one"))),
            Fault("Redis OOM", lambda: self.configure_redis(
                ("config", "set", "maxmemory", "100000"), ("config", "set", "maxmemory", "0"))),
            Fault("Redis NOAUTH", self.change_password),
        ]

    def of_postgres(self):
        return [
            Fault("PostgreSQL killed", self.kill_postgres),
            Fault("PostgreSQL restarted", self.restart_postgres),
            Fault("PostgreSQL SIGSTOP", lambda: self.hang(self.postgres)),
            Fault("PostgreSQL read-only", self.read_only),
            Fault("PostgreSQL sessions ended", self.end_sessions),
        ]

    def of_both_daemons(self):
        both = {"hits_embedded": True}
        return [
            Fault("daemon killed", lambda: self.each(self.kill_daemon), **both, ends_daemon=True),
            Fault("daemon stopped and started", lambda: self.each(self.restart_daemon), **both,
                  ends_daemon=True),
            Fault("daemon SIGSTOP", lambda: self.each(self.hang_daemon), **both),
            Fault("takeover", lambda: self.each(self.take_over), **both, ends_daemon=True),
            Fault("reload", lambda: self.each(self.reload), **both),
            Fault("disk full", self.fill_disks, **both),
        ]

    def each(self, work):
        for host in self.hosts:
            work(host)

    def lasts(self):
        time.sleep(self.seconds)

    def moment(self):
        time.sleep(self.chance.uniform(0.05, 0.6))

    def hang(self, server):
        server.pause()
        try:
            self.lasts()
        finally:
            server.resume()

    def kill_redis(self):
        self.redis.kill()
        self.moment()
        self.redis.start()

    def restart_redis(self):
        self.redis.stop()
        self.lasts()
        self.redis.start()

    def pause_clients(self):
        self.redis.cli("client", "pause", int(self.seconds * 1000), "all")
        self.lasts()

    def configure_redis(self, wrong, right):
        self.redis.cli(*wrong)
        self.lasts()
        self.redis.cli(*right)

    def change_password(self):
        password = ("--no-auth-warning", "-a", "changed")
        self.redis.cli("config", "set", "requirepass", "changed")
        self.redis.cli(*password, "client", "kill", "type", "normal")
        self.lasts()
        self.redis.cli(*password, "config", "set", "requirepass", "")

    def kill_postgres(self):
        self.postgres.kill()
        self.moment()
        self.postgres.start()

    def restart_postgres(self):
        self.postgres.stop("fast")
        self.lasts()
        self.postgres.start()

    def read_only(self):
        self.postgres.psql("alter system set default_transaction_read_only = on")
        self.postgres.psql("select pg_reload_conf()")
        self.lasts()
        self.postgres.psql("alter system reset default_transaction_read_only")
        self.postgres.psql("select pg_reload_conf()")

    def end_sessions(self):
        self.postgres.psql("select count(pg_terminate_backend(pid)) from pg_stat_activity "
                           "where datname = 'grey'")

    def kill_both(self):
        self.redis.kill()
        self.postgres.kill()
        self.lasts()
        self.redis.start()
        self.postgres.start()

    def kill_with_daemon(self, server):
        host = self.hosts[0]
        server.kill()
        host.load.away.begin()
        host.daemon.kill()
        self.moment()
        server.start()
        host.daemon.start()
        host.load.away.end()

    def kill_daemon(self, host):
        host.load.away.begin()
        host.daemon.kill()
        self.moment()
        host.daemon.start()
        host.load.away.end()

    def restart_daemon(self, host):
        host.load.away.begin()
        host.daemon.stop()
        self.moment()
        host.daemon.start()
        host.load.away.end()

    def hang_daemon(self, host):
        host.load.away.begin()
        host.daemon.process.pause()
        time.sleep(3)
        host.daemon.process.resume()
        host.load.away.end()

    def take_over(self, host):
        host.daemon.take_over()

    def reload(self, host):
        host.daemon.write_list("clients_ip_whitelist.local", f"192.0.2.{self.chance.randrange(250)}")
        host.daemon.reload()

    def fill_disks(self):
        fillers = [host.daemon.settings["state_dir"] / "filler" for host in self.hosts]
        for path in fillers:
            if path.parent.is_mount():
                fill(path)
        self.lasts()
        for path in fillers:
            path.unlink(missing_ok=True)


def wait_whole(daemon, deadline):
    """Until all stores are used again and the journal is handed on; the seconds it took."""
    begin = time.monotonic()

    def whole():
        stats = daemon.stats()
        journal = stats["journal"]
        return all(store["up"] for store in stats["stores"]) and journal["state"] == "disk"

    wait_until(whole, deadline, 0.2, "all stores to be used again")
    return time.monotonic() - begin
