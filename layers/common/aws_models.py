"""Run by the build of the layer: what botocore has to read of the services that we call, without their documentation.

`python3.13 aws_models.py FOLDER`. Half of the start of a function went into reading the rest; see hailong/adapters/aws.
"""

import json
import sys
from pathlib import Path
from typing import Any

from botocore.loaders import Loader

from hailong.adapters.aws import SERVICES

_SPELLED_OTHERWISE = {"stepfunctions": "states", "sesv2": "email"}
"""Services whose endpoints stand under another name."""


def main(folder: Path) -> None:
    known = Loader()
    for service in SERVICES:
        version = known.determine_latest_version(service, "service-2")
        model = known.load_service_model(service, "service-2", version)
        _write(folder / service / version / "service-2.json", _undocumented(model))
    endpoints = known.load_data("endpoints")
    wanted = {*SERVICES, *_SPELLED_OTHERWISE.values()}
    for partition in endpoints["partitions"]:
        partition["services"] = {name: one for name, one in partition["services"].items() if name in wanted}
    _write(folder / "endpoints.json", endpoints)


def _undocumented(value: Any) -> Any:
    match value:
        case dict():
            # A member of a shape may itself be called so.
            return {
                # Of these botocore reads the documentation, and fails where it is missing.
                name: part if name == "clientContextParams" else _undocumented(part)
                for name, part in value.items()
                if not (name == "documentation" and isinstance(part, str))
            }
        case list():
            return [_undocumented(part) for part in value]
        case _:
            return value


def _write(file: Path, content: Any) -> None:
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(json.dumps(content, separators=(",", ":"), sort_keys=True), "utf-8")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
