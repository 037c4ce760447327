"""What happens after a rating has been sent: its answer, the appeal, the verdict on the answer, a correction."""

from local.conformance.scenario import scenario
from local.conformance.stage import DAY, Json, Stage, expect, lost_after


@scenario("the answer to an appeal lost, then 409 already_appealed: shown as appealed, and not as refused")
def appeal_lost(stage: Stage) -> None:
    rating = stage.rate()
    stage.sends(sent=1)
    stage.api.faults = [lost_after]
    told = stage.driver.ask(
        "appeal",
        declaration_no=rating["declaration_no"],
        tax_code=rating["tax_code"],
        reason="Nhật ký kiểm hóa cho thấy chúng tôi đã chờ ba ngày.",
    )
    state = ((told.get("answer") or {}).get("case") or {}).get("state")
    expect(state == "appealed", f"the software says {told}")


@scenario("whether the outcome helped: said, changed while that can be done, and shown as last said")
def helped(stage: Stage) -> None:
    rating = stage.rate()
    stage.sends(sent=1)
    for word, why in (("partly", "Chưa rõ lần sau có phải chờ không — “sẽ xem xét”."), ("yes", None)):
        told = _says(stage, rating, word, why)
        expect(_verdict(told) == (word, why), f"the software says {told}")
    expect(_verdict({"answer": stage.show(rating)}) == ("yes", None), "what was said last is not shown")
    _case(stage, rating)["state"] = "closed"
    told = _says(stage, rating, "no", None)
    expect(told.get("refused") == "case_closed", f"after its end the software says {told}")


@scenario("the answer to whether it helped lost: said again, and shown as said")
def helped_lost(stage: Stage) -> None:
    rating = stage.rate()
    stage.sends(sent=1)
    stage.api.faults = [lost_after]
    told = _says(stage, rating, "no", "Vẫn phải chờ.")
    expect(_verdict(told) == ("no", "Vẫn phải chờ."), f"the software says {told}")


@scenario("409 no_outcome_yet to whether it helped: shown as refused, and the rating is not touched")
def helped_too_early(stage: Stage) -> None:
    rating = stage.rate()
    stage.sends(sent=1)
    _case(stage, rating).update({"state": "open", "outcome": None, "message": None})
    told = _says(stage, rating, "yes", None)
    expect(told.get("refused") == "no_outcome_yet", f"the software says {told}")
    stage.sends(sent=1, after=DAY)
    stage.recorded(rating)


@scenario("a slip of the finger corrected, the answer lost: the same is sent again, and shown as corrected, once")
def corrected(stage: Stage) -> None:
    rating = stage.rate()
    stage.sends(sent=1)
    stage.api.faults = [lost_after]
    told = _corrects(stage, rating, {"officer": 5, "office": 5})
    found = told.get("answer") or {}
    expect((found.get("levels") or {}).get("officer") == 5, f"the software says {told}")
    expect(bool(found.get("corrected_at")) and not found.get("negative"), f"it is not shown as corrected: {told}")
    bodies = {bytes(one.body) for one in stage.api.requests if one.path.endswith("/correct")}
    expect(len(bodies) == 1, "the second attempt was not exactly the same")
    told = _corrects(stage, rating, {"officer": 1})
    expect(told.get("refused") == "corrected_already", f"a second correction: the software says {told}")


@scenario("409 correction_over: shown as refused, and the rating stands as it was given")
def correction_over(stage: Stage) -> None:
    rating = stage.rate()
    stage.sends(sent=1)
    stage.api.past_correction.add(rating["declaration_no"][:11])
    told = _corrects(stage, rating, {"officer": 5})
    expect(told.get("refused") == "correction_over", f"the software says {told}")
    expect(stage.show(rating)["levels"] == rating["levels"], "the rating is not shown as it was given")
    stage.recorded(rating)


def _says(stage: Stage, rating: Json, helped: str, why: str | None) -> Json:
    more = {} if why is None else {"why": why}
    return stage.driver.ask(
        "helped", declaration_no=rating["declaration_no"], tax_code=rating["tax_code"], helped=helped, **more
    )


def _corrects(stage: Stage, rating: Json, levels: dict[str, int]) -> Json:
    correction = {"tax_code": rating["tax_code"], "levels": levels, "language": "vi"}
    return stage.driver.ask("correct", declaration_no=rating["declaration_no"], correction=correction)


def _verdict(told: Json) -> tuple[str | None, str | None]:
    said = ((told.get("answer") or {}).get("case") or {}).get("helped") or {}
    return said.get("helped"), said.get("why")


def _case(stage: Stage, rating: Json) -> Json:
    """The case as the API has it."""
    found: Json = stage.api.files[rating["declaration_no"][:11]]["case"]
    return found
