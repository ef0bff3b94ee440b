"""Ask the parents' committee to decide about a version."""

from datetime import datetime

from kehou.ground.refusal import Refusal
from kehou.kernel.act import Act
from kehou.kernel.action import action
from kehou.kernel.clock import LOCAL
from kehou.kernel.outbox import tell
from kehou.org.rows import scope
from kehou.people.permits import at_school
from kehou.people.queries import accounts_with_role
from kehou.plan.documents import promise_digest, written
from kehou.plan.judging import judge_document
from kehou.plan.meetings import figures_of, quorum_of
from kehou.plan.models import Meeting, PlanVersion
from kehou.plan.versions import demand_open, is_decided, lock_version


@action(allow=[at_school("coordinator", "principal")])
def open_meeting(act: Act, *, school_id: int, version_id: int, agenda: str, closes_at: datetime) -> int:
    """Returns the meeting's id; the version can't be changed until it is closed.

    closes_at: aware; votes count before it.
    Errors, in this order: Refusal where the version is not open; where it is decided already; where a problem stands
    that the vote does not heal; where there is no committee; where the deadline is past or the agenda empty.
    """
    version = lock_version(school_id, version_id)
    demand_open(version)
    if is_decided(version):
        raise Refusal("already_decided", f"家委会已经同意第{version.number}版，内容没有变，不用再表决", clause="八.3b")
    _demand_solved(act, version)
    members = accounts_with_role(school_id, ["committee"], act.at)
    if not members:
        raise Refusal(
            "no_committee", "家委会还没有委员", clause="附.8", satisfied_by="先在“岗位和账号”里邀请家委会委员"
        )
    _demand_complete(agenda, closes_at, act.at)
    committee = version.document.get("committee") or {}
    quorum = quorum_of(len(members), committee.get("quorum"), figures_of([version.pk])[version.pk])
    if quorum > len(members):
        raise Refusal(
            "quorum_above_members",
            f"家委会 {len(members)} 人，有效人数却要 {quorum} 人，永远凑不够",
            clause="八.3b",
            satisfied_by=f"把有效人数改到 {len(members)} 以内",
        )
    meeting = Meeting.objects.create(
        **scope(school_id),
        version=version,
        agenda=agenda.strip(),
        members=len(members),
        quorum=quorum,
        opened_at=act.at,
        closes_at=closes_at,
        covers=promise_digest(version.document),
    )
    version.document = written(
        version.document, {"committee": {**committee, "members": len(members), "quorum": quorum}}
    )
    version.state = "voting"
    version.revision += 1
    version.changed_at = act.at
    version.save()
    until = closes_at.astimezone(LOCAL)
    tell(
        act,
        members,
        kind="plan_meeting_opened",
        title="请您表决课后服务实施方案",
        body=f"{agenda.strip()}。{until.month}月{until.day}日 {until:%H:%M} 截止。",
        link="/committee/",
        school_id=school_id,
        once=f"meeting-opened:{meeting.pk}",
    )
    return meeting.pk


def _demand_solved(act: Act, version: PlanVersion) -> None:
    """Errors: Refusal where a problem stands that the vote itself does not heal."""
    judgement = judge_document(
        version.document,
        school_id=version.school_id,
        district_id=version.district_id,
        term_id=version.term_id,
        today=act.today,
    )
    if judgement.in_the_way:
        first = judgement.in_the_way[0]
        raise Refusal(
            "problems_before_meeting",
            f"还有 {len(judgement.in_the_way)} 个必须解决的问题，先不能送家委会。第一个：{first.says}",
            clause=first.clause,
            satisfied_by=first.satisfied_by,
        )


def _demand_complete(agenda: str, closes_at: datetime, at: datetime) -> None:
    """Errors: Refusal naming the field."""
    if not agenda.strip() or closes_at <= at:
        fields = {} if agenda.strip() else {"agenda": "请写这次表决什么"}
        if closes_at <= at:
            fields["closes_at"] = "截止时间要在现在之后"
        raise Refusal("meeting_not_complete", "表决的事项或截止时间还没有填好", fields=fields)
