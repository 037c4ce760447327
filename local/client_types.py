"""`python -m local.client_types` writes the Python client's types from openapi.json; `--check` fails if they are old.

datamodel-code-generator writes them. They are the schemas that machines use, without "no further fields": an answer
may come to have more of them, and a client must not mind.
"""

import argparse
import json
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from local.openapi import FILE as OPENAPI
from local.paths import ROOT

FILE = ROOT / "clients" / "python" / "hailong_client" / "shapes.py"

type Json = dict[str, Any]

_HEADER = '''"""What is sent and what comes back: written from openapi.json by `make openapi`, not to be edited."""'''
_OPTIONS = [
    "--input-file-type=openapi",
    "--openapi-scopes=schemas",
    "--output-model-type=typing.TypedDict",
    "--target-python-version=3.11",
    "--use-standard-collections",
    "--use-union-operator",
    "--enum-field-as-literal=all",
    "--use-schema-description",
    "--disable-timestamp",
    "--formatters=builtin",
    f"--custom-file-header={_HEADER}",
]
_REFERENCE = "#/components/schemas/"
# Formats are all text here, and the generator warns of those that it does not know.
_NOT_TYPES = {"additionalProperties", "format"}


def written() -> str:
    """The types as openapi.json has them now."""
    document = machines_part(json.loads(OPENAPI.read_text("utf-8")))
    with TemporaryDirectory() as folder:
        source, target = Path(folder, "openapi.json"), Path(folder, "shapes.py")
        source.write_text(json.dumps(document), "utf-8")
        generator = [sys.executable, "-m", "datamodel_code_generator", f"--input={source}", f"--output={target}"]
        subprocess.run([*generator, *_OPTIONS], check=True)
        tidy = [sys.executable, "-m", "ruff"]
        subprocess.run([*tidy, "check", "--quiet", "--fix", "--select=I,UP", "--isolated", str(target)], check=True)
        subprocess.run([*tidy, "format", "--quiet", "--isolated", "--line-length=120", str(target)], check=True)
        return target.read_text("utf-8")


def machines_part(document: Json) -> Json:
    """The document with the routes of machines and the schemas that these use, open to further fields."""
    paths = {
        path: {method: one for method, one in methods.items() if any("machine" in way for way in one["security"])}
        for path, methods in document["paths"].items()
    }
    schemas, used = document["components"]["schemas"], set[str]()
    wanted = list(_references(paths))
    while wanted:
        if (name := wanted.pop()) not in used:
            used.add(name)
            wanted.extend(_references(schemas[name]))
    kept = {name: _open(schema) for name, schema in schemas.items() if name in used}
    return {"openapi": document["openapi"], "info": document["info"], "paths": {}, "components": {"schemas": kept}}


def _references(node: object) -> Iterator[str]:
    match node:
        case {"$ref": str(reference)}:
            yield reference.removeprefix(_REFERENCE)
        case dict():
            for value in node.values():
                yield from _references(value)
        case list():
            for value in node:
                yield from _references(value)


def _open(node: Any) -> Any:
    if isinstance(node, dict):
        return {name: _open(value) for name, value in node.items() if name not in _NOT_TYPES}
    return [_open(value) for value in node] if isinstance(node, list) else node


def main(arguments: list[str]) -> int:
    parser = argparse.ArgumentParser(prog="local.client_types", description=__doc__)
    parser.add_argument("--check", action="store_true", help="write nothing; fail where the file is outdated")
    text = written()
    if not parser.parse_args(arguments).check:
        FILE.write_text(text, "utf-8")
        return 0
    if FILE.read_text("utf-8") == text:
        return 0
    print(f"{FILE.name} of the Python client is not what openapi.json says: make openapi", file=sys.stderr)
    return 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
