"""What `make deploy ENV=dev|staging|prod` deploys: `environments.toml`, checked against the template's parameters."""

import sys
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from local.deploy import STACK_NAME
from local.parameters import Declared, checked, of_template
from local.paths import ROOT
from local.progress import CannotGoOn


@dataclass(frozen=True, slots=True)
class Environment:
    stack: str
    parameters: Mapping[str, str]


def environment(name: str, texts: Sequence[str], declared: Declared) -> Environment:
    """The environment of that name, none for "", with what is set by hand; CannotGoOn for what cannot be."""
    by_hand = checked(texts, declared)
    if not name:
        return Environment(STACK_NAME, by_hand)
    known = tomllib.loads((ROOT / "environments.toml").read_text(encoding="utf-8"))
    if name not in known:
        raise CannotGoOn(f"ENV is one of {', '.join(known)}, not {name!r}")
    own = checked([f"{key}={value}" for key, value in known[name]["parameters"].items()], declared)
    return Environment(known[name]["stack"], own | by_hand)


def help_text() -> str:
    """As `HELP=1` of the other commands says it, and what each environment is made of."""
    known = tomllib.loads((ROOT / "environments.toml").read_text(encoding="utf-8"))
    lines = [
        "make deploy: build, and deploy to the AWS account that you are signed in to",
        f"  ENV=       {', '.join(known)}; else the stack {STACK_NAME} with the template's own defaults",
        '  PARAMETERS="Name=value …": of template.yaml; they go before those of the environment',
        "  DRY=1      show what would change, and change nothing",
    ]
    for name, one in known.items():
        said = " ".join(f"{key}={value}" for key, value in one["parameters"].items())
        lines.append(f"  {name:<10} stack {one['stack']}: {said}")
    return "\n".join(lines)


def main(arguments: Sequence[str]) -> str:
    """`help`, `stack ENV` or `parameters ENV Name=value …`."""
    if list(arguments) == ["help"]:
        return help_text()
    what, name, *texts = arguments
    found = environment(name, texts, of_template())
    return found.stack if what == "stack" else " ".join(f"{key}={value}" for key, value in found.parameters.items())


if __name__ == "__main__":
    try:
        print(main(sys.argv[1:]))
    except CannotGoOn as hindrance:
        sys.exit(f"make deploy: {hindrance}")
