//! `aida ls` and `show`, and what is asked of workflows: `cancel`, `pause`, `resume`, `retry`.

use aida_ops::Settings;
use aida_protocol::{JobView, NodeId, WorkflowId, WorkflowState, WorkflowSummary};
use anyhow::Context as _;

use crate::{
    args::{IdArgs, LsArgs},
    client::{Client, ClientError},
    exit::Exit,
    session::{ConnectError, Start, connect},
    watch::printable,
};

/// Most that one answer holds; longer lists are read page by page.
const PAGE: u32 = 100;

pub async fn ls(args: &LsArgs, settings: &Settings) -> anyhow::Result<Exit> {
    answer(settings, async |client| {
        let mut items: Vec<WorkflowSummary> = Vec::new();
        let mut cursor: Option<String> = None;
        while items.len() < args.limit as usize {
            let wanted = (args.limit - items.len() as u32).min(PAGE);
            let page = client.list(args.status, wanted, cursor.as_deref()).await?;
            items.extend(page.items);
            cursor = page.next_cursor;
            if cursor.is_none() {
                break;
            }
        }
        Ok(if args.json { json(&items) } else { items.iter().map(summary_line).collect() })
    })
    .await
}

pub async fn show(args: &IdArgs, settings: &Settings) -> anyhow::Result<Exit> {
    answer(settings, async |client| {
        let (state, jobs) = (client.state(args.id).await?, client.jobs(args.id).await?);
        if args.json {
            return Ok(json(&serde_json::json!({"workflow": state, "jobs": jobs})));
        }
        Ok(page(&state, &jobs))
    })
    .await
}

/// `what` is `cancel`, `pause`, `resume` or `retry`; only a retry starts `from` a node.
pub async fn ask(
    id: WorkflowId,
    what: &str,
    from: Option<NodeId>,
    settings: &Settings,
) -> anyhow::Result<Exit> {
    answer(settings, async |client| {
        client.ask(id, what, from).await?;
        Ok(format!("{id}: {what} is asked for\n"))
    })
    .await
}

/// Prints what the API answers, or says why it does not.
pub async fn answer(
    settings: &Settings,
    ask: impl AsyncFnOnce(&Client) -> Result<String, ClientError>,
) -> anyhow::Result<Exit> {
    let client = match connect(settings, &[], Start::Never, &mut |_| {}) {
        Ok(client) => client,
        Err(ConnectError::Fleet(error)) => {
            eprintln!("aida: {error:#}");
            return Ok(Exit::Unreachable);
        }
        Err(ConnectError::Client(error)) => return Err(error.into()),
    };
    match ask(&client).await {
        Ok(text) => {
            use std::io::Write as _;
            std::io::stdout().write_all(text.as_bytes()).context("standard output")?;
            Ok(Exit::Completed)
        }
        Err(error) => {
            eprintln!("aida: {error}");
            Ok(error.exit())
        }
    }
}

pub fn json<T: serde::Serialize>(value: &T) -> String {
    serde_json::to_string_pretty(value).unwrap_or_default() + "\n"
}

fn summary_line(item: &WorkflowSummary) -> String {
    let at = item.accepted_at.format("%Y-%m-%d %H:%M:%S");
    let (status, kind) = (item.status.as_str(), item.content_type.as_str());
    format!(
        "{}  {at}  {status:9} {:3} %  {kind:11} ${}  {}\n",
        item.id,
        item.progress,
        item.cost,
        printable(&item.subject)
    )
}

fn page(state: &WorkflowState, jobs: &[JobView]) -> String {
    let mut text = format!(
        "{}  {}  {} %  ${}\n{}\n{}\n\n",
        state.id,
        state.status.as_str(),
        state.progress,
        state.total_cost_so_far,
        printable(&state.brief.subject),
        printable(&state.current_message)
    );
    for job in jobs {
        let seconds = job.seconds.map(|seconds| format!("{seconds:.1} s")).unwrap_or_default();
        let error = job.error.as_ref().map(|error| printable(&error.to_string())).unwrap_or_default();
        let model = job.model.as_deref().unwrap_or_default();
        let line = format!(
            "{:12} {} {:10} {seconds:>8}  ${}  {model} {error}",
            job.node.to_string(),
            job.attempt,
            job.status,
            job.cost
        );
        text.push_str(line.trim_end());
        text.push('\n');
    }
    for downgrade in state.result.iter().flat_map(|result| &result.downgrades) {
        let (from, to) = (printable(&downgrade.from), printable(&downgrade.to));
        text.push_str(&format!(
            "\n{}: {to} instead of {from} ({})\n",
            downgrade.job,
            printable(&downgrade.reason)
        ));
    }
    for error in &state.errors {
        text.push_str(&format!("\n{}: {}\n", error.step, printable(&error.error)));
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_says_what_matters_and_cannot_steer_the_terminal() {
        let item: WorkflowSummary = serde_json::from_value(serde_json::json!({
            "id": "01920000-0000-7000-8000-000000000001", "status": "running", "content_type": "video",
            "subject": "scarpe\u{1b}[2J", "progress": 40, "current_message": "", "priority": "normal",
            "accepted_at": "2026-01-01T10:20:30Z", "cost": 0.055
        }))
        .unwrap();
        let expected = "01920000-0000-7000-8000-000000000001  2026-01-01 10:20:30  running    40 %  video       $0.0550  scarpe [2J\n";
        assert_eq!(summary_line(&item), expected);
    }
}
