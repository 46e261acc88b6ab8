"""Alertmanager is told of an outage by a live run that is killed, and notifies whoever listens once, and once of the end."""

import http.server
import json
import pathlib
import random
import shutil
import signal
import subprocess
import threading
import time
import urllib.request

import real

NAMES = ["prometheus-alertmanager", "alertmanager"]  # Debian's, and that of those who make it
PLACES = ["in houston", "in cleveland", "in los angeles", "tonight", "again"]
RESEND = 5  # seconds; an alert lives four times as long


def posts(now, begin, end, hours=26):
    """A post each 20 seconds for a day, up to now; Netflix fails from `begin` to `end`. As NDJSON lines with their times, in order."""
    chance = random.Random(9)
    times = [(now - hours * 3600 + 20 * i, "what a day, the weather is lovely") for i in range(hours * 180)]
    times += [(now - hours * 3600 + 3600 * (i + chance.random()), real.OUTAGE[0]) for i in range(hours)]
    reports = int((end - begin) / 3)
    times += [(begin + 3 * (i + chance.random()), f"{chance.choice(real.OUTAGE)} {chance.choice(PLACES)} {i}") for i in range(reports)]
    lines = enumerate(sorted(times))
    return [(at, json.dumps({"id": f"p{n}", "author": f"a{n}", "text": text, "time": int(at * 1e6)}) + "\n") for n, (at, text) in lines if at < now]


class Receiver:
    """Whoever is notified. What it heard: (status, labels) of each alert of each notification."""

    def __init__(self):
        self.heard = []
        receiver = self

        class Handler(http.server.BaseHTTPRequestHandler):
            def log_message(self, *arguments):
                pass

            def do_POST(self):
                told = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
                receiver.heard.append([(alert["status"], alert["labels"], alert["annotations"]) for alert in told["alerts"]])
                self.send_response(200)
                self.send_header("Content-Length", "0")
                self.end_headers()

        self.server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.server.daemon_threads = True
        threading.Thread(target=self.server.serve_forever, daemon=True).start()

    def url(self):
        return f"http://127.0.0.1:{self.server.server_port}/"

    def statuses(self):
        """Of each notification, what its alerts were: {"firing"}, {"resolved"} or both."""
        return [{status for status, _, _ in alerts} for alerts in self.heard]


class Alertmanager:
    def __init__(self, folder, receiver):
        self.folder, self.port = folder, real.free_port()
        self.url = f"http://127.0.0.1:{self.port}/am"
        route = "{receiver: listener, group_by: [alertname, service], group_wait: 1s, group_interval: 1s, repeat_interval: 1h}"
        (folder / "alertmanager.yml").write_text(f"route: {route}\nreceivers:\n  - name: listener\n    webhook_configs: [{{url: '{receiver.url()}'}}]\n")
        self.start()

    def start(self):
        name = next(name for name in NAMES if shutil.which(name))
        command = [name, f"--config.file={self.folder / 'alertmanager.yml'}", f"--storage.path={self.folder / 'alerts'}"]
        command += [f"--web.listen-address=127.0.0.1:{self.port}", "--web.route-prefix=/am", "--cluster.listen-address="]
        self.process = real.start(command, self.folder / "alertmanager.log")
        real.until(self.is_ready, "Alertmanager")

    def is_ready(self):
        try:
            with urllib.request.urlopen(f"{self.url}/-/ready", timeout=10) as answer:
                return answer.status == 200
        except OSError:
            return False

    def firing(self, *matchers):
        """By amtool."""
        command = ["amtool", "--alertmanager.url", self.url, "alert", "query", "--output=json", *matchers]
        return json.loads(subprocess.run(command, capture_output=True, text=True, check=True).stdout)


def labels(alerts):
    return sorted(tuple(sorted(alert["labels"].items())) for alert in alerts)


def holds(alerts, others):
    """All the others, and none twice."""
    found = labels(alerts)
    return len(found) == len(set(found)) and set(found) >= set(labels(others))


def expected(events, **more):
    """Labels of the alerts that the events of the only incident ask for: its regions, and itself when it once had none."""
    told = [event["data"] for event in events if event["data"]["state"] in ("open", "recovering")]
    named = {"alertname": "OutcryIncident", "service": "netflix", "category": told[-1]["service"]["category"], **more}
    alerts = [{"labels": {**named, "region": region["code"]}} for region in told[-1]["regions"]]
    if any(not incident["regions"] for incident in told):
        alerts.append({"labels": named})
    return labels(alerts)


class Sinks:
    """Runs of the program with one sink."""

    def __init__(self, program, folder, alertmanager, lines, settings):
        self.folder, self.feed, self.lines, self.written = folder, folder / "posts.ndjson", lines, 0
        folder.mkdir()
        source = f'[sources.posts]\nkind = "file"\npath = "{self.feed}"\nformat = "ndjson"\n'
        sink = f'[sinks.alerts]\nkind = "alertmanager"\nurl = "{alertmanager.url}"\nprivate_networks = true\nbegin = "first"\n{settings}\n'
        self.runs = real.Runs(program, folder, source + sink)

    def write_until(self, end):
        """What was posted up to then goes into the feed."""
        fresh = [line for at, line in self.lines[self.written :] if at < end]
        with open(self.feed, "a") as out:
            out.writelines(fresh)
        self.written += len(fresh)

    def start(self):
        return real.start(self.runs.command("told"), self.folder / "told.log")

    def events(self):
        return [json.loads(line) for line in (self.folder / "told.ndjson").read_text().splitlines()]


def killed_while_it_fires(sinks, alertmanager, receiver):
    """Fires once for each region, goes on though the run is killed, and ends soon when no run is left."""
    run = sinks.start()
    try:
        real.until(alertmanager.firing, "an outage that is told")
        real.until(lambda: labels(alertmanager.firing()) == expected(sinks.events(), team="video"), "an alert for each region")
        real.until(lambda: receiver.heard, "a notification")
        first = alertmanager.firing()
        regions = [alert["labels"]["region"] for alert in first if "region" in alert["labels"]]
        assert len(regions) >= 3, first
        for _ in range(2):
            real.end(run, signal.SIGKILL)
            killed = time.monotonic()
            run = sinks.start()
            while time.monotonic() < killed + 5 * RESEND:
                assert holds(alertmanager.firing(), first), "an alert ended with the run"
                time.sleep(0.2)
        later = alertmanager.firing()
        starts = {alert["labels"].get("region"): alert["startsAt"] for alert in first}
        assert starts.items() <= {alert["labels"].get("region"): alert["startsAt"] for alert in later}.items(), later
        assert all(max(alert["endsAt"] for alert in first) < alert["endsAt"] for alert in later), later
        assert all(status == {"firing"} for status in receiver.statuses()), receiver.heard
        real.end(alertmanager.process, signal.SIGKILL)
        alertmanager.start()
        real.until(lambda: holds(alertmanager.firing(), first), "an Alertmanager that is told anew", 3 * RESEND)
        assert {"resolved"} not in receiver.statuses(), receiver.heard
    finally:
        real.end(run, signal.SIGKILL)
    gone = time.monotonic()
    real.until(lambda: not alertmanager.firing(), "alerts that end by themselves", 6 * RESEND)
    lived = time.monotonic() - gone
    real.until(lambda: receiver.statuses()[-1] == {"resolved"}, "a notification of the end")
    return f"{len(regions)} regions, {lived:.0f} s after the last run was killed"


def ended_by_the_incident(sinks, alertmanager, receiver, middle, now):
    """Two runs: one ends while the outage lasts, the next finds it over, long before an alert ends by itself."""
    sinks.write_until(middle)
    sinks.runs.once("told")
    assert labels(alertmanager.firing()) == expected(sinks.events()), alertmanager.firing()
    real.until(lambda: receiver.statuses() and receiver.statuses()[-1] == {"firing"}, "a notification")
    sinks.write_until(now)
    sinks.runs.once("told")
    assert not alertmanager.firing(), "it is over"
    real.until(lambda: receiver.statuses()[-1] == {"resolved"}, "a notification of the end")
    assert receiver.statuses().count({"resolved"}) == 1, receiver.heard
    summary = receiver.heard[-1][0][2]["summary"]
    assert "Netflix failed" in summary, summary


def check(program, folder):
    real.need("amtool")
    if not any(shutil.which(name) for name in NAMES):
        raise real.LeftOut("needs " + " or ".join(NAMES))
    folder, now = pathlib.Path(folder), time.time()
    receiver = Receiver()
    alertmanager = Alertmanager(folder, receiver)
    try:
        lasting = posts(now, now - 15 * 60, now)
        sinks = Sinks(program, folder / "lasting", alertmanager, lasting, f'resend = "{RESEND}s"\nlabels = ["team=video"]')
        sinks.write_until(now)
        tried = subprocess.run([program, "--config", sinks.runs.config, "check", "--connect"], capture_output=True, text=True)
        assert tried.returncode == 0 and "alerts: took a test event" in tried.stdout, tried.stdout + tried.stderr
        told = killed_while_it_fires(sinks, alertmanager, receiver)
        assert all(alert["alertname"] == "OutcryIncident" for alerts in receiver.heard for _, alert, _ in alerts), "a test notified somebody"
        receiver.heard.clear()
        over = posts(now, now - 120 * 60, now - 90 * 60)
        ended_by_the_incident(Sinks(program, folder / "over", alertmanager, over, ""), alertmanager, receiver, now - 95 * 60, now)
        return f"an outage of {told} its alerts ended; those of one that was over at once"
    finally:
        real.end(alertmanager.process, signal.SIGKILL)
