"""Whatever the web server answers is as docs/openapi.json says, and its numbers are those of the command line."""

import gzip
import json
import pathlib
import re
import tempfile
import os
import unittest
import urllib.parse
import xml.etree.ElementTree

import jsonschema

import program
import served

WRITES = {"X-Outcry": "1", "Content-Type": "application/json"}
VIEWS = ["/", "/services", "/services/netflix", "/incidents", "/compare", "/feeds", "/replay", "/setup"]


def every_schema(thing):
    if isinstance(thing, dict):
        yield thing
        for it in thing.values():
            yield from every_schema(it)
    elif isinstance(thing, list):
        for it in thing:
            yield from every_schema(it)


class Web(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        folder = tempfile.TemporaryDirectory(prefix="outcry-test-")
        cls.addClassCleanup(folder.cleanup)
        cls.folder = pathlib.Path(folder.name)
        os.environ["XDG_STATE_HOME"] = folder.name
        os.environ["XDG_CACHE_HOME"] = os.path.join(folder.name, "cache")
        os.environ["OUTCRY_HOME"] = str(program.small_home(cls.folder))
        cls.store = cls.folder / "store.db"
        sample = program.SOURCE / "samples" / "netflix-sunday.jsonl.zst"
        cls.site = served.Site("replay", sample, "--serve", "--listen", "127.0.0.1:0", "--store", cls.store)
        cls.addClassCleanup(cls.site.stop)
        served.until(lambda: (cls.site.get("/api/v1/status")["replay"] or {}).get("over"), "the end of the replay")
        cls.slugs = [it["slug"] for it in cls.site.get("/api/v1/services?lanes=0&limit=1000")["services"]]
        cls.incidents = [it["id"] for it in cls.all_incidents()]

    @classmethod
    def all_incidents(cls):
        states = served.DOCUMENT["components"]["schemas"]["IncidentState"]["enum"]
        return [it for state in states for it in cls.site.get(f"/api/v1/incidents?state={state}&limit=500")["incidents"]]

    def addresses(self):
        """At least one for each documented GET."""
        v1 = "/api/v1"
        span = "from=2026-03-22T20:00:00Z&to=2026-03-23T04:00:00%2B01:00"
        out = [f"{v1}/{name}" for name in ("status", "services", "feeds", "sinks", "catalog", "incidents")]
        out += [f"{v1}/services?{query}" for query in ("limit=1000&lanes=0", "limit=1000", "limit=1", "q=NET&limit=5", "category=video&limit=3", "slugs=netflix,hulu,nobody", "after=netflix&limit=2", "after=nobody")]
        out += [f"{v1}/services?lanes=0&state={state}" for state in served.DOCUMENT["components"]["schemas"]["ServiceState"]["enum"]]
        out += [f"{v1}/services/{slug}" for slug in self.slugs]
        out += [f"{v1}/services/{slug}/series?step=3600" for slug in self.slugs[:40]]
        out += [f"{v1}/services/netflix/series?{query}" for query in ("", "step=60", "step=604800", span, "step=600&" + span, "from=1970-01-01T00:00:00Z&step=86400", "to=1980-01-01T00:00:00Z", "from=2100-01-01T00:00:00Z")]
        kinds = ["", *(f"&kind={kind}" for kind in served.DOCUMENT["components"]["parameters"]["Kind"]["schema"]["enum"])]
        out += [f"{v1}/services/netflix/posts?limit=200{kind}" for kind in kinds] + [f"{v1}/services/tubi/posts"]
        out += [f"{v1}/incidents?{query}" for query in ("service=netflix", "service=nobody", "since=2026-03-20T00:00:00Z", "until=2026-03-10T00:00:00Z", "limit=2", "after=nobody")]
        for identifier in self.incidents:
            out += [f"{v1}/incidents/{identifier}{part}" for part in ("", "/posts", "/report.md", "/report.html", "/report.json")]
        out += [f"{v1}/compare?services={query}" for query in ("netflix", "netflix,hulu,spotify", "netflix&" + span, "netflix&from=1970-01-01T00:00:00Z")]
        out += [f"/api/v2/{name}.json" for name in ("summary", "status", "components", "incidents", "incidents/unresolved")]
        out += ["/feed.atom", "/calendar.ics", "/livez", "/readyz", "/metrics", "/version", "/api/openapi.json"]
        for slug in ("netflix", *self.slugs[:10]):
            out += [f"/services/{slug}/feed.atom", f"/services/{slug}/calendar.ics", f"/badge/{slug}.svg"]
        return out

    def test_the_document_is_sound(self):
        document = served.DOCUMENT
        self.assertEqual(self.site.get("/api/openapi.json"), document)
        for schema in document["components"]["schemas"].values():
            jsonschema.Draft202012Validator.check_schema(schema)
        for thing in every_schema(document):
            if "$ref" in thing:
                served.resolved(thing)
            if thing.get("type") == "object" and "properties" in thing and isinstance(thing["properties"], dict):
                open_ended = set(thing.get("required", ())) == {"openapi", "info", "paths", "components"}
                self.assertTrue(open_ended or thing.get("additionalProperties") is False, thing)
        operations = [operation for path in document["paths"].values() for operation in path.values()]
        names = [operation["operationId"] for operation in operations]
        self.assertEqual(len(names), len(set(names)))
        for path, entry in document["paths"].items():
            for operation in entry.values():
                inside = {it["name"] for it in map(served.resolved, operation.get("parameters", ())) if it["in"] == "path"}
                self.assertEqual(inside, set(re.findall(r"\{(\w+)\}", path)), path)

    def test_every_route_of_the_code_is_in_the_document(self):
        code = {name: (program.SOURCE / "outputs" / "web" / name).read_text() for name in ("site.cc", "public_pages.cc", "api.cc")}
        paths = list(served.DOCUMENT["paths"])
        for route in re.findall(r'path == "(/[^"]+)"', code["site.cc"] + code["public_pages.cc"]):
            self.assertIn(route, paths)
        whats = set(re.findall(r'what == "(\w+)"', code["api.cc"]))
        self.assertGreaterEqual(whats, {"status", "services", "incidents", "stream"})
        for what in whats:
            self.assertTrue(any(path.split("/")[1:4] == ["api", "v1", what] for path in paths), what)
        for part in re.findall(r'(?:part|parts\[\d\]) [!=]= "([\w.]+)"', code["api.cc"] + code["public_pages.cc"]):
            self.assertTrue(any(part in path.split("/") for path in paths), part)
        self.assertEqual({path.split("/")[3] for path in paths if path.startswith("/api/v1/")}, whats)

    def test_every_answer_is_as_documented(self):
        addresses = self.addresses()
        documented = {path for path, entry in served.DOCUMENT["paths"].items() if "get" in entry} - {"/api/v1/stream"}
        self.assertEqual({served.template_of(address) for address in addresses}, documented)
        for address in addresses:
            answer = self.site.ask(address)
            self.assertEqual(answer.status, 200, answer)
            answer.must_be_documented()

    def test_answers_that_are_known_or_packed_or_asked_for_by_head(self):
        seen = set()
        for address in self.addresses():
            template = served.template_of(address)
            if template in seen or template == "/metrics":
                continue
            seen.add(template)
            whole = self.site.ask(address)
            again = self.site.ask(address, headers={"If-None-Match": f'"0", W/{whole.header("ETag")}'})
            self.assertEqual((again.status, again.body), (304, b""), again)
            again.must_be_safe()
            self.assertEqual(again.header("ETag"), whole.header("ETag"))
            self.assertEqual(self.site.ask(address, headers={"If-None-Match": '"0"'}).status, 200)
            packed = self.site.ask(address, headers={"Accept-Encoding": "gzip"})
            self.assertEqual(packed.content, whole.content, address)
            self.assertEqual(packed.header("Content-Encoding") == "gzip", len(packed.body) < len(whole.body), packed)
            self.assertEqual(self.site.ask(address, headers={"Accept-Encoding": "gzip;q=0"}).header("Content-Encoding"), "")
            head = self.site.ask(address, "HEAD")
            self.assertEqual((head.status, head.body), (200, b""), head)
            named = lambda answer: {key: value for key, value in answer.headers if key != "Date"}
            self.assertEqual(named(head), named(whole))
        large = [address for address in ("/api/openapi.json", "/api/v1/catalog", "/api/v2/summary.json")]
        for address in large:
            self.assertEqual(self.site.ask(address, headers={"Accept-Encoding": "gzip"}).header("Content-Encoding"), "gzip")

    def test_what_is_wrong_is_said_as_a_problem(self):
        v1 = "/api/v1"
        netflix = f"{v1}/services/netflix"
        bad = [f"{v1}/services?{it}" for it in ("limit=0", "limit=1001", "limit=many", "lanes=2", "state=broken", "slugs=" + ",".join(["a"] * 201))]
        bad += [f"{v1}/incidents?{it}" for it in ("limit=0", "limit=501", "since=yesterday", "until=2026-13-01T00:00:00Z", "state=broken")]
        bad += [f"{netflix}/series?{it}" for it in ("step=61", "step=5", "step=604801", "from=now", "step=60&from=2026-03-01T00:00:00Z")]
        bad += [f"{netflix}/posts?{it}" for it in ("kind=gossip", "limit=201")]
        bad += [f"{v1}/compare?services={it}" for it in ("1,2,3,4,5,6,7,8,9", "netflix&from=2026-03-22T00:00:00Z&to=2026-03-21T00:00:00Z")]
        bad += [f"{v1}/stream?last_event_id={it}" for it in ("x", "-1", "99999999999999999999")]
        for address in bad:
            with self.subTest(address=address):
                self.site.ask(address).must_be_a_problem(400)
        gone = [f"{v1}/services/nobody", f"{v1}/services/nobody/series", f"{netflix}/nothing", f"{v1}/incidents/netflix", f"{v1}/incidents/nothing/report.md", f"{v1}/compare?services=nobody"]
        gone += [f"{v1}/incidents/{self.incidents[0]}/report.pdf", "/badge/nobody.svg", "/services/nobody/feed.atom", "/services/nobody/calendar.ics", "/api", "/api/v1", "/api/v3/status", "/api/v2/status", "/api/v2/scheduled-maintenances.json",
                 "/favicon.ico", "/robots.txt", "/.git/config", "/assets/../outcry.toml", "/assets/%2e%2e/outcry.toml", "/..%2f..%2fetc/passwd", "/services%00", "/*", "/%ff%fe"]
        for address in gone:
            with self.subTest(address=address):
                self.site.ask(address).must_be_a_problem(404)
        for address in ("/api/v1/status", "/api/v1/services", netflix, "/feed.atom", "/livez", "/", "/api/openapi.json"):
            for method in ("POST", "PUT", "PATCH", "DELETE", "OPTIONS"):
                with self.subTest(address=address, method=method):
                    self.site.ask(address, method).must_be_a_problem(403)
                    answer = self.site.ask(address, method, headers=WRITES)
                    answer.must_be_a_problem(405)
                    self.assertEqual(answer.header("Allow"), "GET, HEAD")
        review = self.site.ask(f"{v1}/incidents/{self.incidents[0]}/review")
        review.must_be_a_problem(405)
        self.assertEqual(review.header("Allow"), "POST")
        traced = self.site.ask("/", "TRACE")
        self.assertEqual((traced.status, traced.media(), bool(traced.header("Allow"))), (405, "application/problem+json", True))

    def review(self, identifier, body, **headers):
        body = body if isinstance(body, (bytes, str)) else json.dumps(body)
        return self.site.ask(f"/api/v1/incidents/{identifier}/review", "POST", headers={**WRITES, **headers}, body=body)

    def test_who_may_write_and_what(self):
        identifier, other = [it for it in self.incidents if not it.startswith("netflix")][:2]
        # Whoever reads the store meanwhile takes nothing from the server.
        program.run("incidents", "--store", self.store)
        address = f"/api/v1/incidents/{identifier}/review"
        act = json.dumps({"action": "acknowledge"})
        self.site.ask(address, "POST", body=act).must_be_a_problem(403)
        self.site.ask(address, "POST", body=act, headers={"X-Outcry": "yes"}).must_be_a_problem(403)
        for origin in ("http://evil.example", "null", f"http://{self.site.host}.evil.example", "http://127.0.0.1:1"):
            self.assertEqual(self.review(identifier, act, Origin=origin).status, 403, origin)
        for host in ("evil.example", f"evil.example:{self.site.port}", "127.0.0.1.evil.example"):
            for answer in (self.review(identifier, act, Host=host), self.site.ask("/api/v1/status", headers={"Host": host})):
                self.assertEqual((answer.status, answer.media()), (421, "application/problem+json"), answer)
        self.assertIsNone(self.site.get(f"/api/v1/incidents/{identifier}")["review"])
        for body in ("", "[]", "{", '{"action":"explode"}', '{"action":1}', '{"action":"note"}', '{"action":"note","text":""}', json.dumps({"action": "note", "text": "x" * 2001}),
                     '{"action":"dismiss","text":{}}', '{"action":"dismiss","txt":"a"}'):
            self.review(identifier, body).must_be_a_problem(400)
        self.assertEqual(self.review(identifier, "x" * 20_000).status, 413)
        self.assertEqual(self.review(identifier, act, **{"Content-Encoding": "rot13"}).status, 415)
        self.review("nothing", act).must_be_a_problem(404)
        stream = served.Stream(self.site)
        self.addCleanup(stream.close)
        stream.next()
        answer = self.review(identifier, act, Origin=self.site.url, **{"If-None-Match": "*"})
        self.assertEqual(answer.status, 200, answer)
        answer.must_be_documented()
        packed = gzip.compress(json.dumps({"action": "note", "text": "<b>\u202eseen</b>"}).encode())
        self.assertEqual(self.review(identifier, packed, **{"Content-Encoding": "gzip"}).status, 200)
        for action in ("dismiss", "mark_true", "mark_false"):
            self.review(identifier, {"action": action, "text": "\u00fc" * 2000}).must_be_documented()
        kept = self.site.get(f"/api/v1/incidents/{identifier}")["review"]
        self.assertEqual(kept["verdict"], "false")
        self.assertEqual([note["text"] for note in kept["notes"]], ["<b>\u202eseen</b>"])
        self.assertTrue(kept["acknowledged_at"] and kept["dismissed_at"])
        self.assertIn(kept, [it["review"] for it in self.all_incidents()])
        for _ in range(5):
            kind, data, number = stream.until(lambda kind, *_: kind == "incident")[-1]
            self.assertEqual((data["id"], number), (identifier, None))
        self.assertEqual(data["review"], kept)
        for n in range(200):
            self.assertEqual(self.review(other, {"action": "note", "text": f"note {n}"}).status, 200)
        self.review(other, {"action": "note", "text": "one more"}).must_be_a_problem(409)

    def test_a_service_can_be_tried_on_what_a_replay_has_read(self):
        def tried(name, *aliases):
            return self.site.ask("/api/v1/try", "POST", headers=WRITES, body=json.dumps({"name": name, "aliases": aliases})).json()

        nobody, named, known = tried("Glorpify"), tried("Sunday Streaming", "netflix"), tried("Hulu")
        self.assertGreater(nobody["heard"], 1000)
        self.assertEqual((nobody["named"], nobody["counted"]), (0, 0))
        self.assertEqual(named["heard"], nobody["heard"])
        self.assertGreater(named["counted"], 0)
        self.assertTrue(all(it["link"].startswith("https://bsky.app/profile/did:plc:") for it in named["posts"]))
        self.assertIn("already defined", known["faults"][0]["message"])
        for wrong in ({}, {"name": 1}, {"name": "x" * 101}, {"name": "x", "alias": ["y"]}, {"name": "x", "aliases": "y"}, {"name": "x", "phrases": [1]}):
            self.site.ask("/api/v1/try", "POST", headers=WRITES, body=json.dumps(wrong)).must_be_a_problem(400)
        self.site.ask("/api/v1/try", "POST", body='{"name": "Glorpify"}').must_be_a_problem(403)

    def test_paging_gives_everything_once(self):
        for address, name, key in (("/api/v1/services?lanes=0", "services", "slug"), ("/api/v1/services?lanes=1&q=e", "services", "slug"), ("/api/v1/incidents?", "incidents", "id"), ("/api/v1/services/netflix/posts?", "posts", "id")):
            whole = self.site.get(address + "&limit=200")
            for limit in (1, 3, 50):
                got, after = [], ""
                while len(got) < 50:
                    page = self.site.get(f"{address}&limit={limit}" + (f"&after={urllib.parse.quote(after)}" if after else ""))
                    self.assertLessEqual(len(page[name]), limit)
                    self.assertEqual(page.get("total"), whole.get("total"))
                    got += [it[key] for it in page[name]]
                    after = page["next"]
                    if not after:
                        self.assertEqual(len(got), page.get("total", len(whole[name])), address)
                        break
                self.assertEqual(got, [it[key] for it in whole[name]][: len(got)], address)
                self.assertEqual(len(got), len(set(got)))

    def test_the_stream_replays_the_log(self):
        newest = self.site.get("/api/v1/status")["sequence"]
        self.assertGreater(newest, 10)
        with self.subTest("from the beginning"):
            stream = served.Stream(self.site, 0)
            self.assertEqual((stream.response.status, stream.response.getheader("Content-Type")), (200, "text/event-stream"))
            self.assertEqual(stream.response.getheader("Cache-Control"), "no-store")
            told = stream.until(lambda kind, data, number: number == newest)
            stream.close()
            self.assertEqual(told[0][0], "status")
            self.assertEqual(told[0][1]["sequence"], newest)
            self.assertEqual([(kind, number) for kind, _, number in told[1:]], [("incident", n) for n in range(1, newest + 1)])
            self.assertEqual([data["sequence"] for _, data, _ in told[1:]], list(range(1, newest + 1)))
        with self.subTest("from the middle, either way"):
            for by_header in (True, False):
                stream = served.Stream(self.site, newest - 3, by_header)
                told = stream.until(lambda kind, data, number: number == newest)
                stream.close()
                self.assertEqual([number for *_, number in told], [None, newest - 2, newest - 1, newest])
        with self.subTest("of another log"):
            stream = served.Stream(self.site, newest + 1)
            self.assertEqual([stream.next()[0], stream.next()[0]], ["status", "reset"])
            stream.close()
        head = self.site.ask("/api/v1/stream", "HEAD")
        self.assertEqual((head.status, head.body, head.media()), (200, b"", "text/event-stream"))

    def test_the_numbers_are_those_of_the_command_line(self):
        said = ("--store", self.store)
        listed = json.loads(program.run("incidents", "--json", *said).stdout)
        listed = listed if isinstance(listed, list) else listed["incidents"]
        shown = [it["id"] for it in self.site.get("/api/v1/incidents?limit=500")["incidents"]]
        self.assertEqual(sorted(it["id"] for it in listed if it["state"] != "dismissed"), sorted(shown))
        for identifier in self.incidents:
            told = json.loads(program.run("incidents", identifier, "--json", *said).stdout)
            page = self.site.get(f"/api/v1/incidents/{identifier}")
            self.assertEqual({key: page.get(key) for key in told}, told)
            self.assertEqual(set(page) - set(told), {"review", "compared", "children", "command"})
            schema = json.loads((program.SOURCE / "docs" / "schema" / "incident-event.v1.json").read_text())
            event = {**told, "event": {"type": "resolved", "at": "2026-01-01T00:00:00Z", "reason": ""}}
            jsonschema.validate(event, {"$ref": "#/$defs/incident", "$defs": schema["$defs"]})
        schema = json.loads((program.SOURCE / "docs" / "schema" / "report.v1.json").read_text())
        for identifier in [self.incidents[-1], *(it for it in self.incidents if it.startswith("netflix"))]:
            for form in ("md", "html", "json"):
                written = program.run("report", identifier, "--format", form, *said).stdout
                answer = self.site.ask(f"/api/v1/incidents/{identifier}/report.{form}")
                self.assertIn(f'filename="{identifier}.{form}"', answer.header("Content-Disposition"))
                if form == "json":
                    self.assertEqual(answer.json(), json.loads(written))
                    jsonschema.validate(answer.json(), schema)
                else:
                    self.assertEqual(answer.content.decode().strip(), written.strip())

    def test_what_others_read_is_well_formed(self):
        for address in ("/feed.atom", "/services/netflix/feed.atom", "/badge/netflix.svg"):
            xml.etree.ElementTree.fromstring(self.site.ask(address).content)
        for address in ("/calendar.ics", "/services/netflix/calendar.ics"):
            text = self.site.ask(address).content
            lines = text.split(b"\r\n")
            self.assertEqual((lines[0], lines[-2], lines[-1]), (b"BEGIN:VCALENDAR", b"END:VCALENDAR", b""))
            self.assertLessEqual(max(map(len, lines)), 75)
            self.assertNotIn(b"\n", b"".join(lines))
        for line in self.site.ask("/metrics").content.decode().splitlines():
            self.assertRegex(line, r'^(# (HELP|TYPE) \w+ .+|\w+(\{\w+="[^"]*"(,\w+="[^"]*")*\})? [-+.0-9einfNa]+)$')

    def test_links_lead_to_what_is_documented(self):
        todo = ["/", "/feed.atom", "/services/netflix/feed.atom", "/calendar.ics", "/api/v2/summary.json", "/api/v2/incidents.json", f"/api/v1/incidents/{self.incidents[0]}/report.html"]
        seen = set()
        while todo:
            address = todo.pop()
            if address in seen:
                continue
            seen.add(address)
            answer = self.site.ask(address)
            view = any(address == it or (it != "/" and address.startswith(it + "/")) for it in VIEWS)
            if served.template_of(address):
                answer.must_be_documented()
            elif view or address.startswith("/assets/"):
                self.assertEqual(answer.status, 200, answer)
                answer.must_be_safe()
            else:
                answer.must_be_a_problem(404)
            text = answer.content.decode(errors="replace")
            links = re.findall(r'(?:href|src)="(/[^"{}$#?]*)"', text) + re.findall(re.escape(self.site.url) + r"(/[\w./-]*)", text)
            if address.endswith(".js"):
                links += re.findall(r'["`](/(?:api|assets|feed|calendar|badge|metrics|livez)[\w./-]*)["`]', text)
            todo += [link for link in links if not link.startswith("/api/v1/stream")]
        self.assertGreater(len(seen), 10)

    def test_the_page_is_the_same_at_each_of_its_addresses(self):
        first = self.site.ask("/")
        first.must_be_safe()
        for view in VIEWS:
            self.assertEqual(self.site.ask(view).body, first.body, view)


program.main()
