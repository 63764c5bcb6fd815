"""A web server on loopback that has lists, and that misbehaves where a test wants it to."""

import gzip
import http.server
import ssl
import threading
import time

NAMES = ("clients_ip_whitelist", "clients_fqdn_whitelist", "dyn_fqdn.regexp", "smtp_server.regexp")


class ListServer:
    """`answers` maps the name of a list to a text, or to a function of the request's handler."""

    def __init__(self, certificate=None):
        self.answers = {}
        self.asked = []  # (name, If-None-Match or None)
        self.ended = threading.Event()
        self._server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), self._handler())
        self._server.daemon_threads = True
        if certificate:
            context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
            context.load_cert_chain(certificate.crt, certificate.key)
            self._server.socket = context.wrap_socket(self._server.socket, server_side=True)
        self.port = self._server.server_address[1]
        self.place = f"http{'s' if certificate else ''}://127.0.0.1:{self.port}/lists"
        threading.Thread(target=self._server.serve_forever, args=(0.05,), daemon=True).start()

    def stop(self):
        self.ended.set()
        self._server.shutdown()
        self._server.server_close()

    def _handler(server):  # pylint: disable=no-self-argument
        class Handler(http.server.BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_GET(self):
                name = self.path.rpartition("/")[2]
                server.asked.append((name, self.headers["If-None-Match"]))
                answer = server.answers.get(name)
                try:
                    if callable(answer):
                        answer(self, server)
                    elif answer is None:
                        send(self, b"no such list", 404)
                    else:
                        send(self, answer.encode())
                except OSError:
                    pass  # who asked has gone

            def log_message(self, *_):
                pass

        return Handler


def send(handler, body, status=200, **headers):
    """An answer with its length; `headers` have _ for -."""
    handler.send_response(status)
    handler.send_header("Content-Length", str(len(body)))
    for name, value in headers.items():
        handler.send_header(name.replace("_", "-"), value)
    handler.end_headers()
    handler.wfile.write(body)


def tagged(text, etag='"1"'):
    """Known by its ETag: 304 to who has it."""
    def answer(handler, _):
        if handler.headers["If-None-Match"] == etag:
            handler.send_response(304)
            handler.send_header("ETag", etag)
            handler.end_headers()
        else:
            send(handler, text.encode(), ETag=etag)
    return answer


def slow(handler, server):
    """A byte now and then, for ever."""
    handler.send_response(200)
    handler.send_header("Content-Length", "1000")
    handler.end_headers()
    while not server.ended.wait(0.2):
        handler.wfile.write(b"#")


def silent(_, server):
    server.ended.wait(60)


def endless(handler, server):
    """Lines without an end, as fast as they are read."""
    handler.send_response(200)
    handler.send_header("Connection", "close")
    handler.end_headers()
    while not server.ended.is_set():
        handler.wfile.write(b"192.0.2.1\n" * 10000)


def loop(handler, _):
    send(handler, b"", 302, Location=handler.path)


def elsewhere(url):
    return lambda handler, _: send(handler, b"", 302, Location=url)


def bomb(handler, _):
    """100 MB of lines, packed."""
    packed = gzip.compress(b"192.0.2.1\n" * 10_000_000, 1)
    send(handler, packed, Content_Encoding="gzip")


def truncated(handler, _):
    handler.send_response(200)
    handler.send_header("Content-Length", "1000")
    handler.send_header("Connection", "close")
    handler.end_headers()
    handler.wfile.write(b"192.0.2.1\n")
    handler.close_connection = True


def html(handler, _):
    send(handler, b"<!DOCTYPE html><html><body>Sign in to the hotel's network</body></html>",
         Content_Type="text/html")


def delayed(seconds, text):
    def answer(handler, _):
        time.sleep(seconds)
        send(handler, text.encode())
    return answer
