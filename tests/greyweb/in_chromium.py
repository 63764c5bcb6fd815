"""What tests of the panel do with a Chromium."""

import web_driver
from greytest.wait import wait_until
from panel_case import PASSWORD


class InChromium:
    """For a PanelCase: windows on its greyweb."""

    @property
    def site(self):
        return f"http://127.0.0.1:{self.port}"

    def chromium(self, width=1280, name="root", **options):
        """A window, where a name is given with that account signed in; see WebDriver for the rest."""
        browser = web_driver.WebDriver(self.directory, width, **options)
        self.addCleanup(browser.quit)
        if name:
            self.sign_in(browser, name)
        return browser

    def sign_in(self, browser, name):
        browser.open(self.site + "/sign-in")
        browser.write("#name", name)
        browser.write("#password", PASSWORD)
        browser.click("main button")
        wait_until(lambda: "/sign-in" not in browser.address(), 20, 0.1, "to be signed in")

    def assert_shows(self, browser, text):
        """A click returns before the page that it leads to is there."""
        def shown():
            try:
                return text in browser.text()
            except AssertionError:  # an element of the page before
                return False
        try:
            wait_until(shown, 10, 0.1, text)
        except AssertionError as error:
            self.fail(f"{error}; the page {browser.address()} shows:\n{browser.text()[:3000]}")

    def assert_stays_here(self, browser):
        """No page has asked another host for anything since the last call, and none was asked to run what it may not."""
        asked = browser.requests()
        self.assertGreater(len(asked), 0)
        for address in asked:
            self.assertTrue(address.startswith((self.site, "data:", "chrome:", "about:")), address)
        self.assertEqual(browser.complaints(), [])
