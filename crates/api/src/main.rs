use std::process::ExitCode;

use aida_api::keys_command::{self, KeysCommand};
use aida_ops::{Arguments, CommonArgs};
use clap::{Parser, Subcommand};

/// AIDA's HTTP interface
#[derive(Debug, Parser)]
#[command(name = "aida-api")]
struct Args {
    #[command(flatten)]
    common: CommonArgs,
    /// Address to listen on; any but loopback needs API keys
    #[arg(long, value_name = "ADDRESS:PORT")]
    listen: Option<String>,
    #[command(subcommand)]
    command: Option<Command>,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Makes, lists and revokes API keys
    Keys {
        #[command(subcommand)]
        command: KeysCommand,
    },
    /// Writes the OpenAPI document
    Openapi,
}

impl Arguments for Args {
    fn common(&self) -> &CommonArgs {
        &self.common
    }

    fn flags(&self) -> Vec<(String, String, String)> {
        let listen = self.listen.clone().map(|value| ("--listen".to_owned(), "api.listen".to_owned(), value));
        listen.into_iter().collect()
    }

    fn serves(&self) -> bool {
        self.command.is_none()
    }
}

/// Requests and events are many small allocations; the system's allocator is slow at them.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() -> ExitCode {
    aida_ops::run("aida-api", |args: Args, service| async move {
        match args.command {
            Some(Command::Keys { command }) => keys_command::run(command, &service).await,
            Some(Command::Openapi) => {
                println!("{}", serde_json::to_string_pretty(&aida_api::document())?);
                Ok(())
            }
            None => aida_api::serve(service).await,
        }
    })
}
