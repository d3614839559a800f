//! A fleet of a measurement's own: it lives as long as the measurement, however that ends.

use std::{fs, path::Path};

use aida_ops::Settings;
use anyhow::Context as _;
use futures::future::join_all;
use tokio::{
    signal::unix::{SignalKind, signal},
    task::spawn_blocking,
};

use crate::fleet::{self, Fleet, Home, UpOptions};

/// Where the fleet lives, and with which settings.
#[derive(Clone)]
pub struct Private {
    pub home: Home,
    pub settings: Settings,
    overrides: Overrides,
}

/// What the user set on the command line, as variables.
pub type Overrides = Vec<(String, String)>;

/// What a measurement without a result is an error of.
#[derive(Debug, thiserror::Error)]
#[error("interrupted; the measurement's fleet has ended")]
pub struct Interrupted;

impl Private {
    /// Below the user's own fleet, in a folder called `name`.
    ///
    /// # Errors
    /// When the folder cannot be made.
    pub fn new(settings: &Settings, name: &str, mut overrides: Overrides) -> anyhow::Result<Self> {
        let home = Home::open(&settings.fleet.home.join(name))?;
        let mut settings = settings.clone();
        settings.fleet.home = home.root().to_owned();
        // The user's fleet lives elsewhere.
        overrides.retain(|(variable, _)| variable != "AIDA_FLEET__HOME");
        Ok(Private { home, settings, overrides })
    }

    /// Starts the fleet, or what is missing of it, without keeping the runtime's thread busy.
    ///
    /// # Errors
    /// When it does not start.
    pub async fn up(&self, mut options: UpOptions) -> anyhow::Result<Fleet> {
        let Private { home, settings, mut overrides } = self.clone();
        // What the measurement needs has the last word.
        overrides.append(&mut options.overrides);
        options.overrides = overrides;
        spawn_blocking(move || fleet::up(&home, &settings, &options, &mut |text| eprintln!("aida: {text}")))
            .await?
    }

    /// [`during`] with this fleet alone.
    ///
    /// # Errors
    /// As there.
    pub async fn during<T>(
        &self,
        keep: bool,
        work: impl Future<Output = anyhow::Result<T>>,
    ) -> anyhow::Result<T> {
        during(&[self], keep, work).await
    }

    async fn end(&self) -> anyhow::Result<()> {
        let Private { home, settings, .. } = self.clone();
        spawn_blocking(move || fleet::down(&home, &settings, &mut |_| {})).await?.map(|_| ())
    }
}

/// Runs `work`, which starts the fleets and measures, until it ends or somebody presses Ctrl-C; ends the fleets in any case.
/// Their folders go with them unless the work failed or `keep` is set.
///
/// # Errors
/// The work's own; [`Interrupted`]; when a fleet does not end.
pub async fn during<T>(
    fleets: &[&Private],
    keep: bool,
    work: impl Future<Output = anyhow::Result<T>>,
) -> anyhow::Result<T> {
    let (mut interrupt, mut terminate) = (signal(SignalKind::interrupt())?, signal(SignalKind::terminate())?);
    let outcome = tokio::select! {
        outcome = work => outcome,
        _ = interrupt.recv() => Err(Interrupted.into()),
        _ = terminate.recv() => Err(Interrupted.into()),
    };
    let ended = join_all(fleets.iter().map(|fleet| fleet.end())).await;
    let folders: Vec<&Path> = fleets.iter().map(|fleet| fleet.home.root()).collect();
    let failed = outcome.as_ref().is_err_and(|error| !error.is::<Interrupted>());
    if failed {
        let named: Vec<_> = folders.iter().map(|folder| folder.display().to_string()).collect();
        return outcome.with_context(|| format!("the fleet's logs are in {}", named.join(" and ")));
    }
    ended.into_iter().collect::<anyhow::Result<()>>()?;
    if !keep {
        for folder in folders {
            fs::remove_dir_all(folder).with_context(|| folder.display().to_string())?;
        }
    }
    outcome
}

/// One of each process, all with the user's settings but for these variables.
pub fn with(variables: &[(&str, &str)]) -> UpOptions {
    let owned = |(name, value): &(&str, &str)| ((*name).to_owned(), (*value).to_owned());
    let overrides = variables.iter().map(owned).collect();
    UpOptions { overrides, apply_settings: true, ..UpOptions::default() }
}
