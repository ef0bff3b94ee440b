-- I2: whoever has a live seat or an open offer has a consent of a guardian (or a paper a guardian confirmed) in force.
SELECT s.pupil_id, s.term_id
FROM (
    SELECT pupil_id, term_id FROM enrol_seat WHERE state <> 'released'
    UNION SELECT pupil_id, term_id FROM enrol_waiting WHERE state = 'offered'
) s
WHERE COALESCE((
    SELECT c.act FROM enrol_consent c
    WHERE c.pupil_id = s.pupil_id AND c.term_id = s.term_id AND (c.by = 'guardian' OR c.confirmed_at IS NOT NULL)
    ORDER BY COALESCE(c.confirmed_at, c.at) DESC, c.id DESC LIMIT 1
), 'none') <> 'join';
