"""A reply by mail on the deployed template: from the topic that SES tells to the case's file and the handler's news."""

from email.message import EmailMessage

import httpx

from local.deploy import STACK_NAME
from local.deployment import described
from local.replies import address_of, deliver
from tests.e2e.waiting import poll
from tests.e2e.world import Json, World


def test_a_reply_and_its_file_come_into_the_case_and_its_handler_hears_of_it(world: World) -> None:
    deployed = described(STACK_NAME, world.cloud.client, is_local=True)
    lot = world.opened_case()
    poll(lambda: world.mails_to(lot.email), what="the acknowledgement")
    with world.handler() as handler:
        handler.post(f"/tasks/{lot.case_id}/claim", json={}).raise_for_status()
    message = EmailMessage()
    message["From"], message["To"] = lot.email, address_of(deployed, lot.case_id)
    message.set_content("Gửi kèm phiếu cân.\n\nVào Th 5, Hài Lòng đã viết:\n> Kính gửi\n")
    message.add_attachment("Phiếu cân: 18,4 tấn\n", filename="phieu-can.txt")
    deliver(deployed, message.as_bytes())
    file: Json = poll(lambda: _with_evidence(world.case_file(lot) or {}), what="the reply in the file")
    noted, attached = file["timeline"][-2:]
    assert (noted["action"], noted["role"], noted["note"]) == ("reply", "enterprise", "Gửi kèm phiếu cân.")
    assert (attached["action"], attached["by"]) == ("evidence", "enterprise")
    (evidence,) = file["evidence"]
    with world.handler() as handler:
        link = handler.get(f"/tasks/{lot.case_id}/evidence/{evidence['evidence_id']}").raise_for_status().json()["url"]
        assert httpx.get(link, trust_env=False).text.strip() == "Phiếu cân: 18,4 tấn"
        poll(
            lambda: [
                one
                for one in handler.get("/news").json()["items"]
                if (one["case_id"], one["kind"]) == (lot.case_id, "replied")
            ],
            what="the news",
        )
    with world.inspector() as inspector:
        assert inspector.get(f"/tasks/{lot.case_id}/timeline/verify").json()["intact"] is True


def _with_evidence(file: Json) -> Json:
    return file if file.get("evidence") else {}
