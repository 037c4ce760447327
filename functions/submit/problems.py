"""Which problems several routes of the enterprise API answer with."""

HELPED = {409: ("no_outcome_yet", "case_closed", "changed_too_often")}
CORRECTION = {409: ("corrected_already", "case_taken", "correction_over")}
APPEAL = {409: ("no_outcome_yet", "already_appealed", "appeal_window_over")}
