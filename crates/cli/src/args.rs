mod bench;

use std::path::PathBuf;

use aida_ops::{CommonArgs, config::Counts};
use aida_protocol::{Aspect, BriefInput, ContentType, NodeId, WorkflowId, WorkflowStatus};
use clap::{Parser, Subcommand};
use serde::de::{DeserializeOwned, value::StrDeserializer};

pub use bench::{BenchCommand, BenchFilmArgs, BenchFleetArgs, BenchOverloadArgs, BenchScaleArgs, ChaosArgs};

/// One sentence in, one finished film out.
#[derive(Debug, Parser)]
#[command(name = "aida", arg_required_else_help = true, propagate_version = true, after_help = EXIT_STATUSES)]
pub struct Args {
    #[command(flatten)]
    pub common: CommonArgs,
    /// Address of an API to use instead of the local fleet
    #[arg(long, global = true, value_name = "URL")]
    pub api: Option<String>,
    /// Key for the API; better in AIDA_CLIENT__KEY_FILE
    #[arg(long, global = true, value_name = "KEY", hide_default_value = true)]
    pub key: Option<String>,
    #[command(subcommand)]
    pub command: Command,
}

pub const EXIT_STATUSES: &str = "Exit status: 0 completed, 1 this machine failed, 2 bad input, 3 partial, 4 failed, \
    5 fleet not reachable, 6 cancelled, 130 watching was interrupted.";

#[derive(Debug, Subcommand)]
pub enum Command {
    /// Make a film, pictures or sound from a sentence
    Make(MakeArgs),
    /// Watch a workflow to its end and fetch what it delivers
    Watch(WatchArgs),
    /// List workflows, newest first
    Ls(LsArgs),
    /// Show one workflow and its jobs
    Show(IdArgs),
    /// Cancel a workflow
    Cancel(IdArgs),
    /// Start nothing more of a workflow; what runs may end
    Pause(IdArgs),
    /// Let a paused workflow go on
    Resume(IdArgs),
    /// Do a workflow that has ended again, from a step on
    Retry(RetryArgs),
    /// Look at what nobody could finish; replay or discard it
    Dead {
        #[command(subcommand)]
        command: DeadCommand,
    },
    /// List the models of the catalogue: prices, and whether they can be called
    Models(JsonArgs),
    /// Start the local fleet, or repair it
    Up(UpArgs),
    /// End the local fleet; data stay
    Down,
    /// Show the local fleet's processes
    Status(JsonArgs),
    /// Show the logs of the local fleet
    Logs(LogsArgs),
    /// Say what this machine lacks
    Doctor(JsonArgs),
    /// Manage API keys: create, list, revoke
    Keys {
        /// Arguments of `aida-api keys`
        #[arg(trailing_var_arg = true, allow_hyphen_values = true)]
        arguments: Vec<String>,
    },
    /// Measure this machine's fleet
    Bench {
        #[command(subcommand)]
        command: BenchCommand,
    },
    /// Break a fresh private fleet while it works, and look whether anything is lost
    Chaos(ChaosArgs),
    /// Show or explain the settings
    Config {
        #[command(subcommand)]
        command: ConfigCommand,
    },
    /// Look after the local fleet's processes (what `up` starts)
    #[command(hide = true)]
    Supervise,
}

#[derive(Debug, clap::Args)]
pub struct MakeArgs {
    /// What to make, such as "Video Instagram 30s per scarpe eco-friendly, Gen Z, energico"
    pub text: String,
    /// Shape of the picture: 9:16, 16:9, 1:1 or 4:5; several make a film each, with the same script, voice and music
    #[arg(long, value_parser = named::<Aspect>, value_delimiter = ',', value_name = "ASPECT,…")]
    pub aspect: Vec<Aspect>,
    /// Length in seconds, 5 to 600
    #[arg(long)]
    pub seconds: Option<f64>,
    /// Language: it, en, es, fr, de or pt
    #[arg(long, value_name = "LANGUAGE")]
    pub lang: Option<String>,
    /// video, image, audio or multi_asset
    #[arg(long, value_parser = named::<ContentType>)]
    pub content_type: Option<ContentType>,
    /// Picture of your own for the next scene; may be given many times
    #[arg(long = "picture", value_name = "FILE")]
    pub pictures: Vec<PathBuf>,
    /// Picture whose style the pictures take: a file, or an https address; takes a model that can (Midjourney)
    #[arg(long = "style-picture", value_name = "FILE|URL")]
    pub style_picture: Option<String>,
    /// Text, Markdown or HTML that the script takes its facts from; may be given many times
    #[arg(long = "from", value_name = "FILE")]
    pub material: Vec<PathBuf>,
    /// Return once the work is accepted
    #[arg(long)]
    pub no_wait: bool,
    #[command(flatten)]
    pub output: OutputArgs,
}

#[derive(Debug, clap::Args)]
pub struct OutputArgs {
    /// Folder for what is made [default: client.out]
    #[arg(long, value_name = "DIR")]
    pub out: Option<PathBuf>,
    /// Print one JSON object on standard output and nothing else
    #[arg(long)]
    pub json: bool,
}

#[derive(Debug, clap::Args)]
pub struct WatchArgs {
    pub id: WorkflowId,
    #[command(flatten)]
    pub output: OutputArgs,
}

#[derive(Debug, clap::Args)]
pub struct IdArgs {
    pub id: WorkflowId,
    /// Print JSON
    #[arg(long)]
    pub json: bool,
}

#[derive(Debug, clap::Args)]
pub struct RetryArgs {
    pub id: WorkflowId,
    /// The first step to be done again, such as audio or visual-2; without it all that failed
    #[arg(long, value_name = "NODE")]
    pub from: Option<NodeId>,
}

#[derive(Debug, Subcommand)]
pub enum DeadCommand {
    /// List dead letters, newest first
    Ls(DeadLsArgs),
    /// Show one with its body, its history and who did what to it
    Show {
        id: String,
        /// Print JSON
        #[arg(long)]
        json: bool,
    },
    /// Do their jobs again; asking twice does it once
    Replay(DeadActionArgs),
    /// Keep them, but replay them no more
    Discard(DeadActionArgs),
}

#[derive(Debug, clap::Args)]
pub struct DeadFilterArgs {
    /// Of this agent's jobs
    #[arg(long)]
    pub agent: Option<String>,
    /// attempts, crashed, delivery_limit, rejected, …
    #[arg(long)]
    pub reason: Option<String>,
    /// Of this workflow
    #[arg(long, value_name = "ID")]
    pub workflow: Option<String>,
    /// Kept then or later, such as 2026-01-31T12:00:00Z
    #[arg(long, value_name = "TIME")]
    pub since: Option<String>,
    /// Kept earlier
    #[arg(long, value_name = "TIME")]
    pub until: Option<String>,
    /// With this in the error, the reason or the queue's name
    #[arg(long)]
    pub text: Option<String>,
}

#[derive(Debug, clap::Args)]
pub struct DeadLsArgs {
    #[command(flatten)]
    pub filter: DeadFilterArgs,
    /// dead, replaying, replayed or discarded
    #[arg(long)]
    pub state: Option<String>,
    /// At most so many
    #[arg(long, default_value_t = 20)]
    pub limit: u32,
    /// Print JSON
    #[arg(long)]
    pub json: bool,
}

#[derive(Debug, clap::Args)]
pub struct DeadActionArgs {
    /// Letters by id; without one, those of the filter
    pub ids: Vec<String>,
    #[command(flatten)]
    pub filter: DeadFilterArgs,
    /// Every dead letter
    #[arg(long)]
    pub all: bool,
    /// Only say which would be taken
    #[arg(long)]
    pub dry_run: bool,
    /// Replays a second
    #[arg(long, value_name = "N")]
    pub per_second: Option<f64>,
    /// Print JSON
    #[arg(long)]
    pub json: bool,
}

#[derive(Debug, clap::Args)]
pub struct LsArgs {
    /// Only workflows of this status
    #[arg(long)]
    pub status: Option<WorkflowStatus>,
    /// At most so many
    #[arg(long, default_value_t = 20)]
    pub limit: u32,
    /// Print JSON
    #[arg(long)]
    pub json: bool,
}

#[derive(Debug, clap::Args)]
pub struct UpArgs {
    /// Processes by role, such as visual=2,planner=2; kept until said otherwise
    #[arg(long, value_name = "ROLE=N,…", default_value = "", hide_default_value = true)]
    pub replicas: Counts,
    /// PostgreSQL and RabbitMQ alone
    #[arg(long)]
    pub services_only: bool,
    /// With Debian's Prometheus over the fleet; kept until --observe=false
    #[arg(long, num_args = 0..=1, require_equals = true, default_missing_value = "true", value_name = "true|false")]
    pub observe: Option<bool>,
    /// Print the fleet's status as JSON
    #[arg(long)]
    pub json: bool,
}

#[derive(Debug, clap::Args)]
pub struct JsonArgs {
    /// Print JSON
    #[arg(long)]
    pub json: bool,
}

#[derive(Debug, clap::Args)]
pub struct LogsArgs {
    /// Role or process: visual, visual-1, postgres, rabbitmq, supervisor
    pub role: Option<String>,
    /// Go on with what comes
    #[arg(short, long)]
    pub follow: bool,
}

#[derive(Debug, Subcommand)]
pub enum ConfigCommand {
    /// Every setting with its value and where it comes from; secrets masked
    Show,
    /// All settings as a Markdown page
    Reference {
        /// Write the page to this file
        #[arg(long, value_name = "FILE", num_args = 0..=1, default_missing_value = "docs/CONFIGURATION.md")]
        write: Option<PathBuf>,
    },
}

/// A value as the API's JSON spells it.
fn named<T: DeserializeOwned>(text: &str) -> Result<T, String> {
    T::deserialize(StrDeserializer::<serde::de::value::Error>::new(text)).map_err(|error| error.to_string())
}

impl MakeArgs {
    /// The brief: the sentence, and what the flags override. Pictures are uploaded first.
    pub fn brief(&self) -> BriefInput {
        BriefInput {
            text: Some(self.text.clone()),
            aspect: self.aspect.first().copied(),
            aspects: (self.aspect.len() > 1).then(|| self.aspect.clone()),
            duration_seconds: self.seconds,
            language: self.lang.clone(),
            content_type: self.content_type,
            ..BriefInput::default()
        }
    }
}

impl Args {
    /// Flags that are settings.
    pub fn flags(&self) -> Vec<(String, String, String)> {
        let flag = |name: &str, key: &str, value: &String| (name.to_owned(), key.to_owned(), value.clone());
        let mut flags = Vec::new();
        flags.extend(self.api.as_ref().map(|url| flag("--api", "client.url", url)));
        flags.extend(self.key.as_ref().map(|key| flag("--key", "client.key", key)));
        flags
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn make(arguments: &[&str]) -> Result<MakeArgs, clap::Error> {
        let args = Args::try_parse_from(["aida", "make"].iter().chain(arguments))?;
        match args.command {
            Command::Make(make) => Ok(make),
            other => panic!("{other:?}"),
        }
    }

    #[test]
    fn flags_override_the_sentence() {
        let flags = [
            "Un film",
            "--aspect",
            "1:1",
            "--seconds",
            "15",
            "--lang",
            "it",
            "--content-type",
            "multi_asset",
        ];
        let brief = serde_json::to_value(make(&flags).unwrap().brief()).unwrap();
        let expected = serde_json::json!({"text": "Un film", "aspect": "1:1", "duration_seconds": 15.0,
            "language": "it", "content_type": "multi_asset"});
        assert_eq!(brief, expected);
        let several = serde_json::to_value(make(&["x", "--aspect", "9:16,16:9"]).unwrap().brief()).unwrap();
        assert_eq!(several, serde_json::json!({"text": "x", "aspect": "9:16", "aspects": ["9:16", "16:9"]}));
        let plain = serde_json::to_value(make(&["Un film"]).unwrap().brief()).unwrap();
        assert_eq!(plain, serde_json::json!({"text": "Un film"}));
    }

    #[test]
    fn wrong_flags_are_bad_input() {
        for wrong in [
            &["x", "--aspect", "2:1"][..],
            &["x", "--aspect", "9:16,2:1"],
            &["x", "--seconds", "ten"],
            &["x", "--nonsense"],
            &[],
        ] {
            assert_eq!(make(wrong).unwrap_err().exit_code(), 2, "{wrong:?}");
        }
    }
}
