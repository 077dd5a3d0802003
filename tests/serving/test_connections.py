"""A connection's requests and answers, byte by byte, and its end."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from functools import partial
from typing import Any

import uvicorn
from uvicorn.server import ServerState

from vigie.serving.app import create_app
from vigie.serving.connections import Connection

ROW = b'{"text": "late again"}'

Scenario = Callable[[asyncio.StreamReader, asyncio.StreamWriter, ServerState], Awaitable[None]]


def ask(*lines: bytes, version: bytes = b"1.1") -> bytes:
    head = b"\r\n".join(
        (
            b"POST /predict HTTP/" + version,
            b"host: x",
            b"content-type: application/json",
            b"content-length: %d" % len(ROW),
            *lines,
        )
    )
    return head + b"\r\n\r\n" + ROW


def talk(world: Any, scenario: Scenario) -> None:
    """Run a scenario on a connection to the tiny project's service."""
    app = create_app(world.options())

    async def run() -> None:
        config = uvicorn.Config(app, lifespan="off", ws="none", log_config=None, timeout_keep_alive=75)
        config.load()
        state = ServerState()
        state.default_headers = [(b"date", b"Sat, 21 Nov 2026 12:00:00 GMT")]
        make = partial(
            Connection, config=config, server_state=state, app_state={}, within_s=5.0, on_refusal=lambda _: None
        )
        async with app.router.lifespan_context(app):
            while app.service.link.group is None or app.service.rollout.champion is None:
                await asyncio.sleep(0.01)
            listening = await asyncio.get_running_loop().create_server(make, "127.0.0.1", 0)
            reader, writer = await asyncio.open_connection(*listening.sockets[0].getsockname()[:2])
            try:
                async with asyncio.timeout(20):
                    await scenario(reader, writer, state)
            finally:
                writer.close()
                listening.close()

    asyncio.run(run())


async def answer(reader: asyncio.StreamReader) -> tuple[bytes, dict[bytes, bytes], bytes]:
    first, *lines = (await reader.readuntil(b"\r\n\r\n")).split(b"\r\n")
    headers = dict(line.split(b": ", 1) for line in lines if line)
    return first, headers, await reader.readexactly(int(headers[b"content-length"]))


def test_answer_has_every_header_and_a_body_of_the_told_length(world: Any) -> None:
    async def scenario(reader: asyncio.StreamReader, writer: asyncio.StreamWriter, _: ServerState) -> None:
        writer.write(ask())
        status, headers, body = await answer(reader)
        assert status == b"HTTP/1.1 200 OK"
        assert set(headers) == {
            b"date", b"content-type", b"content-length",
            b"cache-control", b"referrer-policy", b"x-content-type-options", b"x-frame-options",
        }  # fmt: skip
        assert (headers[b"date"], body[:7]) == (b"Sat, 21 Nov 2026 12:00:00 GMT", b'{"id":"')

    talk(world, scenario)


def test_requests_that_come_in_one_piece_or_in_many_are_answered_in_their_order(world: Any) -> None:
    async def scenario(reader: asyncio.StreamReader, writer: asyncio.StreamWriter, _: ServerState) -> None:
        writer.write(ask() * 3)
        assert [(await answer(reader))[0] for _ in range(3)] == [b"HTTP/1.1 200 OK"] * 3
        whole = ask()
        for place in range(0, len(whole), 40):
            writer.write(whole[place : place + 40])
            await asyncio.sleep(0.001)
        assert (await answer(reader))[0] == b"HTTP/1.1 200 OK"

    talk(world, scenario)


def test_a_caller_who_wants_no_more_is_told_and_the_connection_ends(world: Any) -> None:
    async def scenario(reader: asyncio.StreamReader, writer: asyncio.StreamWriter, _: ServerState) -> None:
        writer.write(ask(b"connection: close"))
        assert (await answer(reader))[1][b"connection"] == b"close"
        assert await reader.read() == b""

    talk(world, scenario)


def test_a_caller_who_waits_to_be_told_to_go_on_is_told(world: Any) -> None:
    async def scenario(reader: asyncio.StreamReader, writer: asyncio.StreamWriter, _: ServerState) -> None:
        head, body = ask(b"expect: 100-continue").split(b"\r\n\r\n")
        writer.write(head + b"\r\n\r\n")
        assert await reader.readuntil(b"\r\n\r\n") == b"HTTP/1.1 100 Continue\r\n\r\n"
        writer.write(body)
        assert (await answer(reader))[0] == b"HTTP/1.1 200 OK"

    talk(world, scenario)


def test_a_connection_on_which_nothing_is_asked_any_more_is_closed_after_a_while(world: Any) -> None:
    async def scenario(reader: asyncio.StreamReader, writer: asyncio.StreamWriter, state: ServerState) -> None:
        writer.write(ask())
        await answer(reader)
        (connection,) = state.connections
        assert isinstance(connection, Connection)
        now = asyncio.get_running_loop().time()
        connection.look(now + 74)
        assert not connection.transport.is_closing()
        connection.look(now + 76)
        assert await reader.read() == b""

    talk(world, scenario)
