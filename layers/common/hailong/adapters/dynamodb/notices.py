"""Notices, beside their case, in DynamoDB."""

from dataclasses import replace
from datetime import datetime
from typing import TYPE_CHECKING, Any

from botocore.exceptions import ClientError

from hailong.adapters.dynamodb import case_items, items
from hailong.adapters.dynamodb.cases import Cause, no_cause, writes_of
from hailong.adapters.dynamodb.client import PAGE, cancellation, ending, starting
from hailong.cases.notices import SETTLED, Correspondence, Notice
from hailong.cases.transitions import Transition
from hailong.vocabulary.errors import Raced
from hailong.vocabulary.pages import Page
from hailong.vocabulary.times import to_text
from hailong.vocabulary.words import NoticeState

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient

NOTICES = "notices"
_UNSETTLED = tuple(state.value for state in NoticeState if state not in SETTLED)


class DynamoNoticeStore:
    """The notices of the cases table."""

    def __init__(self, client: "DynamoDBClient", table: str) -> None:
        self._client = client
        self._table = table

    def correspondence(self, case_id: str) -> Correspondence | None:
        item = self._client.get_item(TableName=self._table, Key=items.case_key(case_id), ConsistentRead=True).get(
            "Item"
        )
        pages = self._client.get_paginator("query").paginate(
            TableName=self._table,
            KeyConditionExpression="pk = :case AND begins_with(sk, :notice)",
            ExpressionAttributeValues=items.marshal({":case": case_id, ":notice": items.NOTICE_PREFIX}),
            ConsistentRead=True,
        )
        notices = [case_items.notice_from(found) for page in pages for found in page["Items"]]
        if item is None and not notices:
            return None
        case = case_items.case_from(item) if item else None
        return Correspondence(case=case, notices={notice.notice_id: notice for notice in notices})

    def swap(self, before: Notice, after: Notice, transition: Transition | None = None) -> None:
        put: Any = {
            "TableName": self._table,
            "Item": case_items.notice_item(after),
            # The state machine writes a notice without a version: that is its first.
            "ConditionExpression": "version = :version"
            if before.version > 1
            else "attribute_exists(pk) AND (version = :version OR attribute_not_exists(version))",
            "ExpressionAttributeValues": items.marshal({":version": before.version}),
        }
        try:
            if transition is None:
                self._client.put_item(**put)
            else:
                self._client.transact_write_items(TransactItems=[{"Put": put}, *writes_of(transition, self._table)])
        except self._client.exceptions.ConditionalCheckFailedException as error:
            raise Raced("the notice has changed meanwhile") from error
        except ClientError as error:
            cancellation(error)
            raise Raced("the notice or its case has changed meanwhile") from error


class DynamoOutbox:
    """Asks for notices; finds what is still to be sent by the index `notices`, which holds nothing else.

    `cause`: by which request it asks.
    """

    def __init__(self, client: "DynamoDBClient", table: str, *, cause: Cause = no_cause) -> None:
        self._client = client
        self._table = table
        self._cause = cause

    def ask(self, notice: Notice) -> Notice | None:
        named = replace(notice, correlation_id=notice.correlation_id or self._cause())
        try:
            self._client.put_item(
                TableName=self._table,
                Item=case_items.notice_item(named),
                ConditionExpression="attribute_not_exists(pk)",
                ReturnValuesOnConditionCheckFailure="ALL_OLD",
            )
        except self._client.exceptions.ConditionalCheckFailedException as error:
            failure: Any = error.response
            return case_items.notice_from(failure["Item"])
        return None

    def unsettled(self, before: datetime, *, after: str | None = None) -> Page[Notice]:
        state, _, begun = (after or f"{_UNSETTLED[0]} ").partition(" ")
        page = self._client.query(
            TableName=self._table,
            IndexName=NOTICES,
            KeyConditionExpression="#state = :state AND created_at < :before",
            ExpressionAttributeNames={"#state": "state"},
            ExpressionAttributeValues=items.marshal({":state": state, ":before": to_text(before)}),
            Limit=PAGE,
            **starting(begun),
        )
        unreadable: list[str] = []
        found = list(items.readable(case_items.notice_from, page["Items"], unreadable))
        if last := ending(page):
            return Page(found, f"{state} {last}", tuple(unreadable))
        later = _UNSETTLED[_UNSETTLED.index(state) + 1 :]
        return Page(found, f"{later[0]} " if later else None, tuple(unreadable))
