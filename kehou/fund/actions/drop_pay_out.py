"""A prepared pay-out is given up; its duties and differences are free for another."""

from kehou.fund.actions.approve_pay_out import undecided_run
from kehou.fund.actions.posting import lock_book
from kehou.fund.models import PaidDuty, PayAdjustment, PayRun
from kehou.fund.permits import CHECKER, MAKER, at_run
from kehou.kernel.act import Act
from kehou.kernel.action import action


@action(allow=[at_run(MAKER, CHECKER)])
def drop_pay_out(act: Act, *, run_id: int) -> int:
    """Refusal: already_decided."""
    lock_book(PayRun.objects.values_list("school_id", flat=True).get(pk=run_id))
    run = undecided_run(run_id)
    PaidDuty.objects.filter(line__run=run).delete()
    PayAdjustment.objects.filter(line__run=run).delete()
    run.state = "dropped"
    run.save(update_fields=["state"])
    return run.pk
