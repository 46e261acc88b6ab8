"""The program as a stranger uses it: help, exit codes, streams, wrong use, the store after a replay."""

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
                          ("replay", "-", "--lateness", "31 days"), ("replay", "-", "--lateness", "1500ms")):
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

    def test_another_configuration_does_not_take_up_a_store(self):
        archive = program.simulate("two-outages.toml", self.path("archive.jsonl"))
        program.run("replay", archive, "--store", self.path("s.db"))
        done = program.run("replay", archive, "--store", self.path("s.db"), "--false-alarms", "1 per 7 days", check=False)
        self.assertEqual(done.returncode, 2)
        self.assertIn("other settings", done.stderr)

    def test_events_can_go_to_stdout_for_a_pipe(self):
        archive = program.simulate("two-outages.toml", self.path("archive.jsonl"))
        done = program.run("replay", archive, "--out", "-")
        lines = done.stdout.splitlines()
        self.assertGreater(len(lines), 3)
        for number, text in enumerate(lines, 1):
            self.assertEqual(int(json.loads(text)["sequence"]), number)


program.main()
