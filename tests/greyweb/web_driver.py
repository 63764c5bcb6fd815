"""Drives a Chromium by the WebDriver protocol; nothing but urllib."""

import base64
import json
import shutil
import subprocess
import time
import urllib.error
import urllib.request

from greytest.ports import free_port

ELEMENT = "element-6066-11e4-a52e-4f735466cecf"


def is_there():
    return shutil.which("chromium") is not None and shutil.which("chromedriver") is not None


class WebDriver:
    """One window. `script` switches JavaScript; `dark` is what the visitor prefers."""

    def __init__(self, directory, width, dark=False, script=True):
        self.port = free_port()
        self._driver = subprocess.Popen(["chromedriver", f"--port={self.port}"],
                                        stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        self._wait_until_ready()
        options = {"args": ["--headless=new", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage",
                            "--hide-scrollbars", "--disable-background-networking",
                            "--no-first-run", f"--user-data-dir={directory}/chromium-{self.port}"],
                   "prefs": {"profile.managed_default_content_settings.javascript": 1 if script else 2}}
        capabilities = {"browserName": "chrome", "goog:chromeOptions": options,
                        "goog:loggingPrefs": {"performance": "ALL", "browser": "ALL"}}
        answer = self._call("POST", "/session", {"capabilities": {"alwaysMatch": capabilities}})
        self._session = f"/session/{answer['sessionId']}"
        # For what a page that still loads does not have yet.
        self._call("POST", f"{self._session}/timeouts", {"implicit": 10_000})
        scheme = "dark" if dark else "light"
        self.devtools("Emulation.setEmulatedMedia",
                      features=[{"name": "prefers-color-scheme", "value": scheme}])
        self.devtools("Emulation.setDeviceMetricsOverride", width=width, height=900,
                      deviceScaleFactor=1, mobile=width < 600)

    def quit(self):
        try:
            self._call("DELETE", self._session)
        finally:
            self._driver.terminate()
            self._driver.wait(timeout=20)

    def _wait_until_ready(self):
        for _ in range(200):
            try:
                if self._call("GET", "/status")["ready"]:
                    return
            except OSError:
                time.sleep(0.05)
        raise AssertionError("chromedriver does not start")

    def _call(self, method, path, body=None):
        data = None if body is None else json.dumps(body).encode()
        request = urllib.request.Request(f"http://127.0.0.1:{self.port}{path}", data, method=method,
                                         headers={"Content-Type": "application/json"})
        try:
            with urllib.request.urlopen(request, timeout=60) as answer:
                return json.load(answer)["value"]
        except urllib.error.HTTPError as error:
            raise AssertionError(f"{method} {path}: {error.read().decode()[:600]}") from error

    def devtools(self, command, **parameters):
        return self._call("POST", f"{self._session}/goog/cdp/execute",
                          {"cmd": command, "params": parameters})

    def open(self, address):
        self._call("POST", f"{self._session}/url", {"url": address})

    def address(self):
        return self._call("GET", f"{self._session}/url")

    def element(self, selector):
        found = self._call("POST", f"{self._session}/element", {"using": "css selector", "value": selector})
        return found[ELEMENT]

    def write(self, selector, text):
        self._call("POST", f"{self._session}/element/{self.element(selector)}/value", {"text": text})

    def clear(self, selector):
        self._call("POST", f"{self._session}/element/{self.element(selector)}/clear", {})

    def _of_element(self, method, selector, what, *body):
        """A list may refresh itself, or a page give way, between the look for an element and its use."""
        for tries_left in (2, 1, 0):
            try:
                return self._call(method, f"{self._session}/element/{self.element(selector)}/{what}", *body)
            except AssertionError as error:
                gone = "stale element reference" in str(error) or "does not belong to the document" in str(error)
                if not tries_left or not gone:
                    raise

    def click(self, selector):
        return self._of_element("POST", selector, "click", {})

    def press(self, keys):
        """Keys, one after the other, on what has the focus; Tab is \\ue004, Enter \\ue007."""
        actions = [{"type": kind, "value": key} for key in keys for kind in ("keyDown", "keyUp")]
        self._call("POST", f"{self._session}/actions",
                   {"actions": [{"type": "key", "id": "keyboard", "actions": actions}]})

    def text(self, selector="main"):
        return self._of_element("GET", selector, "text")

    def evaluate(self, expression):
        """Of the test's own script, which works with the page's own switched off, too."""
        return self._call("POST", f"{self._session}/execute/sync",
                          {"script": f"return {expression}", "args": []})

    def run(self, script):
        return self._call("POST", f"{self._session}/execute/sync", {"script": script, "args": []})

    def run_async(self, script):
        return self._call("POST", f"{self._session}/execute/async", {"script": script, "args": []})

    def picture(self, path):
        """The page, 1600 pixels of it at most."""
        size = self.devtools("Page.getLayoutMetrics")["cssContentSize"]
        clip = {"x": 0, "y": 0, "width": size["width"], "height": min(size["height"], 1600), "scale": 1}
        shot = self.devtools("Page.captureScreenshot", format="png", clip=clip, captureBeyondViewport=True)
        path.write_bytes(base64.b64decode(shot["data"]))

    def requests(self):
        """The addresses that were asked for since the last call."""
        entries = self._call("POST", f"{self._session}/se/log", {"type": "performance"})
        messages = [json.loads(entry["message"])["message"] for entry in entries]
        return [message["params"]["request"]["url"] for message in messages
                if message["method"] == "Network.requestWillBeSent"]

    def complaints(self):
        """What stands in the console: refused by the Content-Security-Policy, for one."""
        said = self._call("POST", f"{self._session}/se/log", {"type": "browser"})
        # Whoever is quicker than the page has chosen a field already.
        return [entry["message"] for entry in said
                if "Autofocus processing was blocked" not in entry["message"]]
