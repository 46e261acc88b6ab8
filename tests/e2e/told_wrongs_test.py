"""What is wrong with files, columns and names is told with its place, and nothing is passed over in silence."""

import json

import program

HOSTILE = "[\x00-\x08\x0b-\x1f\x7f\u202a-\u202e\u2066-\u2069]"


class ToldWrongs(program.SmallHome):
    def write(self, name, text):
        self.path(name).write_text(text)
        return self.path(name)

    def refused(self, *arguments, code=2):
        done = program.run(*arguments, check=False)
        self.assertEqual(done.returncode, code, done.stderr)
        self.assertEqual(done.stdout, "")
        self.assertNotRegex(done.stderr, HOSTILE)
        return done.stderr

    # classify

    def test_classify_names_every_mapped_column_that_a_table_lacks(self):
        first = self.write("a.csv", "body,when,product\nis down,2026-03-01,netflix\n")
        second = self.write("b.csv", "bdy\x1b[31m,when,product\nis down,2026-03-01,netflix\n")
        for command in ("classify", "replay"):
            told = self.refused(command, first, second, self.path("absent.csv"), "--map", "text=body,time=wen,service=product")
            self.assertIn(f"{first}:1: not found: no column 'wen' for the time; did you mean 'when'?", told)
            self.assertIn(f"{second}:1: not found: no column 'body' for the text", told)
            self.assertIn("absent.csv: not found", told)

    def test_classify_of_a_pipe_tells_a_missing_column_too(self):
        done = program.run("classify", "-", "--map", "service=item", check=False, stdin="text,product\nis down,netflix\n")
        self.assertEqual((done.returncode, done.stdout), (2, ""))
        self.assertIn("-:1: not found: no column 'item' for the service; there are text, product", done.stderr)

    def test_a_key_that_no_object_has_is_doubted(self):
        posts = self.write("a.ndjson", '{"text":"netflix is down","app":"x"}\n' * 3)
        done = program.run("classify", posts, "--map", "text=text,service=ap")
        self.assertIn("warning: ", done.stderr)
        self.assertIn("the first 3 objects have no key 'ap' for the service; did you mean 'app'?", done.stderr)
        self.assertEqual(len(done.stdout.splitlines()), 3)

    def test_classify_sums_up_what_it_read_and_what_it_does_not_know(self):
        posts = self.write(
            "posts.csv",
            "text,service\nit is down for me,netflix\nnice weather,\nit is down,netflixx\nit is down,netflixx\n"
            "it is down,\x1b[31mAcme\nbroken,row,here\n",
        )
        done = program.run("classify", posts)
        self.assertEqual(len(done.stdout.splitlines()), 5)
        self.assertIn("read 6 records", done.stderr)
        self.assertIn("5 posts, 1 with a mention of a service, 1 with one that counts", done.stderr)
        self.assertIn("passed over: 1 broken CSV row", done.stderr)
        self.assertIn(f"{posts}:7: broken CSV row", done.stderr)
        self.assertIn("service not in the catalog: 3 posts", done.stderr)
        self.assertIn(f"{posts}:4: 'netflixx', 2 posts; did you mean 'netflix'?", done.stderr)
        self.assertNotRegex(done.stderr, HOSTILE)

    def test_about_is_beside_what_posts_name_and_behind_a_column(self):
        posts = self.write("posts.csv", "text,service\nit is down for me,\nhulu is down for me,\nit is down for me,hulu\n")
        done = program.run("classify", posts, "--about", "netflix")
        named = [sorted(mention["service"] for mention in json.loads(line)["mentions"]) for line in done.stdout.splitlines()]
        self.assertEqual(named, [["netflix"], ["hulu", "netflix"], ["hulu"]])
        for command in ("classify", "replay"):
            words = " ".join(program.run(command, "--help").stdout.split())
            self.assertIn("each post is judged for it, named or not, and for those that it names", words)

    # explain

    def outage(self):
        rows = ["time,author,text\n"]
        for minute in range(3 * 1440):
            day, clock = 1 + minute // 1440, f"{minute // 60 % 24:02}:{minute % 60:02}"
            text = "spotify is down for me" if day == 2 and 720 <= minute % 1440 < 900 else "nice weather"
            rows.append(f"2026-03-{day:02}T{clock}:00Z,u{minute},{text}\n")
        program.run("replay", self.write("outage.csv", "".join(rows)), "--quiet")
        return json.loads(program.run("incidents", "--json").stdout)[0]["id"]

    def test_an_id_that_no_incident_has_is_no_text_and_those_near_are_named(self):
        identity = self.outage()
        for wrong in ("spotify-20260399", "spotify-20260302T9999Z", "spotfy-20260302", "Spotify-20260302", "spotify-2027"):
            told = self.refused("explain", wrong, code=1)
            self.assertIn(f"no incident '{wrong}' in this store", told)
            self.assertIn(identity, told)
            self.assertIn("To explain it as a text", told)
        told = self.refused("explain", "hulu-20260399", code=1)
        self.assertIn("no incident 'hulu-20260399' in this store; 'outcry incidents' lists them\n", told)
        self.assertIn("Why it opened", program.run("explain", "spotify-2026").stdout)
        self.assertIn("no incident", self.refused("incidents", "spotify-20260399", code=1))

    def test_what_does_not_look_like_an_id_is_a_text(self):
        for text in ("spotify", "spotify is down-20260302", "error-50312", "windows-11"):
            self.assertIn(text, program.run("explain", text).stdout)

    def test_reasons_are_told_in_words(self):
        told = program.run("explain", "netflix is down and hulu too, http://a.example").stdout
        self.assertNotRegex(told, r": \d+ \([+-]")
        self.assertNotIn("SVC", told)

    # score

    def counts(self, rows=300, surge=()):
        lines = [f"2026-01-{1 + i // 288:02} {i // 12 % 24:02}:{i % 12 * 5:02}:00,{90 if i in surge else 3 + i % 4}\n" for i in range(rows)]
        return "time,count\n" + "".join(lines)

    def test_score_tells_all_that_is_wrong_with_its_files_before_it_starts(self):
        told = self.refused(
            "score", self.folder, self.write("empty.csv", ""), self.write("headless.csv", "2026-01-01 00:00:00,3\n2026-01-01 00:05:00,4\n"),
            self.write("other.csv", "timestamp,count\n2026-01-01,3\n"), self.write("good.csv", self.counts()), "--false-alarms", "often",
        )
        self.assertIn(f"error: {self.folder}: invalid argument: a folder; name the files in it", told)
        self.assertIn("empty.csv: no usable count: there is no row in it; a header row like 'time,count'", told)
        self.assertIn("headless.csv:1: not found: no header row", told)
        self.assertIn("other.csv:1: not found: no column 'time'; the columns are timestamp, count; --map time=COLUMN", told)
        self.assertIn("--false-alarms: 'often' is no rate", told)
        self.assertNotIn("good.csv", told)

    def test_score_of_a_pipe_without_a_header_is_wrong_use(self):
        done = program.run("score", "-", check=False, stdin="2026-01-01 00:00:00,3\n2026-01-01 00:05:00,4\n")
        self.assertEqual(done.returncode, 2)
        self.assertIn("-:1: not found: no header row", done.stderr)

    def test_score_tells_a_value_that_is_no_number_with_its_place(self):
        table = self.write("a.csv", self.counts(20) + "2026-01-01 01:40:00,n/a\x1b[31m\n")
        done = program.run("score", table)
        self.assertIn(f"{table}:22: no usable count: 'n/a", done.stderr)
        self.assertIn("in column 'count' is no number from 0 up", done.stderr)
        self.assertNotRegex(done.stderr, HOSTILE)

    def test_score_sums_up_each_file_and_reads_none_twice(self):
        one = self.write("one.csv", self.counts(600, surge=(500,)))
        two = self.write("two.csv", self.counts(40).replace(":00,", ":30,"))
        done = program.run("score", one, two, self.folder / "." / "one.csv")
        self.assertEqual(len(done.stdout.splitlines()), 641)
        self.assertIn("one.csv: named twice; it is read once", done.stderr)
        self.assertIn(f"{one}: 600 rows of 1 series in windows of 5min (the usual time from row to row), 1 alarm\n", done.stderr)
        self.assertIn(f"{two}: 40 rows of 1 series in windows of 5min (the usual time from row to row), 0 alarms\n", done.stderr)
        self.assertIn("together: 640 rows of 2 series, 1 alarm\n", done.stderr)

    def test_score_counts_alarms_at_the_rate_that_is_asked_for(self):
        table = self.write("one.csv", self.counts(2000, surge=range(600, 2000, 300)))
        for rate, words in (("1 per 7 days", "a score of 0.85 and more"), ("1 per day", "a score of 0.00 and more")):
            done = program.run("score", table, "--false-alarms", rate)
            alarms = sum(line.endswith(",1") for line in done.stdout.splitlines())
            self.assertIn(f"{alarms} alarm", done.stderr)
            self.assertIn(words, done.stderr)
            self.assertIn(f"by {rate} in a series", done.stderr)


program.main()
