import { STAFF_ROLES } from "../api/codes";

export type Group = (typeof STAFF_ROLES)[number];

/** The signed-in member of staff, as the ID token tells. */
export interface Person {
  name: string;
  staffCode: string;
  office: string;
  team: string | null;
  groups: Group[];
}

const text = (value: unknown): string => (typeof value === "string" ? value : "");

/** Reads a person from the claims of an ID token; groups that the console does not know are dropped. */
export function personFromClaims(claims: Record<string, unknown>): Person {
  const groups = Array.isArray(claims["cognito:groups"]) ? claims["cognito:groups"] : [];
  const staffCode = text(claims["custom:staff_code"]);
  return {
    name: text(claims.name) || text(claims["cognito:username"]) || staffCode,
    staffCode,
    office: text(claims["custom:office"]),
    team: text(claims["custom:team"]) || null,
    groups: STAFF_ROLES.filter((group) => groups.includes(group)),
  };
}

export const isInspector = (person: Person) => person.groups.includes("inspector");

/** Whether this person takes cases (leaders only read). */
export const handlesCases = (person: Person) =>
  person.groups.some((group) => group === "handler" || group === "supervisor" || group === "inspector");

/** Whether this person reviews what others decide. */
export const reviews = (person: Person) =>
  person.groups.some((group) => group === "supervisor" || group === "inspector");

/** Whether this person sees cases beyond the own office. */
export const seesEveryOffice = (person: Person) =>
  person.groups.some((group) => group === "inspector" || group === "leader");
