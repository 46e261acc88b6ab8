"""nostr_client.py ADDRESS N: reads the double of a Nostr relay as NIP-01 says until it has N notes, and says "ok".

Needs Debian's python3-websockets. Ids are checked with Python's own JSON and SHA-256.
"""
import asyncio
import hashlib
import json
import sys

import websockets

address, wanted = sys.argv[1], int(sys.argv[2])


def check(event):
    parts = [0, event["pubkey"], event["created_at"], event["kind"], event["tags"], event["content"]]
    text = json.dumps(parts, separators=(",", ":"), ensure_ascii=False)
    assert hashlib.sha256(text.encode()).hexdigest() == event["id"], event


async def stored(socket, subscription, **filters):
    await socket.send(json.dumps(["REQ", subscription, {"kinds": [1], **filters}]))
    out = []
    while True:
        message = json.loads(await asyncio.wait_for(socket.recv(), 10))
        if message == ["EOSE", subscription]:
            return out
        assert message[:2] == ["EVENT", subscription], message
        check(message[2])
        out.append(message[2])


async def main():
    async with websockets.connect(address) as socket:
        heard, until = {}, 2**40
        while True:
            page = await stored(socket, "page", since=0, until=until, limit=500)
            times = [event["created_at"] for event in page]
            assert times == sorted(times, reverse=True) and len(page) <= 300
            fresh = [event for event in page if event["id"] not in heard]
            if not fresh:
                break
            heard.update((event["id"], event["content"]) for event in page)
            until = times[-1]
        assert sorted(heard.values()) == sorted(f"post {n}" for n in range(wanted)), len(heard)
        await socket.send("garbage")
        notice = json.loads(await asyncio.wait_for(socket.recv(), 10))
        assert notice[0] == "NOTICE", notice
    print("ok")


asyncio.run(main())
