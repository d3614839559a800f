//! The object store: bytes by their SHA-256, in a local folder or in an S3 bucket.
//!
//! ```text
//!  worker ──put_file──▶ blobs/sha256/ab/ab12…  ──get_to_file──▶ worker's scratch folder (hash checked)
//!                                              ──get_range────▶ HTTP responses
//! ```
//!
//! A blob is created once and never changed: its name is its content. Names of people's choosing
//! (`{tenant}/{workflow}/film.mp4`) are rows of the database that name a hash.
//!
//! Invariant: nothing here deletes or overwrites with other content.

mod error;
mod get;
mod hash;
mod options;
mod put;
mod store;

pub use error::AssetError;
pub use get::Blob;
pub use options::AssetOptions;
pub use put::Stored;
pub use store::AssetStore;
