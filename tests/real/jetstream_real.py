"""Bluesky's own Jetstream v2, fed by its traffic simulator: killed on both sides, every post is heard once."""

import os
import pathlib
import signal
import subprocess
import time

import real

MODULE = "github.com/bluesky-social/jetstream"
VERSION = "v0.2.0"


def tools():
    """Built once, and kept in the user's cache."""
    folder = pathlib.Path(os.environ.get("XDG_CACHE_HOME", pathlib.Path.home() / ".cache")) / "outcry" / "jetstream"
    programs = [folder / "bin" / name for name in ("jetstream", "simulator")]
    if all(program.exists() for program in programs):
        return programs
    folder.mkdir(parents=True, exist_ok=True)
    build = [
        ["go", "mod", "init", "localtools"],
        ["go", "mod", "edit", f"-require={MODULE}@{VERSION}", *(f"-tool={MODULE}/cmd/{p.name}" for p in programs)],
        ["go", "mod", "tidy"],
        ["go", "install", "tool"],
    ]
    (folder / "go.mod").unlink(missing_ok=True)
    for command in build:
        done = subprocess.run(command, cwd=folder, env={**os.environ, "CGO_ENABLED": "0", "GOBIN": str(folder / "bin")}, capture_output=True, text=True)
        if done.returncode != 0:
            raise real.LeftOut(f"{' '.join(command[:3])} fails: {done.stderr.strip().splitlines()[-1:]}")
    return programs


class Jetstream:
    """A server fed by a relay; started anew, it goes on with its data."""

    def __init__(self, program, folder, relay, port):
        self.log, self.port = folder / "jetstream.log", port
        self.command = [program, "--log-format", "text", "serve", "--addr", f"127.0.0.1:{port}", "--data-dir", folder / "jetstream"]
        self.command += ["--relay-url", f"http://127.0.0.1:{relay}", "--plc-url", f"http://127.0.0.1:{relay}"]
        self.start()

    def start(self):
        self.process = real.start(self.command, self.log)
        real.until(lambda: "steady-state" in self.log.read_text() and real.listens(self.port), "jetstream")

    def again(self, how):
        """Ends by that signal and is started anew. Killed, it loses what it had not yet put away (v0.2.0)."""
        real.end(self.process, how)
        time.sleep(0.5)
        self.start()


def check(program, folder):
    real.need("go")
    jetstream, simulator = tools()
    folder = pathlib.Path(folder)
    relay = real.free_port()
    traffic = real.start(
        [simulator, "--log-format", "text", "serve", "--addr", f"127.0.0.1:{relay}", "--data-dir", folder / "sim"]
        + ["--accounts", "50", "--initial-records-per-account", "200", "--commits-per-sec", "20"],
        folder / "sim.log",
    )
    server = None
    try:
        real.until(lambda: real.listens(relay), "the simulator")
        server = Jetstream(jetstream, folder, relay, real.free_port())
        runs = real.Runs(program, folder, f'[sources.jetstream]\nhosts = ["ws://127.0.0.1:{server.port}"]\n')
        runs.killed("killed", 12, lambda n: server.again(signal.SIGKILL) if n % 4 == 3 else None)
        traffic.send_signal(signal.SIGSTOP)
        time.sleep(2)  # what is under way arrives
        runs.once("killed")
        runs.once("whole")
        killed, whole = runs.windows("killed"), runs.windows("whole")
        assert whole[: len(killed)] == killed or killed[: len(whole)] == whole, "other windows"
        heard = runs.status("whole")
        gaps = heard["gaps"] + runs.status("killed")["gaps"]
        assert heard["posts"] > 5_000, heard["posts"]
        assert gaps == [], gaps
        return f"{heard['posts']} posts, 12 kills, 3 of the server"
    finally:
        traffic.send_signal(signal.SIGCONT)
        real.end(traffic, signal.SIGKILL)
        if server:
            real.end(server.process, signal.SIGKILL)
