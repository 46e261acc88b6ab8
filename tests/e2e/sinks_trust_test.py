"""What must not break about sinks (each test says what), by the real program."""

import json
import os
import signal
import socket
import subprocess
import time
import urllib.request

import program
import receiving
import served
import sinks_test

CANARY = "canary-5f1e"


class Mood(receiving.Receiving):
    """A receiver that takes nothing in a manner of its own, until it is well."""

    def __init__(self, manner):
        self.manner = manner
        self.heard = []
        super().__init__()
        self.url = f"{self.address}/outcry"

    def post(self, request):
        event = json.loads(request.body())
        if self.manner == "silent":
            time.sleep(30)
            request.close_connection = True
            return
        if self.manner == "endless":
            return self.endless(request)
        if self.manner == "patience":
            return request.answer(429, Retry_After="1")
        if self.manner != "well":
            return request.answer(500)
        self.heard.append((int(event["sequence"]), event["id"]))
        request.answer(204)

    @staticmethod
    def endless(request):
        """An answer of 500 with a gigabyte, as far as anybody reads it."""
        request.send_response(500)
        request.send_header("Content-Length", str(1 << 30))
        request.end_headers()
        try:
            for _ in range(1 << 10):
                request.wfile.write(bytes(1 << 20))
        except OSError:
            request.close_connection = True


class Trust(sinks_test.Telling):
    def mood(self, manner):
        mood = Mood(manner)
        self.addCleanup(mood.stop)
        return mood

    def until_told(self, receiver, name):
        for _ in range(20):
            if receiver.heard and receiver.heard == self.wanted(name):
                return
            self.listen_once(self.feed.url, name)
        self.assertEqual(receiver.heard, self.wanted(name))

    def test_T16_who_takes_nothing_holds_up_nobody_and_is_told_all_when_it_is_well(self):
        ill = {manner: self.mood(manner) for manner in ("broken", "silent", "endless", "patience")}
        well = self.receiver()
        self.configured(well=well.url, **{manner: mood.url for manner, mood in ill.items()})
        self.feed = self.server()
        self.listen_once(self.feed.url, "run")
        self.assert_told(well, "run")
        status = self.status("run")
        for manner, mood in ill.items():
            self.assertEqual(mood.heard, [])
            self.assertGreater(status[manner]["failures"], 0, manner)
            self.assertNotEqual(status[manner]["oldest_undelivered"], None, manner)
            mood.manner = "well"
        for manner, mood in ill.items():
            with self.subTest(manner):
                self.until_told(mood, "run")

    def test_T26_reloads_under_load_lose_no_event_of_any_sink(self):
        receiver = self.receiver()
        self.configured(hook=receiver.url)
        good = self.path("outcry.toml").read_text()
        self.now_goes_on()
        self.feed = self.server()
        run = self.start(self.feed.url, "run", stderr=subprocess.PIPE, text=True)
        while "replaying" not in (line := run.stderr.readline()):
            self.assertNotEqual(line, "")
        reloads = int(os.environ.get("OUTCRY_RELOADS", "25"))
        for i in range(1, reloads + 1):
            broken = i % 5 == 0
            self.path("outcry.toml").write_text(good + ("[sinks.hook2]\n" if broken else f"# {i}\n"))
            run.send_signal(signal.SIGHUP)
            wanted = "stays as it was" if broken else "was read again"
            while wanted not in (line := run.stderr.readline()):
                self.assertNotEqual(line, "", i)
        self.path("outcry.toml").write_text(good)
        run.send_signal(signal.SIGTERM)
        self.assertEqual(run.wait(timeout=30), 0)
        run.stderr.close()
        for _ in range(5):
            self.listen_once(self.feed.url, "run")
        self.assert_told(receiver, "run")

    def test_T30_a_stop_waits_for_no_sink(self):
        silent = self.mood("silent")
        self.configured(silent=silent.url)
        file = self.path("outcry.toml")
        file.write_text(file.read_text().replace('timeout = "1s"', 'timeout = "60s"'))
        with open(file, "a") as out:
            out.write('[sinks.program]\nkind = "exec"\nbegin = "first"\ncommand = ["sleep", "1000"]\ntimeout = "60s"\n')
            host = silent.url.split("/")[2]
            out.write(f'[sinks.people]\nkind = "email"\nserver = "{host}"\ntls = "none"\nfrom = "a@example.org"\nto = ["b@example.org"]\nbegin = "first"\n')
            for name in ("bus", "other"):
                out.write(f'[sinks.{name}]\nkind = "kafka"\nbrokers = ["127.0.0.1:9"]\nbegin = "first"\n')
            os.mkfifo(self.path("fifo"))
            out.write(f'[sinks.kept]\nkind = "file"\npath = "{self.path("fifo")}"\nbegin = "first"\n')
        self.now_goes_on()
        self.feed = self.server()
        run = self.start(self.feed.url, "run", stderr=subprocess.PIPE, text=True)
        while ": live" not in (line := run.stderr.readline()):
            self.assertNotEqual(line, "")
        run.send_signal(signal.SIGTERM)
        self.assertEqual(run.wait(timeout=5), 0)
        run.stderr.close()
        silent.manner = "well"
        file.write_text(file.read_text().split("[sinks.program]")[0].replace('timeout = "60s"', 'timeout = "1s"'))
        self.until_told(silent, "run")

    def test_T31_no_secret_is_told_to_anybody(self):
        os.environ["HOOK_SECRET"] = f"{CANARY}-secret"
        for name in ("HOOK_AUTHORIZATION", "HOOK_URL", "PAGER_KEY", "SLACK_TOKEN", "KAFKA_PASSWORD", "MAIL_PASSWORD", "ALERT_AUTHORIZATION"):
            os.environ[name] = f"{CANARY}-{name}" if name != "HOOK_URL" else f"http://127.0.0.1:9/{CANARY}-url?key={CANARY}"
            self.addCleanup(os.environ.pop, name, None)
        away = 'url = "http://127.0.0.1:9/"\nprivate_networks = true\nbegin = "first"\n'
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            port = probe.getsockname()[1]
        self.path("outcry.toml").write_text(
            f'[sinks.hook]\nkind = "webhook"\nsecret = "env:HOOK_SECRET"\nauthorization = "env:HOOK_AUTHORIZATION"\n{away}'
            '[sinks.chat]\nkind = "webhook"\nurl = "env:HOOK_URL"\nprivate_networks = true\ntemplate = "discord"\nbegin = "first"\n'
            f'[sinks.pager]\nkind = "pagerduty"\nrouting_key = "env:PAGER_KEY"\n{away}'
            f'[sinks.team]\nkind = "slack"\ntoken = "env:SLACK_TOKEN"\nchannel = "x"\n{away}'
            '[sinks.people]\nkind = "email"\nserver = "127.0.0.1:9"\nuser = "me"\npassword = "env:MAIL_PASSWORD"\nfrom = "a@example.org"\nto = ["b@example.org"]\nbegin = "first"\n'
            f'[sinks.alerts]\nkind = "alertmanager"\nauthorization = "env:ALERT_AUTHORIZATION"\n{away}'
            '[sinks.bus]\nkind = "kafka"\nbrokers = ["127.0.0.1:9"]\nprotocol = "sasl_plaintext"\nuser = "me"\npassword = "env:KAFKA_PASSWORD"\nbegin = "first"\n'
        )
        self.path("wrong.toml").write_text('[sinks.alerts]\nkind = "alertmanager"\nurl = "env:HOOK_URL"\n')
        wrong = program.run("--config", self.path("wrong.toml"), "check", check=False)
        self.assertEqual(wrong.returncode, 2)
        self.now_goes_on()
        self.feed = self.server()
        arguments = self.arguments(self.feed.url, "run")
        arguments[arguments.index("none")] = f"127.0.0.1:{port}"
        run = subprocess.Popen([program.PROGRAM, *map(str, arguments)], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
        self.addCleanup(run.wait)
        self.addCleanup(run.kill)
        said = [wrong.stdout, wrong.stderr]
        while ": live" not in (line := run.stderr.readline()):
            self.assertNotEqual(line, "")
            said.append(line)
        while any(sink["failures"] == 0 for name, sink in self.status("run").items() if name != "bus"):
            time.sleep(0.2)
        for path in ("/metrics", "/api/v1/status", "/api/v1/incidents", "/api/v1/feeds", "/api/v1/sinks", "/api/v1/services", "/version", "/"):
            said.append(urllib.request.urlopen(f"http://127.0.0.1:{port}{path}", timeout=30).read().decode())
        sinks = json.loads(said[-4])
        served.must_fit(sinks, {"$ref": "#/components/schemas/Sinks"}, "/api/v1/sinks")
        self.assertEqual(len(sinks["sinks"]), 7)
        run.send_signal(signal.SIGTERM)
        said += run.communicate(timeout=30)
        said.append(program.run("status", "--store", self.path("run.db")).stdout)
        said.append(program.run("status", "--store", self.path("run.db"), "--json").stdout)
        check = program.run("--config", self.path("outcry.toml"), "check", "--connect", check=False)
        said += [check.stdout, check.stderr]
        for file in self.folder.iterdir():
            if file.is_file():
                said.append(file.read_bytes().decode(errors="replace"))
        for text in said:
            at = text.find(CANARY)
            self.assertEqual(at, -1, text[max(at - 300, 0) : at + 100])


if __name__ == "__main__":
    program.main()
