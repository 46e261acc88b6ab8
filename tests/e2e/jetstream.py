"""A Jetstream server for tests, on loopback: both dialects, replay from a cursor, and every misbehaviour by seed."""

import base64
import hashlib
import json
import random
import socket
import struct
import threading
import time
import urllib.parse

COLLECTION = "app.bsky.feed.post"


def micros(seconds):
    return int(seconds * 1_000_000)


class Log:
    """What the server keeps: (time_us, did, rkey, record, operation), in order of time. Thread-safe."""

    def __init__(self):
        self.messages = []
        self.grown = threading.Condition()

    def add(self, at, author, text, operation="create", rkey=None):
        with self.grown:
            record = None if operation == "delete" else {"$type": COLLECTION, "text": text, "createdAt": "2026-01-01T00:00:00Z", "langs": ["en"]}
            self.messages.append((at, f"did:plc:{author}", rkey or f"3k{len(self.messages):011}", record, operation))
            self.grown.notify_all()

    def sort(self):
        self.messages.sort(key=lambda message: message[0])


def encode(message, number, dialect):
    at, did, rkey, record, operation = message
    commit = {"rev": f"3l{number:011}", "operation": operation, "collection": COLLECTION, "rkey": rkey}
    if record is not None:
        commit.update(record=record, cid="bafyreiatest")
    if dialect == "v1":
        return json.dumps({"did": did, "time_us": at, "kind": "commit", "commit": commit})
    stamp = time.strftime("%Y-%m-%dT%H:%M:%S", time.gmtime(at // 1_000_000)) + f".{at % 1_000_000:06}Z"
    payload = {"$type": "network.bsky.jetstream.subscribeEvents#commit", "seq": number + 1, "did": did, "time": stamp, **commit}
    return json.dumps({"$type": "message", "payload": payload})


def frame(payload, opcode=1):
    if len(payload) < 126:
        head = struct.pack("!BB", 0x80 | opcode, len(payload))
    elif len(payload) < 65536:
        head = struct.pack("!BBH", 0x80 | opcode, 126, len(payload))
    else:
        head = struct.pack("!BBQ", 0x80 | opcode, 127, len(payload))
    return head + payload


class Cut(Exception):
    """The connection is over."""


class Server:
    """Serves `log` at ws://127.0.0.1:port. With `chance`, each connection ends in one of FAULTS after some messages."""

    FAULTS = ["cut", "cut in a frame", "reset", "garbage", "close 1001", "bad json", "503", "never answers", "drip", "again"]

    def __init__(self, log, dialects=("v1",), chance=None, patience=300, port=0):
        self.log, self.dialects, self.chance, self.patience = log, dialects, chance, patience
        self.connections = 0
        self.seen = []
        self.faults = []
        self.stopped = False
        self.open = set()
        self.listener = socket.create_server(("127.0.0.1", port))
        self.port = self.listener.getsockname()[1]
        self.url = f"ws://127.0.0.1:{self.port}"
        self.thread = threading.Thread(target=self.accept, daemon=True)
        self.thread.start()

    def stop(self):
        """As by kill -9: every connection ends without a word."""
        self.stopped = True
        try:
            self.listener.shutdown(socket.SHUT_RDWR)
        except OSError:
            pass
        self.listener.close()
        self.thread.join()
        for connection in list(self.open):
            reset(connection)

    def accept(self):
        while not self.stopped:
            try:
                connection, _ = self.listener.accept()
            except OSError:
                return
            self.open.add(connection)
            threading.Thread(target=self.serve, args=(connection,), daemon=True).start()

    def serve(self, connection):
        try:
            self.talk(connection)
        except (Cut, OSError, ValueError):
            pass
        finally:
            self.open.discard(connection)
            end(connection)

    def next_fault(self):
        if self.chance is None or len(self.faults) >= self.patience:
            return None, 0
        slow = "never answers"  # costs the client its whole patience: once is enough
        fault = self.chance.choice([it for it in self.FAULTS if it != slow or slow not in self.faults])
        self.faults.append(fault)
        return fault, self.chance.randrange(1, 1200)

    def talk(self, connection):
        self.connections += 1
        request = self.read_request(connection)
        path, _, query = request["target"].partition("?")
        options = urllib.parse.parse_qs(query)
        dialect = "v2" if "subscribeEvents" in path else "v1" if path == "/subscribe" else ""
        if dialect not in self.dialects:
            connection.sendall(b"HTTP/1.1 404 Not Found\r\nContent-Length: 9\r\nConnection: close\r\n\r\nnot found")
            raise Cut
        fault, after = self.next_fault()
        if fault == "503":
            connection.sendall(b"HTTP/1.1 503 Service Unavailable\r\nContent-Length: 0\r\nConnection: close\r\n\r\n")
            raise Cut
        if fault == "never answers":
            connection.recv(1)
            raise Cut
        self.seen.append((dialect, options.get("cursor", [""])[0]))
        accept = base64.b64encode(hashlib.sha1((request["sec-websocket-key"] + "258EAFA5-E914-47DA-95CA-C5AB0DC85B11").encode()).digest())
        connection.sendall(b"HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Accept: " + accept + b"\r\n\r\n")
        threading.Thread(target=self.answer_control, args=(connection,), daemon=True).start()
        self.send_from(connection, dialect, int(options.get("cursor", ["0"])[0] or 0), fault, after)

    @staticmethod
    def read_request(connection):
        head = b""
        while b"\r\n\r\n" not in head:
            piece = connection.recv(4096)
            if not piece:
                raise Cut
            head += piece
        lines = head.decode("latin-1").split("\r\n")
        out = {"target": lines[0].split(" ")[1]}
        for line in lines[1:]:
            key, _, value = line.partition(":")
            out[key.strip().lower()] = value.strip()
        return out

    @staticmethod
    def answer_control(connection):
        """Reads what the client sends, so that its pings do not fill the pipe, and answers them."""
        try:
            while True:
                head = connection.recv(2, socket.MSG_WAITALL)
                if len(head) < 2:
                    return
                length = head[1] & 0x7F
                if length > 125:
                    return
                mask = connection.recv(4, socket.MSG_WAITALL)
                payload = bytes(b ^ mask[i % 4] for i, b in enumerate(connection.recv(length, socket.MSG_WAITALL) if length else b""))
                if head[0] & 0x0F == 9:
                    connection.sendall(frame(payload, 10))
        except OSError:
            return

    def start(self, dialect, cursor):
        if cursor < 10**15 and dialect == "v2":
            return max(0, cursor - 1)
        for i, message in enumerate(self.log.messages):
            if message[0] >= cursor:
                return i
        return len(self.log.messages)

    def send_from(self, connection, dialect, cursor, fault, after):
        at = self.start(dialect, cursor)
        sent = 0
        while not self.stopped:
            with self.log.grown:
                if at >= len(self.log.messages):
                    self.log.grown.wait(0.2)
                batch = self.log.messages[at : at + 200]
            out = b""
            for message in batch:
                if fault and sent >= after:
                    fault = self.misbehave(connection, fault, out, encode(message, at, dialect).encode())
                    out, back = b"", fault == "go back"
                    fault, after = self.next_fault()
                    after += sent
                    if back:
                        at = max(0, at - 50)
                        break
                out += frame(encode(message, at, dialect).encode())
                at += 1
                sent += 1
            connection.sendall(out)

    def misbehave(self, connection, fault, out, message):
        connection.sendall(out)
        if fault == "cut":
            connection.shutdown(socket.SHUT_RDWR)
            raise Cut
        if fault == "cut in a frame":
            connection.sendall(frame(message)[: len(message) // 2])
            raise Cut
        if fault == "reset":
            reset(connection)
            raise Cut
        if fault == "garbage":
            connection.sendall(random.Random(len(message)).randbytes(500))
            raise Cut
        if fault == "close 1001":
            connection.sendall(frame(struct.pack("!H", 1001) + b"server shutting down", 8))
            raise Cut
        if fault == "bad json":
            long = b'{"did":"x","kind":"commit","text":"' + b"x" * 2_000_000 + b'"}'
            for bad in (long, b'{"did":', b"\xff\xfe", b"[1,2]", b"{" * 3000, b'{"did":"x","time_us":"yesterday","kind":"commit"}'):
                connection.sendall(frame(bad))
            return None
        if fault == "drip":
            for byte in frame(message):
                connection.sendall(bytes([byte]))
            return "go back"
        return "go back"


def end(connection, how=socket.SHUT_RDWR):
    """Closes a socket on which another thread may be reading, which a close alone does not."""
    try:
        connection.shutdown(how)
    except OSError:
        pass
    connection.close()


def reset(connection):
    """RST instead of FIN."""
    try:
        connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    except OSError:
        return
    end(connection, socket.SHUT_RD)
