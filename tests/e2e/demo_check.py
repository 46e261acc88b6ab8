"""The shipped sample, replayed: the outage that was planted in it, told rightly, and nothing else in that service."""

import json
import unittest

import program

SAMPLES = program.SOURCE / "samples"


class Demo(program.Scratch):
    def test_the_planted_outage_is_told_as_it_was(self):
        out = self.path("events.ndjson")
        program.run("replay", SAMPLES / "netflix-sunday.jsonl.zst", "--out", out, "--quiet")
        done = program.run("evaluate", out, "--truth", SAMPLES / "netflix-sunday.truth.json", "--json")
        judged = json.loads(done.stdout)
        outage = judged["outages"][0]
        self.assertTrue(outage["found"])
        self.assertLessEqual(abs(outage["onset_error_minutes"]), 3)
        self.assertLessEqual(outage["delay_minutes"], 10)
        self.assertEqual(outage["regions"]["wrong"], 0)
        self.assertGreaterEqual(outage["regions"]["right"], 5)
        self.assertEqual(outage["completeness"]["wrong"], 0)
        self.assertGreaterEqual(outage["completeness"]["right"], 4)
        self.assertGreaterEqual(outage["symptoms"]["right"], 2)
        incident = json.loads(program.run("incidents", outage["incident"], "--json").stdout)
        self.assertEqual(incident["service"]["slug"], "netflix")
        self.assertGreaterEqual(len(incident["samples"]), 3)
        self.assertEqual(incident["official"]["word"], "resolved")
        completeness = {region["code"]: region["completeness"] for region in incident["regions"]}
        self.assertEqual(completeness.get("US-TX"), "complete")
        self.assertEqual(completeness.get("US-CA"), "intermittent")
        self.assertLessEqual(judged["all"]["incidents"]["false"], 6)


program.main()
