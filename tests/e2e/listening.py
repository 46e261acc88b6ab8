"""The live feed as a client understands it, in both manners; without sockets, so that any loop can read for it."""

import base64
import hashlib
import json
import os
import struct

GUID = b"258EAFA5-E914-47DA-95CA-C5AB0DC85B11"
TEXT, CLOSE, PING, PONG = 1, 8, 9, 10


def request(last, *headers):
    """`last`: number of the event that was heard last; None = from now on."""
    heard = [] if last is None else [f"Last-Event-ID: {last}"]
    return "\r\n".join(["GET /api/v1/stream HTTP/1.1", "Host: 127.0.0.1", *headers, *heard, "", ""]).encode()


def masked(opcode, payload):
    """A frame of a client, at most 125 bytes."""
    mask = os.urandom(4)
    return struct.pack("!BB", 0x80 | opcode, 0x80 | len(payload)) + mask + bytes(byte ^ mask[i % 4] for i, byte in enumerate(payload))


class Listening:
    """One connection. `request` is to be sent, and so is `reply` whenever there is any."""

    status = 0  # of HTTP; 0 = its head is not whole yet

    def __init__(self):
        self.buffer, self.reply = bytearray(), b""

    def taken(self, size):
        """The next so many bytes; None = they have not all come."""
        if len(self.buffer) < size:
            return None
        piece = bytes(self.buffer[:size])
        del self.buffer[:size]
        return piece

    def until(self, mark):
        at = self.buffer.find(mark)
        return None if at < 0 else self.taken(at + len(mark))[: -len(mark)]

    def received(self, piece):
        """Every (kind, data, number or None) that is whole now."""
        self.buffer += piece
        if not self.status:
            if (head := self.until(b"\r\n\r\n")) is None:
                return []
            self.status = int(head[9:12])
            self.headers = dict(line.split(b": ", 1) for line in head.split(b"\r\n")[1:])
            self.begin()
        out = []
        while (event := self.next()) is not None:
            out += event
        return out


class Events(Listening):
    """Server-sent events (WHATWG HTML, 9.2), in chunks (RFC 9112, 7.1)."""

    def __init__(self, last=None):
        super().__init__()
        self.request, self.body = request(last), bytearray()

    def begin(self):
        assert self.status == 200, self.headers
        assert self.headers[b"Transfer-Encoding"] == b"chunked", self.headers

    def next(self):
        if (end := self.body.find(b"\n\n")) < 0:
            return self.chunk()
        event = bytes(self.body[:end])
        del self.body[: end + 2]
        fields = dict(line.split(b": ", 1) for line in event.split(b"\n"))
        if b"event" not in fields:
            return []
        number = int(fields[b"id"]) if b"id" in fields else None
        return [(fields[b"event"].decode(), json.loads(fields[b"data"] or b"null"), number)]

    def chunk(self):
        if (end := self.buffer.find(b"\r\n")) < 0:
            return None
        size = int(self.buffer[:end], 16)
        assert size > 0, "a live feed has no end"
        if (whole := self.taken(end + 2 + size + 2)) is None:
            return None
        assert whole.endswith(b"\r\n"), whole[-80:]
        self.body += whole[end + 2 : -2]
        return []


class Messages(Listening):
    """Messages of a WebSocket (RFC 6455)."""

    def __init__(self, last=None):
        super().__init__()
        self.key = base64.b64encode(os.urandom(16))
        self.request = request(last, "Upgrade: websocket", "Connection: Upgrade", "Sec-WebSocket-Version: 13", f"Sec-WebSocket-Key: {self.key.decode()}")
        self.closed = None  # the server's reason, once it has given one
        self.pings = 0

    def begin(self):
        assert self.status == 101, self.headers
        assert self.headers[b"Sec-WebSocket-Accept"] == base64.b64encode(hashlib.sha1(self.key + GUID).digest()), self.headers

    def next(self):
        if len(self.buffer) < 2:
            return None
        assert self.buffer[0] & 0xF0 == 0x80, "whole messages, without extensions"
        assert self.buffer[1] < 128, "what a server says is not masked"
        opcode, size, begin = self.buffer[0] & 0xF, self.buffer[1], 2
        if size > 125:
            begin = 4 if size == 126 else 10
            if len(self.buffer) < begin:
                return None
            size = int.from_bytes(self.buffer[2:begin], "big")
        if (frame := self.taken(begin + size)) is None:
            return None
        return self.said(opcode, frame[begin:])

    def said(self, opcode, payload):
        if opcode == TEXT:
            message = json.loads(payload.decode())
            assert set(message) <= {"event", "id", "data"}, message
            return [(message["event"], message["data"], message.get("id"))]
        if opcode == PING:
            self.pings += 1
            self.reply += masked(PONG, payload)
        elif opcode == CLOSE:
            self.closed = payload
            self.reply += masked(CLOSE, payload[:2])
        else:
            assert opcode == PONG, opcode
        return []
