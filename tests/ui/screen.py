# SPDX-License-Identifier: GPL-3.0-or-later
"""A person in front of the window: sees and presses what the accessibility tree shows."""
import os
import subprocess
import time

import gi
import hand
gi.require_version("Atspi", "2.0")
from gi.repository import Atspi, GLib  # noqa: E402

PATIENCE = 20.0
STEP = 0.05
GRIP_X, GRIP_Y = 12, 20       # in a row of the mail servers
SHADOW_X, SHADOW_Y = 13, 20   # GTK 4 counts from within the window's shadow and border
ISOLATES = str.maketrans("", "", "\u2068\u2069")


def plain(text):
    return (text or "").translate(ISOLATES)


class NotSeen(AssertionError):
    pass


class Screen:
    """One run of the program."""

    def __init__(self, *argv, env=None):
        self.hand = hand.Hand()
        self.child = subprocess.Popen(argv, env=dict(os.environ, **(env or {})))
        self.app = self.wait("the program on the accessibility bus", self._find_app)
        self.wait("its window", self.hand.focus_largest_window)

    def _find_app(self):
        assert self.child.poll() is None, "the program ended with %s" % self.child.returncode
        desktop = Atspi.get_desktop(0)
        for i in range(desktop.get_child_count()):
            app = desktop.get_child_at_index(i)
            if app and app.get_process_id() == self.child.pid:
                return app
        return None

    # -- waiting -----------------------------------------------------------------
    def wait(self, what, look, patience=PATIENCE):
        end = time.monotonic() + patience
        while time.monotonic() < end:
            try:
                found = look()
            except GLib.Error:          # the tree changed under our eyes
                found = None
            if found:
                return found
            time.sleep(STEP)
        raise NotSeen("not seen: %s\n%s" % (what, self.describe() if hasattr(self, "app") else ""))

    # -- seeing ------------------------------------------------------------------
    def walk(self, node=None, depth=0):
        node = node or self.app
        try:
            n = node.get_child_count()
        except GLib.Error:
            return
        for i in range(n):
            try:
                child = node.get_child_at_index(i)
            except GLib.Error:
                continue
            if child is None:
                continue
            yield child, depth
            yield from self.walk(child, depth + 1)

    @staticmethod
    def name(node):
        return plain(node.get_name())

    @staticmethod
    def showing(node):
        return node.get_state_set().contains(Atspi.StateType.SHOWING)

    @staticmethod
    def sensitive(node):
        return node.get_state_set().contains(Atspi.StateType.SENSITIVE)

    def find(self, name, *roles, within=None, nth=0):
        """The nth thing on screen with that name (a str, or a function of the name)."""
        matches = name if callable(name) else lambda n: n == name
        for node, _ in self.walk(within):
            try:
                if (not roles or node.get_role_name() in roles) and matches(self.name(node)) and self.showing(node):
                    if nth == 0:
                        return node
                    nth -= 1
            except GLib.Error:
                continue
        return None

    def see(self, name, *roles, patience=PATIENCE, nth=0):
        return self.wait(repr(name), lambda: self.find(name, *roles, nth=nth), patience)

    def see_text(self, part, patience=PATIENCE):
        return self.wait(repr(part), lambda: self.find(lambda n: part in n), patience)

    def describe(self):
        lines = []
        for node, depth in self.walk():
            try:
                if self.showing(node) and (self.name(node) or node.get_role_name() == "text"):
                    lines.append("  " * depth + "%s %r%s" % (node.get_role_name(), self.name(node),
                                                          "" if self.sensitive(node) else " (off)"))
            except GLib.Error:
                pass
        return "\n".join(lines)

    # -- doing -------------------------------------------------------------------
    def press(self, name, *roles, patience=PATIENCE, nth=0):
        node = self.wait("%r that can be pressed" % (name,), lambda: self._pressable(name, roles, nth), patience)
        action = node.get_action_iface()
        if action is not None and action.get_n_actions() > 0:
            action.do_action(0)
        else:
            self.click(node)
        return node

    def click(self, node):
        """Rows of a list have no action on the accessibility bus: the mouse goes there."""
        box = self.place(node)
        self.hand.click(box.x + box.width // 3, box.y + box.height // 2)

    @staticmethod
    def place(node):
        """Without a window manager the window stands in the corner of the screen."""
        box = node.get_component_iface().get_extents(Atspi.CoordType.WINDOW)
        box.x, box.y = box.x + SHADOW_X, box.y + SHADOW_Y
        return box

    def drag(self, row, other):
        """A row by its grip, to the lower half of another row."""
        start, end = self.place(row), self.place(other)
        self.hand.drag((start.x + GRIP_X, start.y + GRIP_Y), (end.x + end.width // 3, end.y + end.height * 3 // 4))

    def _pressable(self, name, roles, nth):
        node = self.find(name, *roles, nth=nth)
        return node if node and self.sensitive(node) else None

    def type(self, name, text, nth=0):
        """Puts text into the field with that label."""
        node = self.wait("the field %r" % name, lambda: self._field(name, nth))
        assert node.get_editable_text_iface().set_text_contents(text), "%r takes no text" % name
        return node

    def _field(self, name, nth):
        return self.find(name, "text", "entry", "password text", nth=nth)

    @staticmethod
    def read(node):
        text = node.get_text_iface()
        return plain(Atspi.Text.get_text(text, 0, Atspi.Text.get_character_count(text)))

    def close(self):
        self.child.terminate()
        try:
            self.child.wait(5)
        except subprocess.TimeoutExpired:
            self.child.kill()
