-- I7: every fen of pay is a duty's that happened, once, or the difference of one whose record changed, paid, kept back or given back; who prepared it did not approve it; the ledger paid just that.
SELECT 'line differs from its duties' AS what, l.id
FROM fund_payline l
JOIN fund_payrun r ON r.id = l.run_id
WHERE r.state <> 'dropped'
  AND (l.amount <> (SELECT COALESCE(SUM(d.amount), 0) FROM fund_paidduty d WHERE d.line_id = l.id)
                 + (SELECT COALESCE(SUM(a.amount), 0) FROM fund_payadjustment a WHERE a.line_id = l.id)
    OR l.minutes <> (SELECT COALESCE(SUM(d.minutes), 0) FROM fund_paidduty d WHERE d.line_id = l.id)
                  + (SELECT COALESCE(SUM(a.minutes), 0) FROM fund_payadjustment a WHERE a.line_id = l.id))
UNION ALL
SELECT 'run differs from its lines', r.id
FROM fund_payrun r LEFT JOIN fund_payline l ON l.run_id = r.id
GROUP BY r.id, r.total HAVING COALESCE(SUM(l.amount), 0) <> r.total
UNION ALL
SELECT 'paid for what did not happen', p.id
FROM fund_paidduty p
JOIN fund_payline l ON l.id = p.line_id
JOIN fund_payrun r ON r.id = l.run_id
JOIN day_duty d ON d.id = p.duty_id
JOIN day_session s ON s.id = d.session_id
WHERE d.in_at IS NULL OR d.out_at IS NULL OR s.rolled_at IS NULL OR d.staff_id <> l.staff_id
   OR (s.state = 'cancelled' AND r.state = 'prepared')
UNION ALL
SELECT 'difference of what was never paid, or of another adult', a.id
FROM fund_payadjustment a
JOIN fund_payline l ON l.id = a.line_id
WHERE NOT EXISTS (
  SELECT 1 FROM fund_paidduty p JOIN fund_payline f ON f.id = p.line_id JOIN fund_payrun r ON r.id = f.run_id
  WHERE p.duty_id = a.duty_id AND f.staff_id = l.staff_id AND r.state = 'paid' AND f.run_id <> l.run_id
)
UNION ALL
SELECT 'more kept back or given back than was paid', p.id
FROM fund_paidduty p
WHERE p.amount + (SELECT COALESCE(SUM(a.amount), 0) FROM fund_payadjustment a WHERE a.duty_id = p.duty_id)
             - (SELECT COALESCE(SUM(d.amount), 0) FROM fund_repaidduty d JOIN fund_repayment b ON b.id = d.repayment_id
                WHERE d.duty_id = p.duty_id AND b.state <> 'declined') < 0
   OR p.minutes + (SELECT COALESCE(SUM(a.minutes), 0) FROM fund_payadjustment a WHERE a.duty_id = p.duty_id)
              - (SELECT COALESCE(SUM(d.minutes), 0) FROM fund_repaidduty d JOIN fund_repayment b ON b.id = d.repayment_id
                 WHERE d.duty_id = p.duty_id AND b.state <> 'declined') < 0
UNION ALL
SELECT 'approved by its maker or by nobody', r.id
FROM fund_payrun r WHERE r.state = 'paid' AND (r.approved_by_id IS NULL OR r.approved_by_id = r.prepared_by_id)
UNION ALL
SELECT 'ledger paid something else', r.id
FROM fund_payrun r
WHERE r.state = 'paid'
  AND r.total <> (SELECT COALESCE(SUM(-e.amount), 0) FROM fund_entry e JOIN fund_voucher v ON v.id = e.voucher_id
                  WHERE v.ref = 'run:' || r.id AND e.account = 'cash')
UNION ALL
SELECT 'repayment differs from its duties', b.id
FROM fund_repayment b
WHERE b.amount <> (SELECT COALESCE(SUM(d.amount), 0) FROM fund_repaidduty d WHERE d.repayment_id = b.id)
UNION ALL
SELECT 'given back what was never paid, or to another adult', d.id
FROM fund_repaidduty d JOIN fund_repayment b ON b.id = d.repayment_id
WHERE NOT EXISTS (
  SELECT 1 FROM fund_paidduty p JOIN fund_payline l ON l.id = p.line_id JOIN fund_payrun r ON r.id = l.run_id
  WHERE p.duty_id = d.duty_id AND l.staff_id = b.staff_id AND r.state = 'paid'
)
UNION ALL
SELECT 'repayment confirmed by its maker or by nobody', b.id
FROM fund_repayment b WHERE b.state = 'confirmed' AND (b.decided_by_id IS NULL OR b.decided_by_id = b.recorded_by_id)
UNION ALL
SELECT 'ledger took something else back', b.id
FROM fund_repayment b
WHERE CASE WHEN b.state = 'confirmed' THEN b.amount ELSE 0 END
   <> (SELECT COALESCE(SUM(e.amount), 0) FROM fund_entry e JOIN fund_voucher v ON v.id = e.voucher_id
       WHERE v.ref = 'repayment:' || b.id AND e.account = 'cash');
