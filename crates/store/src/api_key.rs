use aida_protocol::TenantId;
use chrono::{DateTime, Utc};
use tokio_postgres::Row;

use crate::{Store, StoreError, rows::read_tenant};

/// A key as it is stored: never its secret.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ApiKeyRow {
    pub id: String,
    pub tenant: TenantId,
    /// For people: `build server`.
    pub name: String,
    /// HMAC-SHA-256 of the secret under the fleet's pepper, 32 bytes.
    pub digest: Vec<u8>,
    pub created_at: DateTime<Utc>,
    pub revoked_at: Option<DateTime<Utc>>,
}

const INSERT_API_KEY: &str = "-- insert api key
INSERT INTO api_key (id, tenant, name, digest) VALUES ($1, $2, $3, $4)
RETURNING id, tenant, name, digest, created_at, revoked_at";

const API_KEY: &str = "-- api key
SELECT id, tenant, name, digest, created_at, revoked_at FROM api_key WHERE id = $1";

const API_KEYS: &str = "-- api keys
SELECT id, tenant, name, digest, created_at, revoked_at FROM api_key ORDER BY tenant, created_at, id";

const HAS_API_KEYS: &str = "-- has api keys
SELECT EXISTS (SELECT FROM api_key)";

const REVOKE_API_KEY: &str = "-- revoke api key
UPDATE api_key SET revoked_at = coalesce(revoked_at, now()) WHERE id = $1
RETURNING id, tenant, name, digest, created_at, revoked_at";

impl Store {
    pub async fn insert_api_key(
        &self,
        id: &str,
        tenant: &TenantId,
        name: &str,
        digest: &[u8],
    ) -> Result<ApiKeyRow, StoreError> {
        let client = self.client().await?;
        let row = client
            .query_one(INSERT_API_KEY, &[&id, &tenant.as_str(), &name, &digest])
            .await
            .map_err(StoreError::query("insert api key"))?;
        ApiKeyRow::read(&row)
    }

    /// The key, revoked or not.
    pub async fn api_key(&self, id: &str) -> Result<Option<ApiKeyRow>, StoreError> {
        let client = self.client().await?;
        let statement = client.prepare_cached(API_KEY).await.map_err(StoreError::query("api key"))?;
        let row = client.query_opt(&statement, &[&id]).await.map_err(StoreError::query("api key"))?;
        row.as_ref().map(ApiKeyRow::read).transpose()
    }

    /// All keys of all tenants, for operators.
    pub async fn api_keys(&self) -> Result<Vec<ApiKeyRow>, StoreError> {
        let client = self.client().await?;
        let rows = client.query(API_KEYS, &[]).await.map_err(StoreError::query("api keys"))?;
        rows.iter().map(ApiKeyRow::read).collect()
    }

    /// Whether any key was ever made. Revoked ones count, so that revoking the last key opens nothing.
    pub async fn has_api_keys(&self) -> Result<bool, StoreError> {
        let client = self.client().await?;
        let row = client.query_one(HAS_API_KEYS, &[]).await.map_err(StoreError::query("has api keys"))?;
        Ok(row.get(0))
    }

    /// The revoked key; `None` when there is no such key. Revoking again keeps the first time.
    pub async fn revoke_api_key(&self, id: &str) -> Result<Option<ApiKeyRow>, StoreError> {
        let client = self.client().await?;
        let row =
            client.query_opt(REVOKE_API_KEY, &[&id]).await.map_err(StoreError::query("revoke api key"))?;
        row.as_ref().map(ApiKeyRow::read).transpose()
    }
}

impl ApiKeyRow {
    fn read(row: &Row) -> Result<Self, StoreError> {
        Ok(ApiKeyRow {
            id: row.get("id"),
            tenant: read_tenant(row, "api_key")?,
            name: row.get("name"),
            digest: row.get("digest"),
            created_at: row.get("created_at"),
            revoked_at: row.get("revoked_at"),
        })
    }
}
