"""A live run that tells Kafka: each event stands once in the topics, whatever is killed and however long the broker is away."""

import contextlib
import json
import os
import signal
import subprocess
import time

import kafka_topics
import live_test
import program

WANTED = {"opened", "updated", "recovering", "resolved", "reopened", "merged"}
NUMBERED = ["outcry.incident-events", "outcry.incidents", "outcry.services"]


class Cluster:
    def __init__(self, partitions):
        self.process = subprocess.Popen([os.environ["KAFKA_CLUSTER"], str(partitions)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        self.address = self.process.stdout.readline().strip()

    def tell(self, what):
        self.process.stdin.write(what + "\n")
        self.process.stdin.flush()
        assert self.process.stdout.readline().strip() == what

    def stop(self):
        with contextlib.suppress(OSError):
            self.process.stdin.close()
        self.process.wait(timeout=30)
        self.process.stdout.close()


class KafkaSink(live_test.Listening):
    def setUp(self):
        super().setUp()
        self.cluster = Cluster(3)
        self.addCleanup(self.cluster.stop)
        with open(self.path("outcry.toml"), "w") as file:
            file.write(f'[sinks.bus]\nkind = "kafka"\nbrokers = ["{self.cluster.address}"]\nheartbeat = "1s"\nbegin = "first"\n')

    def arguments(self, url, name):
        return ["--config", self.path("outcry.toml"), *super().arguments(url, name)]

    def wanted(self, name):
        return [int(event["sequence"]) for event in program.events(self.path(f"{name}.ndjson")) if event["data"]["event"]["type"] in WANTED]

    def messages(self, topic):
        heard = kafka_topics.messages(self.cluster.address, topic)
        kafka_topics.judge(topic, heard)
        return heard

    def delivered(self, name):
        """Runs until the sink has all there is."""
        for _ in range(20):
            self.listen_once(self.feed.url, name)
            sink = json.loads(program.run("status", "--store", self.path(f"{name}.db"), "--json").stdout)["sinks"][0]
            if sink["sequence"] == sink["newest"]:
                return sink
        self.fail(sink)

    def assert_told(self, name):
        wanted = self.wanted(name)
        self.assertGreater(len(wanted), 3)
        for topic in NUMBERED:
            self.assertEqual(kafka_topics.once_in_order(self.messages(topic)), wanted, topic)

    def test_every_event_once_as_the_documents_say(self):
        self.feed = self.server()
        self.delivered("plain")
        self.assert_told("plain")
        events = [message.value for message in self.messages("outcry.incident-events")]
        kept = [event for event in program.events(self.path("plain.ndjson")) if event["data"]["event"]["type"] in WANTED]
        self.assertEqual(sorted(event["id"] for event in events), sorted(event["id"] for event in kept))
        self.assertNotIn('"text":', json.dumps(events), "words of people stay here")
        last = {message.key: message.value for message in self.messages("outcry.services")}
        self.assertIsNone(last["netflix"]["data"]["incident"])

    def test_killed_again_and_again_while_the_broker_comes_and_goes(self):
        self.now_goes_on()
        self.feed = self.server()
        for n in range(int(os.environ.get("OUTCRY_KILLS", "8"))):
            run = self.start(self.feed.url, "killed", stderr=subprocess.DEVNULL)
            if n % 3 == 1:
                self.cluster.tell("down")
            time.sleep(self.chance.uniform(0.5, 2.0))
            self.cluster.tell("up")
            time.sleep(self.chance.uniform(0, 1.0))
            run.send_signal(signal.SIGKILL)
            run.wait()
        self.delivered("killed")
        self.assert_told("killed")
        for message in self.messages("outcry.feeds"):
            self.assertEqual(message.key, "bluesky")

    def test_T15_nobody_waits_for_a_broker_that_is_away_and_it_gets_all_when_it_is_back(self):
        """Away for all the day that the feed tells of."""
        self.cluster.tell("down")
        self.feed = self.server()
        self.listen_once(self.feed.url, "away")
        self.assertGreater(len(self.wanted("away")), 3, "all was heard and decided")
        sink = json.loads(program.run("status", "--store", self.path("away.db"), "--json").stdout)["sinks"][0]
        self.assertEqual(sink["delivered"], 0)
        self.assertLess(sink["sequence"], sink["newest"])
        self.cluster.tell("up")
        self.assertEqual(self.delivered("away")["why"], "")
        self.assert_told("away")

    def test_says_that_it_lives_and_how_its_feeds_stand(self):
        self.now_goes_on()
        self.feed = self.server()
        run = self.start(self.feed.url, "alive", stderr=subprocess.DEVNULL)
        for _ in range(120):
            if len(self.messages("outcry.heartbeat")) >= 3:
                break
            time.sleep(0.5)
        else:
            self.fail("no three heartbeats")
        run.send_signal(signal.SIGTERM)
        self.assertEqual(run.wait(timeout=30), 0)
        self.assertIn("live", [message.value["data"]["state"] for message in self.messages("outcry.feeds")])

    def test_check_tries_it(self):
        self.feed = self.server()
        with open(self.path("outcry.toml"), "a") as file:
            file.write(f'[sources.feed]\nkind = "jetstream"\nhosts = ["{self.feed.url}"]\n')
        check = subprocess.run([program.PROGRAM, "--config", self.path("outcry.toml"), "check", "--connect"], capture_output=True, text=True)
        self.assertEqual(check.returncode, 0, check.stdout + check.stderr)
        self.assertRegex(check.stdout, r"ok     bus: took a test event within")
        (test,) = self.messages("outcry.incident-events")
        self.assertEqual((test.key, test.value["type"]), ("test", "outcry.test.v1"))
        for topic in ("outcry.incidents", "outcry.services"):
            self.assertEqual(self.messages(topic), [])


if __name__ == "__main__":
    program.main()
