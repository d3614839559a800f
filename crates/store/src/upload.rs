use std::collections::HashSet;

use aida_protocol::TenantId;

use crate::{Store, StoreError};

/// A file that a user sent; its bytes lie in the object store under their hash.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewUpload {
    pub tenant: TenantId,
    /// SHA-256 of the bytes, 64 lower-case hexadecimal digits.
    pub sha256: String,
    pub bytes: u64,
    pub media_type: String,
}

const RECORD_UPLOAD: &str = "-- record upload
INSERT INTO upload (tenant, sha256, bytes, media_type) VALUES ($1, $2, $3, $4)
ON CONFLICT (tenant, sha256) DO NOTHING";

const KNOWN_UPLOADS: &str = "-- known uploads
SELECT sha256 FROM upload WHERE tenant = $1 AND sha256 = ANY($2)";

impl Store {
    /// Remembers whose file it is; the same file twice is one upload.
    pub async fn record_upload(&self, upload: &NewUpload) -> Result<(), StoreError> {
        let client = self.client().await?;
        let bytes = i64::try_from(upload.bytes)
            .map_err(|_| StoreError::corrupt("upload", "bytes", "more than a bigint holds"))?;
        client
            .execute(RECORD_UPLOAD, &[&upload.tenant.as_str(), &upload.sha256, &bytes, &upload.media_type])
            .await
            .map_err(StoreError::query("record upload"))?;
        Ok(())
    }

    /// Those of `hashes` that this tenant has uploaded.
    pub async fn known_uploads(
        &self,
        tenant: &TenantId,
        hashes: &[&str],
    ) -> Result<HashSet<String>, StoreError> {
        let client = self.client().await?;
        let rows = client
            .query(KNOWN_UPLOADS, &[&tenant.as_str(), &hashes])
            .await
            .map_err(StoreError::query("known uploads"))?;
        Ok(rows.iter().map(|row| row.get(0)).collect())
    }
}
