-- I2: in a waiting list nobody is offered a place, or has accepted one, while somebody before them still waits.
SELECT later.section_id, later.id, earlier.id AS passed_over
FROM enrol_waiting later
JOIN enrol_waiting earlier ON earlier.section_id = later.section_id AND earlier.place < later.place
WHERE earlier.state = 'waiting' AND later.state IN ('offered', 'taken');
