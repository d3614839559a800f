//! `aida models`: which models there are, and whether they can be called.

use aida_ops::Settings;
use serde_json::Value;

use crate::{
    exit::Exit,
    show::{answer, json as pretty},
};

pub async fn models(json: bool, settings: &Settings) -> anyhow::Result<Exit> {
    answer(settings, async |client| {
        let listed = client.models().await?;
        if json {
            return Ok(pretty(&listed["items"]));
        }
        Ok(listed["items"].as_array().into_iter().flatten().map(line).collect())
    })
    .await
}

fn line(model: &Value) -> String {
    let text = |field: &str| model[field].as_str().unwrap_or_default();
    let mut line = format!(
        "{:<7} {:<9} {:<18} {:<14} {}",
        text("kind"),
        text("tier"),
        text("id"),
        text("availability"),
        price(&model["price"])
    );
    if text("breaker") != "closed" {
        line.push_str(&format!(", breaker {}", text("breaker")));
    }
    if let (Some(rate), Some(p50)) = (model["success_rate"].as_f64(), model["p50_seconds"].as_f64()) {
        line.push_str(&format!(", {:.0} % of the last hour's calls succeeded, p50 {p50:.1} s", rate * 100.0));
    }
    if let Some(count @ 1..) = model["unknown_last_hour"].as_u64() {
        line.push_str(&format!(", {count} unknown in the last hour"));
    }
    if let Some(day) = model["retired_on"].as_str() {
        line.push_str(&format!(", retired on {day}"));
    }
    line.push('\n');
    line
}

fn price(price: &Value) -> String {
    let amount = price["amount"].as_f64().unwrap_or_default();
    match price["unit"].as_str() {
        Some("million_tokens") => {
            format!("{} / {} USD a million tokens in / out", price["input"], price["output"])
        }
        Some("image") => format!("{amount} USD an image"),
        Some("megapixel") => format!("{amount} USD a megapixel"),
        Some("second") => format!("{amount} USD a second"),
        Some("thousand_characters") => format!("{amount} USD a thousand characters"),
        _ => "free".to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn a_line_says_what_it_costs_and_whether_it_can_be_had() {
        let model = json!({
            "kind": "video", "tier": "standard", "id": "Kling 2.5 Pro", "availability": "available",
            "price": {"unit": "second", "amount": 0.07}, "breaker": "open", "success_rate": 0.5,
            "p50_seconds": 120.0, "retired_on": null
        });
        let line = line(&model);
        assert!(line.contains("0.07 USD a second, breaker open, 50 % of the last hour's calls"), "{line}");
        assert_eq!(price(&json!({"unit": "free"})), "free");
    }
}
