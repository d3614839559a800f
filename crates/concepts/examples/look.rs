//! Prints which pictograms show the words of a text, best first:
//!
//! `cargo run --release -p aida-concepts --example look -- fr 'Le premier jour, 33 personnes ont payé leur place'`

fn main() {
    let mut arguments = std::env::args().skip(1);
    let language = arguments.next().unwrap_or_else(|| "en".to_owned());
    for text in arguments {
        println!("# {text}");
        for depiction in aida_concepts::look_up(&language, &text) {
            println!("{:.2} {} {}", depiction.score, depiction.emoji, depiction.word);
        }
    }
}
