-- I1: confirmed seats and places held by offers never exceed capacity, and the counter of a section is their number.
SELECT s.id, s.capacity, s.taken, COALESCE(t.seats, 0) AS seats, COALESCE(w.offers, 0) AS offers
FROM menu_section s
LEFT JOIN (
    SELECT section_id, COUNT(*) AS seats FROM enrol_seat WHERE state IN ('held', 'confirmed') GROUP BY section_id
) t ON t.section_id = s.id
LEFT JOIN (
    SELECT section_id, COUNT(*) AS offers FROM enrol_waiting WHERE state = 'offered' GROUP BY section_id
) w ON w.section_id = s.id
WHERE COALESCE(t.seats, 0) + COALESCE(w.offers, 0) <> s.taken OR s.taken > s.capacity;
