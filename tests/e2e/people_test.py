"""Messages to people, by the real program: few, true to the end, and none of them floods anybody."""

import collections
import datetime
import json
import os
import signal
import subprocess
import time

import jsonschema
import live_test
import program
import receiving

SCHEMA = json.loads((program.SOURCE / "docs" / "schema" / "notice.v1.json").read_text())


class Chats(receiving.Receiving):
    """Slack's Web API below /slack, a receiver of anything below any other path. Answers late, wrong or not, by chance; the first time not well."""

    def __init__(self, chance=None):
        self.chance = chance
        self.heard = collections.defaultdict(list)  # by path
        self.channel = {}  # what Slack shows: text by time
        self.replies = []  # that call people to a message
        self.posted = 0
        self.faults = 0
        self.wrong = []
        super().__init__()

    def post(self, request):
        body = json.loads(request.body())
        well = [] if self.faults == 0 else ["", ""]
        fault = self.chance.choice([*well, "429", "500", "error", "garbage"]) if self.chance else ""
        self.faults += fault != ""
        if fault == "429":
            return request.answer(429, Retry_After="1")
        if fault == "500":
            return request.answer(500)
        if request.path.startswith("/slack/"):
            answer = {"error": b'{"ok": false, "error": "internal_error"}', "garbage": b"<html>"}.get(fault)
            return request.answer(200, answer or json.dumps(self.slack(request, body)).encode())
        self.heard[request.path].append(body)
        request.answer(204)

    def slack(self, request, body):
        if request.headers["Authorization"] != "Bearer xoxb-test":
            return {"ok": False, "error": "invalid_auth"}
        if request.path == "/slack/chat.update":
            if body["channel"] != "C1" or body["ts"] not in self.channel:
                return {"ok": False, "error": "message_not_found"}
            self.channel[body["ts"]] = body
        elif "thread_ts" in body:
            if body["channel"] != "C1" or body["thread_ts"] not in self.channel or not body["reply_broadcast"]:
                self.wrong.append(body)
            body["ts"] = f"{body['thread_ts']}1"
            self.replies.append(body)
        elif request.path == "/slack/chat.postMessage":
            self.posted += 1
            body["ts"] = f"17.{self.posted}"
            self.channel[body["ts"]] = body
        else:
            return {"ok": False, "error": "unknown_method"}
        if not 0 < len(body["blocks"]) <= 50 or "<!" in json.dumps(body):
            self.wrong.append(body)
        return {"ok": True, "channel": "C1", "ts": body["ts"]}


def moment(text):
    return datetime.datetime.fromisoformat(text.replace("Z", "+00:00"))


class People(live_test.Listening):
    def setUp(self):
        super().setUp()
        os.environ["SLACK_TOKEN"] = "xoxb-test"
        self.addCleanup(lambda: os.environ.pop("SLACK_TOKEN"))

    def chats(self, chance=None):
        chats = Chats(chance)
        self.addCleanup(chats.stop)
        return chats

    def configured(self, chats, sinks=("team", "discord", "teams", "raw", "program")):
        http = f'kind = "webhook"\nprivate_networks = true\nquiet_time = "15min"\nbegin = "first"\nurl = "{chats.address}'
        tables = {
            "team": f'kind = "slack"\ntoken = "env:SLACK_TOKEN"\nchannel = "#outages"\nprivate_networks = true\nbegin = "first"\nurl = "{chats.address}/slack"',
            "discord": f'{http}/discord"\ntemplate = "discord"',
            "teams": f'{http}/teams"\ntemplate = "teams"',
            "raw": f'{http}/raw"',
            "program": f'kind = "exec"\nquiet_time = "15min"\nbegin = "first"\ncommand = ["sh", "-c", "cat >> $0", "{self.path("given.ndjson")}"]',
        }
        with open(self.path("outcry.toml"), "w") as out:
            out.write('[web]\npublic_url = "https://status.example.org"\n')
            for name in sinks:
                out.write(f"[sinks.{name}]\n{tables[name]}\n")

    def arguments(self, url, name):
        return ["--config", self.path("outcry.toml"), *super().arguments(url, name)]

    def deliver(self, archive, name):
        done = program.run("--config", self.path("outcry.toml"), "replay", archive, "--deliver", "--store", self.path(f"{name}.db"), "--out", self.path(f"{name}.ndjson"))
        self.assertNotIn("sink '", done.stderr)
        return program.events(self.path(f"{name}.ndjson"))

    def assert_valid(self, notices):
        for notice in notices:
            jsonschema.validate(notice, SCHEMA, format_checker=jsonschema.FormatChecker())

    def test_an_outage_is_few_messages_that_end(self):
        chats = self.chats()
        self.configured(chats)
        events = self.deliver(program.SOURCE / "samples" / "netflix-sunday.jsonl.zst", "one")
        told = {event["data"]["id"] for event in events if event["data"]["event"]["type"] == "opened"}
        raw = chats.heard["/raw"]
        self.assert_valid(raw)
        self.assertEqual({incident["id"] for notice in raw for incident in notice["data"]["incidents"]}, told)
        self.assertLess(len(raw), sum(event["data"]["event"]["type"] not in ("suspected", "dismissed") for event in events))
        self.assertEqual(program.events(self.path("given.ndjson")), raw)
        for chat in ("/discord", "/teams"):
            self.assertEqual(len(chats.heard[chat]), len(raw))
        self.assertEqual([notice["data"]["title"] for notice in raw], [message["embeds"][0]["title"] for message in chats.heard["/discord"]])
        self.assertIn("https://status.example.org/incidents/netflix-", json.dumps(chats.heard["/discord"]))
        self.assertEqual(chats.wrong, [])
        begun = [event for event in events if event["data"]["event"]["type"] in ("opened", "reopened")]
        self.assertLessEqual(len(chats.channel), len(begun))
        self.assertIn("Netflix", json.dumps(chats.replies), "which has grown graver")
        for message in chats.channel.values():
            self.assertIn("● Over", json.dumps(message, ensure_ascii=False))
        again = self.chats()
        self.configured(again)
        self.deliver(program.SOURCE / "samples" / "netflix-sunday.jsonl.zst", "two")
        self.assertEqual(again.heard["/raw"], raw, "a replay tells the same each time")

    def test_a_dozen_services_at_once_are_five_messages(self):
        scenario = ['name = "storm"', 'start = "2026-05-04T00:00:00Z"', "days = 2", "seed = 7", "[feed]", "posts_per_minute = 1", "authors = 4000"]
        names = [("netflix", "Netflix"), ("hulu", "Hulu"), ("spotify", "Spotify"), ("roblox", "Roblox"), ("valorant", "Valorant"), ("fortnite", "Fortnite"), ("minecraft", "Minecraft"),
                 ("soundcloud", "SoundCloud"), ("deezer", "Deezer"), ("warframe", "Warframe"), ("crunchyroll", "Crunchyroll"), ("paramount-plus", "Paramount Plus")]
        for slug, name in names:
            scenario += ["[[services]]", f'slug = "{slug}"', f'names = ["{name}"]', 'category = "video"', "complaints_per_day = 6", "chatter_per_day = 10"]
        for i, (slug, _) in enumerate(names):
            scenario += ["[[outages]]", f'service = "{slug}"', f'onset = "2026-05-05T20:{15 + i // 3}:00Z"', 'ramp = "2m"', "peak_reporters_per_minute = 8", 'duration = "40m"', 'decay = "5m"', "symptoms = {login = 0.6}"]
        self.path("storm.toml").write_text("\n".join(scenario) + "\n")
        program.run("simulate", self.path("storm.toml"), "-o", self.path("storm.jsonl"))
        chats = self.chats()
        self.configured(chats, sinks=("team", "raw"))
        self.deliver(self.path("storm.jsonl"), "storm")
        raw = chats.heard["/raw"]
        self.assert_valid(raw)
        storm = [notice for notice in raw if moment(notice["time"]) > moment("2026-05-05T20:10:00Z")]
        self.assertLessEqual(len(storm), 5, [notice["data"]["title"] for notice in storm])
        self.assertGreaterEqual(max(notice["data"]["services"] for notice in storm), 10)
        self.assertTrue(storm[-1]["data"]["over"])

    def test_killed_again_and_again_before_a_chat_that_misbehaves(self):
        chats = self.chats(self.chance)
        self.configured(chats, sinks=("team",))
        self.now_goes_on()
        server = self.server()
        for _ in range(int(os.environ.get("OUTCRY_KILLS", "6"))):
            run = self.start(server.url, "killed", stderr=subprocess.DEVNULL)
            time.sleep(self.chance.uniform(0.5, 2.5))
            run.send_signal(signal.SIGKILL)
            run.wait()
        told = set()
        for _ in range(20):
            if chats.faults > 0:
                chats.chance = None
            self.listen_once(server.url, "killed")
            events = program.events(self.path("killed.ndjson"))
            told = {event["data"]["id"] for event in events if event["data"]["event"]["type"] == "opened"}
            sink = json.loads(program.run("status", "--store", self.path("killed.db"), "--json").stdout)["sinks"][0]
            if sink["sequence"] == sink["newest"] and sink["waiting"] == 0:
                break
        self.assertGreater(chats.faults, 0)
        self.assertEqual(chats.wrong, [])
        shown = json.dumps(list(chats.channel.values()))
        for incident in told:
            self.assertIn(incident, shown)


if __name__ == "__main__":
    program.main()
