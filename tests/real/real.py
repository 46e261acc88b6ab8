"""What the tests against real servers share: posts with an outage in them, runs that are killed, and what they told."""

import json
import pathlib
import random
import shutil
import signal
import socket
import sqlite3
import subprocess
import time

OUTAGE = ["netflix is down for me", "netflix won't load here", "is netflix down?? nothing plays", "netflix keeps crashing tonight"]


class LeftOut(Exception):
    """A tool that this machine lacks."""


def need(*tools):
    lacking = [tool for tool in tools if shutil.which(tool) is None]
    if lacking:
        raise LeftOut("needs " + ", ".join(lacking))


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def until(done, what, patience=120):
    end = time.monotonic() + patience
    while not done():
        if time.monotonic() > end:
            raise AssertionError(f"waited in vain: {what}")
        time.sleep(0.1)


def listens(port):
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0


def start(command, log, **more):
    with open(log, "ab") as out:
        return subprocess.Popen(list(map(str, command)), stdin=subprocess.DEVNULL, stdout=out, stderr=out, **more)


def end(process, how=signal.SIGTERM):
    if process.poll() is None:
        process.send_signal(how)
    process.wait(timeout=60)


def posts(hours=26, now=None):
    """A post each 20 seconds up to now; Netflix fails for an hour, four hours ago. As NDJSON lines, in order."""
    now = now or time.time()
    chance = random.Random(7)
    times = [(now - hours * 3600 + 20 * i, "what a day, the weather is lovely") for i in range(hours * 180)]
    times += [(now - hours * 3600 + 3600 * (i + chance.random()), OUTAGE[0]) for i in range(hours)]
    times += [(now - 4 * 3600 + 12 * (i + chance.random()), chance.choice(OUTAGE) + f" {i}") for i in range(300)]
    return [
        json.dumps({"id": f"p{n}", "author": f"a{n}", "text": text, "time": int(at * 1e6)})
        for n, (at, text) in enumerate(sorted(times))
        if at < now
    ]


class Runs:
    """Live runs of the program from one configuration, each with a store of its own."""

    def __init__(self, program, folder, sources):
        self.program, self.folder = program, pathlib.Path(folder)
        self.config = self.folder / "outcry.toml"
        self.config.write_text(sources)

    def command(self, name, *more):
        store, out = self.folder / f"{name}.db", self.folder / f"{name}.ndjson"
        return [self.program, "--config", self.config, "run", "--listen", "none", "--quiet", "--store", store, "--out", out, *more]

    def once(self, name):
        done = subprocess.run(list(map(str, self.command(name, "--once"))), capture_output=True, text=True, timeout=300)
        if done.returncode != 0:
            raise AssertionError(f"ended with {done.returncode}: {done.stderr}")
        return done.stderr

    def once_refused(self, name):
        done = subprocess.run(list(map(str, self.command(name, "--once"))), capture_output=True, text=True, timeout=300)
        assert done.returncode == 1, done.returncode
        return done.stderr

    def killed(self, name, kills, meanwhile=lambda n: None):
        """`kills` runs that are killed at any moment, then one that ends by itself."""
        chance = random.Random(kills)
        for n in range(kills):
            run = start(self.command(name), self.folder / f"{name}.log")
            time.sleep(chance.uniform(0.3, 2.5))
            meanwhile(n)
            end(run, signal.SIGKILL)
        self.once(name)

    def windows(self, name):
        with sqlite3.connect(self.folder / f"{name}.db") as database:
            return database.execute("SELECT begin, posts, exposure FROM windows ORDER BY begin").fetchall()

    def events(self, name):
        lines = (self.folder / f"{name}.ndjson").read_text().splitlines()
        return [(e["id"], e["type"], e["time"], e["data"]["state"]) for e in map(json.loads, lines)]

    def status(self, name):
        command = [self.program, "status", "--json", "--store", self.folder / f"{name}.db"]
        return json.loads(subprocess.run(list(map(str, command)), capture_output=True, text=True, check=True).stdout)

    def same(self, one, other):
        """Of what both have heard: the later one may have closed more windows."""
        events, windows = self.events(one), self.windows(one)
        assert any(".opened." in event[1] for event in events), "the outage was not told"
        differ(windows, self.windows(other), "windows")
        differ(events, self.events(other), "events")
        return f"{len(windows)} windows, {len(events)} events"


def differ(first, second, what):
    """Fails at the first place where the beginning of the second is not the first, and says how many there are."""
    if second[: len(first)] == first:
        return
    pairs = [(a, b) for a, b in zip(first, second + [None] * len(first)) if a != b]
    raise AssertionError(f"{len(pairs)} other {what} of {len(first)}, at first {pairs[0][0]} and {pairs[0][1]}")
