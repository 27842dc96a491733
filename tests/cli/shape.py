# SPDX-License-Identifier: GPL-3.0-or-later
"""As much of JSON Schema as data/schema/ uses. An unknown keyword is an error, so that none is passed over."""
import re

TYPES = {"object": dict, "array": list, "string": str, "integer": int, "boolean": bool, "null": type(None)}
KNOWN = {"$schema", "$defs", "$ref", "title", "description", "type", "required", "enum", "const", "items", "properties",
         "additionalProperties", "pattern", "minimum", "maximum", "anyOf"}


def complaints(value, schema, root=None, path="$"):
    """What of the value is not as the schema says, one line each."""
    root = root or schema
    if set(schema) - KNOWN:
        raise ValueError("the schema has %s" % sorted(set(schema) - KNOWN))
    if "$ref" in schema:
        return complaints(value, root["$defs"][schema["$ref"].removeprefix("#/$defs/")], root, path)
    if "anyOf" in schema:
        tries = [complaints(value, one, root, path) for one in schema["anyOf"]]
        return [] if [] in tries else tries[0]
    found = list(of_value(value, schema, path))
    if not found and isinstance(value, dict):
        found += of_members(value, schema, root, path)
    if not found and isinstance(value, list):
        for n, one in enumerate(value):
            found += complaints(one, schema.get("items", {}), root, "%s[%d]" % (path, n))
    return found


def of_value(value, schema, path):
    names = schema.get("type", list(TYPES))
    names = names if isinstance(names, list) else [names]
    if not any(isinstance(value, TYPES[name]) and (name == "boolean") == isinstance(value, bool) for name in names):
        yield "%s is %r, not of the type %s" % (path, value, "/".join(names))
        return
    if "enum" in schema and value not in schema["enum"]:
        yield "%s is %r, none of %s" % (path, value, schema["enum"])
    if "const" in schema and value != schema["const"]:
        yield "%s is %r, not %r" % (path, value, schema["const"])
    if isinstance(value, str) and not re.search(schema.get("pattern", ""), value):
        yield "%s is %r, not like %s" % (path, value, schema["pattern"])
    if isinstance(value, int) and not schema.get("minimum", value) <= value <= schema.get("maximum", value):
        yield "%s is %d, out of range" % (path, value)


def of_members(value, schema, root, path):
    known = schema.get("properties", {})
    found = ["%s has no %s" % (path, name) for name in schema.get("required", ()) if name not in value]
    if schema.get("additionalProperties", True) is False:
        found += ["%s has an unknown %s" % (path, name) for name in value if name not in known]
    for name, part in known.items():
        if name in value:
            found += complaints(value[name], part, root, "%s.%s" % (path, name))
    return found
