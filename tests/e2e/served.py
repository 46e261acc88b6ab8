"""The web server under test: started, asked, and held against docs/openapi.json."""

import functools
import gzip
import http.client
import json
import os
import re
import signal
import subprocess
import threading
import time
import urllib.parse

import jsonschema

import program

DOCUMENT = json.loads((program.SOURCE / "docs" / "openapi.json").read_text())
SECURITY = {
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Content-Security-Policy": "default-src 'none'",
}
PATIENCE = 600
# A sanitizer keeps what was freed for a while; how much the program takes is asked for here.
os.environ.setdefault("ASAN_OPTIONS", "quarantine_size_mb=16")


def until(done, what, patience=PATIENCE):
    """What `done` returns as soon as that is true."""
    end = time.monotonic() + patience
    while not (out := done()):
        if time.monotonic() > end:
            raise AssertionError(f"waited in vain: {what() if callable(what) else what}")
        time.sleep(0.05)
    return out


class Site:
    """A program that serves, with what it writes to standard error."""

    def __init__(self, *arguments, env=None):
        self.lines = []
        self.process = subprocess.Popen(
            [program.PROGRAM, *map(str, arguments)], stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True, env={**os.environ, "NO_COLOR": "1", **(env or {})}
        )
        self.reader = threading.Thread(target=self.read, daemon=True)
        self.reader.start()
        self.url = until(self.told_url, "the address of the page")
        self.host = urllib.parse.urlsplit(self.url).netloc
        self.port = urllib.parse.urlsplit(self.url).port

    def read(self):
        for line in self.process.stderr:
            self.lines.append(line)

    def told_url(self):
        text = "".join(self.lines)
        if self.process.poll() is not None:
            raise AssertionError(f"ended with {self.process.returncode}: {text}")
        found = re.search(r"the page is at (http://\S+)", text)
        return found and found[1]

    def stop(self, how=signal.SIGTERM):
        """The exit code."""
        self.process.send_signal(how)
        code = self.process.wait(timeout=PATIENCE)
        self.reader.join()
        self.process.stderr.close()
        return code

    def kibibytes(self):
        """Of memory, now."""
        with open(f"/proc/{self.process.pid}/status") as status:
            return int(re.search(r"VmRSS:\s+(\d+)", status.read())[1])

    def ask(self, path, method="GET", headers=None, body=None):
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=PATIENCE)
        try:
            connection.request(method, path, body=body, headers=headers or {})
            return Answer(connection.getresponse(), method, path)
        finally:
            connection.close()

    def get(self, path):
        """The JSON of an answer that is as documented."""
        answer = self.ask(path)
        answer.must_be_documented()
        assert answer.status == 200, answer
        return answer.json()


class Answer:
    def __init__(self, response, method, path):
        self.method, self.path, self.status = method, path, response.status
        self.headers = response.getheaders()
        self.body = response.read()
        self.content = gzip.decompress(self.body) if self.header("Content-Encoding") == "gzip" and self.body else self.body

    def __repr__(self):
        return f"{self.method} {self.path}: {self.status} {self.headers} {self.body[:500]}"

    def all(self, name):
        return [value for key, value in self.headers if key.lower() == name.lower()]

    def header(self, name):
        return ", ".join(self.all(name))

    def media(self):
        return self.header("Content-Type").partition(";")[0]

    def json(self):
        return json.loads(self.content)

    def must_be_safe(self):
        """The headers that every answer of ours has, once each."""
        for name, begin in SECURITY.items():
            values = self.all(name)
            assert len(values) == 1 and values[0].startswith(begin), f"{name}: {self}"

    def must_be_a_problem(self, status):
        assert self.status == status, self
        assert self.media() == "application/problem+json", self
        validator("Problem").validate(self.json())
        assert self.json()["status"] == status, self
        self.must_be_safe()

    def must_be_documented(self):
        self.must_be_safe()
        template = template_of(self.path)
        assert template, f"not in docs/openapi.json: {self}"
        operation = DOCUMENT["paths"][template][self.method.lower().replace("head", "get")]
        response = operation["responses"].get(str(self.status))
        assert response, f"this status is not documented: {self}"
        response = resolved(response)
        for name, header in response.get("headers", {}).items():
            assert len(self.all(name)) == 1, f"{name}: {self}"
            jsonschema.validate(self.header(name), header["schema"])
        content = response.get("content")
        assert self.method == "HEAD" or bool(content) == bool(self.content), self
        if not content:
            return
        assert self.media() in content, self
        if self.method == "HEAD":
            return
        schema = content[self.media()]["schema"]
        value = self.json() if self.media().endswith("json") else self.content.decode()
        must_fit(value, schema, self.path)


def resolved(thing):
    while "$ref" in thing:
        where = DOCUMENT
        for part in thing["$ref"].removeprefix("#/").split("/"):
            where = where[part]
        thing = where
    return thing


def validator_of(schema):
    return jsonschema.Draft202012Validator({**schema, "components": DOCUMENT["components"]})


@functools.cache
def validator(name):
    return validator_of({"$ref": f"#/components/schemas/{name}"})


def must_fit(value, schema, what):
    name = schema.get("$ref", "").rpartition("/")[2]
    for fault in (validator(name) if name else validator_of(schema)).iter_errors(value):
        raise AssertionError(f"{what}: {'/'.join(map(str, fault.absolute_path))}: {fault.message[:500]}")


@functools.cache
def patterns():
    return [(template, re.compile(re.sub(r"\\\{\w+\\\}", "[^/]+", re.escape(template)) + r"(\?.*)?")) for template in DOCUMENT["paths"]]


def template_of(path):
    """The entry of the document that speaks of this address; none = no entry does."""
    return next((template for template, pattern in patterns() if pattern.fullmatch(path)), None)


class Stream:
    """A reader of the live feed."""

    def __init__(self, site, last=None, by_header=True):
        self.connection = http.client.HTTPConnection("127.0.0.1", site.port, timeout=PATIENCE)
        path = "/api/v1/stream" if last is None or by_header else f"/api/v1/stream?last_event_id={last}"
        self.connection.request("GET", path, headers={"Last-Event-ID": str(last)} if last is not None and by_header else {})
        self.response = self.connection.getresponse()

    def close(self):
        self.response.close()
        self.connection.close()

    def next(self):
        """(kind, data, id or None) of the next event; its shape is as documented."""
        kind, data, number = "", None, None
        while True:
            line = self.response.readline().decode()
            if not line:
                raise EOFError
            key, _, value = line.rstrip("\n").partition(": ")
            if key == "event":
                kind = value
            elif key == "data":
                data = value
            elif key == "id":
                number = int(value)
            elif line == "\n" and kind:
                break
        described = DOCUMENT["paths"]["/api/v1/stream"]["get"]["responses"]["200"]["content"]["text/event-stream"]["x-events"]
        value = json.loads(data) if data else data
        must_fit(value, described[kind]["schema"], kind)
        return kind, value, number

    def until(self, wanted):
        """Everything up to the first event for which `wanted` is true."""
        out = []
        while not out or not wanted(*out[-1]):
            out.append(self.next())
        return out
