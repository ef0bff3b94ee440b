-- I2: no child has live seats in two sections that meet at the same time; what both met before either seat began is over.
SELECT a.pupil_id, a.section_id, b.section_id AS other_section, m.weekday, m.starts
FROM enrol_seat a
JOIN enrol_seat b ON b.pupil_id = a.pupil_id AND b.term_id = a.term_id AND b.section_id > a.section_id
JOIN menu_meet m ON m.section_id = a.section_id
JOIN menu_meet n ON n.section_id = b.section_id AND n.weekday = m.weekday
    AND n.starts < m.ends AND m.starts < n.ends AND n.from_date <= m.until_date AND m.from_date <= n.until_date
WHERE a.state <> 'released' AND b.state <> 'released'
    AND m.until_date >= m.from_date AND n.until_date >= n.from_date
    AND m.until_date >= CAST(a.since AS DATE) AND m.until_date >= CAST(b.since AS DATE)
    AND n.until_date >= CAST(a.since AS DATE) AND n.until_date >= CAST(b.since AS DATE);
