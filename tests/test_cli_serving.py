"""Tokens in the store and on the command line, and how the workbench is started and stopped."""

from __future__ import annotations

import http.client
import os
import queue
import re
import signal
import socket
import subprocess
import sys
import webbrowser
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select
from typer.testing import CliRunner, Result

from sayso import cli
from sayso.cli import serving
from sayso.errors import UsageError
from sayso.serve.settings import HOST, PORT, ServeSettings
from sayso.store import Store
from sayso.store import tables as t
from sayso.store.tokens import PREFIX, Token, token_sha256
from tests.databases import KINDS, new_database, opened

SOURCE = Path(__file__).parent.parent / "src"
HEAVY = ("fastapi", "starlette", "uvicorn", "bokeh", "jinja2", "limits", "spacy", "sqlalchemy")
STOPPED = "2024-12-09T12:00:00Z"
OUTSIDE = "192.0.2.7"
"""An address that is no machine's (RFC 5737)."""


@pytest.fixture(params=KINDS)
def kind(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture
def store(kind: str, tmp_path: Path) -> Iterator[Store]:
    yield from opened(kind, tmp_path)


@pytest.fixture
def db(kind: str, tmp_path: Path) -> str:
    """A store that holds nothing."""
    target = new_database(kind, tmp_path)
    with Store.open(target):
        return target


@pytest.fixture
def file(tmp_path: Path) -> str:
    """A store in a file."""
    with Store.open(tmp_path / "desk.db"):
        return str(tmp_path / "desk.db")


def run(*arguments: str) -> Result:
    return CliRunner().invoke(cli.app, arguments)


# Tokens in the store


def test_a_token_is_known_by_its_hash_alone(store: Store) -> None:
    token = store.make_token("  Mara ")
    assert token.startswith(PREFIX) and len(token) > 40
    assert store.name_of_token(token_sha256(token)) == "Mara"
    assert store.name_of_token(token) is None and store.name_of_token("") is None
    with store.reading_from() as connection:
        (row,) = connection.execute(select(t.tokens)).all()
    assert tuple(row) == (1, "Mara", token_sha256(token), STOPPED, None)


def test_tokens_are_listed_without_anything_that_opens(store: Store) -> None:
    tokens = [store.make_token(name) for name in ("Mara", "Ines", "Mara")]
    assert len(set(tokens)) == 3
    assert store.tokens() == [Token(1, "Mara", STOPPED), Token(2, "Ines", STOPPED), Token(3, "Mara", STOPPED)]


def test_a_token_that_was_taken_back_opens_nothing_and_keeps_its_number(store: Store) -> None:
    first, second = store.make_token("Mara"), store.make_token("Mara")
    assert store.revoke_token(2) == Token(2, "Mara", STOPPED, STOPPED)
    assert (store.name_of_token(token_sha256(first)), store.name_of_token(token_sha256(second))) == ("Mara", None)
    store.make_token("Ines")
    assert [token.number for token in store.tokens()] == [1, 2, 3]


def test_taking_a_token_back_again_changes_nothing(store: Store) -> None:
    store.make_token("Mara")
    before = store.revoke_token(1)
    store.clock = lambda: "2025-01-01T00:00:00Z"
    assert store.revoke_token(1) == before == store.tokens()[0]


def test_there_is_no_taking_back_what_is_not_there(store: Store) -> None:
    with pytest.raises(UsageError, match="there is no token 1"):
        store.revoke_token(1)


@pytest.mark.parametrize("name", ["", " \t", "x" * 101, "Mara\nInes", "Mara\u202e", "Mara\x00", "\ud800"])
def test_a_name_must_be_one_that_shows(tmp_path: Path, name: str) -> None:
    with Store.open(tmp_path / "desk.db") as store:
        with pytest.raises(UsageError, match="name"):
            store.make_token(name)
        assert store.tokens() == []


@pytest.mark.parametrize("name", ["Mara", "مارا", "علی‌رضا", "Zoë O’Brien (desk 2)"])
def test_names_of_all_scripts_are_kept(tmp_path: Path, name: str) -> None:
    with Store.open(tmp_path / "desk.db") as store:
        assert store.name_of_token(token_sha256(store.make_token(name))) == name


# Tokens on the command line


def test_a_token_is_all_that_is_printed_where_results_go(db: str) -> None:
    made = run("token", "--db", db, "--name", "Mara")
    token = made.stdout.strip()
    assert made.exit_code == 0 and made.stdout == f"{token}\n" and "shown this once" in made.stderr and token not in made.stderr
    with Store.open(db) as store:
        assert store.name_of_token(token_sha256(token)) == "Mara"


def test_tokens_are_listed_by_number_and_taken_back_by_it(db: str) -> None:
    assert run("token", "--db", db, "--list").stdout == "No token has been made yet.\n"
    tokens = [run("token", "--db", db, "--name", name).stdout.strip() for name in ("Mara", "Ines")]
    taken = run("token", "--db", db, "--revoke", "2")
    assert taken.exit_code == 0 and taken.stdout.startswith("Token 2 of Ines is worth nothing since ")
    listed = run("token", "--db", db, "--list").stdout
    assert re.fullmatch(r" {3}1  Mara  made \S+Z\n {3}2  Ines  made \S+Z  taken back \S+Z\n", listed)
    assert not any(token in listed or token_sha256(token) in listed for token in tokens)


@pytest.mark.parametrize("arguments", [(), ("--name", "Mara", "--list"), ("--list", "--revoke", "1"), ("--name", "Mara", "--revoke", "1")])
def test_one_thing_is_done_at_a_time(file: str, arguments: tuple[str, ...]) -> None:
    done = run("token", "--db", file, *arguments)
    assert done.exit_code == 2 and "one thing at a time" in done.stderr and "--revoke N" in done.stderr
    with Store.open(file) as store:
        assert store.tokens() == []


@pytest.mark.parametrize(
    ("arguments", "said"),
    [(("--name", " "), "--name: is missing."), (("--revoke", "7"), "there is no token 7. `sayso token --list`")],
)
def test_wrong_use_is_told(file: str, arguments: tuple[str, ...], said: str) -> None:
    done = run("token", "--db", file, *arguments)
    assert done.exit_code == 2 and said in done.stderr and "Traceback" not in done.stderr


@pytest.mark.parametrize("command", [("token", "--list"), ("token", "--name", "Mara"), ("serve",)])
def test_no_store_is_made_by_accident(tmp_path: Path, command: tuple[str, ...]) -> None:
    done = run(*command, "--db", str(tmp_path / "none.db"))
    assert done.exit_code == 1 and "there is no store" in done.stderr and list(tmp_path.iterdir()) == []


# Starting the workbench


class Started:
    """What a workbench would have been started with."""

    def __init__(self, patch: pytest.MonkeyPatch) -> None:
        self.settings: list[ServeSettings] = []
        self.bound: list[tuple[str, int]] = []
        patch.setattr(serving, "_run", self._run)

    def _run(self, settings: ServeSettings, listening: socket.socket, *, open: bool) -> None:
        self.settings.append(settings)
        self.bound.append(listening.getsockname()[:2])


@pytest.fixture
def started(monkeypatch: pytest.MonkeyPatch) -> Started:
    return Started(monkeypatch)


def test_it_listens_on_this_machine_with_a_new_key_each_time(file: str, started: Started) -> None:
    assert [run("serve", "--db", file, "--port", "0", "--name", "Mara").exit_code for _ in range(2)] == [0, 0]
    first, second = started.settings
    assert first.is_local and first.name == "Mara" and len(first.key) > 40 and first.key != second.key and first.key_once == ""
    assert started.bound[0] == (HOST, first.port) and first.port > 0


def test_the_command_and_the_settings_have_the_same_defaults() -> None:
    assert (serving.HOST, serving.PORT) == (HOST, PORT)


def test_without_a_name_it_is_the_login_name(file: str, started: Started, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("getpass.getuser", lambda: "mara")
    assert run("serve", "--db", file, "--port", "0").exit_code == 0
    assert started.settings[0].name == "mara"


def test_an_account_without_a_name_is_asked_for_one(file: str, started: Started, monkeypatch: pytest.MonkeyPatch) -> None:
    def nobody() -> str:
        raise KeyError("uid not found")

    monkeypatch.setattr("getpass.getuser", nobody)
    done = run("serve", "--db", file, "--port", "0")
    assert done.exit_code == 2 and "--name" in done.stderr and started.settings == []


@pytest.mark.parametrize("arguments", [("--host", "0.0.0.0"), ("--host", OUTSIDE), ("--host", "desk.example.org"), ("--public", "https://desk.example.org")])
def test_where_others_could_reach_it_it_does_not_start_without_a_token(file: str, started: Started, arguments: tuple[str, ...]) -> None:
    refused = run("serve", "--db", file, "--port", "0", *arguments)
    assert refused.exit_code == 2 and "no token" in refused.stderr and "sayso token --db FILE --name NAME" in refused.stderr
    with Store.open(file) as store:
        store.make_token("Mara")
        store.revoke_token(1)
    assert run("serve", "--db", file, "--port", "0", *arguments).exit_code == 2, "one that was taken back is none"
    assert started.settings == []


def test_with_a_token_it_starts_there_and_has_no_key(file: str, started: Started) -> None:
    with Store.open(file) as store:
        store.make_token("Mara")
    for arguments in (("--host", "0.0.0.0"), ("--public", "https://desk.example.org")):
        assert run("serve", "--db", file, "--port", "0", *arguments).exit_code == 0
    assert [(one.is_local, one.key, one.key_once) for one in started.settings] == [(False, "", "")] * 2


def test_a_port_that_is_taken_is_told_with_what_to_do(file: str, started: Started) -> None:
    with socket.create_server((HOST, 0)) as other:
        port = other.getsockname()[1]
        done = run("serve", "--db", file, "--port", str(port))
    assert done.exit_code == 2 and f"--port: port {port} is taken." in done.stderr and "choose another" in done.stderr and started.settings == []


@pytest.mark.parametrize(("host", "said"), [(OUTSIDE, "no address of this machine"), ("x" * 70, "is no address"), ("0.0.0.0\n", "is no address")])
def test_a_host_that_cannot_be_listened_at_is_told(file: str, started: Started, host: str, said: str) -> None:
    with Store.open(file) as store:
        store.make_token("Mara")
    done = run("serve", "--db", file, "--port", "0", "--host", host)
    assert done.exit_code == 2 and said in done.stderr and "Traceback" not in done.stderr and started.settings == []


def test_a_pattern_for_tiles_that_is_none_is_told(file: str, started: Started) -> None:
    done = run("serve", "--db", file, "--port", "0", "--tiles", "https://tiles.example.org")
    assert done.exit_code == 2 and "{z}/{x}/{y}" in done.stderr and started.settings == []


def test_the_browser_is_opened_by_a_key_that_is_good_for_once(file: str, started: Started, monkeypatch: pytest.MonkeyPatch) -> None:
    seen: queue.Queue[str] = queue.Queue()
    monkeypatch.setattr(webbrowser, "open", seen.put)
    assert run("serve", "--db", file, "--port", "0", "--name", "Mara", "--open").exit_code == 0
    (settings,) = started.settings
    assert settings.key_once and settings.key_once != settings.key
    serving._open(settings)
    assert seen.get(timeout=30) == f"{settings.address}sign-in?key={settings.key_once}"


def test_the_demo_can_go_on_in_the_browser(monkeypatch: pytest.MonkeyPatch) -> None:
    served: list[str] = []
    monkeypatch.setattr("sayso.demo.run_demo", lambda console: None)
    monkeypatch.setattr(serving, "run_workbench", served.append)
    assert run("demo").exit_code == 0 and served == []
    assert run("demo", "--serve").exit_code == 0 and served == [str(Path("sayso-demo") / "demo.db")]


@pytest.mark.parametrize("command", ["serve", "token", "demo"])
def test_help_loads_nothing_heavy(command: str) -> None:
    probe = (
        f"import sys; sys.argv[1:] = [{command!r}, '--help']\nfrom sayso.cli import main\ntry: main()\nexcept SystemExit: pass\n"
        f"print(*[m for m in {HEAVY!r} if m in sys.modules], file=sys.stderr)"
    )
    done = subprocess.run([sys.executable, "-c", probe], capture_output=True, text=True, check=True, env=_environment())
    assert done.stderr.split() == []


# The workbench itself


def _environment() -> dict[str, str]:
    return {**os.environ, "PYTHONPATH": str(SOURCE), "PYTHONUNBUFFERED": "1"}


@pytest.fixture
def running(file: str) -> Iterator[tuple[subprocess.Popen[str], str, str]]:
    """The program, the address of its first page and the address that signs in."""
    command = [sys.executable, "-m", "sayso", "serve", "--db", file, "--port", "0", "--name", "Mara"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, env=_environment()) as program:
        assert program.stdout is not None
        try:
            plain = program.stdout.readline().removeprefix("The workbench is at ").strip()
            signed = program.stdout.readline().rpartition(" ")[2].strip()
            yield program, plain, signed
        finally:
            program.kill()


def _get(address: str, path: str, **headers: str) -> tuple[http.client.HTTPResponse, str]:
    connection = http.client.HTTPConnection(address.removeprefix("http://").strip("/"), timeout=60)
    connection.request("GET", path, headers=headers)
    answer = connection.getresponse()
    return answer, answer.read().decode()


@pytest.mark.skipif(sys.platform == "win32", reason="signals of POSIX")
@pytest.mark.parametrize("how", [signal.SIGINT, signal.SIGTERM])
def test_it_prints_two_addresses_answers_and_ends_in_good_order(running: tuple[subprocess.Popen[str], str, str], how: signal.Signals) -> None:
    program, plain, signed = running
    answer, page = _get(plain, "/")
    assert answer.status == 200 and "Sign in" in page
    assert answer.getheader("server") is None and (answer.getheader("content-security-policy") or "").startswith("default-src 'none'")
    assert signed.startswith(f"{plain}sign-in?key=")
    answer, _ = _get(plain, signed.removeprefix(plain.rstrip("/")))
    cookie = (answer.getheader("set-cookie") or "").partition(";")[0]
    assert answer.status == 303 and "Mara" in _get(plain, "/", Cookie=cookie)[1]
    assert _get(plain, "/", Host="evil.example")[0].status == 421
    program.send_signal(how)
    out, err = program.communicate(timeout=60)
    assert program.returncode == 0 and out == "" and "Traceback" not in err
    assert signed.rpartition("=")[2] not in err and "GET" not in err, "nothing is written down of who asked for what"


def test_it_answers_nobody_who_says_they_come_from_elsewhere_by_a_header(running: tuple[subprocess.Popen[str], Any, Any]) -> None:
    _, plain, _ = running
    assert _get(plain, "/", **{"X-Forwarded-Host": "evil.example", "X-Forwarded-Proto": "https"})[0].status == 200
    assert _get(plain, "/", **{"Host": "evil.example", "X-Forwarded-Host": plain.removeprefix("http://").strip("/")})[0].status == 421
