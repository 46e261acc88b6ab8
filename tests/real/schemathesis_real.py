"""Schemathesis asks a served archive whatever docs/openapi.json allows, and much that it does not."""

import os
import pathlib
import re
import shutil
import subprocess
import sys
import venv

import real

SCHEMATHESIS = "schemathesis==4.32.5"
SAMPLE = pathlib.Path(__file__).resolve().parents[2] / "samples" / "netflix-sunday.jsonl.zst"
EXAMPLES = 25  # each operation and phase
# What one parameter may be depends on another here, or on the clock: refusing is right, too.
DEPENDENT = ["/api/v1/services/{slug}/series", "/api/v1/compare", "/api/v1/incidents"]
OPERATION = """
[[operations]]
include-path = "{path}"
[operations.checks.positive_data_acceptance]
expected-statuses = ["2xx", 400, 401, 403, 404, 409]
"""


def tool():
    folder = pathlib.Path(os.environ.get("XDG_CACHE_HOME", pathlib.Path.home() / ".cache")) / "outcry" / "schemathesis"
    made = folder / SCHEMATHESIS
    if not made.exists():
        shutil.rmtree(folder, ignore_errors=True)
        try:
            venv.create(folder, with_pip=True)
            subprocess.run([folder / "bin" / "pip", "install", "--quiet", SCHEMATHESIS], check=True, stdout=sys.stderr)
        except subprocess.CalledProcessError as why:
            raise real.LeftOut("schemathesis cannot be installed") from why
        made.touch()
    return folder / "bin" / "st"


def check(program, folder):
    folder = pathlib.Path(folder)
    st = tool()
    log = folder / "serve.log"
    store = folder / "store.db"
    server = real.start([program, "replay", SAMPLE, "--serve", "--quiet", "--listen", "127.0.0.1:0", "--store", store], log)
    try:
        real.until(lambda: server.poll() is not None or "the replay is over" in log.read_text(), "the end of the replay")
        url = re.search(r"the page is at (http://\S+)", log.read_text())[1]
        config = folder / "schemathesis.toml"
        config.write_text("".join(OPERATION.format(path=path) for path in DEPENDENT))
        # The live feed has no end, which is waited for.
        asked = [st, "--config-file", config, "run", f"{url}/api/openapi.json", "--url", url, "--header", "X-Outcry: 1", "--exclude-path", "/api/v1/stream", "--checks", "all"]
        asked += ["--max-examples", EXAMPLES, "--seed", 1, "--continue-on-failure", "--no-shrink", "--request-timeout", 60, "--phases", "examples,coverage,fuzzing,stateful"]
        done = subprocess.run(list(map(str, asked)), capture_output=True, text=True, cwd=folder)
        assert done.returncode == 0, done.stdout[-8000:] + done.stderr[-2000:]
        cases = re.search(r"(\d+) generated", done.stdout)
        return f"{cases[1] if cases else '?'} requests, nothing found"
    finally:
        real.end(server)
