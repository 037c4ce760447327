"""`python -m local up|demo|down|replay|redrive|recount|smoke|vendor …`: the local cloud, as the Makefile drives it."""

import argparse
import sys
from datetime import date
from typing import Any, NoReturn

from botocore.exceptions import BotoCoreError, ClientError, NoCredentialsError

from local import commands, operation, parameters
from local.deployment import deployment
from local.letters import QUEUES, give_back
from local.progress import CannotGoOn
from local.recount import recount
from local.redrive import redrive
from local.replay import replay
from local.replies import reply
from local.smoke import smoke
from local.tamper import tamper
from local.verify import verify

_INTERRUPTED = 130
_FIRST_PORT, _LAST_PORT = 1024, 65535


class _Parser(argparse.ArgumentParser):
    """Says in one line what is wrong, as every command does."""

    def error(self, message: str) -> NoReturn:
        raise CannotGoOn(message)

    def format_help(self) -> str:
        """In the words of the Makefile, by which everybody calls them."""
        lines = [f"make {self.prog.split()[-1]}: {self.description}"]
        for action in self._actions:
            if action.option_strings and action.dest != "help":
                name = action.option_strings[0].removeprefix("--").upper() + ("=1" if action.nargs == 0 else "=")
                lines.append(f"  {name:<10} {action.help or ''}".rstrip())
        return "\n".join(lines) + "\n"


def main(arguments: list[str]) -> int:
    try:
        return _run(_parser().parse_args(arguments))
    except CannotGoOn as hindrance:
        found = str(hindrance)
    except NoCredentialsError:
        found = "nobody is signed in to AWS: sign in first, for instance by `aws sso login`"
    except (BotoCoreError, ClientError) as error:
        found = f"the cloud says: {error}"
    except (KeyboardInterrupt, BrokenPipeError):
        return _INTERRUPTED
    print(f"make {arguments[0] if arguments else ''}: {found}", file=sys.stderr)
    return 1


def _parser() -> argparse.ArgumentParser:
    parser = _Parser(prog="local", description=__doc__)
    subcommands = parser.add_subparsers(dest="command", required=True)
    start = _command(subcommands, "up", "build, start the local cloud, deploy, add the demo's people")
    start.add_argument("--port", type=_port, default=commands.DEFAULT_PORT)
    start.add_argument("parameters", nargs="*", metavar="NAME=VALUE", help="of the template")
    _command(subcommands, "demo", "send one negative rating through everything")
    _command(subcommands, "down", "stop the local cloud")
    half_year = _command(subcommands, "replay", "load the made-up half-year and print its headline figures")
    half_year.add_argument("--size", type=_share, default=1.0, help="the part of it to load, over 0 up to 1")
    again = _command(subcommands, "recount", "count all anew from the tables and compare with the counters")
    again.add_argument("--stack", default="", help="the stack in the AWS account that you are signed in to")
    again.add_argument("--repair", action="store_true", help="enter what stands in the tables and was never counted")
    through = _command(subcommands, "smoke", "go once through a deployed stack")
    through.add_argument("--stack", default="", help="the stack in the AWS account that you are signed in to")
    start_again = _command(subcommands, "redrive", "start every case that should have been started")
    start_again.add_argument("--stack", default="", help="the stack in the AWS account that you are signed in to")
    start_again.add_argument(
        "--since", type=_day, default="", help="the day from which on to look, else two months back"
    )
    start_again.add_argument(
        "--queue", default="", help=f"instead: the dead letters of {', '.join(QUEUES)} go back where they came from"
    )
    start_again.add_argument("--apply", action="store_true", help="with QUEUE: send back what is only shown otherwise")
    check = _command(subcommands, "verify", "check a receipt, or every case file, against the public log")
    check.add_argument("--receipt", default="", help="as the outcome mail has it; without one, everything is looked at")
    check.add_argument("--log", default="", help="a folder with a copy of /log/, or its address")
    check.add_argument("--key", default="", help="the log's public key, where that of the log is not to be trusted")
    check.add_argument("--stack", default="", help="the stack in the AWS account that you are signed in to")
    _command(subcommands, "tamper", "break the local log on purpose, and see it found")
    answer = _command(subcommands, "reply", "hand a mail to the local cloud, as SES would")
    answer.add_argument("--case", default="", help="whose file it is for; else whom the mail is to")
    answer.add_argument("--mail", default="", help="the mail as it came (.eml); else a short reply is made up")
    answer.set_defaults(run=lambda chosen: reply(chosen.case, chosen.mail))
    operation.add_to(subcommands)
    return parser


def _command(subcommands: Any, name: str, told: str) -> argparse.ArgumentParser:
    parser: argparse.ArgumentParser = subcommands.add_parser(name, help=told, description=told)
    return parser


def _run(chosen: argparse.Namespace) -> int:
    if "run" in chosen:
        return 1 if chosen.run(chosen) is False else 0
    match chosen.command:
        case "up":
            commands.up(port=chosen.port, parameters=parameters.checked(chosen.parameters, parameters.of_template()))
        case "demo":
            commands.demo()
        case "down":
            commands.down()
        case "replay":
            replay(chosen.size)
        case "redrive":
            if chosen.queue:
                give_back(chosen.stack, chosen.queue, apply=chosen.apply)
            else:
                redrive(chosen.stack, chosen.since)
        case "smoke":
            smoke(deployment(chosen.stack))
        case _:
            return 0 if _holds(chosen) else 1
    return 0


def _holds(chosen: argparse.Namespace) -> bool:
    """What the commands found that look whether something is as it should be."""
    match chosen.command:
        case "recount":
            return recount(chosen.stack, repair=chosen.repair)
        case "verify":
            return verify(chosen.receipt, chosen.log, chosen.key, chosen.stack)
        case _:
            return tamper()


def _port(text: str) -> int:
    if not text.isdecimal() or not _FIRST_PORT <= int(text) <= _LAST_PORT:
        raise CannotGoOn(f"PORT is a number from {_FIRST_PORT} to {_LAST_PORT}, not {text!r}")
    return int(text)


def _share(text: str) -> float:
    try:
        share = float(text)
    except ValueError:
        share = 0
    if not 0 < share <= 1:
        raise CannotGoOn(f"SIZE is the part of the half-year to load, over 0 and up to 1 (0.05, say), not {text!r}")
    return share


def _day(text: str) -> str:
    """The day as it is written; empty where none is given."""
    if text:
        try:
            date.fromisoformat(text)
        except ValueError:
            raise CannotGoOn(f"SINCE is a day, written as 2026-01-31, not {text!r}") from None
    return text


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
