//! The API against a real database: through the router, and as the process that users start.

mod access;
mod assets;
mod bad_input;
mod document;
mod events;
mod money;
mod process;
mod reliability;
mod support;
mod webhooks;
mod workflows;
