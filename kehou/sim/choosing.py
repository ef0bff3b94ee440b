"""Families decide and choose; the draw gives seats."""

from datetime import timedelta

from kehou.enrol.actions.allocate_round import allocate_round
from kehou.enrol.actions.freeze_round import freeze_round
from kehou.enrol.actions.give_consent import give_consent
from kehou.enrol.actions.open_round import open_round
from kehou.enrol.actions.rank_choices import rank_choices
from kehou.enrol.actions.seat_class import seat_class
from kehou.enrol.actions.state_public_value import state_public_value
from kehou.enrol.freezing import digest
from kehou.enrol.texts import CURRENT
from kehou.menu import queries as menu
from kehou.sim.lives import SchoolLife, act_of, moment, system_act
from kehou.sim.promise import Dates


def let_families_join(life: SchoolLife, dates: Dates, *, on_one_tablet: int = 0) -> None:
    """Guardians who want the service consent, each from the family's own device, over two days.

    on_one_tablet: so many of them on the tablet of a teacher who "helps": what the rule same-device is there to see.
    """
    for number, child in enumerate(life.willing):
        day = dates.consent + timedelta(days=life.rng.randrange(2))
        at = moment(day, "12:00", life.rng.randrange(6 * 3600))
        felt = "free" if life.rng.random() < 0.4 else ""
        give_consent(
            act_of(child.guardian or 0, at, device="tablet" if number < on_one_tablet else f"d{child.guardian:08d}"),
            child_id=child.id,
            term_id=life.term_id,
            text_version=CURRENT.version,
            felt=felt,
        )


def choose(life: SchoolLife, dates: Dates, seed: str, *, draw: bool = True) -> int:
    """One round: opened, filled in over a day, frozen at its deadline, dice typed by two, drawn, classes seated."""
    opened = open_round(
        act_of(life.coordinator, moment(dates.consent, "11:30")),
        school_id=life.id,
        term_id=life.term_id,
        name="秋季选课",
        opens_at=moment(dates.consent, "11:40"),
        closes_at=moment(dates.draw, "18:00"),
        public_value=draw,
        secret=f"{seed}/{life.sim.code}",
    )
    fill_in(life, dates, opened)
    if draw:
        freeze_round(system_act(moment(dates.draw, "18:01")), school_id=life.id, round_id=opened)
        dice = " ".join(str(int(figure, 16) % 6 + 1) for figure in digest(f"dice|{seed}|{life.sim.code}")[:6])
        for account in (life.coordinator, life.holder("principal")):
            state_public_value(
                act_of(account, moment(dates.draw, "18:05")), school_id=life.id, round_id=opened, value=dice
            )
        act = system_act(moment(dates.draw, "18:06"))
        allocate_round(act, school_id=life.id, round_id=opened)
        seat_class(act, school_id=life.id, term_id=life.term_id)
    return opened


def fill_in(life: SchoolLife, dates: Dates, round_id: int, share: float = 0.96) -> None:
    """Families rank what is open to the child's grade; earlier courses of the menu are more popular."""
    offered = [section for section in menu.sections(life.id, life.term_id) if section.course_key]
    for child in life.willing:
        if life.rng.random() > share:
            continue
        fitting = [section for section in offered if child.sim.grade in section.grades]
        liked = sorted(fitting, key=lambda s: life.rng.random() * (1 + s.number % 7))[: life.rng.randint(4, 12)]
        at = moment(dates.draw - timedelta(days=1), "19:00", life.rng.randrange(7200))
        rank_choices(
            act_of(child.guardian or 0, at),
            round_id=round_id,
            child_id=child.id,
            section_ids=[section.id for section in liked],
            submit=True,
        )
