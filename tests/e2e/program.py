"""The program under test, as the end-to-end tests run it."""

import json
import os
import pathlib
import random
import subprocess
import sys
import tempfile
import unittest

PROGRAM = os.environ["OUTCRY"]
SOURCE = pathlib.Path(__file__).resolve().parents[2]


def run(*arguments, check=True, stdin=None, env=None):
    """Runs outcry to its end; returns the completed process (text, both outputs captured)."""
    done = subprocess.run(
        [PROGRAM, *map(str, arguments)],
        input=stdin,
        capture_output=True,
        text=not isinstance(stdin, bytes),
        env={**os.environ, "NO_COLOR": "1", **(env or {})},
        timeout=600,
    )
    if check and done.returncode != 0:
        raise AssertionError(f"{arguments} ended with {done.returncode}:\n{done.stdout}\n{done.stderr}")
    return done


def events(path):
    """The events of an NDJSON file, parsed."""
    return [json.loads(line) for line in pathlib.Path(path).read_text().splitlines()]


class Scratch(unittest.TestCase):
    """A test with a folder of its own, which is also its home."""

    def setUp(self):
        folder = tempfile.TemporaryDirectory(prefix="outcry-test-")
        self.addCleanup(folder.cleanup)
        self.folder = pathlib.Path(folder.name)
        os.environ["XDG_STATE_HOME"] = folder.name

    def path(self, name):
        return self.folder / name


def simulate(scenario, archive, *more):
    """An archive made from a scenario of this folder."""
    run("simulate", SOURCE / "tests" / "e2e" / scenario, "-o", archive, *more)
    return archive


def chance():
    """A generator whose seed is printed, so that a failure can be repeated (OUTCRY_SEED)."""
    seed = int(os.environ.get("OUTCRY_SEED", random.SystemRandom().randrange(1 << 32)))
    print(f"OUTCRY_SEED={seed}")
    return random.Random(seed)


def main():
    unittest.main(argv=[sys.argv[0], "-v"])
