"""Every scenario, each once."""

from local.conformance import answer_scenarios, api_scenarios, webhook_scenarios
from local.conformance.scenario import SCENARIOS, Scenario

__all__ = ["SCENARIOS", "Scenario", "answer_scenarios", "api_scenarios", "webhook_scenarios"]
