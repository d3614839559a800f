use std::{
    collections::HashMap,
    io,
    path::{Path, PathBuf},
};

use aida_protocol::{FilmVersion, FinalResult, WorkflowState, is_asset_name};
use futures::StreamExt as _;
use tokio::{fs, io::AsyncWriteExt as _};

use crate::{
    client::{Client, ClientError},
    outcome::{Files, VersionFiles},
};

/// Longest name of a folder, in characters.
const SLUG_CHARS: usize = 40;

/// Fetches what a workflow delivered into a folder of its own below `out`.
///
/// # Errors
/// When the API breaks off or a file cannot be written; what was fetched before stays.
pub async fn download(client: &Client, state: &WorkflowState, out: &Path) -> Result<Files, ClientError> {
    let Some(result) = &state.result else { return Ok(Files::default()) };
    let folder = out.join(folder_name(state));
    if urls(result).next().is_none() {
        return Ok(Files::default());
    }
    fs::create_dir_all(&folder).await.map_err(|source| file_error(&folder, source))?;
    let mut paths = HashMap::new();
    for url in urls(result) {
        if !paths.contains_key(url) {
            paths.insert(url.clone(), fetch(client, url, &folder).await?);
        }
    }
    let one = |url: &Option<String>| url.as_ref().and_then(|url| paths.get(url)).cloned();
    let all = |urls: &[String]| urls.iter().filter_map(|url| paths.get(url)).cloned().collect::<Vec<_>>();
    let version = |version: &FilmVersion| VersionFiles {
        aspect_ratio: version.aspect_ratio,
        status: version.status,
        video: paths.get(&version.url).cloned().unwrap_or_default(),
        thumbnail: one(&version.thumbnail_url),
        captions: all(&version.caption_urls),
        report: one(&version.report_url),
    };
    Ok(Files {
        video: one(&result.video_url),
        videos: result.videos.iter().map(version).collect(),
        images: all(&result.image_urls),
        audio: one(&result.audio_url),
        thumbnail: one(&result.thumbnail_url),
        captions: all(&result.caption_urls),
        report: one(&result.report_url),
    })
}

/// Everything that is delivered; what stands in two places comes twice.
fn urls(result: &FinalResult) -> impl Iterator<Item = &String> {
    let one = [&result.video_url, &result.audio_url, &result.thumbnail_url, &result.report_url];
    let versions = result.videos.iter().flat_map(|version| {
        let one = [&version.thumbnail_url, &version.report_url];
        std::iter::once(&version.url).chain(one.into_iter().flatten()).chain(&version.caption_urls)
    });
    one.into_iter().flatten().chain(&result.image_urls).chain(&result.caption_urls).chain(versions)
}

/// Writes beside the file's name first, so that a broken download is never taken for the film.
async fn fetch(client: &Client, url: &str, folder: &Path) -> Result<PathBuf, ClientError> {
    let name = url.rsplit('/').next().unwrap_or_default();
    if !url.starts_with("/v1/") || !is_asset_name(name) {
        let source = io::Error::new(io::ErrorKind::InvalidInput, "is not an asset of this API");
        return Err(ClientError::File { path: url.into(), source });
    }
    let path = folder.join(name);
    let part = folder.join(format!(".{name}.part"));
    let mut pieces = client.asset(url).await?.bytes_stream();
    let mut file = fs::File::create(&part).await.map_err(|source| file_error(&part, source))?;
    while let Some(piece) = pieces.next().await {
        let piece = piece.map_err(ClientError::Unreachable)?;
        file.write_all(&piece).await.map_err(|source| file_error(&part, source))?;
    }
    file.sync_all().await.map_err(|source| file_error(&part, source))?;
    fs::rename(&part, &path).await.map_err(|source| file_error(&path, source))?;
    Ok(path)
}

fn file_error(path: &Path, source: io::Error) -> ClientError {
    ClientError::File { path: path.to_owned(), source }
}

/// `scarpe-eco-friendly-3f2a91c0`: the subject, and the end of the id, which is its random part.
fn folder_name(state: &WorkflowState) -> String {
    let id = state.id.to_string();
    let end = &id[id.len() - 8..];
    match slug(&state.brief.subject) {
        slug if slug.is_empty() => end.to_owned(),
        slug => format!("{slug}-{end}"),
    }
}

/// Letters and digits of any script, in lower case, with single hyphens between.
fn slug(text: &str) -> String {
    let mut slug = String::new();
    for c in text.chars().flat_map(char::to_lowercase) {
        if c.is_alphanumeric() {
            slug.push(c);
        } else if !slug.is_empty() && !slug.ends_with('-') {
            slug.push('-');
        }
    }
    let cut: String = slug.chars().take(SLUG_CHARS).collect();
    cut.trim_end_matches('-').to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn slugs_are_safe_names() {
        assert_eq!(slug("Scarpe eco-friendly, Gen Z!"), "scarpe-eco-friendly-gen-z");
        assert_eq!(slug("../../etc/passwd\0"), "etc-passwd");
        assert_eq!(slug("Caffè Größe"), "caffè-größe");
        assert_eq!(slug("…"), "");
        assert!(slug(&"a b".repeat(100)).len() <= SLUG_CHARS);
    }

    #[tokio::test]
    async fn only_assets_of_the_api_are_fetched() {
        let client = Client::new("http://127.0.0.1:9", None).unwrap();
        let folder = tempfile::tempdir().unwrap();
        for url in ["http://169.254.169.254/v1/x", "/v1/workflows/1/assets/..", "/etc/passwd", "/v1/"] {
            let error = fetch(&client, url, folder.path()).await.unwrap_err();
            assert!(matches!(error, ClientError::File { .. }), "{url}: {error}");
        }
        assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 0);
    }
}
