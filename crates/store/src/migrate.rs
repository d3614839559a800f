use refinery::embed_migrations;

use crate::{Store, StoreError};

embed_migrations!("../../migrations");

/// Taken while migrating, so that processes that start together take turns.
const MIGRATION_LOCK: i64 = 0x41_49_44_41;

const LOCK: &str = "-- migration lock\nSELECT pg_advisory_lock($1)";
const UNLOCK: &str = "-- migration unlock\nSELECT pg_advisory_unlock($1)";
const NO_TIMEOUT: &str = "-- migration session\nSET statement_timeout = 0";
const SCHEMA_VERSION: &str =
    "-- schema version\nSELECT coalesce(max(version), 0)::integer FROM refinery_schema_history";
const HAS_HISTORY: &str = "-- has history\nSELECT to_regclass('refinery_schema_history') IS NOT NULL";

impl Store {
    /// Brings the schema up to date. Any number of processes may call it at once.
    ///
    /// # Errors
    /// [`StoreError::SchemaTooNew`] when a newer program has been here.
    pub async fn migrate(&self) -> Result<(), StoreError> {
        // A connection of its own, closed afterwards: its session settings and lock go with it.
        let mut client = deadpool_postgres::Object::take(self.client().await?);
        client.batch_execute(NO_TIMEOUT).await.map_err(StoreError::query("migration session"))?;
        client.query_one(LOCK, &[&MIGRATION_LOCK]).await.map_err(StoreError::query("migration lock"))?;
        let known =
            migrations::runner().get_migrations().iter().map(|m| m.version() as u32).max().unwrap_or(0);
        let has_history: bool =
            client.query_one(HAS_HISTORY, &[]).await.map_err(StoreError::query("has history"))?.get(0);
        if has_history {
            let row =
                client.query_one(SCHEMA_VERSION, &[]).await.map_err(StoreError::query("schema version"))?;
            let found = row.get::<_, i32>(0) as u32;
            if found > known {
                return Err(StoreError::SchemaTooNew { found, known });
            }
        }
        migrations::runner().run_async(&mut *client as &mut tokio_postgres::Client).await?;
        client.query_one(UNLOCK, &[&MIGRATION_LOCK]).await.map_err(StoreError::query("migration unlock"))?;
        Ok(())
    }
}

/// The migrations' texts, in order.
#[cfg(feature = "testing")]
pub(crate) fn texts() -> Vec<String> {
    migrations::runner().get_migrations().iter().map(|m| m.sql().unwrap_or_default().to_owned()).collect()
}

/// The migrations up to a version, for tests of those that follow.
#[cfg(feature = "testing")]
pub(crate) async fn up_to(client: &mut tokio_postgres::Client, version: u32) -> Result<(), refinery::Error> {
    let target = refinery::Target::Version(version as _);
    migrations::runner().set_target(target).run_async(client).await.map(drop)
}
