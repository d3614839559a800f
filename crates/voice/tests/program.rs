//! The built program with the real library (packages libespeak-ng1 and espeak-ng-data).

use std::{
    io::Write,
    process::{Command, Output, Stdio},
};

use serde_json::{Value, json};

fn run(request: &[u8]) -> Output {
    let mut child = Command::new(env!("CARGO_BIN_EXE_aida-voice"))
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    child.stdin.take().unwrap().write_all(request).unwrap();
    child.wait_with_output().unwrap()
}

fn events(output: &Output) -> Vec<Value> {
    let text = std::str::from_utf8(&output.stdout).unwrap();
    text.lines().map(|line| serde_json::from_str(line).unwrap()).collect()
}

#[test]
fn every_language_is_there() {
    let output = Command::new(env!("CARGO_BIN_EXE_aida-voice")).arg("--probe").output().unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let probe: Value = serde_json::from_slice(&output.stdout).unwrap();
    for language in ["it", "en", "es", "fr", "de", "pt"] {
        assert_eq!(probe["voices"][language], true, "{language}");
    }
}

#[test]
fn words_point_into_the_text_and_the_wav_holds_all_segments() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("voice.wav");
    let texts = ["Perché la città è più bella,", "l'acqua scorre."];
    let request = json!({
        "language": "it", "gender": "female", "pitch": 50, "range": 50, "output": path,
        "segments": texts.map(|text| json!({ "text": text, "rate": 170 })),
    });
    let output = run(request.to_string().as_bytes());
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let events = events(&output);
    assert_eq!(events[0]["sample_rate"], 22_050);
    let first: Vec<char> = texts[0].chars().collect();
    let heard: Vec<String> = events[1]["words"]
        .as_array()
        .unwrap()
        .iter()
        .map(|word| {
            let (offset, length) = (word["offset"].as_u64().unwrap(), word["length"].as_u64().unwrap());
            first[offset as usize..(offset + length) as usize].iter().collect()
        })
        .collect();
    assert_eq!(heard, ["Perché", "la", "città", "è", "più", "bella"]);
    let samples: u64 = events[1..].iter().map(|event| event["samples"].as_u64().unwrap()).sum();
    let wav = hound::WavReader::open(&path).unwrap();
    assert_eq!(
        (u64::from(wav.duration()), wav.spec().channels, wav.spec().bits_per_sample),
        (samples, 1, 16)
    );
}

#[test]
fn a_wrong_request_is_named_and_nothing_is_written() {
    for wrong in [
        &b""[..],
        b"{}",
        br#"{"language":"xx","gender":"male","pitch":1,"range":1,"output":"x","segments":[]}"#,
    ] {
        let output = run(wrong);
        assert_eq!(output.status.code(), Some(2));
        assert!(output.stdout.is_empty());
        assert!(String::from_utf8_lossy(&output.stderr).contains("request is wrong"));
    }
    let request = json!({
        "language": "it", "gender": "male", "pitch": 50, "range": 50,
        "output": "/dev/null/voice.wav", "segments": [],
    });
    assert_eq!(run(request.to_string().as_bytes()).status.code(), Some(1));
}
