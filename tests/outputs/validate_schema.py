"""Holds event files against the shipped JSON Schema, once as readers do and once with no field beyond those it names.

With --golden, the files must also have an event of every type, and the schema must see the faults that are made here.
"""

import copy
import json
import pathlib
import sys

import jsonschema

SOURCE = pathlib.Path(__file__).resolve().parents[2]
SCHEMA = SOURCE / "docs" / "schema" / "incident-event.v1.json"
TYPES = {"suspected", "opened", "updated", "recovering", "resolved", "reopened", "dismissed", "merged"}


def strict(node):
    """The same schema, in which an object may hold only what is described, so that nothing goes undescribed."""
    if isinstance(node, list):
        return [strict(item) for item in node]
    if not isinstance(node, dict):
        return node
    out = {key: strict(value) for key, value in node.items()}
    if out.get("type") == "object" and "properties" in out:
        out["additionalProperties"] = False
    return out


def events(path):
    text = path.read_text(encoding="utf-8")
    return [json.loads(line) for line in text.splitlines()] if path.suffix == ".ndjson" else [json.loads(text)]


def broken(event):
    """Events of which each has one fault that the schema must see."""
    for path, value in [
        (("specversion",), "0.3"),
        (("sequence",), "7"),
        (("type",), "outcry.incident.exploded.v1"),
        (("time",), "yesterday"),
        (("data", "state"), "down"),
        (("data", "observed"), -1),
        (("data", "observed"), 1.5),
        (("data", "expected"), "9"),
        (("data", "onset_interval"), ["2026-11-22T19:42:00Z"]),
        (("data", "regions", 0, "completeness"), "total"),
        (("data", "samples", 0, "time"), None),
    ]:
        bad = copy.deepcopy(event)
        inner = bad
        for key in path[:-1]:
            inner = inner[key]
        inner[path[-1]] = value
        yield path, bad
    for key in event["data"]:
        bad = copy.deepcopy(event)
        del bad["data"][key]
        yield key, bad


def golden_faults(schema, found):
    """What the golden events, or the schema, lack."""
    full = next(event for event in found if event["data"]["samples"] and event["data"]["regions"])
    validator = jsonschema.Draft202012Validator(schema)
    faults = [f"the schema does not see a fault in {what}" for what, bad in broken(full) if validator.is_valid(bad)]
    seen = {event["data"]["event"]["type"] for event in found}
    return faults + [f"no event of type {missing}" for missing in sorted(TYPES - seen)]


def main(arguments):
    schema = json.loads(SCHEMA.read_text(encoding="utf-8"))
    jsonschema.Draft202012Validator.check_schema(schema)
    validators = [jsonschema.Draft202012Validator(s) for s in (schema, strict(schema))]
    paths = [pathlib.Path(argument) for argument in arguments if argument != "--golden"]
    faults = []
    found = []
    for path in paths:
        for number, event in enumerate(events(path), 1):
            found.append(event)
            for validator in validators:
                faults += [f"{path}:{number}: {e.json_path}: {e.message}" for e in validator.iter_errors(event)]
    if "--golden" in arguments:
        faults += golden_faults(schema, found)
    print("\n".join(faults) or f"{len(found)} events are as {SCHEMA.name} says")
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
