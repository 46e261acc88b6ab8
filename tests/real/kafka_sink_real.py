"""Events written to a broker of Apache Kafka: both are killed again and again, and two clients of other makes read each event once."""

import json
import pathlib
import random
import signal
import subprocess
import sys
import time

import real
from kafka_broker import Broker

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "e2e"))
import kafka_topics  # noqa: E402

PARTITIONS = 4
KILLS = 30
KILLS_OF_BROKER = 10
WANTED = {"opened", "updated", "recovering", "resolved", "reopened", "merged"}
NUMBERED = ["outcry.incident-events", "outcry.incidents", "outcry.services"]
SERVICES = ["netflix", "spotify", "whatsapp", "instagram", "youtube", "discord", "reddit", "gmail"]


def posts(now, hours=30):
    """As real.posts, but many services fail, one after the other, so that there is something to tell all the time."""
    chance = random.Random(11)
    begin = now - hours * 3600
    times = [(begin + 20 * i, "what a day, the weather is lovely") for i in range(hours * 180)]
    for n, service in enumerate(SERVICES):
        times += [(begin + 3600 * (i + chance.random()), f"{service} is down for me") for i in range(hours)]
        for hour in (24, 27):
            start = begin + hour * 3600 + n * 900
            ends = ["won't load here", "is down for me", "keeps crashing tonight", "is down?? nothing works"]
            times += [(start + 8 * (i + chance.random()), f"{service} {chance.choice(ends)} {i}") for i in range(250)]
    lines = ({"id": f"p{n}", "author": f"a{n}", "text": text, "time": int(at * 1e6)} for n, (at, text) in enumerate(sorted(times)) if at < now)
    return [json.dumps(line) + "\n" for line in lines]


def read_elsewhere(address, topic):
    """By confluent-kafka, where it is installed: the sequences of a topic, as its consumer meets them."""
    try:
        import confluent_kafka
    except ImportError:
        return None
    consumer = confluent_kafka.Consumer({"bootstrap.servers": address, "group.id": "reader", "enable.partition.eof": True})
    begin = [confluent_kafka.TopicPartition(topic, n, confluent_kafka.OFFSET_BEGINNING) for n in range(PARTITIONS)]
    consumer.assign(begin)
    out, over = [], set()
    while len(over) < PARTITIONS:
        message = consumer.poll(30)
        assert message is not None, "a reader got nothing"
        if message.error():
            assert message.error().code() == confluent_kafka.KafkaError._PARTITION_EOF, message.error()
            over.add(message.partition())
            continue
        out.append(int(json.loads(message.value())["sequence"]))
    consumer.close()
    return out


def topics(program, config, what, *more):
    return subprocess.run([program, "--config", config, "topics", what, *more], capture_output=True, text=True)


def check(program, folder):
    real.need("java", "mvn", "kcat")
    folder = pathlib.Path(folder)
    broker = Broker(folder, PARTITIONS)
    feed = folder / "posts.ndjson"
    lines = posts(time.time())
    sink = f'[sinks.bus]\nkind = "kafka"\nbrokers = ["{broker.address}"]\nbegin = "first"\nheartbeat = "1s"\n'
    source = f'[sources.posts]\nkind = "file"\npath = "{feed}"\nformat = "ndjson"\n'
    runs = real.Runs(program, folder, source + sink)
    try:
        made = topics(program, runs.config, "create", "--partitions", str(PARTITIONS))
        assert made.returncode == 0, made.stdout + made.stderr
        again = topics(program, runs.config, "create", "--partitions", str(PARTITIONS))
        assert again.stdout.count("was there already") == 5, again.stdout
        told = topics(program, runs.config, "describe")
        assert "differs" not in told.stdout and told.stdout.count("cleanup.policy = compact") == 3, told.stdout

        written = 0

        def meanwhile(n):
            nonlocal written
            upto = len(lines) * (n + 1) // KILLS
            with open(feed, "a") as out:
                out.writelines(lines[written:upto])
            written = upto
            time.sleep(0.7)
            if n % (KILLS // KILLS_OF_BROKER) == 1:
                real.end(broker.process, signal.SIGKILL)
                broker.start()

        feed.write_text("")
        runs.killed("killed", KILLS, meanwhile)
        for _ in range(30):
            state = runs.status("killed")["sinks"][0]
            if state["sequence"] == state["newest"]:
                break
            runs.once("killed")
        with open(folder / "killed.ndjson") as out:
            events = [json.loads(line) for line in out]
        wanted = [int(event["sequence"]) for event in events if event["data"]["event"]["type"] in WANTED]
        assert len(wanted) > 50, f"only {len(wanted)} events"
        clients = "kcat"
        for topic in NUMBERED:
            heard = kafka_topics.messages(broker.address, topic)
            kafka_topics.judge(topic, heard)
            assert kafka_topics.once_in_order(heard) == wanted, f"{topic}: {len(heard)} of {len(wanted)}"
            other = read_elsewhere(broker.address, topic)
            if other is not None:
                clients = "kcat and confluent-kafka"
                assert sorted(other) == wanted, topic
        for topic in ("outcry.feeds", "outcry.heartbeat"):
            heard = kafka_topics.messages(broker.address, topic)
            assert heard, topic
            kafka_topics.judge(topic, heard)
        return f"{len(wanted)} events, {KILLS} kills, {KILLS_OF_BROKER} of the broker: each once and in order, read by {clients}"
    finally:
        real.end(broker.process, signal.SIGKILL)
