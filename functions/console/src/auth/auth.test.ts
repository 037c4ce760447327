import { expect, test } from "vitest";
import { idleSeconds, idleState, touch } from "./idle";
import { handlesCases, isInspector, personFromClaims, seesEveryOffice } from "./person";

test("people are warned two minutes before they are signed out", () => {
  expect(idleState(0, 1800)).toEqual({ kind: "active" });
  expect(idleState(1679, 1800)).toEqual({ kind: "active" });
  expect(idleState(1680, 1800)).toEqual({ kind: "warning", secondsLeft: 120 });
  expect(idleState(1799.5, 1800)).toEqual({ kind: "warning", secondsLeft: 1 });
  expect(idleState(1800, 1800)).toEqual({ kind: "over" });
});

test("a touch in any tab counts for all", () => {
  touch(1_000_000);
  expect(idleSeconds(1_030_000)).toBe(30);
  expect(idleSeconds(990_000)).toBe(0);
});

const claims = {
  name: "Đỗ Thu Hà",
  "cognito:groups": ["handler", "something-else"],
  "custom:office": "20CF",
  "custom:staff_code": "20CF-0021",
};

test("a person is who the token says, with the roles that the console knows", () => {
  const person = personFromClaims(claims);
  expect(person).toEqual({
    name: "Đỗ Thu Hà",
    staffCode: "20CF-0021",
    office: "20CF",
    team: null,
    groups: ["handler"],
  });
  expect([handlesCases(person), isInspector(person), seesEveryOffice(person)]).toEqual([true, false, false]);
});

test("without groups there is no role", () => {
  const person = personFromClaims({ ...claims, "cognito:groups": undefined });
  expect(person.groups).toEqual([]);
  expect(handlesCases(person)).toBe(false);
});

test("a leader sees every office and handles nothing", () => {
  const leader = personFromClaims({ ...claims, "cognito:groups": ["leader"] });
  expect([handlesCases(leader), seesEveryOffice(leader)]).toEqual([false, true]);
});
