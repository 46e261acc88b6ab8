"""Prometheus scrapes a live run with the alerts of docs/ loaded: when the feed is killed, it says so."""

import json
import pathlib
import re
import signal
import urllib.parse
import urllib.request

import real

SOURCE = pathlib.Path(__file__).resolve().parents[2]
FEED = """
import sys, time
sys.path.insert(0, sys.argv[1])
import jetstream
log = jetstream.Log()
for i in range(60):
    log.add(jetstream.micros(time.time() - 20 * (60 - i)), f"a{i}", "what a day")
jetstream.Server(log, port=int(sys.argv[2]))
time.sleep(3600)
"""


def impatient(rules):
    """The same alerts without their waits."""
    return re.sub(r"^( *for: ).*$", r"\g<1>0s", rules, flags=re.MULTILINE)


class Prometheus:
    def __init__(self, folder, target):
        self.port = real.free_port()
        (folder / "alerts.yml").write_text(impatient((SOURCE / "docs" / "prometheus" / "alerts.yml").read_text()))
        config = folder / "prometheus.yml"
        config.write_text(
            "global: {scrape_interval: 1s, evaluation_interval: 1s}\nrule_files: [alerts.yml]\n"
            f'scrape_configs:\n  - job_name: outcry\n    static_configs:\n      - targets: ["{target}"]\n'
        )
        command = ["prometheus", f"--config.file={config}", f"--storage.tsdb.path={folder / 'tsdb'}", f"--web.listen-address=127.0.0.1:{self.port}"]
        self.process = real.start(command, folder / "prometheus.log")
        real.until(self.is_ready, "Prometheus")

    def is_ready(self):
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{self.port}/-/ready", timeout=10) as answer:
                return answer.status == 200
        except OSError:
            return False

    def ask(self, path, **query):
        with urllib.request.urlopen(f"http://127.0.0.1:{self.port}/api/v1/{path}?{urllib.parse.urlencode(query)}", timeout=10) as answer:
            return json.load(answer)["data"]

    def value(self, expression):
        """Of the only series of this expression; None = there is none."""
        result = self.ask("query", query=expression)["result"]
        assert len(result) < 2, result
        return float(result[0]["value"][1]) if result else None

    def firing(self):
        return {alert["labels"]["alertname"]: alert for alert in self.ask("alerts")["alerts"] if alert["state"] == "firing"}


def check(program, folder):
    real.need("prometheus")
    folder, port, page = pathlib.Path(folder), real.free_port(), real.free_port()
    feed_command = ["python3", "-c", FEED, SOURCE / "tests" / "e2e", port]
    started = []
    try:
        feed = real.start(feed_command, folder / "feed.log")
        started.append(feed)
        real.until(lambda: real.listens(port), "the feed")
        runs = real.Runs(program, folder, f'[sources.firehose]\nkind = "jetstream"\nhosts = ["ws://127.0.0.1:{port}"]\n[web]\nlisten = "127.0.0.1:{page}"\n')
        command = [part for part in runs.command("told") if part not in ("--listen", "none")]
        started.append(real.start(command, folder / "told.log"))
        prometheus = Prometheus(folder, f"127.0.0.1:{page}")
        started.append(prometheus.process)
        live = 'outcry_feed_state{feed="firehose",state="live"}'
        real.until(lambda: prometheus.value(live) == 1, "a feed that is heard")
        real.until(lambda: prometheus.value("outcry_watermark_lag_seconds") is not None, "windows that close")
        real.until(lambda: not prometheus.firing(), "alerts of the start that end")
        real.end(feed, signal.SIGKILL)
        real.until(lambda: {"OutcryFeedDown", "OutcryBlind"} <= prometheus.firing().keys(), "alerts of a feed that is gone")
        fired = prometheus.firing()
        assert fired["OutcryFeedDown"]["annotations"]["summary"] == "the feed firehose is not heard", fired
        feed = real.start(feed_command, folder / "feed.log")
        started.append(feed)
        real.until(lambda: not prometheus.firing(), "alerts that end")
        real.end(started[1])
        real.until(lambda: "OutcryGone" in prometheus.firing(), "the alert that nothing runs")
        health = [rule["health"] for group in prometheus.ask("rules")["groups"] for rule in group["rules"]]
        assert set(health) == {"ok"}, health
        return f"{len(health)} alerts; those of a feed that was killed fired and ended, and so did that of the run fire"
    finally:
        for process in reversed(started):
            real.end(process, signal.SIGKILL)
