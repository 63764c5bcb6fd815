"""What --check-config says of the lists that we ship."""

import pathlib
import subprocess
import tempfile
import unittest

import documents


class ListsTest(unittest.TestCase):
    def check(self, lists, *settings):
        """The exit status and what was said of a configuration with lists of that directory."""
        with tempfile.TemporaryDirectory() as directory:
            home = pathlib.Path(directory)
            (home / "state").mkdir()
            config = home / "greycache.conf"
            config.write_text("\n".join([
                "storage = embedded", f"state_dir = {home}/state", f"socket = {home}/policy.sock",
                f"control_socket = {home}/control.sock", f"conf_dir = {lists}", "admin_mail =",
                *settings, ""]))
            answer = subprocess.run(
                [documents.program("greycache"), "--config", config, "--check-config"],
                stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, timeout=30)
        return answer.returncode, answer.stdout

    def test_a_configuration_with_the_shipped_lists_has_no_complaint(self):
        for settings in ([], ["discrimination = on"]):
            with self.subTest(settings=settings):
                status, said = self.check(documents.SOURCE / "lists", *settings)
                self.assertEqual(status, 0, said)
                for path in (documents.SOURCE / "lists").iterdir():
                    self.assertNotIn(f"{path.name}:", said)

    def test_a_line_that_is_no_entry_would_be_complained_of(self):
        with tempfile.TemporaryDirectory() as directory:
            for path in (documents.SOURCE / "lists").iterdir():
                (pathlib.Path(directory) / path.name).write_bytes(path.read_bytes())
            (pathlib.Path(directory) / "clients_fqdn_whitelist").write_text("*.exa mple.com\n")
            status, said = self.check(directory)
        self.assertNotEqual(status, 0)
        self.assertIn("clients_fqdn_whitelist:1:", said)


if __name__ == "__main__":
    documents.main()
