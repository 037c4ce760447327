"""One rating, all the way, on the deployed template: over HTTP, and looked at from outside."""

from concurrent.futures import ThreadPoolExecutor

import httpx
import pytest

from hailong.vocabulary.correlation import HEADER
from tests.e2e.waiting import poll
from tests.e2e.world import Json, Lot, World, clearance, decision, rating


def _state(world: World, lot: Lot) -> str | None:
    case = world.answer(lot)["case"]
    return case["state"] if case else None


def test_a_negative_rating_is_dealt_with_and_answered(world: World) -> None:
    lot = world.cleared_lot()
    answer = world.rate(lot)
    assert answer.status_code == httpx.codes.CREATED
    rated = answer.json()
    assert set(rated) == {"declaration_no", "lot_key", "received_at", "negative", "status", "case_id"}
    assert (rated["negative"], rated["status"], rated["case_id"]) == (True, "accepted", lot.case_id)

    poll(lambda: _state(world, lot) == "open", what="the opening of the case")
    (acknowledgement,) = poll(lambda: world.mails_to(lot.email), what="the acknowledgement")
    assert lot.case_id in acknowledgement.subject

    world.decide(lot)
    before_review = world.answer(lot)["case"]
    assert (before_review["state"], before_review["outcome"], before_review["message"]) == ("in_review", None, None)
    file = world.approve(lot)
    assert [entry["action"] for entry in file["timeline"]] == ["open", "claim", "decide", "review"]

    told = world.answer(lot)["case"]
    assert told["outcome"] == "upheld"
    assert told["message"] == decision()["message_to_enterprise"]
    assert told["appeal_until"] > told["decided_at"]
    poll(lambda: len(world.mails_to(lot.email)) == 2, what="the mail with the outcome")
    assert decision()["message_to_enterprise"] in "\n".join(mail.text for mail in world.mails_to(lot.email))
    _is_followed(world, lot, answer.headers[HEADER])


def _is_followed(world: World, lot: Lot, correlation_id: str) -> None:
    """One id from the request to the mail, and what came of it; the review's mail goes by the review."""
    kept = ("CASE", "NOTICE#acknowledgement", "NOTICE#outcome")
    stored = {sk: world.item("cases", lot.case_id, sk) or {} for sk in kept}
    assert stored["CASE"]["rating"]["M"]["correlation_id"]["S"] == correlation_id
    by = {sk: stored[sk]["correlation_id"]["S"] for sk in stored if sk != "CASE"}
    assert by["NOTICE#acknowledgement"] == correlation_id != by["NOTICE#outcome"]
    assert [world.posting.headers(mail.message_id).get(HEADER) for mail in world.mails_to(lot.email)] == list(
        by.values()
    )
    way = {
        ("submit", "RatingAccepted 1"),
        ("submit", "NegativeRating 1"),
        ("escalate", "CaseOpened 1"),
        ("escalate", f"case opened case_id={lot.case_id}"),
        ("escalate", f"notice queued case_id={lot.case_id} notice_id=acknowledgement"),
        ("notify", f"notice handled case_id={lot.case_id} notice_id=acknowledgement delivery=sent"),
        ("notify", "MailSent 1"),
    }
    poll(lambda: way <= world.told(correlation_id), timeout=60, what="the lines of the whole way")
    review = {
        ("tasks", "CaseDecided 1"),
        ("notify", f"notice handled case_id={lot.case_id} notice_id=outcome delivery=sent"),
    }
    poll(lambda: review <= world.told(by["NOTICE#outcome"]), timeout=60, what="the lines of the review and its mail")


def test_a_neutral_or_good_rating_opens_nothing(world: World) -> None:
    good = world.cleared_lot()
    answer = world.rate(good, levels={"officer": 3, "team": 3, "office": 5})
    assert answer.status_code == httpx.codes.CREATED
    assert (answer.json()["negative"], answer.json()["case_id"]) == (False, None)
    # A negative one that comes after it has been through the same stream: then the good one has passed it, too.
    world.opened_case()
    assert world.case_file(good) is None
    assert world.item("cases", good.case_id, "CASE") is None


def _at_once(world: World, bodies: list[Json]) -> list[int]:
    def post(body: Json) -> int:
        with world.software() as software:
            return software.post("/ratings", json=body).status_code

    with ThreadPoolExecutor(len(bodies)) as pool:
        return sorted(pool.map(post, bodies))


def test_of_twenty_identical_ratings_at_once_one_is_new(world: World) -> None:
    lot = world.cleared_lot()
    world.software().close()
    assert _at_once(world, [rating(lot)] * 20) == [200] * 19 + [201]


def test_of_twenty_different_ratings_at_once_one_is_accepted(world: World) -> None:
    lot = world.cleared_lot()
    world.software().close()
    assert _at_once(world, [rating(lot, comment=f"Ý kiến {n}") for n in range(20)]) == [201] + [409] * 19


def test_of_eight_claims_at_once_one_wins(world: World) -> None:
    lot = world.opened_case()
    people = [member for member in world.stack.staff if member.office == "20CF" and member.staff_code != "20CF-0012"]
    people += [member for member in world.stack.staff if "inspector" in member.groups]
    clients = [world.staff(member) for member in people]

    def claim(client: httpx.Client) -> int:
        return client.post(f"/tasks/{lot.case_id}/claim", json={}).status_code

    with ThreadPoolExecutor(len(clients)) as pool:
        codes = sorted(pool.map(claim, clients))
    for client in clients:
        client.close()
    assert codes == [200] + [409] * (len(clients) - 1)
    file = world.case_file(lot)
    assert file is not None
    assert [entry["action"] for entry in file["timeline"]] == ["open", "claim"]


def test_sent_back_by_review_the_case_goes_round_again(world: World) -> None:
    lot = world.opened_case()
    world.decide(lot)
    with world.supervisor() as supervisor:
        answer = supervisor.post(f"/tasks/{lot.case_id}/review", json={"approve": False, "note": "Xin nêu rõ hơn."})
        assert answer.json()["case"]["state"] == "assigned"
    with world.handler() as handler:
        handler.post(f"/tasks/{lot.case_id}/decide", json=decision(outcome="partly_upheld")).raise_for_status()
    world.approve(lot)
    assert world.answer(lot)["case"]["outcome"] == "partly_upheld"
    poll(lambda: len(world.mails_to(lot.email)) == 2, what="the mail with the outcome")


def test_who_may_not_see_a_case_does_not_find_it(world: World) -> None:
    lot = world.opened_case()
    outsiders = [
        world.stack.person(group="handler", staff_code="20CF-0012"),
        world.stack.person(group="handler", office="20BB"),
    ]
    for member in outsiders:
        with world.staff(member) as outsider:
            assert outsider.get(f"/tasks/{lot.case_id}").status_code == httpx.codes.NOT_FOUND
            assert outsider.post(f"/tasks/{lot.case_id}/claim").status_code == httpx.codes.NOT_FOUND
            queue = outsider.get("/tasks", params={"limit": 100}).json()["items"]
            assert lot.case_id not in [item["case_id"] for item in queue]


def test_text_is_kept_composed(world: World) -> None:
    lot = world.cleared_lot()
    world.rate(lot, comment="Ha\u0309i Quan cha\u0323\u0302m").raise_for_status()
    assert world.answer(lot)["comment"] == "H\u1ea3i Quan ch\u1eadm"


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"levels": {"officer": True}}, "levels.officer"),
        ({"levels": {"officer": 6}}, "levels.officer"),
        ({"levels": {"officer": "2"}}, "levels.officer"),
        ({"levels": {"officer": 2.5}}, "levels.officer"),
        ({"levels": {}}, "levels"),
        ({"tax_code": "5700100257"}, "tax_code"),
        ({"comment": "x" * 2001}, "comment"),
        ({"comment": "a\u0007b"}, "comment"),
        ({"colour": "red"}, "colour"),
    ],
)
def test_bad_input_is_named_and_nothing_is_written(world: World, change: Json, field: str) -> None:
    lot = world.cleared_lot()
    answer = world.rate(lot, **change)
    assert answer.status_code == httpx.codes.UNPROCESSABLE_ENTITY
    assert answer.headers["content-type"].startswith("application/problem+json")
    assert answer.json()["code"] == "invalid"
    assert [error["field"] for error in answer.json()["errors"]] == [field]
    assert world.item("ratings", f"L#{lot.lot_key}", "RATING") is None


@pytest.mark.parametrize(
    ("body", "status", "code"),
    [
        (b"{", 400, "not_json"),
        (b"", 400, "not_json"),
        (b"\xff\xfe", 400, "not_json"),
        (b'{"levels": {"officer": 1, "officer": 5}}', 400, "duplicate_field"),
        (b'{"comment": "\\ud800"}', 422, "invalid"),
        (b"[]", 422, "invalid"),
        (b'"' + b"x" * 32 * 1024 + b'"', 413, "body_too_large"),
    ],
)
def test_a_body_that_is_no_rating_is_refused(world: World, body: bytes, status: int, code: str) -> None:
    with world.software() as software:
        answer = software.post("/ratings", content=body, headers={"Content-Type": "application/json"})
    assert (answer.status_code, answer.json()["code"]) == (status, code)


def test_only_the_enterprise_of_the_declaration_rates_and_reads(world: World) -> None:
    lot = world.cleared_lot()
    stranger = Lot(declaration_no=lot.declaration_no, tax_code="0100109106")
    assert world.rate(stranger).json()["code"] == "not_your_declaration"
    world.rate(lot).raise_for_status()
    with world.software() as software:
        answer = software.get(f"/ratings/{lot.declaration_no}", params={"tax_code": stranger.tax_code})
    assert answer.status_code == httpx.codes.NOT_FOUND


def test_a_token_opens_only_what_it_is_for(world: World) -> None:
    lot = world.cleared_lot()
    refused = {httpx.codes.UNAUTHORIZED, httpx.codes.FORBIDDEN}
    with world.customs() as customs, world.software() as software, world.handler() as handler, world.anyone() as anyone:
        assert customs.post("/ratings", json=rating(lot)).status_code in refused
        assert handler.post("/ratings", json=rating(lot)).status_code in refused
        assert anyone.post("/ratings", json=rating(lot)).status_code in refused
        assert software.put(f"/clearances/{lot.declaration_no}", json=clearance(lot)).status_code in refused
        assert software.get("/tasks").status_code in refused
        forged = {"Authorization": software.headers["Authorization"][:-4] + "AAAA"}
        assert anyone.post("/ratings", json=rating(lot), headers=forged).status_code in refused
    assert world.item("ratings", f"L#{lot.lot_key}", "RATING") is None


def test_facts_are_fixed_by_a_rating_but_e_mails_are_not(world: World) -> None:
    lot = world.new_lot()
    said = clearance(lot)
    path = f"/clearances/{lot.declaration_no}"
    with world.customs() as customs:
        codes = [customs.put(path, json=body).status_code for body in (said, said, said | {"team": "02"})]
        assert codes == [httpx.codes.CREATED, httpx.codes.OK, httpx.codes.OK]
        world.rate(lot).raise_for_status()
        answer = customs.put(path, json=said)
        assert (answer.status_code, answer.json()["code"]) == (httpx.codes.CONFLICT, "clearance_rated")
        moved = said["enterprise"] | {"emails": ["moi@example.vn"]}
        assert customs.put(path, json=said | {"team": "02", "enterprise": moved}).status_code == httpx.codes.OK


def test_a_poison_record_is_put_aside_and_later_ones_pass(world: World) -> None:
    before = world.messages_in("EscalateDeadLettersUrl")
    world.cloud.client("dynamodb").put_item(
        TableName=world.stack.tables.ratings,
        Item={
            "pk": {"S": "L#00000000000"},
            "sk": {"S": "RATING"},
            "negative": {"BOOL": True},
            "levels": {"S": "not levels"},
        },
    )
    lot = world.opened_case()
    assert world.case_file(lot) is not None
    poll(
        lambda: world.messages_in("EscalateDeadLettersUrl") == before + 1,
        what="the poison record among the dead letters",
    )
