//! `aida dead`: what nobody could finish.

use aida_ops::Settings;
use serde_json::{Map, Value, json};

use crate::{
    args::{DeadActionArgs, DeadCommand, DeadFilterArgs, DeadLsArgs},
    exit::Exit,
    show::{answer, json as pretty},
    watch::printable,
};

/// Most that one page holds.
const PAGE: u32 = 100;

pub async fn dead(command: &DeadCommand, settings: &Settings) -> anyhow::Result<Exit> {
    match command {
        DeadCommand::Ls(args) => ls(args, settings).await,
        DeadCommand::Show { id, json } => {
            answer(settings, async |client| {
                let letter = client.dead_letter(id).await?;
                Ok(if *json { pretty(&letter) } else { page(&letter) })
            })
            .await
        }
        DeadCommand::Replay(args) => act("replay", args, settings).await,
        DeadCommand::Discard(args) => act("discard", args, settings).await,
    }
}

async fn ls(args: &DeadLsArgs, settings: &Settings) -> anyhow::Result<Exit> {
    answer(settings, async |client| {
        let mut query = args.filter.query();
        query.extend(args.state.clone().map(|state| ("state", state)));
        let mut items: Vec<Value> = Vec::new();
        let mut cursor: Option<String> = None;
        while items.len() < args.limit as usize {
            let wanted = (args.limit - items.len() as u32).min(PAGE);
            let page = client.dead_letters(&query, wanted, cursor.as_deref()).await?;
            items.extend(page.items);
            cursor = page.next_cursor;
            if cursor.is_none() {
                break;
            }
        }
        Ok(if args.json { pretty(&items) } else { items.iter().map(line).collect() })
    })
    .await
}

async fn act(action: &str, args: &DeadActionArgs, settings: &Settings) -> anyhow::Result<Exit> {
    let mut body = json!({ "dry_run": args.dry_run });
    if args.ids.is_empty() {
        let filter = args.filter.query();
        if filter.is_empty() && !args.all {
            eprintln!("aida: name letters, a filter, or --all");
            return Ok(Exit::BadInput);
        }
        let named = |name: &str| if name == "workflow" { "workflow_id".to_owned() } else { name.to_owned() };
        let filter: Map<String, Value> =
            filter.into_iter().map(|(name, value)| (named(name), Value::String(value))).collect();
        body["filter"] = Value::Object(filter);
    } else {
        body["ids"] = json!(args.ids);
    }
    if let Some(rate) = args.per_second {
        body["per_second"] = json!(rate);
    }
    answer(settings, async |client| {
        let done = client.act_on_dead_letters(action, &body).await?;
        if args.json {
            return Ok(pretty(&done));
        }
        let count = done["count"].as_u64().unwrap_or(0);
        let would = if args.dry_run { "would be taken" } else { "taken" };
        let ids = done["ids"].as_array().into_iter().flatten().filter_map(Value::as_str);
        Ok(format!("{action}: {count} {would}\n{}", ids.map(|id| format!("{id}\n")).collect::<String>()))
    })
    .await
}

impl DeadFilterArgs {
    /// As the API's query names them.
    fn query(&self) -> Vec<(&'static str, String)> {
        let given = [
            ("agent", &self.agent),
            ("reason", &self.reason),
            ("workflow", &self.workflow),
            ("since", &self.since),
            ("until", &self.until),
            ("text", &self.text),
        ];
        given.into_iter().filter_map(|(name, value)| Some((name, value.clone()?))).collect()
    }
}

fn text<'a>(letter: &'a Value, name: &str) -> &'a str {
    letter[name].as_str().unwrap_or_default()
}

fn line(letter: &Value) -> String {
    let at = text(letter, "at").get(..19).unwrap_or_default().replace('T', " ");
    let job = match letter["node"].as_str() {
        Some(node) => node.to_owned(),
        None => text(letter, "queue").to_owned(),
    };
    let line = format!(
        "{}  {at}  {:9}  {:14}  {job:12}  {}",
        text(letter, "id"),
        text(letter, "state"),
        text(letter, "reason"),
        printable(text(letter, "error"))
    );
    line.trim_end().to_owned() + "\n"
}

fn page(letter: &Value) -> String {
    let mut page = line(letter);
    for name in ["queue", "tenant", "workflow_id", "node", "attempt", "bytes", "note"] {
        let value = match &letter[name] {
            Value::Null => continue,
            Value::String(text) => printable(text),
            other => other.to_string(),
        };
        page.push_str(&format!("{name:12} {value}\n"));
    }
    for past in letter["history"].as_array().into_iter().flatten() {
        let error = past["error"]["reason"].as_str().map(printable).unwrap_or_default();
        let (attempt, crashes) = (&past["attempt"], &past["crashes"]);
        page.push_str(&format!("attempt {attempt}  {}  {crashes} crashes  {error}\n", text(past, "status")));
    }
    for entry in letter["audit"].as_array().into_iter().flatten() {
        let (at, actor) = (text(entry, "at"), text(entry, "actor"));
        page.push_str(&format!("{at}  {actor}  {}\n", text(entry, "action")));
    }
    let body = match &letter["body"] {
        Value::Null => text(letter, "body_base64").to_owned(),
        body => body.to_string(),
    };
    page.push_str(&format!("\n{}\n", printable(&body)));
    page
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_letter_says_what_it_was_and_cannot_steer_the_terminal() {
        let letter = json!({
            "id": "01920000-0000-7000-8000-000000000001", "at": "2026-01-01T10:20:30.5Z", "state": "dead",
            "queue": "aida.jobs.visual", "reason": "crashed", "error": "x\u{1b}[2J", "node": "visual-2",
            "bytes": 3, "body": {"a": 1}, "headers": {},
            "history": [{"attempt": 1, "status": "failed", "crashes": 3}],
            "audit": [{"at": "2026-01-02T00:00:00Z", "actor": "local", "action": "replay"}]
        });
        let first = "01920000-0000-7000-8000-000000000001  2026-01-01 10:20:30  dead       crashed         visual-2      x [2J\n";
        assert_eq!(line(&letter), first);
        let page = page(&letter);
        assert!(page.contains("attempt 1  failed  3 crashes") && page.contains("local  replay"), "{page}");
        assert!(page.contains("{\"a\":1}") && !page.contains('\u{1b}'), "{page}");
    }
}
