"""Certificates of an authority of the test's own, by openssl(1)."""

import subprocess
import time

CONFIGURATION = """
[ca]
default_ca = ours
[ours]
dir = {directory}
database = {directory}/index
new_certs_dir = {directory}
serial = {directory}/serial
certificate = {directory}/ca.crt
private_key = {directory}/ca.key
default_md = sha256
policy = any
unique_subject = no
[any]
commonName = supplied
[server]
basicConstraints = CA:FALSE
{names}
"""
DAY = 86400


def openssl(*words):
    answer = subprocess.run(["openssl", *(str(word) for word in words)], capture_output=True,
                            text=True, timeout=30, check=False)
    assert answer.returncode == 0, answer.stderr


def when(moment):
    """As openssl-ca(1) takes it."""
    return time.strftime("%Y%m%d%H%M%SZ", time.gmtime(moment))


class Certificate:
    """A certificate, its key and its authority, as files."""

    def __init__(self, crt, key, ca):
        self.crt, self.key, self.ca = crt, key, ca

    def options(self, port, clients="no"):
        """Of a redis-server that shows it; see RedisServer."""
        return {"tls_port": port, "tls_cert_file": self.crt, "tls_key_file": self.key,
                "tls_ca_cert_file": self.ca, "tls_auth_clients": clients}


class Authority:
    """Makes certificates in a directory of its own."""

    def __init__(self, directory, name="Test Authority"):
        self.directory = directory
        self.ca = directory / "ca.crt"
        directory.mkdir()
        (directory / "index").touch()
        (directory / "serial").write_text("01\n", "ascii")
        self._new_key("ca")
        openssl("req", "-x509", "-new", "-key", directory / "ca.key", "-subj", f"/CN={name}",
                "-days", 2, "-out", self.ca)

    def _new_key(self, name):
        key = self.directory / f"{name}.key"
        openssl("genpkey", "-algorithm", "EC", "-pkeyopt", "ec_paramgen_curve:P-256", "-out", key)
        key.chmod(0o600)
        return key

    def issue(self, name, names="IP:127.0.0.1,DNS:redis.example", begin=-DAY, end=DAY):
        """For these names (None: a common name only), valid from `begin` to `end`, seconds from
        now."""
        key = self._new_key(name)
        request, crt = self.directory / f"{name}.csr", self.directory / f"{name}.crt"
        settings = self.directory / "openssl.cnf"
        alternatives = f"subjectAltName = {names}" if names else ""
        settings.write_text(CONFIGURATION.format(directory=self.directory, names=alternatives),
                            "ascii")
        openssl("req", "-new", "-key", key, "-subj", f"/CN={name}", "-out", request)
        now = time.time()
        openssl("ca", "-batch", "-notext", "-config", settings, "-extensions", "server",
                "-startdate", when(now + begin), "-enddate", when(now + end), "-in", request,
                "-out", crt)
        return Certificate(crt, key, self.ca)
