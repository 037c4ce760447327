"""The stored form of what is on the desks of staff: texts to start from, news, and what each keeps."""

from collections.abc import Mapping
from typing import Any

from hailong.adapters.dynamodb import items, lifetimes
from hailong.adapters.dynamodb.items import Item
from hailong.cases.desk import Desk
from hailong.cases.news import KEPT, News
from hailong.cases.texts import StartingText
from hailong.vocabulary.times import to_text

TEXTS_PREFIX, NEWS_PREFIX, DESK_PREFIX = "TEXTS#", "NEWS#", "DESK#"


def texts_place(office: str) -> str:
    """The partition of an office's texts to start from."""
    return f"{TEXTS_PREFIX}{office}"


def text_versions_place(text_id: str) -> str:
    """The partition of what a text has been."""
    return f"{TEXTS_PREFIX}{text_id}"


def text_key(office: str, text_id: str) -> Item:
    return items.marshal({"pk": texts_place(office), "sk": f"TEXT#{text_id}"})


def text_item(text: StartingText) -> Item:
    return text_key(text.office, text.text_id) | items.marshal(items.stored(StartingText, text))


def text_version_item(text: StartingText) -> Item:
    place = {"pk": text_versions_place(text.text_id), "sk": f"VERSION#{text.version:03d}"}
    return items.marshal(place | items.stored(StartingText, text))


def news_place(board: str) -> str:
    """The partition of a board of news."""
    return f"{NEWS_PREFIX}{board}"


def desk_key(staff_code: str) -> Item:
    """Where a member of staff keeps what is their own."""
    return items.marshal({"pk": f"{DESK_PREFIX}{staff_code}", "sk": "DESK"})


def news_item(news: News) -> Item:
    """DynamoDB itself takes it away some time after `expires` (seconds since 1970)."""
    place = {"pk": news_place(news.board), "sk": f"{to_text(news.at)}#{news.case_id}#{news.version:06d}"}
    return items.marshal(place | items.stored(News, news) | {"expires": lifetimes.end(news.at, KEPT)})


def text_from(item: Mapping[str, Any]) -> StartingText:
    return items.read(StartingText, item)


def desk_from(item: Mapping[str, Any], staff_code: str) -> Desk:
    """Nothing is there until something is kept."""
    return items.read(Desk, items.marshal({"staff_code": staff_code}) | dict(item))


def news_from(item: Mapping[str, Any]) -> News:
    return items.read(News, item)
