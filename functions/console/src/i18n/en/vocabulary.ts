import type vi from "../vi/vocabulary";

const vocabulary: typeof vi = {
  roles: {
    handler: "Case handler",
    supervisor: "Office supervisor",
    inspector: "Inspector",
    leader: "Department leader",
    enterprise: "Enterprise",
    system: "System",
  },

  subjects: { officer: "Officer", team: "Team", office: "Office" },

  levels: {
    1: "Very dissatisfied",
    2: "Dissatisfied",
    3: "Neutral",
    4: "Satisfied",
    5: "Very satisfied",
  },

  reasons: {
    obstruction: "Hassle",
    harassment: "Extortion",
    misconduct: "Misconduct",
    delay: "Delay",
    error: "Professional error",
    attitude: "Attitude",
    unclear_guidance: "Unclear guidance",
    system: "System fault",
    policy: "Policy or rules",
    other_agency: "Another agency",
    other: "Something else",
  },

  states: {
    open: "To be claimed",
    assigned: "In progress",
    in_review: "To be reviewed",
    decided: "Answered",
    appealed: "Appealed, to be claimed",
    closed: "Closed",
    failed: "Needs an operator",
  },

  outcomes: {
    upheld: "Upheld",
    partly_upheld: "Partly upheld",
    not_upheld: "Not upheld",
    cannot_verify: "Cannot be verified",
    outside_remit: "Outside our remit",
  },

  outcomeHints: {
    upheld: "It happened as the enterprise says.",
    partly_upheld: "Part of it happened as the enterprise says.",
    not_upheld: "It was checked, and did not happen as the enterprise says.",
    cannot_verify: "It was checked, but there is not enough to conclude.",
    outside_remit: "Another agency is in charge of it.",
  },

  rootCauses: {
    conduct: "Conduct or attitude of an officer",
    skill: "Professional skill",
    process: "Process",
    workload: "Workload",
    system: "IT system",
    policy: "Policy or rules",
    other_agency: "Another agency",
    enterprise: "On the enterprise's side",
    none_found: "No cause found",
  },

  channels: { green: "Green channel", yellow: "Yellow channel", red: "Red channel" },

  stages: {
    registration: "Registration",
    document_check: "Document check",
    inspection: "Goods inspection",
    clearance: "Clearance",
    supervision: "Supervision",
  },

  languages: { vi: "Vietnamese", en: "English" },
};

export default vocabulary;
