-- I11: nobody took a child without a live word of a guardian at that instant.
SELECT 'collector not named then' AS what, p.id
FROM day_presence p
JOIN day_session s ON s.id = p.session_id
JOIN day_collector c ON c.id = p.collector_id
WHERE p.out_at IS NOT NULL
  AND (c.pupil_id <> p.pupil_id OR c.since > p.out_at OR c.revoked_at < p.out_at OR c.only_on <> s.date
       OR (c.code_hash <> '' AND c.code_used_at IS NULL))
UNION ALL
SELECT 'not a guardian then', p.id
FROM day_presence p
JOIN people_guardianship g ON g.id = p.guardianship_id
WHERE p.out_at IS NOT NULL AND (g.pupil_id <> p.pupil_id OR g.since > p.out_at OR g.until <= p.out_at)
UNION ALL
SELECT 'exception of one person', p.id
FROM day_presence p
JOIN day_releaseexception x ON x.id = p.exception_id
WHERE x.pupil_id <> p.pupil_id OR x.confirmed_by_id IS NULL OR x.confirmed_by_id = x.asked_by_id OR x.confirmed_at > p.out_at
UNION ALL
SELECT 'alone in grade 1 or 2', p.id
FROM day_presence p
JOIN people_pupil k ON k.id = p.pupil_id
WHERE p.released_to = 'self' AND k.grade <= 2
UNION ALL
SELECT 'nobody named', e.id
FROM day_presenceevent e
JOIN day_presence p ON p.session_id = e.session_id AND p.pupil_id = e.pupil_id
WHERE e.kind = 'hand_over' AND p.released_to IN ('guardian', 'authorised')
  AND p.guardianship_id IS NULL AND p.collector_id IS NULL AND p.exception_id IS NULL
  AND NOT EXISTS (
    SELECT 1 FROM day_presenceevent f
    WHERE f.session_id = e.session_id AND f.pupil_id = e.pupil_id AND f.kind = 'correct' AND f.id > e.id
  );
