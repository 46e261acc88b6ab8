"""Holds reports in JSON against the shipped schema, once as readers do and once with no field beyond those it names.

The schema must also see the faults that are made here.
"""

import copy
import json
import pathlib
import sys

import jsonschema
from validate_schema import SOURCE, strict

SCHEMA = SOURCE / "docs" / "schema" / "report.v1.json"


def broken(report):
    """Reports of which each has one fault that the schema must see."""
    for path, value in [
        (("report_version",), 2),
        (("verdict",), ""),
        (("times", "onset_at"), "yesterday"),
        (("times", "onset_interval"), ["2026-11-22T19:42:00Z"]),
        (("sections", 0, "id"), "weather"),
        (("course", 0, "heard"), 1.5),
        (("course", 0, "seconds"), 0),
        (("comparison", "nth_90d"), 0),
        (("quality", "without_place"), 58.5),
        (("quality", "gaps", 0, "recoverable"), "yes"),
        (("timeline", 0, "at"), None),
        (("incident",), None),
    ]:
        bad = copy.deepcopy(report)
        inner = bad
        for key in path[:-1]:
            inner = inner[key]
        inner[path[-1]] = value
        yield path, bad
    for key in report:
        yield key, {other: value for other, value in report.items() if other != key}


def main(arguments):
    schema = json.loads(SCHEMA.read_text(encoding="utf-8"))
    jsonschema.Draft202012Validator.check_schema(schema)
    validators = [jsonschema.Draft202012Validator(s) for s in (schema, strict(schema))]
    reports = [(path, json.loads(pathlib.Path(path).read_text(encoding="utf-8"))) for path in arguments]
    faults = [
        f"{path}: {error.json_path}: {error.message}"
        for path, report in reports
        for validator in validators
        for error in validator.iter_errors(report)
    ]
    full = next(report for _, report in reports if report["course"] and report["quality"]["gaps"])
    faults += [f"the schema does not see a fault in {what}" for what, bad in broken(full) if validators[0].is_valid(bad)]
    print("\n".join(faults) or f"{len(reports)} reports are as {SCHEMA.name} says")
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
