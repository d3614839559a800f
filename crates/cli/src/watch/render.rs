use aida_protocol::{NodeId, Usd};

use super::model::{Job, Model};

/// Longest line; a terminal that is narrower cuts it.
const WIDTH: usize = 110;

/// One line of a job: `visual-2    working  40 %   3.2 s  drawing`.
pub fn job_line(node: NodeId, job: &Job, now: f64) -> String {
    let line = match job {
        Job::Waiting => format!("{:12} waiting", node.to_string()),
        Job::Working { attempt, since, percent, message } => {
            let again = if *attempt > 1 { format!(" (attempt {attempt})") } else { String::new() };
            let seconds = (now - since).max(0.0);
            format!(
                "{:12} working {percent:3} % {seconds:6.1} s  {}{again}",
                node.to_string(),
                printable(message)
            )
        }
        Job::Done { seconds, cost, model } => {
            format!(
                "{:12} done          {seconds:6.1} s  {}{}",
                node.to_string(),
                price(*cost),
                printable(model)
            )
        }
        Job::Failed { reason } => format!("{:12} failed   {}", node.to_string(), printable(reason)),
        Job::Cancelled => format!("{:12} cancelled", node.to_string()),
    };
    line.trim_end().chars().take(WIDTH).collect()
}

/// What stands beside the overall bar.
pub fn summary(model: &Model, now: f64) -> String {
    let mut parts = Vec::new();
    if model.ended.is_none() {
        parts.extend(model.eta_at(now).map(|seconds| format!("about {} to go", duration(seconds))));
    }
    if model.cost != Usd::ZERO {
        parts.push(format!("${}", model.cost));
    }
    if !model.message.is_empty() {
        parts.push(printable(&model.message));
    }
    parts.join("  ")
}

/// All lines, as a terminal shows them below one another.
#[cfg(test)]
pub fn screen(model: &Model, now: f64) -> String {
    let jobs = model.jobs.iter().map(|(node, job)| job_line(*node, job, now));
    let last = format!("{:3} %  {}", model.progress, summary(model, now));
    jobs.chain([last]).map(|line| line.trim_end().to_owned() + "\n").collect()
}

fn price(cost: Usd) -> String {
    if cost == Usd::ZERO { String::new() } else { format!("${cost}  ") }
}

/// `42 s`, `3 min 05 s`.
pub fn duration(seconds: f64) -> String {
    let whole = seconds.max(0.0).round() as u64;
    if whole < 60 { format!("{whole} s") } else { format!("{} min {:02} s", whole / 60, whole % 60) }
}

/// Texts come from models and users: nothing in them may steer a terminal.
pub fn printable(text: &str) -> String {
    text.chars().map(|c| if c.is_control() { ' ' } else { c }).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use aida_protocol::{ProgressMessage, WorkflowEvent, WorkflowStatus};

    const ID: &str = "01920000-0000-7000-8000-000000000001";

    fn event(seq: i64, body: serde_json::Value, progress: u8, message: &str) -> WorkflowEvent {
        let mut event = serde_json::json!({
            "workflow_id": ID, "seq": seq, "at": "2026-01-01T00:00:00Z", "progress": progress,
            "message": message, "cost_so_far": 0.055, "eta_seconds": 80.0 - seq as f64,
        });
        event.as_object_mut().unwrap().extend(body.as_object().unwrap().clone());
        serde_json::from_value(event).unwrap()
    }

    fn progress(node: &str, attempt: i32, percent: u8, message: &str) -> ProgressMessage {
        serde_json::from_value(serde_json::json!({
            "version": 1, "workflow_id": ID, "tenant": "local", "node": node, "attempt": attempt,
            "percent": percent, "message": message,
        }))
        .unwrap()
    }

    #[test]
    fn the_screen_follows_the_events() {
        let mut model = Model::default();
        let events = [
            event(1, serde_json::json!({"event": "workflow.accepted"}), 0, "accepted"),
            event(
                2,
                serde_json::json!({"event": "workflow.planned", "nodes": ["writer", "director", "audio", "visual-1", "clip-1", "assembly"]}),
                0,
                "planned",
            ),
            event(
                3,
                serde_json::json!({"event": "job.dispatched", "node": "writer", "agent": "writer", "attempt": 1}),
                0,
                "Writing",
            ),
            event(
                4,
                serde_json::json!({"event": "job.succeeded", "node": "writer", "agent": "writer", "attempt": 1,
                    "model": "studio/writer", "seconds": 0.31, "cost": 0}),
                15,
                "The script is written",
            ),
            event(
                5,
                serde_json::json!({"event": "job.dispatched", "node": "director", "agent": "director", "attempt": 1}),
                15,
                "x",
            ),
            event(
                6,
                serde_json::json!({"event": "job.failed", "node": "director", "agent": "director", "attempt": 1,
                    "kind": "timeout", "reason": "no answer\u{1b}[2J"}),
                15,
                "x",
            ),
            event(
                7,
                serde_json::json!({"event": "job.dispatched", "node": "visual-1", "agent": "visual", "attempt": 2}),
                15,
                "Drawing",
            ),
        ];
        for event in &events {
            assert!(model.apply(event, event.seq as f64));
        }
        assert!(!model.apply(&events[3], 9.0), "an event that comes again after a cut changes nothing");
        model.apply_progress(&progress("visual-1", 1, 90, "an earlier attempt"));
        model.apply_progress(&progress("visual-1", 2, 40, "drawing"));
        model.apply_progress(&progress("visual-1", 2, 30, "late"));
        let expected = "\
writer       done             0.3 s  studio/writer
director     failed   timeout: no answer [2J
audio        waiting
visual-1     working  40 %    3.0 s  drawing (attempt 2)
clip-1       waiting
assembly     waiting
 15 %  about 1 min 10 s to go  $0.0550  Drawing
";
        assert_eq!(screen(&model, 10.0), expected);
        let last = event(
            8,
            serde_json::json!({"event": "workflow.finished", "status": "failed", "agent": "director", "reason": "timeout"}),
            15,
            "Failed",
        );
        model.apply(&last, 11.0);
        assert_eq!(
            (model.ended, model.reason.as_deref()),
            (Some(WorkflowStatus::Failed), Some("director: timeout"))
        );
        assert_eq!(model.last_seq().as_deref(), Some("8"));
    }
}
