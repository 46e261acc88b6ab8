"""The live feed after more than it replays, and before listeners that never read: both manners."""

import json
import os
import random
import select
import socket
import time
import tomllib

import listening
import program
import served

REPLAYED = 1000  # missed events that are told one by one
CUT = 30 + 30  # seconds until a reader that takes nothing is cut off, and what a busy machine adds
FAILS = ["is down", "won't load", "keeps crashing", "not working", "gives me an error", "is stuck on the logo"]
ENDS = ["", " again", " for me", " on the tv", " tonight", " ugh", ", anyone else?", " and it is my day off"]
DAY = 86400
MANNERS = (listening.Events, listening.Messages)


def posted(names):
    """A day of little, then two on each of which every service fails for twenty minutes, one after another."""
    chance = random.Random(3)
    begin = 1767225600  # 2026-01-01
    out = [(begin + 300 * (i + chance.random()), "what a day, the weather is lovely") for i in range(3 * DAY // 300)]
    for n, name in enumerate(names):
        out += [(begin + DAY * (day + chance.random()), f"{name} is down") for day in range(3)]
        for day in (1, 2):
            onset = begin + DAY * day + n * DAY / len(names)
            out += [(onset + 40 * (i + chance.random()), f"{name} {chance.choice(FAILS)}{chance.choice(ENDS)}") for i in range(30)]
    for n, (at, text) in enumerate(sorted(out)):
        yield json.dumps({"id": f"p{n}", "author": f"a{n}", "text": text, "time": int(at * 1e6)}) + "\n"


class Line:
    """A connection to the live feed that is read on demand."""

    def __init__(self, site, manner, last=None, takes=None):
        """`takes`: bytes that the client's side holds unread at most, about; None = what is usual."""
        self.listening, self.heard = manner(last), []
        self.socket = socket.socket()
        if takes:
            self.socket.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, takes)
        self.socket.settimeout(served.PATIENCE)
        self.socket.connect(("127.0.0.1", site.port))
        self.socket.sendall(self.listening.request)

    def read(self):
        """False at the end."""
        try:
            piece = self.socket.recv(1 << 18)
        except ConnectionError:
            return False
        self.heard += self.listening.received(piece)
        if self.listening.reply:
            self.socket.sendall(self.listening.reply)
            self.listening.reply = b""
        return bool(piece)

    def read_what_is_there(self):
        """Without waiting; false at the end."""
        return not select.select([self.socket], [], [], 0)[0] or self.read()

    def until(self, wanted):
        """Everything up to the first event for which `wanted` is true."""
        while True:
            for n, event in enumerate(self.heard):
                if wanted(*event):
                    out, self.heard = self.heard[: n + 1], self.heard[n + 1 :]
                    return out
            assert self.read(), self.heard


class LiveFeed(program.SmallHome):
    def setUp(self):
        super().setUp()
        catalog = sorted((self.folder / "home" / "catalog" / "services").glob("*.toml"))
        names = [service["name"] for file in catalog for service in tomllib.loads(file.read_text())["service"]]
        self.path("many.ndjson").write_text("".join(posted(names)))
        self.site = served.Site("replay", self.path("many.ndjson"), "--serve", "--listen", "127.0.0.1:0", "--store", self.path("store.db"), "--quiet")
        self.addCleanup(self.site.stop)
        served.until(lambda: "the replay is over" in "".join(self.site.lines), "the end of the replay")
        self.newest = self.site.get("/api/v1/status")["sequence"]
        self.assertGreater(self.newest, REPLAYED)

    def line(self, *arguments, **more):
        line = Line(self.site, *arguments, **more)
        self.addCleanup(line.socket.close)
        return line

    def sockets(self):
        """That the program has open, and lately had."""
        folder = f"/proc/{self.site.process.pid}/fd"
        out = 0
        for name in os.listdir(folder):
            try:
                out += os.readlink(f"{folder}/{name}").startswith("socket:")
            except FileNotFoundError:
                pass
        return out

    def metric(self, name):
        lines = self.site.ask("/metrics").content.decode().splitlines()
        return next(int(line.split(" ")[1]) for line in lines if line.startswith(f"outcry_live_feed_{name} "))

    def test_who_has_missed_too_much_or_knows_the_future_begins_anew(self):
        told = []
        for manner in MANNERS:
            for last in (0, self.newest - REPLAYED - 1, self.newest + 1, (1 << 64) - 1):
                with self.subTest(manner=manner, last=last):
                    first = self.line(manner, last).until(lambda kind, *_: kind != "status")
                    self.assertEqual([(kind, number) for kind, _, number in first], [("status", None), ("reset", None)])
                    self.assertEqual(first[0][1]["sequence"], self.newest)
            told.append(self.line(manner, self.newest - REPLAYED).until(lambda kind, data, number: number == self.newest))
            numbers = [number for *_, number in told[-1]]
            self.assertEqual(numbers, [None, *range(self.newest - REPLAYED + 1, self.newest + 1)])
        self.assertEqual(told[0][1:], told[1][1:])

    def test_who_never_reads_is_cut_off_and_nobody_else(self):
        readers = [self.line(manner) for manner in MANNERS]
        for reader in readers:
            reader.until(lambda kind, *_: kind == "status")
        before, begin = self.sockets(), time.monotonic()
        for manner in MANNERS:
            self.line(manner, self.newest - REPLAYED, takes=4096)
        served.until(lambda: self.metric("listeners") == 4, "two more listeners", CUT)
        self.assertEqual(self.metric("cut_off_total"), 0)
        incident = self.site.get("/api/v1/incidents?limit=1")["incidents"][0]["id"]

        def note(text):
            """Everybody who listens hears of it."""
            body = json.dumps({"action": "note", "text": text})
            answer = self.site.ask(f"/api/v1/incidents/{incident}/review", "POST", {"X-Outcry": "1"}, body)
            self.assertEqual(answer.status, 200, answer)
            for reader in readers:
                *_, (_, data, _) = reader.until(lambda kind, data, number: kind == "incident")
                self.assertEqual((data["id"], data["review"]["notes"][-1]["text"]), (incident, text))

        note("while two do not read")

        def cut_off():
            """A WebSocket that answers no ping would be cut, too."""
            for reader in readers:
                assert reader.read_what_is_there()
            return self.metric("cut_off_total")

        served.until(lambda: cut_off() == 2, lambda: f"{cut_off()} cut off", CUT)
        print(f"cut off {time.monotonic() - begin:.0f} s after they had come")
        self.assertLess(time.monotonic() - begin, CUT)
        served.until(lambda: cut_off() == 2 and self.metric("listeners") == 2 and self.sockets() <= before, lambda: f"{self.metric('listeners')} listeners, {self.sockets()} sockets, {before} before", CUT)
        note("when they are gone")


program.main()
