//! Common nouns, inflected as people write them, and the pictures that fit.

use aida_concepts::{look_up, look_up_word};

fn fits(code: &str, table: &[(&str, &str)]) {
    let mut wrong = Vec::new();
    for (word, fitting) in table {
        let found = look_up_word(code, word);
        let best = found.first().map_or("nothing", |depiction| depiction.emoji);
        if !fitting
            .split(' ')
            .any(|emoji| emoji.trim_end_matches('\u{fe0f}') == best.trim_end_matches('\u{fe0f}'))
        {
            wrong.push(format!("{word}: {best}, not one of {fitting}"));
        }
    }
    assert!(wrong.is_empty(), "{code}:\n{}", wrong.join("\n"));
}

#[test]
fn italian() {
    fits(
        "it",
        &[
            ("scarpe", "👟 👞"),
            ("case", "🏠 🏡 🏘"),
            ("alberi", "🌳 🌲"),
            ("biciclette", "🚲"),
            ("cani", "🐕 🐶"),
            ("gatti", "🐈 🐱"),
            ("mele", "🍎 🍏"),
            ("libri", "📚 📖"),
            ("chiavi", "🔑 🗝"),
            ("porte", "🚪"),
            ("montagne", "🏔 ⛰"),
            ("fiori", "🌸 💐 🌺"),
            ("pesci", "🐟 🐠"),
            ("chitarre", "🎸"),
            ("treni", "🚆 🚄"),
            ("navi", "🚢 🛳"),
            ("orologi", "⌚ 🕰"),
            ("ombrelli", "☂ ☔"),
            ("api", "🐝"),
            ("il caffè", "☕"),
            ("l'acqua", "💧"),
            ("lampadine", "💡"),
            ("gelati", "🍦 🍨"),
            ("cuori", "❤"),
            ("occhiali", "👓"),
        ],
    );
}

#[test]
fn english() {
    fits(
        "en",
        &[
            ("shoes", "👟 👞"),
            ("houses", "🏠 🏡 🏘"),
            ("trees", "🌳 🌲"),
            ("bicycles", "🚲"),
            ("dogs", "🐕 🐶"),
            ("cats", "🐈 🐱"),
            ("apples", "🍎 🍏"),
            ("books", "📚 📖 📗"),
            ("keys", "🔑 🗝"),
            ("doors", "🚪"),
            ("mountains", "🏔 ⛰"),
            ("flowers", "🌸 💐 🌺"),
            ("fish", "🐟 🐠"),
            ("guitars", "🎸"),
            ("trains", "🚆 🚄"),
            ("ships", "🚢 🛳"),
            ("watches", "⌚"),
            ("umbrellas", "☂ ☔"),
            ("bees", "🐝"),
            ("coffee", "☕"),
            ("bread", "🍞"),
            ("bulbs", "💡"),
            ("bridges", "🌉"),
            ("hammers", "🔨"),
            ("elephants", "🐘"),
        ],
    );
}

#[test]
fn spanish() {
    fits(
        "es",
        &[
            ("zapatos", "👟 👞"),
            ("casas", "🏠 🏡 🏘"),
            ("árboles", "🌳 🌲"),
            ("bicicletas", "🚲"),
            ("perros", "🐕 🐶"),
            ("gatos", "🐈 🐱"),
            ("manzanas", "🍎 🍏"),
            ("libros", "📚 📖"),
            ("llaves", "🔑 🗝"),
            ("puertas", "🚪"),
            ("montañas", "🏔 ⛰"),
            ("flores", "🌸 💐 🌼"),
            ("peces", "🐟 🐠"),
            ("guitarras", "🎸"),
            ("trenes", "🚆 🚄"),
            ("barcos", "🚢 🛳 ⛵"),
            ("relojes", "⌚ 🕰 ⏰"),
            ("paraguas", "☂ ☔"),
            ("abejas", "🐝"),
            ("café", "☕"),
            ("pan", "🍞 🥖"),
            ("bombillas", "💡"),
            ("helados", "🍦 🍨"),
            ("elefantes", "🐘"),
            ("gafas", "👓"),
        ],
    );
}

#[test]
fn french() {
    fits(
        "fr",
        &[
            ("chaussures", "👟 👞"),
            ("maisons", "🏠 🏡 🏘"),
            ("arbres", "🌳 🌲"),
            ("vélos", "🚲"),
            ("chiens", "🐕 🐶"),
            ("chats", "🐈 🐱"),
            ("pommes", "🍎 🍏"),
            ("livres", "📚 📖"),
            ("clés", "🔑 🗝"),
            ("portes", "🚪"),
            ("montagnes", "🏔 ⛰"),
            ("fleurs", "🌸 💐"),
            ("poissons", "🐟 🐠"),
            ("guitares", "🎸"),
            ("trains", "🚆 🚄"),
            ("bateaux", "🚢 🛳 ⛵ 🛥"),
            ("montres", "⌚"),
            ("parapluies", "☂ ☔ 🌂"),
            ("abeilles", "🐝"),
            ("le café", "☕"),
            ("l'eau", "💧"),
            ("ampoules", "💡"),
            ("glaces", "🍦 🍨"),
            ("éléphants", "🐘"),
            ("lunettes", "👓"),
        ],
    );
}

#[test]
fn german() {
    fits(
        "de",
        &[
            ("Laufschuhe", "👟 👞"),
            ("Häuser", "🏠 🏡 🏘"),
            ("Bäume", "🌳 🌲"),
            ("Fahrräder", "🚲"),
            ("Hunde", "🐕 🐶"),
            ("Katzen", "🐈 🐱"),
            ("Äpfel", "🍎 🍏"),
            ("Bücher", "📚 📖"),
            ("Schlüssel", "🔑 🗝"),
            ("Türen", "🚪"),
            ("Berge", "🏔 ⛰"),
            ("Blumen", "🌸 💐"),
            ("Fische", "🐟 🐠"),
            ("Gitarren", "🎸"),
            ("Züge", "🚆 🚄"),
            ("Schiffe", "🚢 🛳"),
            ("Armbanduhren", "⌚"),
            ("Regenschirme", "☂ ☔"),
            ("Bienen", "🐝"),
            ("Kaffee", "☕"),
            ("Kaffeetassen", "☕"),
            ("Glühbirnen", "💡"),
            ("Elefanten", "🐘"),
            ("Brillen", "👓"),
            ("Zahnarztpraxis", "🦷"),
        ],
    );
}

#[test]
fn portuguese() {
    fits(
        "pt",
        &[
            ("sapatos", "👟 👞"),
            ("casas", "🏠 🏡 🏘"),
            ("árvores", "🌳 🌲"),
            ("bicicletas", "🚲"),
            ("cachorros", "🐕 🐶 🐾"),
            ("gatos", "🐈 🐱"),
            ("maçãs", "🍎 🍏"),
            ("livros", "📚 📖"),
            ("chaves", "🔑 🗝"),
            ("portas", "🚪"),
            ("montanhas", "🏔 ⛰"),
            ("flores", "🌸 💐 🌼"),
            ("peixes", "🐟 🐠"),
            ("guitarras", "🎸"),
            ("trens", "🚆 🚄"),
            ("navios", "🚢 🛳"),
            ("relógios", "⌚ 🕰 ⏰"),
            ("guarda-chuvas", "☂ ☔"),
            ("abelhas", "🐝"),
            ("café", "☕"),
            ("pão", "🍞 🥖"),
            ("lâmpadas", "💡"),
            ("sorvetes", "🍦 🍨"),
            ("elefantes", "🐘"),
            ("óculos", "👓"),
        ],
    );
}

#[test]
fn what_is_not_a_language_or_a_word_finds_nothing() {
    assert!(look_up("xx", "shoe").is_empty());
    for text in ["", "   ", "?!…", "\u{0}\u{feff}", "ξενοδοχεῖον", "的", "the of and"] {
        assert!(look_up("en", text).is_empty(), "{text:?}");
    }
    assert!(look_up("de", &"donaudampfschiff".repeat(40)).len() < 20);
}

#[test]
fn the_rest_of_the_sentence_decides() {
    let found = look_up("it", "le tue nuove scarpe eco per correre nel bosco");
    let words: Vec<_> = found.iter().map(|depiction| depiction.word.as_str()).collect();
    assert!(words.contains(&"scarpe") && words.contains(&"eco") && words.contains(&"bosco"), "{words:?}");
    assert!(found.iter().all(|depiction| (0.0..=1.0).contains(&depiction.score)));
}
