-- I10: no child stands in a closed day, in two rooms at once, or in a state that is none.
SELECT 'still in a closed day' AS what, p.id
FROM day_presence p
JOIN day_session s ON s.id = p.session_id
JOIN day_dayclose c ON c.school_id = s.school_id AND c.date = s.date
WHERE s.state <> 'cancelled' AND ((p.state = 'present' AND p.out_at IS NULL) OR (p.state = 'expected' AND s.rolled_at IS NULL))
UNION ALL
SELECT 'in two rooms', MIN(p.id)
FROM day_presence p
JOIN day_session s ON s.id = p.session_id
WHERE p.state = 'present' AND p.out_at IS NULL
GROUP BY p.pupil_id, s.date HAVING COUNT(*) > 1
UNION ALL
SELECT 'no such state', p.id
FROM day_presence p
WHERE NOT (
  (p.state IN ('expected', 'leave', 'absent') AND p.in_at IS NULL AND p.out_at IS NULL AND p.released_to = '')
  OR (p.state = 'present' AND p.in_at IS NOT NULL AND p.out_at IS NULL AND p.released_to = '')
  OR (p.state = 'present' AND p.in_at IS NOT NULL AND p.out_at IS NOT NULL AND p.released_to <> '')
)
UNION ALL
SELECT 'a standing without an event', p.id
FROM day_presence p
WHERE p.state <> 'expected'
  AND NOT EXISTS (SELECT 1 FROM day_presenceevent e WHERE e.session_id = p.session_id AND e.pupil_id = p.pupil_id);
