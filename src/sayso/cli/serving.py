"""The commands of the workbench: the one that runs it, and the one that makes the tokens with which others may write."""

from __future__ import annotations

import errno
import getpass
import secrets
import signal
import socket
from typing import TYPE_CHECKING, Annotated

import typer

from sayso.cli.app import Db, app, tell
from sayso.errors import StoreError, UsageError
from sayso.export.labels import one_line

if TYPE_CHECKING:
    from sayso.serve.settings import ServeSettings

__all__ = ["run_workbench", "serve", "token"]

HOST, PORT = "127.0.0.1", 8377
NO_TOKEN = "Make one first: sayso token --db FILE --name NAME"
GRACE = 5
"""Seconds that requests under way have to end in."""
MOST_AT_ONCE = 256


@app.command()
def serve(
    db: Db,
    host: Annotated[str, typer.Option(help="The address to listen at. Any but this machine's own needs a token in the store.")] = HOST,
    port: Annotated[int, typer.Option(help="The port to listen at; 0 for any that is free.", min=0, max=65535)] = PORT,
    public: Annotated[str | None, typer.Option(help="The address under which people reach it through a proxy: https://desk.example.org", metavar="URL")] = None,
    tiles: Annotated[str | None, typer.Option(help="A pattern for online map tiles: 'https://tiles.example.org/{z}/{x}/{y}.png'", metavar="URL")] = None,
    name: Annotated[str | None, typer.Option(help="The name under which you decide; default: your login name.")] = None,
    open: Annotated[bool, typer.Option("--open", help="Open it in the browser, signed in.")] = False,
) -> None:
    """Show a store in the browser: read, check, decide. Goes on until it is stopped with Ctrl-C."""
    run_workbench(db, host=host, port=port, public=public, tiles=tiles, name=name, open=open)


@app.command()
def token(
    db: Db,
    name: Annotated[str | None, typer.Option(help="Make a token for this person, whose name their decisions will bear.")] = None,
    list: Annotated[bool, typer.Option("--list", help="List the tokens by number. None of them can be shown again.")] = False,
    revoke: Annotated[int | None, typer.Option(help="Take back the token of this number.", metavar="N", min=1, max=2**31 - 1)] = None,
) -> None:
    """Make a token with which somebody may write over the web, or list or take back those that there are. A token is shown once."""
    from sayso.store import Store
    from sayso.store.tokens import checked_name

    if (name is not None) + list + (revoke is not None) != 1:
        raise UsageError("does one thing at a time.", where="token", remedy="Give --name NAME, --list or --revoke N.")
    if name is not None:
        checked_name(name, where="--name")
    with Store.open(db, create=False) as store:
        if name is not None:
            print(store.make_token(name))
            tell(f"note: this is the token of {name.strip()}, shown this once. It signs in at /sign-in, and programs send it as Authorization: Bearer.")
        elif revoke is not None:
            taken = store.revoke_token(revoke)
            print(one_line(f"Token {taken.number} of {taken.name} is worth nothing since {taken.revoked}."))
        elif found := store.tokens():
            for one in found:
                print(f"{one.number:>4}  {one_line(one.name)}  made {one.made}" + (f"  taken back {one.revoked}" if one.revoked else ""))
        else:
            print("No token has been made yet.")


def run_workbench(
    db: str,
    *,
    host: str = HOST,
    port: int = PORT,
    public: str | None = None,
    tiles: str | None = None,
    name: str | None = None,
    open: bool = False,
) -> None:
    """Nothing, once the workbench has been stopped. Raises UsageError where it cannot listen there, or may not."""
    from sayso.serve.settings import ServeSettings, is_loopback

    _check_store(db, needs_token=public is not None or not is_loopback(host))
    listening = _listening(host, port)
    with listening:
        port = listening.getsockname()[1]
        if public is None and is_loopback(host):
            known = _login_name(name)
            settings = ServeSettings(db, host, port, tiles, known, key=_new_key(), key_once=_new_key() if open else "")
        else:
            settings = ServeSettings(db, host, port, tiles, public=public)
        _run(settings, listening, open=open)


def _run(settings: ServeSettings, listening: socket.socket, *, open: bool) -> None:
    """Nothing, once a signal has ended it: Ctrl-C and SIGTERM are how it is meant to end."""
    import uvicorn

    from sayso.serve.app import create_app

    config = uvicorn.Config(
        create_app(settings),
        access_log=False,
        date_header=True,
        limit_concurrency=MOST_AT_ONCE,
        log_level="warning",
        proxy_headers=False,
        server_header=False,
        timeout_graceful_shutdown=GRACE,
        ws="none",
    )

    class Server(uvicorn.Server):
        """Says where it is once it can be reached."""

        async def startup(self, sockets: list[socket.socket] | None = None) -> None:
            """Nothing; requests are answered from now on."""
            await super().startup(sockets=sockets)
            _tell_where(settings)
            if open:
                _open(settings)

    # once the server has ended in good order it raises the signal again, which is then no more than that
    before = signal.signal(signal.SIGTERM, signal.default_int_handler)
    try:
        Server(config).run(sockets=[listening])
    except KeyboardInterrupt:
        tell("the workbench has stopped.")
    finally:
        signal.signal(signal.SIGTERM, before)


def _check_store(db: str, *, needs_token: bool) -> None:
    """Raises StoreError where there is no store, UsageError where others could reach it and nobody has a token."""
    from sayso.store import Store

    with Store.open(db, create=False) as store:
        if needs_token and all(token.revoked for token in store.tokens()):
            what = "others could reach the store there, and it holds no token with which they would have to sign in."
            raise UsageError(what, where="serve", remedy=NO_TOKEN)


def _listening(host: str, port: int) -> socket.socket:
    """A socket that listens there, so that nobody can come between. Raises UsageError where it cannot be had."""
    try:
        family, _, _, _, address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE)[0]
        return socket.create_server(address[:2], family=family, backlog=2048)
    except (socket.gaierror, UnicodeError) as error:
        raise UsageError(f"{host!r} is no address.", where="--host", remedy="Give an address of this machine, or 127.0.0.1.") from error
    except OSError as error:
        raise _not_listening(host, port, error) from error


def _not_listening(host: str, port: int, error: OSError) -> UsageError | StoreError:
    if error.errno == errno.EADDRINUSE:
        return UsageError(f"port {port} is taken.", where="--port", remedy="Stop what listens there, or choose another: sayso serve --port 8378")
    if error.errno == errno.EACCES:
        return UsageError(f"port {port} is not for everybody.", where="--port", remedy="Choose one from 1024 to 65535.")
    if error.errno == errno.EADDRNOTAVAIL:
        return UsageError(f"{host!r} is no address of this machine.", where="--host", remedy="Give one of its own, or 127.0.0.1.")
    return UsageError(f"cannot listen at {host} port {port}: {error.strerror or error}.", where="serve", remedy="Choose another with --host and --port.")


def _login_name(given: str | None) -> str:
    """The name to decide under. Raises UsageError for one that cannot be, or where there is none to be had."""
    from sayso.store.tokens import checked_name

    if given is not None:
        return checked_name(given, where="--name")
    try:
        return checked_name(getpass.getuser(), where="--name")
    except (ImportError, KeyError, OSError) as error:
        raise UsageError("is missing: this account has no name.", where="--name", remedy="Say under which name you decide.") from error


def _new_key() -> str:
    return secrets.token_urlsafe(32)


def _tell_where(settings: ServeSettings) -> None:
    print(one_line(f"The workbench is at {settings.address}"), flush=True)
    if settings.key:
        print(one_line(f"To decide as {settings.name}, open {settings.address}sign-in?key={settings.key}"), flush=True)
        tell("note: the second address signs you in; keep it to yourself. Its key is of this run alone. Ctrl-C stops the workbench.")
    else:
        tell("note: reading and deciding take signing in with a token. Ctrl-C stops the workbench.")


def _open(settings: ServeSettings) -> None:
    """Opens the browser; the key that other programs of this machine could see in its command line is good for once."""
    import threading
    import webbrowser

    address = f"{settings.address}sign-in?key={settings.key_once}" if settings.key_once else settings.address
    threading.Thread(target=webbrowser.open, args=(address,), daemon=True).start()
