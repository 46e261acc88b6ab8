"""A Nostr relay: a past of many pages is read to its beginning, however often outcry is killed."""

import json
import os
import pathlib
import shutil
import signal
import subprocess

import real

HERE = pathlib.Path(__file__).resolve().parent
PACKAGES = ("@nostr-relay/core@0.0.40", "@nostr-relay/common@0.0.40", "ws@8.18.0", "nostr-tools@2.25.2")


def relay_script():
    """Beside its packages, which are fetched into the user's cache."""
    folder = pathlib.Path(os.environ.get("XDG_CACHE_HOME", pathlib.Path.home() / ".cache")) / "outcry" / "nostr"
    folder.mkdir(parents=True, exist_ok=True)
    install = ["npm", "install", "--no-save", "--no-audit", "--no-fund", "--prefix", folder, *PACKAGES]
    done = subprocess.run(list(map(str, install)), capture_output=True, text=True)
    if done.returncode != 0:
        raise real.LeftOut("the relay cannot be fetched")
    return shutil.copy(HERE / "nostr_relay.mjs", folder)


def check(program, folder):
    real.need("node", "npm")
    script, port = relay_script(), real.free_port()
    folder = pathlib.Path(folder)
    posts = [json.loads(line) for line in real.posts()][::2]
    notes = folder / "notes"
    notes.write_text("".join(f"{post['time'] // 1_000_000} {post['text']} ({post['id']})\n" for post in posts))
    relays = []

    def serve():
        with open(notes) as stdin, open(folder / "relay.log", "ab") as out:
            relays.append(subprocess.Popen(["node", script, str(port)], stdin=stdin, stdout=out, stderr=out))
        real.until(lambda: real.listens(port), "the relay")

    try:
        serve()
        runs = real.Runs(program, folder, f'[sources.relay]\nkind = "nostr"\nrelays = ["ws://127.0.0.1:{port}"]\nbackfill = "27h"\n')
        runs.once("whole")
        heard = runs.status("whole")
        assert heard["posts"] == len(posts), (heard["posts"], len(posts))
        runs.killed("killed", 6)
        same = runs.same("whole", "killed")
        return f"{heard['posts']} notes, 6 kills: {same}"
    finally:
        for relay in relays:
            real.end(relay, signal.SIGKILL)
