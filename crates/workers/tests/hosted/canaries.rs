//! What is private is planted in everything that an agent hands to a model: the user's words, the script, the storyboard.
//! It is looked for in all that was sent, logged and counted.

use std::{
    io::Write,
    sync::{Arc, Mutex},
};

use aida_ops::Secret;
use aida_protocol::{NodeId, Step};
use tracing_subscriber::fmt::format::FmtSpan;

use crate::stage::{FRAME, Stage};

/// What stays here: kind, a sentence, and the part of it that must be nowhere.
const STAYS: [(&str, &str, &str); 11] = [
    ("codice_fiscale", "Il codice è RSSMRA85T10A562S", "RSSMRA85T10A562S"),
    ("iban", "Bonifico su IT60 X054 2811 1010 0000 0123 456", "2811 1010"),
    ("card", "Paga con 4111 1111 1111 1111", "4111 1111"),
    ("dni", "Mi DNI es 12345678Z", "12345678Z"),
    ("cpf", "Meu CPF é 529.982.247-25", "529.982.247"),
    ("ssn", "My SSN is 536-90-4399", "536-90-4399"),
    ("api_key", "Usa sk-ant-api03-canary0123456789abcdef", "canary0123456789"),
    ("password", "La password è: Canarino#2026", "Canarino#2026"),
    ("password", "Scarica da https://anna:canarina77@example.org/film", "canarina77"),
    ("private_key", "-----BEGIN PRIVATE KEY-----\nMIICanary77\n-----END PRIVATE KEY-----", "MIICanary77"),
    ("confidential", "Strettamente riservato: il lancio Canarino77", "Canarino77"),
];

/// What leaves as a placeholder.
const MASKED: [(&str, &str, &str, &str); 3] = [
    ("email", "Scrivi a canarina.gialla@example.org", "canarina.gialla", "[EMAIL_1]"),
    ("phone", "Chiama +39 347 1234567", "347 1234567", "[PHONE_1]"),
    ("address", "Vieni in via Canarino Giallo 77", "Canarino Giallo", "[ADDRESS_1]"),
];

#[derive(Clone, Default)]
struct Log(Arc<Mutex<Vec<u8>>>);

impl Log {
    fn text(&self) -> String {
        String::from_utf8_lossy(&self.0.lock().unwrap()).into_owned()
    }
}

impl Write for Log {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        self.0.lock().unwrap().extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> std::io::Result<()> {
        Ok(())
    }
}

/// Every agent works with `sentence` in what it was given.
async fn all_agents(sentence: &str, in_brief: bool) -> Stage {
    let mut stage = Stage::with(|settings| {
        // A speech server of one's own may see everything; this one is a provider.
        settings.addresses.clear();
        settings.voices = vec!["elevenlabs=anna".into()];
        settings.elevenlabs_key = Some(Secret::new(aida_lab::fakes::KEY));
    })
    .await;
    let clean = stage.brief.clone();
    stage.brief.must_have = vec![sentence.to_owned()];
    let (mut script, _) = stage.write().await;
    if !in_brief {
        stage.brief = clean;
    }
    script.scenes[0].text = sentence.to_owned();
    script.scenes[0].narration = sentence.to_owned();
    let context = stage.attempt(NodeId::once(Step::Director), 1).await;
    stage.models.storyboard.direct(&stage.director_input(&script), &context).await.unwrap();
    let context = stage.attempt(NodeId::once(Step::Audio), 1).await;
    // Where the studio has to speak its helper may be missing; what counts is what was sent.
    let _ = stage.models.speech.speak(&stage.audio_input(&script), &context).await;
    let context = stage.attempt(NodeId::scene(Step::Visual, 1), 1).await;
    let mut input = stage.visual_input(1);
    (input.frame, input.shot.visual_description) = (FRAME, sentence.to_owned());
    stage.models.image.draw(&input, &context).await.unwrap();
    let context = stage.attempt(NodeId::scene(Step::Clip, 1), 1).await;
    let (mut input, files) = stage.clip_input(1);
    (input.scene.duration, input.slot.film, input.picture.duration) = (0.5, 0.5, 0.5);
    (input.scene.text, input.picture.shot.visual_description) = (sentence.to_owned(), sentence.to_owned());
    stage.models.video.animate(&input, &files, &context).await.unwrap();
    stage
}

#[tokio::test]
async fn canaries_are_in_no_request_no_log_and_no_metric() {
    let log = Log::default();
    let writer = log.clone();
    let subscriber = tracing_subscriber::fmt()
        .with_max_level(tracing::Level::TRACE)
        .with_span_events(FmtSpan::FULL)
        .with_writer(move || writer.clone());
    tracing::subscriber::set_global_default(subscriber.finish()).expect("no other log");
    for in_brief in [true, false] {
        for (kind, sentence, canary) in STAYS {
            let stage = all_agents(sentence, in_brief).await;
            let sent = stage.fakes.seen().join("\n");
            assert!(!sent.contains(canary), "{kind} left ({in_brief}): {sent}");
            assert!(sent.is_empty(), "{kind}: {sent}");
            assert!(!stage.metrics.text().unwrap().contains(canary), "{kind} is in the metrics");
        }
        for (kind, sentence, canary, placeholder) in MASKED {
            let stage = all_agents(sentence, in_brief).await;
            let sent = stage.fakes.seen().join("\n");
            assert!(!sent.contains(canary), "{kind} left ({in_brief}): {sent}");
            assert!(sent.contains(placeholder), "{kind}: {sent}");
            assert!(!stage.metrics.text().unwrap().contains(canary), "{kind} is in the metrics");
        }
    }
    let log = log.text();
    assert!(log.contains("models were chosen"), "the log was heard");
    for canary in STAYS.map(|(_, _, canary)| canary).into_iter().chain(MASKED.map(|(_, _, canary, _)| canary))
    {
        assert!(!log.contains(canary), "{canary} is in the log");
    }
}
