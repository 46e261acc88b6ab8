"""A broker of Apache Kafka with four partitions: killed on both sides, the outage is told as by one run that nobody disturbs."""

import signal
import time

import real
from kafka_broker import Broker

PARTITIONS = 4


def check(program, folder):
    real.need("java", "mvn", "kcat")
    lines = real.posts()
    broker = Broker(folder, PARTITIONS)
    try:
        broker.produce(lines)
        sources = f'[sources.topic]\nkind = "kafka"\nbrokers = ["{broker.address}"]\ntopics = ["posts"]\nbackfill = "36500d"\n'
        runs = real.Runs(program, folder, sources)
        runs.once("whole")

        def meanwhile(n):
            if n != 3:
                return
            real.end(broker.process, signal.SIGKILL)
            time.sleep(1)
            broker.start()

        runs.killed("killed", 10, meanwhile)
        same = runs.same("whole", "killed")
        heard = runs.status("whole")
        assert heard["posts"] == len(lines), heard["posts"]
        return f"{heard['posts']} posts in {PARTITIONS} partitions, 10 kills, 1 of the broker: {same}"
    finally:
        real.end(broker.process, signal.SIGKILL)
