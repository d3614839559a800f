//! What a sentence is about, and what it says beside: kinds of telling, days, clauses, labels.

use aida_nlu::understand;

#[track_caller]
fn reads(text: &str, subject: &str, must_have: &[&str]) {
    let input = understand(text).input;
    assert_eq!(input.subject.as_deref(), Some(subject), "{text}");
    assert_eq!(input.must_have.unwrap_or_default(), must_have, "{text}");
}

#[test]
fn a_kind_of_telling_is_not_what_is_told() {
    reads("Una storia di un minuto su un vecchio faro", "vecchio faro", &[]);
    reads("Una storia di una piccola volpe, 45 secondi", "piccola volpe", &[]);
    reads("A short story about a little fox, 45 seconds", "little fox", &[]);
    reads("Um conto sobre uma raposa pequena, 45 segundos", "raposa pequena", &[]);
    reads("La storia di Roma in un minuto", "storia di Roma", &[]);
}

#[test]
fn a_clause_says_which_one_is_meant() {
    let fox = "kleiner Fuchs, der den Mond sucht";
    reads("Eine Geschichte über einen kleinen Fuchs, der den Mond sucht, 45 Sekunden", fox, &[]);
    reads(
        "Un video su una barca, che torna sempre a casa, 30 secondi",
        "barca, che torna sempre a casa",
        &[],
    );
}

#[test]
fn a_quotation_is_its_own_subject() {
    let sea = "El mar no tiene prisa";
    reads("Una cita para Instagram: «El mar no tiene prisa», tono tranquilo, 15 segundos", sea, &[sea]);
    let sea = "The sea is never in a hurry";
    reads("Quote for Instagram: “The sea is never in a hurry”, calm, 15 seconds", sea, &[sea]);
    let sea = "Das Meer hat keine Eile";
    reads("Zitat: „Das Meer hat keine Eile“, 15 Sekunden", sea, &[sea]);
}

#[test]
fn what_happens_on_a_day_is_told_from_when() {
    let opens = "Annuncio: apre sabato 12 giugno la gelateria Nonna Rosa a Bologna, 24 gusti, 15 secondi";
    reads(opens, "gelateria Nonna Rosa a Bologna", &["apre sabato 12 giugno", "24 gusti"]);
    let opens = "Announcement: Bakery Rossi opens on Saturday 12 June in Bologna, 15 seconds";
    reads(opens, "Bakery Rossi", &["opens on Saturday 12 June in Bologna"]);
    let concert =
        "Ankündigung: Sommerkonzert der Stadtkapelle am 5. Juli um 20 Uhr im Schlosspark, Eintritt frei";
    let said = ["am 5. Juli um 20 Uhr im Schlosspark", "Eintritt frei"];
    reads(concert, "Sommerkonzert der Stadtkapelle", &said);
    let opens = "Anuncio: abre el sábado 12 de junio la heladería Nonna Rosa en Bolonia, 20 segundos";
    reads(opens, "heladería Nonna Rosa en Bolonia", &["abre el sábado 12 de junio"]);
    reads("Spot per i saldi del 3 maggio, 15 secondi", "saldi del 3 maggio", &["3 maggio"]);
}

#[test]
fn the_first_film_is_none_that_is_asked_for() {
    let asked = "Explique comment les frères Lumière ont montré le premier film, 75 secondes";
    reads(asked, "comment les frères Lumière ont montré le premier film", &[]);
}

#[test]
fn where_and_when_behind_for_whom_are_facts() {
    reads(
        "Apertura della libreria per bambini e famiglie nel cuore del quartiere San Salvario a Torino",
        "Apertura della libreria",
        &["nel cuore del quartiere San Salvario a Torino"],
    );
    reads(
        "A workshop for beginners in downtown Bristol, every Saturday",
        "workshop",
        &["in downtown Bristol", "every Saturday"],
    );
    reads(
        "Yoga-Kurs für Anfänger im Stadtpark München, jeden Montag",
        "Yoga-Kurs",
        &["im Stadtpark München", "jeden Montag"],
    );
}
