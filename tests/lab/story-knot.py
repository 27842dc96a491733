#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""run-in-lab.sh story-knot.py: the story with a domain at Knot, by RFC 2136."""
import sys

sys.dont_write_bytecode = True
import story                                # noqa: E402
from dynamic import DynamicHost, Keys       # noqa: E402

HOST = DynamicHost("knot-customer.org.", "20.1", "20.2")


class Knot(story.Tale):
    host = HOST


class KnotKeys(Keys):
    host = HOST


class KnotWithoutTransfer(story.Tale):
    """The zone is read question by question."""
    host = DynamicHost("knot-noxfr.org.", "20.1", "20.2", key="512", transfer=False)


if __name__ == "__main__":
    story.main(Knot, KnotKeys, KnotWithoutTransfer)
