"""The real template as AWS gets it: after the SAM transform, with the questions that the checks ask of it."""

import copy
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from local.paths import ROOT
from local.region import REGION
from local.transform import Json, transformed, written

__all__ = ["REGION", "ROOT", "Json"]

ALIAS = "live"
"""By which functions that have versions are called."""


@dataclass(frozen=True)
class Statement:
    """A statement of a role's inline policy."""

    role: str
    sid: str
    actions: tuple[str, ...]
    resources: tuple[Any, ...]
    condition: Json

    @property
    def name(self) -> str:
        return f"{self.role}/{self.sid}"


@dataclass(frozen=True)
class Route:
    path: str
    method: str
    security: tuple[Json, ...]

    @property
    def name(self) -> str:
        return f"{self.method.upper()} {self.path}"


@dataclass(frozen=True)
class Template:
    """`source` is what we wrote, `deployed` what the transform makes of it."""

    source: Json
    deployed: Json

    def resources(self, *types: str) -> dict[str, Json]:
        return {name: one for name, one in self.deployed["Resources"].items() if one["Type"] in types}

    def properties(self, *types: str) -> dict[str, Json]:
        return {name: one.get("Properties", {}) for name, one in self.resources(*types).items()}

    @property
    def functions(self) -> dict[str, Json]:
        return self.properties("AWS::Lambda::Function")

    def statements(self, role: str | None = None) -> Iterator[Statement]:
        for name, properties in self.properties("AWS::IAM::Role").items():
            if role not in {None, name}:
                continue
            for policy in properties.get("Policies", []):
                for statement in policy["PolicyDocument"]["Statement"]:
                    yield Statement(
                        role=name,
                        sid=statement.get("Sid", "?"),
                        actions=tuple(listed(statement.get("Action", []))),
                        resources=tuple(
                            choice for one in listed(statement.get("Resource", [])) for choice in choices(one)
                        ),
                        condition=statement.get("Condition", {}),
                    )

    def role_of(self, function: str) -> str | None:
        return target(self.functions[function].get("Role"))

    def called(self, value: Any) -> str | None:
        """The function that a reference names, by itself or by its alias."""
        name = target(value)
        aliases = self.properties("AWS::Lambda::Alias")
        return target(aliases[name]["FunctionName"]) if name in aliases else name

    def routes(self) -> Iterator[Route]:
        for api in self.properties("AWS::ApiGateway::RestApi").values():
            for path, methods in api["Body"]["paths"].items():
                for method, operation in methods.items():
                    yield Route(path, method, tuple(operation.get("security", [])))

    def routes_to(self, function: str) -> Iterator[tuple[str, str]]:
        """Path and method of every route that calls the function."""
        for api in self.properties("AWS::ApiGateway::RestApi").values():
            for path, methods in api["Body"]["paths"].items():
                for method, operation in methods.items():
                    uri = text(operation["x-amazon-apigateway-integration"]["uri"])
                    if any(f"${{{name}}}" in uri for name in (f"{function}.Arn", f"{function}Alias{ALIAS}")):
                        yield path, method

    def mappings(self) -> Iterator[tuple[str, str, str | None, Json]]:
        """Name, function, source and properties of every mapping of a stream or queue to a function."""
        for name, properties in self.properties("AWS::Lambda::EventSourceMapping").items():
            yield name, str(self.called(properties["FunctionName"])), target(properties["EventSourceArn"]), properties

    def folder(self, function: str) -> str:
        """The name of the function's folder below functions/."""
        return str(self.functions[function]["Handler"]).split(".")[1]


def load(**defaults: str) -> Template:
    """As it is, or with other defaults of its parameters."""
    source = written()
    for name, value in defaults.items():
        source["Parameters"][name]["Default"] = value
    return Template(source, transformed(source))


def copied(template: Template) -> Template:
    """One that can be changed without changing the other."""
    return Template(copy.deepcopy(template.source), copy.deepcopy(template.deployed))


def listed(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [value]


def choices(value: Any) -> list[Any]:
    """Both branches of a condition, else the value itself."""
    if isinstance(value, dict) and "Fn::If" in value:
        return [choice for branch in value["Fn::If"][1:] for choice in choices(branch)]
    return [value]


def target(value: Any) -> str | None:
    """The logical id that a reference names."""
    if isinstance(value, dict):
        if "Ref" in value:
            return str(value["Ref"])
        if "Fn::GetAtt" in value:
            found = value["Fn::GetAtt"]
            return str(found[0] if isinstance(found, list) else found.split(".")[0])
        if "Fn::Sub" in value and isinstance(value["Fn::Sub"], str) and value["Fn::Sub"].startswith("${"):
            return str(value["Fn::Sub"][2:].split("}")[0].split(".")[0])
    return None


def text(value: Any) -> str:
    """A value as text, whatever function of CloudFormation makes it."""
    if isinstance(value, str):
        return value
    if isinstance(value, dict) and isinstance(value.get("Fn::Sub"), str):
        return str(value["Fn::Sub"])
    return ""
