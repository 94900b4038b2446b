"""`serve`: the book in a browser."""

from __future__ import annotations

from typing import Annotated

import typer

from pledgebook.commands.common import extra, told


def serve(
    context: typer.Context,
    host: Annotated[
        str,
        typer.Option(metavar="ADDRESS", help="Where to listen. Beyond this machine only with --team or --read-only."),
    ] = "127.0.0.1",
    port: Annotated[int, typer.Option(metavar="N", min=0, max=65_535, help="The port; 0 for any that is free.")] = 8000,
    team: Annotated[
        bool, typer.Option("--team", help="People log in, with the accounts of `pledgebook user`, each with a role.")
    ] = False,
    read_only: Annotated[bool, typer.Option("--read-only", help="Nobody changes anything.")] = False,
    behind_proxy: Annotated[
        str | None,
        typer.Option(
            metavar="ADDRESS",
            help="Where the server is that speaks HTTPS for this one (127.0.0.1, a network, * for any): it is believed "
            "who asks, and how.",
        ),
    ] = None,
    processes: Annotated[
        int, typer.Option(metavar="N", min=1, max=64, help="How many processes answer: one a core, for many readers.")
    ] = 1,
) -> None:
    """Open the book in a browser, with an API beside every page, until you press Ctrl-C.

    \b
    Examples:
      pledgebook serve
      pledgebook --db pledges.db serve --port 8080
      pledgebook serve --team --host 0.0.0.0
      pledgebook serve --team --behind-proxy 127.0.0.1
    """
    with extra("web"), told():
        from pledgebook.web.serving import Way, serve

        way = Way(host, port, team, read_only, behind_proxy, processes)
        serve(context.obj, way, tell=lambda words: typer.echo(words, err=True))
