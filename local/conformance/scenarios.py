"""Every scenario, each once."""

from local.conformance import api_scenarios, webhook_scenarios
from local.conformance.scenario import SCENARIOS, Scenario

__all__ = ["SCENARIOS", "Scenario", "api_scenarios", "webhook_scenarios"]
