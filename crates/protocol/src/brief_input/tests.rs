use super::*;

fn defaults() -> BriefDefaults {
    BriefDefaults { id: "b".into(), user_id: "local".into(), now: DateTime::UNIX_EPOCH }
}

fn refused(json: serde_json::Value) -> Vec<String> {
    let input: BriefInput = serde_json::from_value(json).unwrap();
    input.complete(defaults()).unwrap_err().into_iter().map(|error| error.field).collect()
}

#[test]
fn the_seeds_example_is_accepted() {
    let input: BriefInput = serde_json::from_str(
        r#"{"id": "brief_1729517234567", "user_id": "user_123", "conversation_id": "conv_456",
            "content_type": "video",
            "requirements": ["Instagram 30 secondi", "scarpe eco-friendly", "target Gen Z", "stile energico"],
            "quality_keywords": ["energico", "professionale"],
            "style_preferences": {"custom_description": "moderno, colori verdi",
                "gallery_selected": ["2813938774", {"id": "1648693186", "requires_artistic_model": true}]},
            "budget_constraints": {"type": "soft_preference", "max_cost": 3.0, "priority": "quality"},
            "language": "it", "created_at": "2025-10-21T14:30:00Z"}"#,
    )
    .unwrap();
    let understood = BriefInput { subject: Some("scarpe eco-friendly".into()), ..BriefInput::default() };
    let brief = input.or(understood).complete(defaults()).unwrap();
    assert_eq!(brief.id, "brief_1729517234567");
    assert_eq!(brief.language, Language::It);
    assert!(brief.style_preferences.gallery_selected[1].requires_artistic_model);
    assert_eq!(brief.budget_constraints.max_cost.unwrap().to_string(), "3.0000");
}

#[test]
fn every_wrong_field_is_named_at_once() {
    let fields = refused(serde_json::json!({
        "language": "tlh", "duration_seconds": 601, "image_count": 0, "must_have": ["ok", "a\u{0}b"],
        "pictures": [{"sha256": "xyz"}], "budget_constraints": {"type": "hard_limit", "max_cost": -1}
    }));
    let expected = [
        "must_have[1]",
        "language",
        "duration_seconds",
        "image_count",
        "pictures[0].sha256",
        "budget_constraints.max_cost",
        "subject",
    ];
    assert_eq!(fields, expected);
}

#[test]
fn a_script_decides_the_length() {
    let input: BriefInput = serde_json::from_value(serde_json::json!({
        "script": {"scenes": [{"duration": 4, "narration": "Uno."}, {"duration": 6, "narration": "Due."}]},
        "duration_seconds": 30, "language": "it-IT"
    }))
    .unwrap();
    let brief = input.complete(defaults()).unwrap();
    assert_eq!(brief.duration_seconds, 10.0);
    assert_eq!(brief.script.unwrap().voiceover, "Uno. Due.");
}

#[test]
fn material_is_bounded_and_refused_with_its_place() {
    let long = "x".repeat(limits::MATERIAL_BYTES + 1);
    assert_eq!(
        refused(
            serde_json::json!({"subject": "s", "material": [{"text": " "}, {"title": "a\u{1}", "text": "b"}]})
        ),
        ["material[0].text", "material[1].title"]
    );
    let fields = refused(serde_json::json!({"subject": "s", "material": [{"text": long}]}));
    assert_eq!(fields, ["material", "material[0].text"]);
    let many = vec![serde_json::json!({"text": "b"}); limits::MATERIAL_ITEMS + 1];
    assert_eq!(refused(serde_json::json!({"subject": "s", "material": many})), ["material"]);
    let input: BriefInput = serde_json::from_value(serde_json::json!({
        "subject": "s", "material": [{"title": "notes.md", "format": "markdown", "text": "# A\nB."}]
    }))
    .unwrap();
    assert_eq!(input.complete(defaults()).unwrap().material[0].title, "notes.md");
}

#[test]
fn facts_of_the_sentence_join_those_of_the_list() {
    let list = |items: &[&str]| BriefInput {
        must_have: Some(items.iter().map(|item| (*item).to_owned()).collect()),
        ..BriefInput::default()
    };
    let both = list(&["sabato 3 maggio"]).or(list(&["3 maggio", "20 €"]));
    assert_eq!(both.must_have.unwrap(), ["sabato 3 maggio", "20 €"]);
}

#[test]
fn several_shapes_are_each_named_once() {
    let complete = |json: serde_json::Value| {
        let input: BriefInput = serde_json::from_value(json).unwrap();
        input.complete(defaults()).unwrap()
    };
    let one = complete(serde_json::json!({"subject": "s", "aspects": ["1:1"]}));
    assert_eq!((one.aspect, one.aspects.len()), (Aspect::Square, 0), "one alone is the usual form");
    let two = complete(serde_json::json!({"subject": "s", "aspects": ["9:16", "16:9"]}));
    assert_eq!(two.every_aspect().collect::<Vec<_>>(), [Aspect::Portrait, Aspect::Landscape]);
    assert_eq!(two.in_aspect(Aspect::Landscape).every_aspect().count(), 1);
    let first = complete(serde_json::json!({"subject": "s", "aspect": "4:5", "aspects": ["9:16", "4:5"]}));
    assert_eq!(first.aspects, [Aspect::Feed, Aspect::Portrait]);
    for wrong in [serde_json::json!([]), serde_json::json!(["1:1", "9:16", "1:1"])] {
        assert_eq!(refused(serde_json::json!({"subject": "s", "aspects": wrong})), ["aspects"]);
    }
}

#[test]
fn a_shape_that_is_given_outweighs_all_that_are_understood() {
    let understood = BriefInput {
        aspect: Some(Aspect::Portrait),
        aspects: Some(vec![Aspect::Portrait, Aspect::Square]),
        ..BriefInput::default()
    };
    let given = BriefInput { aspect: Some(Aspect::Feed), ..BriefInput::default() };
    let both = given.or(understood.clone());
    assert_eq!((both.aspect, both.aspects), (Some(Aspect::Feed), None));
    assert_eq!(BriefInput::default().or(understood.clone()), understood);
}

#[test]
fn a_style_s_picture_is_an_upload_or_an_https_address_and_joins_what_is_understood() {
    for wrong in [
        "",
        "style.png",
        "http://example.org/a.png",
        "https://",
        "https:///a",
        "https://a b",
        "file:///etc/passwd",
    ] {
        let brief = serde_json::json!({"subject": "s", "style_preferences": {"reference_image": wrong}});
        assert_eq!(refused(brief), ["style_preferences.reference_image"], "{wrong}");
    }
    let words = StylePreferencesInput { custom_description: Some("acquerello".into()), ..Default::default() };
    let understood = BriefInput { style_preferences: Some(words), ..BriefInput::default() };
    for right in ["https://example.org/a.png", &"0a".repeat(32)] {
        let brief = serde_json::json!({"subject": "s", "style_preferences": {"reference_image": right}});
        let input: BriefInput = serde_json::from_value(brief).unwrap();
        let style = input.or(understood.clone()).complete(defaults()).unwrap().style_preferences;
        assert!(style.needs_artistic_model() && style.reference_image.as_deref() == Some(right));
        assert_eq!(style.custom_description.as_deref(), Some("acquerello"));
    }
}

#[test]
fn unknown_fields_are_refused() {
    assert!(serde_json::from_str::<BriefInput>(r#"{"sbuject": "x"}"#).is_err());
}
