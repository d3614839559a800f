-- Rows of a workflow are written under its lock by the one planner that holds it, so that no key can point nowhere:
-- checking each of them again cost a lookup for every job and every event. Who deletes a workflow deletes its rows.
ALTER TABLE job DROP CONSTRAINT IF EXISTS job_workflow_id_fkey;
ALTER TABLE event DROP CONSTRAINT IF EXISTS event_workflow_id_fkey;
ALTER TABLE workflow_result DROP CONSTRAINT IF EXISTS workflow_result_workflow_id_fkey;

-- A workflow's row changes a dozen times, mostly in columns without an index: room on its page keeps those changes
-- out of the indexes.
ALTER TABLE workflow SET (fillfactor = 50);

-- Large documents are written once and read seldom: lz4, which is quicker to write, where the server has it.
DO $$
BEGIN
    ALTER TABLE job ALTER COLUMN result SET COMPRESSION lz4;
    ALTER TABLE workflow_result ALTER COLUMN result SET COMPRESSION lz4;
    ALTER TABLE workflow_brief ALTER COLUMN brief SET COMPRESSION lz4;
EXCEPTION WHEN feature_not_supported OR undefined_object OR syntax_error THEN
    NULL;
END
$$;

-- Documents that nothing searches: kept as they were written, instead of taken apart and put together again.
ALTER TABLE event ALTER COLUMN body TYPE json;
ALTER TABLE job ALTER COLUMN result TYPE json;
ALTER TABLE workflow_result ALTER COLUMN result TYPE json;
ALTER TABLE workflow_brief ALTER COLUMN brief TYPE json;

-- What the sweeper counts and starts: the few workflows that have not ended, however many have.
CREATE INDEX workflow_active ON workflow (status, tenant) WHERE status IN ('accepted', 'running', 'paused');
