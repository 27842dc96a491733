# SPDX-License-Identifier: GPL-3.0-or-later
"""The files of the project, for the checks beside this file."""
import os

LEFT_OUT = {".git", "build", ".flatpak-builder", "__pycache__", "_build"}


def files(root, *endings, under="."):
    """Paths below `under`, relative to `root`, sorted; all of them without endings."""
    found = []
    for folder, folders, names in os.walk(os.path.join(root, under)):
        folders[:] = [name for name in folders if name not in LEFT_OUT]
        found += [os.path.relpath(os.path.join(folder, name), root) for name in names
                  if not endings or name.endswith(endings)]
    return sorted(found)


def read(root, path):
    """The text of a file; None when it is not text."""
    try:
        with open(os.path.join(root, path), encoding="utf-8") as file:
            return file.read()
    except (UnicodeDecodeError, FileNotFoundError):
        return None
