"""Killed at any moment and started again, a replay leaves the same event log as one that was left alone."""

import os
import subprocess

import program

KILLS = int(os.environ.get("OUTCRY_KILLS", "50"))


class Kill(program.SmallHome):
    def setUp(self):
        super().setUp()
        self.archive = program.simulate("two-outages.toml", self.path("archive.jsonl"))
        self.config = self.path("outcry.toml")
        self.config.write_text('[archive]\nblock = "16KiB"\n[replay]\ncommit_every = 64\n')
        program.run("replay", self.archive, *self.outputs("whole"))
        self.expected = self.path("whole.ndjson").read_bytes()
        self.assertGreater(self.expected.count(b"\n"), 10)

    def outputs(self, name):
        return (
            *("--config", self.config, "--progress", "none"),
            *("--store", self.path(name + ".db"), "--out", self.path(name + ".ndjson")),
        )

    def start(self, source, name, **streams):
        command = [program.PROGRAM, "replay", str(source), *map(str, self.outputs(name))]
        return subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, **streams)

    def assert_same(self, source, name, **streams):
        program.run("replay", source, *self.outputs(name), **streams)
        self.assertEqual(self.path(name + ".ndjson").read_bytes(), self.expected)

    def test_reading_from_a_pipe_killed_after_a_random_number_of_bytes(self):
        content = self.archive.read_bytes()
        chance = program.chance()
        killed = 0
        while killed < KILLS:
            # From small to large, so that each run gets further than most before it.
            until = int(len(content) * min(1.0, chance.uniform(0, 1.2) * (killed + 5) / KILLS))
            child = self.start("-", "pipe", stdin=subprocess.PIPE)
            try:
                child.stdin.write(content[:until])
                child.stdin.flush()
            except BrokenPipeError:
                pass
            child.kill()
            child.wait()
            try:
                child.stdin.close()
            except BrokenPipeError:
                pass
            killed += 1
        self.assert_same("-", "pipe", stdin=content)

    def test_reading_a_file_killed_whenever_the_store_has_grown(self):
        chance = program.chance()
        killed = 0
        while killed < KILLS:
            child = self.start(self.archive, "file")
            threshold = self.written("file") + chance.randrange(1, 400_000)
            while child.poll() is None and self.written("file") < threshold:
                os.sched_yield()
            child.kill()
            if child.wait() == 0:  # it came to its end: compare, and begin anew
                self.assertEqual(self.path("file.ndjson").read_bytes(), self.expected)
                for left in self.folder.glob("file.*"):
                    left.unlink()
            else:
                killed += 1
        self.assert_same(self.archive, "file")

    def written(self, name):
        """Bytes of the store and its journal."""
        total = 0
        for tail in ("", "-wal"):
            try:
                total += os.stat(f"{self.path(name + '.db')}{tail}").st_size
            except FileNotFoundError:
                pass
        return total


program.main()
