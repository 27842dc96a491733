/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "lw-dns-private.h"

typedef struct
{
  const char *name;
  const char *text;
  const char *address; /* (nullable) */
} Case;

static const Case cases[] = {
  { "plain", "nameserver 127.0.0.53\n", "127.0.0.53" },
  { "first-of-two", "nameserver 192.0.2.1\nnameserver 192.0.2.2\n", "192.0.2.1" },
  { "among-others", "# made by hand\nsearch a.test b.test\n\tnameserver\t192.0.2.1 \noptions edns0",
    "192.0.2.1" },
  { "ipv6", "nameserver 2001:db8::1\n", "2001:db8::1" },
  { "ipv6-with-scope", "nameserver fe80::1%lo\n", "fe80::1%lo" },
  { "comment-behind", "nameserver 192.0.2.1 # home\n", "192.0.2.1" },
  { "dos-line-ends", "nameserver 192.0.2.1\r\nnameserver 192.0.2.2\r\n", "192.0.2.1" },
  { "no-line-end", "nameserver 192.0.2.1", "192.0.2.1" },
  { "broken-one-first", "nameserver none\nnameserver\nnameserver 192.0.2.2\n", "192.0.2.2" },
  { "commented-out", "#nameserver 192.0.2.1\n;nameserver 192.0.2.2\n", NULL },
  { "other-word", "nameservers 192.0.2.1\n", NULL },
  { "a-name", "nameserver ns.test\n", NULL },
  { "empty", "", NULL },
  { "html", "<html><body>nameserver 192.0.2.1</body></html>", NULL },
  { "bytes", "\xff\xfe\x01nameserver", NULL },
};

static void
test_parse (gconstpointer data)
{
  const Case *c = data;
  g_autofree char *address = lw_resolv_conf_parse (c->text);

  g_assert_cmpstr (address, ==, c->address);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *path = g_strconcat ("/resolv-conf/", cases[i].name, NULL);

      g_test_add_data_func (path, &cases[i], test_parse);
    }

  return g_test_run ();
}
