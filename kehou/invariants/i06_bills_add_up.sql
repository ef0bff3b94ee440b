-- I6: paid, refunded and moved on are what payments and refunds say, within what is owed and paid; every bill has its voucher.
SELECT 'paid differs from the payments' AS what, b.id
FROM fund_bill b
WHERE b.paid <> (SELECT COALESCE(SUM(p.amount), 0) FROM fund_payment p WHERE p.bill_id = b.id AND p.reversed_at IS NULL)
UNION ALL
SELECT 'what went back differs from the refunds and what was moved on', b.id
FROM fund_bill b
WHERE b.refunded + b.returned
   <> (SELECT COALESCE(SUM(r.amount), 0) FROM fund_refund r WHERE r.bill_id = b.id AND r.state = 'paid')
    + (SELECT COALESCE(SUM(p.amount), 0) FROM fund_payment p WHERE p.carried_from_id = b.id AND p.reversed_at IS NULL)
UNION ALL
SELECT 'more than owed', b.id
FROM fund_bill b
WHERE b.waived + b.paid - b.surplus > b.charged OR b.refunded > b.paid - b.surplus OR b.returned > b.surplus OR (b.voided_at IS NOT NULL AND b.paid > 0)
UNION ALL
SELECT 'bill without its voucher', b.id
FROM fund_bill b
WHERE (SELECT COALESCE(SUM(-e.amount), 0) FROM fund_entry e JOIN fund_voucher v ON v.id = e.voucher_id
       WHERE e.account = 'fee'
         AND (v.ref = 'bill:' || b.id
              OR v.ref IN (SELECT 'correction:' || c.id FROM fund_billcorrection c WHERE c.bill_id = b.id)))
   <> CASE WHEN b.voided_at IS NULL THEN b.charged ELSE 0 END
UNION ALL
SELECT 'bill differs from its last correction', b.id
FROM fund_bill b JOIN fund_billcorrection c ON c.bill_id = b.id
WHERE c.id = (SELECT MAX(l.id) FROM fund_billcorrection l WHERE l.bill_id = b.id)
  AND (b.charged <> c.charged_after OR b.waived <> c.waived_after OR b.days_served <> c.days_after)
UNION ALL
SELECT 'surplus without a correction', b.id
FROM fund_bill b
WHERE b.surplus > 0 AND NOT EXISTS (SELECT 1 FROM fund_billcorrection c WHERE c.bill_id = b.id);
