//! Briefs and the models that they should get: the share that is right, and how long a decision takes.

use std::time::Instant;

use aida_models::{Catalogue, Conditions, Day, Health, ModelKind, Selection, WorkPlan, select};
use aida_protocol::ProjectBrief;
use serde_json::{Value, json};

const TABLE: &str = include_str!("briefs.txt");
const EVERY_PROVIDER: &str = "anthropic,openai,fal,kie,xtts,coqui,openai-speech,elevenlabs,piper";

struct Case {
    text: String,
    brief: ProjectBrief,
    now: Conditions,
    expected: String,
}

fn cases() -> Vec<Case> {
    let lines = TABLE.lines().filter(|line| !line.starts_with('#') && line.contains("=>"));
    lines.map(|line| case(line).unwrap_or_else(|| panic!("a line of the table: {line}"))).collect()
}

fn case(line: &str) -> Option<Case> {
    let (asked, expected) = line.split_once("=>")?;
    let mut brief = json!({
        "id": "1", "user_id": "local", "conversation_id": "", "content_type": "video", "requirements": [],
        "quality_keywords": [], "language": "it", "created_at": "2026-11-21T00:00:00Z",
        "subject": "scarpe eco-friendly", "duration_seconds": 30, "aspect": "9:16"
    });
    let today = |text: &str| Day::try_from(text.to_owned()).ok();
    let mut now = Conditions::studio_only(today("2026-11-21")?);
    let provide = |now: &mut Conditions, names: &str| {
        now.providers = names.split(',').filter(|name| !name.is_empty()).map(str::to_owned).collect();
    };
    provide(&mut now, EVERY_PROVIDER);
    for (key, value) in words(asked) {
        match (key.as_str(), value.as_str()) {
            ("chains", _) => {}
            ("keywords", value) => brief["quality_keywords"] = value.split(',').collect(),
            ("priority", value) => brief["budget_constraints"]["priority"] = json!(value),
            ("hard" | "soft", value) => {
                let kind = if key == "hard" { "hard_limit" } else { "soft_preference" };
                brief["budget_constraints"]["type"] = json!(kind);
                brief["budget_constraints"]["max_cost"] = json!(value.parse::<f64>().ok()?);
            }
            ("artistic", _) => {
                brief["style_preferences"] =
                    json!({"gallery_selected": [{"id": "2813938774", "requires_artistic_model": true}]});
            }
            ("styled", _) => brief["style_preferences"] = json!({"reference_image": "00".repeat(32)}),
            ("content", value) => brief["content_type"] = json!(value),
            ("aspect" | "language", value) => brief[key] = json!(value),
            ("seconds", value) => brief["duration_seconds"] = json!(value.parse::<f64>().ok()?),
            ("silent", _) => brief["narration"] = Value::Bool(false),
            ("strict", _) => brief["allow_downgrade"] = Value::Bool(false),
            ("pictures", _) => {
                let picture = json!({"sha256": "00".repeat(32)});
                brief["pictures"] = Value::Array(vec![picture; 12]);
            }
            ("keys", value) => provide(&mut now, value),
            ("private", _) => now.local_only = true,
            ("load", value) => now.local_load = value.parse().ok()?,
            ("today", value) => now.today = today(value)?,
            ("broken" | "poor", value) => {
                for id in value.split(',') {
                    let health = Health {
                        broken: key == "broken",
                        success_rate: (key == "poor").then_some(0.2),
                        p50_seconds: None,
                    };
                    now.health.insert(id.replace('_', " "), health);
                }
            }
            _ => return None,
        }
    }
    let brief = serde_json::from_value(brief).ok()?;
    Some(Case { text: asked.trim().to_owned(), brief, now, expected: expected.trim().to_owned() })
}

/// `keywords=haute qualité artistic` has two words: a value goes on until the next known one.
fn words(asked: &str) -> Vec<(String, String)> {
    let mut found: Vec<(String, String)> = Vec::new();
    for word in asked.split_whitespace() {
        match word.split_once('=') {
            Some((key, value)) => found.push((key.to_owned(), value.to_owned())),
            None if word == "qualité" => {
                if let Some((_, value)) = found.last_mut() {
                    value.push(' ');
                    value.push_str(word);
                }
            }
            None => found.push((word.to_owned(), String::new())),
        }
    }
    found
}

/// What of `expected` does not hold.
fn mistakes(expected: &str, selection: &Selection) -> Vec<String> {
    let (route, mut rest) = expected.split_once(' ').unwrap_or((expected, ""));
    let mut wrong = Vec::new();
    if route == "over" {
        return if selection.over_budget { wrong } else { vec!["not over budget".to_owned()] };
    }
    if selection.route.as_str() != route || selection.over_budget {
        wrong.push(format!("route {}", selection.route.as_str()));
    }
    while let Some((kind, after)) = rest.split_once('=') {
        // Names hold spaces; the next kind ends them.
        let next = ModelKind::ALL.iter().filter_map(|kind| after.find(&format!(" {kind}="))).min();
        let models = &after[..next.unwrap_or(after.len())];
        rest = next.map_or("", |next| &after[next + 1..]);
        let kind = ModelKind::ALL.into_iter().find(|known| known.as_str() == kind.trim()).expect("a kind");
        let chain = selection.chain(kind).join(">");
        let holds = match models {
            "-" => chain.is_empty(),
            models if models.contains('>') || models == "studio" => chain == models,
            models => chain.split('>').next() == Some(models),
        };
        if !holds {
            wrong.push(format!("{kind}={chain}"));
        }
    }
    wrong
}

#[test]
fn briefs_get_the_models_they_should() {
    let (catalogue, cases) = (Catalogue::built_in(), cases());
    assert!(cases.len() >= 40);
    let (mut right, mut said) = (0, String::new());
    for case in &cases {
        let plan = WorkPlan::of_brief(&case.brief);
        let selection = select(&catalogue, &case.brief, &plan, &case.now);
        let wrong = mistakes(&case.expected, &selection);
        if wrong.is_empty() {
            right += 1;
        } else {
            said.push_str(&format!(
                "{:?}: expected {}, got {wrong:?}\n  {:#?}\n",
                case.text, case.expected, selection.reasons
            ));
        }
        assert!(!selection.reasons.is_empty());
    }
    let rounds = 200;
    let started = Instant::now();
    for _ in 0..rounds {
        for case in &cases {
            let plan = WorkPlan::of_brief(&case.brief);
            std::hint::black_box(select(&catalogue, &case.brief, &plan, &case.now));
        }
    }
    let micros = started.elapsed().as_secs_f64() * 1e6 / (rounds * cases.len()) as f64;
    println!("{right} of {} briefs right; {micros:.1} µs a decision", cases.len());
    assert_eq!(right, cases.len(), "{said}");
}

#[test]
fn a_model_of_the_past_is_not_used_and_one_of_the_near_past_is_warned_about() {
    let text = include_str!("../models.toml").replace(
        "models = [\"Claude Sonnet 5.5\", \"Claude Haiku 5.5\", \"local chat\"]",
        "models = [\"Claude Sonnet 4.5\", \"Claude Haiku 5.5\"]",
    );
    let catalogue = Catalogue::read(&text).expect("a catalogue");
    let case = case(" => x").expect("a brief");
    let plan = WorkPlan::of_brief(&case.brief);
    let before = select(&catalogue, &case.brief, &plan, &case.now);
    assert_eq!(before.chain(ModelKind::Text)[0], "Claude Sonnet 4.5");
    assert!(before.reasons.iter().any(|reason| reason.contains("will be retired on 2026-11-30")));
    let later = Conditions { today: Day::try_from("2026-11-30".to_owned()).expect("a day"), ..case.now };
    let after = select(&catalogue, &case.brief, &plan, &later);
    assert_eq!(after.chain(ModelKind::Text)[0], "Claude Haiku 5.5");
    assert!(after.reasons.iter().any(|reason| reason.contains("was retired on 2026-11-30")));
}

#[test]
fn a_language_beyond_the_studio_s_takes_a_model_that_writes_it_and_a_voice() {
    let brief = |fields: Value| -> ProjectBrief {
        let mut brief = json!({
            "id": "1", "user_id": "local", "conversation_id": "", "content_type": "video", "requirements": [],
            "quality_keywords": [], "language": "nl", "created_at": "2026-11-21T00:00:00Z", "subject": "schoenen",
            "duration_seconds": 30
        });
        for (name, value) in fields.as_object().into_iter().flatten() {
            brief[name] = value.clone();
        }
        serde_json::from_value(brief).expect("a brief")
    };
    let lacks = |brief: &ProjectBrief, providers: &[&str]| {
        let mut now = Conditions::studio_only(Day::try_from("2026-11-21".to_owned()).expect("a day"));
        now.providers = providers.iter().map(ToString::to_string).collect();
        let chosen = select(&Catalogue::built_in(), brief, &WorkPlan::of_brief(brief), &now);
        aida_models::unspoken(brief, Some(&chosen))
    };
    let dutch = brief(json!({}));
    assert!(
        lacks(&dutch, &[])
            .is_some_and(|error| error.reason.contains("Dutch takes a configured language model"))
    );
    assert!(
        lacks(&dutch, &["anthropic"])
            .is_some_and(|error| error.field == "language" && error.reason.contains("voice"))
    );
    assert_eq!(lacks(&dutch, &["anthropic", "xtts"]), None);
    assert_eq!(aida_models::unspoken(&dutch, None), lacks(&dutch, &[]));
    assert_eq!(lacks(&brief(json!({"narration": false})), &["anthropic"]), None, "nobody speaks");
    // No voice of the catalogue's XTTS speaks Ukrainian.
    let ukrainian = brief(json!({"language": "uk"}));
    assert!(
        lacks(&ukrainian, &["anthropic", "xtts"])
            .is_some_and(|error| error.field == "language" && error.reason.contains("voice"))
    );
    let foreign = brief(json!({"language": "it", "voice": {"language": "uk"}}));
    assert!(lacks(&foreign, &["xtts"]).is_some_and(|error| error.field == "voice.language"));
    assert_eq!(lacks(&brief(json!({"language": "it"})), &[]), None);
}

#[test]
fn a_style_that_no_model_takes_over_is_told() {
    let reasons = |text: &str| {
        let case = case(text).expect("a line of the table");
        select(&Catalogue::built_in(), &case.brief, &WorkPlan::of_brief(&case.brief), &case.now).reasons
    };
    let told = "image: no model takes over the style".to_owned();
    assert!(reasons("styled keys=anthropic,fal => hybrid").contains(&told));
    assert!(!reasons("styled => hybrid").contains(&told));
}
