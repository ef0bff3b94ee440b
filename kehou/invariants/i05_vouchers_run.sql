-- I5: voucher numbers run from 1 without a gap, a reversal is the mirror image of what it reverses, and only an earlier term is settled late.
SELECT 'numbers have a gap' AS what, v.school_id AS id
FROM fund_voucher v
GROUP BY v.school_id, v.term_id HAVING MIN(v.number) <> 1 OR MAX(v.number) <> COUNT(*)
UNION ALL
SELECT 'reversal is no mirror', r.id
FROM fund_voucher r JOIN fund_voucher v ON v.id = r.reverses_id
WHERE EXISTS (
  SELECT 1 FROM fund_entry e WHERE e.voucher_id IN (r.id, v.id)
  GROUP BY e.account, e.source HAVING SUM(e.amount) <> 0
)
UNION ALL
SELECT 'settles a term that is not earlier', v.id
FROM fund_voucher v JOIN org_term t ON t.id = v.term_id JOIN org_term o ON o.id = v.origin_id
WHERE o.first_day >= t.first_day;
