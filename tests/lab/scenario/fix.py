# SPDX-License-Identifier: GPL-3.0-or-later
"""Does the fix that a finding offers work?

A finding offers one in its member `draft`, in the form of src/model/lw-draft-json.c: {"schema", "domain",
"mx": {"ttl", "no_mail", "entries": [{"exchange", "preference"}]} or null, "sets": […], "removed": […]}, or where one
record set is all that changes, in its member `fix`.
It is applied to the scenario's zone, the scenario is played again with the zone so mended, and the finding has to
be gone without a new one of level error.
"""
import copy

from . import records
from .zone import baseline

NULL_MX = "0 ."


class BadDraft(Exception):
    """A draft that cannot be applied; the text says why."""


def works(scenario, net, report):
    """None when no fix is expected, True when the one offered works, else why it does not."""
    expect, finding = scenario.get("expect"), first_finding(report)
    if not scenario.get("fix").get("offered"):
        return None
    if finding is None or finding["id"] not in [expect.get("first"), *expect.get("same_as", [])]:
        return "the finding that should offer a fix is not there"
    draft = draft_of(finding, scenario)
    if draft is None:
        return "no fix is offered"
    try:
        raw = mended(scenario, draft)
    except BadDraft as e:
        return "the fix cannot be applied: %s" % e
    return compare(report, net.notes["play_again"](raw), finding["id"])


def first_finding(report):
    findings = report.get("findings") or [] if report else []
    return findings[0] if findings else None


def draft_of(finding, scenario):
    """The edits that a finding offers, or None; a fix of one set is a draft of one set."""
    if finding.get("draft") or not finding.get("fix"):
        return finding.get("draft") or None
    return dict(schema=1, domain=scenario.origin, mx=None, sets=[finding["fix"]], removed=[])


def compare(before, after, code):
    """True when the finding is gone and no error has come; else what is wrong."""
    if after is None:
        return "the look at the mended zone came to nothing"
    errors = {f["id"] for f in after["findings"] if f["level"] == "error"}
    new = errors - {f["id"] for f in before["findings"]}
    if code in {f["id"] for f in after["findings"]}:
        return "with the fix it is still found"
    return "the fix brings " + ", ".join(sorted(new)) if new else True


def mended(scenario, draft):
    """The scenario as the file would have it with the draft applied; its zone is all that differs."""
    raw, zone = copy.deepcopy(scenario.raw), baseline(scenario)
    raw["zone"] = [*raw.get("zone", []), *records.edits(zone, apply(zone, draft))]
    return raw


def apply(zone, draft):
    """A copy of the zone with the draft's edits."""
    need(draft, "schema", int)
    if draft["schema"] != 1 or records.labels(need(draft, "domain", str)) != records.labels(zone.origin):
        raise BadDraft("it is for another domain, or of another schema")
    for removed in need(draft, "removed", list):
        zone = records.replaced(zone, need(removed, "owner", str), need(removed, "type", str), [])
    for wanted in need(draft, "sets", list):
        zone = records.replaced(zone, need(wanted, "owner", str), need(wanted, "type", str),
                                need(wanted, "values", list), need(wanted, "ttl", int))
    return apply_mx(zone, draft["mx"]) if draft.get("mx") else zone


def apply_mx(zone, mx):
    """The domain's MX as the list of mail servers says."""
    values = [NULL_MX] if mx.get("no_mail") else [mx_value(e) for e in need(mx, "entries", list)]
    ttl = need(mx, "ttl", str).strip()
    return records.replaced(zone, zone.origin, "MX", values, int(ttl) if ttl.isdigit() else None)


def mx_value(entry):
    preference, exchange = need(entry, "preference", str).strip(), need(entry, "exchange", str).strip()
    if not preference.isdigit() or not exchange:
        raise BadDraft("a mail server is half typed")
    return "%s %s." % (preference, exchange.rstrip("."))


def need(member, name, kind):
    value = member.get(name) if isinstance(member, dict) else None
    if not isinstance(value, kind) or isinstance(value, bool):
        raise BadDraft("its member “%s” is not as it should be" % name)
    return value
