"""`python -m local up|demo|down|replay|redrive|recount`: the local cloud, as the Makefile drives it."""

import argparse
import sys

from local import commands
from local.progress import CannotGoOn
from local.recount import recount
from local.redrive import redrive
from local.replay import replay

_INTERRUPTED = 130


def main(arguments: list[str]) -> int:
    parser = argparse.ArgumentParser(prog="local", description=__doc__)
    subcommands = parser.add_subparsers(dest="command", required=True)
    start = subcommands.add_parser("up", help="build, start the local cloud, deploy, add the demo's people")
    start.add_argument("--port", type=int, default=commands.DEFAULT_PORT)
    start.add_argument("parameters", nargs="*", type=_parameter, metavar="NAME=VALUE", help="of the template")
    subcommands.add_parser("demo", help="send one negative rating through everything")
    subcommands.add_parser("down", help="stop the local cloud")
    half_year = subcommands.add_parser("replay", help="load the made-up half-year and print its headline figures")
    half_year.add_argument("--size", type=_share, default=1.0, help="the part of it to load, over 0 up to 1")
    again = subcommands.add_parser("recount", help="count all anew from the tables and compare with the counters")
    again.add_argument("--stack", default="", help="the stack in the AWS account that you are signed in to")
    again.add_argument("--repair", action="store_true", help="enter what stands in the tables and was never counted")
    start_again = subcommands.add_parser("redrive", help="start every case that should have been started")
    start_again.add_argument("--stack", default="", help="the stack in the AWS account that you are signed in to")
    start_again.add_argument("--since", default="", help="the day from which on to look, else two months back")
    chosen = parser.parse_args(arguments)
    try:
        match chosen.command:
            case "up":
                commands.up(port=chosen.port, parameters=dict(chosen.parameters))
            case "demo":
                commands.demo()
            case "down":
                commands.down()
            case "replay":
                replay(chosen.size)
            case "redrive":
                redrive(chosen.stack, chosen.since)
            case "recount":
                return 0 if recount(chosen.stack, repair=chosen.repair) else 1
    except CannotGoOn as hindrance:
        print(f"make {chosen.command}: {hindrance}", file=sys.stderr)
        return 1
    except (KeyboardInterrupt, BrokenPipeError):
        return _INTERRUPTED
    return 0


def _parameter(text: str) -> tuple[str, str]:
    name, equals, value = text.partition("=")
    if not name or not equals:
        raise ValueError
    return name, value


def _share(text: str) -> float:
    share = float(text)
    if not 0 < share <= 1:
        raise ValueError
    return share


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
