-- Calls of hosted models: what was asked, what it may cost, what came of it. A row is there before the call is made, and
-- the provider's ticket before the first poll, so that whoever goes on with a job never pays for the same a second time.
CREATE TABLE model_call (
    id           uuid PRIMARY KEY,
    workflow_id  uuid NOT NULL,
    node         text NOT NULL,
    -- The attempt that opened it; a later one may finish it.
    attempt      integer NOT NULL,
    tenant       text NOT NULL,
    provider     text NOT NULL,
    model        text NOT NULL,
    -- SHA-256 of what was asked.
    digest       text NOT NULL,
    -- Moves on only when the last try is known to have failed.
    try          integer NOT NULL CHECK (try >= 1),
    -- open: the intent; submitted: the provider has taken it; unknown: nobody knows whether it did.
    status       text NOT NULL DEFAULT 'open' CHECK (status IN ('open', 'submitted', 'succeeded', 'failed', 'unknown')),
    -- The day whose budget it counts in.
    day          date NOT NULL DEFAULT current_date,
    -- In ten-thousandths of a US dollar; what is reserved is not yet spent.
    reserved     bigint NOT NULL CHECK (reserved >= 0),
    cost         bigint NOT NULL DEFAULT 0 CHECK (cost >= 0),
    request_id   text,
    ticket       jsonb,
    result       jsonb,
    -- A name of ours for what went wrong; never a provider's text.
    error        text,
    -- What the privacy check decided: action, kinds, offsets; never the text.
    privacy      jsonb,
    -- SHA-256 of the template that the prompt was made from.
    prompt       text,
    opened_at    timestamptz NOT NULL DEFAULT now(),
    submitted_at timestamptz,
    settled_at   timestamptz,
    UNIQUE (workflow_id, node, model, digest, try)
);

-- The same asked again by the same tenant.
CREATE INDEX model_call_same ON model_call (tenant, model, digest, settled_at) WHERE status = 'succeeded';
-- How models have been doing.
CREATE INDEX model_call_lately ON model_call (model, settled_at);
-- Webhooks name the provider's request.
CREATE INDEX model_call_request ON model_call (provider, request_id) WHERE request_id IS NOT NULL;

-- Budgets: `fleet:2026-11-21`, `tenant:local:2026-11-21`, `workflow:…`. In ten-thousandths of a US dollar.
CREATE TABLE spend (
    scope    text PRIMARY KEY,
    reserved bigint NOT NULL DEFAULT 0 CHECK (reserved >= 0),
    spent    bigint NOT NULL DEFAULT 0 CHECK (spent >= 0)
);

-- The breaker of each model, shared by the fleet.
CREATE TABLE model_health (
    model      text PRIMARY KEY,
    -- Failures since the last success.
    failures   integer NOT NULL DEFAULT 0,
    open_until timestamptz,
    -- While half open: until when one call is out to find out.
    probe_until timestamptz
);
