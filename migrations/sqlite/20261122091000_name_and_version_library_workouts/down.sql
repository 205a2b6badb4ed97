DROP INDEX library_workouts_by_name;
CREATE INDEX library_workouts_by_name ON library_workouts (org_id, name, id);
ALTER TABLE library_workouts DROP COLUMN updated_at;
ALTER TABLE library_workouts DROP COLUMN version;
ALTER TABLE library_workouts DROP COLUMN level;
ALTER TABLE library_workouts DROP COLUMN kind;
ALTER TABLE library_workouts DROP COLUMN name_key;
