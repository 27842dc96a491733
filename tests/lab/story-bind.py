#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""run-in-lab.sh story-bind.py: the story with a domain at BIND, by RFC 2136."""
import sys

sys.dont_write_bytecode = True
import story                                        # noqa: E402
from dynamic import DynamicHost, Keys, OwnSanity    # noqa: E402

# TYPE65534 holds BIND's own notes about signing.
HOST = DynamicHost("bind-customer.org.", "21.1", "21.2", ignore=("TYPE65534",), key="384")


class Bind(story.Tale):
    host = HOST


class BindKeys(Keys):
    host = HOST


class BindSanity(OwnSanity):
    host = HOST


class BindWithoutTransfer(story.Tale):
    """The zone is read question by question."""
    host = DynamicHost("bind-noxfr.org.", "21.1", "21.2", transfer=False)


if __name__ == "__main__":
    story.main(Bind, BindKeys, BindSanity, BindWithoutTransfer)
