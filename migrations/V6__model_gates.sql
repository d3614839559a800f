-- What keeps the fleet from calling a provider too often, and what a provider told by itself.

-- One row a provider, locked while a call is opened, so that its calls are counted one after the other.
CREATE TABLE provider_gate (
    provider text PRIMARY KEY
);
CREATE INDEX model_call_under_way ON model_call (provider) WHERE status IN ('open', 'submitted');
CREATE INDEX model_call_by_provider ON model_call (provider, opened_at);

-- Until when a model asked not to be called (Retry-After).
ALTER TABLE model_health ADD COLUMN not_before timestamptz;

-- How breakers went: closed, open, half_open.
CREATE TABLE model_change (
    id    bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    model text NOT NULL,
    state text NOT NULL CHECK (state IN ('closed', 'open', 'half_open')),
    at    timestamptz NOT NULL DEFAULT now()
);

-- What a webhook told of a call, once; and what of an unknown call counts as spent until then.
ALTER TABLE model_call ADD COLUMN told jsonb;
ALTER TABLE model_call ADD COLUMN counted bigint NOT NULL DEFAULT 0 CHECK (counted >= 0);
