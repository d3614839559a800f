//! One field at a time.

use aida_nlu::{Understanding, understand};
use aida_protocol::{Aspect, BriefInput, ContentType, Gender, Language, Platform, Tone};

fn input(text: &str) -> BriefInput {
    understand(text).input
}

#[test]
fn the_first_brief_of_all() {
    let text = "Video Instagram 30s per scarpe eco-friendly, Gen Z, energico";
    let Understanding { input, language, confidence, spans } = understand(text);
    let expected = BriefInput {
        content_type: Some(ContentType::Video),
        language: Some("it".to_owned()),
        subject: Some("scarpe eco-friendly".to_owned()),
        audience: Some("Gen Z".to_owned()),
        tone: Some(Tone::Energetic),
        quality_keywords: Some(vec!["energico".to_owned()]),
        platform: Some(Platform::Instagram),
        duration_seconds: Some(30.0),
        ..BriefInput::default()
    };
    assert_eq!(input, expected);
    assert_eq!(language, Language::It);
    assert!(confidence > 0.6, "{confidence}");
    let said: Vec<(&str, &str)> = spans.iter().map(|(field, span)| (*field, &text[span.clone()])).collect();
    let expected = [
        ("content_type", "Video"),
        ("platform", "Instagram"),
        ("duration_seconds", "30s"),
        ("subject", "scarpe eco-friendly"),
        ("audience", "Gen Z"),
        ("tone", "energico"),
    ];
    let said: Vec<_> = said.into_iter().filter(|(_, text)| *text != "Video Instagram").collect();
    for pair in expected.into_iter().filter(|(_, text)| *text != "Video" && *text != "Instagram") {
        assert!(said.contains(&pair), "{pair:?} in {said:?}");
    }
}

#[test]
fn a_structured_brief_joined_by_commas() {
    let found = understand("Instagram 30s, scarpe eco, Gen Z, energico");
    assert_eq!(found.language, Language::It);
    assert_eq!(found.input.subject.as_deref(), Some("scarpe eco"));
    assert_eq!(found.input.audience.as_deref(), Some("Gen Z"));
    assert_eq!(found.input.duration_seconds, Some(30.0));
    assert_eq!(found.input.tone, Some(Tone::Energetic));
}

#[test]
fn content_types() {
    use ContentType::{Audio, Image, MultiAsset, Video};
    for (text, content, count) in [
        ("Podcast di 2 minuti sul caffè", Audio, None),
        ("Jingle allegro per la pizzeria", Audio, None),
        ("3 immagini per la nuova collezione", Image, Some(3)),
        ("tre splendide foto del lago", Image, Some(3)),
        ("a set of five product shots of our lamp", Image, Some(5)),
        ("Poster für das Jazzfest", Image, None),
        ("cuatro imágenes de la playa", Image, Some(4)),
        ("Video per il nostro podcast di storia", Video, None),
        ("Video con foto del prodotto per la ceramica artigianale", Video, None),
        ("Video e 3 immagini per il lancio della birra", MultiAsset, Some(3)),
        ("a video, two images and a jingle for the bakery", MultiAsset, Some(2)),
        ("Kochvideo über Pasta", Video, None),
        ("Voiceover of 20 seconds for the museum", Audio, None),
        ("Radio spot for the market", Audio, None),
        ("Tutorial video su come potare le rose", Video, None),
    ] {
        let found = input(text);
        assert_eq!(found.content_type, Some(content), "{text}");
        assert_eq!(found.image_count, count, "{text}");
    }
    assert_eq!(input("TikTok sul gelato").content_type, None);
}

#[test]
fn platforms_and_shapes() {
    use Aspect::{Feed, Landscape, Portrait, Square};
    for (text, platform, aspect) in [
        ("Video verticale sul mare", None, Some(Portrait)),
        ("Quadratisches Video über Bienen", None, Some(Square)),
        ("Video 16:9 sur les abeilles", None, Some(Landscape)),
        ("video formato 4:5 sul mare", None, Some(Feed)),
        ("clip 1080x1920 about bees", None, Some(Portrait)),
        ("Facebook Reel über Bienen", Some(Platform::Facebook), Some(Portrait)),
        ("Post quadrato per Instagram sulle api", Some(Platform::InstagramFeed), Some(Square)),
        ("a short YouTube video about bees", Some(Platform::Youtube), None),
        ("YouTube Short about bees", Some(Platform::YoutubeShorts), None),
        ("Video su X sulle api", Some(Platform::X), None),
        ("Twitter clip about bees", Some(Platform::X), None),
        ("Story di 10s sulle api", Some(Platform::Instagram), None),
        ("estado de WhatsApp sobre abejas", Some(Platform::Whatsapp), None),
        ("Reel per TikTok sulle api", Some(Platform::Tiktok), None),
        ("vídeo sobre abelhas", None, None),
    ] {
        let found = input(text);
        assert_eq!((found.platform, found.aspect), (platform, aspect), "{text}");
    }
}

#[test]
fn several_shapes_in_a_list_are_all_wanted() {
    use Aspect::{Feed, Landscape, Portrait, Square};
    for (text, aspects, subject) in [
        ("Video verticale e quadrato sul mare", &[Portrait, Square][..], "mare"),
        ("Video sia verticale che orizzontale per una pizzeria", &[Portrait, Landscape], "pizzeria"),
        ("Video 9:16, 16:9 e 1:1 sulle api", &[Portrait, Landscape, Square], "api"),
        ("Vertical and square video about bees", &[Portrait, Square], "bees"),
        ("Ein Video über Bienen, 16:9 und 4:5", &[Landscape, Feed], "Bienen"),
        ("vídeo vertical y cuadrado sobre abejas", &[Portrait, Square], "abejas"),
        ("vídeo vertical e quadrado sobre abelhas", &[Portrait, Square], "abelhas"),
        ("Vidéo verticale et carrée sur les abeilles", &[Portrait, Square], "abeilles"),
    ] {
        let found = input(text);
        assert_eq!(found.aspects.as_deref(), Some(aspects), "{text}");
        assert_eq!(found.aspect, aspects.first().copied(), "{text}");
        let said = found.subject.unwrap_or_default();
        assert!(said.ends_with(subject) && !said.contains(" e "), "{text}: {said:?}");
    }
    for one in
        ["Video verticale 9:16 sul mare", "Vertical video about the town square", "Video 16:9 sulle api"]
    {
        assert_eq!(input(one).aspects, None, "{one}");
    }
}

#[test]
fn tones_of_the_film_and_adjectives_of_the_subject() {
    for (text, tone, subject) in [
        ("Video elegante per orologi", Some(Tone::Elegant), "orologi"),
        ("Video per orologi eleganti", None, "orologi eleganti"),
        ("Reel, elegant watches, 20s", None, "elegant watches"),
        ("an elegant 30s video about watches", Some(Tone::Elegant), "watches"),
        ("Reel über Uhren, elegant und ruhig", Some(Tone::Elegant), "Uhren"),
        ("TikTok sur le miel, ton drôle", Some(Tone::Playful), "miel"),
        ("vídeo profissional sobre mel", Some(Tone::Professional), "mel"),
        ("Spot emozionante sulla montagna", Some(Tone::Emotional), "montagna"),
        ("Vídeo sobre la miel, tono cercano y cálido", Some(Tone::Friendly), "miel"),
    ] {
        let found = input(text);
        assert_eq!(found.tone, tone, "{text}");
        assert_eq!(found.subject.as_deref(), Some(subject), "{text}");
    }
    let keywords = input("Reel sul miele, elegante e raffinato, cinematic").quality_keywords;
    assert_eq!(keywords, Some(vec!["elegante".to_owned(), "raffinato".to_owned(), "cinematic".to_owned()]));
}

#[test]
fn audiences() {
    for (text, audience, subject) in [
        ("Video per bambini sui dinosauri", "bambini", "dinosauri"),
        ("Video sui dinosauri per bambini dai 6 anni", "bambini dai 6 anni", "dinosauri"),
        ("Reel on meal prep for busy moms", "busy moms", "meal prep"),
        ("Video über Yoga für Anfänger", "Anfänger", "Yoga"),
        ("Video sullo yoga, target: mamme lavoratrici", "mamme lavoratrici", "yoga"),
        ("Vídeo sobre finanzas dirigido a jóvenes, 30s", "jóvenes", "finanzas"),
        ("Vidéo sur le vélo pour les seniors", "seniors", "vélo"),
        ("vídeo sobre surf, público-alvo: iniciantes", "iniciantes", "surf"),
        ("TikTok sneakers nuove, Gen Z", "Gen Z", "sneakers nuove"),
        ("a video for women over 40 about running", "women over 40", "running"),
    ] {
        let found = input(text);
        assert_eq!(found.audience.as_deref(), Some(audience), "{text}");
        assert_eq!(found.subject.as_deref(), Some(subject), "{text}");
    }
    assert_eq!(input("Video su scarpe rosse").audience, None);
}

#[test]
fn looks() {
    for (text, look) in [
        ("Video sulle lampade, stile minimal", "stile minimal"),
        ("Video sulle lampade in bianco e nero", "in bianco e nero"),
        ("Video sulle lampade, colori blu e oro", "colori blu e oro"),
        ("Video about lamps, pastel colours", "pastel colours"),
        ("Video über Lampen, minimalistischer Stil", "minimalistischer Stil"),
        ("Vidéo sur les lampes, style rétro", "style rétro"),
        ("Vídeo sobre lámparas, estilo acuarela", "estilo acuarela"),
        ("Vídeo sobre lâmpadas, cores quentes", "cores quentes"),
    ] {
        let style = input(text).style_preferences.and_then(|style| style.custom_description);
        assert_eq!(style.as_deref(), Some(look), "{text}");
    }
}

#[test]
fn what_has_to_appear() {
    for (text, items) in [
        ("Video sulle scarpe con lo slogan \"Corri libero\"", &["Corri libero"][..]),
        ("Video sulle scarpe con lo slogan Corri libero, 30s", &["Corri libero"]),
        ("Video about shoes, mention free shipping, 30s", &["free shipping"]),
        ("Video sulle scarpe, 20% di sconto, 19,99 €", &["20% di sconto", "19,99 €"]),
        ("Spot für das Stadtfest, 3. Mai 2027", &["3. Mai 2027"]),
        ("Video sulla festa, 12 giugno", &["12 giugno"]),
        ("Vidéo sur les bottes avec le slogan « Marche »", &["Marche"]),
        ("Video über Stiefel mit dem Slogan „Lauf los“", &["Lauf los"]),
        ("Vídeo sobre botas, debe mencionar el envío gratis", &["envío gratis"]),
    ] {
        let found = input(text).must_have.unwrap_or_default();
        assert_eq!(found, items, "{text}");
    }
    assert_eq!(input("Video su \"La Divina Commedia\"").subject.as_deref(), Some("La Divina Commedia"));
}

#[test]
fn facts_beside_the_subject() {
    for (text, items) in [
        (
            "Spot 30s per il laboratorio di ceramica di Lucia Bianchi a Torino, sabato 12 aprile alle 15, \
             25 € a persona, posti limitati, iscrizioni su www.lucialab.it",
            &[
                "sabato 12 aprile alle 15",
                "25 € a persona",
                "posti limitati",
                "iscrizioni su www.lucialab.it",
            ][..],
        ),
        (
            "Instagram video 20s for Marlow's Bakery, sourdough from $6, open every day from 7 to 19, \
             14 Harbour Street, Bristol, free coffee on Fridays",
            &[
                "sourdough from $6",
                "open every day from 7 to 19",
                "14 Harbour Street",
                "Bristol",
                "free coffee on Fridays",
            ],
        ),
        (
            "Video de 30s para la academia Lingua Viva: cursos de inglés desde 49 € al mes, profesores nativos, \
             empieza el 3 de octubre, tel. 955 123 456",
            &[
                "cursos de inglés desde 49 € al mes",
                "profesores nativos",
                "empieza el 3 de octubre",
                "955 123 456",
            ],
        ),
        (
            "Vidéo 30s pour le vélo pliant Zéphyr, 11 kg, 799 €, livré en 48 heures, garanti 5 ans, \
             conçu à Nantes par Claire Morel",
            &["799 €", "11 kg", "livré en 48 heures", "garanti 5 ans", "conçu à Nantes par Claire Morel"],
        ),
        (
            "Werbespot 30s für Bäckerei Schmidt, frisches Brot ab 6 Uhr, Brötchen 0,45 €, \
             Hauptstraße 12 in Freiburg, seit 1954 in Familienhand",
            &[
                "frisches Brot ab 6 Uhr",
                "Brötchen 0,45 €",
                "Hauptstraße 12 in Freiburg",
                "seit 1954 in Familienhand",
            ],
        ),
        (
            "Vídeo de 30s para o festival Som do Mar, 14 e 15 de junho em Florianópolis, ingressos a R$ 80, \
             com a banda Maré Alta, mood urbano",
            &["14 e 15 de junho em Florianópolis", "ingressos a R$ 80", "com a banda Maré Alta"],
        ),
    ] {
        let found = input(text).must_have.unwrap_or_default();
        assert_eq!(found, items, "{text}");
    }
    assert_eq!(input("Reel 12s: happy hour da @barLuce").must_have.unwrap(), ["@barLuce"]);
    assert_eq!(input("Reel 12s sul miele, ritmo veloce").must_have, None);
}

#[test]
fn sound_and_voice() {
    let silent = input("Video muto sulle onde");
    assert_eq!((silent.narration, silent.music), (Some(false), Some(false)));
    for text in [
        "Video sulle onde senza voce",
        "Video über Wellen ohne Sprecher",
        "Video about waves, no voiceover",
        "vidéo sur les vagues sans voix off",
        "vídeo sobre olas sin voz",
        "vídeo sobre ondas sem voz",
    ] {
        let found = input(text);
        assert_eq!((found.narration, found.music), (Some(false), None), "{text}");
    }
    for text in
        ["Video sulle onde senza musica", "Video über Wellen ohne Musik", "Video about waves, no music"]
    {
        assert_eq!(input(text).music, Some(false), "{text}");
    }
    assert_eq!(input("Video sulle onde senza sottotitoli").captions, Some(false));
    for (text, gender) in [
        ("Video sulle onde, voce femminile", Gender::Female),
        ("Video about waves with a male voice", Gender::Male),
    ] {
        assert_eq!(input(text).voice.map(|voice| voice.gender), Some(gender), "{text}");
    }
    assert_eq!(input("Video sulle onde").voice, None);
}

#[test]
fn subjects_read_well() {
    for (text, subject) in [
        ("Voglio un video per la mia pizzeria. Deve durare 30 secondi.", Some("pizzeria")),
        ("make me a video about how solar panels work", Some("how solar panels work")),
        ("Spot per La Sportiva, 20s", Some("La Sportiva")),
        ("Reel 20s #SaldiEstivi", Some("Saldi Estivi")),
        ("Video: AT&T e il 5G", Some("AT&T e il 5G")),
        ("Ciao! Mi puoi fare un video sul lago di Garda? Grazie", Some("lago di Garda")),
        ("Ein Video über den Bodensee im Herbst bitte", Some("Bodensee im Herbst")),
        ("Video Instagram 30s", None),
        ("", None),
    ] {
        assert_eq!(input(text).subject.as_deref(), subject, "{text}");
    }
}
