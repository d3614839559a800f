use std::time::Instant;

use aida_assets::AssetStore;
use aida_models::JobContext;
use aida_protocol::{
    Agent, AgentResult, AssemblyInput, AssetRef, ContentType, ErrorKind, FilmError, FinalMetadata,
    FinalResult, JobError, JobInput, JobMessage, Spent, Usd, WorkflowId, WorkflowStatus,
};
use aida_studio::{ASSEMBLY_ID, Assembled, AssemblyFiles, assemble};
use async_trait::async_trait;
use chrono::Utc;

use super::{AgentWork, Capabilities, Done, files::Files, invalid_input, misrouted};

/// Makes one work of all parts, and inspects it.
#[derive(Debug, Clone, Copy, Default)]
pub struct Assembly;

#[async_trait]
impl AgentWork for Assembly {
    fn agent(&self) -> Agent {
        Agent::Assembly
    }

    fn capabilities(&self) -> Capabilities {
        Capabilities::of(ASSEMBLY_ID)
    }

    fn depends_on(&self) -> &'static [Agent] {
        &[Agent::Writer, Agent::Director, Agent::Visual, Agent::Video, Agent::Audio]
    }

    fn check(&self, input: &JobInput) -> Result<(), JobError> {
        let JobInput::Assembly(input) = input else { return Err(misrouted(Agent::Assembly, input)) };
        let (clips, scenes) = (input.clips.len(), input.script.scenes.len());
        match input.brief.content_type {
            ContentType::Video | ContentType::MultiAsset if clips != scenes || clips == 0 => {
                Err(invalid_input(format!("there are {clips} clips for {scenes} scenes")))
            }
            ContentType::Image if input.images.is_empty() => Err(invalid_input("there is no picture")),
            ContentType::Audio if input.audio.is_none() => Err(invalid_input("there is no sound")),
            ContentType::Video | ContentType::MultiAsset | ContentType::Image | ContentType::Audio => Ok(()),
        }
    }

    async fn execute(
        &self,
        job: &JobMessage,
        context: &JobContext,
        assets: &AssetStore,
    ) -> Result<Done, JobError> {
        let JobInput::Assembly(input) = &job.input else {
            return Err(misrouted(Agent::Assembly, &job.input));
        };
        let started = Instant::now();
        let mut files = Files::new(assets, context);
        let local = local_files(input, &files).await?;
        let made = put_together(input, local, context).await?;
        for file in made.files.clone() {
            files.store(file).await?;
        }
        let stored = files.into_made();
        let result = final_result(job.workflow_id, input, &made, &stored, context, started)?;
        Ok(Done {
            result: AgentResult::Assembly(Box::new(result)),
            assets: stored,
            cost: Usd::ZERO,
            model: ASSEMBLY_ID.to_owned(),
        })
    }
}

async fn local_files(input: &AssemblyInput, files: &Files<'_>) -> Result<AssemblyFiles, JobError> {
    let mut local = AssemblyFiles::default();
    for clip in &input.clips {
        local.clips.push(files.fetch(&clip.video).await?);
    }
    for image in &input.images {
        local.images.push(files.fetch(&image.image).await?);
    }
    let audio = input.audio.as_ref();
    local.mix = files.fetch_some(audio.map(|audio| &audio.audio)).await?;
    local.narration = files.narration(audio.and_then(|audio| audio.narration.as_ref())).await?;
    Ok(local)
}

/// Runs the studio's work, which is all processor and disk, on a thread where it may block.
async fn put_together(
    input: &AssemblyInput,
    local: AssemblyFiles,
    context: &JobContext,
) -> Result<Assembled, JobError> {
    let (input, context) = (input.clone(), context.clone());
    match tokio::task::spawn_blocking(move || assemble(&input, &local, &context)).await {
        Ok(assembled) => assembled.map_err(JobError::from),
        Err(_) => Err(JobError::new(ErrorKind::Internal, "the assembly ended unexpectedly")),
    }
}

/// The assembly's own part of the final result. The planner adds what it knows of the whole workflow.
fn final_result(
    workflow: WorkflowId,
    input: &AssemblyInput,
    made: &Assembled,
    stored: &[AssetRef],
    context: &JobContext,
    started: Instant,
) -> Result<FinalResult, JobError> {
    let stills = input.images.iter().map(|image| &image.image);
    let known: Vec<&AssetRef> = stored.iter().chain(stills).collect();
    let url = |name: &String| {
        let here = context.asset_name(name);
        let asset = known.iter().find(|asset| asset.name == here || asset.name == *name);
        asset.map(|asset| asset.url(workflow)).ok_or_else(|| {
            JobError::new(ErrorKind::Internal, format!("the assembly names {name} and did not make it"))
        })
    };
    let urls = |names: &[String]| names.iter().map(url).collect::<Result<Vec<_>, _>>();
    let some = |name: &Option<String>| name.as_ref().map(url).transpose();
    let error = (!made.passed).then(|| FilmError {
        agent: Agent::Assembly.to_string(),
        reason: format!("the inspection found: {}", made.faults.join("; ")),
        timestamp: Utc::now(),
    });
    Ok(FinalResult {
        status: if made.passed { WorkflowStatus::Completed } else { WorkflowStatus::Partial },
        video_url: some(&made.video)?,
        videos: vec![],
        image_urls: urls(&made.images)?,
        audio_url: some(&made.audio)?,
        thumbnail_url: some(&made.thumbnail)?,
        caption_urls: urls(&made.captions)?,
        report_url: Some(url(&made.report)?),
        metadata: FinalMetadata {
            duration: made.duration,
            resolution: made.resolution.clone(),
            has_audio: made.has_audio,
            cost: Spent::default(),
            time: Spent { estimated: 0.0, actual: started.elapsed().as_secs_f64() },
            agents_used: vec![Agent::Assembly.to_string()],
            models_used: vec![ASSEMBLY_ID.to_owned()],
            ..FinalMetadata::default()
        },
        post: None,
        downgrades: vec![],
        assets: None,
        error,
        progress: None,
    })
}
