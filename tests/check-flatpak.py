#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""check-flatpak.py ROOT: the Flatpak manifests ask for nothing more than the app needs."""
import os
import re
import sys

try:
    import yaml
except ImportError:
    print("python3-yaml is not on this computer")
    sys.exit(77)

ID = "io.github.letterway.Letterway"
KEYS = ["id", "runtime", "runtime-version", "sdk", "command", "finish-args", "cleanup", "modules"]
FINISH = ["--share=network", "--share=ipc", "--socket=wayland", "--socket=fallback-x11", "--device=dri"]
MODULES = ["ldns", "unbound", "libportal", "gmime", "letterway"]


def load(path):
    with open(path, encoding="utf-8") as file:
        return yaml.safe_load(file)


def module_of(folder, entry):
    return load(os.path.join(folder, entry)) if isinstance(entry, str) else entry


def check_source(name, source):
    if source.get("type") == "dir":
        return
    if source.get("type") != "archive" or not source.get("url", "").startswith("https://"):
        yield f"{name}: a source that is no archive fetched by https"
    if not re.fullmatch(r"[0-9a-f]{64}", source.get("sha256", "")):
        yield f"{name}: a source without its sha256"


def check_manifest(folder, app):
    manifest = load(os.path.join(folder, app + ".yaml"))
    if list(manifest) != KEYS:
        yield f"{app}: the keys are {list(manifest)}, not {KEYS}"
    if manifest.get("id") != app:
        yield f"{app}: the id is {manifest.get('id')}"
    if manifest.get("finish-args") != FINISH:
        yield f"{app}: finish-args are {manifest.get('finish-args')}, not {FINISH}"
    if manifest.get("runtime") != "org.gnome.Platform" or not isinstance(manifest.get("runtime-version"), str):
        yield f"{app}: the runtime is not a version of org.gnome.Platform"
    modules = [module_of(folder, entry) for entry in manifest.get("modules", [])]
    if [module.get("name") for module in modules] != MODULES:
        yield f"{app}: the modules are not {MODULES}"
    if ("-Dprofile=development" in modules[-1]["config-opts"]) != app.endswith(".Devel"):
        yield f"{app}: its profile is not that of its id"
    for module in modules:
        if "share/licenses/${FLATPAK_ID}" not in " ".join(module.get("post-install", [])):
            yield f"{app}: the licence of {module['name']} is not installed"
        for source in module["sources"]:
            yield from check_source(module["name"], source)


def main(root):
    complaints = [line for app in (ID, ID + ".Devel")
                  for line in check_manifest(os.path.join(root, "flatpak"), app)]
    for line in complaints:
        print(line)
    return 1 if complaints else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
