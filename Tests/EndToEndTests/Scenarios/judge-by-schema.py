"""Judges YAML files by a JSON Schema, as an editor does: judge-by-schema.py SCHEMA FILE…

Prints "fits FILE" or "does not fit FILE: why" for each. Scalars are read by the core schema of YAML 1.2: `yes` is text.
"""

import json
import re
import sys

import jsonschema
import yaml


class CoreLoader(yaml.SafeLoader):
    yaml_implicit_resolvers = {}


def resolve(tag, pattern, first):
    CoreLoader.add_implicit_resolver("tag:yaml.org,2002:" + tag, re.compile(pattern), first)


resolve("bool", r"^(true|True|TRUE|false|False|FALSE)$", list("tTfF"))
resolve("int", r"^[-+]?[0-9]+$", list("-+0123456789"))
resolve("float", r"^[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?$", list("-+.0123456789"))
resolve("null", r"^(~|null|Null|NULL|)$", ["~", "n", "N", ""])


# `010` is ten in YAML 1.2, and eight in 1.1.
CoreLoader.add_constructor("tag:yaml.org,2002:int", lambda loader, node: int(node.value, 10))


def with_text_keys(value):
    if isinstance(value, dict):
        return {str(key): with_text_keys(one) for key, one in value.items()}
    if isinstance(value, list):
        return [with_text_keys(one) for one in value]
    return value


with open(sys.argv[1], encoding="utf-8") as file:
    schema = json.load(file)
jsonschema.Draft202012Validator.check_schema(schema)
judge = jsonschema.Draft202012Validator(schema)
for name in sys.argv[2:]:
    with open(name, encoding="utf-8") as file:
        errors = list(judge.iter_errors(with_text_keys(yaml.load(file, CoreLoader))))
    if errors:
        error = jsonschema.exceptions.best_match(errors)
        place = "/".join(str(part) for part in error.absolute_path)
        print(f"does not fit {name}: {place}: {error.message.splitlines()[0][:200]}")
    else:
        print(f"fits {name}")
