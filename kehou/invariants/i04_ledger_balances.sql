-- I4: every voucher sums to zero, in every source by itself; the ledger agrees with the bills, and no source of the fund is overdrawn.
SELECT 'voucher does not sum to zero' AS what, v.id
FROM fund_voucher v LEFT JOIN fund_entry e ON e.voucher_id = v.id
GROUP BY v.id, v.lines HAVING COALESCE(SUM(e.amount), 0) <> 0 OR COUNT(e.id) <> v.lines
UNION ALL
SELECT 'one source paid for another', e.voucher_id
FROM fund_entry e GROUP BY e.voucher_id, e.source HAVING SUM(e.amount) <> 0
UNION ALL
SELECT 'source overdrawn', e.school_id
FROM fund_entry e WHERE e.account = 'cash'
GROUP BY e.school_id, e.source HAVING SUM(e.amount) < 0
UNION ALL
SELECT 'owed by families differs from the bills', s.id
FROM org_school s
WHERE (SELECT COALESCE(SUM(e.amount), 0) FROM fund_entry e WHERE e.school_id = s.id AND e.account = 'receivable')
   <> (SELECT COALESCE(SUM(b.charged - b.waived - b.paid + b.surplus), 0) FROM fund_bill b WHERE b.school_id = s.id AND b.voided_at IS NULL)
UNION ALL
SELECT 'owed to families differs from the bills', s.id
FROM org_school s
WHERE (SELECT COALESCE(SUM(-e.amount), 0) FROM fund_entry e WHERE e.school_id = s.id AND e.account = 'owed_back')
   <> (SELECT COALESCE(SUM(b.surplus - b.returned), 0) FROM fund_bill b WHERE b.school_id = s.id AND b.voided_at IS NULL)
UNION ALL
SELECT 'entry of another school', e.id
FROM fund_entry e JOIN fund_voucher v ON v.id = e.voucher_id WHERE e.school_id <> v.school_id;
