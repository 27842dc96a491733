# SPDX-License-Identifier: GPL-3.0-or-later
"""Letters that mail servers write: the lines of a delivery, and the report that one did not happen (RFC 3464)."""
import email.message
import email.mime.message
import email.mime.multipart
import email.mime.text
import email.parser
import email.policy
import email.utils

import dnswire


def delivery_lines(server, to, letter):
    """Return-Path, Delivered-To and Received, in front of the letter (RFC 5321 4.4)."""
    return ("Return-Path: <%s>\r\nDelivered-To: %s\r\nReceived: from %s ([%s])\r\n\tby %s with %s\r\n\tfor <%s>; %s\r\n" % (
        letter.sender, to, letter.helo or "unknown", letter.client, server, "ESMTPS" if letter.encrypted else "ESMTP",
        to, email.utils.formatdate())).encode("utf-8", "surrogateescape")


def per_recipient(server, to):
    fields = email.message.Message()
    fields["Final-Recipient"] = "rfc822; " + to
    fields["Action"] = "failed"
    fields["Status"] = "5.1.1"
    fields["Remote-MTA"] = "dns; " + server
    fields["Diagnostic-Code"] = "smtp; 550 5.1.1 <%s>: Recipient address rejected: User unknown" % to
    return fields


def report(server, letter):
    """The octets of a delivery status notification to the letter's sender."""
    whole = email.mime.multipart.MIMEMultipart("report", **{"report-type": "delivery-status"})
    whole["From"] = "Mail Delivery System <MAILER-DAEMON@%s>" % server
    whole["To"] = letter.sender
    whole["Subject"] = "Undelivered Mail Returned to Sender"
    whole["Date"] = email.utils.formatdate()
    whole["Message-ID"] = email.utils.make_msgid(domain=server)
    whole["Auto-Submitted"] = "auto-replied"
    whole.attach(email.mime.text.MIMEText(
        "Your letter could not be delivered to\n\n%s\n" % "\n".join(letter.recipients), "plain", "us-ascii"))
    about = email.message.Message()
    about["Reporting-MTA"] = "dns; " + server
    about["Arrival-Date"] = email.utils.formatdate()
    status = email.mime.message.MIMEMessage(about, "delivery-status")
    status.set_payload([about] + [per_recipient(server, to) for to in letter.recipients])
    whole.attach(status)
    headers = letter.text.split(b"\r\n\r\n", 1)[0].decode("utf-8", "replace")
    whole.attach(email.mime.text.MIMEText(headers.replace("\r\n", "\n") + "\n", "rfc822-headers", "utf-8"))
    return whole.as_bytes(policy=email.policy.SMTP)


def mail_addresses(domain, resolver):
    """The IPv4 addresses of a domain's mail servers in their order, by the lab's own eyes."""
    try:
        targets = [n for _, n in sorted(dnswire.mx_values(dnswire.query(resolver, domain + ".", "MX")))] or [domain + "."]
        return [".".join(map(str, r.data)) for n in targets for r in dnswire.query(resolver, n, "A").of("A")]
    except (OSError, dnswire.WireError):
        return []
