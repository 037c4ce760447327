"""The deployed template as AWS sees it: parameters, pseudo-parameters and conditions put in their place."""

import re
from collections.abc import Iterator, Mapping
from typing import Any

from tests.template.stack_template import REGION, Json, Template


class Unknown:
    """What only a deployment tells: the name that a resource is given, say."""

    def __repr__(self) -> str:
        return "…"


UNKNOWN = Unknown()
_ABSENT = object()
_PSEUDO = {
    "AWS::AccountId": "123456789012",
    "AWS::Partition": "aws",
    "AWS::Region": REGION,
    "AWS::StackName": "hailong",
    "AWS::URLSuffix": "amazonaws.com",
    "AWS::NoValue": _ABSENT,
}


class Resolved:
    """`chosen`: the parameters that are set, the others have their defaults."""

    def __init__(self, template: Template, chosen: Mapping[str, Any]) -> None:
        self._deployed = template.deployed
        declared = template.source["Parameters"]
        self._values: dict[str, Any] = _PSEUDO | {
            name: _typed(one, chosen.get(name, one.get("Default", ""))) for name, one in declared.items()
        }

    def resources(self) -> Iterator[tuple[str, str, Json]]:
        """Name, type and properties of what would be deployed."""
        for name, resource in self._deployed["Resources"].items():
            if "Condition" not in resource or self._holds({"Condition": resource["Condition"]}):
                yield name, resource["Type"], self.value(resource.get("Properties", {}))

    def value(self, value: Any) -> Any:
        if isinstance(value, list):
            return [one for one in map(self.value, value) if one is not _ABSENT]
        if not isinstance(value, dict):
            return value
        if len(value) == 1:
            ((function, argument),) = value.items()
            if function == "Ref":
                return self._values.get(argument, UNKNOWN)
            if function == "Fn::If":
                return self.value(argument[1 if self._holds({"Condition": argument[0]}) else 2])
            if function == "Fn::Sub":
                return self._sub(argument)
            if function == "Fn::Join":
                parts = self.value(argument[1])
                return UNKNOWN if UNKNOWN in parts else str(argument[0]).join(map(str, parts))
            if function.startswith("Fn::"):
                return UNKNOWN
        found = {name: self.value(one) for name, one in value.items()}
        return {name: one for name, one in found.items() if one is not _ABSENT}

    def _sub(self, argument: Any) -> Any:
        text, given = (argument, {}) if isinstance(argument, str) else argument
        values = self._values | {name: self.value(one) for name, one in given.items()}
        parts = [values.get(name, UNKNOWN) for name in re.findall(r"\$\{([^!}]+)\}", text)]
        if UNKNOWN in parts:
            return UNKNOWN
        return re.sub(r"\$\{([^!}]+)\}", lambda name: str(values[name[1]]), text)

    def _holds(self, condition: Json) -> bool:
        ((function, argument),) = condition.items()
        if function == "Condition":
            return self._holds(self._deployed["Conditions"][argument])
        if function == "Fn::Equals":
            one, other = map(self.value, argument)
            return str(one) == str(other)
        if function == "Fn::Not":
            return not self._holds(argument[0])
        if function == "Fn::And":
            return all(map(self._holds, argument))
        if function == "Fn::Or":
            return any(map(self._holds, argument))
        raise ValueError(f"a condition that nobody has thought of: {function}")


def _typed(declared: Json, value: Any) -> Any:
    return int(value) if declared["Type"] == "Number" else str(value)
