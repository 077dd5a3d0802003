"""Real servers for whoever asks, on the loopback and on free ports: PostgreSQL, started once, a webhook, and more."""

from __future__ import annotations

import gzip
import json
import os
import shutil
import socket
import subprocess
import tempfile
from collections import deque
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from functools import partial
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from threading import Thread
from typing import Any

import psycopg
import pytest

_WITHOUT = "These tests need a PostgreSQL server: apt-get install postgresql (its binaries, no running service)"


class _PostgresServer:
    """One server. It does not run as root, so root runs it as the user that Debian's package makes."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.port = _free_port()
        self._run(
            "initdb", "-D", str(folder / "data"), "-A", "trust", "-U", "postgres", "-E", "UTF8", "--no-locale", "-N"
        )

    def start(self) -> None:
        options = f"-c listen_addresses=127.0.0.1 -p {self.port} -k {self.folder}"
        log = str(self.folder / "log")
        self._run("pg_ctl", "-D", str(self.folder / "data"), "-w", "-o", options, "-l", log, "start")

    def stop(self, mode: str = "fast") -> None:
        self._run("pg_ctl", "-D", str(self.folder / "data"), "-w", "-m", mode, "stop")

    @property
    def url(self) -> str:
        return f"postgresql://postgres@127.0.0.1:{self.port}/postgres"

    def empty(self) -> None:
        """Take everything out of the database, which is much quicker than making another one."""
        with psycopg.connect(self.url, autocommit=True) as connection:
            # A test that failed may have left connections, with locks.
            connection.execute(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
                " WHERE pid <> pg_backend_pid() AND datname = current_database()"
            )
            connection.execute("DROP SCHEMA public CASCADE")
            connection.execute("CREATE SCHEMA public")

    def _run(self, program: str, *arguments: str) -> None:
        command = [_program(program), *arguments]
        if os.geteuid() == 0:
            command = ["runuser", "-u", "postgres", "--", *command]
        # Into a file, not a pipe: the server inherits it, and a pipe would stay open as long as it lives.
        with tempfile.TemporaryFile("w+") as output:
            done = subprocess.run(command, stdout=output, stderr=output, cwd=self.folder, check=False)
            output.seek(0)
            if done.returncode:
                pytest.fail(f"{program} failed: {output.read()[-2000:]}", pytrace=False)


def _program(name: str) -> str:
    debian = sorted(Path("/usr/lib/postgresql").glob(f"*/bin/{name}"), key=lambda path: int(path.parts[4]))
    found = str(debian[-1]) if debian else shutil.which(name)
    if found is None:
        pytest.fail(_WITHOUT, pytrace=False)
    return found


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _give_to_postgres(folder: Path) -> None:
    try:
        shutil.chown(folder, "postgres")
    except LookupError:  # no such user: the package is not installed
        pytest.fail(_WITHOUT, pytrace=False)


@contextmanager
def _running_postgres() -> Iterator[_PostgresServer]:
    # Not under pytest's own temporary folder, which only its owner may enter.
    folder = Path(tempfile.mkdtemp(prefix="vigie-postgres-"))
    try:
        if os.geteuid() == 0:
            _give_to_postgres(folder)
        server = _PostgresServer(folder)
        server.start()
        try:
            yield server
        finally:
            server.stop()
    finally:
        shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture(scope="session")
def _postgres_server() -> Iterator[_PostgresServer]:
    with _running_postgres() as server:
        yield server


@pytest.fixture
def postgres_url(_postgres_server: _PostgresServer) -> str:
    """Address of an empty database on a real server. One for each test: it is emptied again for the next."""
    _postgres_server.empty()
    return _postgres_server.url


@pytest.fixture
def restartable_postgres() -> Iterator[tuple[str, Callable[[], AbstractContextManager[None]]]]:
    """A server of the test's own: its database's address, and `with stopped():` while which it is down, as if killed.

    A server that was killed reads all of its files when it starts again, so this one has few.
    """
    with _running_postgres() as server:

        @contextmanager
        def stopped() -> Iterator[None]:
            server.stop("immediate")
            try:
                yield
            finally:
                server.start()

        yield server.url, stopped


class _WebhookServer(HTTPServer):
    received: list[dict[str, str]]


class _WebhookHandler(BaseHTTPRequestHandler):
    server: _WebhookServer

    def do_POST(self) -> None:
        self.server.received.append(json.loads(self.rfile.read(int(self.headers["Content-Length"]))))
        self.send_response(500 if self.path.startswith("/refuse") else 200)
        self.send_header("Content-Length", "0")
        self.end_headers()

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the library's name
        pass


@pytest.fixture
def webhook() -> Iterator[tuple[str, list[dict[str, str]]]]:
    """Host and port of a server that takes JSON, and the list of what it got; it answers 500 under /refuse."""
    with _WebhookServer(("127.0.0.1", 0), _WebhookHandler) as server:
        server.received = []
        thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        yield f"127.0.0.1:{server.server_port}", server.received
        server.shutdown()
        thread.join()


class Ingestion:
    """A server that speaks Application Insights' ingestion protocol, as far as an exporter can tell.

    It accepts what comes, unless `answers` says otherwise of the next requests: a status, and for 206 the status of
    each item that is not accepted. While it is stopped nobody listens at its port.
    """

    def __init__(self) -> None:
        self.accepted: list[dict[str, Any]] = []
        """Items, in the order of their arrival."""
        self.answers: deque[int | dict[int, int]] = deque()
        self.requests = 0
        self.port = _free_port()
        self._server: HTTPServer | None = None

    @property
    def connection_string(self) -> str:
        key = "00000000-0000-0000-0000-000000000000"
        return f"InstrumentationKey={key};IngestionEndpoint=http://127.0.0.1:{self.port}/"

    def events(self) -> list[tuple[str, dict[str, str]]]:
        """The name and the custom dimensions of each custom event."""
        data = [item["data"] for item in self.accepted if item["data"]["baseType"] == "EventData"]
        return [(one["baseData"]["name"], one["baseData"]["properties"]) for one in data]

    def requests_told(self) -> list[dict[str, Any]]:
        """The items that tell of HTTP requests."""
        return [item for item in self.accepted if item["data"]["baseType"] == "RequestData"]

    def start(self) -> None:
        server = HTTPServer(("127.0.0.1", self.port), partial(_IngestionHandler, self))
        self._server = server
        self._thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
        self._thread.start()

    def stop(self) -> None:
        if self._server is not None:
            self._server.shutdown()
            self._thread.join()
            self._server.server_close()
            self._server = None

    def answer(self, items: list[dict[str, Any]]) -> tuple[int, dict[str, Any]]:
        """Take a request's items, and return the status and the body that say so."""
        self.requests += 1
        said = self.answers.popleft() if self.answers else 200
        if isinstance(said, int) and said != 200:
            return said, {"itemsReceived": len(items), "itemsAccepted": 0, "errors": []}
        failed = said if isinstance(said, dict) else {}
        self.accepted += [item for place, item in enumerate(items) if place not in failed]
        errors = [{"index": place, "statusCode": code, "message": "no"} for place, code in failed.items()]
        body = {"itemsReceived": len(items), "itemsAccepted": len(items) - len(errors), "errors": errors}
        return 206 if errors else 200, body


class _IngestionHandler(BaseHTTPRequestHandler):
    def __init__(self, ingestion: Ingestion, *arguments: Any) -> None:
        self._ingestion = ingestion
        super().__init__(*arguments)

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"]))
        if self.headers.get("Content-Encoding") == "gzip":
            body = gzip.decompress(body)
        found = self.path.removesuffix("/").endswith("/v2.1/track")
        status, said = self._ingestion.answer(json.loads(body)) if found else (404, {})
        told = json.dumps(said).encode()
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(told)))
        if status == 429:
            self.send_header("Retry-After", "1")
        self.end_headers()
        self.wfile.write(told)

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the library's name
        pass


@pytest.fixture
def ingestion() -> Iterator[Ingestion]:
    """A running ingestion server of Application Insights; nothing leaves this machine."""
    server = Ingestion()
    server.start()
    yield server
    server.stop()


@pytest.fixture
def closed_port() -> str:
    """Host and port where nobody listens."""
    return f"127.0.0.1:{_free_port()}"


@pytest.fixture(scope="session")
def reference_data() -> Path:
    """Return the folder of real data sets; the tests that need it are marked `reference`."""
    given = os.environ.get("VIGIE_REFERENCE_DATA")
    folder = Path(given) if given else Path(__file__).parents[2] / "shared" / "data"
    if not folder.is_dir():
        pytest.skip("no reference data here: set VIGIE_REFERENCE_DATA to their folder")
    return folder


@pytest.fixture(scope="session")
def tiny_bert(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a folder with an English BERT of two layers and chance weights, and its WordPiece tokenizer."""
    import tokenizers  # here, since most tests need none of the two
    import transformers

    folder = tmp_path_factory.mktemp("bert")
    pieces = tokenizers.BertWordPieceTokenizer()
    special = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]"]
    texts = ["bad and cold, awful walls", "good and warm, love it", "the seats were late again"]
    pieces.train_from_iterator(texts, vocab_size=200, special_tokens=special, show_progress=False)
    tokenizer = transformers.BertTokenizer(tokenizer_object=pieces._tokenizer)
    return _tiny_model(folder, tokenizer, transformers.BertConfig, transformers.BertModel)


@pytest.fixture(scope="session")
def tiny_camembert(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a folder with a CamemBERT of two layers and chance weights, and its tokenizer of SentencePiece's kind."""
    import tokenizers
    import transformers

    folder = tmp_path_factory.mktemp("camembert")
    pieces = tokenizers.SentencePieceUnigramTokenizer()
    special = ["<s>NOTUSED", "<pad>", "</s>NOTUSED", "<unk>", "<unk>NOTUSED", "<s>", "</s>", "<mask>"]
    texts = ["Service nul, l'avion en retard", "Très bon accueil, merci", "jamais de réponse, à fuir"] * 5
    unknown = special[3]
    pieces.train_from_iterator(texts, 80, show_progress=False, special_tokens=special, unk_token=unknown)
    vocabulary = [(piece, score) for piece, score in json.loads(pieces.to_str())["model"]["vocab"]]
    tokenizer = transformers.CamembertTokenizer(vocab=vocabulary)
    return _tiny_model(folder, tokenizer, transformers.CamembertConfig, transformers.CamembertModel)


def _tiny_model(folder: Path, tokenizer: Any, config: Any, model: Any) -> Path:
    import torch

    tokenizer.save_pretrained(folder)
    sizes = config(
        vocab_size=len(tokenizer), hidden_size=32, num_hidden_layers=2, num_attention_heads=2, intermediate_size=64,
        max_position_embeddings=66, pad_token_id=tokenizer.pad_token_id,
    )  # fmt: skip
    with torch.random.fork_rng():
        torch.manual_seed(0)
        model(sizes).save_pretrained(folder)
    return folder
