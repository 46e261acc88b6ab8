#!/usr/bin/env python3
"""From the event log into Apache Kafka: kafka.py OUTCRY

A broker of Apache Kafka on loopback (java, mvn, kcat; its jars are fetched as for the tests against real servers) and a
live run of posts in which sixteen outages come and go. Prints

- the delay from when an event is committed (seen in the file of --out, which is written then, to a millisecond or two)
  to when the broker has it (LogAppendTime), while posts come in;
- how fast a backlog of events is taken after the broker was away, against kcat that writes the same messages.
"""

import argparse
import collections
import json
import pathlib
import signal
import statistics
import subprocess
import sys
import tempfile
import threading
import time

ROOT = pathlib.Path(__file__).resolve().parents[2]
sys.path += [str(ROOT / "tests" / "real"), str(ROOT / "tests" / "e2e")]
import real  # noqa: E402
from kafka_broker import Broker  # noqa: E402
from kafka_sink_real import posts  # noqa: E402

PIECES = 300  # of the posts, a tenth of a second each
ROUNDS = 3
TOPICS = ("incident-events", "incidents", "services")
Stamped = collections.namedtuple("Stamped", "appended value")


class Bench:
    def __init__(self, program, folder):
        self.program, self.folder = program, pathlib.Path(folder)
        self.broker = Broker(self.folder, 1)
        real.end(self.broker.process)
        with open(self.broker.properties, "a") as out:
            out.write("log.message.timestamp.type=LogAppendTime\n")
        self.broker.start()
        self.feed = self.folder / "posts.ndjson"
        self.lines = posts(time.time())

    def runs(self, prefix):
        """With topics of their own."""
        source = f'[sources.posts]\nkind = "file"\npath = "{self.feed}"\nformat = "ndjson"\n'
        sink = f'[sinks.bus]\nkind = "kafka"\nbrokers = ["{self.broker.address}"]\nbegin = "first"\nprefix = "{prefix}"\n'
        out = real.Runs(self.program, self.folder, '[detection]\nupdate_every = "1min"\n' + source + sink)
        subprocess.run([self.program, "--config", out.config, "topics", "create"], check=True, capture_output=True)
        return out

    def stamped(self, topic):
        """All of a topic, each with when the broker took it, in seconds."""
        asked = ["kcat", "-C", "-q", "-e", "-b", self.broker.address, "-t", topic, "-o", "beginning", "-f", "%T\t%s\n"]
        lines = subprocess.run(asked, capture_output=True, text=True, check=True).stdout.splitlines()
        return [Stamped(int(appended) / 1000, value) for appended, value in (line.split("\t", 1) for line in lines)]

    @staticmethod
    def until_told(runs, name):
        def told():
            sink = runs.status(name)["sinks"][0]
            return sink["sequence"] == sink["newest"] > 0

        real.until(told, "the broker has every event")

    def delay(self):
        runs = self.runs("lively")
        self.feed.write_text("")
        run = real.start(runs.command("lively"), self.folder / "lively.log")
        committed = Tail(self.folder / "lively.ndjson")
        for n in range(PIECES):
            with open(self.feed, "a") as out:
                out.writelines(self.lines[len(self.lines) * n // PIECES : len(self.lines) * (n + 1) // PIECES])
            time.sleep(0.1)
        self.until_told(runs, "lively")
        real.end(run)
        seen = committed.end()
        heard = self.stamped("lively.incident-events")
        delays = sorted(1000 * (it.appended - seen[json.loads(it.value)["id"]]) for it in heard)
        print(f"{len(delays)} events, committed -> in the broker's log: ", end="")
        print(f"median {statistics.median(delays):.0f} ms, 99th percentile {delays[int(0.99 * len(delays))]:.0f} ms, longest {delays[-1]:.0f} ms")

    def absence(self, prefix):
        """Messages in a second, of outcry and of kcat."""
        runs = self.runs(prefix)
        real.end(self.broker.process)
        run = real.start(runs.command(prefix), self.folder / f"{prefix}.log")
        real.until((self.folder / f"{prefix}.db.status.json").exists, "its status")
        newest = [-1, 0]
        while newest[-1] == 0 or newest[-1] != newest[-2]:
            time.sleep(3)
            newest.append(runs.status(prefix)["sinks"][0]["newest"])
        self.broker.start()
        answers = time.monotonic()
        self.until_told(runs, prefix)
        took = time.monotonic() - answers
        real.end(run)
        heard = [it for topic in TOPICS for it in self.stamped(f"{prefix}.{topic}")]
        copy = self.folder / "messages"
        copy.write_text("".join(it.value + "\n" for it in heard))
        send = ["kcat", "-P", "-b", self.broker.address, "-t", f"{prefix}.copy", "-l", copy, "-z", "zstd", "-X", "enable.idempotence=true"]
        subprocess.run(send, check=True, capture_output=True)
        rates = [rate(heard), rate(self.stamped(f"{prefix}.copy"))]
        print(f"{len(heard) // len(TOPICS)} events waited for the broker, {len(heard)} messages: all there {took:.1f} s after it answers; ", end="")
        print(f"{rates[0]:,.0f} messages/s, kcat {rates[1]:,.0f}/s")
        return rates[0] / rates[1]


class Tail:
    """When each event appeared in a file of them."""

    def __init__(self, path):
        self.path, self.seen, self.over = path, {}, threading.Event()
        self.thread = threading.Thread(target=self.look)
        self.thread.start()

    def look(self):
        read, rest = 0, b""
        while not self.over.is_set():
            time.sleep(0.001)
            if not self.path.exists() or self.path.stat().st_size == read:
                continue
            now = time.time()
            with open(self.path, "rb") as file:
                file.seek(read)
                piece = file.read()
            read += len(piece)
            *lines, rest = (rest + piece).split(b"\n")
            self.seen.update((json.loads(line)["id"], now) for line in lines)

    def end(self):
        self.over.set()
        self.thread.join()
        return self.seen


def rate(stamped):
    """The times are whole milliseconds."""
    times = [it.appended for it in stamped]
    return len(times) / (max(times) - min(times) + 0.001)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("outcry", type=pathlib.Path)
    program = parser.parse_args().outcry.resolve()
    real.need("java", "mvn", "kcat")
    with tempfile.TemporaryDirectory() as folder:
        bench = Bench(program, folder)
        try:
            bench.delay()
            ratios = [bench.absence(f"away{n}") for n in range(ROUNDS)]
            print(f"of kcat's speed: {statistics.median(ratios):.2f} (median of {ROUNDS})")
        finally:
            real.end(bench.broker.process, signal.SIGKILL)


main()
