-- I9: a session with a child in the room has an adult in the room.
SELECT p.session_id, COUNT(*) AS children
FROM day_presence p
WHERE p.state = 'present' AND p.out_at IS NULL
  AND NOT EXISTS (
    SELECT 1 FROM day_duty d
    WHERE d.session_id = p.session_id AND d.in_at IS NOT NULL AND d.out_at IS NULL AND NOT d.remote
  )
GROUP BY p.session_id;
