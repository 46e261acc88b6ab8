"""/metrics of a live run, its table in docs/metrics.md, and the dashboard and the alerts that are made of it."""

import collections
import json
import os
import re
import signal
import subprocess
import time

import jetstream
import live_test
import program
import served

DOCS = program.SOURCE / "docs"
RULES, RULE_TESTS = DOCS / "prometheus" / "alerts.yml", DOCS / "prometheus" / "alerts_test.yml"
DASHBOARD = DOCS / "grafana" / "outcry.json"
OF_PROMETHEUS = {"job", "instance", "le", "alertname", "alertstate"}
NAME = re.compile(r"\b(?:outcry|process)_\w+")
SAMPLE = re.compile(r'^(\w+)(?:\{(.*)\})? (\S+)$')
LABEL = re.compile(r'(\w+)="((?:[^"\\]|\\.)*)"')
LEFTOVERS = ("_bucket", "_sum", "_count")  # of a histogram


class Page:
    """What a page of metrics holds: types, and the samples of each family as (labels, value)."""

    def __init__(self, text):
        self.text, self.types, self.helps = text, {}, {}
        self.samples = collections.defaultdict(list)
        for line in text.splitlines():
            words = line.split(" ", 3)
            if line.startswith("# HELP "):
                self.helps[words[2]] = words[3]
            elif line.startswith("# TYPE "):
                self.types[words[2]] = words[3]
            else:
                name, labels, value = SAMPLE.match(line).groups()
                self.samples[self.family(name)].append((dict(LABEL.findall(labels or "")), float(value)))

    def family(self, name):
        base = next((name.removesuffix(end) for end in LEFTOVERS if name.endswith(end)), name)
        return base if self.types.get(base) == "histogram" else name

    def labels(self, name):
        return {label for labels, _ in self.samples[name] for label in labels} - OF_PROMETHEUS

    def value(self, name, **labels):
        """Of the first sample that has these labels; None = there is none."""
        fits = (value for have, value in self.samples[name] if labels.items() <= have.items())
        return next(fits, None)


def documented():
    """(type, labels) by name, as docs/metrics.md has them."""
    row = re.compile(r"^\| `(\w+)` \| (\w+) \| [^|]+ \| ([^|]*) \| [^|]+ \|$", re.MULTILINE)
    return {name: (kind, set(re.findall(r"`(\w+)`", labels))) for name, kind, labels in row.findall((DOCS / "metrics.md").read_text())}


def expressions():
    """(where, PromQL) of everything that is shown or warned of."""
    rules = re.findall(r"^ *- alert: (\w+)\n *expr: (?:\|-?\n)?((?:.+\n)+?) *(?:for|labels):", RULES.read_text(), re.MULTILINE)
    out = list(rules)
    dashboard = json.loads(DASHBOARD.read_text())
    for panel in dashboard["panels"]:
        out += [(panel["title"], target["expr"]) for target in panel.get("targets", ())]
    for variable in dashboard["templating"]["list"]:
        if variable["type"] == "query":
            out.append((variable["name"], variable["query"]["query"]))
    return out


def promtool(*arguments, **more):
    return subprocess.run(["promtool", *map(str, arguments)], capture_output=True, text=True, **more)


class Metrics(live_test.Listening):
    kept = None  # the page, which is the same for all tests

    def page(self):
        if Metrics.kept is None:
            Metrics.kept = self.page_of_everything()
        return Metrics.kept

    def page_of_everything(self):
        """Of a run with an outage, and with a feed and a sink that cannot be reached; its configuration is broken afterwards."""
        now = time.time()
        for i in range(200):
            self.log.add(jetstream.micros(now - 1200 + 6 * i), f"s{i}", "spotify " + self.chance.choice(live_test.FAILS) + f" {i}")
        self.log.sort()
        self.now_goes_on()
        config = self.path("outcry.toml")
        config.write_text(
            f'[sources.bluesky]\nhosts = ["{self.server().url}"]\nbackfill = "{live_test.EVERYTHING}"\n'
            '[sources.nobody]\nhosts = ["ws://127.0.0.1:9"]\n[store]\npath = "told.db"\n'
            f'[sinks.kept]\nkind = "file"\nbegin = "first"\npath = "{self.path("kept.ndjson")}"\n'
            '[sinks.nobody]\nkind = "webhook"\nurl = "http://127.0.0.1:9/"\nprivate_networks = true\nbegin = "first"\n'
        )
        site = served.Site("--config", config, "run", "--listen", "127.0.0.1:0", "--quiet")
        self.addCleanup(site.stop)
        told = lambda name, **labels: Page(site.ask("/metrics").content.decode()).value(name, **labels) or 0
        served.until(lambda: told("outcry_service_severity", service="spotify"), "an incident of Spotify")
        served.until(lambda: told("outcry_sink_failures_total", sink="nobody"), "a sink that fails")
        served.until(lambda: told("outcry_sink_delivered_total", sink="kept"), "a sink that takes events")
        served.until(lambda: told("outcry_sink_oldest_undelivered_seconds", sink="kept") == 0, "a sink that has all")
        served.until(lambda: told("outcry_feed_faults_total", feed="nobody"), "a feed that fails")
        page = Page(site.ask("/metrics").content.decode())
        self.assertEqual(page.value("outcry_config_last_reload_successful"), 1)
        config.write_text("[sources\n")
        site.process.send_signal(signal.SIGHUP)
        served.until(lambda: told("outcry_config_last_reload_successful") == 0, "a reload that fails")
        self.assertEqual(told("outcry_config_last_reload_success_timestamp_seconds"), page.value("outcry_config_last_reload_success_timestamp_seconds"))
        return page

    def test_the_table_has_what_the_page_has(self):
        page, table = self.page(), documented()
        self.assertEqual(sorted(page.types), sorted(table))
        for name, (kind, labels) in table.items():
            with self.subTest(name=name):
                self.assertTrue(page.samples[name], "no sample")
                self.assertEqual((page.types[name], page.labels(name)), (kind, labels))

    def test_the_numbers_are_those_of_the_run(self):
        page = self.page()
        self.assertEqual(page.value("outcry_feed_state", feed="bluesky", state="live"), 1)
        self.assertEqual(page.value("outcry_feed_state", feed="nobody", state="live"), 0)
        self.assertGreater(page.value("outcry_mentions_total", intent="report"), 300)
        self.assertGreater(page.value("outcry_posts_counted_total"), 0)
        self.assertGreaterEqual(page.value("outcry_feed_posts_total", feed="bluesky"), page.value("outcry_posts_counted_total"))
        self.assertLess(page.value("outcry_watermark_lag_seconds"), 600)
        self.assertEqual(page.value("outcry_recovered"), 0)
        self.assertGreaterEqual(page.value("outcry_incident_events_total", type="opened"), 2)
        opened = re.search(r"^outcry_detection_delay_seconds_count (\d+)$", page.text, re.MULTILINE)
        self.assertEqual(int(opened[1]), page.value("outcry_incident_events_total", type="opened"))
        self.assertGreater(page.value("outcry_sink_oldest_undelivered_seconds", sink="nobody"), 0)
        self.assertEqual(page.value("outcry_sink_oldest_undelivered_seconds", sink="kept"), 0)

    def test_a_run_that_was_killed_is_told_by_the_next(self):
        url = self.server().url
        arguments = ["run", "--listen", "127.0.0.1:0", "--jetstream", url, "--store", self.path("killed.db"), "--quiet"]
        site = served.Site(*arguments)
        served.until(lambda: self.path("killed.db.status.json").exists(), "a status")
        site.stop(signal.SIGKILL)
        for recovered in (1, 0):
            site = served.Site(*arguments)
            told = served.until(lambda: (page := Page(site.ask("/metrics").content.decode())).samples["process_start_time_seconds"] and page, "how it stands")
            self.assertEqual(told.value("outcry_recovered"), recovered)
            site.stop()

    def test_promtool_has_nothing_to_say_of_the_page(self):
        done = promtool("check", "metrics", input=self.page().text)
        self.assertEqual((done.returncode, done.stdout + done.stderr), (0, ""))

    def test_promtool_takes_the_alerts_and_their_tests(self):
        done = promtool("check", "rules", RULES)
        self.assertEqual(done.returncode, 0, done.stdout + done.stderr)
        done = promtool("test", "rules", RULE_TESTS)
        self.assertEqual(done.returncode, 0, done.stdout + done.stderr)

    def test_every_alert_has_a_test_in_which_it_fires_and_words_for_people(self):
        alerts = [name for name, _ in expressions() if name.startswith("Outcry")]
        rules, tests = RULES.read_text(), RULE_TESTS.read_text()
        self.assertEqual(len(alerts), rules.count("- alert: "))
        self.assertEqual(len(alerts), len(set(alerts)))
        for word in ("summary: ", "description: ", "severity: "):
            self.assertEqual(rules.count(word), len(alerts), word)
        for name in alerts:
            self.assertRegex(tests, rf"alertname: {name}\n +exp_alerts:\n +- exp_labels:", name)

    def test_dashboard_and_alerts_use_what_there_is(self):
        page = self.page()
        known = {*page.types, *(f"{name}{end}" for name, kind in page.types.items() if kind == "histogram" for end in LEFTOVERS)}
        found = expressions()
        self.assertGreater(len(found), 20)
        for where, text in found:
            with self.subTest(where=where, text=text):
                bare = re.sub(r"\{[^}]*\}|\"[^\"]*\"", "", text)
                names = set(NAME.findall(bare))
                self.assertLessEqual(names, known)
                for name, inside in re.findall(r"\b((?:outcry|process)_\w+)\{([^}]*)\}", text):
                    self.assertLessEqual(set(re.findall(r"(\w+) *[=!]~?\"", inside)) - OF_PROMETHEUS, page.labels(page.family(name)))
                have = {label for name in names for label in page.labels(page.family(name))} | OF_PROMETHEUS
                for group in re.findall(r"\b(?:by|without|on|ignoring) *\(([^)]*)\)", text):
                    self.assertLessEqual({label.strip() for label in group.split(",") if label.strip()}, have)

    def test_values_of_labels_in_dashboard_and_alerts_exist(self):
        page = self.page()
        for where, text in expressions():
            for name, inside in re.findall(r"\b((?:outcry|process)_\w+)\{([^}]*)\}", text):
                for label, how, wanted in re.findall(r'(\w+) *(=~|!=|!~|=) *"([^"$]*)"', inside):
                    there = {labels.get(label) for labels, _ in page.samples[page.family(name)]}
                    closed = label in ("state", "role", "type") and name != "outcry_service_state"
                    if closed and name != "outcry_service_severity":
                        self.assertLessEqual(set(wanted.split("|")), there, (where, name))

    def test_the_dashboard_is_of_no_machine(self):
        dashboard = json.loads(DASHBOARD.read_text())
        self.assertIsNone(dashboard["id"])
        self.assertGreaterEqual(dashboard["schemaVersion"], 38)
        sources = [variable["name"] for variable in dashboard["templating"]["list"] if variable["type"] == "datasource"]
        self.assertEqual(sources, ["datasource"])
        panels = [panel for panel in dashboard["panels"] if panel["type"] != "row"]
        self.assertEqual(len({panel["id"] for panel in dashboard["panels"]}), len(dashboard["panels"]))
        for panel in panels:
            self.assertEqual(panel["datasource"], {"type": "prometheus", "uid": "${datasource}"}, panel["title"])
            self.assertTrue(panel["description"], panel["title"])
            place = panel["gridPos"]
            self.assertLessEqual(place["x"] + place["w"], 24)
            for other in panels:
                that = other["gridPos"]
                apart = place["x"] + place["w"] <= that["x"] or that["x"] + that["w"] <= place["x"] or place["y"] + place["h"] <= that["y"] or that["y"] + that["h"] <= place["y"]
                self.assertTrue(apart or other is panel, (panel["title"], other["title"]))


if __name__ == "__main__":
    program.main()
