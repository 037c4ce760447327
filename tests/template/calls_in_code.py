"""Which operations of AWS each function's code can reach, and on what: read from the code, without running it.

A call leads to every function of that name in the modules that the handler imports, and to every method of that name
of the classes that are made on the way. That is a little more than can happen, never less.
"""

import ast
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

import botocore.session
from botocore import xform_name

from tests.template.stack_template import ROOT

SERVICES = ("cognito-idp", "dynamodb", "events", "kms", "s3", "secretsmanager", "sesv2", "sqs", "stepfunctions")
_PREFIXES = {"stepfunctions": "states", "sesv2": "ses"}
_BY_ANOTHER_NAME = {
    "s3:ListObjectsV2": "s3:ListBucket",
    "s3:ListObjectVersions": "s3:ListBucketVersions",
    "s3:GeneratePresignedPost": "s3:PutObject",
    "s3:HeadObject": "s3:GetObject",
}
_OF_A_TRANSACTION = {
    "Put": "dynamodb:PutItem",
    "Update": "dynamodb:UpdateItem",
    "Delete": "dynamodb:DeleteItem",
    "ConditionCheck": "dynamodb:ConditionCheckItem",
}
_BY_A_LIBRARY = {"SecretsProvider": "secretsmanager:GetSecretValue"}
# Fields of what the domain speaks of, which stores have methods of the same name for.
FIELDS = {"clearance", "rating", "negative", "waiting"}
_CLIENTS = {"client", "dynamodb", "sqs", "s3", "ses", "states", "secrets", "cognito"}


@dataclass(frozen=True)
class Call:
    """`settings`: the names in `config` of what it is called on. `index`: of a table, None for the table itself."""

    action: str
    settings: frozenset[str]
    index: str | None = None


@dataclass
class _Unit:
    """A function or method, or what a module does when it is imported."""

    module: str
    owner: str | None
    name: str
    node: ast.Module | ast.FunctionDef
    nodes: list[ast.AST] = field(default_factory=list)
    reached: bool = False
    settings: set[str] = field(default_factory=set)


@cache
def calls_of(folder: str) -> frozenset[Call]:
    """What the function in functions/{folder} can call."""
    return _Reading(folder).calls()


class _Reading:
    def __init__(self, folder: str) -> None:
        self._modules = dict(_imported(f"functions.{folder}.handler"))
        self._units = [unit for module, tree in self._modules.items() for unit in _units(module, tree)]
        self._bound = {module: dict(_bound(tree)) for module, tree in self._modules.items()}
        self._of_class = self._settings_of_classes()
        self._functions: defaultdict[str, list[_Unit]] = defaultdict(list)
        self._methods: defaultdict[str, list[_Unit]] = defaultdict(list)
        for unit in self._units:
            (self._methods if unit.owner else self._functions)[unit.name].append(unit)
        self._classes: defaultdict[str, list[_Unit]] = defaultdict(list)
        for unit in self._units:
            if unit.owner:
                self._classes[unit.owner].append(unit)
        self._made: set[str] = set()
        self._follow(folder)

    def calls(self) -> frozenset[Call]:
        return frozenset(call for unit in self._units if unit.reached for call in self._calls_in(unit))

    def _settings_of_classes(self) -> dict[str, set[str]]:
        """What of `config` each class is made with, wherever it is made."""
        found: defaultdict[str, set[str]] = defaultdict(set)
        for tree in self._modules.values():
            for node in ast.walk(tree):
                if isinstance(node, ast.Call) and (name := _last(node.func)) and name[:1].isupper():
                    found[name] |= set(_configured(node, direct=True))
        return found

    def _follow(self, folder: str) -> None:
        for unit in self._units:
            unit.reached = not unit.name or unit.module == f"functions.{folder}.handler"
            if unit.owner:
                unit.settings = set(self._of_class.get(unit.owner, ()))
        before = None
        # Until nothing more is reached: who is made late has been called by name before.
        while before != (before := (len(self._made), sum(unit.reached + len(unit.settings) for unit in self._units))):
            for unit in self._units:
                for called in list(self._called_by(unit)) if unit.reached else ():
                    called.reached = True
                    # What is not made with settings of its own works for whoever calls it.
                    if not self._of_class.get(called.owner or ""):
                        called.settings |= unit.settings

    def _called_by(self, unit: _Unit) -> Iterator[_Unit]:
        for node in _own(unit):
            if isinstance(node, ast.Name):
                yield from (one for one in self._functions[node.id] if self._is_known(one.module, node.id, unit))
                yield from self._make(node.id)
            elif isinstance(node, ast.Attribute):
                if isinstance(node.value, ast.Name):
                    module = self._bound[unit.module].get(node.value.id)
                    yield from (one for one in self._functions[node.attr] if one.module == module)
                yield from self._make(node.attr)
                yield from (one for one in self._methods[node.attr] if one.owner in self._made and _is_property(one))
                if isinstance(node.value, ast.Name) and node.value.id == "self":
                    # Whatever is done with it later.
                    yield from (one for one in self._methods[node.attr] if one.owner == unit.owner)
            elif isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
                called = [one for one in self._methods[node.func.attr] if one.owner in self._made]
                promised = self._promised(unit, node.func)
                exact = [one for one in called if _parameters(one) == promised]
                yield from (one for one in exact or called if _is_seen(one, unit) and _takes(one, node))
            if isinstance(node, ast.Call):
                # A method that is handed on; what only looks like one is a field, of which stores have none public.
                handed_on = [one.attr for one in node.args if isinstance(one, ast.Attribute) and one.attr not in FIELDS]
                yield from (one for name in handed_on for one in self._methods[name] if one.owner in self._made)

    def _is_known(self, module: str, name: str, caller: _Unit) -> bool:
        return module == caller.module or self._bound[caller.module].get(name) == f"{module}.{name}"

    def _promised(self, unit: _Unit, method: ast.Attribute) -> list[str] | None:
        """The parameters that a port names for its method, where the caller says of what port the object is."""
        if not isinstance(unit.node, ast.FunctionDef) or not isinstance(method.value, ast.Name):
            return None
        arguments = [*unit.node.args.args, *unit.node.args.kwonlyargs]
        port = next((_last(one.annotation) for one in arguments if one.arg == method.value.id and one.annotation), None)
        found = next((one for one in self._methods[method.attr] if one.owner in self._with_bases(port)), None)
        return _parameters(found) if found else None

    def _with_bases(self, port: str | None) -> set[str]:
        bases = {
            base
            for tree in self._modules.values()
            for node in tree.body
            if isinstance(node, ast.ClassDef) and node.name == port
            for base in map(_last, node.bases)
        }
        return ({port} if port else set()).union(*(self._with_bases(base) for base in bases))

    def _make(self, name: str) -> Iterator[_Unit]:
        """The methods of a class that nobody calls by name."""
        if name in self._classes:
            self._made.add(name)
            yield from (unit for unit in self._classes[name] if unit.name.startswith("__"))

    def _calls_in(self, unit: _Unit) -> Iterator[Call]:
        for node in _own(unit):
            if isinstance(node, ast.Dict) and "adapters" in unit.module:
                keys = [key.value for key in node.keys if isinstance(key, ast.Constant)]
                yield from (
                    Call(_OF_A_TRANSACTION[key], frozenset(unit.settings)) for key in keys if key in _OF_A_TRANSACTION
                )
            if isinstance(node, ast.Call) and _last(node.func) in _BY_A_LIBRARY:
                yield Call(_BY_A_LIBRARY[str(_last(node.func))], frozenset(unit.settings))
            if isinstance(node, ast.Call) and (name := _operation(node)):
                settings = frozenset(_configured(node)) or frozenset(unit.settings)
                for index in self._indexes(unit, node) if name == "query" else [None]:
                    yield Call(_operations()[name], settings, index)

    def _indexes(self, unit: _Unit, call: ast.Call) -> list[str | None]:
        """The index of a query: by its constant, else any that the module names. The call may be of its paginator."""
        tree, given = self._modules[unit.module], None
        around = (
            [call]
            if call.keywords
            else [
                node
                for node in _own(unit)
                if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.value is call
            ]
        )
        for keyword in (keyword for node in around for keyword in node.keywords if keyword.arg == "IndexName"):
            given = _last(keyword.value)
        if given is None:
            return [None]
        constants = dict(_constants(tree))
        return [constants[given]] if given in constants else [value for value in constants.values() if "queue" in value]


def _operation(call: ast.Call) -> str | None:
    """The operation that is called on a client, by the name of its method; a transaction is called by its parts."""
    if not isinstance(call.func, ast.Attribute):
        return None
    receiver = call.func.value.func if isinstance(call.func.value, ast.Call) else call.func.value
    if (_last(receiver) or "").strip("_") not in _CLIENTS:
        return None
    name = call.func.attr
    if name in {"get_paginator", "generate_presigned_url"}:
        name = str(call.args[0].value) if isinstance(call.args[0], ast.Constant) else "?"
    return name if name in _operations() and name != "transact_write_items" else None


@cache
def _operations() -> dict[str, str]:
    """The action that permits each method of a client."""
    session = botocore.session.get_session()
    found = {"generate_presigned_post": "s3:GeneratePresignedPost"}
    for service in SERVICES:
        for operation in session.get_service_model(service).operation_names:
            found[xform_name(operation)] = f"{_PREFIXES.get(service, service)}:{operation}"
    return {name: _BY_ANOTHER_NAME.get(action, action) for name, action in found.items()}


def _path(module: str) -> Path | None:
    base = ROOT / "layers" / "common" if module.startswith("hailong") else ROOT
    for path in (base / f"{module.replace('.', '/')}.py", base / module.replace(".", "/") / "__init__.py"):
        if path.exists():
            return path
    return None


@cache
def _tree(path: Path) -> ast.Module:
    return ast.parse(path.read_text("utf-8"))


def _imported(start: str) -> Iterator[tuple[str, ast.Module]]:
    """Every module of ours that is imported on the way, with what it says."""
    waiting, seen = [start], {start}
    while waiting:
        module = waiting.pop()
        path = _path(module)
        if path is None:
            continue
        tree = _tree(path)
        yield module, tree
        for node in _running(tree):
            names: list[str] = []
            if isinstance(node, ast.Import):
                names = [one.name for one in node.names]
            elif isinstance(node, ast.ImportFrom) and node.module:
                names = [node.module, *(f"{node.module}.{one.name}" for one in node.names)]
            for name in names:
                if name.startswith(("hailong", "functions")) and name not in seen:
                    seen.add(name)
                    waiting.append(name)


def _bound(tree: ast.Module) -> Iterator[tuple[str, str]]:
    """The names that a module's imports bind, with what they stand for."""
    for node in _running(tree):
        if isinstance(node, ast.ImportFrom) and node.module:
            yield from ((one.asname or one.name, f"{node.module}.{one.name}") for one in node.names)


def _is_seen(called: _Unit, caller: _Unit) -> bool:
    """What is private is called from its own module, or its own class."""
    if not called.name.startswith("_") or called.name.startswith("__"):
        return True
    return called.module == caller.module and called.owner in {None, caller.owner}


def _parameters(method: _Unit) -> list[str]:
    assert isinstance(method.node, ast.FunctionDef)
    return [one.arg for one in [*method.node.args.args, *method.node.args.kwonlyargs]]


def _takes(method: _Unit, call: ast.Call) -> bool:
    """Whether it can be this method that is called: with these arguments it goes."""
    assert isinstance(method.node, ast.FunctionDef)
    given, parameters = method.node.args, _parameters(method)
    if given.vararg or given.kwarg or any(isinstance(one, ast.Starred) for one in call.args):
        return True
    positional = [one.arg for one in given.args if one.arg != "self"]
    keywords = {keyword.arg for keyword in call.keywords if keyword.arg}
    needed = set(positional[len(call.args) : len(positional) - len(given.defaults)])
    return keywords <= set(parameters) and len(call.args) <= len(positional) and needed <= keywords


def _is_property(method: _Unit) -> bool:
    assert isinstance(method.node, ast.FunctionDef)
    return any(_last(one) in {"property", "cached_property"} for one in method.node.decorator_list)


def _running(node: ast.AST) -> Iterator[ast.AST]:
    """All of it but for what only type checkers see: annotations, and what they import."""
    for child in ast.iter_child_nodes(node):
        if isinstance(child, ast.If) and _last(child.test) == "TYPE_CHECKING":
            continue
        yield child
        yield from _running(child)


def _units(module: str, tree: ast.Module) -> Iterator[_Unit]:
    yield _Unit(module, None, "", tree)
    for node in tree.body:
        if isinstance(node, ast.FunctionDef):
            yield _Unit(module, None, node.name, node)
        elif isinstance(node, ast.ClassDef):
            for one in node.body:
                if isinstance(one, ast.FunctionDef):
                    yield _Unit(module, node.name, one.name, one)


def _own(unit: _Unit) -> list[ast.AST]:
    """What the unit itself does: of a module not what its functions do, of a function not its annotations."""
    if not unit.nodes:
        unit.nodes = list(_nodes(unit.node))
    return unit.nodes


def _nodes(node: ast.Module | ast.FunctionDef) -> Iterator[ast.AST]:
    if isinstance(node, ast.FunctionDef):
        for part in [*node.body, *node.decorator_list]:
            yield from ast.walk(part)
        return
    for statement in node.body:
        if isinstance(statement, ast.Import | ast.ImportFrom | ast.FunctionDef | ast.ClassDef):
            continue
        if not (isinstance(statement, ast.If) and _last(statement.test) == "TYPE_CHECKING"):
            yield from ast.walk(statement)


def _last(node: ast.AST) -> str | None:
    """The last name of `a.b.c`."""
    if isinstance(node, ast.Attribute):
        return node.attr
    return node.id if isinstance(node, ast.Name) else None


def _configured(call: ast.Call, *, direct: bool = False) -> Iterator[str]:
    """The settings among the arguments of a call; `direct`: not those of calls among them."""
    arguments = [*call.args, *(keyword.value for keyword in call.keywords)]
    for node in arguments if direct else [inner for one in arguments for inner in ast.walk(one)]:
        if isinstance(node, ast.Attribute) and _last(node.value) == "config":
            yield node.attr


def _constants(tree: ast.Module) -> Iterator[tuple[str, str]]:
    for node in tree.body:
        if isinstance(node, ast.Assign):
            (target,) = node.targets
            pairs = (
                zip(target.elts, node.value.elts, strict=False)
                if isinstance(target, ast.Tuple) and isinstance(node.value, ast.Tuple)
                else [(target, node.value)]
            )
            for name, value in pairs:
                if isinstance(name, ast.Name) and isinstance(value, ast.Constant) and isinstance(value.value, str):
                    yield name.id, value.value
