"""`serve` and `demo`: the API on this machine."""

import click


@click.command(epilog="Example: SKILLWAY_PORT=8080 skillway serve")
@click.option("--port", type=click.IntRange(0, 65535), default=None, help="Instead of SKILLWAY_PORT.")
def serve(port: int | None) -> None:
    """Serve GraphQL at /graphql and health at /health/live and /health/ready, on loopback."""
    from api.commands.options import settings_now
    from api.serving import serve as serve_forever

    serve_forever(settings_now(port=port), on_start=lambda address: click.echo(f"serving {address}/graphql"))


@click.command(epilog="Example: skillway demo")
@click.option("--port", type=click.IntRange(0, 65535), default=None, help="Instead of SKILLWAY_PORT.")
@click.option("--no-serve", is_flag=True, help="Print, and stop there.")
def demo(port: int | None, no_serve: bool) -> None:
    """The sample world on its own embedded graph: one learner's gap and path, then the API with GraphiQL.

    Its data lies beside your own, in the folder demo of SKILLWAY_HOME, and is found again the next time.
    """
    from api.commands.options import settings_now
    from api.demonstration import show

    show(settings_now(port=port), serve=not no_serve)
