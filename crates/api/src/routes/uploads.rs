use aida_store::NewUpload;
use axum::{
    Json,
    body::{Body, BodyDataStream},
    extract::State,
    http::{HeaderMap, StatusCode, header},
};
use futures::StreamExt as _;
use tempfile::NamedTempFile;
use tokio::{fs::File, io::AsyncWriteExt as _};

use super::assets::failed;
use crate::{
    ApiError, App,
    auth::Caller,
    body::refuse_declared_length,
    params::Query,
    sniff::{SNIFFED_BYTES, picture_type},
    wire::UploadReceipt,
};

const NO_PICTURE: ApiError = ApiError::UnsupportedMediaType("the body is neither PNG nor JPEG nor WebP");

/// Stores a picture of the user's own, to be named in a brief's `pictures`.
///
/// The body is the file itself. What it is, its first bytes say. The same file twice is one upload.
#[utoipa::path(
    post,
    path = "/v1/uploads",
    operation_id = "upload",
    tag = "assets",
    request_body(content(
        (Vec<u8> = "image/png"), (Vec<u8> = "image/jpeg"), (Vec<u8> = "image/webp"),
        (Vec<u8> = "application/octet-stream")
    )),
    responses(
        (status = 201, description = "Stored", body = ref("#/components/schemas/UploadReceipt"),
            content_type = "application/json"),
        (status = 400, description = "Nothing was sent, or not all of it"),
        (status = 401, description = "No valid API key"),
        (status = 413, description = "The file is too large"),
        (status = 415, description = "Not a PNG, JPEG or WebP"),
    ),
    security(("key" = [])),
)]
pub async fn upload(
    State(app): State<App>,
    caller: Caller,
    headers: HeaderMap,
    query: Query,
    body: Body,
) -> Result<(StatusCode, Json<UploadReceipt>), ApiError> {
    query.finish()?;
    refuse_other_types(&headers)?;
    let limit = app.settings().max_upload_bytes;
    refuse_declared_length(&headers, limit)?;
    let scratch = NamedTempFile::new().map_err(io_failed)?;
    let media_type = receive(body.into_data_stream(), &scratch, limit).await?;
    let stored = app.assets().put_file(scratch.path()).await.map_err(|error| failed(&error))?;
    let upload = NewUpload {
        tenant: caller.tenant,
        sha256: stored.sha256.clone(),
        bytes: stored.bytes,
        media_type: media_type.to_owned(),
    };
    app.store().record_upload(&upload).await?;
    app.metrics().uploaded_bytes.inc_by(stored.bytes);
    let receipt =
        UploadReceipt { sha256: stored.sha256, bytes: stored.bytes, media_type: media_type.to_owned() };
    Ok((StatusCode::CREATED, Json(receipt)))
}

/// Forms and JSON are refused at once: their first bytes are no picture's, but the reason would not show.
fn refuse_other_types(headers: &HeaderMap) -> Result<(), ApiError> {
    let Some(kind) = headers.get(header::CONTENT_TYPE) else { return Err(NO_PICTURE) };
    let kind = kind.to_str().unwrap_or_default().to_ascii_lowercase();
    let accepted = ["image/png", "image/jpeg", "image/webp", "application/octet-stream"];
    let essence = kind.split(';').next().unwrap_or_default().trim();
    if accepted.contains(&essence) { Ok(()) } else { Err(NO_PICTURE) }
}

/// Writes the body to `scratch`; answers what it is. Stops as soon as it is too long or no picture.
async fn receive(
    mut body: BodyDataStream,
    scratch: &NamedTempFile,
    limit: u64,
) -> Result<&'static str, ApiError> {
    let mut file = File::from_std(scratch.reopen().map_err(io_failed)?);
    let (mut head, mut bytes, mut media_type) = (Vec::with_capacity(SNIFFED_BYTES), 0_u64, None);
    while let Some(chunk) = body.next().await {
        let chunk = chunk.map_err(|_| ApiError::BrokenBody)?;
        bytes += chunk.len() as u64;
        if bytes > limit {
            return Err(ApiError::TooLarge(limit));
        }
        if media_type.is_none() {
            head.extend(chunk.iter().take(SNIFFED_BYTES - head.len()));
            if head.len() == SNIFFED_BYTES {
                media_type = Some(picture_type(&head).ok_or(NO_PICTURE)?);
            }
        }
        file.write_all(&chunk).await.map_err(io_failed)?;
    }
    file.flush().await.map_err(io_failed)?;
    if bytes == 0 {
        return Err(ApiError::EmptyBody);
    }
    media_type.ok_or(NO_PICTURE)
}

fn io_failed(error: std::io::Error) -> ApiError {
    ApiError::Internal(format!("an upload's file: {error}"))
}
