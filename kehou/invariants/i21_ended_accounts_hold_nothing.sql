-- I21: an ended account holds no role and no tie to a child any more.
SELECT 'role of an ended account' AS what, r.id
FROM people_role r
JOIN people_account a ON a.id = r.account_id
WHERE a.ended_at IS NOT NULL AND (r.until IS NULL OR r.until > a.ended_at)
UNION ALL
SELECT 'tie of an ended account', g.id
FROM people_guardianship g
JOIN people_account a ON a.id = g.account_id
WHERE a.ended_at IS NOT NULL AND (g.until IS NULL OR g.until > a.ended_at)
UNION ALL
SELECT 'role in no one place', r.id
FROM people_role r
WHERE (r.role = 'city_officer' AND (r.school_id IS NOT NULL OR r.district_id IS NOT NULL))
   OR (r.role = 'district_officer' AND (r.school_id IS NOT NULL OR r.district_id IS NULL))
   OR (r.role NOT IN ('city_officer', 'district_officer') AND (r.school_id IS NULL OR r.district_id IS NOT NULL));
