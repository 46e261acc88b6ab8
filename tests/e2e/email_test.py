"""People are told by mail: a server of another make takes the mails, and a library of another make reads them."""

import email
import email.policy
import html.parser
import json
import logging
import os
import re
import socket
import ssl
import subprocess

import aiosmtpd.controller
import aiosmtpd.smtp
import jetstream
import program

USER, PASSWORD = "outcry", "a pass word: ümlaut"
ARCHIVE = program.SOURCE / "samples" / "netflix-sunday.jsonl.zst"
logging.getLogger("mail.log").setLevel(logging.CRITICAL)
BLOCKS = {"p", "h1", "blockquote", "br", "div"}


class Taking:
    """What aiosmtpd calls. Takes mails when it is in the mood."""

    def __init__(self, chance=None):
        self.chance = chance
        self.envelopes = []
        self.unknown = set()
        self.faults = []

    async def handle_RCPT(self, server, session, envelope, address, options):
        if address in self.unknown:
            return "550 5.1.1 no such user"
        envelope.rcpt_tos.append(address)
        return "250 ok"

    async def handle_DATA(self, server, session, envelope):
        fault = self.chance.choice(["", "", "", "451", "lost"]) if self.chance else ""
        if fault:
            self.faults.append(fault)
        if fault == "451":
            return "451 4.3.0 not now"
        self.envelopes.append(envelope)
        if fault == "lost":
            server.transport.abort()
        return "250 ok"

    def mails(self):
        return [email.message_from_bytes(envelope.original_content, policy=email.policy.default) for envelope in self.envelopes]

    def once(self):
        return list({mail["Message-ID"]: mail for mail in self.mails()}.values())


class Words(html.parser.HTMLParser):
    """The lines that a reader sees, and where they link to."""

    def __init__(self):
        super().__init__()
        self.text, self.links, self.inside, self.asks = "", [], False, []

    def handle_starttag(self, tag, attributes):
        self.inside = self.inside or tag == "body"
        self.text += "\n" if tag in BLOCKS else ""
        self.links += [value for name, value in attributes if name == "href"]
        self.asks += [(tag, name) for name, _ in attributes if name in ("src", "background", "srcset")]

    handle_startendtag = handle_starttag

    def handle_endtag(self, tag):
        self.text += "\n" if tag in BLOCKS else ""

    def handle_data(self, data):
        self.text += data.replace("\n", " ") if self.inside else ""

    def lines(self):
        return [" ".join(line.split()) for line in self.text.split("\n") if line.strip()]


def flowing(text):
    """The paragraphs of format=flowed (RFC 3676)."""
    out, goes_on = [], False
    for line in text.replace("\r\n", "\n").split("\n"):
        line = line[1:] if line.startswith(">") else line
        line = line[1:] if line.startswith(" ") else line
        if goes_on:
            out[-1] += line
        else:
            out.append(line)
        goes_on = line.endswith(" ") and line != "-- "
    return [line.strip() for line in out if line.strip() not in ("", "--")]


class Email(program.Scratch):
    def setUp(self):
        super().setUp()
        self.chance = program.chance()
        key, certificate = self.path("key.pem"), self.path("certificate.pem")
        subprocess.run(["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-days", "2", "-subj", "/CN=mail", "-addext", "subjectAltName=DNS:localhost", "-keyout", key, "-out", certificate], check=True, capture_output=True)
        self.tls = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
        self.tls.load_cert_chain(certificate, key)
        os.environ["MAIL_PASSWORD"] = PASSWORD
        self.addCleanup(lambda: os.environ.pop("MAIL_PASSWORD"))

    def server(self, taking):
        def judge(server, session, envelope, mechanism, login):
            return aiosmtpd.smtp.AuthResult(success=(login.login.decode(), login.password.decode()) == (USER, PASSWORD), handled=False)

        listening = aiosmtpd.controller.Controller(taking, hostname="localhost", port=self.free_port(), tls_context=self.tls, require_starttls=True, authenticator=judge, auth_required=True)
        listening.start()
        self.addCleanup(listening.stop)
        return listening

    @staticmethod
    def free_port():
        with socket.socket() as one:
            one.bind(("127.0.0.1", 0))
            return one.getsockname()[1]

    def configured(self, port, **more):
        said = {
            "kind": "email",
            "server": f"localhost:{port}",
            "user": USER,
            "password": "env:MAIL_PASSWORD",
            "ca": str(self.path("certificate.pem")),
            "from": "outcry@example.org",
            "to": ["ann@example.org", "ben@example.org"],
            **more,
        }
        with open(self.path("outcry.toml"), "w") as file:
            file.write('[web]\npublic_url = "https://outcry.example.org"\n[sinks.mail]\n')
            file.writelines(f"{key} = {json.dumps(value)}\n" for key, value in said.items() if value is not None)
        return ["--config", self.path("outcry.toml")]

    def replay(self, arguments, name="replay", check=True):
        return program.run(*arguments, "replay", ARCHIVE, "--quiet", "--deliver", "--store", self.path(f"{name}.db"), "--out", self.path(f"{name}.ndjson"), check=check)

    def parts(self, mail):
        self.assertEqual(mail.get_content_type(), "multipart/alternative")
        self.assertEqual(mail.defects, [])
        text, markup = mail.iter_parts()
        self.assertEqual((text.defects, markup.defects), ([], []))
        self.assertEqual((text.get_content_type(), markup.get_content_type()), ("text/plain", "text/html"))
        words = Words()
        words.feed(markup.get_content())
        return text.get_content(), words

    def assert_same_in_both(self, mail):
        text, words = self.parts(mail)
        lines = flowing(text)
        links = [found.group(1) for line in lines if (found := re.search(r"(https?://\S+)$", line))]
        lines = lines[0].split(": ", 1) + [re.sub(r"(: |, )?https?://\S+$", "", line) for line in lines[1:]]
        self.assertEqual(lines, words.lines())
        self.assertEqual(links, words.links)
        self.assertEqual(words.asks, [])

    def test_mails_of_a_replay_can_be_read_and_stand_together(self):
        taking = Taking()
        self.replay(self.configured(self.server(taking).port, include_text=True))
        mails = taking.mails()
        self.assertGreater(len(mails), 10)
        ids = [mail["Message-ID"] for mail in mails]
        self.assertEqual(len(ids), len(set(ids)))
        threads = {}
        for mail in mails:
            self.assertEqual(mail["To"], "ann@example.org, ben@example.org")
            self.assertEqual(mail["From"].addresses[0].addr_spec, "outcry@example.org")
            self.assertEqual(mail["Auto-Submitted"], "auto-generated")
            self.assertEqual(mail["In-Reply-To"], mail["References"])
            self.assert_same_in_both(mail)
            threads.setdefault(mail["References"], []).append(mail["Subject"])
        netflix = threads["<outcry.conversation.netflix-20260322T2343Z@example.org>"]
        self.assertEqual(netflix[-1], "[outcry] Resolved: People reported that Netflix failed")
        self.assertRegex(netflix[0], r"^\[outcry\] (Minor|Moderate|Major): (People|A few people) report that Netflix fails$")
        self.assertEqual(len(threads), len({event["data"]["id"] for event in program.events(self.path("replay.ndjson")) if event["data"]["event"]["type"] == "opened"}))
        self.assertTrue(all(envelope.rcpt_tos == ["ann@example.org", "ben@example.org"] for envelope in taking.envelopes))

    def test_words_of_people_stay_here_unless_they_are_wanted(self):
        taking = Taking()
        self.replay(self.configured(self.server(taking).port))
        for mail in taking.mails():
            text, words = self.parts(mail)
            self.assertNotIn("strangers", text)
            self.assertNotIn("strangers", words.text)

    def test_a_server_in_a_bad_mood_gets_every_mail_and_a_repeat_is_known_by_its_id(self):
        calm, moody = Taking(), Taking(self.chance)
        services = ["netflix", "spotify"]
        self.replay(self.configured(self.server(calm).port, services=services), "calm")
        server = self.server(moody)
        for _ in range(10):
            done = self.replay(self.configured(server.port, services=services), "moody", check=False)
            if done.returncode == 0:
                break
        self.assertEqual([mail["Message-ID"] for mail in moody.once()], [mail["Message-ID"] for mail in calm.mails()], moody.faults)

    def test_check_sends_a_test(self):
        taking = Taking()
        feed = jetstream.Server(jetstream.Log())
        self.addCleanup(feed.stop)
        port = self.server(taking).port

        def check(**more):
            arguments = self.configured(port, **more)
            with open(self.path("outcry.toml"), "a") as file:
                file.write(f'[sources.feed]\nkind = "jetstream"\nhosts = ["{feed.url}"]\n')
            return program.run(*arguments, "check", "--connect", check=False).stdout

        self.assertRegex(check(), r"ok     mail: took a test event within")
        self.assertEqual(taking.mails()[0]["Subject"], "[outcry] Test: Nothing has happened")
        self.assert_same_in_both(taking.mails()[0])
        taking.unknown = {"ben@example.org"}
        self.assertRegex(check(), r"failed mail: localhost:\d+: taken, but not for ben@example.org: 550 5.1.1 no such user")
        self.assertEqual(taking.envelopes[-1].rcpt_tos, ["ann@example.org"])
        taking.unknown.add("ann@example.org")
        self.assertRegex(check(), r"failed mail: localhost:\d+: takes no recipient: ann@example.org: 550 ")
        os.environ["MAIL_PASSWORD"] = "wrong"
        self.assertRegex(check(), r"failed mail: localhost:\d+: does not take user and password: 535")
        self.assertRegex(check(ca=None), r"failed mail: localhost:\d+: .*certificate")
        self.assertRegex(check(server=f"127.0.0.1:{port}"), r"failed mail: 127.0.0.1:\d+: .*certificate")
        self.assertRegex(check(server=f"localhost:{self.free_port()}"), r"failed mail: localhost:\d+: .*connect")
        self.assertEqual(len(taking.envelopes), 2)

    def test_one_who_is_refused_does_not_keep_the_others_from_it(self):
        taking = Taking()
        taking.unknown = {"ben@example.org"}
        done = self.replay(self.configured(self.server(taking).port, services=["netflix"]), check=False)
        self.assertGreater(len(taking.envelopes), 1)
        self.assertTrue(all(envelope.rcpt_tos == ["ann@example.org"] for envelope in taking.envelopes))
        self.assertEqual(done.returncode, 1)
        self.assertRegex(done.stderr, rf"sink 'mail' took {len(taking.envelopes)} events not in full: localhost:\d+: taken, but not for ben@example.org: 550 5.1.1 no such user")

    def test_wrong_settings_are_told_at_once_and_all_of_them(self):
        arguments = self.configured(25, server="localhost", to=["ann", "ben@example.org\r\nBcc: x@example.org"], tls="none")
        done = program.run(*arguments, "check", check=False)
        self.assertEqual(done.returncode, 2)
        for fault in ("is no HOST:PORT", "'ann' has no @: write it as name@host", "has a line break", "is not sent without TLS"):
            self.assertIn(fault, done.stdout + done.stderr)


if __name__ == "__main__":
    program.main()
