"""What stands in the topics of a Kafka sink, read by kcat, and held against docs/asyncapi.json."""

import collections
import fnmatch
import json
import pathlib
import subprocess

import jsonschema

DOCS = pathlib.Path(__file__).resolve().parents[2] / "docs"
ASYNCAPI = json.loads((DOCS / "asyncapi.json").read_text())
Message = collections.namedtuple("Message", "partition offset key value headers")


def messages(address, topic):
    """All of a topic."""
    # The value comes last: it is one line of JSON, what is before it holds no blank.
    asked = ["kcat", "-C", "-q", "-e", "-b", address, "-t", topic, "-o", "beginning", "-f", "%p %o %k %h\t%s\n", "-X", "fetch.wait.max.ms=50"]
    done = subprocess.run(asked, capture_output=True, text=True, timeout=120)
    if done.returncode != 0:
        raise AssertionError(done.stderr)
    out = []
    for line in done.stdout.splitlines():
        head, value = line.split("\t", 1)
        partition, offset, key, headers = head.split(" ", 3)
        pairs = (pair.split("=", 1) for pair in headers.split(",") if "=" in pair)
        out.append(Message(int(partition), int(offset), key, json.loads(value), dict(pairs)))
    return out


def resolved(place):
    """What a reference of the document names."""
    out = ASYNCAPI
    for step in place["$ref"].removeprefix("#/").split("/"):
        out = out[step]
    return out


def judge(topic, heard):
    """Every message is one that the document allows on its channel, with its key."""
    (channel,) = [channel for channel in ASYNCAPI["channels"].values() if channel["address"] == topic]
    allowed = [resolved(reference) for reference in channel["messages"].values()]
    for one in heard:
        (message,) = [message for message in allowed if fnmatch.fnmatchcase(one.value["type"], message["name"])]
        schema = json.loads((DOCS / message["payload"]["schema"]["$ref"]).read_text())
        jsonschema.Draft202012Validator(schema, format_checker=jsonschema.FormatChecker()).validate(one.value)
        jsonschema.Draft202012Validator(message["headers"]).validate(one.headers)
        jsonschema.Draft202012Validator(message["bindings"]["kafka"]["key"]).validate(one.key)
        assert one.value.get("partitionkey", one.key) == one.key, one


def once_in_order(heard):
    """The sequences, each once, growing in each partition."""
    newest = {}
    for one in heard:
        sequence = int(one.value["sequence"])
        assert sequence > newest.get(one.partition, 0), f"{sequence} after {newest[one.partition]} in partition {one.partition}"
        newest[one.partition] = sequence
    sequences = sorted(int(one.value["sequence"]) for one in heard)
    assert len(set(sequences)) == len(sequences), "an event stands there twice"
    return sequences
