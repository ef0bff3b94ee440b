"""What was handed over to be judged, as far as an answer speaks of it."""

from dataclasses import dataclass
from pathlib import Path

from kehou.policy.facts.district_plan import DistrictPlan
from kehou.policy.facts.plan import Plan


@dataclass(frozen=True, slots=True)
class HandedOver:
    """folder: what file names are relative to. plan_file: the plan's name in it. plan: None where it cannot be read."""

    folder: Path
    plan_file: str = "plan.yaml"
    plan: Plan | DistrictPlan | None = None

    @property
    def whose(self) -> str:
        """The school or the district, "" where the plan cannot be read."""
        if isinstance(self.plan, Plan):
            return self.plan.school.name
        return self.plan.name if self.plan else ""
