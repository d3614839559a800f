//! Every adapter against its fake, in every failure that the fakes know. The fakes keep their own bill: each test says
//! what was charged, and the error says the same.

use std::{path::Path, sync::Arc, time::Duration};

use aida_lab::fakes::{Fakes, Fault, KEY, Options};
use aida_models::{Catalogue, ModelSpec};
use aida_protocol::{Aspect, FrameSize};
use aida_providers::{
    Access, CallError, CallErrorKind as Kind, Caller, Charged, Http, HttpOptions, Making, MediaFile,
    MediaKind, Picture, Polled, QueuedModel, SpeechModel, SpeechRequest, TextModel, TextRequest, Ticket,
    image_input, video_input,
};
use bytes::Bytes;
use serde_json::{Value, json};

const FRAME: FrameSize = FrameSize { width: 1080, height: 1920 };

/// The smallest file with the boxes of an MP4.
fn mp4() -> Bytes {
    let mut file = Vec::new();
    for (name, payload) in [(b"ftyp", vec![b'x'; 16]), (b"moov", vec![0; 64]), (b"mdat", vec![1; 4096])] {
        file.extend((payload.len() as u32 + 8).to_be_bytes());
        file.extend(name);
        file.extend(payload);
    }
    Bytes::from(file)
}

async fn fakes() -> Fakes {
    let options = Options {
        brain: Arc::new(|_, _, _| json!({"title": "Scarpe che respirano"})),
        camera: Arc::new(|_| mp4()),
        ..Options::default()
    };
    Fakes::start(options).await.expect("a port")
}

fn http() -> Http {
    // Long enough for a busy machine, short enough for a server that never answers.
    let timeout = Duration::from_secs(4);
    let options = HttpOptions { timeout, file_timeout: timeout, ..HttpOptions::default() };
    Http::new(options).expect("a client")
}

fn caller(fakes: &Fakes, provider: &str, key: &str) -> Caller {
    let catalogue = Catalogue::built_in();
    let mut spec = catalogue.provider(provider).expect("a provider").clone();
    spec.upload_url = spec.upload_url.map(|_| fakes.url(provider));
    let access = Access { key: Some(key.to_owned()), base_url: Some(fakes.url(provider)) };
    Caller::connect(&spec, &access, &http()).expect("an adapter")
}

fn text_model(fakes: &Fakes, provider: &str, key: &str) -> Arc<dyn TextModel> {
    match caller(fakes, provider, key) {
        Caller::Text(model) => model,
        _ => panic!("{provider} writes"),
    }
}

fn queue(fakes: &Fakes, provider: &str) -> Arc<dyn QueuedModel> {
    match caller(fakes, provider, KEY) {
        Caller::Queued(model) => model,
        _ => panic!("{provider} has a queue"),
    }
}

fn voice(fakes: &Fakes, provider: &str) -> Arc<dyn SpeechModel> {
    match caller(fakes, provider, KEY) {
        Caller::Speech(model) => model,
        _ => panic!("{provider} speaks"),
    }
}

fn question() -> TextRequest {
    TextRequest {
        system: "You write.".into(),
        prompt: "A title.".into(),
        schema: json!({
            "type": "object", "additionalProperties": false, "required": ["title"],
            "properties": {"title": {"type": "string"}}
        }),
        schema_name: "title".into(),
        max_output_tokens: 500,
    }
}

fn model(id: &str) -> ModelSpec {
    Catalogue::built_in().model(id).expect("a model").clone()
}

fn image(id: &str) -> Making {
    let model = model(id);
    let input = image_input(&model, "running shoes on moss", model.picture_size(FRAME), 7);
    Making { endpoint: model.endpoint, input }
}

/// Polls until the request is done, as long as it takes.
async fn result(queue: &dyn QueuedModel, ticket: &Ticket) -> Result<String, CallError> {
    loop {
        if let Polled::Done(address) = queue.poll(ticket).await? {
            return Ok(address);
        }
        tokio::task::yield_now().await;
    }
}

async fn make(
    queue: &dyn QueuedModel,
    making: &Making,
    kind: MediaKind,
    folder: &Path,
) -> Result<MediaFile, CallError> {
    let ticket = queue.submit(making, None).await?;
    let address = result(queue, &ticket).await?;
    queue.fetch(&address, kind, folder, "made").await
}

#[tokio::test]
async fn anthropic_answers_in_json_and_says_what_it_used() {
    let fakes = fakes().await;
    let answer =
        text_model(&fakes, "anthropic", KEY).complete("claude-sonnet-5-5", &question()).await.unwrap();
    assert_eq!(answer.json["title"], "Scarpe che respirano");
    assert!(answer.request_id.is_some());
    let cost = model("Claude Sonnet 5.5").price.cost(&answer.used);
    let billed = fakes.bill().micro_usd();
    assert!(billed > 0 && cost.ten_thousandths() as u64 == billed.div_ceil(100), "{cost} for {billed}");
}

#[tokio::test]
async fn models_of_text_fail_by_cause() {
    for (provider, endpoint) in [("anthropic", "claude-haiku-5-5"), ("openai", "llama3.1")] {
        let fakes = fakes().await;
        let model = text_model(&fakes, provider, KEY);
        for (fault, kind, charges) in [
            (Fault::RateLimited { seconds: 7 }, Kind::RateLimited, 0),
            (Fault::Status(500), Kind::Unavailable, 0),
            (Fault::Status(529), Kind::Unavailable, 0),
            (Fault::Status(402), Kind::Billing, 0),
            (Fault::Status(400), Kind::Rejected, 0),
            (Fault::LoseReply, Kind::ReplyLost, 1),
            (Fault::Hang, Kind::ReplyLost, 1),
            (Fault::Refuse, Kind::Refused, 1),
            (Fault::BadAnswer, Kind::InvalidOutput, 1),
            (Fault::Truncated, Kind::InvalidOutput, 1),
        ] {
            let before = fakes.bill().charges.len();
            fakes.fail(provider, fault);
            let error = model.complete(endpoint, &question()).await.expect_err("a fault");
            assert_eq!(error.kind, kind, "{provider} {fault:?}: {error}");
            assert_eq!(fakes.bill().charges.len() - before, charges, "{provider} {fault:?}");
            match fault {
                Fault::LoseReply | Fault::Hang => assert_eq!(error.charged, Charged::Unknown),
                _ => {
                    assert_eq!(matches!(error.charged, Charged::Yes(_)), charges == 1, "{provider} {fault:?}")
                }
            }
            let asked = matches!(fault, Fault::RateLimited { .. }).then_some(Duration::from_secs(7));
            assert_eq!(error.retry_after, asked);
        }
        assert!(model.complete(endpoint, &question()).await.is_ok(), "{provider} after all that");
    }
}

#[tokio::test]
async fn a_wrong_key_and_a_closed_port_cost_nothing() {
    let fakes = fakes().await;
    let error = text_model(&fakes, "anthropic", "wrong").complete("claude-haiku-5-5", &question()).await;
    assert_eq!(error.expect_err("a wrong key").kind, Kind::Auth);
    let catalogue = Catalogue::built_in();
    let provider = catalogue.provider("anthropic").unwrap();
    let closed = std::net::TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap();
    let access = Access { key: Some(KEY.into()), base_url: Some(format!("http://{closed}")) };
    let Ok(Caller::Text(model)) = Caller::connect(provider, &access, &http()) else { panic!("an adapter") };
    let error = model.complete("claude-haiku-5-5", &question()).await.expect_err("nobody there");
    assert_eq!((error.kind, error.charged), (Kind::Unreachable, Charged::No));
    assert_eq!(fakes.bill().charges, []);
}

#[tokio::test]
async fn every_image_and_video_endpoint_takes_what_is_sent() {
    let (fakes, folder) = (fakes().await, tempfile::tempdir().unwrap());
    let queue = queue(&fakes, "fal");
    let mut expected = 0;
    for id in ["FLUX Pro", "FLUX schnell", "Hunyuan Image 3", "Seedream 4"] {
        let file = make(&*queue, &image(id), MediaKind::Image, folder.path()).await;
        assert_eq!(file.unwrap_or_else(|error| panic!("{id}: {error}")).media_type, "image/png");
        let model = model(id);
        let size = model.picture_size(FRAME);
        let used = aida_models::image_call(&model, FRAME);
        assert_eq!(used.pixels, u64::from(size.width * size.height));
        expected += model.price.cost(&used).ten_thousandths() as u64 * 100;
    }
    let picture = Picture { bytes: aida_lab::fakes::png(64, 64), media_type: "image/png" };
    let address = queue.upload(&picture).await.unwrap();
    for id in ["Kling 2.5 Pro", "Veo 3.1", "Hailuo-02"] {
        let model = model(id);
        for scene in [3.0, 5.5, 9.0] {
            let seconds = model.clip_seconds(scene);
            let input = video_input(&model, "slow push in", &address, seconds, Aspect::Portrait);
            let making = Making { endpoint: model.endpoint.clone(), input };
            let file = make(&*queue, &making, MediaKind::Video, folder.path()).await;
            assert_eq!(file.unwrap_or_else(|error| panic!("{id}: {error}")).media_type, "video/mp4");
            expected +=
                model.price.cost(&aida_models::video_call(&model, scene)).ten_thousandths() as u64 * 100;
        }
    }
    assert_eq!(fakes.bill().micro_usd(), expected, "our prices and the fakes' bill");
}

#[tokio::test]
async fn the_queue_fails_by_cause_and_says_whether_it_charges() {
    let (fakes, folder) = (fakes().await, tempfile::tempdir().unwrap());
    let queue = queue(&fakes, "fal");
    let making = image("FLUX schnell");
    for (fault, kind, charged, charges) in [
        (Fault::RateLimited { seconds: 3 }, Kind::RateLimited, Charged::No, 0),
        (Fault::Status(500), Kind::Unavailable, Charged::No, 0),
        (Fault::Status(503), Kind::Unavailable, Charged::No, 0),
        (Fault::Status(402), Kind::Billing, Charged::No, 0),
        (Fault::Refuse, Kind::Refused, Charged::No, 0),
        (Fault::LoseReply, Kind::ReplyLost, Charged::Unknown, 1),
        (Fault::Hang, Kind::ReplyLost, Charged::Unknown, 1),
        (Fault::BadAnswer, Kind::InvalidOutput, Charged::Unknown, 1),
        (Fault::CompletedWithError, Kind::Failed, Charged::No, 0),
    ] {
        let before = fakes.bill().charges.len();
        fakes.fail("fal.submit", fault);
        let error = make(&*queue, &making, MediaKind::Image, folder.path()).await.expect_err("a fault");
        assert_eq!((error.kind, error.charged), (kind, charged), "{fault:?}: {error}");
        assert_eq!(fakes.bill().charges.len() - before, charges, "{fault:?}");
    }
}

#[tokio::test]
async fn what_goes_wrong_after_the_submit_is_asked_for_again_and_paid_once() {
    let (fakes, folder) = (fakes().await, tempfile::tempdir().unwrap());
    let queue = queue(&fakes, "fal");
    let ticket = queue.submit(&image("FLUX Pro"), None).await.unwrap();
    let kept: Ticket = serde_json::from_value(serde_json::to_value(&ticket).unwrap()).unwrap();
    for fault in [Fault::Status(500), Fault::LoseReply, Fault::RateLimited { seconds: 1 }, Fault::Hang] {
        fakes.fail("fal.status", fault);
        assert!(queue.poll(&kept).await.expect_err("a fault").passes(), "{fault:?}");
    }
    let address = result(&*queue, &kept).await.unwrap();
    for (fault, kind) in [
        (Fault::WrongType, Kind::InvalidOutput),
        (Fault::Truncated, Kind::InvalidOutput),
        (Fault::Status(500), Kind::Unavailable),
        (Fault::LoseReply, Kind::ReplyLost),
    ] {
        fakes.fail("fal.file", fault);
        let error = queue.fetch(&address, MediaKind::Image, folder.path(), "a").await.expect_err("a fault");
        assert_eq!(error.kind, kind, "{fault:?}: {error}");
    }
    let wrong = queue.fetch(&address, MediaKind::Video, folder.path(), "a").await.expect_err("a picture");
    assert_eq!(wrong.kind, Kind::InvalidOutput);
    let file = queue.fetch(&address, MediaKind::Image, folder.path(), "a").await.unwrap();
    assert!(file.path.ends_with("a.png") && file.bytes > 1_000);
    assert_eq!(fakes.bill().charges.len(), 1);
}

#[tokio::test]
async fn a_clip_without_its_index_or_its_end_is_no_clip() {
    let whole = mp4();
    let without_index = whole.slice(..24);
    for bytes in [whole.slice(..whole.len() - 1), without_index, Bytes::from_static(b"\0\0\0\x18ftypisom")] {
        let camera: Bytes = bytes;
        let options = Options { camera: Arc::new(move |_| camera.clone()), ..Options::default() };
        let (fakes, folder) = (Fakes::start(options).await.unwrap(), tempfile::tempdir().unwrap());
        let (queue, model) = (queue(&fakes, "fal"), model("Kling 2.5 Pro"));
        let input = video_input(&model, "push in", "data:image/png;base64,AAAA", 5, Aspect::Portrait);
        let making = Making { endpoint: model.endpoint, input };
        let error = make(&*queue, &making, MediaKind::Video, folder.path()).await.expect_err("no clip");
        assert_eq!(error.kind, Kind::InvalidOutput);
    }
}

#[tokio::test]
async fn addresses_in_answers_are_not_called_unchecked() {
    let (fakes, folder) = (fakes().await, tempfile::tempdir().unwrap());
    let queue = queue(&fakes, "fal");
    let inner = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let inside = format!("http://{}/secret", inner.local_addr().unwrap());
    for address in [inside.as_str(), "file:///etc/passwd", "https://169.254.169.254/latest/meta-data"] {
        let error = queue.fetch(address, MediaKind::Image, folder.path(), "a").await.expect_err("refused");
        assert_eq!(error.kind, Kind::InvalidOutput, "{address}");
        let ticket = Ticket {
            request_id: "1".into(),
            status_url: Some(address.into()),
            response_url: None,
            cancel_url: None,
        };
        assert!(queue.poll(&ticket).await.is_err());
    }
    inner.set_nonblocking(true).unwrap();
    assert!(inner.accept().is_err(), "somebody called");
}

#[tokio::test]
async fn midjourney_s_codes_count_and_its_http_status_does_not() {
    let (fakes, folder) = (fakes().await, tempfile::tempdir().unwrap());
    let queue = queue(&fakes, "kie");
    let input = json!({"taskType": "mj_txt2img", "prompt": "shoes, editorial", "aspectRatio": "9:16", "version": "7"});
    let making = Making { endpoint: "7".into(), input };
    for (fault, kind) in [
        (Fault::Status(402), Kind::Billing),
        (Fault::Status(455), Kind::Unavailable),
        (Fault::Status(505), Kind::Failed),
        (Fault::Status(404), Kind::Rejected),
        (Fault::RateLimited { seconds: 1 }, Kind::RateLimited),
        (Fault::CompletedWithError, Kind::Failed),
        (Fault::LoseReply, Kind::ReplyLost),
    ] {
        fakes.fail("kie", fault);
        let error = make(&*queue, &making, MediaKind::Image, folder.path()).await.expect_err("a fault");
        assert_eq!(error.kind, kind, "{fault:?}: {error}");
    }
    let file = make(&*queue, &making, MediaKind::Image, folder.path()).await.unwrap();
    assert_eq!(file.media_type, "image/png");
    assert_eq!(fakes.bill().of("midjourney"), 2, "the lost one and the last one");

    let picture = Picture::of(aida_lab::fakes::png(32, 32)).expect("a picture");
    fakes.fail("kie.upload", Fault::Status(500));
    assert_eq!(queue.upload(&picture).await.expect_err("a fault").kind, Kind::Unavailable);
    let address = queue.upload(&picture).await.unwrap();
    let styled = |pictures: serde_json::Value| {
        let input = json!({"taskType": "mj_style_reference", "prompt": "shoes", "fileUrls": pictures, "version": "7"});
        Making { endpoint: "7".into(), input }
    };
    make(&*queue, &styled(json!([address])), MediaKind::Image, folder.path()).await.unwrap();
    let none = make(&*queue, &styled(json!([])), MediaKind::Image, folder.path()).await;
    assert_eq!(none.expect_err("a style without a picture").kind, Kind::Rejected);
    assert_eq!(Picture::of("no picture".into()), None);
}

#[tokio::test]
async fn every_voice_speaks_and_fails_by_cause() {
    let (fakes, folder) = (fakes().await, tempfile::tempdir().unwrap());
    let request =
        SpeechRequest { text: "Passo dopo passo.".into(), language: "it".into(), voice: "anna".into() };
    for provider in ["xtts", "coqui", "openai-speech", "elevenlabs", "piper"] {
        let voice = voice(&fakes, provider);
        for (fault, kind) in [
            (Fault::Status(500), Kind::Unavailable),
            (Fault::RateLimited { seconds: 1 }, Kind::RateLimited),
            (Fault::LoseReply, Kind::ReplyLost),
            (Fault::WrongType, Kind::InvalidOutput),
            (Fault::Truncated, Kind::InvalidOutput),
        ] {
            fakes.fail(provider, fault);
            let error = voice.speak("tts-1", &request, folder.path(), "s").await.expect_err("a fault");
            assert_eq!(error.kind, kind, "{provider} {fault:?}: {error}");
        }
        let speech = voice.speak("tts-1", &request, folder.path(), provider).await;
        let file = speech.unwrap_or_else(|error| panic!("{provider}: {error}")).file;
        assert_eq!((file.media_type, file.ending), ("audio/wav", "wav"), "{provider}");
    }
    let odd = SpeechRequest { voice: "../../v1/user".into(), ..request };
    let error = voice(&fakes, "elevenlabs").speak("m", &odd, folder.path(), "s").await.expect_err("no voice");
    assert_eq!(error.kind, Kind::Rejected);
}

#[test]
fn an_error_s_text_holds_neither_key_nor_address() {
    let error = CallError::new(Kind::Auth, "status 401 authentication_error");
    let text = format!("{error} {error:?}");
    assert!(!text.contains(KEY) && !text.contains("http"));
    let _: Value = json!(error.reason);
}
