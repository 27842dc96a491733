/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "lw-practice-certificate.h"

/* Self-signed, as is usual between mail servers, for mx.practice.example, valid from 2020 to 2120.
 * It protects nothing: the practice world lives on loopback. Made with
 *
 *   openssl req -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -keyout k.pem -out c.csr \
 *     -subj /CN=mx.practice.example
 *   openssl ca -selfsign -config c.conf -extensions server -keyfile k.pem -in c.csr -out c.pem \
 *     -startdate 20200101000000Z -enddate 21200101000000Z
 *
 * where [server] says "subjectAltName = DNS:mx.practice.example". */
static const char pem[] = "-----BEGIN CERTIFICATE-----\n"
                          "MIIBejCCAR+gAwIBAgIBATAKBggqhkjOPQQDAjAeMRwwGgYDVQQDDBNteC5wcmFj\n"
                          "dGljZS5leGFtcGxlMCAXDTIwMDEwMTAwMDAwMFoYDzIxMjAwMTAxMDAwMDAwWjAe\n"
                          "MRwwGgYDVQQDDBNteC5wcmFjdGljZS5leGFtcGxlMFkwEwYHKoZIzj0CAQYIKoZI\n"
                          "zj0DAQcDQgAEiFN0QHWeCcxoXEySmPRQltTSTDHCyYZzk4dGYHqg2miuXT772v8g\n"
                          "EbmS93V4iMT/V6nf7/bbUiTAFrwO/kKgCaNMMEowCQYDVR0TBAIwADAeBgNVHREE\n"
                          "FzAVghNteC5wcmFjdGljZS5leGFtcGxlMB0GA1UdDgQWBBSs4rtZ+jtujsTdFOzq\n"
                          "/qWbohD1yDAKBggqhkjOPQQDAgNJADBGAiEAp2goLzs2Fraev4MwlfFQpUzvcnc8\n"
                          "DMkO8YLLE20PolYCIQDjo1JSdkn/G+4gwBu10WFwPfDvv84Vj8H9fyDuiiEmTA==\n"
                          "-----END CERTIFICATE-----\n"
                          "-----BEGIN PRIVATE KEY-----\n"
                          "MIGHAgEAMBMGByqGSM49AgEGCCqGSM49AwEHBG0wawIBAQQgJlJoGM6LQdKDZ+3l\n"
                          "qKV7HnT3SXWjFWXxrm/mZnM1E0WhRANCAASIU3RAdZ4JzGhcTJKY9FCW1NJMMcLJ\n"
                          "hnOTh0ZgeqDaaK5dPvva/yARuZL3dXiIxP9Xqd/v9ttSJMAWvA7+QqAJ\n"
                          "-----END PRIVATE KEY-----\n";

/**
 * lw_practice_make_certificate:
 * @error: `G_TLS_ERROR`, when GIO has no TLS
 *
 * Returns: (transfer full) (nullable): the practice mail server's certificate with its key
 */
GTlsCertificate *
lw_practice_make_certificate (GError **error)
{
  return g_tls_certificate_new_from_pem (pem, -1, error);
}
