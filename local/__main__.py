"""`python -m local up|demo|down`: the local cloud, as the Makefile drives it."""

import argparse
import sys

from local import commands
from local.progress import CannotGoOn


def main(arguments: list[str]) -> int:
    parser = argparse.ArgumentParser(prog="local", description=__doc__)
    subcommands = parser.add_subparsers(dest="command", required=True)
    start = subcommands.add_parser("up", help="build, start the local cloud, deploy, add the demo's people")
    start.add_argument("--port", type=int, default=commands.DEFAULT_PORT)
    subcommands.add_parser("demo", help="send one negative rating through everything")
    subcommands.add_parser("down", help="stop the local cloud")
    chosen = parser.parse_args(arguments)
    try:
        match chosen.command:
            case "up":
                commands.up(port=chosen.port)
            case "demo":
                commands.demo()
            case "down":
                commands.down()
    except CannotGoOn as hindrance:
        print(f"make {chosen.command}: {hindrance}", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
