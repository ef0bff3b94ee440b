-- I6: paid and refunded are what payments and refunds say, within what is owed and paid; every bill has its voucher.
SELECT 'paid differs from the payments' AS what, b.id
FROM fund_bill b
WHERE b.paid <> (SELECT COALESCE(SUM(p.amount), 0) FROM fund_payment p WHERE p.bill_id = b.id AND p.reversed_at IS NULL)
UNION ALL
SELECT 'refunded differs from the refunds', b.id
FROM fund_bill b
WHERE b.refunded <> (SELECT COALESCE(SUM(r.amount), 0) FROM fund_refund r WHERE r.bill_id = b.id AND r.state = 'paid')
UNION ALL
SELECT 'more than owed', b.id
FROM fund_bill b WHERE b.waived + b.paid > b.charged OR b.refunded > b.paid OR (b.voided_at IS NOT NULL AND b.paid > 0)
UNION ALL
SELECT 'bill without its voucher', b.id
FROM fund_bill b
WHERE (SELECT COALESCE(SUM(-e.amount), 0) FROM fund_entry e JOIN fund_voucher v ON v.id = e.voucher_id
       WHERE v.ref = 'bill:' || b.id AND e.account = 'fee')
   <> CASE WHEN b.voided_at IS NULL THEN b.charged ELSE 0 END;
