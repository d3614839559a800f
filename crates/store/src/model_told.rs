//! What providers tell of calls by themselves (webhooks). Only that they told, and the provider's id of the request, is
//! kept; how the request ended is asked of the provider.

use serde_json::json;
use uuid::Uuid;

use crate::{Store, StoreError};

/// What a provider's word about a call did.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Told {
    /// It is the first.
    First,
    /// It was told before; nothing changed.
    Again,
    /// The call is known under another id at its provider; nothing changed.
    Other,
    /// There is no such call; nothing changed.
    Nobody,
}

/// Before the submit's answer came the request's id is not known here. The word then stands on the row all the same, and
/// counts if the ids agree.
const TELL: &str = "-- tell model call
UPDATE model_call SET told = $4
WHERE id = $1 AND provider = $2 AND (request_id IS NULL OR request_id = $3)
AND (told IS NULL OR told->>'request_id' <> $3)";

const WHY_NOT: &str = "-- model call told before
SELECT request_id IS NULL OR request_id = $3 FROM model_call WHERE id = $1 AND provider = $2";

const TOLD: &str = "-- model call told
SELECT told->>'request_id' FROM model_call WHERE id = $1";

impl Store {
    /// Writes down that `provider` told of the call `id`, which it knows as `request_id`.
    pub async fn tell_call(&self, id: Uuid, provider: &str, request_id: &str) -> Result<Told, StoreError> {
        let word = json!({"request_id": request_id, "at": chrono::Utc::now()});
        if self.execute("tell model call", TELL, &[&id, &provider, &request_id, &word]).await? > 0 {
            return Ok(Told::First);
        }
        let client = self.client().await?;
        let row = client.query_opt(WHY_NOT, &[&id, &provider, &request_id]).await;
        let row = row.map_err(StoreError::query("model call told before"))?;
        Ok(row.map_or(Told::Nobody, |row| if row.get(0) { Told::Again } else { Told::Other }))
    }

    /// The provider's id of a call, as it told it by itself; `None` as long as it did not.
    pub async fn call_told(&self, id: Uuid) -> Result<Option<String>, StoreError> {
        let client = self.client().await?;
        let row = client.query_opt(TOLD, &[&id]).await.map_err(StoreError::query("model call told"))?;
        Ok(row.and_then(|row| row.get(0)))
    }
}
