# SPDX-License-Identifier: GPL-3.0-or-later
"""The player of fault scenarios; README.md of this folder says how its parts go together."""
