#!/usr/bin/env python3
"""A live run for a long time: soak.py OUTCRY [--rate POSTS_PER_SECOND] [--minutes N] [--flood POSTS]

A Jetstream server on loopback sends posts at a steady rate (default: 500 a second, twenty times the public one), then,
with --flood, so many more as fast as the program takes them. Prints each minute memory, processor share, the lag of
the newest post and losses; at the end the slope of memory and the lag's 50th and 99th percentile.
"""

import argparse
import base64
import datetime
import hashlib
import itertools
import json
import os
import pathlib
import random
import signal
import socket
import subprocess
import sys
import tempfile
import threading
import time

ROOT = pathlib.Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "tests" / "e2e"))
import jetstream  # noqa: E402  (the handshake and the frames)

TICK = 0.02


def sample_texts(most=50_000):
    archive = ROOT / "samples" / "netflix-sunday.jsonl.zst"
    lines = subprocess.run(["zstd", "-dqc", archive], capture_output=True, check=True).stdout.splitlines()
    records = (json.loads(line).get("commit", {}).get("record", {}) for line in lines)
    return [record["text"] for record in itertools.islice((r for r in records if "text" in r), most)]


class Source:
    """Sends posts to the one client it has; knows how many."""

    def __init__(self, rate, texts):
        self.rate, self.texts = rate, texts
        self.sent = 0
        self.stopped = False
        self.flood = 0
        self.listener = socket.create_server(("127.0.0.1", 0))
        self.url = f"ws://127.0.0.1:{self.listener.getsockname()[1]}"
        threading.Thread(target=self.serve, daemon=True).start()

    def serve(self):
        while True:
            connection, _ = self.listener.accept()
            request = jetstream.Server.read_request(connection)
            if not request["target"].startswith("/subscribe?"):
                connection.sendall(b"HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\nConnection: close\r\n\r\n")
                connection.close()
                continue
            key = request["sec-websocket-key"]
            accept = base64.b64encode(hashlib.sha1((key + "258EAFA5-E914-47DA-95CA-C5AB0DC85B11").encode()).digest()).decode()
            head = f"HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Accept: {accept}\r\n\r\n"
            connection.sendall(head.encode())
            threading.Thread(target=jetstream.Server.answer_control, args=(connection,), daemon=True).start()
            return self.send(connection)

    def message(self, at):
        n = self.sent
        self.sent += 1
        text = json.dumps(self.texts[n % len(self.texts)], ensure_ascii=False)
        return jetstream.frame(
            f'{{"did":"did:plc:a{n * 7919 % 1000003:024}","time_us":{at},"kind":"commit","commit":{{"rev":"3l{n:011}","operation":"create",'
            f'"collection":"app.bsky.feed.post","rkey":"3k{n:011}","record":{{"$type":"app.bsky.feed.post","createdAt":"2026-01-01T00:00:00Z",'
            f'"langs":["en"],"text":{text}}},"cid":"bafyreih3x2q5zj7n4k6w2v5c7t3m6p4r2s7d5f3g6h4j2k5l7q3w6e4rty"}}}}'.encode()
        )

    def send(self, connection):
        began = time.time()
        while not self.stopped:
            due = int((time.time() - began) * self.rate) - self.sent
            at = int(time.time() * 1_000_000)
            if due > 0:
                connection.sendall(b"".join(self.message(at + i) for i in range(due)))
            time.sleep(TICK)
        while self.flood > 0:
            now = int(time.time() * 1_000_000)
            part = min(self.flood, 2000)
            connection.sendall(b"".join(self.message(now + i) for i in range(part)))
            self.flood -= part


def memory_and_cpu(pid):
    """Resident MB, processor seconds."""
    status = pathlib.Path(f"/proc/{pid}/status").read_text()
    resident = next(int(line.split()[1]) for line in status.splitlines() if line.startswith("VmRSS"))
    fields = pathlib.Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return resident / 1024, (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def seconds(text):
    return datetime.datetime.fromisoformat(text.replace("Z", "+00:00")).timestamp()


class Watch:
    """Reads the status file of the run."""

    def __init__(self, path):
        self.path = path
        self.lags = []

    def look(self):
        try:
            status = json.loads(self.path.read_text())
        except (OSError, ValueError):
            return None
        if status.get("newest"):
            self.lags.append(max(0.0, seconds(status["written"]) - seconds(status["newest"])))
        return status


def percentile(values, share):
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(share * len(ordered)))] if ordered else float("nan")


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("outcry")
    parser.add_argument("--rate", type=float, default=500)
    parser.add_argument("--minutes", type=float, default=60)
    parser.add_argument("--flood", type=int, default=0)
    arguments = parser.parse_args()
    texts = sample_texts()
    random.Random(1).shuffle(texts)
    with tempfile.TemporaryDirectory() as folder:
        soak(arguments, texts, pathlib.Path(folder))


def soak(arguments, texts, folder):
    source = Source(arguments.rate, texts)
    store = folder / "live.db"
    environment = {**os.environ, "XDG_CACHE_HOME": str(folder)}
    command = [arguments.outcry, "run", "--listen", "none", "--jetstream", source.url, "--backfill", "0s", "--store", store, "--quiet"]
    child = subprocess.Popen(list(map(str, command)), env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    watch = Watch(folder / "live.db.status.json")
    began = time.time()
    memory = []
    print("minute  MB  % of a core  posts heard  lag s (p50, p99 so far)", flush=True)
    cpu_before = 0.0
    for minute in itertools.count(1):
        for _ in range(60):
            time.sleep(1)
            status = watch.look()
        if status is None:
            sys.exit("there is no status")
        resident, cpu = memory_and_cpu(child.pid)
        memory.append(resident)
        lags = f"{percentile(watch.lags, 0.5):.2f} {percentile(watch.lags, 0.99):.2f}"
        print(f"{minute:6} {resident:4.0f} {(cpu - cpu_before) / 0.6:6.1f} {status['posts']:12,} {lags}", flush=True)
        cpu_before = cpu
        if time.time() - began >= arguments.minutes * 60 - 1:
            break
    if arguments.flood:
        flood(source, arguments.flood, watch, child.pid)
    source.stopped = True
    child.send_signal(signal.SIGTERM)
    left = time.time()
    code = child.wait(timeout=30)
    print(f"ended with {code}, {time.time() - left:.2f} s after SIGTERM")
    half = memory[len(memory) // 2 :]
    if len(half) > 1:
        slope = (half[-1] - half[0]) / (len(half) - 1) * 60
        print(f"memory in the second half: {half[0]:.1f} -> {half[-1]:.1f} MB ({slope:+.1f} MB an hour)")
    print(f"lag: p50 {percentile(watch.lags, 0.5):.2f} s, p99 {percentile(watch.lags, 0.99):.2f} s, most {max(watch.lags):.2f} s")


def flood(source, posts, watch, pid):
    began = time.time()
    source.flood = posts
    source.stopped = True
    peak = 0.0
    while True:
        time.sleep(0.2)
        status = watch.look()
        resident, _ = memory_and_cpu(pid)
        peak = max(peak, resident)
        heard = (status or {}).get("posts", 0) + (status or {}).get("late", 0)
        if (source.flood <= 0 and heard >= source.sent) or time.time() - began > 600:
            break
    took = time.time() - began
    print(f"flood: {posts:,} posts in {took:.1f} s ({posts / took:,.0f} a second), sent {source.sent:,}, heard {heard:,}, peak {peak:.0f} MB")


if __name__ == "__main__":
    main()
