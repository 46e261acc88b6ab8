"""Records made to break a reader: each costs itself and nothing else, and hardly any memory."""

import json
import os
import subprocess
import unittest

import program

DEEP = 1_000_000
RECORD_LIMIT = 1 << 20
ROOM = 8 << 20
REPORT = b'"text":"netflix is down","time":"2026-03-01T00:01:00Z"'

# What is wrong with a record: the record, and the reason told. None: it can be read.
HOSTILE = {
    "arrays a million deep": (b"[" * DEEP, "not an object"),
    "objects a million deep": (b'{"a":' * DEEP, "record too long"),
    "objects as deep as fits": (b'{"a":' * (DEEP // 6), "broken JSON"),
    "a value as deep as fits": (b"{" + REPORT + b',"x":' + b"[" * (DEEP // 3) + b"]" * (DEEP // 3) + b"}", None),
    "100 MB": (b'{"text":"' + b"x" * 100_000_000 + b'"}', "record too long"),
    "a million keys": (b"{" + REPORT + b"," + b",".join(b'"k%d":%d' % (i, i) for i in range(DEEP)) + b"}", "record too long"),
    "invalid UTF-8": (b'{"text":"netflix \xff\xfe is down","time":"2026-03-01T00:01:00Z"}', "invalid UTF-8"),
    "half a surrogate": (b'{"text":"netflix \\ud800 is down","time":"2026-03-01T00:01:00Z"}', "lone surrogate"),
    "a number beyond all": (b'{"text":"netflix is down","time":1e999}', "no usable time"),
    "a key twice": (b"{" + REPORT + b"," + REPORT + b"}", None),
    "a bare NUL": (b'{"text":"netflix \x00 is down","time":"2026-03-01T00:01:00Z"}', "broken JSON"),
    "a NUL": (b'{"text":"netflix \\u0000 is down","time":"2026-03-01T00:01:00Z"}', None),
    "a byte order mark": (b"\xef\xbb\xbf{" + REPORT + b"}", None),
    "half a line at the end": (b'{"text":"netfl', "broken JSON"),
}
BETWEEN = 20


def good(n):
    time = f"2026-03-01T{n // 60:02}:{n % 60:02}:00Z"
    return json.dumps({"id": f"g{n}", "text": f"nice weather {n}", "time": time, "author": f"u{n}"}).encode() + b"\n"


def told():
    return {reason: sum(r == reason for _, r in HOSTILE.values()) for _, reason in HOSTILE.values() if reason}


class HostileRecords(program.SmallHome):
    def setUp(self):
        super().setUp()
        self.archive, self.tame = self.path("hostile.ndjson"), self.path("tame.ndjson")
        self.places = []  # (line, offset, reason)
        self.good = lines = 0
        with open(self.archive, "wb") as out, open(self.tame, "wb") as tame:
            for record, reason in HOSTILE.values():
                for _ in range(BETWEEN):
                    for file in (out, tame):
                        file.write(good(self.good))
                    self.good += 1
                lines += BETWEEN + 1
                if reason:
                    self.places.append((lines, out.tell(), reason))
                out.write(record if record == HOSTILE["half a line at the end"][0] else record + b"\n")

    def peak(self, archive):
        child = subprocess.Popen([program.PROGRAM, "replay", "--quiet", archive], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        _, status, usage = os.wait4(child.pid, 0)
        child.returncode = os.waitstatus_to_exitcode(status)
        self.assertEqual(child.returncode, 0)
        return usage.ru_maxrss << 10

    def test_each_is_told_with_its_place_and_its_neighbours_are_read(self):
        report = json.loads(program.run("--json", "replay", self.archive).stdout)["report"]
        self.assertEqual(report["errors"], told())
        found = [(p["line"], p["offset"], p["reason"]) for p in report["problems"]]
        self.assertEqual(sorted(found), sorted(self.places))
        self.assertEqual(report["kinds"]["post"], self.good + sum(reason is None for _, reason in HOSTILE.values()))

    @unittest.skipIf("asan" in os.environ["OUTCRY"], "a sanitizer keeps what was freed")
    def test_they_cost_hardly_any_memory(self):
        self.assertLessEqual(self.peak(self.archive), self.peak(self.tame) + RECORD_LIMIT + ROOM)

    def test_a_live_file_is_read_past_them(self):
        config = self.path("outcry.toml")
        config.write_text(f'[sources.log]\nkind = "file"\npath = "{self.archive}"\n[store]\npath = "live.db"\n')
        program.run("--config", config, "run", "--listen", "none", "--once", "--quiet")
        status = json.loads(program.run("status", "--store", self.path("live.db"), "--json").stdout)
        self.assertEqual(status["posts"] + status["late"] + status["duplicates"], self.good + sum(r is None for _, r in HOSTILE.values()))
        long, unfinished = told()["record too long"], 1
        self.assertEqual(status["sources"][0]["too_long"], long)
        self.assertEqual(sum(status["passed_over"].values()), sum(told().values()) - long - unfinished)


program.main()
