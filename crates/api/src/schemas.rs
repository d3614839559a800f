//! JSON Schemas of all public types, made from the types: for `/schemas/…` and for `/openapi.json`.

use aida_protocol as protocol;
use schemars::{JsonSchema, Schema, SchemaGenerator, generate::SchemaSettings};
use serde_json::{Map, Value};

use crate::{letters, wire};

/// A type whose schema is published.
pub struct Published {
    pub name: String,
    /// A document of its own.
    pub whole: fn() -> Schema,
    add: fn(&mut SchemaGenerator),
}

impl Published {
    fn of<T: JsonSchema>() -> Self {
        Published {
            name: T::schema_name().into_owned(),
            whole: || SchemaSettings::draft2020_12().into_generator().into_root_schema_for::<T>(),
            add: |generator| {
                generator.subschema_for::<T>();
            },
        }
    }
}

macro_rules! published {
    ($($type:ty),+ $(,)?) => {
        /// All of them.
        pub fn all() -> Vec<Published> {
            vec![$( Published::of::<$type>() ),+]
        }
    };
}

published![
    protocol::BriefInput,
    protocol::ProjectBrief,
    protocol::WorkflowState,
    protocol::WorkflowSummary,
    protocol::WorkflowEvent,
    protocol::JobView,
    protocol::WriterResult,
    protocol::DirectorResult,
    protocol::VisualResult,
    protocol::VideoResult,
    protocol::AudioResult,
    protocol::FinalResult,
    protocol::SceneNarration,
    protocol::Problem,
    protocol::BriefMessage,
    protocol::JobMessage,
    protocol::ReplyMessage,
    protocol::ProgressMessage,
    protocol::EventHint,
    protocol::ControlMessage,
    wire::Submitted,
    wire::WorkflowList,
    wire::JobList,
    wire::AssetList,
    wire::RequestAccepted,
    letters::DeadLetterList,
    letters::DeadLetterDetail,
    letters::DeadLetterAction,
    letters::DeadLetterActionResult,
    wire::UploadReceipt,
    wire::Health,
    wire::VersionInfo,
];

/// All of them and what they are made of, as OpenAPI keeps them (3.1 takes JSON Schema as it is).
pub fn components() -> Map<String, Value> {
    let settings = SchemaSettings::draft2020_12().with(|settings| {
        settings.definitions_path = "/components/schemas".into();
        settings.meta_schema = None;
    });
    let mut generator = settings.into_generator();
    for published in all() {
        (published.add)(&mut generator);
    }
    generator.take_definitions(true)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_published_type_is_a_component() {
        let components = components();
        for published in all() {
            assert!(components.contains_key(&published.name), "{}", published.name);
            let whole = (published.whole)();
            assert!(whole.get("$schema").is_some(), "{}", published.name);
        }
        assert!(components.contains_key("Usd") && components.contains_key("FieldError"));
    }
}
