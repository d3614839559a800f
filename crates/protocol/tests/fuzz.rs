//! Briefs that are broken a little: refused, or within every limit.

mod mutate;

use aida_protocol::{BriefDefaults, BriefInput, ProjectBrief, limits};
use mutate::{Chance, broken};

const ROUNDS: u64 = 100_000;

fn defaults() -> BriefDefaults {
    BriefDefaults {
        id: "1".to_owned(),
        user_id: "local".to_owned(),
        now: "2026-01-01T00:00:00Z".parse().expect("a time"),
    }
}

const EXAMPLES: &[&str] = &[
    include_str!("../golden/project_brief.json"),
    r#"{"text":"Video Instagram 30s per scarpe eco-friendly, Gen Z","subject":"scarpe","language":"it","duration_seconds":30}"#,
    r#"{"subject":"tea","must_have":["€ 20","a b"],"pictures":[],"timeout_seconds":600,"image_count":3,"priority":"high","voice":{"gender":"female"}}"#,
    r#"{"subject":"a","script":{"scenes":[{"duration":3.5,"narration":"One two.","headline":"One","text":"a cup"},{"duration":4}]}}"#,
    r#"{"subject":"a","material":[{"name":"a.md","text":"Some facts. 12 % of them."}],"budget_constraints":{"max_cost":1.5,"max_time":60}}"#,
];

fn holds(brief: &ProjectBrief, body: &[u8]) {
    let said = String::from_utf8_lossy(body);
    let lines = [&brief.subject, &brief.audience, &brief.id, &brief.user_id];
    assert!(lines.iter().all(|line| line.chars().count() <= limits::LINE_CHARS), "{said}");
    assert!(brief.must_have.len() <= limits::LIST_ITEMS, "{said}");
    assert!((1..=limits::MAX_IMAGES).contains(&brief.image_count), "{said}");
    assert!(brief.duration_seconds.is_finite() && brief.duration_seconds > 0.0, "{said}");
    assert!(!brief.subject.is_empty() || brief.script.is_some(), "{said}");
    let written = serde_json::to_vec(brief).expect("a brief can be written");
    let read: ProjectBrief =
        serde_json::from_slice(&written).unwrap_or_else(|error| panic!("{error}: {said}"));
    assert_eq!(&read, brief, "a stored brief is the one that was accepted: {said}");
    assert!(
        !written.contains(&0) && !String::from_utf8_lossy(&written).contains("\\u0000"),
        "PostgreSQL stores no NUL: {said}"
    );
}

#[test]
fn a_broken_brief_is_refused_or_within_every_limit() {
    let (mut chance, mut read, mut accepted) = (Chance::new(1), 0, 0);
    for _ in 0..ROUNDS {
        let body = broken(chance.pick(EXAMPLES).as_bytes(), &mut chance);
        let Ok(input) = serde_json::from_slice::<BriefInput>(&body) else { continue };
        read += 1;
        if let Ok(brief) = input.complete(defaults()) {
            accepted += 1;
            holds(&brief, &body);
        }
    }
    assert!(
        read > ROUNDS / 50 && accepted > ROUNDS / 100,
        "too few got through: {read} read, {accepted} accepted"
    );
}
