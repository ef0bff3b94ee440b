"""What was handed over to be judged, as far as an answer speaks of it."""

from dataclasses import dataclass
from pathlib import Path

from kehou.policy.exchange.encodings import read_as_gbk
from kehou.policy.exchange.table_layouts import LAYOUTS
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

    def read_otherwise(self) -> str:
        """Which files were read as GBK, "" where all are UTF-8: nothing is read by a guess without saying so."""
        files = read_as_gbk(self.folder, (self.plan_file, *(table.file for table in LAYOUTS.values())))
        return f"{'、'.join(files)} 不是 UTF-8 编码，按 GBK 读了。" if files else ""
