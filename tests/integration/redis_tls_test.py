"""Redis and Sentinels by TLS: who is let in, and what is said of who is not."""

import contextlib
import os
import pathlib
import re
import socket
import subprocess
import time

from greytest.certificates import DAY, Authority
from greytest.daemon_test import DaemonTest, let_pass, main
from greytest.paths import program, remove_directory, temporary_directory
from greytest.ports import free_port
from greytest.redis_server import RedisServer
from greytest.sentinels import SentinelGroup
from greytest.wait import wait_until

TIMEOUT = 0.25  # redis_timeout


class RedisTlsTest(DaemonTest):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        directory = temporary_directory()
        cls.addClassCleanup(remove_directory, directory)
        cls.authority = Authority(directory / "authority")
        cls.good = cls.authority.issue("good")
        cls.client = cls.authority.issue("client", "DNS:mx1.example")

    def server(self, certificate=None, clients="no", port=0, **options):
        """A Redis of the test's own; tls_port is its number."""
        tls_port = free_port()
        redis = RedisServer(self.directory / f"redis{tls_port}", port,
                            **(certificate or self.good).options(tls_port, clients), **options)
        redis.tls_port = tls_port
        self.addCleanup(redis.stop)
        return redis.start()

    def daemon(self, redis, name="mx1", host="127.0.0.1", **settings):
        return self.greycache(name, redis=f"rediss://{host}:{redis.tls_port}/0",
                              **{"redis_ca_file": self.authority.ca, "redis_timeout": "900ms",
                                 **settings})

    def own_certificate(self, certificate):
        return {"redis_cert_file": certificate.crt, "redis_key_file": certificate.key}

    def check(self, daemon, *options, **environment):
        """What --check-config --connect says of Redis; nothing where all is well."""
        daemon.write_config()
        answer = subprocess.run(
            [program("greycache"), "--config", daemon.config, "--check-config", *options],
            capture_output=True, text=True, timeout=30, check=False,
            env={**os.environ, **environment})
        said = "\n".join(line for line in answer.stderr.splitlines()
                         if not re.search("maxmemory|PostgreSQL|is on this list", line))
        self.assertIn(answer.returncode, [78] if said else [0, 78], answer.stderr)
        return said

    def connects(self, daemon, **environment):
        self.assertEqual(self.check(daemon, "--connect", **environment), "")

    def refused(self, daemon, *reasons, **environment):
        said = self.check(daemon, "--connect", **environment)
        for reason in reasons:
            self.assertIn(reason, said)
        return said

    def test_commands_and_invalidations_go_by_tls(self):
        redis = self.server(clients="yes")
        daemon = self.daemon(redis, reconnect_delay="1s", group_domain_level=0,
                             metrics=f"127.0.0.1:{free_port()}",
                             **self.own_certificate(self.client)).start()
        daemon.query(client_address="203.0.113.9")
        let_pass(1)
        self.assertIn("delayed", daemon.query(client_address="203.0.113.9"))
        self.assertIn("from auto-whitelisted", daemon.query(client_address="203.0.113.9"))
        wait_until(lambda: daemon.stats()["awl_cache"]["on"], what="the AWL cache on")
        clients = [line for line in redis.cli("client", "list").splitlines()
                   if "127.0.0.1" in line]
        self.assertEqual(len(clients), 2, clients)
        self.assertNotEqual(redis.cli("keys", "grey:{203.0.113.9}"), "")

    def test_a_name_and_an_address_are_checked(self):
        redis = self.server()
        self.connects(self.daemon(redis))
        self.connects(self.daemon(redis, "named", redis_tls_name="redis.example"))
        self.refused(self.daemon(redis, "other", redis_tls_name="other.example"),
                     "its certificate is for 127.0.0.1, redis.example and not for other.example",
                     "let redis_tls_name be one of those")
        named = self.server(self.authority.issue("named", "DNS:redis.example,DNS:*.mail.example"))
        self.refused(self.daemon(named, "address"),
                     "its certificate is for redis.example, *.mail.example and not for 127.0.0.1",
                     "redis_tls_name")
        self.connects(self.daemon(named, "wild", redis_tls_name="a.mail.example"))
        self.refused(self.daemon(named, "deep", redis_tls_name="a.b.mail.example"),
                     "not for a.b.mail.example")
        common = self.server(self.authority.issue("common", None))
        self.refused(self.daemon(common, "common"),
                     'its certificate is for "common" (as common name only) and not for 127.0.0.1')
        elsewhere = self.server(self.authority.issue("elsewhere", "IP:192.0.2.1"))
        self.refused(self.daemon(elsewhere, "elsewhere"), "is for 192.0.2.1 and not for 127.0.0.1")

    def test_a_certificate_counts_in_its_time_only(self):
        old = self.server(self.authority.issue("old", begin=-3 * DAY, end=-DAY))
        day = time.strftime("%Y-%m-%d", time.gmtime(time.time() - DAY))
        self.refused(self.daemon(old), f"its certificate expired on {day}", "it needs a new one")
        young = self.server(self.authority.issue("young", begin=DAY, end=2 * DAY))
        self.refused(self.daemon(young, "mx2"), "its certificate counts from", "is a clock wrong?")

    def test_an_authority_that_is_not_known(self):
        redis = self.server()
        other = Authority(self.directory / "other", "Other Authority")
        self.refused(self.daemon(redis, redis_ca_file=other.ca),
                     'its certificate is by "Test Authority"',
                     f"not in redis_ca_file {other.ca}")
        system = self.daemon(redis, "system", redis_ca_file=None)
        self.refused(system, "whom this system does not trust", "redis_ca_file")
        # OpenSSL's own word for the system's store.
        self.connects(system, SSL_CERT_FILE=str(self.authority.ca))

    def test_a_server_that_wants_a_certificate_of_ours(self):
        redis = self.server(clients="yes")
        self.refused(self.daemon(redis), "it wants a certificate of ours", "redis_cert_file")
        stranger = Authority(self.directory / "strangers").issue("stranger", "DNS:mx1.example")
        self.refused(self.daemon(redis, "stranger", **self.own_certificate(stranger)),
                     f"it does not accept the certificate of redis_cert_file {stranger.crt}")
        self.connects(self.daemon(redis, "known", **self.own_certificate(self.client)))

    def test_tls_spoken_to_a_plain_port_and_the_other_way_round(self):
        plain = free_port()
        redis = self.server(port=plain)
        daemon = self.daemon(redis)
        daemon.settings["redis"] = f"rediss://127.0.0.1:{plain}/0"
        self.refused(daemon, "is that its tls-port")
        other = self.greycache("plain", redis=f"redis://127.0.0.1:{redis.tls_port}/0")
        self.refused(other, "rediss://")
        self.connects(self.greycache("right", redis=f"redis://127.0.0.1:{plain}/0"))

    def test_files_that_cannot_be_used_are_named(self):
        redis = self.server()
        lax = self.directory / "lax.key"
        lax.write_bytes(pathlib.Path(self.client.key).read_bytes())
        lax.chmod(0o644)
        empty = self.directory / "empty"
        empty.touch(0o600)
        broken = self.directory / "broken"
        lines = pathlib.Path(self.authority.ca).read_text().splitlines(keepends=True)
        broken.write_text("".join([*lines, *lines[:4], *lines[7:]]))
        none = self.directory / "none"
        for number, (changes, reason) in enumerate((
                ({"redis_ca_file": none}, f"redis_ca_file {none}: No such file"),
                ({"redis_ca_file": empty}, "holds no certificates in PEM form"),
                ({"redis_ca_file": broken}, "holds a certificate that is broken"),
                ({"redis_cert_file": none}, f"redis_cert_file {none}: No such file"),
                ({"redis_key_file": none}, f"redis_key_file {none}: No such file"),
                ({"redis_key_file": lax}, "may be used by others"),
                ({"redis_key_file": empty}, "holds no key in PEM form without a passphrase"),
                ({"redis_key_file": self.good.key}, "is not the key of redis_cert_file"))):
            settings = {**self.own_certificate(self.client), **changes}
            daemon = self.daemon(redis, f"mx{number}", **settings)
            with self.subTest(reason):
                self.assertIn(reason, self.check(daemon))
                self.assertEqual(daemon.spawn().wait(10), 69, daemon.log())
                self.assertIn(reason, daemon.log())

    def test_a_server_that_hangs_in_the_handshake_costs_one_timeout(self):
        with socket.create_server(("127.0.0.1", 0), backlog=64) as hanging:
            daemon = self.greycache(redis=f"rediss://127.0.0.1:{hanging.getsockname()[1]}/0",
                                    redis_timeout=f"{TIMEOUT}s").start()
            wait_until(lambda: "TLS did not begin there in time: is that its tls-port" in
                       daemon.log(), 5, what="the handshake given up")
            begin = time.monotonic()
            daemon.query(client_address="203.0.113.9")
            self.assertLess(time.monotonic() - begin, 1.0)
            # Told once for all attempts.
            time.sleep(4 * TIMEOUT)
            self.assertEqual(daemon.log().count("Redis is lost"), 1, daemon.log())

    def test_a_server_that_comes_back_with_another_certificate(self):
        redis = self.server()
        daemon = self.daemon(redis).start()
        self.assertNotIn("Redis is lost", daemon.log())

        def again(certificate):
            redis.stop()
            redis.options.update(certificate.options(redis.tls_port))
            redis.start()

        again(self.authority.issue("stale", begin=-3 * DAY, end=-DAY))
        wait_until(lambda: "its certificate expired on" in daemon.log(), what="the refusal logged")
        again(self.authority.issue("renewed"))
        wait_until(lambda: "Redis can be used again" in daemon.log(), what="Redis in use")
        self.assertEqual(daemon.log().count("its certificate expired on"), 1, daemon.log())

    def test_certificates_of_ours_are_read_again_when_they_are_renewed(self):
        redis = self.server(clients="yes")
        mine = self.authority.issue("mine", "DNS:mx1.example")
        daemon = self.daemon(redis, **self.own_certificate(mine)).start()
        # Half of a renewal: the certificate before counts.
        renewed = self.authority.issue("renewed-client", "DNS:mx1.example")
        os.replace(renewed.crt, mine.crt)
        redis.cli("client", "kill", "type", "normal")
        wait_until(lambda: "is not the key of redis_cert_file" in daemon.log(), what="a warning")
        wait_until(lambda: "Redis can be used again" in daemon.log(), what="Redis in use")
        os.replace(renewed.key, mine.key)
        redis.cli("client", "kill", "type", "normal")
        wait_until(lambda: daemon.log().count("Redis can be used again") == 2, what="in use again")
        self.assertEqual(daemon.log().count("what was there before counts"), 1)

    @contextlib.contextmanager
    def sentinels(self, certificate):
        group = TlsSentinelGroup(self.directory / "sentinels", certificate)
        try:
            yield group.start()
        finally:
            group.stop()

    def test_sentinels_are_asked_by_tls(self):
        with self.sentinels(self.good) as group:
            settings = {"redis": group.url(), "redis_ca_file": self.authority.ca,
                        "redis_timeout": "900ms"}
            self.connects(self.greycache("check", **settings))
            self.refused(self.greycache("other", **{**settings, "redis_tls_name": "other.example"}),
                         "no Sentinel tells where the master", "not for other.example")
            plain = settings["redis"].replace("sentinels://", "sentinel://")
            self.refused(self.greycache("plain", redis=plain), "sentinels://")
            daemon = self.started(**settings)
            daemon.query(client_address="203.0.113.9")
            wait_until(lambda: int(group.servers[0].cli("dbsize")) > 2, what="an entry in Redis")
            group.servers[0].kill()
            wait_until(lambda: "Redis can be used again" in daemon.log(), 30,
                       what="the new master in use")


class TlsSentinelGroup(SentinelGroup):
    """Of servers and Sentinels that speak TLS only, to each other too."""

    scheme = "sentinels"

    def __init__(self, directory, certificate):
        super().__init__(directory)
        self.certificate = certificate

    def server_options(self, port):
        return {"port": "0", **self.certificate.options(port), "tls_replication": "yes"}

    def sentinel_settings(self, port):
        options = {**self.certificate.options(port), "tls_replication": "yes"}
        return "port 0\n" + "".join(f"{name.replace('_', '-')} {value}\n"
                                    for name, value in options.items())

    def cli_options(self):
        return ["--tls", "--cacert", str(self.certificate.ca)]


if __name__ == "__main__":
    main()
