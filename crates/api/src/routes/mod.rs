//! One file a resource. Each route stands beside its documentation.

pub mod assets;
pub mod catalogue;
pub mod dead_letters;
pub mod events;
pub mod jobs;
pub mod list;
pub mod reference;
pub mod requests;
pub mod service;
pub mod state;
pub mod submit;
pub mod uploads;
pub mod webhooks;
