# SPDX-License-Identifier: GPL-3.0-or-later
"""Did Letterway say what is the matter?  The format's rules, "Passes"."""
# What could not be tested blames nobody.
RANKS = {"none": 0, "info": 1, "not-tested": 1, "local": 1.5, "advice": 2, "warn": 3, "warning": 3, "error": 4}


def rank(level):
    return RANKS.get(level, 4)


def findings_of(report):
    """Findings in the order of the page, those that say that all is well left out."""
    return [f for f in report.get("findings") or [] if f.get("level") not in ("none", "ok", "pass")]


def is_forbidden(finding, expect, is_healthy, expected):
    """Whether a finding may not stand beside the expected one."""
    code, level = finding["id"], rank(finding["level"])
    if code in (expect.get("also_allowed") or ()):
        return False
    if level >= RANKS["error"] and (code not in expected or expect.get("no_error")):
        return True
    if expect.get("not_blamed") and level > RANKS["info"] and not code.startswith("local."):
        return True
    return is_healthy and code not in expected and level > max(rank(expect.get("level")), RANKS["info"])


def judge(scenario, report):
    """(got, forbidden, why not)."""
    expect, rows = scenario.get("expect"), findings_of(report)
    expected = [expect["first"]] + list(expect.get("same_as") or ())
    if expect["first"] is None:
        rows_above = [f for f in rows if rank(f["level"]) > RANKS["info"]]
        top = rows_above[0] if rows_above else None
    else:
        top = rows[0] if rows else None
    got = top["id"] if top else None
    forbidden = [f["id"] for f in rows if is_forbidden(f, expect, scenario.raw.get("class") == "healthy", expected)]
    if got not in expected:
        return got, forbidden, "%s came first, not %s" % (got, expect["first"])
    if top and rank(top["level"]) > rank(expect.get("level") or "error"):
        return got, forbidden, "%s is %s, above %s" % (got, top["level"], expect["level"])
    return got, forbidden, "%s must not appear" % ", ".join(forbidden) if forbidden else None
