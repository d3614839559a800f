-- Who works, and who may ask.

CREATE TABLE planner (
    id              uuid PRIMARY KEY,
    version         text NOT NULL,
    host            text NOT NULL,
    started_at      timestamptz NOT NULL DEFAULT now(),
    heartbeat_at    timestamptz NOT NULL DEFAULT now(),
    -- Every job of this and earlier batches is confirmed by the broker.
    confirmed_batch bigint NOT NULL DEFAULT 0,
    gone_at         timestamptz
);

CREATE TABLE worker (
    id           text PRIMARY KEY,
    version      text NOT NULL,
    host         text NOT NULL,
    started_at   timestamptz NOT NULL DEFAULT now(),
    heartbeat_at timestamptz NOT NULL DEFAULT now()
);

-- What a worker can do at once.
CREATE TABLE worker_agent (
    worker_id    text NOT NULL REFERENCES worker ON DELETE CASCADE,
    agent        text NOT NULL,
    permits      integer NOT NULL CHECK (permits > 0),
    models       text[] NOT NULL DEFAULT '{}',
    PRIMARY KEY (worker_id, agent)
);

-- How long a step's jobs took, as a moving average; feeds estimates, decides nothing.
CREATE TABLE step_timing (
    step    text PRIMARY KEY,
    seconds double precision NOT NULL,
    jobs    bigint NOT NULL DEFAULT 0
);

CREATE TABLE api_key (
    id         text PRIMARY KEY,
    tenant     text NOT NULL,
    name       text NOT NULL DEFAULT '',
    -- HMAC-SHA-256 of the secret under the fleet's pepper.
    digest     bytea NOT NULL,
    created_at timestamptz NOT NULL DEFAULT now(),
    revoked_at timestamptz
);

CREATE INDEX api_key_of_tenant ON api_key (tenant);

-- Messages that nobody could take, kept with their bodies.
CREATE TABLE dead_letter (
    id          uuid PRIMARY KEY,
    message_id  text NOT NULL UNIQUE,
    queue       text NOT NULL,
    reason      text NOT NULL,
    error       text NOT NULL DEFAULT '',
    tenant      text,
    workflow_id uuid,
    node        text,
    body        bytea NOT NULL,
    headers     jsonb NOT NULL DEFAULT '{}',
    at          timestamptz NOT NULL DEFAULT now()
);

CREATE INDEX dead_letter_by_time ON dead_letter (at DESC);
