//! Many workflows: so many started at once, and so many finished ones stored.

mod at_once;
mod fill;
mod reads;
mod stored;

use std::time::Duration;

use anyhow::Context as _;
use serde::Serialize;
use serde_json::json;

use crate::{Load, chaos::Database};
pub use at_once::AtOnce;
pub use stored::Stored;

/// A fleet whose jobs wait, with permits for all of them.
pub struct Subject {
    pub api: String,
    pub database_url: String,
    pub our_pids: Vec<i32>,
}

/// How much of what.
#[derive(Debug, Clone, Copy)]
pub struct Plan {
    /// Started at once; 0 leaves that out.
    pub workflows: usize,
    /// Finished ones stored; 0 leaves that out.
    pub stored: usize,
}

/// What was measured of it.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Scale {
    pub at_once: Option<AtOnce>,
    pub stored: Option<Stored>,
}

/// Three scenes, ten jobs.
fn brief() -> serde_json::Value {
    json!({"content_type": "video", "language": "en", "subject": "scale", "duration_seconds": 6, "aspect": "1:1"})
}

/// Measures `subject`. `empty` starts a second fleet of the same kind, with nothing stored, and answers its API: both are asked
/// by turns, since a machine that has just stored so much is another one for a while. Started before anything is stored.
///
/// # Errors
/// When a part of a fleet cannot be reached, or a workflow does not end.
pub async fn measure<F>(
    subject: &Subject,
    plan: Plan,
    empty: impl FnOnce() -> F,
    say: &mut dyn FnMut(&str),
) -> anyhow::Result<Scale>
where
    F: Future<Output = anyhow::Result<String>>,
{
    let load = Load::new(&subject.api, &brief())?;
    let mut database = Database::new(&subject.database_url);
    say("one workflow by itself");
    let template = load.submit().await?.context("the first workflow was refused")?;
    until_all_ended(&mut database).await?;
    let at_once = match plan.workflows {
        0 => None,
        count => Some(at_once::measure(subject, &load, &mut database, count, say).await?),
    };
    let stored = match plan.stored {
        0 => None,
        count => {
            let empty = Load::new(&empty().await?, &brief())?;
            let usual = stored::usual(&empty).await?;
            let filled = fill::fill(subject, &template, count, say).await?;
            say("until the machine is as it was");
            stored::settle(&empty, usual).await?;
            say("submits and reads, by turns with a fleet that has nothing stored");
            Some(stored::measure(&load, &empty, filled).await?)
        }
    };
    Ok(Scale { at_once, stored })
}

/// Waits for the end of every workflow, as long as some end.
async fn until_all_ended(database: &mut Database) -> anyhow::Result<()> {
    const PAUSE: Duration = Duration::from_millis(250);
    /// Longer than any rehearsed job.
    const PATIENCE: u32 = 1_200;
    let (mut last, mut unchanged) = (i64::MAX, 0);
    loop {
        let open = database.count("SELECT count(*) FROM workflow WHERE finished_at IS NULL").await?;
        if open == 0 {
            return Ok(());
        }
        unchanged = if open == last { unchanged + 1 } else { 0 };
        last = open;
        anyhow::ensure!(unchanged < PATIENCE, "{open} workflows do not end");
        tokio::time::sleep(PAUSE).await;
    }
}
