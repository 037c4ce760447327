"""News of cases in the cases table: boards in the order of time, written by `escalate`, read by `tasks`."""

import time
from collections.abc import Collection, Iterator, Mapping
from typing import TYPE_CHECKING, Any

from hailong.adapters.dynamodb import case_items, desk_items, items
from hailong.cases.case import Case
from hailong.cases.news import News
from hailong.vocabulary.attempts import Pause, attempts
from hailong.vocabulary.errors import RetryLater

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient

_PAGE = 50


class DynamoNewsBoards:
    """The same news again is the same item. `pause` waits between attempts while the table is busy."""

    def __init__(self, client: "DynamoDBClient", table: str, pause: Pause = time.sleep) -> None:
        self._client = client
        self._table = table
        self._pause = pause

    def post(self, news: News) -> None:
        self._client.put_item(TableName=self._table, Item=desk_items.news_item(news))

    def latest(self, board: str) -> Iterator[News]:
        more: dict[str, Any] = {}
        while True:
            page = self._client.query(
                TableName=self._table,
                KeyConditionExpression="pk = :board",
                ExpressionAttributeValues=items.marshal({":board": desk_items.news_place(board)}),
                ScanIndexForward=False,
                Limit=_PAGE,
                **more,
            )
            yield from map(desk_items.news_from, page["Items"])
            if "LastEvaluatedKey" not in page:
                return
            more["ExclusiveStartKey"] = page["LastEvaluatedKey"]

    def cases(self, case_ids: Collection[str]) -> Mapping[str, Case]:
        wanted: Any = [items.case_key(case_id) for case_id in dict.fromkeys(case_ids)]
        found: dict[str, Case] = {}
        for _ in attempts(self._pause) if wanted else ():
            answer = self._client.batch_get_item(RequestItems={self._table: {"Keys": wanted, "ConsistentRead": True}})
            # One that cannot be read is as if it were gone; the sweep of the cases tells of it.
            for case in items.readable(case_items.case_from, answer["Responses"].get(self._table, []), []):
                found[case.case_id] = case
            unread: Any = answer["UnprocessedKeys"]
            wanted = unread.get(self._table, {}).get("Keys", [])
            if not wanted:
                break
        if wanted:
            raise RetryLater("the table is too busy to read what there is news of")
        return found
