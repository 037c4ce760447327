"""What is delivered where: the environments, and the workflow that brings a change to them."""

import re
import tomllib
from typing import Any

import pytest
from samtranslator.yaml_helper import yaml_parse

from local.environments import environment, main
from local.parameters import of_template
from local.paths import ROOT
from local.progress import CannotGoOn
from local.region import REGION

WORKFLOW = (ROOT / ".github" / "workflows" / "deliver.yml").read_text(encoding="utf-8")


def _jobs() -> dict[str, Any]:
    found: dict[str, Any] = yaml_parse(WORKFLOW)["jobs"]
    return found


def _runs(job: str) -> list[str]:
    return [step["run"] for step in _jobs()[job]["steps"] if "run" in step]


@pytest.mark.parametrize("name", ["dev", "staging", "prod"])
def test_each_environment_sets_what_the_template_takes(name: str) -> None:
    assert environment(name, [], of_template()).stack.startswith("hailong")


def test_what_is_set_by_hand_goes_before_what_the_environment_sets() -> None:
    found = environment("staging", ["LogRetentionDays=30", "StaffMfa=OPTIONAL"], of_template())
    assert (found.stack, found.parameters["LogRetentionDays"]) == ("hailong-staging", "30")
    assert found.parameters["Canary"] == "true"
    assert environment("", ["LogLevel=INFO"], of_template()).parameters == {"LogLevel": "INFO"}
    assert main(["stack", "prod"]) == "hailong"
    assert "Canary=true" in main(["parameters", "prod", "LogLevel=INFO"]).split()


def test_the_help_names_each_environment_and_what_it_sets() -> None:
    told = main(["help"])
    for name in tomllib.loads((ROOT / "environments.toml").read_text("utf-8")):
        assert f"{name} " in told
        assert f"stack {environment(name, [], of_template()).stack}:" in told


def test_an_unknown_environment_is_refused() -> None:
    with pytest.raises(CannotGoOn, match="dev, staging, prod"):
        environment("production", [], of_template())


def test_the_workflow_signs_in_where_it_deploys_to() -> None:
    assert re.findall(r"aws-region: (\S+)", WORKFLOW) == [REGION]


def test_stacks_have_names_of_their_own() -> None:
    stacks = [one["stack"] for one in tomllib.loads((ROOT / "environments.toml").read_text()).values()]
    assert len(set(stacks)) == len(stacks)


def test_every_action_is_pinned_by_its_commit() -> None:
    used = re.findall(r"uses: (\S+)(.*)", WORKFLOW)
    assert len(used) >= 4
    assert [one for one, said in used if not re.fullmatch(r"[\w./-]+@[0-9a-f]{40}", one) or "# v" not in said] == []


def test_nothing_is_deployed_that_was_not_checked_and_prod_comes_last() -> None:
    jobs = _jobs()
    assert _runs("check")[0] == "make check"
    assert (jobs["staging"]["needs"], jobs["prod"]["needs"]) == ("check", "staging")
    assert jobs["staging"]["if"] == "github.event_name == 'push'"
    for job, stack in (("staging", "hailong-staging"), ("prod", "hailong")):
        assert jobs[job]["environment"] == job
        deploy, smoke = _runs(job)
        assert deploy.startswith(f"make deploy ENV={job} ")
        assert smoke == f"make smoke STACK={stack}"
        assert environment(job, [], of_template()).stack == stack


def test_only_who_deploys_may_ask_for_a_token_and_nothing_of_the_event_is_run() -> None:
    parsed: dict[str, Any] = yaml_parse(WORKFLOW)
    assert parsed["permissions"] == {"contents": "read"}
    assert [name for name, job in _jobs().items() if job.get("permissions", {}).get("id-token")] == ["staging", "prod"]
    assert not any("${{" in run for job in _jobs() for run in _runs(job))
    assert "secrets." not in WORKFLOW
