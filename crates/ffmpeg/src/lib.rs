//! The only place that starts `ffmpeg` and `ffprobe`.
//!
//! ```text
//!  I420 frames ──▶ ClipEncoder ──▶ clip.mp4 ─┐
//!                                            ├─▶ join_and_mux ──▶ film.mp4 ──▶ probe, detect, decode_audio
//!                              mastered.wav ─┘
//! ```
//!
//! Every call is synchronous: async callers use a blocking thread. Each process runs in a group of its own that
//! is killed as a whole when the call is cancelled, runs too long or its owner is dropped. Arguments are arrays
//! (no shell), the demuxer of every input is sniffed by us and forced, protocols and formats are limited to
//! lists, names carry the `file:` prefix, no text of users ever stands in a filter, and what is written
//! appears under its own name only once it is whole.

mod audio;
mod boxes;
mod detect;
mod encoder;
mod error;
mod frames;
mod input;
mod join;
mod output;
mod probe;
mod process;
mod sniff;
mod still;

pub use audio::{decode_audio, encode_m4a, encode_mp3, to_mono_wav};
pub use boxes::{Mp4Layout, VideoTiming, read_layout};
pub use detect::{Detections, Span, detect};
pub use encoder::{ClipEncoder, TIMESCALE};
pub use error::FfmpegError;
pub use frames::FrameReader;
pub use join::{JoinedFilm, join_and_mux};
pub use probe::{AudioStream, Probe, VideoStream, probe};
pub use sniff::{Container, sniff_container, sniff_image};
pub use still::grab_frame;
