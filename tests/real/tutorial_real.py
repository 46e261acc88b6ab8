"""docs/kafka-tutorial.md, command by command, against a broker of Apache Kafka."""

import os
import pathlib
import re
import signal
import subprocess

import real
from kafka_broker import Broker

SOURCE = pathlib.Path(__file__).resolve().parents[2]


def check(program, folder):
    real.need("java", "mvn", "kcat")
    text = (SOURCE / "docs" / "kafka-tutorial.md").read_text()
    assert text.count("--partitions 3") == 1
    told = [follow(program, pathlib.Path(folder) / str(n), text.replace("--partitions 3", f"--partitions {n}")) for n in (3, 1)]
    return f"{told[0]}; with one partition {told[1]}"


def follow(program, folder, text):
    folder.mkdir()
    broker = Broker(folder, 1)
    try:
        (folder / "bin").mkdir()
        (folder / "bin" / "outcry").symlink_to(program)
        (folder / "samples").symlink_to(SOURCE / "samples")
        home = {**os.environ, "PATH": f"{folder / 'bin'}:/usr/bin:{os.environ['PATH']}", "HOME": str(folder), "XDG_STATE_HOME": str(folder / "state")}
        text = text.replace("127.0.0.1:9092", broker.address)
        (folder / "tutorial.toml").write_text(re.search(r"```toml\n(.*?)```", text, re.DOTALL).group(1))
        (folder / "consumer.py").write_text(re.search(r"```python\n(.*?)```", text, re.DOTALL).group(1))
        commands = "".join(re.findall(r"```sh\n(.*?)```", text, re.DOTALL)).splitlines()
        told = {}
        for command in commands + ["python3 consumer.py"]:
            done = subprocess.run(["bash", "-o", "pipefail", "-c", command], cwd=folder, env=home, capture_output=True, text=True, timeout=300)
            assert done.returncode == 0, f"{command}: {done.stdout}{done.stderr}"
            told.setdefault(command, []).append(done.stdout)

        def answers(beginning):
            return [answer for command, given in told.items() if command.startswith(beginning) for answer in given]

        assert answers("outcry --config tutorial.toml topics create")[0].count("created") == 5
        assert "differs" not in answers("outcry --config tutorial.toml topics describe")[0]
        events = [answer for answer in answers("kcat") if "bytes" in answer][0].splitlines()
        assert any(line.startswith("netflix-") for line in events), events[:3]
        assert '"incident":null' in [answer for answer in answers("kcat") if answer.startswith("netflix {")][0]
        first, again = told["python3 consumer.py"]
        assert "Netflix\topened" in first and "Netflix\tresolved" in first, first
        assert again == "", again
        count = answers("kcat")[-1].strip()
        assert count == str(len(events)), f"{count} records after the second replay, {len(events)} before"
        return f"{len(commands)} commands, {len(events)} events"
    finally:
        real.end(broker.process, signal.SIGKILL)
