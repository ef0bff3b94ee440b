"""What a filed plan compiles into: windows, blocks, courses; and sections, rooms, roster."""
