"""A live run that tells sinks: each event reaches them in order, whatever they do, and however often the run is killed."""

import base64
import contextlib
import hashlib
import hmac
import json
import os
import signal
import socket
import struct
import subprocess
import time

import jetstream
import live_test
import program
import receiving

SECRET = "a secret of the test"
WANTED = {"opened", "updated", "recovering", "resolved", "reopened", "merged"}


class Receiver(receiving.Receiving):
    """Takes events by POST, when it is in the mood. What it answered with 2xx, and what it heard beside that."""

    def __init__(self, chance=None):
        self.chance = chance
        self.heard = []  # of whole requests: (sequence, id), whether or not the answer got through
        self.faults = []
        self.wrong = []
        self.gone = False
        self.texts = 0
        super().__init__()
        self.url = f"{self.address}/outcry"

    def post(self, request):
        fault = self.chance.choice(["", "", "", "cut", "lost", "500", "429", "silent"]) if self.chance else ""
        if fault:
            self.faults.append(fault)
        if fault == "cut":
            return self.reset(request)
        body = request.body()
        event = json.loads(body)
        self.judge(request, event, body)
        if fault in ("", "lost"):
            self.heard.append((int(event.get("sequence", 0)), event["id"]))
        if fault == "lost":
            return self.reset(request)
        if fault == "silent":
            time.sleep(1.5)  # longer than the sink waits
            return self.reset(request)
        if fault == "429":
            return request.answer(429, Retry_After="1")
        request.answer(int(fault) if fault else 410 if self.gone else 204)

    def judge(self, request, event, body):
        sent = f"{request.headers['webhook-id']}.{request.headers['webhook-timestamp']}.".encode() + body
        right = "v1," + base64.b64encode(hmac.new(SECRET.encode(), sent, hashlib.sha256).digest()).decode()
        if not hmac.compare_digest(request.headers["webhook-signature"], right):
            self.wrong.append(event["id"])
        if request.headers["webhook-id"] != event["id"]:
            self.wrong.append(event["id"])
        self.texts += body.count(b'"text":')

    @staticmethod
    def reset(request):
        request.close_connection = True
        with contextlib.suppress(OSError):
            request.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
            request.connection.close()

    def once(self):
        """In the order in which they were heard first."""
        return list(dict.fromkeys(self.heard))


class Telling(live_test.Listening):
    """A test whose runs tell sinks."""

    def receiver(self, chance=None):
        receiver = Receiver(chance)
        self.addCleanup(receiver.stop)
        return receiver

    def configured(self, **sinks):
        """Arguments of a run with these sinks, each by the address of its receiver."""
        lines = []
        for name, url in sinks.items():
            lines += [f"[sinks.{name}]", 'kind = "webhook"', f'url = "{url}"', 'secret = "env:HOOK_SECRET"', "private_networks = true", 'begin = "first"', 'timeout = "1s"']
        file = self.path("outcry.toml")
        with open(file, "w") as out:
            out.write("\n".join(lines) + "\n")
        return file

    def arguments(self, url, name):
        return ["--config", self.path("outcry.toml"), *super().arguments(url, name)]

    def setUp(self):
        super().setUp()
        os.environ["HOOK_SECRET"] = SECRET
        self.addCleanup(lambda: os.environ.pop("HOOK_SECRET"))

    def wanted(self, name):
        return [(int(event["sequence"]), event["id"]) for event in program.events(self.path(f"{name}.ndjson")) if event["data"]["event"]["type"] in WANTED]

    def status(self, name):
        return {sink["name"]: sink for sink in json.loads(program.run("status", "--store", self.path(f"{name}.db"), "--json").stdout)["sinks"]}

    def assert_told(self, receiver, name):
        self.assertEqual(receiver.once(), self.wanted(name), receiver.faults)
        self.assertEqual(receiver.wrong, [])
        self.assertEqual(receiver.texts, 0)
        sequences = [sequence for sequence, _ in receiver.heard]
        self.assertEqual(sequences, sorted(sequences), "what comes again comes at once")


class Sinks(Telling):
    def test_every_event_once_and_in_order(self):
        receiver = self.receiver()
        self.configured(hook=receiver.url)
        self.listen_once(self.server().url, "plain")
        self.assertGreater(len(receiver.heard), 3)
        self.assert_told(receiver, "plain")
        self.assertEqual(len(receiver.heard), len(receiver.once()))
        sink = self.status("plain")["hook"]
        self.assertEqual((sink["delivered"], sink["failures"], sink["why"]), (len(receiver.heard), 0, ""))
        self.assertEqual(sink["sequence"], sink["newest"])

    def test_killed_again_and_again_before_a_receiver_that_misbehaves(self):
        nasty = self.receiver(self.chance)
        calm = self.receiver()
        with open(self.configured(nasty=nasty.url, calm=calm.url), "a") as file:
            file.write(f'[sinks.kept]\nkind = "file"\nbegin = "first"\npath = "{self.path("kept.ndjson")}"\n')
            file.write(f'[sinks.program]\nkind = "exec"\nbegin = "first"\ncommand = ["sh", "-c", "cat >> $0", "{self.path("given.ndjson")}"]\n')
        self.now_goes_on()
        server = self.server()
        for _ in range(int(os.environ.get("OUTCRY_KILLS", "8"))):
            run = self.start(server.url, "killed", stderr=subprocess.DEVNULL)
            time.sleep(self.chance.uniform(0.5, 2.5))
            run.send_signal(signal.SIGKILL)
            run.wait()
        nasty.chance = None
        for _ in range(20):
            self.listen_once(server.url, "killed")
            if nasty.once() == self.wanted("killed"):
                break
        self.assert_told(nasty, "killed")
        self.assert_told(calm, "killed")
        wanted = [identity for _, identity in self.wanted("killed")]
        self.assertEqual([event["id"] for event in program.events(self.path("kept.ndjson"))], wanted)
        self.assertEqual(list(dict.fromkeys(event["id"] for event in program.events(self.path("given.ndjson")))), wanted)

    def test_one_that_is_gone_is_told_nothing_more_and_the_other_everything(self):
        gone, calm = self.receiver(), self.receiver()
        gone.gone = True
        self.configured(gone=gone.url, calm=calm.url)
        self.listen_once(self.server().url, "gone")
        self.assert_told(calm, "gone")
        self.assertEqual(len(gone.heard), 1)
        self.assertEqual(self.status("gone")["gone"]["state"], "gone")
        self.assertIn("410", self.status("gone")["gone"]["why"])

    def test_a_new_sink_is_not_told_of_the_past(self):
        receiver = self.receiver()
        self.configured(hook=receiver.url)
        with open(self.path("outcry.toml")) as file:
            text = file.read()
        with open(self.path("outcry.toml"), "w") as file:
            file.write(text.replace('begin = "first"\n', ""))
        self.listen_once(self.server().url, "new")
        self.assertGreater(len(self.wanted("new")), 3)
        self.assertEqual(receiver.heard, [])

    def test_a_replay_tells_them_all_when_it_is_asked_to(self):
        receiver = self.receiver()
        with open(self.configured(hook=receiver.url)) as file:
            text = file.read()
        with open(self.path("outcry.toml"), "w") as file:
            file.write(text.replace('begin = "first"\n', ""))
        replay = ["--config", self.path("outcry.toml"), "replay", program.SOURCE / "samples" / "netflix-sunday.jsonl.zst", "--quiet"]

        def kept(name):
            return ["--out", self.path(f"{name}.ndjson"), "--store", self.path(f"{name}.db")]

        program.run(*replay, *kept("replay"))
        self.assertEqual(receiver.heard, [])
        program.run(*replay, *kept("replay"), "--deliver")
        self.assert_told(receiver, "replay")
        heard = len(receiver.heard)
        program.run(*replay, *kept("replay"), "--deliver")
        self.assertEqual(len(receiver.heard), heard)
        receiver.gone = True
        done = program.run(*replay, *kept("other"), "--deliver", check=False)
        self.assertEqual(done.returncode, 1)
        self.assertRegex(done.stderr, r"sink 'hook' is done with what happened up to event \d+ of \d+: .*410")
        nobody = program.run("replay", program.SOURCE / "samples" / "netflix-sunday.jsonl.zst", "--deliver", check=False)
        self.assertEqual(nobody.returncode, 2)
        self.assertIn("names no sink", nobody.stderr)

    def test_check_tries_them(self):
        receiver = self.receiver()
        server = jetstream.Server(self.log)
        self.addCleanup(server.stop)
        with open(self.configured(hook=receiver.url, nobody="http://127.0.0.1:9/"), "a") as file:
            file.write(f'[sources.feed]\nkind = "jetstream"\nhosts = ["{server.url}"]\n')
        check = subprocess.run([program.PROGRAM, "--config", self.path("outcry.toml"), "check", "--connect"], capture_output=True, text=True)
        self.assertEqual(check.returncode, 1, check.stderr)
        self.assertRegex(check.stdout, r"ok     hook: took a test event within")
        self.assertRegex(check.stdout, r"failed nobody: 127\.0\.0\.1: no connection")
        self.assertEqual(len(receiver.heard), 1)


if __name__ == "__main__":
    program.main()
