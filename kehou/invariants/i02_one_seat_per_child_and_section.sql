-- I2: a child has at most one live seat in a section.
SELECT section_id, pupil_id, COUNT(*) AS seats
FROM enrol_seat
WHERE state <> 'released'
GROUP BY section_id, pupil_id HAVING COUNT(*) > 1;
