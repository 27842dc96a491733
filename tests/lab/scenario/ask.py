# SPDX-License-Identifier: GPL-3.0-or-later
"""Letterway's command line for a scenario: the one place that knows its options."""
import importlib.util

from . import api


def has_part(name):
    """Whether the player has a module of that name."""
    return importlib.util.find_spec("scenario." + name) is not None


def arguments(scenario, net):
    found = ["check", scenario.raw["domain"], "--json"]
    ask = scenario.get("ask")
    if ask.get("rcpt"):
        found += ["--to", ask["rcpt"]]
    if scenario.get("api").get("zone"):          # to be compared with what the world sees
        found += api.key_options()
    if not has_part("mail"):
        found += ["--no-mail"]
    return found
