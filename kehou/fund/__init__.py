"""Bills, payments, waivers, refunds, ledger, workload, appraisal, pay-out."""
