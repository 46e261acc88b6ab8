"""One broker of Apache Kafka on loopback, from the jars of kafka_pom.xml."""

import os
import pathlib
import subprocess

import real

HERE = pathlib.Path(__file__).resolve().parent
CLUSTER = "MkU3OEVBNTcwNTJENDM2Qk"  # any 16 bytes


def jars():
    """Fetched once, and kept in the user's cache."""
    folder = pathlib.Path(os.environ.get("XDG_CACHE_HOME", pathlib.Path.home() / ".cache")) / "outcry" / "kafka"
    if not any(folder.glob("kafka_*.jar")):
        fetch = ["mvn", "-B", "-q", "-f", HERE / "kafka_pom.xml", "org.apache.maven.plugins:maven-dependency-plugin:3.8.1:copy-dependencies"]
        done = subprocess.run([*map(str, fetch), f"-DoutputDirectory={folder}"], capture_output=True, text=True)
        if done.returncode != 0:
            raise real.LeftOut(f"the jars cannot be fetched: {done.stdout.strip().splitlines()[-1:]}")
    return ":".join(map(str, folder.glob("*.jar")))


class Broker:
    def __init__(self, folder, partitions):
        self.partitions = partitions
        self.folder, self.port, controller = pathlib.Path(folder), real.free_port(), real.free_port()
        self.address = f"127.0.0.1:{self.port}"
        self.java = ["java", "-Xmx256m", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1", "-cp", jars()]
        self.properties = self.folder / "server.properties"
        self.properties.write_text(
            f"process.roles=broker,controller\nnode.id=1\ncontroller.quorum.voters=1@127.0.0.1:{controller}\n"
            f"listeners=PLAINTEXT://{self.address},CONTROLLER://127.0.0.1:{controller}\nadvertised.listeners=PLAINTEXT://{self.address}\n"
            "controller.listener.names=CONTROLLER\nlistener.security.protocol.map=PLAINTEXT:PLAINTEXT,CONTROLLER:PLAINTEXT\n"
            f"log.dirs={self.folder / 'data'}\nnum.partitions={partitions}\ndefault.replication.factor=1\n"
            "offsets.topic.replication.factor=1\nlog.cleaner.dedupe.buffer.size=4194304\n"
            "log.retention.ms=-1\nlog.message.timestamp.after.max.ms=9223372036854775807\n"
        )
        subprocess.run([*self.java, "kafka.tools.StorageTool", "format", "-t", CLUSTER, "-c", self.properties], check=True, capture_output=True)
        self.start()

    def start(self):
        self.process = real.start([*self.java, "kafka.Kafka", self.properties], self.folder / "kafka.log")
        asked = ["kcat", "-b", self.address, "-L", "-m", "2"]
        real.until(lambda: b"broker 1 at" in subprocess.run(asked, capture_output=True).stdout, "the broker")

    def produce(self, lines):
        """Each partition has its own part of the posts, in order."""
        for partition in range(self.partitions):
            part = "".join(line + "\n" for line in lines[partition::self.partitions])
            send = ["kcat", "-P", "-b", self.address, "-t", "posts", "-p", str(partition), "-X", "enable.idempotence=true"]
            subprocess.run(send, input=part, text=True, check=True, capture_output=True)
