#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""run-story.sh story-display.py: the whole story through the window, against the real servers of the lab."""
import os
import pathlib
import re
import shutil
import subprocess
import sys
import time

sys.dont_write_bytecode = True
HERE = os.path.dirname(os.path.abspath(__file__))
sys.path[:0] = [HERE, os.path.join(HERE, "..", "lab")]
import apiproxy                                   # noqa: E402
import client                                     # noqa: E402
import screen                                     # noqa: E402
import story                                      # noqa: E402
import zones                                      # noqa: E402
from client import ENV, mx                        # noqa: E402

PdnsHost = story.script("story-pdns").PdnsHost
PROGRAM = ENV.get("LETTERWAY", "letterway")
ARRIVES = 60
FORGET = 15             # more than the longest TTL here


class Steps(story.Story):
    """A person in front of the window; what they believe is read from the servers."""
    host = PdnsHost("berg.example.")

    def setUp(self):
        self.host.other_editor(self.host.zone, "MX", zones.MX_TTL, *story.NORMAL)
        self.wait_until_all_remember(story.NORMAL)
        self.before = self.host.snapshot()
        shutil.rmtree(ENV["XDG_DATA_HOME"], ignore_errors=True)
        pathlib.Path(ENV["SECRET_FILE_TEST_PATH"]).unlink(missing_ok=True)
        self.start()

    def wait_until_all_remember(self, values):
        servers = [self.host.primary, self.host.secondary] + ENV["LWLAB_RESOLVERS"].split()
        end = time.monotonic() + FORGET
        while any(mx(s, self.host.zone) != values for s in servers) and time.monotonic() < end:
            time.sleep(0.2)

    def start(self):
        self.screen = screen.Screen(PROGRAM)
        self.addCleanup(self.screen.close)

    # -- steps -------------------------------------------------------------------
    def look(self):
        self.screen.type("Your domain", "https://www.%s/x" % self.domain)
        self.screen.type("Your domain", self.domain)
        self.screen.press("Look", "button")
        self.screen.see("Mail for %s arrives." % self.domain, "heading", patience=ARRIVES)

    def connect(self):
        self.screen.press("Connect…", "button")
        self.screen.press("PowerDNS", "list item", "button")
        self.screen.type("Address of the API", self.host.url)
        self.screen.type("API key", "wrong")
        self.screen.press("Test Key", "button")
        self.screen.see_text("PowerDNS refused the key")
        self.screen.type("API key", ENV["LWLAB_PDNS_KEY"])
        self.screen.press("Test Key", "button")
        self.screen.see("The Key Works", "label")
        self.screen.press("Use This Key", "button")
        self.screen.see("PowerDNS, connected")

    def edit(self):
        """The first server goes, the second gets the number 5."""
        self.screen.press("Remove", "button", nth=0)
        self.screen.see_text("Removed " + story.FIRST.rstrip("."))
        self.screen.type("Order", "70000")
        self.screen.see_text("65535")                     # the range is named where it is typed
        self.screen.type("Order", "5")

    def apply(self):
        self.screen.press("Apply 1 Change", "button")
        self.screen.see_text("Change Has Arrived", patience=ARRIVES)

    def change(self):
        self.edit()
        self.assertEqual(self.host.snapshot(), self.before, "something was written before the review")
        self.screen.press("Check the Change…", "button")
        self.screen.see("Check the Change")
        self.watched(self.apply)

    def letter(self):
        to = "anna@" + self.domain
        self.screen.press("Send Test Letter…", "button")
        self.screen.type("A mailbox you can look into", to)
        self.screen.press("Send Test Letter", "button")
        self.screen.see("The Letter Was Taken", patience=ARRIVES)
        letter = client.arrived(self.domain, "anna", "To: <%s>" % to)
        code = re.search(r"^Subject: .*\b([0-9A-Z]{4}-[0-9A-Z]{2})\b", letter or "", re.M)
        self.assertTrue(code, letter)
        self.screen.type("Code in the letter", "AAAA-AA")
        self.screen.press("It Arrived", "button")
        self.screen.see_text("This is not the code of the letter that was sent.")
        self.screen.type("Code in the letter", code.group(1))
        self.screen.press("It Arrived", "button")
        self.screen.see("The Letter Arrived")
        self.screen.press("Done", "button")

    def put_back(self):
        self.screen.press("Back", "button")
        self.screen.see("Check Again", "button")
        self.screen.hand.keys("Control_L", "h")
        self.screen.see("Changes, newest first", "list")
        self.screen.press(lambda n: n.startswith("Mail for " + self.domain), "list item", "button")
        self.screen.press("Put Back…", "button")
        self.watched(self.apply)


class Window(Steps):
    def test_whole_story(self):
        self.look()
        self.connect()
        self.change()
        self.assertEqual(mx(self.host.primary, self.host.zone), story.NEW)
        self.assert_everywhere(story.NEW)
        self.assert_changed_only(self.before, self.host.zone + "/MX")
        self.letter()
        self.put_back()
        self.assert_everywhere(story.NORMAL)
        self.assert_changed_only(self.before)

    def test_two_editors(self):
        """Somebody else changes the mail servers while the review is open: nothing is written."""
        self.look()
        self.connect()
        self.edit()
        self.screen.press("Check the Change…", "button")
        self.screen.see("Apply 1 Change", "button")
        self.host.other_editor(self.host.zone, "MX", zones.MX_TTL, "33 " + story.FIRST)
        between = self.host.snapshot()
        self.screen.press("Apply 1 Change", "button")
        self.screen.press("Read Again", "button")
        self.screen.see_text("Removed: 33")
        self.assertEqual(self.host.snapshot(), between)
        self.watched(self.apply)
        self.assertEqual(mx(self.host.primary, self.host.zone), story.NEW)

    def test_draft_survives_closing(self):
        self.look()
        self.edit()
        self.screen.see("Check the Change…", "button")
        self.screen.hand.keys("Control_L", "q")
        self.assertEqual(self.screen.child.wait(10), 0)
        self.start()
        self.screen.see("1st mail server, %s: Works" % story.SECOND.rstrip("."), "list item", patience=ARRIVES)
        self.screen.see("Check the Change…", "button")
        self.assertIsNone(self.screen.find("Mail server", "text", nth=1))
        self.screen.press("Discard", "button")
        self.screen.see("1st mail server, %s: Works" % story.FIRST.rstrip("."), "list item")
        self.assertEqual(self.host.snapshot(), self.before)


class Starts(Steps):
    """How the program is started."""

    def setUp(self):
        shutil.rmtree(ENV["XDG_DATA_HOME"], ignore_errors=True)

    def test_second_start_shows_the_domain(self):
        self.start()
        self.screen.see("Where Should Your Mail Go?")
        second = subprocess.run([PROGRAM, "Anna@" + self.domain], timeout=20)
        self.assertEqual(second.returncode, 0)
        self.screen.press("Look", "button")               # the first look is never begun by itself
        self.screen.see("Mail for %s arrives." % self.domain, "heading", patience=ARRIVES)

    def test_practice_world(self):
        """Who has no account finds a fault to mend, and mends it; nothing outside is touched."""
        before = self.host.snapshot()
        self.screen = screen.Screen(PROGRAM, "--practice")
        self.addCleanup(self.screen.close)
        self.screen.see_text("Practice world")
        self.screen.press("Correct It", "button", patience=ARRIVES)
        self.apply()
        self.screen.press("Send Test Letter…", "button")
        self.screen.press("Send Test Letter", "button")   # the mailbox of the practice world is filled in
        said = self.screen.name(self.screen.see_text("Its code is", patience=ARRIVES))
        self.screen.type("Code in the letter", said.split()[-1])
        self.screen.press("It Arrived", "button")
        self.screen.see("The Letter Arrived")
        self.assertEqual(self.host.snapshot(), before)

    def test_order_by_mouse(self):
        self.start()
        self.look()
        first = "1st mail server, %s: Works"
        row = self.screen.see(first % story.FIRST.rstrip("."), "list item")
        self.screen.drag(row, self.screen.see("2nd mail server, %s: Works" % story.SECOND.rstrip("."), "list item"))
        self.screen.see(first % story.SECOND.rstrip("."), "list item")


class CutOff(Steps):
    """The program is killed while the request is on its way: the next start asks what shall be."""

    @classmethod
    def setUpClass(cls):
        cls.proxy = apiproxy.Proxy(client.at("81.1"), 8081, ENV["LWLAB_PDNS_URL"]).start()
        cls.host = PdnsHost("berg.example.", cls.proxy.url)

    @classmethod
    def tearDownClass(cls):
        cls.proxy.stop()

    def kill_at(self, fault):
        self.proxy.reset()
        self.look()
        self.connect()
        self.edit()
        self.screen.press("Check the Change…", "button")
        self.proxy.rule("PATCH:1:" + fault)
        self.screen.press("Apply 1 Change", "button")
        self.assertTrue(self.proxy.wait_for("PATCH", 1, "held"))
        self.screen.child.kill()
        self.screen.child.wait()
        self.proxy.reset()
        self.start()
        self.screen.see("Finish the Change?", patience=ARRIVES)

    def test_finish(self):
        self.kill_at("hold-request")
        self.assertEqual(self.host.snapshot(), self.before)
        self.screen.press("Finish", "button")
        self.watched(self.apply)
        self.assertEqual(mx(self.host.primary, self.host.zone), story.NEW)

    def test_put_back(self):
        self.kill_at("hold-answer")
        self.assertEqual(mx(self.host.primary, self.host.zone), story.NEW)
        self.screen.press("Put Back", "button")
        self.watched(self.apply)
        self.assert_changed_only(self.before)


def main():
    story.main(Window, Starts, CutOff)


if __name__ == "__main__":
    main()
