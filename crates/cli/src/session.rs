use std::path::Path;

use aida_ops::Settings;

use crate::{
    client::{Client, ClientError},
    fleet::{self, Home, UpOptions},
};

/// Why there is no API to talk to.
#[derive(Debug, thiserror::Error)]
pub enum ConnectError {
    #[error("the local fleet does not start: {0:#}")]
    Fleet(anyhow::Error),
    #[error(transparent)]
    Client(#[from] ClientError),
}

/// Whether a command may start the local fleet.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Start {
    WhenNeeded,
    Never,
}

/// The API to talk to: the one that the settings name, else the local fleet's.
///
/// # Errors
/// When the local fleet does not start, or does not run and may not be started.
pub fn connect(
    settings: &Settings,
    overrides: &[(String, String)],
    start: Start,
    say: &mut dyn FnMut(&str),
) -> Result<Client, ConnectError> {
    if let Some(url) = &settings.client.url {
        return Ok(Client::new(url, settings.client.key.clone())?);
    }
    let url =
        local_api(&settings.fleet.home, settings, overrides, start, say).map_err(ConnectError::Fleet)?;
    Ok(Client::new(&url, settings.client.key.clone())?)
}

fn local_api(
    home: &Path,
    settings: &Settings,
    overrides: &[(String, String)],
    start: Start,
    say: &mut dyn FnMut(&str),
) -> anyhow::Result<String> {
    let home = Home::open(home)?;
    let fleet = match start {
        Start::WhenNeeded => {
            let options = UpOptions { overrides: overrides.to_vec(), ..UpOptions::default() };
            Some(fleet::up(&home, settings, &options, say)?)
        }
        Start::Never => fleet::read(&home)?,
    };
    fleet
        .and_then(|fleet| fleet.api_url())
        .ok_or_else(|| anyhow::anyhow!("no API runs below {}; `aida up` starts it", home.root().display()))
}
