# SPDX-License-Identifier: GPL-3.0-or-later
"""Zonemaster's message tags in Letterway's codes, and what cannot be compared, with the reason why.

A code is a finding of `check --json`; seal:… is the reason of the safety seal and trouble:… why the name
servers could not be found, both from the evidence.
"""
import collections

BROKEN = ("ns.lame", "ns.not_authoritative", "ns.secondary_expired", "ns.all_dead")
SILENT = ("ns.unreachable", "ns.all_dead")
NOT_FOUND = ("trouble:nxdomain", "trouble:servfail", "trouble:timed-out", "trouble:unreachable")

# One of these codes must be there
HAS = {
    "B01_NO_CHILD": NOT_FOUND,
    "B02_NO_DELEGATION": NOT_FOUND,
    "B02_NO_WORKING_NS": ("ns.all_dead",),
    "B02_NS_BROKEN": BROKEN,
    "B02_NS_NOT_AUTH": ("ns.not_authoritative", "ns.lame", "ns.all_dead"),
    "B02_NS_NO_IP_ADDR": ("ns.no_address", "ns.all_dead"),
    "B02_NS_NO_RESPONSE": SILENT,
    "B02_UNEXPECTED_RCODE": BROKEN,
    "IN_BAILIWICK_ADDR_MISMATCH": ("ns.glue_wrong",),
    "CHILD_ZONE_LAME": ("ns.all_dead",),
    "CHILD_NS_FAILED": BROKEN,
    "NO_RESPONSE": SILENT,
    "NO_RESPONSE_SOA_QUERY": BROKEN + SILENT,
    "EXTRA_NAME_CHILD": ("ns.parent_child_mismatch",),
    "EXTRA_NAME_PARENT": ("ns.parent_child_mismatch",),
    "TOTAL_NAME_MISMATCH": ("ns.parent_child_mismatch",),
    "SOA_NOT_EXISTS": BROKEN + NOT_FOUND,
    "MX_RECORD_IS_CNAME": ("mx.target_is_alias",),
    "(names differ)": ("ns.parent_child_mismatch",),
    "(addresses differ)": ("ns.glue_wrong",),
    "DS01_DS_ALGO_NOT_DS": ("seal:unsupported",),
    "DS01_DS_ALGO_PRIVATE": ("seal:unsupported",),
    "DS01_DS_ALGO_RESERVED": ("seal:unsupported",),
    "DS01_DS_ALGO_UNASSIGNED": ("seal:unsupported",),
    "DS01_NO_RESPONSE": NOT_FOUND + ("seal:unreachable",),
    "DS01_PARENT_ZONE_NO_DS": ("seal:unsigned", "seal:island"),
    "DS01_PARENT_SERVER_NO_DS": ("seal:server-differs",),
    "DS03_NO_DNSSEC_SUPPORT": ("seal:unsigned",),
    "DS05_ZONE_NO_DNSSEC": ("seal:unsigned",),
    "DS05_NO_RESPONSE": SILENT,
    "DS05_SERVER_NO_DNSSEC": ("seal:server-differs",),
    "DS07_NOT_SIGNED": ("seal:unsigned", "seal:ds-without-keys"),
    "DS07_NO_DS_FOR_SIGNED_ZONE": ("seal:island",),
    "DS07_INCONSISTENT_SIGNED": ("seal:server-differs",),
    "DS07_INCONSISTENT_DS": ("seal:server-differs",),
    "DS07_NON_AUTH_RESPONSE_DNSKEY": BROKEN,
    "DS07_NO_RESPONSE_DNSKEY": SILENT,
    "DS07_UNEXP_RCODE_RESP_DNSKEY": BROKEN,
    "DS10_ZONE_NO_DNSSEC": ("seal:unsigned",),
    "Z09_NO_RESPONSE_MX_QUERY": SILENT,
    "Z09_UNEXPECTED_RCODE_MX": BROKEN,
    "Z09_NON_AUTH_MX_RESPONSE": BROKEN,
    "Z09_INCONSISTENT_MX": ("ns.answers_differ",),
    "Z09_INCONSISTENT_MX_DATA": ("ns.answers_differ",),
    "Z09_NULL_MX_WITH_OTHER_MX": ("mx.null_with_others",),
    "Z09_NULL_MX_NON_ZERO_PREF": ("mx.null_bad_pref",),
    "Z09_MISSING_MAIL_TARGET": ("mx.none", "mx.implicit", "mx.none_fallback_unreachable"),
}
# None of these codes may be there
HAS_NOT = {
    "B01_CHILD_FOUND": NOT_FOUND,
    "B01_PARENT_FOUND": (),
    "B02_AUTH_RESPONSE_SOA": NOT_FOUND + ("ns.all_dead",),
    "ADDRESSES_MATCH": ("ns.glue_wrong",),
    "NAMES_MATCH": ("ns.parent_child_mismatch",),
    "ONE_NS_SET": ("ns.parent_child_mismatch",),
    "NO_NS_CNAME": ("ns.is_alias",),
    "ARE_AUTHORITATIVE": ("ns.not_authoritative",),
    "ONE_SOA_SERIAL": ("ns.serial_backwards",),
    "(same names)": ("ns.parent_child_mismatch",),
    "(same addresses)": ("ns.glue_wrong",),
    "DS01_DS_ALGO_OK": ("seal:unsupported",),
    "DS07_SIGNED": ("seal:unsigned", "seal:ds-without-keys"),
    "DS07_DS_FOR_SIGNED_ZONE": ("seal:unsigned", "seal:island"),
    "Z09_MX_DATA": ("mx.none", "mx.implicit"),
    "Z09_MX_FOUND": ("mx.none", "mx.implicit"),
}
# What two messages say together: (registry's, zone's, meaning)
TOGETHER = [
    ("ENOUGH_NS_DEL", "ENOUGH_NS_CHILD", "(same names)"),
    ("ENOUGH_NS_DEL", "NOT_ENOUGH_NS_CHILD", "(names differ)"),
    ("NOT_ENOUGH_NS_DEL", "ENOUGH_NS_CHILD", "(names differ)"),
    ("DEL_NS_SAME_IP", "CHILD_DISTINCT_NS_IP", "(addresses differ)"),
    ("DEL_DISTINCT_NS_IP", "CHILD_NS_SAME_IP", "(addresses differ)"),
    ("DEL_DISTINCT_NS_IP", "CHILD_DISTINCT_NS_IP", "(same addresses)"),
    ("DEL_NS_SAME_IP", "CHILD_NS_SAME_IP", "(same addresses)"),
]
# Why a test case, or some of its tags, have no counterpart: the first that fits
WITHOUT = [
    ("address01", "every address of the test zones counts as public here"),
    ("address03", "no check: the reverse names of name servers have no effect on mail"),
    ("connectivity04", "no check: which networks the name servers stand in does not decide where mail goes"),
    ("consistency05", "no check: more or other addresses outside the zone lead to the same servers"),
    ("consistency06", "no check: the name in the SOA has no effect on mail"),
    ("delegation03", "no check: the size of a referral; what gets lost on the way is seen from the answers"),
    ("dnssec01", "SHA-1 in a DS alone breaks nothing"),
    ("dnssec03", "the registry has no DS, so nobody looks at the denial of this zone"),
    ("dnssec05", "the registry has no DS, so nobody looks at the keys of this zone"),
    ("dnssec10", "the registry has no DS, so nobody looks at the denial of this zone"),
    ("dnssec16", "no check: CDS is between the DNS host and the registry"),
    ("basic (recorded)", "no check: a web server's name"),
    ("connectivity (recorded)", "no check: which networks the name servers stand in does not decide where mail goes"),
    ("consistency (recorded)", "no check: the other numbers and names in the SOA have no effect on mail"),
    ("syntax06-A (recorded)", "no check: the address in the SOA has no effect on mail"),
    ("zone (recorded)", "no check: the numbers and the name in the SOA have no effect on mail"),
    ("nameserver01", "no check: whether a name server also looks up names for others"),
    ("nameserver11", "its zones are not among the files"),
    ("nameserver15", "no check: which program a name server is"),
    ("zone09", "a name of one label is looked at like any other"),
    ("zone11", "SPF is looked at by the next issue"),
]
UNDELEGATED = "it begins at name servers that nobody names: there is no look at a zone before it is registered"
UNTESTABLE = "its authors do not run it either"
NOT_RECORDED = "the recording lacks what a walk from the root asks"
ROOT = "the root itself is no domain for mail"
# What both know and judge differently: {(case, scenario): why}
WITHIN = "the name lies within the zone above, where it may have mail like any other"
MADE_FOR_FEW = "its servers answer a few questions only and refuse the one about mail servers"
FIRST_PARENT = "the seal rests on the first answer of the registry; that its servers differ is not looked for"
NO_EFFECT = "without a DS at the registry nobody looks at the keys, so it has no effect"
DIFFERENCES = {
    ("basic01", "NO-CHILD-2"): WITHIN,
    ("basic01", "CHILD-ALIAS-1"): WITHIN,
    ("basic01", "CHILD-ALIAS-2"): WITHIN,
    ("basic02", "MIXED-1"): "a broken server beside good ones is named as well; the other side names it only when none is good",
    ("basic02", "NS-BROKEN-1"): "an authoritative answer without a SOA counts as “no such record”, as it does for resolvers: "
                                "mail has nowhere to go",
    ("basic02", "UNEXPECTED-RCODE-1"): "the only server that speaks denies the names of all three, so their addresses at the "
                                       "registry are named as the cause",
    ("consistency05", "ADDRESSES-MATCH-6"): MADE_FOR_FEW,
    ("consistency05", "IB-ADDR-MISMATCH-3"): "the table asks for silence and forbids it; the servers that the registry names do "
                                             "answer",
    ("dnssec01", "ALGO-OK-5"): "GOST digests: validators here do not know them, so the zone counts as unprotected",
    ("dnssec01", "ALGO-OK-6"): "SM3 digests: validators here do not know them, so the zone counts as unprotected",
    ("dnssec01", "MIXED-ALGO-1"): "one DS that validators know is enough; the others are passed over (RFC 6840 5.2)",
    ("dnssec01", "PARENT-SERVER-NO-DS-1"): FIRST_PARENT,
    ("dnssec05", "NO-RESPONSE-1"): "silent servers show no keys, so that the zone counts as unsigned, because the registry says so",
    ("dnssec05", "NO-RESPONSE-2"): "the servers answer everything but the question for keys, by an error: " + NO_EFFECT,
    ("dnssec05", "SERVER-NO-DNSSEC-1"): NO_EFFECT,
    ("dnssec07", "INCONSIST-SIGNED-AND-DS-1"): "both servers show a fault, each another: the one that breaks more is named",
    ("dnssec07", "INCONSIST-SIGNED-NO-DS-1"): NO_EFFECT,
    ("dnssec07", "SIGNED-AND-INCONSIST-DS-1"): FIRST_PARENT,
    ("delegation (recorded)", "woli.se"): "the recording has no SOA of its servers, so what was not asked then is silence here",
    ("zone (recorded)", "zone04.zut-root.rd.nic.fr"): "the silent server is the one that the SOA names, whom nobody asks about mail",
    ("dnssec07", "UNEXP-RCODE-RESP-DNSKEY-1"): "one server errs about the keys: validators ask the next one",
}


def why_without(scenario):
    """The reason why nothing is compared."""
    return next((why for case, why in WITHOUT if scenario.case.startswith(case)), "no check")


def compare(scenario, found, untestable=()):
    """("agrees" or "differs" or "none", words)."""
    if scenario.zone == ".":
        return "none", ROOT
    if scenario.undelegated:
        return "none", UNDELEGATED
    if scenario.name in untestable:
        return "none", UNTESTABLE
    mandatory = scenario.mandatory + [t for a, b, t in TOGETHER if a in scenario.mandatory and b in scenario.mandatory]
    if found and "recorded" in scenario.case and found & set(NOT_FOUND):
        return "none", NOT_RECORDED
    known = [t for t in mandatory if HAS.get(t) or HAS_NOT.get(t)]
    wanted = {c for t in known for c in HAS.get(t, ())}
    denied = [t for t in scenario.forbidden if t in HAS and not wanted & set(HAS[t])]
    if found is None or not known and (scenario.mandatory or not denied):
        return "none", why_without(scenario)
    wrong = ["%s: none of %s" % (t, ", ".join(HAS[t])) for t in known if t in HAS and not found & set(HAS[t])]
    wrong += ["%s: %s" % (t, ", ".join(found & set(HAS_NOT[t]))) for t in known if t in HAS_NOT and found & set(HAS_NOT[t])]
    wrong += ["not %s: %s" % (t, ", ".join(found & set(HAS[t]))) for t in denied if found & set(HAS[t])]
    return ("differs", "; ".join(wrong)) if wrong else ("agrees", "")


def summary(results):
    """One line."""
    counts = collections.Counter(verdict for _, _, verdict, _ in results)
    return "%d scenarios: %d agree, %d differ, %d have no counterpart" % (
        len(results), counts["agrees"], counts["differs"], counts["none"])


def areas(results):
    """A table of test cases."""
    yield "| test case | scenarios | agree | differ | no counterpart |"
    yield "|---|---|---|---|---|"
    cases = {}
    for s, _, verdict, _ in results:
        cases.setdefault(s.case, collections.Counter())[verdict] += 1
    for case, counts in cases.items():
        yield "| %s | %d | %d | %d | %d |" % (case, sum(counts.values()), counts["agrees"], counts["differs"], counts["none"])


def document(results):
    """docs/zonemaster.md."""
    out = ["<!-- Written by tests/vectors/zonemaster/replay.py --write; do not edit. -->", "# Beside Zonemaster", "",
           "Zonemaster's authors publish test zones, what its servers said when they recorded it, and for each scenario the "
           "messages that must and must not come.", "`tests/vectors/zonemaster` serves both in a private network - a reply that "
           "was recorded is said again, for the rest the zone files speak -, lets", "`letterway check` look at every zone, and "
           "compares. `meanings.py` there is the one table of messages and codes.", "", summary(results) + ".", ""]
    out += areas(results)
    out += ["", "## Where both differ, and why", "", "| scenario | Letterway says | why |", "|---|---|---|"]
    out += ["| %s/%s | %s | %s |" % (s.case, s.name, ", ".join("`%s`" % c for c in sorted(found)),
                                    DIFFERENCES.get((s.case, s.name), "?")) for s, found, verdict, _ in results if verdict == "differs"]
    out += ["", "## What has no counterpart, and why", "", "| scenarios | number | why |", "|---|---|---|"]
    reasons = collections.Counter((s.case, why) for s, _, verdict, why in results if verdict == "none")
    out += ["| %s | %d | %s |" % (case, number, why) for (case, why), number in reasons.items()]
    out += ["", "## Messages and codes", "", "| message | one of these must be there |", "|---|---|"]
    out += ["| %s | %s |" % (tag, ", ".join("`%s`" % c for c in codes)) for tag, codes in HAS.items()]
    out += ["", "| message | none of these may be there |", "|---|---|"]
    out += ["| %s | %s |" % (tag, ", ".join("`%s`" % c for c in codes)) for tag, codes in HAS_NOT.items() if codes]
    return "\n".join(out) + "\n"
