"""The web server among slow, hostile and forgetful clients, and before strangers."""

import base64
import gzip
import json
import os
import selectors
import signal
import socket
import struct
import time

import jetstream
import listening
import program
import served

SLOW = 600
CLIENTS, CUTS = 100, 1000
OUTAGES = ["netflix", "hulu", "spotify", "disney plus", "twitch"]
FAILS = ["is down", "won't load", "keeps crashing", "not working", "gives me an error", "is stuck on the logo"]
ENDS = ["", " again", " for me", " on the tv", " tonight", " ugh", ", anyone else?", " and it is my day off"]


def connect(site):
    connection = socket.create_connection(("127.0.0.1", site.port), timeout=served.PATIENCE)
    connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    return connection


def reset(connection):
    connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    connection.close()


def exchange(site, sent):
    """All that comes back until the server closes, or an answer is whole enough to have a status."""
    with connect(site) as connection:
        try:
            connection.sendall(sent)
            connection.shutdown(socket.SHUT_WR)
        except OSError:
            pass
        out = b""
        try:
            while piece := connection.recv(65536):
                out += piece
        except OSError:
            pass
        return out


class Served(program.SmallHome):
    def serve(self, *arguments, env=None, config=None):
        sample = program.SOURCE / "samples" / "netflix-sunday.jsonl.zst"
        before = ["--config", config] if config else []
        site = served.Site(*before, "replay", sample, "--serve", "--store", self.path("store.db"), *(arguments or ("--listen", "127.0.0.1:0")), env=env)
        self.addCleanup(site.stop)
        served.until(lambda: "the replay is over" in "".join(site.lines), "the end of the replay")
        return site

    def test_slow_clients_take_nothing_from_others(self):
        site = self.serve()
        site.get("/api/v1/services")
        before = site.kibibytes()
        request = b"GET /api/v1/services HTTP/1.1\r\nHost: 127.0.0.1\r\nX-Long: " + b"x" * 60
        slow, lost, waits = {}, 0, []

        def come():
            connection = connect(site)
            connection.setblocking(False)
            slow[connection] = 0

        silent = [connect(site) for _ in range(20)]
        deaf = [connect(site) for _ in range(20)]
        for connection in deaf:
            connection.sendall(b"GET /api/v1/stream?last_event_id=0 HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n")
        most = 0
        for second in range(13):
            end = time.monotonic() + 1
            while len(slow) < SLOW:
                come()
            for connection, sent in list(slow.items()):
                try:
                    if sent and not connection.recv(4096):
                        raise OSError
                except BlockingIOError:
                    pass
                except OSError:
                    del slow[connection]
                    connection.close()
                    lost += 1
                    continue
                try:
                    connection.send(request[sent % len(request) :][:1])
                    slow[connection] = sent + 1
                except OSError:
                    del slow[connection]
                    connection.close()
                    lost += 1
            while time.monotonic() < end:
                begin = time.monotonic()
                answer = site.ask("/api/v1/status")
                waits.append(time.monotonic() - begin)
                answer.must_be_documented()
                most = max(most, len(os.listdir(f"/proc/{site.process.pid}/fd")))
                time.sleep(0.02)
        waits.sort()
        grown = site.kibibytes() - before
        print(f"{len(waits)} answers, median {waits[len(waits) // 2] * 1e3:.1f} ms, p99 {waits[len(waits) * 99 // 100] * 1e3:.1f} ms, longest {waits[-1] * 1e3:.0f} ms; "
              f"{lost} slow ones cut; {grown / 1024:.1f} MiB more; {most} descriptors")
        self.assertLess(waits[-1], 10)
        self.assertGreater(lost, SLOW - 512)
        self.assertLess(grown, 128 * 1024)
        self.assertLess(most, 512 + 60)
        for connection in (*slow, *silent, *deaf):
            connection.close()

    def test_hostile_requests_are_refused_and_nothing_else_happens(self):
        site = self.serve()
        host = b"Host: 127.0.0.1\r\n"
        get = b"GET /api/v1/status HTTP/1.1\r\n"
        review = b"POST /api/v1/incidents/" + site.get("/api/v1/incidents?limit=1")["incidents"][0]["id"].encode() + b"/review HTTP/1.1\r\nX-Outcry: 1\r\n" + host
        body = lambda text, more=b"": review + more + b"Content-Length: %d\r\n\r\n" % len(text) + text
        bomb = gzip.compress(b"[" * 16_000_000)
        cases = [
            (b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03" + bytes(range(256)) * 2 + b"\r\n\r\n", {400}),
            (b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", {400, 404, 403, 405}),
            (b"GET /\r\n\r\n", {400}),
            (get + b"\r\n", {400}),
            (get + host + b"Host: evil.example\r\n\r\n", {400}),
            (get + b"Host: evil.example\r\n\r\n", {421}),
            (b"GET http://evil.example/api/v1/status HTTP/1.1\r\n" + host + b"\r\n", {421}),
            (get + host + b"X: " + b"x" * 65536 + b"\r\n\r\n", {431}),
            (get + host + b"X: y\r\n" * 20000 + b"\r\n", {431}),
            (b"GET /" + b"a" * 70000 + b" HTTP/1.1\r\n" + host + b"\r\n", {431}),
            (get + host + b"Bad header\r\n\r\n", {400}),
            (get + host + b"X: a\x00b\r\n\r\n", {400}),
            (b"GET /a\x00b HTTP/1.1\r\n" + host + b"\r\n", {400}),
            (b"TRACE / HTTP/1.1\r\n" + host + b"\r\n", {405}),
            (b"CONNECT evil.example:443 HTTP/1.1\r\n" + host + b"\r\n", {400, 405}),
            (b"BREW / HTTP/1.1\r\n" + host + b"\r\n", {403}),
            (review + b"Transfer-Encoding: chunked\r\nContent-Length: 3\r\n\r\n0\r\n\r\n", {400}),
            (review + b"Transfer-Encoding: gzip, chunked\r\n\r\n0\r\n\r\n", {400}),
            (review + b"Transfer-Encoding: chunked\r\n\r\nzz\r\n", {400}),
            (review + b"Content-Length: -1\r\n\r\n", {400}),
            (review + b"Content-Length: 99999999999999999999999\r\n\r\n", {400}),
            (review + b"Content-Length: 17000000000\r\n\r\n", {413}),
            (review + b"Expect: 200-ok\r\nContent-Length: 2\r\n\r\n{}", {417}),
            (body(b"[" * 16000), {400}),
            (body(b'{"a":' * 3000), {400}),
            (body(b'{"action":"note","text":"\xff\xfe"}'), {400}),
            (body(b'{"action":"note","action":"explode"}'), {400}),
            (body(bomb[:16000], b"Content-Encoding: gzip\r\n"), {400, 413}),
            (body(gzip.compress(b" " * 10_000_000), b"Content-Encoding: gzip\r\n"), {413}),
            (body(b"{}", b"Content-Encoding: gzip\r\n"), {400}),
            (review.replace(b"X-Outcry: 1", b"X-Outcry: 1\r\nOrigin: http://evil.example") + b"Content-Length: 2\r\n\r\n{}", {403}),
            (b"GET /api/v1/services?" + b"&" * 15000 + b" HTTP/1.1\r\n" + host + b"\r\n", {200}),
            (b"GET /api/v1/services?q=" + b"%" * 15000 + b" HTTP/1.1\r\n" + host + b"\r\n", {200}),
            (b"GET /" + b"../" * 5000 + b"etc/passwd HTTP/1.1\r\n" + host + b"\r\n", {404}),
            (b"GET /api/v1/services/%2e%2e%2f%00%0d%0aX:%20y HTTP/1.1\r\n" + host + b"\r\n", {404}),
            (get + host + b"Range: bytes=0-1,2-3\r\nIf-None-Match: " + b'"a",' * 3000 + b"\r\nAccept-Encoding: gzip\r\n\r\n", {200}),
        ]
        for sent, statuses in cases:
            with self.subTest(sent=sent[:100]):
                answer = exchange(site, sent)
                self.assertTrue(answer.startswith(b"HTTP/1.1 "), answer[:200])
                self.assertIn(int(answer[9:12]), statuses, answer[:500])
                self.assertNotIn(b"\r\nX: y", answer.partition(b"\r\n\r\n")[0])
        pipelined = exchange(site, (get + host + b"\r\n") * 50)
        self.assertEqual(pipelined.count(b"HTTP/1.1 200 OK"), 50)
        for name in ('127.0.0.1:"><script>alert(1)</script>', "127.0.0.1:80'%22", "localhost:1/../x"):
            for address in ("/feed.atom", "/calendar.ics", "/api/v2/summary.json"):
                answer = site.ask(address, headers={"Host": name})
                self.assertNotIn(b"<script", answer.content, name)
        self.assertEqual(site.ask("/livez").status, 200)
        counters = dict(line.split(" ") for line in site.ask("/metrics").content.decode().splitlines() if line.startswith("outcry_http"))
        self.assertGreater(int(counters["outcry_http_refused_total"]), 20)

    def test_beyond_loopback_there_is_a_token(self):
        for command in (("run", "--jetstream", "ws://127.0.0.1:9"), ("replay", program.SOURCE / "samples" / "netflix-sunday.jsonl.zst", "--serve")):
            for address in ("0.0.0.0:0", "[::]:0"):
                done = program.run(*command, "--listen", address, check=False)
                self.assertEqual(done.returncode, 2, done)
                for word in (address, "no token", "give 'token' in [web]", "127.0.0.1"):
                    self.assertIn(word, done.stderr)
        config, token = self.path("outcry.toml"), "Tr0ub4dor&3-of-this-test"
        config.write_text('[web]\nlisten = "0.0.0.0:0"\ntoken = "plain text"\n')
        done = program.run("--config", config, "check", check=False)
        self.assertNotEqual(done.returncode, 0)
        self.assertIn("env:NAME", done.stderr + done.stdout)
        self.assertNotIn("plain text", done.stderr + done.stdout)
        config.write_text('[web]\nlisten = "0.0.0.0:0"\ntoken = "env:OUTCRY_WEB_TOKEN"\n')
        site = self.serve("--quiet", config=config, env={"OUTCRY_WEB_TOKEN": token})
        basic = lambda word: "Basic " + base64.b64encode(word.encode()).decode()
        incident = site.ask("/api/v1/incidents", headers={"Authorization": f"Bearer {token}"}).json()["incidents"][0]["id"]
        paths = [path.replace("{slug}", "netflix").replace("{id}", incident) for path, entry in served.DOCUMENT["paths"].items() if "get" in entry]
        for path in (*paths, "/", "/assets/page.js", "/nothing"):
            answer = site.ask(path)
            if path in ("/livez", "/readyz"):
                self.assertEqual(answer.status, 200)
                continue
            answer.must_be_a_problem(401)
            self.assertTrue(answer.header("WWW-Authenticate").startswith("Basic "), answer)
        wrong = ["", "Bearer", "Bearer ", f"Bearer {token}x", f"Bearer {token[:-1]}", f"Bearer  {token}", f"Digest {token}", token, basic(token), basic("x:"), basic(f"{token}:x"), basic(f"x:{token}x"), "Basic !!!!", "Basic " + "=" * 4000]
        for word in wrong:
            site.ask("/api/v1/status", headers={"Authorization": word}).must_be_a_problem(401)
        for word in (f"Bearer {token}", f"bearer {token}", basic(f"me:{token}"), basic(f":{token}"), basic(f"x:{token}").replace("Basic", "basic")):
            self.assertEqual(site.ask("/api/v1/status", headers={"Authorization": word}).status, 200, word)
        address = f"/api/v1/incidents/{incident}/review"
        act = json.dumps({"action": "acknowledge"})
        site.ask(address, "POST", headers={"X-Outcry": "1"}, body=act).must_be_a_problem(401)
        site.ask(address, "POST", headers={"Authorization": basic(f"me:{token}")}, body=act).must_be_a_problem(403)
        self.assertEqual(site.ask(address, "POST", headers={"Authorization": basic(f"me:{token}"), "X-Outcry": "1"}, body=act).status, 200)
        metrics = site.ask("/metrics", headers={"Authorization": f"Bearer {token}"}).content.decode()
        self.assertNotIn(token, metrics + "".join(site.lines))

    def test_behind_a_proxy_links_go_to_where_people_reach_it(self):
        config = self.path("outcry.toml")
        config.write_text('[web]\npublic_url = "status.example.org"\nlisten = "nowhere"\n')
        done = program.run("--config", config, "check", check=False)
        for word in ("outcry.toml:2:", "https://status.example.org", "outcry.toml:3:"):
            self.assertIn(word, done.stderr + done.stdout)
        config.write_text('[web]\npublic_url = "https://status.example.org"\n')
        site = self.serve("--quiet", "--listen", "127.0.0.1:0", config=config)
        forwarded = {"Host": "status.example.org", "X-Forwarded-Host": "evil.example", "X-Forwarded-Proto": "http"}
        for path in ("/feed.atom", "/calendar.ics", "/services/netflix/feed.atom", "/api/v2/incidents.json"):
            for headers in (forwarded, {}):
                said = site.ask(path, headers=headers).content.decode().replace("\r\n ", "")
                self.assertIn("https://status.example.org/incidents/", said)
                for wrong in ("evil.example", "http://127.0.0.1", "http://status.example.org"):
                    self.assertNotIn(wrong, said)
        self.assertEqual(site.ask("/api/v1/status", headers={"Host": "evil.example"}).status, 421)


class Client:
    """One reader of the live feed that comes back after each cut and says what it has seen last."""

    def __init__(self, selector, site, manner):
        self.selector, self.site, self.manner, self.seen, self.told, self.resets = selector, site, manner, [], [], 0
        self.connection = None

    def come(self):
        try:
            self.connection = connect(self.site)
        except OSError:
            self.connection = None
            return
        self.listening = self.manner(self.seen[-1] if self.seen else 0)
        self.connection.sendall(self.listening.request)
        self.connection.setblocking(False)
        self.selector.register(self.connection, selectors.EVENT_READ, self)

    def cut(self, rudely):
        if self.connection is None:
            return
        self.selector.unregister(self.connection)
        reset(self.connection) if rudely else self.connection.close()
        self.connection = None

    def read(self):
        try:
            piece = self.connection.recv(1 << 18)
        except BlockingIOError:
            return
        except OSError:
            piece = b""
        if not piece:
            self.cut(False)
            return
        for kind, data, number in self.listening.received(piece):
            if number is not None:
                assert kind == "incident", kind
                assert data["sequence"] == number, data
                self.seen.append(number)
                self.told.append((data["id"], data["state"], data["posts"]))
            elif kind == "reset":
                self.resets += 1
        if self.listening.reply:
            self.connection.send(self.listening.reply)
            self.listening.reply = b""


class Told(program.SmallHome):
    def posted(self, now):
        """Twenty-six hours; five services fail, one after another, in the last four."""
        old, new = [], []
        report = lambda subject: f"{subject} {self.chance.choice(FAILS)}{self.chance.choice(ENDS)}"
        begin, outage = now - 26 * 3600, now - 4 * 3600
        for i in range(26 * 60 * 6):
            at = begin + 10 * (i + self.chance.random())
            (old if at < outage - 600 else new).append((at, f"w{i}", "what a day, the weather is lovely"))
        for i in range(26):
            at = begin + 3600 * (i + self.chance.random())
            (old if at < outage - 600 else new).append((at, f"r{i}", report(self.chance.choice(OUTAGES))))
        for n, subject in enumerate(OUTAGES):
            for i in range(220):
                new.append((outage + 600 * n + 10 * (i + self.chance.random()), f"o{n}-{i}", report(subject)))
        return sorted(old), sorted(new)

    def start(self, url, listen):
        return served.Site("run", "--listen", listen, "--jetstream", url, "--backfill", "36h", "--store", self.path("told.db"), "--out", self.path("told.ndjson"), "--quiet")

    def test_every_client_hears_every_event_once(self):
        self.chance = program.chance()
        old, new = self.posted(time.time())
        log = jetstream.Log()
        for at, author, text in old:
            log.add(jetstream.micros(at), author, text)
        source = jetstream.Server(log)
        self.addCleanup(source.stop)
        site = self.start(source.url, "127.0.0.1:0")
        self.addCleanup(lambda: site.process.poll() is None and site.stop(signal.SIGKILL))
        served.until(lambda: site.get("/api/v1/status")["closed_until"], "the first window")
        selector = selectors.DefaultSelector()
        clients = [Client(selector, site, (listening.Events, listening.Messages)[n % 2]) for n in range(CLIENTS)]

        def pump(seconds):
            end = time.monotonic() + seconds
            while True:
                for client in clients:
                    if client.connection is None:
                        client.come()
                for key, _ in selector.select(max(0, min(0.05, end - time.monotonic()))):
                    key.data.read()
                if time.monotonic() >= end:
                    return

        pump(0.5)
        batches = 200
        for n in range(batches):
            for at, author, text in new[len(new) * n // batches : len(new) * (n + 1) // batches]:
                log.add(jetstream.micros(at), author, text)
            for _ in range(CUTS // batches):
                self.chance.choice(clients).cut(self.chance.random() < 0.5)
            if n == batches // 2:
                site.stop(signal.SIGKILL)
                site = self.start(source.url, f"127.0.0.1:{site.port}")
                for client in clients:
                    client.site = site
            pump(0.08)
        log.add(jetstream.micros(time.time()), "last", "and now the weather")
        done = lambda: program.events(self.path("told.ndjson"))
        final = []

        def settled():
            pump(0.5)
            final.append(site.get("/api/v1/status")["sequence"])
            return len(final) > 4 and final[-4] == final[-1] > 0 and min(len(client.seen) for client in clients) >= final[-1]

        served.until(settled, lambda: f"all clients: {final[-5:]}, {sorted((len(client.seen), client.connection is None) for client in clients)}", 300)
        newest = final[-1]
        kinds = [event["type"].split(".")[2] for event in done()]
        print(f"{CLIENTS} clients, {CUTS} cuts, a restart: {newest} events each; {sum(client.resets for client in clients)} resets")
        self.assertGreaterEqual(kinds.count("opened"), 3, kinds)
        for client in clients:
            self.assertEqual(client.seen, list(range(1, len(client.seen) + 1)))
            self.assertGreaterEqual(len(client.seen), newest)
            self.assertEqual(client.told[:newest], clients[0].told[:newest], client.manner)
        self.assertEqual([event["data"]["sequence"] for event in done()], list(range(1, newest + 1)))
        for client in clients:
            client.cut(False)
        # What was heard can be tried on: with it another service of that name would have counted.
        body = json.dumps({"name": "Zuperflix", "aliases": [OUTAGES[-1]]})
        tried = site.ask("/api/v1/try", "POST", headers={"X-Outcry": "1", "Content-Type": "application/json"}, body=body)
        tried.must_be_documented()
        self.assertEqual(tried.json()["faults"], [])
        self.assertGreater(tried.json()["counted"], 50)
        self.assertEqual(site.stop(), 0)


program.main()
