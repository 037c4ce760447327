"""The local cloud itself: where it listens, what `make up` says when it cannot go on, and that it goes away whole."""

import socket
from pathlib import Path

import psutil
import pytest

from local import cloud as clouds
from local import commands
from local.progress import CannotGoOn
from local.stack import load, save
from tests.e2e.world import World


def _family(pid: int) -> list[psutil.Process]:
    process = psutil.Process(pid)
    return [process, *process.children(recursive=True)]


def test_it_listens_on_the_loopback_only(world: World) -> None:
    listening = [
        connection.laddr.ip
        for process in _family(world.cloud.pid)
        for connection in process.net_connections("inet")
        if connection.status == psutil.CONN_LISTEN
    ]
    assert set(listening) == {clouds.HOST}


def test_a_port_in_use_is_said_before_anything_is_built(tmp_path: Path) -> None:
    with socket.socket() as taken:
        taken.bind((clouds.HOST, 0))
        taken.listen()
        port = taken.getsockname()[1]
        with pytest.raises(CannotGoOn, match=f"port {port} is in use by another program.*make up PORT={port + 1}"):
            commands.up(tmp_path, port)
    assert list(tmp_path.iterdir()) == []


def test_another_port_than_that_of_the_running_cloud_is_refused(world: World) -> None:
    with pytest.raises(CannotGoOn, match=f"already runs on port {world.cloud.port}"):
        commands.up(world.cloud.directory, clouds.free_port())


def test_without_a_cloud_the_demo_says_what_to_do(tmp_path: Path) -> None:
    with pytest.raises(CannotGoOn, match="make up"):
        commands.demo(tmp_path)


def test_it_goes_away_whole(tmp_path: Path) -> None:
    cloud = clouds.start(tmp_path, clouds.free_port())
    family = _family(cloud.pid)
    assert clouds.running(tmp_path) == cloud
    commands.down(tmp_path)
    assert clouds.running(tmp_path) is None
    assert not any(process.is_running() for process in family)
    commands.down(tmp_path)


def test_a_cloud_that_was_killed_is_not_taken_for_running(tmp_path: Path) -> None:
    cloud = clouds.start(tmp_path, clouds.free_port())
    process = psutil.Process(cloud.pid)
    process.kill()
    process.wait(timeout=10)
    assert clouds.running(tmp_path) is None


def test_a_cloud_that_hangs_is_stopped(tmp_path: Path) -> None:
    cloud = clouds.start(tmp_path, clouds.free_port())
    process = psutil.Process(cloud.pid)
    process.suspend()
    assert clouds.running(tmp_path) is None
    commands.down(tmp_path)
    assert not process.is_running()


def test_stack_json_is_what_the_contract_says(world: World, tmp_path: Path) -> None:
    path = tmp_path / "stack.json"
    save(world.stack, path)
    assert load(path) == world.stack
    assert path.stat().st_mode & 0o077 == 0
    assert set(path.read_text().split('"')) >= {
        "endpoint",
        "api_url",
        "token_url",
        "console_url",
        "region",
        "tables",
        "state_machine",
        "user_pool_id",
        "console_client_id",
        "clients",
        "staff",
    }
