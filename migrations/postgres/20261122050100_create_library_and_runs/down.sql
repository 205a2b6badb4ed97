DROP TABLE runs;
DROP TABLE library_workouts;
