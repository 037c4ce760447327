"""What may be set by PARAMETERS="Name=value ...": the parameters of the template, checked before anything is built.

The SAM CLI passes over names that the template does not have, and builds for minutes before it looks at a value.
"""

import re
from collections.abc import Iterable, Mapping
from difflib import get_close_matches
from typing import Any

from samtranslator.yaml_helper import yaml_parse

from local.paths import ROOT
from local.progress import CannotGoOn

type Declared = Mapping[str, Mapping[str, Any]]


def of_template() -> Declared:
    """The parameters as the template declares them, by name."""
    declared: Declared = yaml_parse((ROOT / "template.yaml").read_text(encoding="utf-8"))["Parameters"]
    return declared


def checked(texts: Iterable[str], declared: Declared) -> dict[str, str]:
    """The value of each name; CannotGoOn for what the template would not take."""
    found: dict[str, str] = {}
    for text in texts:
        name, equals, value = text.partition("=")
        if not name or not equals:
            raise CannotGoOn(f'PARAMETERS are written as PARAMETERS="Name=value Other=value", not {text!r}')
        if name not in declared:
            close = get_close_matches(name, declared, n=1)
            hint = f"did you mean {close[0]}?" if close else "template.yaml lists those that there are"
            raise CannotGoOn(f"the template has no parameter {name!r}: {hint}")
        hindrance = _hindrance(value, declared[name])
        if hindrance:
            raise CannotGoOn(f"{name}={value} cannot be: {hindrance}")
        found[name] = value
    return found


def _hindrance(value: str, rule: Mapping[str, Any]) -> str:
    allowed = [str(one) for one in rule.get("AllowedValues", ())]
    if allowed and value not in allowed:
        return f"it is one of {', '.join(allowed)}"
    if rule["Type"] == "Number" and not re.fullmatch(r"-?\d+", value):
        return "it is a whole number"
    if "MinValue" in rule and int(value) < rule["MinValue"]:
        return f"it is {rule['MinValue']} or more"
    if "MaxValue" in rule and int(value) > rule["MaxValue"]:
        return f"it is {rule['MaxValue']} or less"
    if "AllowedPattern" in rule and not re.fullmatch(rule["AllowedPattern"], value):
        return str(rule["Description"])
    return ""
