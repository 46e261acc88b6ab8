#!/usr/bin/env python3
"""Whether `outcry replay` tells the outages in posts about one service each, when, and what else it tells.

usage: outages.py OUTCRY STREAMS OUTAGES

OUTCRY   the program
STREAMS  folders NAME/posts.csv.gz with columns id, time_utc, author, service, lang and text; or - to leave them out
OUTAGES  power_outage_keyword_2019-10.csv.gz and spotifycares_inbound_2017.csv.gz, columns utc and text; or - likewise

An outage is told by the first incident of its service that opens, or opens again, within six hours of its beginning. Every
other incident that opens is counted as one besides, whatever the service. Bars are what we want of each line; a line
without one is shown for what it is. Times are UTC.
"""

import collections
import csv
import dataclasses
import datetime
import gzip
import json
import pathlib
import sqlite3
import subprocess
import sys
import tempfile

COLUMNS = "text=text,time=time_utc,author=author,id=id,language=lang,service=service"
ASKED_DAYS = 30
POWER_ASKED_DAYS = 90
POWER_SERVICE = "eversource"
TOLD_WITHIN = datetime.timedelta(hours=6)
DAY = datetime.timedelta(days=1)
HOUR = datetime.timedelta(hours=1)
EVIDENCE = ("report", "question")


def at(text):
    return datetime.datetime.fromisoformat(text.removesuffix("Z"))


def minute(time):
    return time.strftime("%m-%d %H:%M")


@dataclasses.dataclass(frozen=True)
class Outage:
    """One outage and by when it should be told; without a bar it may be told or not."""

    begin: str
    bar: str = ""


@dataclasses.dataclass(frozen=True)
class Wanted:
    """Of a stream: its outages, how many incidents besides are bearable, and between which days they are counted (all)."""

    outages: tuple = ()
    most_besides: int = 0
    first_day: str = ""
    last_day: str = ""


WANTED = {
    "free_fr_2024": Wanted(
        (
            Outage("2024-07-19 17:05", "2024-07-19 17:25"),
            Outage("2024-09-02 22:48", "2024-09-02 23:20"),
            Outage("2024-10-15 23:33", "2024-10-15 23:40"),
            Outage("2024-10-25 14:07"),
            Outage("2024-11-02 19:30"),
            Outage("2024-11-20 23:45"),
        ),
        most_besides=2,
        first_day="2024-07-12",
        last_day="2024-12-20",
    ),
    "hotstar_en_2024": Wanted(),
    "moniepoint_en_2025": Wanted(),
    "netflix_en_2024_06": Wanted((Outage("2024-08-19 18:24"),)),
    "spotify_id_2025": Wanted(),
    "whatsapp_en_2025": Wanted(),
}


class Bars:
    """Prints lines and counts the bars among them."""

    def __init__(self):
        self.met = 0
        self.set = 0

    def line(self, text, bar="", met=None):
        verdict = "" if met is None else "met" if met else "NOT MET"
        print(f"  {text:74}{bar:16}{verdict}".rstrip())
        self.set += met is not None
        self.met += met is True

    def total(self):
        print(f"\n{self.met} of {self.set} bars met")


@dataclasses.dataclass(frozen=True)
class Told:
    """One opening of an incident."""

    time: datetime.datetime
    service: str
    again: bool

    def __str__(self):
        return f"{minute(self.time)} {self.service}" + (" again" if self.again else "")


@dataclasses.dataclass(frozen=True)
class Replay:
    """What a replay told, the service it was about (the one with the most posts), and the posts that say it fails."""

    told: list
    service: str
    evidence: int


def checked(command):
    result = subprocess.run(command, capture_output=True, text=True)
    if result.returncode != 0:
        sys.exit(f"{' '.join(map(str, command))}\nended with {result.returncode}: {result.stderr.strip()}")
    return result.stdout


def told_in(path):
    for line in path.read_text(encoding="utf-8").splitlines():
        event = json.loads(line)
        kind = event["type"].split(".")[2]
        if kind in ("opened", "reopened"):
            yield Told(at(event["time"]), event["subject"].removeprefix("service/"), kind == "reopened")


def counted_in(path):
    """The service with the most posts in a store, and its posts that are evidence."""
    kinds = "report + question + recovery + planned + official + news + workaround + individual + joke + other"
    query = f"""select slug, sum(report + question) from counts join services on services.id = counts.service
                group by slug order by sum({kinds}) desc limit 1"""
    with sqlite3.connect(path) as store:
        return store.execute(query).fetchone()


def replay(outcry, posts, asked_days, *more):
    with tempfile.TemporaryDirectory() as name:
        events, store = pathlib.Path(name) / "events.ndjson", pathlib.Path(name) / "store.db"
        asked = ["--false-alarms", f"1 per {asked_days} days", "--out", events, "--store", store, "--quiet"]
        checked([outcry, "replay", posts, *asked, "--progress", "none", *more])
        return Replay(list(told_in(events)), *counted_in(store))


def rows_of(path):
    with gzip.open(path, "rt", encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def telling(outage, told, service):
    """What tells an outage: the openings of its service within the hours after its beginning, in order."""
    begin = at(outage.begin)
    return [one for one in told if one.service == service and begin <= one.time < begin + TOLD_WITHIN]


def print_outage(outage, found, bars):
    delay = "not told"
    if found:
        delay = f"told {minute(found[0].time)}, after {(found[0].time - at(outage.begin)).seconds // 60} min"
    if not outage.bar:
        return bars.line(f"weak one of {outage.begin}: {delay}", "either way")
    met = bool(found) and found[0].time <= at(outage.bar)
    return bars.line(f"outage of {outage.begin}: {delay}", f"by {outage.bar[-5:]}", met)


def print_besides(besides, wanted, days, bars):
    opened = [one for one in besides if not one.again]
    when = f"{wanted.first_day} to {wanted.last_day}" if wanted.first_day else "all"
    bar = f"at most {wanted.most_besides}" if wanted.most_besides else "none"
    text = f"besides, {when} ({days:.0f} days, asked for {days / ASKED_DAYS:.1f}): {len(opened)}"
    bars.line(text, bar, len(opened) <= wanted.most_besides)
    for one in besides:
        print(f"    {one}")


def print_stream(name, rows, found, wanted, bars):
    times = [at(row["time_utc"]) for row in rows]
    first, last = min(times), max(times)
    opened = sum(not one.again for one in found.told)
    days = (last - first) / DAY
    print(f"\n{name}: {days:.0f} days, {len(rows)} posts, {found.evidence} evidence, {opened} incidents opened")
    explained = []
    for outage in wanted.outages:
        of_outage = telling(outage, found.told, found.service)
        explained += of_outage
        print_outage(outage, of_outage, bars)
    begin = at(wanted.first_day) if wanted.first_day else first
    end = at(wanted.last_day) + DAY if wanted.last_day else last
    besides = [one for one in found.told if one not in explained]
    print_besides([one for one in besides if begin <= one.time <= end], wanted, (end - begin) / DAY, bars)
    outside = [one for one in besides if not begin <= one.time <= end]
    if outside:
        bars.line("outside of these: " + ", ".join(f"{one.time.year}-{one}" for one in outside))


def streams(outcry, folder, bars):
    print(f"posts about one service each, asked for one false alarm in {ASKED_DAYS} days")
    for name, wanted in WANTED.items():
        path = folder / name / "posts.csv.gz"
        found = replay(outcry, path, ASKED_DAYS, "--map", COLUMNS)
        print_stream(name, rows_of(path), found, wanted, bars)


def power(outcry, path, bars):
    """A storm cuts the power in the north-east of the US on 17 October 2019, slowly; spam on the two mornings after. The
    catalog has no service for electricity as such, so a company of that region stands for it."""
    found = replay(outcry, path, POWER_ASKED_DAYS, "--map", "text=text,time=utc", "--about", POWER_SERVICE)
    own = [one for one in found.told if one.service == POWER_SERVICE]
    given = f"all of them given as about {POWER_SERVICE}, asked for one in {POWER_ASKED_DAYS} days"
    print(f"\n{path.name}: {len(rows_of(path))} posts, {found.evidence} evidence, {given}")
    storm = len(own) == 1 and own[0].time.date() == datetime.date(2019, 10, 17)
    bars.line("opened: " + (", ".join(map(str, own)) or "none"), "one, on 10-17", storm)
    spam = [at("2019-10-18 07:07"), at("2019-10-19 07:07")]
    fooled = [one for one in found.told if any(begin <= one.time < begin + HOUR for begin in spam)]
    bars.line("in the hour from 07:07 of 10-18 and 10-19: " + (", ".join(map(str, fooled)) or "none"), "none", not fooled)
    others = [one for one in found.told if one.service != POWER_SERVICE]
    bars.line("of services that posts name: " + (", ".join(map(str, others)) or "none"))


def alarms(outcry, times):
    """Minutes at which the chart of `replay` would tell a surge if every post were a reporter."""
    counts = collections.Counter(time.replace(second=0) for time in times)
    with tempfile.TemporaryDirectory() as name:
        table = pathlib.Path(name) / "counts.csv"
        lines = [f"{time.isoformat()}Z,{count}" for time, count in sorted(counts.items())]
        table.write_text("\n".join(["time,count", *lines]) + "\n")
        asked = ["--false-alarms", f"1 per {ASKED_DAYS} days", "--window", "60s", "--absent", "zero"]
        out = checked([outcry, "score", table, "--chart", "sr", *asked])
    return [at(row["time"]) for row in csv.DictReader(out.splitlines()) if row["alarm"] == "1"]


def support(outcry, path, bars):
    """Two months of a support account: a surge in the night of 28 November 2017, and a hole in the data on the 18th."""
    times = [at(row["utc"]) for row in rows_of(path)]
    found = alarms(outcry, times)
    days = (times[-1] - times[0]) / DAY
    asked = f"asked for one in {ASKED_DAYS} days, {days / ASKED_DAYS:.1f} in all"
    print(f"\n{path.name}: {days:.0f} days, {len(times)} posts, each a reporter, {asked}")
    surge = [time for time in found if at("2017-11-28 20:00") <= time < at("2017-11-29 06:00")]
    others = [time for time in found if time not in surge]
    hole = [time for time in found if at("2017-11-17 23:00") <= time < at("2017-11-19 04:00")]
    bars.line("surge of 11-28 20:00: " + (f"told {minute(surge[0])}" if surge else "not told"), "told", bool(surge))
    bars.line("alarms besides: " + (", ".join(map(minute, others)) or "none"), "at most 4", len(others) <= 4)
    bars.line("in the hole of 11-18: " + (", ".join(map(minute, hole)) or "none"), "none", not hole)


def main(outcry, stream_folder, outage_folder):
    bars = Bars()
    if stream_folder != "-":
        streams(outcry, pathlib.Path(stream_folder), bars)
    if outage_folder != "-":
        power(outcry, pathlib.Path(outage_folder) / "power_outage_keyword_2019-10.csv.gz", bars)
        support(outcry, pathlib.Path(outage_folder) / "spotifycares_inbound_2017.csv.gz", bars)
    bars.total()


if __name__ == "__main__":
    if len(sys.argv) != 4:
        sys.exit(__doc__)
    main(*sys.argv[1:])
