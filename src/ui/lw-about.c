/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "lw-about.h"

#include <glib/gi18n-lib.h>

char *
lw_about_make_debug_text (void)
{
  g_autofree char *os = g_get_os_info (G_OS_INFO_KEY_PRETTY_NAME);
  const char *desktop = g_getenv ("XDG_CURRENT_DESKTOP");
  gboolean sandboxed = g_file_test ("/.flatpak-info", G_FILE_TEST_EXISTS);
  GdkDisplay *display = gdk_display_get_default ();

  return g_strdup_printf (
      "Letterway %s (%s)\nGLib %u.%u.%u\nGTK %u.%u.%u\nlibadwaita %u.%u.%u\nSystem: %s\nDesktop: "
      "%s\nDisplay: %s\nSandbox: %s\nDomains and keys: left out\n",
      LW_VERSION, LW_APP_ID, glib_major_version, glib_minor_version, glib_micro_version,
      gtk_get_major_version (), gtk_get_minor_version (), gtk_get_micro_version (),
      adw_get_major_version (), adw_get_minor_version (), adw_get_micro_version (),
      os != NULL ? os : "?", desktop != NULL ? desktop : "?",
      display != NULL ? G_OBJECT_TYPE_NAME (display) : "?", sandboxed ? "yes" : "no");
}

AdwDialog *
lw_about_new (void)
{
  g_autofree char *debug_text = lw_about_make_debug_text ();

  return g_object_new (
      ADW_TYPE_ABOUT_DIALOG, "application-name", "Letterway", "application-icon", "lw-letterway",
      "version", LW_VERSION, "developer-name", _ ("The Letterway contributors"), "comments",
      _ ("See where your mail goes, change it safely, and prove that it arrives."), "license-type",
      GTK_LICENSE_GPL_3_0, "debug-info", debug_text, "debug-info-filename", "letterway-debug.txt",
      /* Translators: your names, one a line */
      "translator-credits", _ ("translator-credits"), NULL);
}
