use std::io::BufRead;
fn main() {
    let rss = || {
        std::fs::read_to_string("/proc/self/status")
            .unwrap()
            .lines()
            .filter(|l| l.starts_with("VmRSS") || l.starts_with("RssAnon"))
            .map(|l| l.to_owned())
            .collect::<Vec<_>>()
            .join(" ")
    };
    println!("{}", rss());
    for line in std::io::stdin().lock().lines() {
        let line = line.unwrap();
        let t = std::time::Instant::now();
        let u = aida_nlu::understand(&line);
        let e = t.elapsed();
        let mut v = serde_json::to_value(&u.input).unwrap();
        v.as_object_mut().unwrap().remove("language");
        println!("{line}\n   {} {:.2} {}  ({e:?})", u.language, u.confidence, v);
    }
    println!("{}", rss());
}
