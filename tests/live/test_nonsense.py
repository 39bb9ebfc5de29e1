"""Nonsense on the wire of a real server: a clear end, and the next connection is fine."""

import asyncio
import json
import os
import struct

import pytest
import websockets
from websockets.exceptions import InvalidStatus

from tests.live import breaking
from tests.live.telling import ALL, tell


async def ticket_of(town, name):
    answer = await town.http.get(town.stack.base() + "/live/ticket", headers={"Cookie": town.people[name]["cookie"]})
    return answer.json()["ticket"]


async def connect(town, **wrong):
    """Open a socket as Max; origin, cookie and ticket can be wrong."""
    base = town.stack.base()
    ticket = wrong["ticket"] if "ticket" in wrong else await ticket_of(town, "max")
    cookie = wrong.get("cookie", town.people["max"]["cookie"])
    return await websockets.connect(
        f"{base.replace('http', 'ws', 1)}/live/?ticket={ticket}",
        additional_headers={"Cookie": cookie} if cookie else {},
        origin=wrong.get("origin", base),
        compression=None,
        close_timeout=1,
    )


async def end_of(socket):
    """Return what the server said until it closed, and the code: 0 when it never did."""
    said = []
    try:
        async with asyncio.timeout(5):
            while True:
                said.append(json.loads(await socket.recv()))
    except TimeoutError:
        socket.transport.abort()
        return said, 0
    except websockets.ConnectionClosed as closed:
        return [frame for frame in said if frame["t"] in ("error", "bye")], closed.rcvd.code if closed.rcvd else 1006


def raw(opcode, payload, *, fin=0x80, mask=True):
    """A frame as no library sends it."""
    key = os.urandom(4) if mask else b""
    size = len(payload)
    length = bytes([size | 0x80 * mask]) if size < 126 else bytes([126 | 0x80 * mask]) + struct.pack(">H", size)
    body = bytes(byte ^ key[at % 4] for at, byte in enumerate(payload)) if mask else payload
    return bytes([fin | opcode]) + length + key + body


NONSENSE = {
    "oversized": (['{"t":"here","v":true,"x":"' + "y" * 9000 + '"}'], {1009}, ""),
    "binary": ([b"\x00\x01"] * 3, {1008}, "Frames are JSON text, not binary."),
    "not JSON": (["nonsense"] * 3, {1008}, "This frame is not JSON."),
    "deeply nested": (["[" * 8000] * 3, {1008}, "This frame is not JSON."),
    "an unknown verb": (['{"t":"drop"}'] * 3, {1008}, "A frame is an object with a known t"),
    "a number that is too large": (['{"t":"sub","s":{"a1":1e400}}'] * 3, {1008}, "sub needs s"),
    "NUL bytes": (['{"t":"typing","s":"i1\\u0000"}', '{"t":"sub\\u0000"}', "\x00", "\x00"], {1008}, "This frame is not JSON."),
    "half a surrogate": (
        ['{"t":"unsub","s":["\\ud800"]}', '{"t":"sub","s":{"\\ud800":1}}', "x", "x", "x"],
        {1008},
        "This frame is not JSON.",
    ),
    "a flood": (['{"t":"here","v":true}'] * 90, {1008}, "flood"),
}
BROKEN = {
    "a reserved bit": raw(1, b"{}", fin=0xF0),
    "an unknown opcode": raw(3, b"{}"),
    "not UTF-8": raw(1, b"\xff\xfe\xfd"),
    "not masked": raw(1, b'{"t":"here","v":true}', mask=False),
    "a fragmented ping": raw(9, b"x", fin=0),
    "a continuation of nothing": raw(0, b"x"),
    "a length that lies": b"\x81\xff" + b"\xff" * 8 + b"abcd",
}


async def fine_afterwards(town):
    """The next connection works, and what is written arrives."""
    await town.page("max")
    await town.writer("writer0").publish()
    await town.settle()
    town.assert_balanced()


@ALL
def test_nonsense_gets_a_sentence_and_an_end_and_the_next_connection_is_fine(stack):
    async def story():
        async with breaking.gathering(stack, 0, people=("max",)) as (town, _pages):
            for name, (frames, codes, sentence) in NONSENSE.items():
                socket = await connect(town)
                with_end = asyncio.create_task(end_of(socket))
                for frame in frames:
                    try:
                        await socket.send(frame)
                    except websockets.ConnectionClosed:
                        break
                said, code = await with_end
                assert code in codes, f"{name}: {code} {said}"
                assert sentence in json.dumps(said), f"{name}: {said}"
            await fine_afterwards(town)

    tell(story())


@ALL
def test_bytes_that_are_no_websocket_frames_end_that_connection_alone(stack):
    async def story():
        async with breaking.gathering(stack, 0, people=("max",)) as (town, _pages):
            for name, data in BROKEN.items():
                socket = await connect(town)
                await socket.recv()
                socket.transport.write(data)
                _said, code = await end_of(socket)
                assert code in {1002, 1006, 1007, 1009}, f"{name}: {code}"
            await fine_afterwards(town)

    tell(story())


@ALL
def test_who_comes_from_another_page_or_without_a_session_does_not_get_in(stack):
    async def story():
        async with breaking.gathering(stack, 0, people=("max", "nora")) as (town, _pages):
            wrong = [
                {"origin": "http://evil.example"},
                {"origin": None},
                {"origin": "http://127.0.0.1.evil.example"},
                {"cookie": ""},
                {"cookie": "sessionid=" + "x" * 32},
                {"ticket": ""},
                {"ticket": await ticket_of(town, "nora")},
                {"ticket": "%00%ff"},
            ]
            for how in wrong:
                with pytest.raises(InvalidStatus) as refused:
                    await connect(town, **how)
                assert refused.value.response.status_code == 403, how
            await fine_afterwards(town)

    tell(story())
