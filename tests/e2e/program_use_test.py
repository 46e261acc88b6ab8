"""The program as a stranger uses it: help, exit codes, streams, wrong use, the store after a replay."""

import fcntl
import json
import random

import program


class ProgramUse(program.Scratch):
    def test_help_of_every_command_has_a_sentence_and_exits_with_0(self):
        for command in ("replay", "explain", "check", "simulate", "evaluate", "incidents", "version"):
            done = program.run(command, "--help")
            self.assertIn("Usage", done.stdout)
            self.assertGreater(len(done.stdout), 80)

    def test_wrong_use_exits_with_2_and_prints_nothing_on_stdout(self):
        for arguments in ((), ("nonsense",), ("replay",), ("explain",), ("replay", self.path("absent.jsonl")),
                          ("replay", "x", "--threads", "many"), ("incidents", "--state", "bad"),
                          ("replay", "-", "--chart", "magic"), ("replay", "-", "--false-alarms", "1 per min"),
                          ("replay", "-", "--lateness", "31 days"), ("replay", "-", "--lateness", "1500ms"),
                          ("explain", "netflix is down", "--store", "x.db"), ("explain", "x", "--incident", "--about", "hulu")):
            done = program.run(*arguments, check=False)
            self.assertEqual(done.returncode, 2, arguments)
            self.assertEqual(done.stdout, "", arguments)
            self.assertNotEqual(done.stderr, "", arguments)

    def test_a_mistyped_command_is_told_which_one_is_meant(self):
        self.assertIn("did you mean 'replay'?", program.run("replya", "x", check=False).stderr)

    def test_all_faults_of_the_configuration_are_told_at_once_before_anything_starts(self):
        config = self.path("outcry.toml")
        config.write_text('[detection]\nwindw = "60s"\nfalse_alarms = "sometimes"\n[stroe]\npath = "x"\n')
        done = program.run("replay", self.path("absent.jsonl"), "--config", config, check=False)
        self.assertEqual(done.returncode, 2)
        self.assertIn("outcry.toml:2:", done.stderr)
        self.assertIn("did you mean 'window'", done.stderr)
        self.assertIn("outcry.toml:3:", done.stderr)
        self.assertIn("outcry.toml:4:", done.stderr)

    def test_all_faults_of_the_command_line_are_told_at_once(self):
        done = program.run("replay", "-", "--lateness", "5 weeks", "--false-alarms", "25 per day", check=False)
        self.assertEqual(done.returncode, 2)
        self.assertIn("--lateness: '5 weeks' lies outside 0s to 30d", done.stderr)
        self.assertIn("--false-alarms: '25 per day' lies outside", done.stderr)

    def test_an_archive_out_of_order_is_counted_whole_with_enough_lateness(self):
        rows = [f"{i},2026-05-{4 + i // 720:02}T{i // 30 % 24:02}:{i % 30 * 2:02}:00Z,is netflix down?\n" for i in range(1440)]
        random.Random(3).shuffle(rows)
        archive = self.path("support.csv")
        archive.write_text("id,created_at,text\n" + "".join(rows))
        report = lambda *more: json.loads(program.run("replay", archive, "--json", *more).stdout)["report"]
        patient = report("--lateness", "3 days")
        self.assertEqual((patient["posts"], patient["late"], patient["ahead"]), (1440, 0, 0))
        hasty = report()
        self.assertGreater(hasty["late"], 700)
        self.assertEqual(hasty["posts"] + hasty["late"] + hasty["ahead"], 1440)

    def test_explain_shows_what_is_seen_and_why(self):
        text = "netflix is down in texas again, error NW-2-5"
        mention = json.loads(program.run("explain", text, "--json").stdout)["mentions"][0]
        self.assertEqual((mention["service"], mention["intent"], mention["region"]), ("netflix", "report", "US-TX"))
        self.assertIn("NW-2-5", mention["error_codes"])
        self.assertTrue(mention["why"])
        self.assertIn("Netflix: report", program.run("explain", text).stdout)

    def test_hostile_text_reaches_no_terminal(self):
        done = program.run("explain", "netflix is down \x1b[31m\u202e\x07")
        self.assertNotRegex(done.stdout, "[\x00-\x08\x0b-\x1f\x7f\u202a-\u202e\u2066-\u2069]")

    def test_a_service_of_five_lines_is_found_and_checked(self):
        catalog = self.path("mine.toml")
        catalog.write_text('[[service]]\nslug = "hearthline"\nname = "Hearthline"\nnames = ["hearth line"]\ncategory = "games"\n')
        seen = json.loads(program.run("explain", "hearthline is down for me", "--catalog", catalog, "--json").stdout)
        self.assertEqual(seen["mentions"][0]["service"], "hearthline")
        self.assertIn("hearthline", program.run("check", "--catalog", catalog).stdout.lower())

    def test_after_a_replay_the_store_lists_and_shows_its_incidents(self):
        archive = program.simulate("two-outages.toml", self.path("archive.jsonl"))
        done = program.run("replay", archive, "--json", "--out", self.path("events.ndjson"))
        report = json.loads(done.stdout)
        self.assertGreater(report["report"]["posts"], 1000)
        listed = json.loads(program.run("incidents", "--json").stdout)
        self.assertEqual([i["id"] for i in listed], [i["id"] for i in report["incidents"]])
        self.assertGreaterEqual(len(listed), 2)
        identity = listed[0]["id"]
        self.assertIn("People report that", program.run("incidents", identity).stdout)
        self.assertEqual(json.loads(program.run("incidents", identity, "--json").stdout)["id"], identity)
        self.assertEqual(program.run("incidents", "no-such-incident", check=False).returncode, 1)
        self.explain_an_incident(listed)

    def explain_an_incident(self, listed):
        opened = next(i for i in listed if any(step["to"] == "open" for step in i["transitions"]))
        told = program.run("explain", opened["id"].removesuffix("Z")).stdout
        self.assertIn("Why it opened", told)
        self.assertIn("at most 1 per 90 days", told)
        explained = json.loads(program.run("explain", opened["id"], "--json").stdout)
        self.assertEqual((explained["id"], explained["why"]["observed"]), (opened["id"], opened["observed"]))
        self.assertEqual(explained["chart"]["false_alarms_per_day"], opened["statistic"]["false_alarms_per_day"])
        self.assertEqual(len(explained["transitions"]), len(opened["transitions"]))
        month = opened["id"].removesuffix("Z")[:-7]
        forced = program.run("explain", month, "--incident", check=False)
        alone = sum(i["id"].startswith(month) for i in listed) == 1
        self.assertIn("Why it opened" if alone else "incidents begin with", forced.stdout + forced.stderr)
        absent = program.run("explain", "netflix-19990101", check=False)
        self.assertEqual((absent.returncode, absent.stdout), (1, ""))
        self.assertIn("no incident 'netflix-19990101' in this store; 'outcry incidents' lists them", absent.stderr)
        self.assertIn("'outcry explain -'", absent.stderr)

    def test_another_configuration_does_not_take_up_a_store(self):
        archive = program.simulate("two-outages.toml", self.path("archive.jsonl"))
        program.run("replay", archive, "--store", self.path("s.db"))
        done = program.run("replay", archive, "--store", self.path("s.db"), "--false-alarms", "1 per 7 days", check=False)
        self.assertEqual(done.returncode, 2)
        self.assertIn("other settings", done.stderr)

    def test_without_a_name_the_incidents_are_those_of_the_last_replay_wherever_it_is_kept(self):
        archive = program.simulate("two-outages.toml", self.path("archive.jsonl"))
        listed = lambda *more: json.loads(program.run("incidents", "--json", *more).stdout)
        program.run("replay", archive, "--quiet", "--store", self.path("run.db"))
        self.assertGreaterEqual(len(listed()), 2)
        quiet = self.path("quiet.csv")
        quiet.write_text("time,text\n2026-03-01T12:00:00Z,nice weather\n")
        program.run("replay", quiet)
        self.assertEqual(listed(), [])
        config = self.path("outcry.toml")
        config.write_text('[store]\npath = "run.db"\n')
        self.assertGreaterEqual(len(listed("--config", config)), 2)

    def test_an_unknown_service_or_a_beginning_of_several_ids_is_told_with_what_is_there(self):
        rows = ["time,author,text\n"]
        for minute in range(5 * 1440):
            day, clock = 1 + minute // 1440, f"{minute // 60 % 24:02}:{minute % 60:02}"
            text = "spotify is down for me" if day in (2, 5) and 720 <= minute % 1440 < 900 else "nice weather"
            rows.append(f"2026-03-{day:02}T{clock}:00Z,u{minute},{text}\n")
        archive = self.path("twice.csv")
        archive.write_text("".join(rows))
        program.run("replay", archive, "--quiet")
        done = program.run("incidents", "--service", "spotifi", check=False)
        self.assertEqual(done.returncode, 2)
        self.assertIn("did you mean 'spotify'?", done.stderr)
        done = program.run("incidents", "spotify", check=False)
        self.assertEqual(done.returncode, 1)
        self.assertIn("2 incidents begin with 'spotify'", done.stderr)
        for incident in json.loads(program.run("incidents", "--json", "--service", "spotify").stdout):
            self.assertIn(incident["id"], done.stderr)

    def test_names_from_the_command_line_send_no_escapes_to_the_terminal(self):
        bad = "x\x1b[31m"
        table = self.path(bad + ".csv")
        table.write_text("nonsense\n")
        for arguments in (("replay", bad), ("replay", table), ("check", bad), ("explain", "x", "--about", bad),
                          ("incidents", bad), ("incidents", "--store", bad), (bad,), ("replay", "--" + bad),
                          ("evaluate", bad, "--truth", bad), ("replay", "-", "--map", bad), ("check", "-c", bad),
                          ("replay", table, "--out", self.path(bad) / "x"), ("replay", table, "--store", table)):
            done = program.run(*arguments, check=False)
            self.assertNotEqual(done.returncode, 0, arguments)
            self.assertNotIn("\x1b", done.stdout + done.stderr, arguments)

    def test_a_field_that_map_does_not_know_is_told(self):
        done = program.run("replay", "-", "--map", "texxt=body,auther=who", check=False)
        self.assertEqual(done.returncode, 2)
        self.assertIn("there is no field 'texxt'; did you mean 'text'?", done.stderr)
        self.assertIn("did you mean 'author'?", done.stderr)

    def test_what_is_no_store_or_no_event_or_taken_is_said_plainly(self):
        archive = program.simulate("two-outages.toml", self.path("archive.jsonl"))
        store = self.path("s.db")
        program.run("replay", archive, "--quiet", "--store", store, "--out", self.path("e.ndjson"))
        for arguments, words in (
            (("replay", archive, "--store", self.path("e.ndjson")), "is no store of outcry"),
            (("incidents", "--store", archive), "is no store of outcry"),
            (("replay", self.folder), "a folder; name"),
            (("replay", archive, "--store", store, "--lateness", "5min"), "lateness_s was 120, now 300"),
            (("evaluate", archive, "--truth", archive), "holds no events"),
            (("check", "qqqqqq"), "no service 'qqqqqq' in the catalog; one of your own comes with --catalog"),
        ):
            done = program.run(*arguments, check=False)
            self.assertIn(done.returncode, (1, 2), arguments)
            self.assertIn(words, done.stderr, arguments)
        with open(f"{store}-lock", "w") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            done = program.run("replay", archive, "--store", store, check=False)
            self.assertIn("another outcry is writing to this store", done.stderr)

    def test_ordinary_runs_leave_nothing_but_the_last_replay(self):
        quiet = self.path("quiet.csv")
        quiet.write_text("time,text\n2026-03-01T12:00:00Z,nice weather\n")
        state = self.folder / "outcry"
        state.mkdir()
        for tail in ("", "-wal", "-shm", "-lock"):
            (state / f"replay-2000000000.db{tail}").touch()
        program.run("replay", quiet)
        program.run("replay", "/dev/null", check=False)
        program.run("incidents")
        self.assertEqual([path.name for path in state.iterdir()], ["last-replay.db"])

    def test_help_is_a_command_too_and_explain_reads_standard_input(self):
        self.assertEqual(program.run("help", "replay").stdout, program.run("replay", "--help").stdout)
        self.assertEqual(program.run("help").stdout, program.run("--help").stdout)
        self.assertIn("Netflix: report", program.run("explain", "-", stdin="netflix is down\n").stdout)

    def test_faults_of_the_configuration_are_json_when_that_is_asked_for(self):
        config = self.path("outcry.toml")
        config.write_text('[detection]\nwindw = "60s"\n')
        done = program.run("check", "--json", "--config", config, check=False)
        self.assertEqual(done.returncode, 2)
        fault = json.loads(done.stdout)["faults"][0]
        self.assertEqual((fault["line"], fault["severity"]), (2, "error"))
        self.assertIn("did you mean 'window'", fault["hint"])

    def test_events_can_go_to_stdout_for_a_pipe(self):
        archive = program.simulate("two-outages.toml", self.path("archive.jsonl"))
        done = program.run("replay", archive, "--out", "-")
        lines = done.stdout.splitlines()
        self.assertGreater(len(lines), 3)
        for number, text in enumerate(lines, 1):
            self.assertEqual(int(json.loads(text)["sequence"]), number)


program.main()
