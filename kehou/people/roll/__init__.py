"""From a file to a difference: the pupil roll and the staff list are read, judged row by row and compared. No tables.

columns → cells → parse (pupils) | staff_list (staff) → diff. Nothing here writes anything.
"""
