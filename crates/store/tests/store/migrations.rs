//! The newest migration over rows of the version before.

use aida_protocol::TenantId;
use aida_store::{LetterFilter, LetterScope, Store, StoreError, StoreOptions, testing};

/// What a program of version 2 wrote.
const ROWS: &str = "
INSERT INTO workflow (id, tenant, brief_id, user_id, content_type, subject, status)
VALUES ('01920000-0000-7000-8000-000000000001', 'local', 'b', 'u', 'video', 's', 'running');
INSERT INTO job (workflow_id, node, attempt, tenant, agent, status, planner, batch, deadline_at)
SELECT '01920000-0000-7000-8000-000000000001', 'visual-' || n, 1, 'local', 'visual', status, gen_random_uuid(), n, now()
FROM unnest(ARRAY['dispatched', 'succeeded', 'failed', 'cancelled']) WITH ORDINALITY AS s (status, n);
INSERT INTO request (id, workflow_id, kind, actor)
VALUES (gen_random_uuid(), '01920000-0000-7000-8000-000000000001', 'cancel', 'me');
INSERT INTO planner (id, version, host) VALUES (gen_random_uuid(), '0', 'h');
INSERT INTO dead_letter (id, message_id, queue, reason, tenant, workflow_id, node, body)
VALUES (gen_random_uuid(), 'm', 'aida.jobs.visual', 'rejected', 'local', '01920000-0000-7000-8000-000000000001', 'visual-1', 'x');
";

/// What a planner of version 2 goes on writing while the new schema is there already.
const OLD_PROGRAM: &str = "
UPDATE planner SET heartbeat_at = now(), confirmed_batch = greatest(confirmed_batch, 1);
UPDATE job SET crashes = crashes + 1 WHERE node = 'visual-1';
INSERT INTO dead_letter (id, message_id, queue, reason, body) VALUES (gen_random_uuid(), 'n', 'q', 'r', 'y');
INSERT INTO request (id, workflow_id, kind, actor)
VALUES (gen_random_uuid(), '01920000-0000-7000-8000-000000000001', 'cancel', 'me')
ON CONFLICT (workflow_id, kind) WHERE done_at IS NULL DO NOTHING;
";

#[tokio::test]
async fn version_3_keeps_the_rows_of_version_2() {
    let url = testing::empty_database().await;
    testing::migrate_to(&url, 2).await;
    testing::execute(&url, ROWS).await;
    let store = Store::new(&StoreOptions::new(&url, "test")).expect("store");
    store.migrate().await.expect("version 3");
    store.migrate().await.expect("and again, which changes nothing");
    testing::execute(&url, OLD_PROGRAM).await;

    let requests = store.open_requests(10).await.expect("requests");
    assert_eq!((requests.len(), requests[0].node), (1, None));
    assert_eq!(store.due_jobs(10).await.expect("jobs").len(), 1);
    assert!(store.due_retries(10).await.expect("retries").is_empty());
    let tenant = TenantId::local();
    let scope = LetterScope { tenant: &tenant, nobodys: true };
    let letters = store.list_dead_letters(scope, &LetterFilter::default(), None, 10).await.expect("letters");
    assert_eq!(letters.len(), 2);
    assert!(letters.iter().all(|letter| letter.state == "dead" && letter.attempt.is_none()));
}

#[tokio::test]
async fn long_documents_are_kept_with_lz4() {
    let url = testing::empty_database().await;
    testing::migrate_to(&url, 7).await;
    testing::execute(&url, ROWS).await;
    let store = Store::new(&StoreOptions::new(&url, "test")).expect("store");
    store.migrate().await.expect("migrate");
    let other = "DO $$ BEGIN ASSERT (
                     SELECT count(*) = 3 FROM pg_attribute WHERE attcompression = 'l' AND (attrelid, attname) IN
                     (('job'::regclass, 'result'), ('workflow_result'::regclass, 'result'), ('workflow_brief'::regclass, 'brief'))
                 ), 'another compression'; END $$";
    testing::execute(&url, other).await;
}

#[tokio::test]
async fn a_schema_of_a_newer_program_is_refused() {
    let url = testing::empty_database().await;
    let store = Store::new(&StoreOptions::new(&url, "test")).expect("store");
    store.migrate().await.expect("migrate");
    let newer = "INSERT INTO refinery_schema_history (version, name, applied_on, checksum)
                 SELECT 9999, 'later', applied_on, checksum FROM refinery_schema_history LIMIT 1";
    testing::execute(&url, newer).await;
    let error = store.migrate().await.expect_err("an older program");
    assert!(matches!(error, StoreError::SchemaTooNew { found: 9999, .. }) && !error.retryable(), "{error}");
}
