"""Streams under load, on the local cloud."""

from local.deploy import STACK_NAME
from tests.e2e.world import World

RECORDS = 20
"""So many at a time: what is let through of them is done well within the function's time, even where calls fail."""


def read_ahead(world: World) -> None:
    """Lets each turn of the reader for `escalate` look through many records, as AWS does.

    AWS filters first and makes batches of what is left. The local cloud takes a batch and filters that, and its one
    reader takes turns with every queue: of a batch of one, each record that concerns nobody costs all of them a turn.
    """
    client = world.cloud.client("lambda")
    mappings = client.list_event_source_mappings(FunctionName=f"{STACK_NAME}-escalate")["EventSourceMappings"]
    streams = [one for one in mappings if ":dynamodb:" in one["EventSourceArn"]]
    if len(streams) != 2:
        raise RuntimeError(f"escalate reads {len(streams)} streams, not two")
    for one in streams:
        client.update_event_source_mapping(UUID=one["UUID"], BatchSize=RECORDS)
