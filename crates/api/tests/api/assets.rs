use axum::{
    body::Body,
    http::{Method, Request, StatusCode, header},
};
use serde_json::json;

use crate::support::{Answer, Fixture, get};

const FILM: &[u8] = b"0123456789abcdef";

#[tokio::test]
async fn files_come_whole_and_in_parts() {
    let fixture = Fixture::new().await;
    let id = fixture.accepted().await;
    assert_eq!(fixture.get(&format!("/v1/workflows/{id}/assets")).await.json(), json!({"items": []}));
    let asset = fixture.with_file(id, "film.mp4", FILM).await;
    let path = asset.url(id);
    let list = fixture.get(&format!("/v1/workflows/{id}/assets")).await.json();
    assert_eq!(list["items"][0]["url"], path.as_str());
    assert_eq!(list["items"][0]["sha256"], asset.sha256.as_str());

    let whole = fixture.get(&path).await;
    assert_eq!((whole.status, &whole.body[..]), (StatusCode::OK, FILM));
    let etag = format!("\"{}\"", asset.sha256);
    for (name, value) in [
        ("content-type", "video/mp4"),
        ("x-content-type-options", "nosniff"),
        ("content-disposition", "inline; filename=\"film.mp4\""),
        ("accept-ranges", "bytes"),
        ("content-length", "16"),
        ("content-security-policy", "default-src 'none'; sandbox"),
        ("etag", &etag),
    ] {
        assert_eq!(whole.headers[name], value, "{name}");
    }

    let part = async |range: &str| -> Answer {
        fixture.send(get(&path).header(header::RANGE, range).body(Body::empty()).unwrap()).await
    };
    for (range, expected, content_range) in [
        ("bytes=0-3", &FILM[..4], "bytes 0-3/16"),
        ("bytes=10-", &FILM[10..], "bytes 10-15/16"),
        ("bytes=-2", &FILM[14..], "bytes 14-15/16"),
        ("bytes=15-99", &FILM[15..], "bytes 15-15/16"),
    ] {
        let answer = part(range).await;
        assert_eq!((answer.status, &answer.body[..]), (StatusCode::PARTIAL_CONTENT, expected), "{range}");
        assert_eq!(answer.headers[header::CONTENT_RANGE], content_range);
        assert_eq!(answer.headers[header::CONTENT_LENGTH].to_str().unwrap(), expected.len().to_string());
    }
    let outside = part("bytes=16-").await;
    assert_eq!(outside.status, StatusCode::RANGE_NOT_SATISFIABLE);
    assert_eq!(outside.headers[header::CONTENT_RANGE], "bytes */16");
    outside.problem();
    assert_eq!(part("bytes=0-1,4-5").await.status, StatusCode::OK);
}

#[tokio::test]
async fn files_that_are_known_are_not_sent_again() {
    let fixture = Fixture::new().await;
    let id = fixture.accepted().await;
    let asset = fixture.with_file(id, "film.mp4", FILM).await;
    let path = asset.url(id);
    let etag = format!("\"{}\"", asset.sha256);
    let ask = async |headers: &[(&str, &str)], method: Method| {
        let mut request = Request::builder().method(method).uri(&path);
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        fixture.send(request.body(Body::empty()).unwrap()).await
    };
    assert_eq!(ask(&[("if-none-match", &etag)], Method::GET).await.status, StatusCode::NOT_MODIFIED);
    let resumed = ask(&[("range", "bytes=4-"), ("if-range", &etag)], Method::GET).await;
    assert_eq!(resumed.status, StatusCode::PARTIAL_CONTENT);
    let changed = ask(&[("range", "bytes=4-"), ("if-range", "\"other\"")], Method::GET).await;
    assert_eq!((changed.status, &changed.body[..]), (StatusCode::OK, FILM));
    let head = ask(&[], Method::HEAD).await;
    assert_eq!((head.status, head.body.len()), (StatusCode::OK, 0));
    assert_eq!(head.headers[header::CONTENT_LENGTH], "16");
    for name in ["other.mp4", "..", "%2e%2e%2fsecret", ".hidden", "a%00b"] {
        let answer = fixture.get(&format!("/v1/workflows/{id}/assets/{name}")).await;
        assert_eq!(answer.status, StatusCode::NOT_FOUND, "{name}");
    }
}

fn png(bytes: usize) -> Vec<u8> {
    let mut png = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR".to_vec();
    png.resize(bytes, 7);
    png
}

async fn upload(fixture: &Fixture, kind: &str, body: impl Into<Body>) -> Answer {
    let request = Request::post("/v1/uploads").header(header::CONTENT_TYPE, kind);
    fixture.send(request.body(body.into()).unwrap()).await
}

#[tokio::test]
async fn an_upload_can_be_named_by_its_tenant_only() {
    let fixture = Fixture::new().await;
    // The sender's name for it does not count.
    let answer = upload(&fixture, "image/jpeg", png(5_000)).await;
    assert_eq!(answer.status, StatusCode::CREATED, "{:?}", answer.body);
    let receipt = answer.json();
    assert_eq!((&receipt["media_type"], &receipt["bytes"]), (&json!("image/png"), &json!(5_000)));
    let sha256 = receipt["sha256"].as_str().unwrap();
    assert!(fixture.assets.exists(sha256).await.unwrap());
    assert_eq!(upload(&fixture, "application/octet-stream", png(5_000)).await.json(), receipt);
    let brief = json!({"text": "a film of shoes", "pictures": [{"sha256": sha256, "scene": 1}]});
    assert_eq!(fixture.submit(brief.clone()).await.status, StatusCode::ACCEPTED);

    let key = fixture.key("bruno").await;
    let request = Request::post("/v1/workflows")
        .header(header::CONTENT_TYPE, "application/json")
        .header(header::AUTHORIZATION, crate::support::bearer(&key));
    let foreign = fixture.send(request.body(Body::from(brief.to_string())).unwrap()).await;
    assert_eq!(foreign.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert_eq!(foreign.fields(), ["pictures[0].sha256"]);
}

#[tokio::test]
async fn what_is_no_picture_or_too_large_is_not_stored() {
    let fixture = Fixture::with(|settings| settings.api.max_upload_bytes = 10_000).await;
    for (kind, body) in [
        ("image/png", b"#EXTM3U\nfile:///etc/passwd".to_vec()),
        ("image/svg+xml", b"<svg xmlns='http://www.w3.org/2000/svg'/>".to_vec()),
        ("multipart/form-data; boundary=x", png(100)),
        ("image/png", b"\x89PNG".to_vec()),
    ] {
        let answer = upload(&fixture, kind, body).await;
        assert_eq!(answer.status, StatusCode::UNSUPPORTED_MEDIA_TYPE, "{kind}");
        answer.problem();
    }
    assert_eq!(upload(&fixture, "image/png", Vec::new()).await.status, StatusCode::BAD_REQUEST);
    assert_eq!(upload(&fixture, "image/png", png(10_000)).await.status, StatusCode::CREATED);
    assert_eq!(upload(&fixture, "image/png", png(10_001)).await.status, StatusCode::PAYLOAD_TOO_LARGE);
    let chunks = futures::stream::iter(png(30_000).chunks(700).map(<[u8]>::to_vec).collect::<Vec<_>>());
    let endless = Body::from_stream(futures::StreamExt::map(chunks, Ok::<_, std::io::Error>));
    assert_eq!(upload(&fixture, "image/png", endless).await.status, StatusCode::PAYLOAD_TOO_LARGE);
}
