//! fal.ai tells a whole fleet when it is done: webhooks come in at the fleet's public address, its API checks them, and the
//! worker that waits goes on. What is forged or old changes nothing but that the worker finds out by itself.

#[allow(dead_code, reason = "shared with the tests of hosted models")]
mod models;
#[allow(dead_code, reason = "shared with the tests that make films")]
mod support;

use std::{
    sync::{
        Arc, OnceLock,
        atomic::{AtomicU64, Ordering},
    },
    time::{Duration, Instant},
};

use aida_lab::fakes::{Fakes, Fault, Options};
use models::{options, settings, shown};
use support::Fleet;
use tokio::{
    io::copy_bidirectional,
    net::{TcpListener, TcpStream},
    runtime::Runtime,
    time::sleep,
};

const PATIENCE: Duration = Duration::from_secs(60);

/// What stands before the API in the network: an address that is known before the API has one.
struct Front {
    address: String,
    api: Arc<OnceLock<String>>,
}

impl Front {
    async fn new() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
        let address = format!("http://{}", listener.local_addr().expect("its number"));
        let api: Arc<OnceLock<String>> = Arc::default();
        let to = api.clone();
        tokio::spawn(async move {
            while let Ok((mut client, _)) = listener.accept().await {
                let to = to.get().cloned();
                tokio::spawn(async move {
                    let Some(to) = to else { return };
                    if let Ok(mut server) = TcpStream::connect(to).await {
                        // Either side may go when it has said what it wanted.
                        let _ = copy_bidirectional(&mut client, &mut server).await;
                    }
                });
            }
        });
        Front { address, api }
    }
}

struct World {
    runtime: Runtime,
    fakes: Fakes,
    fleet: Fleet,
    answers: usize,
}

impl World {
    /// The sum of a metric's lines that hold `part`, over the fleet.
    fn count(&self, part: &str) -> f64 {
        let metrics = self.fleet.metrics();
        let lines = metrics.lines().filter(|line| !line.starts_with('#') && line.contains(part));
        lines.filter_map(|line| line.rsplit(' ').next()?.parse::<f64>().ok()).sum()
    }

    fn told(&self) -> f64 {
        self.count("aida_model_told_total{provider=\"fal\"}")
    }

    /// One still of the first model, paid once; what the fleet's API answered to the webhooks about it.
    fn picture(&mut self, subject: &str, webhooks: usize) -> Vec<u16> {
        let charges = self.fakes.bill().of("flux-pro");
        let made = self.fleet.make(&[&format!("Immagine per {subject}")]);
        assert_eq!(made.json["status"], "completed", "{subject}: {}", made.json);
        let told = shown(&self.fleet, made.json["id"].as_str().expect("an id"));
        let result = &told["workflow"]["result"];
        assert!(result["metadata"]["models_used"].to_string().contains("FLUX Pro"), "{subject}: {result}");
        assert!(result["downgrades"].as_array().is_none_or(Vec::is_empty), "{subject}: {result}");
        assert_eq!(self.fakes.bill().of("flux-pro"), charges + 1, "{subject}");
        let (since, first) = (Instant::now(), self.answers);
        while self.fakes.webhook_answers().len() < first + webhooks {
            assert!(since.elapsed() < PATIENCE, "{subject}: webhooks are not sent");
            self.runtime.block_on(sleep(Duration::from_millis(20)));
        }
        let answers = self.fakes.webhook_answers();
        self.answers = answers.len();
        answers[first..].to_vec()
    }
}

#[test]
fn a_fleet_takes_webhooks_that_are_genuine_and_goes_on_at_once() {
    let runtime = Runtime::new().expect("a runtime");
    // Milliseconds between taking a request and saying so.
    let silence = Arc::new(AtomicU64::new(0));
    let (usual, pause) = (options(), silence.clone());
    let takes = move |what: &str| match what {
        "submit" => Duration::from_millis(pause.load(Ordering::Relaxed)),
        other => (usual.takes)(other),
    };
    let fakes = runtime.block_on(Fakes::start(Options { takes: Arc::new(takes), ..options() }));
    let fakes = fakes.expect("a port");
    let front = runtime.block_on(Front::new());
    let (fleet, folder) = (Fleet::new(), tempfile::tempdir().expect("a folder"));
    let mut set = settings(&fakes, folder.path());
    set.extend(["--set".to_owned(), format!("models.webhook_url={}", front.address), "up".to_owned()]);
    fleet.aida(&set.iter().map(String::as_str).collect::<Vec<_>>()).success();
    let api = fleet.api_url();
    front.api.set(api.trim_start_matches("http://").to_owned()).expect("it is set once");
    let mut world = World { runtime, fakes, fleet, answers: 0 };

    // Genuine: a worker that waits goes on by it.
    assert_eq!(world.picture("scarpe di sughero", 1), [200]);
    assert_eq!(world.told(), 1.0);
    // Twice: the second changes nothing.
    world.fakes.fail("fal.webhook", Fault::Double);
    assert_eq!(world.picture("sandali di corda", 2), [200, 200]);
    assert_eq!(world.told(), 2.0);
    // Early: it is taken while nobody knows the request's id yet; who hears that id later looks and finds all done.
    silence.store(2_000, Ordering::Relaxed);
    assert_eq!(world.picture("stivali di gomma", 1), [200]);
    silence.store(0, Ordering::Relaxed);
    // Forged, or an old one once more: refused, and the worker looks by itself.
    world.fakes.fail("fal.webhook", Fault::Forge);
    assert_eq!(world.picture("zoccoli di legno", 1), [403]);
    world.fakes.fail("fal.webhook", Fault::Replay);
    assert_eq!(world.picture("pantofole di lana", 1), [403]);
    assert_eq!(world.told(), 2.0);
    for (outcome, times) in [("taken", 3.0), ("doubled", 1.0), ("forged", 1.0), ("stale", 1.0)] {
        let line = format!("aida_webhooks_total{{outcome=\"{outcome}\",provider=\"fal\"}}");
        assert_eq!(world.count(&line), times, "{line}");
    }
}
