"""Both servers let the hub write to the transport: the private attributes that lead there are as realtime/wire.py knows them."""

import asyncio
import json
import os
import subprocess
import sys

import pytest
import websockets

from tests.live.stack import ROOT, end, free_port, listening, wait_for
from tests.live.wires import SIZES

WIRES = {"uvicorn": "Wire", "daphne": "TwistedWire"}


@pytest.fixture(scope="module")
def port(request, tmp_path_factory):
    port = free_port()
    env = os.environ | {"PLEIN_DATA": str(tmp_path_factory.mktemp(request.param)), "DJANGO_SETTINGS_MODULE": "plein.settings"}
    server = subprocess.Popen([sys.executable, "-m", "tests.live.wires", request.param, str(port)], cwd=ROOT, env=env)
    wait_for(lambda: listening(port), 30, request.param)
    yield port
    end(server)


@pytest.mark.parametrize(("port", "wire"), WIRES.items(), ids=WIRES, indirect=["port"])
def test_a_server_gives_the_fast_wire_and_frames_of_every_size_arrive_whole(port, wire):
    async def story():
        async with websockets.connect(f"ws://127.0.0.1:{port}/", compression=None) as socket:
            assert json.loads(await socket.recv()) == {"wire": wire, "plain": False}
            for size in SIZES:
                assert await socket.recv() == "é" * (size // 2) + "e" * (size % 2)

    asyncio.run(asyncio.wait_for(story(), 20))


@pytest.mark.parametrize("port", WIRES, indirect=True)
def test_a_socket_can_be_cut_at_once(port):
    async def story():
        async with websockets.connect(f"ws://127.0.0.1:{port}/", compression=None) as socket:
            for _ in range(len(SIZES) + 1):
                await socket.recv()
            await socket.send("cut")
            with pytest.raises(websockets.ConnectionClosedError):
                await socket.recv()
            assert socket.close_code == 1006

    asyncio.run(asyncio.wait_for(story(), 20))


@pytest.mark.parametrize("port", WIRES, indirect=True)
@pytest.mark.parametrize("code", [1008, 1009, 1012, 1013, 4401])
def test_a_socket_is_closed_with_the_code_that_says_why(port, code):
    async def story():
        async with websockets.connect(f"ws://127.0.0.1:{port}/", compression=None) as socket:
            for _ in range(len(SIZES) + 1):
                await socket.recv()
            await socket.send(str(code))
            with pytest.raises(websockets.ConnectionClosed):
                await socket.recv()
            assert socket.close_code == code

    asyncio.run(asyncio.wait_for(story(), 20))
