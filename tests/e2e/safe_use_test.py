"""What must never happen to an operator: a file destroyed, an input passed over in silence, a false all-clear."""

import json
import subprocess

import program

MAP = ("--map", "text=body,time=zeit,author=wer")


def posts(outage="spotify"):
    """A day of a post a minute, with three hours in which a service fails; columns with unusual names."""
    rows = []
    for minute in range(1440):
        text = f"{outage} is down for me" if 720 <= minute < 900 else "nice weather"
        time = f"2026-03-01T{minute // 60:02}:{minute % 60:02}:00Z"
        rows.append({"nr": minute, "zeit": time, "wer": f"u{minute}", "body": text})
    return rows


def ndjson(rows):
    return "".join(json.dumps(row) + "\n" for row in rows)


def csv(rows):
    return "nr,zeit,wer,body\n" + "".join(",".join(map(str, row.values())) + "\n" for row in rows)


class SafeUse(program.SmallHome):
    def setUp(self):
        super().setUp()
        self.archive = self.path("a.ndjson")
        self.archive.write_text(ndjson(posts()))

    def replay(self, *arguments, **more):
        return program.run("replay", "--quiet", *arguments, *MAP, check=False, **more)

    def kept(self, name="s"):
        return ("--store", self.path(name + ".db"), "--out", self.path(name + ".ndjson"))

    def assert_refused(self, done, words, code=2):
        self.assertEqual(done.returncode, code, done.stderr)
        self.assertIn(words, done.stderr)
        self.assertNotIn("nobody complained", done.stdout)

    # Files are not destroyed.

    def test_the_archive_itself_is_never_written_to(self):
        content = self.archive.read_bytes()
        self.path("link").hardlink_to(self.archive)
        for name in ("a.ndjson", "link"):
            for option in ("--out", "--store"):
                self.assert_refused(self.replay(self.archive, option, self.path(name)), "is the archive")
        with open(self.archive) as stream:
            done = subprocess.run(
                [program.PROGRAM, "replay", "-", *MAP, "--out", str(self.archive)], stdin=stream, capture_output=True
            )
        self.assertEqual(done.returncode, 2)
        self.assertEqual(self.archive.read_bytes(), content)

    def test_no_file_that_holds_anything_is_overwritten_with_events(self):
        diary = self.path("diary.txt")
        diary.write_text("dear diary\n")
        self.assert_refused(self.replay(self.archive, "--out", diary), "nothing is overwritten")
        self.assert_refused(self.replay(self.archive, "--store", self.path("s.db"), "--out", diary), "nothing is")
        self.assertFalse(self.path("s.db").exists())
        self.assertEqual(diary.read_text(), "dear diary\n")

    def test_events_of_an_earlier_run_outlive_their_store(self):
        self.assertEqual(self.replay(self.archive, *self.kept()).returncode, 0)
        events = self.path("s.ndjson").read_bytes()
        self.assertGreater(events.count(b"\n"), 3)
        self.path("s.db").unlink()
        self.assert_refused(self.replay(self.archive, *self.kept()), "nothing is overwritten")
        self.assertEqual(self.path("s.ndjson").read_bytes(), events)

    def test_events_of_another_store_are_refused_and_ones_own_are_completed(self):
        self.replay(self.archive, *self.kept())
        events = self.path("s.ndjson").read_bytes()
        other = self.path("b.ndjson")
        other.write_text(ndjson(posts("netflix")))
        self.replay(other, *self.kept("b"))
        others = self.path("b.ndjson").read_bytes()
        mixed = ("--store", self.path("s.db"), "--out", self.path("b.ndjson"))
        self.assert_refused(self.replay(self.archive, *mixed), "nothing is overwritten")
        self.assertEqual(self.path("b.ndjson").read_bytes(), others)
        self.path("s.ndjson").write_bytes(events[: len(events) // 2])
        self.assertEqual(self.replay(self.archive, *self.kept()).returncode, 0)
        self.assertEqual(self.path("s.ndjson").read_bytes(), events)

    def test_folders_that_are_not_there_are_not_made(self):
        done = self.replay(self.archive, "--store", self.path("no/s.db"), "--out", self.path("nor/e.ndjson"))
        self.assert_refused(done, "there is no folder")
        self.assertIn("nor", done.stderr)
        self.assertFalse(self.path("no").exists())

    # An input is never passed over in silence.

    def report(self, *arguments, **more):
        done = program.run("replay", *arguments, *MAP, "--json", **more)
        return json.loads(done.stdout)

    def test_lines_that_were_added_to_a_finished_archive_are_read(self):
        rows = posts()
        grown = self.path("grown.ndjson")
        grown.write_text(ndjson(rows[:700]))
        self.assertEqual(self.report(grown, *self.kept())["report"]["posts"], 700)
        grown.write_text(ndjson(rows))
        second = self.report(grown, *self.kept())
        self.assertEqual(second["report"]["posts"], 740)
        self.assertEqual([i["service"]["slug"] for i in second["incidents"]], ["spotify"])
        self.assertEqual(self.report(grown, *self.kept())["report"]["records"], 0)

    def test_an_archive_that_was_changed_is_refused(self):
        self.replay(self.archive, *self.kept())
        self.archive.write_text(self.archive.read_text().replace("spotify", "netflix"))
        self.assert_refused(self.replay(self.archive, *self.kept()), "was changed since the store has read it")

    def test_a_packed_archive_that_has_grown_is_refused(self):
        packed = self.path("a.zst")
        frame = subprocess.run(["zstd", "-qc"], input=self.archive.read_bytes(), capture_output=True, check=True).stdout
        packed.write_bytes(frame)
        self.replay(packed, *self.kept())
        self.assertIn("nothing new", self.replay(packed, *self.kept()).stderr)
        packed.write_bytes(frame + frame)
        self.assert_refused(self.replay(packed, *self.kept()), "has grown")

    def test_the_same_bytes_in_another_folder_are_the_same_archive(self):
        self.replay(self.archive, *self.kept())
        self.path("moved").mkdir()
        moved = self.archive.rename(self.path("moved") / "b.ndjson")
        self.assertIn("nothing new", self.replay(moved, *self.kept()).stderr)

    def test_a_pipe_goes_on_behind_what_was_read_and_must_begin_with_it(self):
        lines = self.archive.read_bytes().splitlines(keepends=True)
        for threads in ("1", "2"):
            kept = (*self.kept("t" + threads), "--threads", threads)
            self.replay("-", *kept, stdin=b"".join(lines[:700]))
            self.assert_bytes_refused(self.replay("-", *kept, stdin=b"".join(lines[700:])), b"does not begin with")
            self.assert_bytes_refused(self.replay("-", *kept, stdin=b"".join(lines[:500])), b"begin with")
            whole = self.replay("-", *kept, stdin=b"".join(lines))
            self.assertIn(b"read 740 records", whole.stderr)
            self.assertIn(b"Spotify", whole.stdout)
            self.assertIn(b"nothing new", self.replay("-", *kept, stdin=b"".join(lines)).stderr)
            self.assert_bytes_refused(self.replay("-", *kept, stdin=b"".join(lines[:1000])), b"ends before")

    def assert_bytes_refused(self, done, words):
        self.assertEqual(done.returncode, 2, done.stderr)
        self.assertIn(words, done.stderr)

    def test_a_named_pipe_is_read_from_its_first_byte(self):
        command = 'exec "$0" replay <(cat "$1") --json --map text=body,time=zeit'
        done = subprocess.run(["bash", "-c", command, program.PROGRAM, self.archive], capture_output=True, check=True)
        self.assertEqual(json.loads(done.stdout)["report"]["posts"], 1440)

    # Silence is good news only where something was heard.

    def test_posts_without_a_time_are_no_all_clear(self):
        table = self.path("a.csv")
        table.write_text(csv(posts()))
        for more in ((), ("--quiet",), ("--json",), ("--out", "-")):
            done = program.run("replay", table, *more, check=False)
            self.assertEqual(done.returncode, 1)
            self.assertIn("1,440 records have no time. The columns are nr, zeit, wer, body.", done.stderr)
            self.assertNotIn("nobody complained", done.stdout)

    def test_a_corrected_command_can_use_the_store_of_one_that_heard_nothing(self):
        table = self.path("a.csv")
        table.write_text(csv(posts()))
        self.assertEqual(program.run("replay", table, *self.kept(), check=False).returncode, 1)
        self.assertEqual(self.replay(table, *self.kept()).returncode, 0)

    def test_where_nothing_could_be_read_nothing_is_concluded(self):
        table = self.path("a.csv")
        table.write_text(csv(posts()))
        for arguments, words in (
            (("/dev/null",), "not a single record"),
            (("/etc/passwd",), "fits no known format"),
            ((table, "--format", "jetstream"), "1,441 of 1,441 records could not be read as 'jetstream'"),
        ):
            self.assert_refused(program.run("replay", *arguments, check=False), words, code=1)
        self.assert_refused(program.run("replay", table, "--map", "text=bdy", check=False), "no column 'bdy'")

    def test_a_replay_that_was_interrupted_says_how_far_it_came(self):
        child = subprocess.Popen(
            [program.PROGRAM, "replay", "-", *MAP], stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE
        )
        child.stdin.write(ndjson(posts()[:300] * 40).encode())
        child.stdin.flush()
        child.send_signal(2)
        try:
            child.stdin.write(b"\n" * 2_000_000)
        except BrokenPipeError:
            pass
        out, err = child.communicate()
        self.assertNotIn(b"nobody complained", out)
        self.assertEqual(child.returncode, 1 if err else -2)


program.main()
