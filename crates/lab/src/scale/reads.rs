use std::time::{Duration, Instant};

use crate::Load;

/// How long the API takes for the whole answer at `path`.
pub async fn read(load: &Load, path: &str) -> anyhow::Result<Duration> {
    let since = Instant::now();
    load.get(path).await?.bytes().await?;
    Ok(since.elapsed())
}

pub fn status(id: &str) -> String {
    format!("/v1/workflows/{id}")
}

/// The middle one of some figures.
pub fn median(mut figures: Vec<f64>) -> f64 {
    figures.sort_by(f64::total_cmp);
    figures.get(figures.len() / 2).copied().unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_middle_one_is_a_figure_that_was_there() {
        assert_eq!(median(vec![9.0, 1.0, 2.0]), 2.0);
        assert_eq!(median(vec![]), 0.0);
    }
}
