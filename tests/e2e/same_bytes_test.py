"""The same posts give the same bytes: whatever the threads, the block size, the packing, the order within the lateness."""

import bz2
import gzip
import json
import lzma
import random
import subprocess

import program


class SameBytes(program.SmallHome):
    def setUp(self):
        super().setUp()
        self.archive = program.simulate("two-outages.toml", self.path("archive.jsonl"))
        self.expected = self.replay(self.archive)
        self.assertGreater(self.expected.count(b"\n"), 10)

    def replay(self, *files, threads=1, config=None):
        out = self.path("events.ndjson")
        out.unlink(missing_ok=True)
        more = ("--config", config) if config else ()
        program.run("replay", *files, "--threads", threads, "--out", out, "--progress", "none", *more)
        return out.read_bytes()

    def test_twice(self):
        self.assertEqual(self.replay(self.archive), self.expected)

    def test_with_two_three_and_eight_threads(self):
        for threads in (2, 3, 8):
            self.assertEqual(self.replay(self.archive, threads=threads), self.expected, threads)

    def test_in_small_blocks(self):
        config = self.path("outcry.toml")
        config.write_text('[archive]\nblock = "4KiB"\n[replay]\ncommit_every = 1\n')
        self.assertEqual(self.replay(self.archive, config=config, threads=2), self.expected)

    def test_packed_in_every_way(self):
        content = self.archive.read_bytes()
        half = content.index(b"\n", len(content) // 2) + 1
        packings = {
            "a.gz": gzip.compress(content[:half]) + gzip.compress(content[half:]),
            "a.bz2": bz2.compress(content[:half]) + bz2.compress(content[half:]),
            "a.xz": lzma.compress(content),
            "a.zst": subprocess.run(["zstd", "-qc"], input=content, capture_output=True, check=True).stdout,
        }
        for name, packed in packings.items():
            path = self.path(name)
            path.write_bytes(packed)
            self.assertEqual(self.replay(path, threads=2), self.expected, name)

    def test_in_several_files_that_overlap_in_time(self):
        lines = self.archive.read_bytes().splitlines(keepends=True)
        chance = random.Random(1)
        parts = [[], [], []]
        for line in lines:
            parts[chance.randrange(3)].append(line)
        paths = [self.path(f"part{i}.jsonl") for i in range(3)]
        for path, part in zip(paths, parts):
            path.write_bytes(b"".join(part))
        self.assertEqual(self.replay(*paths, threads=2), self.expected)
        self.assertEqual(self.replay(self.folder / "part*.jsonl"), self.expected)

    def test_shuffled_within_the_lateness_and_heard_twice(self):
        chance = random.Random(2)
        lines = self.archive.read_bytes().splitlines(keepends=True)
        lines += chance.sample(lines, len(lines) // 20)
        time = lambda line: json.loads(line)["time_us"] + chance.uniform(0, 100e6)
        path = self.path("shuffled.jsonl")
        path.write_bytes(b"".join(line for _, line in sorted((time(line), line) for line in lines)))
        self.assertEqual(self.replay(path), self.expected)

    def test_shuffled_altogether_with_days_of_lateness(self):
        config = self.path("outcry.toml")
        config.write_text('[detection]\nlateness = "5 days"\n')
        lines = self.archive.read_bytes().splitlines(keepends=True)
        random.Random(3).shuffle(lines)
        path = self.path("shuffled.jsonl")
        path.write_bytes(b"".join(lines))
        self.assertEqual(self.replay(path, config=config), self.replay(self.archive, config=config))


program.main()
