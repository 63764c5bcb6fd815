"""The panel in a real Chromium: every page at two widths, in both themes, with and without script."""

import os
import pathlib
import sys
import time

import web_driver
from greytest.daemon_test import main
from greytest.wait import wait_until
from in_chromium import InChromium
from panel_case import PASSWORD, PanelCase

PAGES = {"now": "/", "waiting": "/waiting", "why": "/why?subject=7K3M9QXA", "report": "/report",
         "known": "/known", "expected": "/expected", "opt": "/opt", "lists": "/lists", "list": "/lists/clients_ip_whitelist",
         "rules": "/rules?client_address=203.0.113.9&sender=alice@sender.example", "settings": "/settings",
         "setting": "/settings/greymethod", "changes": "/changes"}
WIDTHS = [1280, 390]
# Where pictures go; without it they are not kept.
PICTURES = os.environ.get("GREYCACHE_PICTURES")
# axe.min.js of the npm package axe-core, where somebody has put it.
AXE = os.environ.get("GREYCACHE_AXE", "/usr/share/nodejs/axe-core/axe.min.js")
TAB, ENTER = "\ue004", "\ue007"


class BrowserTest(InChromium, PanelCase):
    def keep(self, browser, name):
        if PICTURES:
            browser.picture(pathlib.Path(PICTURES) / f"{name}.png")

    def look_at(self, browser, path, picture):
        self.check_by_axe(browser, path)
        self.keep(browser, picture)

    def check_page(self, browser, path, width):
        browser.open(self.site + path)
        self.assertLessEqual(browser.evaluate("document.documentElement.scrollWidth"), width, path)
        cut = browser.run(
            "return [...document.querySelectorAll('main *')].filter(element => {"
            "  const box = element.getBoundingClientRect();"
            "  return box.width > 1 && box.right > innerWidth + 1"
            "    && !element.closest('pre, .scroll, details:not([open]), .hidden');"
            "}).map(element => element.outerHTML.slice(0, 100))")
        self.assertEqual(cut, [], path)

    def check_all(self, width, dark, script):
        browser = self.chromium(width, dark=dark, script=script)
        for name, path in PAGES.items():
            self.check_page(browser, path, width)
            if script:
                self.look_at(browser, path, f"{name}-{width}{'-dark' if dark else ''}")
        self.assert_stays_here(browser)

    def faults_by_axe(self, browser):
        browser.run(pathlib.Path(AXE).read_text(encoding="utf-8"))
        return browser.run_async(
            "const done = arguments[arguments.length - 1];"
            "axe.run(document, {runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa']})"
            ".then(result => done(result.violations.map(found => found.id + ': ' + found.nodes.map("
            "  node => node.html.slice(0, 120) + ' ' + node.failureSummary).slice(0, 3).join('; '))))")

    def check_by_axe(self, browser, path):
        if os.path.exists(AXE):
            self.assertEqual(self.faults_by_axe(browser), [], path)

    def test_what_is_made_inaccessible_is_found(self):
        if not os.path.exists(AXE):
            self.skipTest("there is no axe-core: GREYCACHE_AXE names its axe.min.js")
        browser = self.chromium()
        for fault, spoils in (("label", "document.querySelector('label[for=filter]').remove();"
                                        "document.querySelector('#filter').removeAttribute('placeholder')"),
                              ("html-has-lang", "document.documentElement.removeAttribute('lang')"),
                              ("color-contrast", "document.querySelector('h1').style.color = '#eee'")):
            browser.open(self.site + "/waiting")
            self.assertEqual(self.faults_by_axe(browser), [])
            browser.run(spoils)
            self.assertTrue(any(found.startswith(fault + ":") for found in self.faults_by_axe(browser)), fault)

    def test_all_pages_wide_and_light(self):
        self.check_all(1280, dark=False, script=True)

    def test_all_pages_narrow_and_light(self):
        self.check_all(390, dark=False, script=True)

    def test_all_pages_wide_and_dark(self):
        self.check_all(1280, dark=True, script=True)

    def test_all_pages_narrow_and_dark(self):
        self.check_all(390, dark=True, script=True)

    def test_all_pages_without_script(self):
        for width in WIDTHS:
            self.check_all(width, dark=False, script=False)

    def test_signing_in_and_its_faults(self):
        for width in WIDTHS:
            browser = self.chromium(width, name=None)
            self.check_page(browser, "/sign-in", width)
            self.look_at(browser, "/sign-in", f"sign-in-{width}")
            browser.write("#name", "root")
            browser.write("#password", "not the password")
            browser.click("main button")
            self.assert_shows(browser, "wrong")
            self.sign_in(browser, "root")
            self.assert_shows(browser, "The last 24 hours")

    def check_release(self, script):
        browser = self.chromium(name="olga", script=script)
        browser.open(self.site + "/waiting?filter=7K3M9Q01")
        browser.click("td.acts > button")
        self.assert_shows(browser, "Let the mail 7K3M9Q01, from newsletter@shop.example")
        if script:
            self.look_at(browser, "/confirm", "confirm-1280")
        browser.click("main button")
        self.assert_shows(browser, "the mail passes at its next attempt")
        self.assertEqual(self.daemon.asked("release")[0]["account"], "olga")

    def test_a_mail_is_let_through(self):
        self.check_release(script=True)

    def test_a_mail_is_let_through_without_script(self):
        self.check_release(script=False)

    def check_many(self, script):
        browser = self.chromium(name="olga", script=script)
        browser.open(self.site + "/opt")
        browser.write("#rows", "".join(f"many{i}@customer.example\n" for i in range(12)))
        browser.click("button[value=add]")
        self.assert_shows(browser, "Add 12 rows to opt-out?")
        if script:
            self.look_at(browser, "/opt", "opt-many-1280")
        browser.click("button[value=edit]")
        self.assert_shows(browser, "Add or remove many")
        browser.click("button[value=add]")
        self.assert_shows(browser, "Add 12 rows to opt-out?")
        browser.click("button[value=do]")
        self.assert_shows(browser, "12 rows were added")
        browser.click("main button")
        self.assert_shows(browser, "12 rows were removed")
        self.assertFalse([row for row in self.daemon.opt["out"] if row.startswith("many")])

    def test_many_rows_are_asked_about_and_taken_back(self):
        self.check_many(script=True)

    def test_many_rows_are_asked_about_and_taken_back_without_script(self):
        self.check_many(script=False)

    def test_never_and_undo_by_a_menu(self):
        browser = self.chromium(name="olga")
        browser.open(self.site + "/waiting?filter=7K3M9Q01")
        browser.click("details.more summary")
        browser.click("details.more button:nth-of-type(2)")
        browser.click("main button")
        self.assert_shows(browser, "is never greylisted")
        browser.click("main button")
        # A click returns before its question has come here.
        wait_until(lambda: len(self.daemon.asked("never")) == 2, 10, 0.05, "the undo")
        self.assertEqual(self.daemon.asked("never")[1]["remove"], True)

    def test_a_filter_acts_as_one_types(self):
        browser = self.chromium()
        browser.open(self.site + "/waiting")
        browser.write("#filter", "7K3M9Q01")
        for _ in range(100):
            if browser.evaluate("document.querySelectorAll('tbody tr').length") == 1:
                break
            browser.run_async("setTimeout(arguments[arguments.length - 1], 50)")
        self.assertEqual(browser.evaluate("document.querySelectorAll('tbody tr').length"), 1)
        self.assertIn("filter=7K3M9Q01", browser.address())

    def test_where_there_is_no_answer_no_rows_of_another_filter_stay(self):
        browser = self.chromium()
        browser.open(self.site + "/waiting")
        self.daemon.silent = True
        browser.write("#filter", "7K3M9Q01")
        for _ in range(300):
            if browser.evaluate("document.querySelectorAll('[data-no-answer]').length") == 1:
                break
            browser.run_async("setTimeout(arguments[arguments.length - 1], 50)")
        self.assert_shows(browser, "There is no answer now. Try again in a moment.")
        self.assertEqual(browser.evaluate("document.querySelectorAll('tbody tr').length"), 0)

    def test_a_list_whose_session_is_over_leads_to_signing_in(self):
        browser = self.chromium()
        browser.open(self.site + "/waiting")
        browser.run_async("fetch('/sign-out', {method: 'POST', headers: {'Content-Type': "
                          "'application/x-www-form-urlencoded'}, body: 'csrf=' + "
                          "document.querySelector('[name=csrf]').value}).then(arguments[arguments.length - 1])")
        browser.write("#filter", "7K3M9Q01")
        for _ in range(100):
            if "/sign-in" in browser.address():
                break
            time.sleep(0.05)
        self.assertIn("/sign-in", browser.address())

    def test_by_the_keyboard_alone(self):
        browser = self.chromium(name=None)
        browser.open(self.site + "/sign-in")
        browser.press("root" + TAB + PASSWORD + ENTER)
        self.assert_shows(browser, "The last 24 hours")
        browser.press(TAB)
        self.assertEqual(browser.evaluate("document.activeElement.textContent"), "Skip to the content")
        browser.press(ENTER)
        self.assertEqual(browser.evaluate("document.activeElement.id"), "main")

    def test_script_of_strangers_never_runs(self):
        self.daemon.hostile = True
        browser = self.chromium()
        for path in PAGES.values():
            self.check_page(browser, path, 1280)
            self.assertEqual(browser.complaints(), [], path)

    def test_a_customer_sees_his_own(self):
        browser = self.chromium(390, name="carl")
        self.assertIn("/waiting", browser.address())
        self.assertEqual(browser.evaluate("document.querySelectorAll('.rooms a').length"), 4)
        self.keep(browser, "customer-390")


if __name__ == "__main__":
    if not web_driver.is_there():
        print("skipped: there is no chromium with its driver")
        sys.exit(77)
    if PICTURES:
        os.makedirs(PICTURES, exist_ok=True)
    main()
