"""Holds event files against the shipped JSON Schema, once as readers do and once with no field beyond those it names."""

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


def main(paths):
    schema = json.loads(SCHEMA.read_text(encoding="utf-8"))
    jsonschema.Draft202012Validator.check_schema(schema)
    validators = [jsonschema.Draft202012Validator(s) for s in (schema, strict(schema))]
    faults = []
    seen = set()
    for path in map(pathlib.Path, paths):
        for number, event in enumerate(events(path), 1):
            seen.add(event["data"]["event"]["type"])
            for validator in validators:
                faults += [f"{path}:{number}: {e.json_path}: {e.message}" for e in validator.iter_errors(event)]
    for what, bad in broken(events(pathlib.Path(paths[0]))[0]):
        if validators[0].is_valid(bad):
            faults.append(f"the schema does not see a fault in {what}")
    faults += [f"no event of type {missing}" for missing in sorted(TYPES - seen)]
    print("\n".join(faults) or f"{len(paths)} files are as {SCHEMA.name} says")
    return 1 if faults else 0


sys.exit(main(sys.argv[1:]))
