-- Workflows, their jobs and what came of them. Keys grow with time (UUID v7), so that inserts touch few pages.
-- All times are the database's own clock.

CREATE TABLE workflow (
    id              uuid PRIMARY KEY,
    tenant          text NOT NULL,
    brief_id        text NOT NULL,
    user_id         text NOT NULL,
    content_type    text NOT NULL,
    subject         text NOT NULL,
    priority        smallint NOT NULL DEFAULT 1 CHECK (priority BETWEEN 0 AND 2),
    status          text NOT NULL DEFAULT 'accepted' CHECK (status IN
                        ('accepted', 'running', 'paused', 'completed', 'partial', 'failed', 'cancelled')),
    current_step    text,
    progress        smallint NOT NULL DEFAULT 0 CHECK (progress BETWEEN 0 AND 100),
    message         text NOT NULL DEFAULT '',
    -- What the core needs besides the job rows: recipe, scenes, seed; versioned (see aida-workflow). Absent until started.
    plan            jsonb,
    -- In ten-thousandths of a US dollar.
    cost            bigint NOT NULL DEFAULT 0,
    cost_estimated  bigint NOT NULL DEFAULT 0,
    event_seq       bigint NOT NULL DEFAULT 0,
    accepted_at     timestamptz NOT NULL DEFAULT now(),
    started_at      timestamptz,
    updated_at      timestamptz NOT NULL DEFAULT now(),
    finished_at     timestamptz,
    deadline_at     timestamptz,
    eta_at          timestamptz
);

-- Starting what waits: within each tenant by priority, then in order of arrival.
CREATE INDEX workflow_waiting ON workflow (tenant, priority DESC, id) WHERE status = 'accepted';
CREATE INDEX workflow_deadline ON workflow (deadline_at) WHERE status = 'running';
-- Lists of a tenant, newest first.
CREATE INDEX workflow_of_tenant ON workflow (tenant, id DESC);
CREATE INDEX workflow_of_tenant_by_status ON workflow (tenant, status, id DESC);

-- What was asked; apart, so that the row that changes stays narrow.
CREATE TABLE workflow_brief (
    workflow_id uuid PRIMARY KEY REFERENCES workflow ON DELETE CASCADE,
    brief       jsonb NOT NULL
);

CREATE TABLE workflow_result (
    workflow_id uuid PRIMARY KEY REFERENCES workflow ON DELETE CASCADE,
    result      jsonb NOT NULL
);

-- One row an attempt. A dispatched row is its own outbox: it names the planner and the batch that have to
-- publish it, and is sent again while that batch is above the planner's confirmed one.
CREATE TABLE job (
    workflow_id   uuid NOT NULL REFERENCES workflow ON DELETE CASCADE,
    node          text NOT NULL,
    attempt       integer NOT NULL CHECK (attempt >= 1),
    tenant        text NOT NULL,
    agent         text NOT NULL,
    status        text NOT NULL DEFAULT 'dispatched' CHECK (status IN ('dispatched', 'succeeded', 'failed', 'cancelled')),
    planner       uuid NOT NULL,
    batch         bigint NOT NULL,
    dispatched_at timestamptz NOT NULL DEFAULT now(),
    deadline_at   timestamptz NOT NULL,
    finished_at   timestamptz,
    crashes       integer NOT NULL DEFAULT 0,
    model         text,
    worker        text,
    seconds       double precision,
    cost          bigint NOT NULL DEFAULT 0,
    error         jsonb,
    result        jsonb,
    PRIMARY KEY (workflow_id, node, attempt)
);

CREATE INDEX job_deadline ON job (deadline_at) WHERE status = 'dispatched';
CREATE INDEX job_outbox ON job (planner, batch) WHERE status = 'dispatched';

-- What happened, for ever; seq is given under the workflow's lock and is the SSE id.
CREATE TABLE event (
    workflow_id uuid NOT NULL REFERENCES workflow ON DELETE CASCADE,
    seq         bigint NOT NULL,
    at          timestamptz NOT NULL DEFAULT now(),
    body        jsonb NOT NULL,
    PRIMARY KEY (workflow_id, seq)
);

-- Files: the name inside the workflow, and the hash that the object store knows them by.
CREATE TABLE asset (
    workflow_id uuid NOT NULL REFERENCES workflow ON DELETE CASCADE,
    name        text NOT NULL,
    sha256      text NOT NULL,
    bytes       bigint NOT NULL,
    media_type  text NOT NULL,
    source      text NOT NULL DEFAULT '',
    licence     text,
    node        text NOT NULL,
    at          timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (workflow_id, name)
);

-- Files that users sent before their brief.
CREATE TABLE upload (
    tenant     text NOT NULL,
    sha256     text NOT NULL,
    bytes      bigint NOT NULL,
    media_type text NOT NULL,
    at         timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (tenant, sha256)
);

-- What users ask of a running workflow; the planner carries it out.
CREATE TABLE request (
    id          uuid PRIMARY KEY,
    workflow_id uuid NOT NULL REFERENCES workflow ON DELETE CASCADE,
    kind        text NOT NULL CHECK (kind IN ('cancel')),
    actor       text NOT NULL,
    at          timestamptz NOT NULL DEFAULT now(),
    done_at     timestamptz
);

CREATE INDEX request_open ON request (at) WHERE done_at IS NULL;
CREATE UNIQUE INDEX request_once ON request (workflow_id, kind) WHERE done_at IS NULL;
