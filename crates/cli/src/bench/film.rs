use std::fs;

use aida_lab::film::{FilmCost, Studio, measure};
use aida_ops::Settings;
use aida_protocol::Agent;
use anyhow::Context as _;

use super::{
    SERVICES, pids,
    private::{Overrides, Private, with},
};
use crate::{args::BenchFilmArgs, exit::Exit};

pub async fn run(args: &BenchFilmArgs, settings: &Settings, overrides: Overrides) -> anyhow::Result<Exit> {
    let private = Private::new(settings, "bench-film", overrides)?;
    let mut say = |text: &str| eprintln!("aida: {text}");
    let measuring = async {
        let fleet = private.up(with(&[])).await?;
        let studio = Studio {
            api: fleet.api_url().context("the fleet has no API")?,
            folder: private.home.root().to_owned(),
            our_pids: pids(&fleet, SERVICES, false),
            service_pids: pids(&fleet, SERVICES, true),
            picture_pids: pids(&fleet, &[Agent::Video.as_str()], true),
        };
        let cost = measure(&studio, args.seconds as f64, &mut say).await?;
        if let Some(keep) = &args.keep {
            fs::copy(studio.folder.join("film.mp4"), keep).with_context(|| keep.display().to_string())?;
        }
        anyhow::Ok(cost)
    };
    let cost = private.during(false, measuring).await?;
    if args.json {
        println!("{}", serde_json::to_string_pretty(&cost)?);
    } else {
        print!("{}", table(&cost));
    }
    Ok(Exit::Completed)
}

fn table(cost: &FilmCost) -> String {
    let mut lines = vec![
        format!(
            "film            {:.1} s at {}: {:.1} s from submit to file, on {} cores ({:.1} more busy with others' work)",
            cost.film_seconds, cost.resolution, cost.wall_seconds, cost.cores, cost.others_cores
        ),
        format!(
            "picture         {:.1} s, {:.2} times x264 alone ({:.1} s; runs {}); {:.2} times its CPU",
            cost.picture_seconds,
            cost.encode_ratio,
            cost.encode_seconds,
            cost.encode_runs.iter().map(|run| format!("{run:.1}")).collect::<Vec<_>>().join(", "),
            cost.encode_cpu_ratio
        ),
        format!(
            "memory          peak {:.0} MB of ours with ffmpeg; database and broker {:.0} MB;  CPU {:.1} s",
            cost.peak_mb, cost.services_peak_mb, cost.cpu_seconds
        ),
    ];
    lines.extend(cost.stages.iter().map(|stage| {
        format!(
            "{:15} {:5.1} to {:5.1} s   busy {:5.1} s   work {:5.1} s in {} jobs",
            stage.agent.as_str(),
            stage.begin,
            stage.end,
            stage.busy_seconds,
            stage.work_seconds,
            stage.jobs
        )
    }));
    lines.join("\n") + "\n"
}
