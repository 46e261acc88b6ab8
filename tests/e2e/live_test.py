"""A live run against a Jetstream server that behaves as badly as it can: the events are those of a smooth run."""

import datetime
import json
import os
import random
import resource
import signal
import subprocess
import time

import jetstream
import program

SUBJECTS = ["netflix", "netflix app", "my netflix", "the netflix", "netflix here"]
FAILS = ["is down", "won't load", "keeps crashing", "not working", "gives me an error", "is stuck on the logo", "not loading"]
ENDS = ["", " again", " for me", " on the tv", " tonight", " ugh", ", anyone else?", " and it is my day off"]
HOURS = 26
EVERYTHING = "36h"  # so that every run begins with the same post


def posted(chance, now):
    """A day of a lively feed, up to now; Netflix fails for an hour, four hours ago."""
    log = jetstream.Log()
    begin = now - HOURS * 3600
    outage = now - 4 * 3600

    def report():
        return chance.choice(SUBJECTS) + " " + chance.choice(FAILS) + chance.choice(ENDS)

    for i in range(HOURS * 60 * 6):
        log.add(jetstream.micros(begin + 10 * (i + chance.random())), f"w{i}", "what a day, the weather is lovely")
    for i in range(HOURS):
        log.add(jetstream.micros(begin + 3600 * (i + chance.random())), f"r{i}", report())
    for i in range(300):
        log.add(jetstream.micros(outage + 12 * (i + chance.random())), f"o{i}", report())
    log.sort()
    return log


def told(path):
    """What happened, without what belongs to one run."""
    return [(event["id"], event["type"], event["time"], event["data"]["state"]) for event in program.events(path)]


class Listening(program.SmallHome):
    """A test with a feed of a day in which Netflix fails for an hour."""

    def setUp(self):
        super().setUp()
        self.chance = program.chance()
        self.log = posted(self.chance, time.time())
        self.ticking = True
        self.growing = [self.log]
        self.addCleanup(lambda: setattr(self, "ticking", False))

    def server(self, **options):
        server = jetstream.Server(self.log, **options)
        self.addCleanup(server.stop)
        return server

    def now_goes_on(self):
        """One more post a second, as a live feed has them."""
        import threading

        def post():
            while self.ticking:
                for log in self.growing:
                    log.add(jetstream.micros(time.time()), f"n{time.time()}", "and now the weather")
                time.sleep(0.3)

        threading.Thread(target=post, daemon=True).start()

    def arguments(self, url, name):
        return ["run", "--listen", "none", "--jetstream", url, "--backfill", EVERYTHING, "--store", self.path(f"{name}.db"), "--out", self.path(f"{name}.ndjson"), "--quiet"]

    def listen_once(self, url, name):
        return program.run(*self.arguments(url, name), "--once")

    def start(self, url, name, **streams):
        run = subprocess.Popen([program.PROGRAM, *map(str, self.arguments(url, name))], stdout=subprocess.DEVNULL, **streams)
        self.addCleanup(run.wait)
        self.addCleanup(run.kill)
        return run

    def smooth(self):
        server = self.server()
        self.listen_once(server.url, "smooth")
        events = told(self.path("smooth.ndjson"))
        self.assertIn("io.outcry.incident.opened.v1".split(".")[-2], [event[1].split(".")[-2] for event in events])
        return events


class Live(Listening):
    def test_a_nasty_server_changes_no_event(self):
        self.now_goes_on()
        smooth = self.smooth()
        for dialects in (("v1",), ("v2",), ("v1", "v2")):
            with self.subTest(dialects=dialects):
                server = self.server(dialects=dialects, chance=self.chance, patience=25)
                name = "nasty-" + "-".join(dialects)
                self.listen_once(server.url, name)
                self.assertEqual(told(self.path(f"{name}.ndjson"))[: len(smooth)], smooth, server.faults)
                self.assertGreaterEqual(len(server.faults), 5)
                status = json.loads(program.run("status", "--store", self.path(f"{name}.db"), "--json").stdout)
                self.assertEqual(status["gaps"], [])
                if "bad json" in server.faults[:-1]:
                    self.assertGreaterEqual(status["sources"][0]["too_long"], 1)
                    self.assertGreaterEqual(status["sources"][0]["undecodable"], 1)
                self.assertFalse(status["running"])

    def test_killed_at_any_moment_the_events_are_those_of_an_uninterrupted_run(self):
        self.now_goes_on()
        smooth = self.smooth()
        server = self.server()
        port = server.port
        for _ in range(int(os.environ.get("OUTCRY_KILLS", "12"))):
            run = self.start(server.url, "killed", stderr=subprocess.DEVNULL)
            time.sleep(self.chance.uniform(0.3, 1.2))
            if self.chance.random() < 0.3:
                server.stop()
                server = self.server(port=port)
                time.sleep(self.chance.uniform(0, 0.4))
            run.send_signal(signal.SIGKILL)
            run.wait()
        self.listen_once(server.url, "killed")
        self.assertEqual(told(self.path("killed.ndjson"))[: len(smooth)], smooth)

    def test_a_stop_drains_and_says_how_it_stands(self):
        self.now_goes_on()
        server = self.server()
        run = self.start(server.url, "stopped", stderr=subprocess.PIPE, text=True)
        while "live" not in (line := run.stderr.readline()):
            self.assertNotEqual(line, "")
        self.assertIn("running", program.run("status", "--store", self.path("stopped.db")).stdout)
        run.send_signal(signal.SIGTERM)
        self.assertEqual(run.wait(timeout=30), 0)
        self.assertIn("stopped", run.stderr.read())
        run.stderr.close()
        self.assertIn("stopped", program.run("status", "--store", self.path("stopped.db")).stdout)

    def test_a_reload_goes_on_without_loss_and_a_broken_configuration_changes_nothing(self):
        self.now_goes_on()
        smooth = self.smooth()
        server, other = self.server(), self.server()
        config = self.path("outcry.toml")
        good = '[sources.bluesky]\nhosts = ["{}"]\nbackfill = "36h"\n[store]\npath = "reload.db"\n[outputs]\nndjson = "reload.ndjson"\n'
        config.write_text(good.format(server.url))
        arguments = [program.PROGRAM, "--config", config, "run", "--listen", "none", "--quiet"]
        run = subprocess.Popen(list(map(str, arguments)), stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True)
        self.addCleanup(run.wait)
        self.addCleanup(run.kill)
        self.addCleanup(run.stderr.close)

        def until(word):
            while word not in (line := run.stderr.readline()):
                self.assertNotEqual(line, "")

        def refused(text):
            config.write_text(text)
            run.send_signal(signal.SIGHUP)
            until("the configuration stays as it was")

        until("replaying")
        connections = server.connections
        refused("[sources.bluesky]\nhosts = []\n")
        refused("[sources\n")
        until(": live")
        refused('[detection]\nwindow = "90s"\n' + good.format(server.url))
        self.assertEqual(server.connections, connections, "what is refused cuts nothing")
        self.path("a file").write_text("")
        for more in ("", '[web]\npublic_url = "http://127.0.0.1:1"\n'):
            config.write_text(good.format(server.url).replace("reload.ndjson", "a file/reload.ndjson") + more)
            run.send_signal(signal.SIGHUP)
            until("the configuration was read again")
            until("the configuration is again as it was")
            until(": live")
        config.write_text(good.format(other.url))
        run.send_signal(signal.SIGHUP)
        until("the configuration was read again")
        until(": live")
        run.send_signal(signal.SIGTERM)
        self.assertEqual(run.wait(timeout=30), 0)
        self.assertGreaterEqual(other.connections, 1)
        self.assertEqual(told(self.path("reload.ndjson"))[: len(smooth)], smooth)

    def test_a_reload_takes_services_that_were_added(self):
        self.now_goes_on()
        smooth = self.smooth()
        server = self.server()
        config, catalog = self.path("outcry.toml"), self.path("mine.toml")
        service = '[[service]]\nslug = "{0}"\nname = "{0}"\n'
        config.write_text(f'[sources.bluesky]\nhosts = ["{server.url}"]\nbackfill = "{EVERYTHING}"\n[store]\npath = "grown.db"\n'
                          '[outputs]\nndjson = "grown.ndjson"\n[catalog]\nadd = ["mine.toml"]\n')
        catalog.write_text(service.format("zorbnet"))
        arguments = [program.PROGRAM, "--config", config, "run", "--listen", "none", "--quiet"]
        run = subprocess.Popen(list(map(str, arguments)), stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True)
        self.addCleanup(run.wait)
        self.addCleanup(run.kill)
        self.addCleanup(run.stderr.close)

        def until(word):
            lines = []
            while word not in (line := run.stderr.readline()):
                lines.append(line)
                self.assertNotEqual(line, "", lines)

        until(": live")
        catalog.write_text(service.format("quuxtel"))
        run.send_signal(signal.SIGHUP)
        until("a service that the store knows is no longer in the catalog")
        until("the configuration stays as it was")
        catalog.write_text(service.format("zorbnet") + service.format("quuxtel"))
        run.send_signal(signal.SIGHUP)
        until("the configuration was read again")
        until("the store goes on with another catalog")
        until(": live")
        for i in range(3):
            self.log.add(jetstream.micros(time.time()), f"q{i}", f"quuxtel is down, really down {i}")
        run.send_signal(signal.SIGTERM)
        self.assertEqual(run.wait(timeout=30), 0)
        self.assertEqual(told(self.path("grown.ndjson"))[: len(smooth)], smooth)

    def test_what_the_server_no_longer_keeps_is_a_gap(self):
        self.now_goes_on()
        server = self.server()
        self.listen_once(server.url, "gap")
        with self.log.grown:
            newest = self.log.messages[-1][0]
            self.log.messages[:] = [self.log.messages[0], *self.log.messages[-3:]][1:]
        for message in self.log.messages:
            self.assertLessEqual(message[0], newest + 10_000_000)
        self.log.messages[:] = [(at + 7_200_000_000, *rest) for at, *rest in self.log.messages]
        done = self.listen_once(server.url, "gap")
        self.assertIn("gap: bluesky heard nothing from", done.stderr)
        gaps = json.loads(program.run("status", "--store", self.path("gap.db"), "--json").stdout)["gaps"]
        self.listen_once(server.url, "gap")
        again = json.loads(program.run("status", "--store", self.path("gap.db"), "--json").stdout)["gaps"]
        self.assertEqual(again[: len(gaps)], gaps)
        self.assertEqual(gaps[0]["feed"], "bluesky")

    def test_a_recording_replays_to_the_events_of_the_live_run(self):
        self.now_goes_on()
        smooth = self.smooth()
        server = self.server(dialects=("v2",))
        archive = self.path("recorded.jsonl.zst")
        done = program.run("record", "--jetstream", server.url, "--backfill", EVERYTHING, "--once", "-o", archive)
        self.assertIn("recorded", done.stderr)
        program.run("replay", archive, "--out", self.path("replayed.ndjson"), "--quiet")
        self.assertEqual(told(self.path("replayed.ndjson"))[: len(smooth)], smooth)

    def test_a_recording_overwrites_nothing(self):
        self.now_goes_on()
        server = self.server(dialects=("v2",))
        archive = self.path("precious.jsonl.zst")
        archive.write_bytes(b"what was recorded before")
        done = program.run("record", "--jetstream", server.url, "--once", "-o", archive, check=False)
        self.assertEqual(done.returncode, 2)
        self.assertIn("nothing is overwritten", done.stderr)
        self.assertEqual(archive.read_bytes(), b"what was recorded before")
        archive.rename(self.path("new.jsonl.zst.part"))
        done = program.run("record", "--jetstream", server.url, "--once", "-o", self.path("new.jsonl.zst"), check=False)
        self.assertEqual(done.returncode, 2)

    def test_who_reached_nobody_says_so(self):
        for command in (("tap",), ("record", "-o", self.path("none.jsonl"))):
            done = program.run(*command, "--jetstream", "ws://127.0.0.1:9", "--for", "1s", check=False)
            self.assertEqual(done.returncode, 1, command)

    def test_tap_shows_posts_harmlessly(self):
        self.log.add(jetstream.micros(time.time() - 30), "evil", "netflix is down \x1b[2J\u202e for me")
        self.log.sort()
        self.now_goes_on()
        server = self.server()
        shown = program.run("tap", "--jetstream", server.url, "--backfill", "5min", "--once").stdout
        self.assertRegex(shown, r"\d\d:\d\d:\d\d netflix report \d+ %: netflix is down")
        self.assertNotIn("\x1b", shown)
        self.assertNotIn("\u202e", shown)
        lines = program.run("--json", "tap", "--jetstream", server.url, "--backfill", "5min", "--once").stdout.splitlines()
        self.assertIn("mentions", json.loads(lines[0]))

    def test_a_full_disk_is_said_and_costs_nothing(self):
        self.now_goes_on()
        smooth = self.smooth()
        server = self.server()

        def limit(size):
            resource.prlimit(run.pid, resource.RLIMIT_FSIZE, (size, resource.RLIM_INFINITY))

        errors_not_signals = lambda: signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
        run = self.start(server.url, "full", stderr=subprocess.PIPE, text=True, preexec_fn=errors_not_signals)
        self.addCleanup(run.stderr.close)
        lines = []

        def until(word):
            while word not in (line := run.stderr.readline()):
                lines.append(line)
                self.assertNotEqual(line, "", lines)

        until("listening")
        limit(200_000)
        until("the store cannot be written")
        self.assertIn("cannot write to the store", program.run("status", "--store", self.path("full.db")).stdout)
        limit(resource.RLIM_INFINITY)
        until("the store can be written again")
        patience = time.monotonic() + 120
        while len(told(self.path("full.ndjson"))) < len(smooth) and time.monotonic() < patience:
            time.sleep(0.1)
        run.send_signal(signal.SIGTERM)
        self.assertEqual(run.wait(timeout=30), 0)
        self.assertEqual(told(self.path("full.ndjson"))[: len(smooth)], smooth)

    def test_two_feeds_together_are_heard_as_one(self):
        self.now_goes_on()
        smooth = self.smooth()
        halves = [jetstream.Log(), jetstream.Log()]
        for i, message in enumerate(self.log.messages):
            halves[i % 2].messages.append(message)
        self.growing += halves
        for chance in (None, self.chance):
            servers = [jetstream.Server(half, chance=chance, patience=10) for half in halves]
            for server in servers:
                self.addCleanup(server.stop)
            name = "two-nasty" if chance else "two"
            config = self.path(f"{name}.toml")
            tables = "".join(f'[sources.half{i}]\nhosts = ["{server.url}"]\nbackfill = "{EVERYTHING}"\n' for i, server in enumerate(servers))
            config.write_text(f'{tables}[store]\npath = "{name}.db"\n[outputs]\nndjson = "{name}.ndjson"\n')
            program.run("--config", config, "run", "--listen", "none", "--once", "--quiet")
            status = json.loads(program.run("status", "--store", self.path(f"{name}.db"), "--json").stdout)
            self.assertEqual(status["gaps"], [])
            self.assertEqual(told(self.path(f"{name}.ndjson"))[: len(smooth)], smooth)

    def test_check_tries_the_sources(self):
        server = self.server()
        config = self.path("outcry.toml")
        config.write_text(f'[sources.good]\nhosts = ["{server.url}"]\n[sources.bad]\nhosts = ["ws://127.0.0.1:9"]\n')
        done = program.run("--config", config, "check", "--connect", check=False)
        self.assertEqual(done.returncode, 1)
        self.assertIn("ok     good: connected to 127.0.0.1", done.stdout)
        self.assertRegex(done.stdout, r"failed bad: 127\.0\.0\.1: no connection to port \d+ \(Connection refused\)")

    def test_wrong_addresses_and_flags_are_told_at_once(self):
        done = program.run("run", "--jetstream", "http://a.example", "--for", "soon", "--backfill", "3d", check=False)
        self.assertEqual(done.returncode, 2)
        for word in ("--jetstream: 'http://a.example'", "--for: 'soon'", "--backfill: '3d'"):
            self.assertIn(word, done.stderr)


if __name__ == "__main__":
    program.main()
