"""What `make up`, `make demo` and `make down` do."""

from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path
from types import MappingProxyType

from local import cloud as clouds
from local import mail_reports
from local.cloud import Cloud
from local.demo import run as run_demo
from local.demo_lots import add_lots
from local.deploy import STACK_NAME, build, deploy
from local.living_office import add_living_office
from local.paths import STATE
from local.progress import CannotGoOn, Steps
from local.seed import DEMO_PASSWORD, seed
from local.stack import Stack, load, save

STACK_FILE = STATE / "stack.json"
DEFAULT_PORT = 4566


def up(
    directory: Path = STATE, port: int = DEFAULT_PORT, parameters: Mapping[str, str] = MappingProxyType({})
) -> Stack:
    """Brings the local cloud to what the working copy says, whatever it was before."""
    directory.mkdir(parents=True, exist_ok=True)
    cloud = _same_port(clouds.running(directory), port)
    if cloud is None:
        _stop_what_hangs(directory)
        clouds.need_port(port)
    steps = Steps(total=6)
    with steps.step("Building the functions and their layer"):
        build(directory / "build.log")
    with steps.step("Using the local cloud that runs" if cloud else f"Starting the local cloud on port {port}"):
        cloud = cloud or clouds.start(directory, port)
    with steps.step("Deploying template.yaml"):
        outputs = deploy(cloud, directory / "deploy.log", parameters)
    with steps.step("Adding the demo's people"):
        stack = seed(cloud, outputs)
        mail_reports.start(cloud, stack.tables.cases)
        save(stack, directory / STACK_FILE.name)
    with steps.step("Adding a few rated lots"):
        add_lots(stack)
    with steps.step("Adding what the offices have had to do of late"):
        add_living_office(cloud, stack, datetime.now(UTC).replace(microsecond=0))
    _introduce(stack)
    return stack


def demo(directory: Path = STATE) -> None:
    """Sends one negative rating through the stack that is up."""
    cloud, stack = cloud_and_stack(directory)
    # It knows the local cloud by this module.
    from local.deployment import described  # noqa: PLC0415

    run_demo(stack, described(STACK_NAME, cloud.client, is_local=True))


def deployed(directory: Path = STATE) -> Stack:
    """The stack that is up; CannotGoOn where there is none."""
    return cloud_and_stack(directory)[1]


def cloud_and_stack(directory: Path = STATE, otherwise: str = "") -> tuple[Cloud, Stack]:
    """The local cloud and the stack in it; CannotGoOn where there is none, with what else could be done."""
    cloud = clouds.running(directory)
    if cloud is None:
        raise CannotGoOn(f"the local cloud is not running: `make up` first{otherwise}")
    try:
        return cloud, load(directory / STACK_FILE.name)
    except FileNotFoundError:
        raise CannotGoOn(f"nothing has been deployed to the local cloud: `make up` first{otherwise}") from None


def down(directory: Path = STATE) -> None:
    """Stops the local cloud; with it goes all that was in it."""
    (directory / STACK_FILE.name).unlink(missing_ok=True)
    cloud = clouds.remembered(directory)
    if cloud is None:
        print("The local cloud is not running.")
        return
    clouds.stop(cloud)
    print(f"The local cloud on port {cloud.port} has stopped.")


def _stop_what_hangs(directory: Path) -> None:
    """A cloud of ours that no longer answers would keep its port."""
    cloud = clouds.remembered(directory)
    if cloud is not None:
        clouds.stop(cloud)


def _same_port(cloud: Cloud | None, port: int) -> Cloud | None:
    if cloud is not None and cloud.port != port:
        raise CannotGoOn(
            f"the local cloud already runs on port {cloud.port}: `make down` first, or `make up PORT={cloud.port}`"
        )
    return cloud


def _introduce(stack: Stack) -> None:
    print(f"\n  API      {stack.api_url}\n  Console  {stack.console_url}")
    print(f"\n  Sign in with the password {DEMO_PASSWORD} as")
    for member in stack.staff:
        team = f", team {member.team}" if member.team else ""
        place = f"{member.office}{team}"
        print(f"    {member.username:<15} {', '.join(member.groups):<11} {place:<14} {member.staff_code}")
    print("\n  Next: make demo\n")
