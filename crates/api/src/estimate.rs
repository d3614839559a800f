//! What a brief will cost, before and while it is worked on, and its refusal when it cannot be paid.

use aida_models::{Day, Made, Selection, WorkPlan};
use aida_protocol::{FieldError, ProjectBrief, TenantId, Usd, WorkflowState};

use crate::{ApiError, App};

fn today() -> Option<Day> {
    Day::try_from(chrono::Utc::now().format("%Y-%m-%d").to_string()).ok()
}

fn selection(app: &App, brief: &ProjectBrief, script: Option<&aida_protocol::Script>) -> Option<Selection> {
    app.models().offer.selection(brief, script, today()?)
}

/// What the brief should cost; `None` when there are only the studio's models.
///
/// # Errors
/// When it cannot be paid and the studio may not stand in.
pub(crate) async fn before(
    app: &App,
    tenant: &TenantId,
    brief: &ProjectBrief,
) -> Result<Option<Usd>, ApiError> {
    let chosen = selection(app, brief, None);
    if let Some(error) = aida_models::unspoken(brief, chosen.as_ref()) {
        return Err(ApiError::Invalid(vec![error]));
    }
    let Some(chosen) = chosen else { return Ok(None) };
    let refuse = |reason: String| Err(ApiError::Invalid(vec![FieldError::new("budget_constraints", reason)]));
    if chosen.over_budget {
        let why = format!("the cheapest models that may do it cost {} USD", chosen.estimate);
        return refuse(why);
    }
    let models = app.models();
    let limited = models.fleet_day.is_some() || models.tenant_day.is_some();
    if limited && !brief.allow_downgrade {
        let (fleet, own) = app.store().spend_today(tenant).await?;
        let left = |limit: Option<Usd>, spend: aida_store::Spend| {
            limit.map(|limit| limit - spend.spent - spend.reserved)
        };
        let left = [left(models.fleet_day, fleet), left(models.tenant_day, own)].into_iter().flatten().min();
        if left.is_some_and(|left| left < chosen.estimate) {
            let why = format!("it costs {} USD, more than is left of the day's limit", chosen.estimate);
            return refuse(why);
        }
    }
    Ok(Some(chosen.estimate))
}

/// What was paid so far, and what the rest should cost.
pub(crate) fn between(app: &App, state: &WorkflowState) -> Option<Usd> {
    let paid = state.total_cost_so_far;
    if state.status.is_terminal() {
        return Some(paid);
    }
    let script = state.writer_result.as_ref().map(|result| &result.script);
    let chosen = selection(app, &state.brief, script)?;
    let made = Made {
        written: script.is_some(),
        directed: state.director_result.is_some(),
        spoken: state.audio_result.is_some(),
        drawn: state.visual_results.iter().map(|result| result.scene_id).collect(),
        animated: state.video_results.iter().filter_map(|result| result.scene_id).collect(),
    };
    let left = WorkPlan::of(&state.brief, script).without(made);
    Some(paid + chosen.cost(&app.models().offer.catalogue, &left))
}
