use aida_protocol::TenantId;
use aida_store::{
    DeadLetter, LetterFilter, LetterScope, LetterState, LetterVerb, Letters, ReplayedLetter,
    testing::TestDatabase,
};
use serde_json::json;

fn letter(message_id: &str) -> DeadLetter {
    DeadLetter {
        message_id: message_id.to_owned(),
        queue: "aida.replies".to_owned(),
        reason: "poison".to_owned(),
        error: "no reply".to_owned(),
        tenant: None,
        workflow_id: None,
        node: None,
        attempt: None,
        body: message_id.as_bytes().to_vec(),
        headers: json!({}),
    }
}

#[tokio::test]
async fn of_planners_that_look_at_once_one_takes_each_replay() {
    let db = TestDatabase::new().await;
    for name in ["a", "b", "c", "a"] {
        db.store.insert_dead_letter(&letter(name)).await.expect("insert");
    }
    let tenant = TenantId::local();
    let scope = LetterScope { tenant: &tenant, nobodys: true };
    let all = Letters::Filter(LetterFilter::default());
    let replay = LetterVerb::Replay { per_second: 1e6 };
    assert_eq!(db.store.act_on_letters(scope, &all, replay, "me").await.expect("replay").len(), 3);

    // The last is due some microseconds after the first.
    let mut taken = Vec::new();
    while taken.len() < 3 {
        let looks = tokio::join!(
            db.store.due_replays(10),
            db.store.due_replays(10),
            db.store.due_replays(10),
            db.store.due_replays(10)
        );
        for look in [looks.0, looks.1, looks.2, looks.3] {
            taken.extend(look.expect("due replays").into_iter().map(|letter| letter.body));
        }
    }
    taken.sort();
    assert_eq!(taken, [b"a", b"b", b"c"]);

    let kept = db.store.list_dead_letters(scope, &LetterFilter::default(), None, 10).await.expect("letters");
    let done: Vec<ReplayedLetter> = kept
        .iter()
        .map(|row| ReplayedLetter { id: row.id, state: LetterState::Replayed, note: "sent".to_owned() })
        .collect();
    db.store.letters_replayed(&done).await.expect("replayed");
    assert!(db.store.act_on_letters(scope, &all, replay, "me").await.expect("replay").is_empty());
}
