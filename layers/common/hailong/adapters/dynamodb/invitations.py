"""Invitations in DynamoDB: the one mail a day (cases table), and who wants none (ratings table)."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import TYPE_CHECKING

from hailong.adapters.dynamodb import invitation_items, items
from hailong.cases.invitations import DailyMail
from hailong.vocabulary.times import to_text

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient


class DynamoInvitationDays:
    """In the cases table."""

    def __init__(self, client: "DynamoDBClient", table: str) -> None:
        self._client = client
        self._table = table

    def mail(self, tax_code: str, day: date) -> DailyMail | None:
        key = invitation_items.daily_mail_key(tax_code, day)
        item = self._client.get_item(TableName=self._table, Key=key, ConsistentRead=True).get("Item")
        if item is None:
            return None
        found = items.unmarshal(item)
        return DailyMail(tax_code=tax_code, day=day, by=found["by"], lots=tuple(found["lots"]))

    def take(self, mail: DailyMail) -> bool:
        try:
            self._client.put_item(
                TableName=self._table,
                Item=invitation_items.daily_mail_item(mail),
                ConditionExpression="attribute_not_exists(pk) OR #by = :by",
                ExpressionAttributeNames={"#by": "by"},
                ExpressionAttributeValues=items.marshal({":by": mail.by}),
            )
        except self._client.exceptions.ConditionalCheckFailedException:
            return False
        return True

    def put_off(self, tax_code: str, day: date, declaration_key: str) -> None:
        self._client.put_item(TableName=self._table, Item=invitation_items.put_off_item(tax_code, day, declaration_key))

    def waiting(self, tax_code: str, day: date, most: int) -> Sequence[str]:
        found = self._client.query(
            TableName=self._table,
            KeyConditionExpression="pk = :day AND begins_with(sk, :waits)",
            ExpressionAttributeValues=items.marshal(
                {":day": invitation_items.daily_mail_place(tax_code, day), ":waits": invitation_items.PUT_OFF_PREFIX}
            ),
            ConsistentRead=True,
            Limit=most,
        )
        return [item["sk"]["S"].removeprefix(invitation_items.PUT_OFF_PREFIX) for item in found["Items"]]


class DynamoOptOuts:
    """In the ratings table, which submit alone writes."""

    def __init__(self, client: "DynamoDBClient", table: str) -> None:
        self._client = client
        self._table = table

    def opted_out(self, tax_code: str) -> bool:
        key = invitation_items.opt_out_key(tax_code)
        item = self._client.get_item(TableName=self._table, Key=key, ConsistentRead=True).get("Item")
        return item is not None and not items.unmarshal(item)["invited"]

    def choose(self, tax_code: str, *, invited: bool, at: datetime) -> None:
        chosen = items.marshal({"invited": invited, "at": to_text(at)})
        self._client.put_item(TableName=self._table, Item=invitation_items.opt_out_key(tax_code) | chosen)
