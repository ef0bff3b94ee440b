"""A section ends from a date on."""

from datetime import date

from kehou.kernel.act import Act
from kehou.kernel.action import action
from kehou.kernel.lock import lock_row
from kehou.kernel.permit import system
from kehou.menu.actions import carry_over
from kehou.menu.models import Section
from kehou.people.permits import at_school_of


@action(allow=[system, at_school_of("menu.Section", "section_id", "coordinator", "principal")])
def close_section(act: Act, *, section_id: int, from_date: date | None = None) -> None:
    """Close from a date on (default: the act's day). Whether children sit in it is for the later rooms to ask first."""
    section = lock_row(Section, section_id)
    if section.state == "open":
        carry_over.close(section, from_date or act.today)
