"""Values in DynamoDB's own form (`{"S": …}`) and back, of the kinds that we store.

As `boto3.dynamodb.types` does it, which would bring all of boto3 along.
"""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

Item = dict[str, Any]
"""An item in DynamoDB's own form: `{"pk": {"S": …}, …}`."""


def marshal(attributes: Mapping[str, Any]) -> Item:
    """Attributes in DynamoDB's form."""
    return {name: serialized(value) for name, value in attributes.items()}


def unmarshal(item: Mapping[str, Any]) -> dict[str, Any]:
    """Attributes from DynamoDB's form; numbers are Decimal."""
    return {name: deserialized(value) for name, value in item.items()}


def serialized(value: Any) -> dict[str, Any]:
    """TypeError for what we do not store: floats and sets, say."""
    match value:
        case str():
            return {"S": value}
        case bool():
            return {"BOOL": value}
        case None:
            return {"NULL": True}
        case int() | Decimal():
            return {"N": str(value)}
        case bytes():
            return {"B": value}
        case Mapping():
            return {"M": {name: serialized(part) for name, part in value.items()}}
        case list() | tuple():
            return {"L": [serialized(part) for part in value]}
    raise TypeError(f"{type(value).__name__} is not stored")


def deserialized(value: Mapping[str, Any]) -> Any:
    """Numbers are Decimal; ValueError for kinds that we do not store."""
    ((kind, content),) = value.items()
    match kind:
        case "S" | "BOOL" | "B":
            return content
        case "N":
            return Decimal(content)
        case "NULL":
            return None
        case "M":
            return {name: deserialized(part) for name, part in content.items()}
        case "L":
            return [deserialized(part) for part in content]
    raise ValueError(f"{kind} is not stored")
