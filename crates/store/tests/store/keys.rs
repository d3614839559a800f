use aida_protocol::TenantId;
use aida_store::{NewUpload, testing::TestDatabase};

use crate::tenant;

#[tokio::test]
async fn keys_are_made_listed_and_revoked_once() {
    let db = TestDatabase::new().await;
    let store = &db.store;
    assert!(!store.has_api_keys().await.expect("has keys"));
    assert_eq!(store.api_key("k1").await.expect("key"), None);
    let acme: TenantId = "acme".parse().expect("tenant");
    let made = store.insert_api_key("k1", &acme, "build server", &[7; 32]).await.expect("insert");
    assert_eq!(
        (made.name.as_str(), made.digest.as_slice(), made.revoked_at),
        ("build server", &[7; 32][..], None)
    );
    store.insert_api_key("k2", &tenant(), "", &[8; 32]).await.expect("insert");
    let twice = store.insert_api_key("k1", &tenant(), "", &[9; 32]).await.expect_err("an id is used once");
    assert!(twice.is_unique_violation() && !twice.is_statement_timeout(), "{twice}");

    let revoked = store.revoke_api_key("k1").await.expect("revoke").expect("a key");
    assert!(revoked.revoked_at.is_some());
    let again = store.revoke_api_key("k1").await.expect("revoke").expect("a key");
    assert_eq!(again.revoked_at, revoked.revoked_at, "the first time counts");
    assert_eq!(store.revoke_api_key("k3").await.expect("revoke"), None);
    assert_eq!(store.api_key("k1").await.expect("key").as_ref(), Some(&again));
    let tenants: Vec<_> = store.api_keys().await.expect("keys").into_iter().map(|key| key.tenant).collect();
    assert_eq!(tenants, [acme, tenant()]);

    store.revoke_api_key("k2").await.expect("revoke");
    assert!(store.has_api_keys().await.expect("has keys"), "revoking the last key opens nothing");
}

#[tokio::test]
async fn an_upload_is_known_to_its_tenant_only() {
    let db = TestDatabase::new().await;
    let upload = |tenant: TenantId, digit: &str, bytes| NewUpload {
        tenant,
        sha256: digit.repeat(64),
        bytes,
        media_type: "image/png".into(),
    };
    for _ in 0..2 {
        db.store.record_upload(&upload(tenant(), "a", 3)).await.expect("record");
    }
    let stranger: TenantId = "stranger".parse().expect("tenant");
    db.store.record_upload(&upload(stranger.clone(), "b", 4)).await.expect("record");
    let (a, b) = ("a".repeat(64), "b".repeat(64));
    let known = db.store.known_uploads(&tenant(), &[&a, &b]).await.expect("known");
    assert_eq!(known.into_iter().collect::<Vec<_>>(), std::slice::from_ref(&a));
    let known = db.store.known_uploads(&stranger, &[&a, &b]).await.expect("known");
    assert_eq!(known.into_iter().collect::<Vec<_>>(), [b]);
    let error =
        db.store.record_upload(&upload(stranger, "c", u64::MAX)).await.expect_err("too large a number");
    assert!(error.to_string().starts_with("upload.bytes"), "{error}");
}
