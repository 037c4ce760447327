"""The region that all is deployed to, in the local cloud as on AWS: that of samconfig.toml."""

import tomllib

from local.paths import ROOT


def _region() -> str:
    settings = tomllib.loads((ROOT / "samconfig.toml").read_text(encoding="utf-8"))
    return str(settings["default"]["global"]["parameters"]["region"])


REGION = _region()
