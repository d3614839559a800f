//! `aida-api keys …`: makes, lists and revokes API keys.

use std::io::Write;

use aida_ops::Service;
use aida_protocol::TenantId;
use aida_store::{ApiKeyRow, Store};
use anyhow::bail;
use clap::Subcommand;
use serde_json::json;

use crate::{ApiKey, Pepper, serve::open_store};

#[derive(Debug, Clone, Subcommand)]
pub enum KeysCommand {
    /// Makes a key and shows it, this one time
    Create {
        /// Whose key it is: 1 to 40 lower-case letters, digits or hyphens
        #[arg(long)]
        tenant: TenantId,
        /// What it is for
        #[arg(long, default_value = "")]
        name: String,
        /// One JSON object instead of text
        #[arg(long)]
        json: bool,
    },
    /// Lists all keys, without their secrets
    List {
        /// One JSON list instead of text
        #[arg(long)]
        json: bool,
    },
    /// Makes a key invalid, within a second
    Revoke {
        /// The part between the two underscores of the key
        id: String,
    },
}

/// A fleet without keys takes everybody on its own machine for the tenant `local`; one with a key does not.
const FIRST_KEY: &str = "This is the fleet's first key: from now on every request needs one. \
    The command `aida` takes it from AIDA_CLIENT__KEY, or the name of a file with it from AIDA_CLIENT__KEY_FILE.";

/// Does what is asked with the database of the settings.
pub async fn run(command: KeysCommand, service: &Service) -> anyhow::Result<()> {
    let store = open_store(service)?;
    store.migrate().await?;
    let pepper = Pepper::of(&service.settings)?;
    let creates = matches!(command, KeysCommand::Create { .. });
    execute(command, &store, &pepper, &mut std::io::stdout()).await?;
    if creates && store.api_keys().await?.len() == 1 {
        eprintln!("{FIRST_KEY}");
    }
    Ok(())
}

async fn execute(
    command: KeysCommand,
    store: &Store,
    pepper: &Pepper,
    out: &mut impl Write,
) -> anyhow::Result<()> {
    match command {
        KeysCommand::Create { tenant, name, json } => {
            let key = ApiKey::generate()?;
            let row = store.insert_api_key(key.id(), &tenant, &name, &pepper.digest(key.secret())).await?;
            if json {
                let mut shown = as_json(&row);
                shown["key"] = key.reveal().into();
                writeln!(out, "{shown}")?;
            } else {
                writeln!(out, "{}", key.reveal())?;
            }
        }
        KeysCommand::List { json } => {
            let rows = store.api_keys().await?;
            if json {
                writeln!(out, "{}", rows.iter().map(as_json).collect::<serde_json::Value>())?;
            } else {
                rows.iter().try_for_each(|row| writeln!(out, "{}", as_line(row)))?;
            }
        }
        KeysCommand::Revoke { id } => match store.revoke_api_key(&id).await? {
            Some(row) => writeln!(out, "{}", as_line(&row))?,
            None => bail!("there is no key {id}"),
        },
    }
    Ok(())
}

fn as_json(row: &ApiKeyRow) -> serde_json::Value {
    json!({
        "id": row.id,
        "tenant": row.tenant,
        "name": row.name,
        "created_at": row.created_at,
        "revoked_at": row.revoked_at,
    })
}

fn as_line(row: &ApiKeyRow) -> String {
    let state = match row.revoked_at {
        Some(at) => format!("revoked {}", at.format("%F %T")),
        None => "valid".to_owned(),
    };
    let made = row.created_at.format("%F %T");
    format!("{}  {}  made {made}  {state}  {}", row.id, row.tenant, row.name).trim_end().to_owned()
}
