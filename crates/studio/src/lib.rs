//! The studio on this machine: models that need no key, no network and no graphics card, and the last step of
//! every film, whoever made its parts.
//!
//! ```text
//!  StudioWriter ─▶ script ─┬▶ StudioDirector ─▶ storyboard ─▶ StudioIllustrator ─▶ still + layers ─┐
//!                          └▶ StudioVoice ─▶ mix, word timings ──────────┬────────▶ StudioMotion ─▶ clip
//!                                                                        ▼                         │
//!                            film, thumbnail, captions, report ◀─ assemble ◀────────────────────────┘
//!                                                                  └▶ inspection
//! ```
//!
//! The crafts themselves live in crates of their own (`aida-script`, `aida-picture`, `aida-sound`); here they
//! become the traits of `aida-models`, and what they made becomes a finished, measured work.

mod assembly;
mod captions;
mod error;
pub mod inspect;
mod models;
mod report;
mod timeline;

pub use assembly::{ASSEMBLY_ID, Assembled, AssemblyFiles, assemble};
pub use captions::{FilmCue, from_srt, to_srt, to_vtt};
pub use error::AssembleError;
pub use models::{StudioDirector, StudioIllustrator, StudioMotion, StudioVoice, StudioWriter, mix_recorded};
pub use report::{
    CaptionMeasures, Check, Material, MaterialRole, Measure, PictureMeasures, REPORT_VERSION, Report,
    SceneReport, SoundMeasures,
};
pub use timeline::Timeline;
