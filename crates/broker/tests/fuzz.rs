//! Envelopes that are broken a little: refused with a reason, or read as what they say.

#[path = "../../protocol/tests/mutate/mod.rs"]
mod mutate;

use aida_broker::{decode, encode};
use aida_protocol::{
    BriefMessage, ControlMessage, EventHint, HeldMessage, JobMessage, MESSAGE_VERSION, ProgressMessage,
    ReplyMessage,
};
use mutate::{Chance, broken};
use serde::{Serialize, de::DeserializeOwned};

const ROUNDS: u64 = 100_000;

macro_rules! golden {
    ($($name:literal)*) => { [$(include_bytes!(concat!("../../protocol/golden/", $name, ".json")).as_slice()),*] };
}

/// Whether it was read; what was read is written and read again the same.
fn reads<T: Serialize + DeserializeOwned>(body: &[u8]) -> bool {
    let Ok(message) = decode::<T>(body) else { return false };
    let written = encode(&message).expect("what was read can be written");
    let again: T =
        decode(&written).unwrap_or_else(|error| panic!("{error}: {}", String::from_utf8_lossy(body)));
    assert_eq!(
        serde_json::to_value(&again).expect("a value"),
        serde_json::to_value(&message).expect("a value"),
        "{}",
        String::from_utf8_lossy(body)
    );
    let value: serde_json::Value = serde_json::from_slice(&written).expect("JSON");
    let version = value["version"].as_u64().expect("a version");
    assert!(version <= u64::from(MESSAGE_VERSION) && version + 1 >= u64::from(MESSAGE_VERSION));
    assert!(!String::from_utf8_lossy(&written).contains("\\u0000"), "PostgreSQL stores no NUL");
    true
}

#[test]
fn a_broken_envelope_is_refused_or_read_as_what_it_says() {
    let jobs = golden!("job_writer" "job_director" "job_visual" "job_video" "job_audio" "job_assembly");
    let replies =
        golden!("reply_writer" "reply_director" "reply_visual" "reply_video" "reply_audio" "reply_failed");
    let others = golden!("brief_message" "control_message" "event_hint" "held_message" "progress_message");
    let (mut chance, mut read) = (Chance::new(2), 0);
    for round in 0..ROUNDS {
        let kind = round % 3;
        let example = match kind {
            0 => *chance.pick(&jobs),
            1 => *chance.pick(&replies),
            _ => *chance.pick(&others),
        };
        let body = broken(example, &mut chance);
        read += u64::from(match kind {
            0 => reads::<JobMessage>(&body),
            1 => reads::<ReplyMessage>(&body),
            _ => {
                let all = [
                    reads::<BriefMessage>(&body),
                    reads::<ControlMessage>(&body),
                    reads::<EventHint>(&body),
                    reads::<HeldMessage>(&body),
                    reads::<ProgressMessage>(&body),
                ];
                all.contains(&true)
            }
        });
    }
    assert!(read > ROUNDS / 50, "too few got through: {read}");
}
