-- Library workouts that people edit: a level, a kind to find them by, a name
-- that is there once, and a version for each write.

ALTER TABLE library_workouts ADD COLUMN name_key TEXT COLLATE "C" NOT NULL DEFAULT ''; -- the name as it is compared, in the order of its bytes
ALTER TABLE library_workouts ADD COLUMN kind TEXT NOT NULL DEFAULT ''; -- the document's, to filter by
ALTER TABLE library_workouts ADD COLUMN level TEXT; -- null: for everybody
ALTER TABLE library_workouts ADD COLUMN version BIGINT NOT NULL DEFAULT 1;
ALTER TABLE library_workouts ADD COLUMN updated_at BIGINT NOT NULL DEFAULT 0;

-- Of workouts that share a name already, all but the oldest are told apart by their ids.
UPDATE library_workouts SET
    kind = coalesce(document::json -> 'd' ->> 'kind', ''),
    updated_at = created_at,
    name_key = lower(trim(name)) || CASE WHEN EXISTS (
        SELECT 1 FROM library_workouts AS older
        WHERE older.org_id = library_workouts.org_id
            AND lower(trim(older.name)) = lower(trim(library_workouts.name))
            AND older.id < library_workouts.id
    ) THEN ' ' || id ELSE '' END;

DROP INDEX library_workouts_by_name;
CREATE UNIQUE INDEX library_workouts_by_name ON library_workouts (org_id, name_key);
