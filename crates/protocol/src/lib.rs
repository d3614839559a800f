//! Everything that crosses a wire between AIDA's processes, or between AIDA and its users.
//!
//! ```text
//!  user ──BriefInput──▶ api ──BriefMessage──▶ planner ──JobMessage──▶ worker
//!  user ◀─WorkflowState─┘    ◀──WorkflowEvent──┘      ◀─ReplyMessage──┘
//!                            ◀───────────ProgressMessage──────────────┘
//! ```
//!
//! The types follow the seed interfaces (ProjectBrief, WriterResult, …, FinalResult); fields that we
//! add are optional there. Every message kind has a golden file below `golden/` that must load for ever.

mod agent;
mod asset;
mod brief;
mod brief_input;
mod error;
mod event;
mod film;
mod frame;
mod ids;
mod job;
mod language;
mod message;
mod money;
mod results;
pub mod routing;
mod view;

pub use agent::{Agent, NodeId, Step};
pub use asset::{AssetRef, is_asset_name, is_sha256};
pub use brief::{
    BudgetConstraints, BudgetPriority, BudgetType, ContentType, Gender, Material, MaterialFormat, Picture,
    Priority, ProjectBrief, StyleChoice, StylePreferences, Tone, VoiceProfile,
};
pub use brief_input::{
    BriefDefaults, BriefInput, FieldError, GallerySelection, ScriptInput, ScriptSceneInput,
    StylePreferencesInput, limits,
};
pub use error::{ErrorKind, JobError, Problem};
pub use event::{EventKind, ToldEvent, WorkflowEvent};
pub use film::{FilmAssets, FilmError, FilmProgress, FilmVersion, FinalMetadata, FinalResult, Spent};
pub use frame::{Aspect, FrameSize, Platform};
pub use ids::{TenantId, WorkflowId};
pub use job::{
    AssemblyInput, AudioInput, ClipInput, DirectorInput, FRAMES_PER_SECOND, JobInput, PictureRef, SceneSlot,
    VisualInput, WriterInput,
};
pub use language::Language;
pub use message::{
    Again, AgentResult, BriefMessage, ControlMessage, EventHint, HELD_SILENCE_SECONDS, HeldJob, HeldMessage,
    JobMessage, JobOutcome, MAX_CRASHES, MESSAGE_VERSION, ProgressMessage, ReplyMessage,
};
pub use money::Usd;
pub use results::{
    AudioFormat, AudioResult, Dimensions, DirectorResult, Downgrade, ImageFormat, Metadata, PostText, Scene,
    SceneNarration, Script, Shot, Source, Storyboard, VideoResult, VisualResult, WordTiming, WriterResult,
};
pub use view::{JobView, StateError, WorkflowState, WorkflowStatus, WorkflowSummary};
