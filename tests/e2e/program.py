"""The program under test, as the end-to-end tests run it."""

import json
import os
import pathlib
import random
import shutil
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
        os.environ["XDG_CACHE_HOME"] = os.path.join(folder.name, "cache")

    def path(self, name):
        return self.folder / name


def small_home(folder):
    """A home with a part of the catalog, English only: the program starts in a fraction of the time."""
    home = folder / "home"
    services = [f"services/{name}.toml" for name in ("cloud", "games", "music", "video")]
    for pattern in (*services, "phrases/en.toml", "symptoms/*", "sentiment/*", "places/us.toml", "models/*"):
        for file in (SOURCE / "catalog").glob(pattern):
            target = home / "catalog" / file.relative_to(SOURCE / "catalog")
            target.parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(file, target)
    for name in ("common_words.txt", "error_codes.toml"):
        shutil.copy(SOURCE / "catalog" / name, home / "catalog")
    shutil.copy(SOURCE / "outcry.toml", home)
    return home


class SmallHome(Scratch):
    """The same with a small catalog, for what starts the program many times."""

    def setUp(self):
        super().setUp()
        before = os.environ.get("OUTCRY_HOME")
        os.environ["OUTCRY_HOME"] = str(small_home(self.folder))
        self.addCleanup(lambda: os.environ.update(OUTCRY_HOME=before) if before else os.environ.pop("OUTCRY_HOME"))


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
