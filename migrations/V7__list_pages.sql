-- Lists of one kind of product: without an index, the page of a rare kind looked at every workflow that was ever accepted.
-- Expand only. Built under a lock that lets nobody write, about a second for each million workflows.
CREATE INDEX workflow_of_tenant_by_kind ON workflow (tenant, content_type, id DESC);
