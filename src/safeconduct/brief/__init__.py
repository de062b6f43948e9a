"""What people see: timetable, charts and maps of a plan."""
