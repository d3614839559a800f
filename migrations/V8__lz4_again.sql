-- V4 chose lz4 and then changed the columns' type, which forgets such a choice.
DO $$
BEGIN
    ALTER TABLE job ALTER COLUMN result SET COMPRESSION lz4;
    ALTER TABLE workflow_result ALTER COLUMN result SET COMPRESSION lz4;
    ALTER TABLE workflow_brief ALTER COLUMN brief SET COMPRESSION lz4;
EXCEPTION WHEN feature_not_supported OR undefined_object OR syntax_error THEN
    NULL;
END
$$;
