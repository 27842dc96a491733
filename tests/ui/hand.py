# SPDX-License-Identifier: GPL-3.0-or-later
"""Mouse and keyboard of the X server, for what has no action on the accessibility bus."""
import ctypes
import os
import time

LEFT = 1
DRAG_STEPS = 12
REVERT_TO_POINTER_ROOT, CURRENT_TIME = 1, 0


class Attributes(ctypes.Structure):
    """XWindowAttributes"""
    _fields_ = [(n, ctypes.c_int) for n in ("x", "y", "width", "height", "border", "depth")] + [
        ("visual", ctypes.c_void_p), ("root", ctypes.c_ulong)] + [
        (n, ctypes.c_int) for n in ("klass", "bit_gravity", "win_gravity", "backing")] + [
        ("planes", ctypes.c_ulong), ("pixel", ctypes.c_ulong), ("save_under", ctypes.c_int),
        ("colormap", ctypes.c_ulong), ("map_installed", ctypes.c_int), ("map_state", ctypes.c_int)] + [
        (n, ctypes.c_long) for n in ("all_events", "your_events", "no_propagate")] + [
        ("override_redirect", ctypes.c_int), ("screen", ctypes.c_void_p)]


VIEWABLE = 2


class Hand:
    def __init__(self):
        self.x11 = ctypes.CDLL("libX11.so.6")
        self.xtst = ctypes.CDLL("libXtst.so.6")
        self.x11.XOpenDisplay.restype = ctypes.c_void_p
        self.x11.XDefaultRootWindow.restype = ctypes.c_ulong
        self.x11.XStringToKeysym.restype = ctypes.c_ulong
        self.x11.XKeysymToKeycode.restype = ctypes.c_ubyte
        self.display = ctypes.c_void_p(self.x11.XOpenDisplay(os.environ["DISPLAY"].encode()))
        assert self.display, "no display"

    def windows(self):
        root, parent, n = ctypes.c_ulong(), ctypes.c_ulong(), ctypes.c_uint()
        children = ctypes.POINTER(ctypes.c_ulong)()
        top = ctypes.c_ulong(self.x11.XDefaultRootWindow(self.display))
        self.x11.XQueryTree(self.display, top, ctypes.byref(root), ctypes.byref(parent), ctypes.byref(children),
                            ctypes.byref(n))
        return [children[i] for i in range(n.value)]

    def focus_largest_window(self):
        """What a window manager would do."""
        best, size = None, 0
        for window in self.windows():
            a = Attributes()
            self.x11.XGetWindowAttributes(self.display, ctypes.c_ulong(window), ctypes.byref(a))
            if a.map_state == VIEWABLE and a.width * a.height > size:
                best, size = window, a.width * a.height
        if best is None or size < 10000:
            return False
        self.x11.XSetInputFocus(self.display, ctypes.c_ulong(best), REVERT_TO_POINTER_ROOT, CURRENT_TIME)
        self.x11.XSync(self.display, 0)
        return True

    def click(self, x, y):
        self.move(x, y)
        time.sleep(0.05)
        self.button(1)
        self.button(0)

    def drag(self, start, end):
        """From point to point, slowly enough to be seen as a drag."""
        self.move(*start)
        self.button(1)
        for i in range(1, DRAG_STEPS + 1):
            self.move(*(int(a + (b - a) * i / DRAG_STEPS) for a, b in zip(start, end)))
        time.sleep(0.2)
        self.button(0)

    def move(self, x, y):
        self.xtst.XTestFakeMotionEvent(self.display, -1, x, y, 0)
        self.x11.XFlush(self.display)
        time.sleep(0.05)

    def button(self, down):
        self.xtst.XTestFakeButtonEvent(self.display, LEFT, down, 0)
        self.x11.XFlush(self.display)
        time.sleep(0.05)

    def keys(self, *names):
        """Presses the keys in this order, lets them go in the other: keys("Control_L", "z")."""
        codes = [self.x11.XKeysymToKeycode(self.display, ctypes.c_ulong(self.x11.XStringToKeysym(n.encode())))
                 for n in names]
        for code, down in [(c, 1) for c in codes] + [(c, 0) for c in reversed(codes)]:
            self.xtst.XTestFakeKeyEvent(self.display, ctypes.c_uint(code), down, ctypes.c_ulong(0))
            self.x11.XFlush(self.display)
            time.sleep(0.02)
