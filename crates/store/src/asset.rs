//! Files of workflows: reading. They are written with the job that made them (see `batch_writes`).

use aida_protocol::{AssetRef, TenantId, WorkflowId};
use tokio_postgres::Row;

use crate::{Store, StoreError};

const ASSET: &str = "-- asset of workflow
SELECT a.name, a.sha256, a.bytes, a.media_type, a.source, a.licence
FROM asset a JOIN workflow w ON w.id = a.workflow_id
WHERE a.workflow_id = $1 AND w.tenant = $2 AND a.name = $3";

const ASSETS: &str = "-- assets of workflow
SELECT a.name, a.sha256, a.bytes, a.media_type, a.source, a.licence
FROM asset a JOIN workflow w ON w.id = a.workflow_id
WHERE a.workflow_id = $1 AND w.tenant = $2 ORDER BY a.name";

impl Store {
    /// One file of a tenant's workflow.
    pub async fn asset(
        &self,
        tenant: &TenantId,
        workflow: WorkflowId,
        name: &str,
    ) -> Result<Option<AssetRef>, StoreError> {
        let client = self.client().await?;
        let statement = client.prepare_cached(ASSET).await.map_err(StoreError::query("asset of workflow"))?;
        let row = client
            .query_opt(&statement, &[&workflow.0, &tenant.as_str(), &name])
            .await
            .map_err(StoreError::query("asset of workflow"))?;
        Ok(row.as_ref().map(read))
    }

    /// All files of a tenant's workflow, by name.
    pub async fn assets(&self, tenant: &TenantId, workflow: WorkflowId) -> Result<Vec<AssetRef>, StoreError> {
        let client = self.client().await?;
        let statement =
            client.prepare_cached(ASSETS).await.map_err(StoreError::query("assets of workflow"))?;
        let rows = client
            .query(&statement, &[&workflow.0, &tenant.as_str()])
            .await
            .map_err(StoreError::query("assets of workflow"))?;
        Ok(rows.iter().map(read).collect())
    }
}

fn read(row: &Row) -> AssetRef {
    AssetRef {
        name: row.get("name"),
        sha256: row.get("sha256"),
        bytes: row.get::<_, i64>("bytes") as u64,
        media_type: row.get("media_type"),
        source: row.get("source"),
        licence: row.get("licence"),
    }
}
