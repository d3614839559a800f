-- Retries, dead letters that can be replayed, requests besides cancel, idempotent submits.
-- Expand only: programs of the version before go on with these tables. Constraints that are widened are not
-- checked over old rows, which satisfied the narrower ones; the next version validates them.

-- A failed attempt that is followed by another says when. Null on all others, so the index holds few rows.
ALTER TABLE job ADD COLUMN next_attempt_at timestamptz;
CREATE INDEX job_retry ON job (next_attempt_at) WHERE next_attempt_at IS NOT NULL;

-- Workers that ended in order and gave the job back; their redeliveries are no crashes.
ALTER TABLE job ADD COLUMN hand_backs integer NOT NULL DEFAULT 0;

ALTER TABLE job DROP CONSTRAINT job_status_check;
ALTER TABLE job ADD CONSTRAINT job_status_check CHECK (status IN
    ('dispatched', 'succeeded', 'failed', 'cancelled', 'superseded')) NOT VALID;

ALTER TABLE request DROP CONSTRAINT request_kind_check;
ALTER TABLE request ADD CONSTRAINT request_kind_check CHECK (kind IN
    ('cancel', 'pause', 'resume', 'retry')) NOT VALID;
-- Of a retry: the node to start from.
ALTER TABLE request ADD COLUMN argument text;

-- How fast waiting workflows were started lately, for honest estimates.
ALTER TABLE planner ADD COLUMN starts_per_second double precision NOT NULL DEFAULT 0;

ALTER TABLE dead_letter ADD COLUMN agent text;
ALTER TABLE dead_letter ADD COLUMN attempt integer;
ALTER TABLE dead_letter ADD COLUMN state text NOT NULL DEFAULT 'dead' CHECK (state IN
    ('dead', 'replaying', 'replayed', 'discarded'));
ALTER TABLE dead_letter ADD COLUMN replay_at timestamptz;
-- What became of the last replay.
ALTER TABLE dead_letter ADD COLUMN note text NOT NULL DEFAULT '';
CREATE INDEX dead_letter_replaying ON dead_letter (replay_at) WHERE state = 'replaying';
CREATE INDEX dead_letter_of_tenant ON dead_letter (tenant, id DESC);
CREATE INDEX dead_letter_of_workflow ON dead_letter (workflow_id) WHERE workflow_id IS NOT NULL;

-- Who did what to which dead letter.
CREATE TABLE audit (
    id      uuid PRIMARY KEY,
    at      timestamptz NOT NULL DEFAULT now(),
    tenant  text NOT NULL,
    actor   text NOT NULL,
    action  text NOT NULL,
    subject uuid NOT NULL
);

CREATE INDEX audit_of_subject ON audit (subject, at);

-- Submits that carried a key, kept for seven days.
CREATE TABLE idempotency (
    tenant      text NOT NULL,
    key         text NOT NULL,
    -- SHA-256 of the body as it was understood.
    digest      bytea NOT NULL,
    workflow_id uuid NOT NULL,
    at          timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (tenant, key)
);

CREATE INDEX idempotency_by_time ON idempotency (at);
