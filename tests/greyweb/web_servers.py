"""Real web servers with TLS before the panel, each by its lines of packaging/panel."""

import os
import shutil
import subprocess

from greytest.paths import SOURCE

SOCKET = "/run/greyweb/http.sock"
# The account of Debian's nginx and Apache.
ACCOUNT = "www-data"


class WebServer:
    """Serves https://localhost:PORT; what it writes is in its directory."""

    program = snippet = None

    def __init__(self, directory, certificate, port, socket):
        self.directory, self.certificate, self.port, self.socket = directory, certificate, port, socket
        self.process = None

    @classmethod
    def is_here(cls):
        return shutil.which(cls.program) is not None

    def start(self):
        self.config = self.directory / "server.conf"
        self.config.write_text(self.text(), "utf-8")
        with open(self.directory / "output.log", "wb") as log:
            self.process = subprocess.Popen(self.command(), stdout=log, stderr=subprocess.STDOUT,
                                            env={**os.environ, **self.environment()})

    def stop(self):
        if self.process is not None:
            self.process.terminate()
            self.process.wait(timeout=20)

    def log(self):
        return "".join(path.read_text("utf-8", "replace") for path in self.directory.glob("*.log"))

    def lines(self):
        """What an administrator puts into the server's configuration, for this socket."""
        text = (SOURCE / "packaging" / "panel" / self.snippet).read_text("utf-8")
        assert SOCKET in text, text
        return text.replace(SOCKET, str(self.socket))

    def environment(self):
        return {}

    def text(self):
        raise NotImplementedError

    def command(self):
        raise NotImplementedError


class Nginx(WebServer):
    program, snippet = "nginx", "nginx.conf"

    def text(self):
        places = "\n".join(f"{name}_temp_path {self.directory}/{name};" for name in
                           ("client_body", "proxy", "fastcgi", "uwsgi", "scgi"))
        return f"""
daemon off;
user {ACCOUNT};
pid {self.directory}/nginx.pid;
error_log {self.directory}/error.log;
events {{}}
http {{
  access_log off;
  {places}
  server {{
    listen 127.0.0.1:{self.port} ssl;
    ssl_certificate {self.certificate.crt};
    ssl_certificate_key {self.certificate.key};
    {self.lines()}
  }}
}}
"""

    def command(self):
        return ["nginx", "-e", self.directory / "error.log", "-c", self.config]


class Apache(WebServer):
    program, snippet = "apache2", "apache.conf"
    # mod_proxy_http and mod_headers are those that the file names.
    modules = ("mpm_event", "authz_core", "ssl", "proxy", "proxy_http", "headers")

    def text(self):
        modules = "\n".join(f"LoadModule {name}_module /usr/lib/apache2/modules/mod_{name}.so"
                            for name in self.modules)
        return f"""
ServerRoot {self.directory}
DefaultRuntimeDir {self.directory}
PidFile {self.directory}/apache.pid
ErrorLog {self.directory}/error.log
ServerName localhost
{modules}
User {ACCOUNT}
Group {ACCOUNT}
Listen 127.0.0.1:{self.port}
<VirtualHost *:{self.port}>
SSLEngine on
SSLCertificateFile {self.certificate.crt}
SSLCertificateKeyFile {self.certificate.key}
{self.lines()}
</VirtualHost>
"""

    def command(self):
        return ["apache2", "-D", "FOREGROUND", "-f", self.config]


class Caddy(WebServer):
    program, snippet = "caddy", "Caddyfile"

    def text(self):
        site = "panel.mail.example {"
        lines = self.lines()
        assert site in lines, lines
        # Its own certificates would come from elsewhere.
        own = (f"https://localhost:{self.port} {{\n\tbind 127.0.0.1\n"
               f"\ttls {self.certificate.crt} {self.certificate.key}")
        return "{\n\tadmin off\n\tauto_https disable_redirects\n}\n" + lines.replace(site, own)

    def command(self):
        return ["caddy", "run", "--adapter", "caddyfile", "--config", self.config]

    def environment(self):
        return {"HOME": str(self.directory), "XDG_DATA_HOME": str(self.directory),
                "XDG_CONFIG_HOME": str(self.directory)}
