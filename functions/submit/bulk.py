"""Many clearances in one request: each has its own result, and a bad one spoils no other."""

from collections.abc import Callable
from typing import Any

from hailong.vocabulary.errors import Refused, RetryLater


def result(item: Any, register: Callable[[Any], dict[str, Any]]) -> dict[str, Any]:
    """What `register` says of the item, or its error in the form of a problem; `status` as if it had come alone."""
    number = item.get("declaration_no") if isinstance(item, dict) else None
    asked = {"declaration_no": number if isinstance(number, str) else None}
    try:
        return asked | register(item)
    except Refused as error:
        errors = [{"field": one.field, "message": one.message} for one in error.errors]
        refused = {"status": error.status, "code": error.code, "detail": error.detail}
        return asked | refused | ({"errors": errors} if errors else {})
    except RetryLater:
        return asked | {"status": 503, "code": "try_again", "detail": "Too much at once; please try again."}
