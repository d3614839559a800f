//! Midjourney takes over the style of a picture, or of the gallery's codes.

use aida_lab::fakes::{Fault, KEY};
use aida_models::JobContext;
use aida_protocol::{NodeId, Step, StyleChoice};
use serde_json::Value;

use crate::stage::{FRAME, Stage};

async fn with_midjourney() -> Stage {
    Stage::with(|settings| settings.kie_key = Some(aida_ops::Secret::new(KEY))).await
}

async fn draw(stage: &Stage) -> JobContext {
    let workflow = stage.another_workflow().await;
    let context = stage.attempt_of(workflow, NodeId::scene(Step::Visual, 1), 1).await;
    let mut input = stage.visual_input(1);
    input.frame = FRAME;
    stage.models.image.draw(&input, &context).await.unwrap();
    context
}

/// What Midjourney was last asked for.
fn asked(stage: &Stage) -> Value {
    let seen = stage.fakes.seen();
    let bodies = seen.iter().rev().filter_map(|request| request.split_once('\n'));
    let task = bodies.filter(|(_, body)| body.contains("\"taskType\"")).map(|(_, body)| body).next();
    serde_json::from_str(task.expect("a task")).expect("JSON")
}

#[tokio::test(flavor = "multi_thread")]
async fn an_uploaded_picture_is_handed_over_and_named_as_the_style() {
    let mut stage = with_midjourney().await;
    stage.brief.style_preferences.reference_image = Some(stage.stored_still().await.sha256);
    assert_eq!(draw(&stage).await.made_by(""), "Midjourney");
    let task = asked(&stage);
    assert_eq!(task["taskType"], "mj_style_reference");
    let address = task["fileUrls"][0].as_str().expect("an address");
    assert!(address.starts_with(&stage.fakes.url("kie")), "{address}");
    // The same again is taken from the ledger, although it would be uploaded to another address.
    assert_eq!(draw(&stage).await.made_by(""), "Midjourney");
    assert_eq!(stage.bill().charges.len(), 1);
    // Where it cannot be handed over nothing is asked for, and the result says who stood in.
    stage.fakes.fail("kie.upload", Fault::Status(500));
    stage.brief.subject = "stivali".into();
    stage.brief.style_preferences.custom_description = Some("acquerello".into());
    let context = draw(&stage).await;
    assert_eq!(context.made_by(""), "FLUX Pro");
    let told = context.told().clone();
    assert!(told.downgrades[0].reason.contains("could not be handed over"), "{:?}", told.downgrades);
    assert_eq!(stage.bill().of("midjourney"), 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn an_address_goes_as_it_is_unless_it_is_private() {
    let mut stage = with_midjourney().await;
    let address = "https://pictures.example.org/style.jpg";
    stage.brief.style_preferences.reference_image = Some(address.into());
    assert_eq!(draw(&stage).await.made_by(""), "Midjourney");
    assert_eq!(asked(&stage)["fileUrls"], serde_json::json!([address]));
    for private in
        ["https://maria:gatto42@example.org/style.jpg", "https://example.org/style.jpg?of=maria@example.org"]
    {
        stage.brief.style_preferences.reference_image = Some(private.into());
        assert_ne!(draw(&stage).await.made_by(""), "Midjourney", "{private}");
    }
    assert!(!stage.fakes.seen().join("\n").contains("maria"));
}

#[tokio::test(flavor = "multi_thread")]
async fn codes_of_the_gallery_go_into_the_prompt_and_look_like_nobody_s_number() {
    let mut stage = with_midjourney().await;
    // The second is also a valid tax number of Portugal.
    for id in ["2813938774", "123456789"] {
        let style = StyleChoice { id: id.into(), requires_artistic_model: true };
        stage.brief.style_preferences.gallery_selected.push(style);
    }
    assert_eq!(draw(&stage).await.made_by(""), "Midjourney");
    let task = asked(&stage);
    assert_eq!((&task["taskType"], &task["fileUrls"]), (&"mj_txt2img".into(), &Value::Null));
    let prompt = task["prompt"].as_str().expect("a prompt");
    assert!(prompt.ends_with(" --sref 2813938774 123456789"), "{prompt}");
}
