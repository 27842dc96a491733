# SPDX-License-Identifier: GPL-3.0-or-later
"""Postfix in every mood, delivering to Dovecot's Maildirs.

Both live wholly under the lab's folder; nothing in /etc or /var is touched.
"""
import os
import shutil

from base import command, greets, tcp_open
import zones

MAIN_CF = """compatibility_level = 3.6
queue_directory = %(p)s/spool
command_directory = /usr/sbin
daemon_directory = %(daemons)s
data_directory = %(p)s/data
mail_owner = postfix
setgid_group = postdrop
maillog_file = %(p)s/log/maillog
maillog_file_prefixes = %(d)s
myhostname = %(host)s.mail-hosts.net
mydestination =
local_recipient_maps =
alias_maps =
alias_database =
mynetworks = 192.0.2.255/32
inet_protocols = %(protocols)s
smtpd_recipient_restrictions =
smtpd_tls_security_level = may
smtpd_tls_cert_file = %(d)s/tls/mx-ok.pem
smtpd_tls_key_file = %(d)s/tls/mx-ok.key
smtp_tls_security_level = dane
smtp_dns_support_level = dnssec
smtp_tls_CAfile = %(d)s/tls/ca.pem
smtp_tls_loglevel = 1
smtpd_tls_loglevel = 1
smtp_host_lookup = dns
smtp_connect_timeout = 3s
minimal_backoff_time = 1s
maximal_backoff_time = 5s
queue_run_delay = 1s
in_flow_delay = 0
smtpd_error_sleep_time = 0
smtpd_client_connection_count_limit = 0
append_dot_mydomain = no
biff = no
%(more)s"""

MASTER_CF = """pickup unix n - n 60 1 pickup
cleanup unix n - n - 0 cleanup
qmgr unix n - n 300 1 qmgr
tlsmgr unix - - n 1000? 1 tlsmgr
rewrite unix - - n - - trivial-rewrite
bounce unix - - n - 0 bounce
defer unix - - n - 0 bounce
trace unix - - n - 0 bounce
verify unix - - n - 1 verify
flush unix n - n 1000? 0 flush
proxymap unix - - n - - proxymap
smtp unix - - n - - smtp
relay unix - - n - - smtp
showq unix n - n - - showq
error unix - - n - - error
retry unix - - n - - error
discard unix - - n - - discard
lmtp unix - - n - - lmtp
anvil unix - - n - 1 anvil
scache unix - - n - 1 scache
postlog unix-dgram n - n - 1 postlogd
"""

DOVECOT_COMMON = """base_dir = %(d)s/dovecot/run
state_dir = %(d)s/dovecot/state
log_path = %(d)s/log/dovecot.log
listen = %(listen)s
ssl = yes
auth_mechanisms = plain login
auth_failure_delay = 0
first_valid_uid = 1
mail_uid = nobody
mail_gid = nogroup
default_process_limit = 20
service lmtp {
  unix_listener %(d)s/dovecot/lmtp {
    mode = 0666
  }
}
service auth {
  unix_listener %(d)s/dovecot/auth {
    mode = 0666
  }
}
service stats {
  client_limit = 200
}
"""
DOVECOT_2_3 = DOVECOT_COMMON + """protocols = imap lmtp
ssl_cert = <%(d)s/tls/mx-ok.pem
ssl_key = <%(d)s/tls/mx-ok.key
disable_plaintext_auth = no
mail_location = maildir:~/Maildir
passdb {
  driver = passwd-file
  args = %(d)s/dovecot/users
}
userdb {
  driver = static
  args = uid=nobody gid=nogroup home=%(d)s/mail/%%d/%%n allow_all_users=yes
}
"""
# From 2.4 on the first lines must name the version whose words are meant.
DOVECOT_2_4 = """dovecot_config_version = %(version)s
dovecot_storage_version = %(version)s
""" + DOVECOT_COMMON + """protocols {
  imap = yes
  lmtp = yes
}
ssl_server_cert_file = %(d)s/tls/mx-ok.pem
ssl_server_key_file = %(d)s/tls/mx-ok.key
auth_allow_cleartext = yes
mail_driver = maildir
mail_path = ~/Maildir
passdb passwd-file {
  passwd_file_path = %(d)s/dovecot/users
}
userdb static {
  allow_all_users = yes
  fields {
    uid = nobody
    gid = nogroup
    home = %(d)s/mail/%%{user | domain}/%%{user | username}
  }
}
"""
MAILBOXES = ("alice@signed-ok.com", "bob@pdns-customer.com", "anna@berg.example", "sender@insecure.com")
PASSWORD = "secret"


def start_dovecot(lab):
    version = lab.version("dovecot")
    old = version < (2, 4)
    lab.write("dovecot/users", "".join("%s:{PLAIN}%s\n" % (u, PASSWORD) for u in MAILBOXES))
    conf = lab.write("dovecot/dovecot.conf", (DOVECOT_2_3 if old else DOVECOT_2_4) % dict(
        d=lab.folder, listen=lab.ip("26.1"), version=".".join(map(str, version))))
    os.makedirs(lab.folder + "/mail", exist_ok=True)
    shutil.chown(lab.folder + "/mail", "nobody", "nogroup")
    lab.spawn("dovecot", lab.program("dovecot"), "-F", "-c", conf)


# -- Postfix ---------------------------------------------------------------
def postfix_folders(p):
    spool = p + "/spool/"
    for name in "active bounce corrupt defer deferred flush hold incoming private saved trace".split():
        os.makedirs(spool + name, exist_ok=True)
        shutil.chown(spool + name, "postfix")
        os.chmod(spool + name, 0o700)
    for name, mode in (("maildrop", 0o730), ("public", 0o710)):
        os.makedirs(spool + name, exist_ok=True)
        shutil.chown(spool + name, "postfix", "postdrop")
        os.chmod(spool + name, mode)
    for folder in (spool + "pid", p + "/data", p + "/log"):
        os.makedirs(folder, exist_ok=True)
    shutil.chown(p + "/data", "postfix")


def start_postfix(lab, name, host, more, listeners):
    p = os.path.join(lab.folder, name)
    postfix_folders(p)
    daemon_folder = command("postconf", "-d", "-h", "daemon_directory").strip()
    lab.write(name + "/main.cf", MAIN_CF % dict(
        p=p, d=lab.folder, host=host, more=more, daemons=daemon_folder,
        protocols="all" if lab.has_ipv6 else "ipv4"))
    rows = "".join("%s inet n - n - - smtpd -o syslog_name=postfix/%s\n%s" % (
        address, title, "".join("  -o %s\n" % o for o in options)) for address, title, options in listeners)
    lab.write(name + "/master.cf", rows + MASTER_CF)
    # Postfix waits until its files are older than a second: make them old at once.
    for f in ("main.cf", "master.cf"):
        os.utime(os.path.join(p, f), (0, 0))
    argv = [os.path.join(daemon_folder, "master"), "-c", p, "-d"]
    lab.spawn(name, *(resolving(lab, argv) if name == "postfix-out" else argv))


def resolving(lab, argv):
    """The program with the lab's resolver as its own, whatever the machine's is."""
    if not lab.base.startswith("127."):
        return argv                           # `lab run` has a resolv.conf of its own already
    return ["unshare", "-m", "sh", "-c", 'mount --bind "$0" /etc/resolv.conf && exec "$@"',
            lab.folder + "/resolv.conf"] + argv


def incoming(lab):
    """The mail servers that senders reach on port 25."""
    d = lab.folder
    cert = lambda n: ["smtpd_tls_cert_file=%s/tls/%s.pem" % (d, n), "smtpd_tls_key_file=%s/tls/%s.key" % (d, n)]
    moods = {
        "mx-ok": [], "mx-ok2": [], "mx-selfsigned": cert("mx-selfsigned"), "mx-expired": cert("mx-expired"),
        "mx-wrongname": cert("mx-wrongname"), "mx-nostarttls": ["smtpd_tls_security_level=none"],
        "mx-greylist": ["{ smtpd_recipient_restrictions = check_policy_service unix:%s/greylist.sock }" % d],
        "mx-reject": ["{ smtpd_recipient_restrictions = check_recipient_access static:{550 5.1.1 User unknown} }"],
        "mx-tls12only": ["smtpd_tls_protocols=TLSv1.2"],
    }
    where = [(lab.ip(zones.MAIL_HOSTS[n]), n, o) for n, o in moods.items()]
    if lab.has_ipv6:
        where.append(("[%s]" % zones.V6_MAIL, "mx-v6only", []))
    return [(a + ":25", n, ["myhostname=%s.mail-hosts.net" % n, "{ smtpd_banner = $myhostname ESMTP }"] + o)
            for a, n, o in where]


def start(lab):
    lab.write("resolv.conf", "nameserver %s\n" % lab.ip("8.1"))
    start_postfix(lab, "postfix-in", "mx-ok", """inet_interfaces = all
virtual_mailbox_domains = static:all
virtual_transport = lmtp:unix:%s/dovecot/lmtp
smtpd_relay_restrictions = reject_unauth_destination
""" % lab.folder, incoming(lab))
    sasl = ["smtpd_sasl_auth_enable=yes", "smtpd_sasl_type=dovecot",
            "smtpd_sasl_path=%s/dovecot/auth" % lab.folder, "smtpd_tls_auth_only=yes"]
    out = lab.ip(zones.MAIL_HOSTS["submission"])
    start_postfix(lab, "postfix-out", "submission", """inet_interfaces = loopback-only
smtpd_relay_restrictions = permit_sasl_authenticated, reject
""", [(out + ":587", "submission", sasl + ["smtpd_tls_security_level=encrypt"]),
      (out + ":465", "submissions", sasl + ["smtpd_tls_wrappermode=yes"])])
    start_dovecot(lab)
    lab.spawn_python("greylist", "fault.py", "greylist", lab.folder + "/greylist.sock", "3")


def wait_for_mail(lab):
    lab.wait("postfix-in", lambda: greets(lab.ip("25.1"), 25))
    lab.wait("postfix-out", lambda: greets(lab.ip("26.1"), 587))
    lab.wait("dovecot", lambda: tcp_open(lab.ip("26.1"), 143) and os.path.exists(lab.folder + "/dovecot/lmtp"))
    lab.wait("greylist", lambda: os.path.exists(lab.folder + "/greylist.sock"))
    lab.lap("Postfix, Dovecot, greylisting")
