//! How words become keys. The build script includes this file, so index and look-up cannot differ.

use rust_stemmers::{Algorithm, Stemmer};
use unicode_segmentation::UnicodeSegmentation;

/// The codes of the indexed languages, in the order of the table's columns.
pub const CODES: [&str; 6] = ["en", "it", "es", "fr", "de", "pt"];

/// The lower-case words of a text; elided articles (`l'`, `d'`, `dell'`) and the English genitive are left out.
pub fn words(text: &str) -> Vec<String> {
    let lower = text.to_lowercase().replace(['’', 'ʼ', '`'], "'");
    lower.unicode_words().flat_map(split_elision).filter(|word| !word.is_empty()).map(str::to_owned).collect()
}

fn split_elision(word: &str) -> Vec<&str> {
    match word.split_once('\'') {
        None => vec![word],
        Some((head, "s" | "t" | "ll" | "re" | "ve" | "d" | "m")) => vec![head],
        Some((head, tail)) if head.chars().count() <= 5 => vec![tail],
        Some((head, tail)) => vec![head, tail],
    }
}

pub fn stemmer(code: &str) -> Stemmer {
    Stemmer::create(match code {
        "it" => Algorithm::Italian,
        "es" => Algorithm::Spanish,
        "fr" => Algorithm::French,
        "de" => Algorithm::German,
        "pt" => Algorithm::Portuguese,
        _ => Algorithm::English,
    })
}

/// The key of a phrase: its stems, joined by blanks.
pub fn stem_key(stemmer: &Stemmer, words: &[String]) -> String {
    let stems: Vec<_> = words.iter().map(|word| fold(&stemmer.stem(word))).collect();
    stems.join(" ")
}

/// Leaves accents out, because people do.
pub fn fold(word: &str) -> String {
    word.chars()
        .map(|letter| match letter {
            'à' | 'á' | 'â' | 'ã' | 'ä' | 'å' => 'a',
            'è' | 'é' | 'ê' | 'ë' => 'e',
            'ì' | 'í' | 'î' | 'ï' => 'i',
            'ò' | 'ó' | 'ô' | 'õ' | 'ö' => 'o',
            'ù' | 'ú' | 'û' | 'ü' => 'u',
            'ç' => 'c',
            'ñ' => 'n',
            other => other,
        })
        .collect()
}

/// Words that say nothing a picture can show.
pub fn is_stop_word(code: &str, word: &str) -> bool {
    let list: &str = match code {
        "it" => {
            " il lo la i gli le un uno una di a da in con su per tra fra e o ma se che chi non del dello della dei degli delle al allo alla ai agli alle dal dalla dai dalle nel nello nella nei nelle sul sulla sui sulle è sono ha hanno si ci vi ti mi tu io lui lei noi voi loro mio tuo suo tua mia sua tue tuoi nostro vostro questo questa quello quella come più meno molto poco tutto tutti ogni anche già solo dopo prima fino senza cosa ed od essere avere fare primo prima ultimo ultima può gratis gratuito gratuita "
        }
        "es" => {
            " el la los las un una unos unas de a en con por para y o u e pero si que quien no del al es son ha han se te me lo le su sus tu tus mi mis nuestro este esta ese esa como más menos muy poco todo todos cada también ya solo hasta sin ser hacer primer primero primera último última puede tiene tienen gratis gratuito gratuita "
        }
        "fr" => {
            " le la les un une des de du au aux à en dans avec par pour et ou mais si que qui ne pas est sont a ont se te me lui leur son sa ses ton ta tes mon ma mes notre votre ce cette ces comme plus moins très peu tout tous chaque aussi déjà seul sans être faire sur premier première dernier dernière peut gratuit gratuite dès environ montré montrée montrés place "
        }
        "de" => {
            " der die das den dem des ein eine einen einem einer eines und oder aber wenn dass wer nicht ist sind hat haben sich dich mich dir mir du ich er sie es wir ihr mein dein sein unser euer dieser diese dieses wie mehr weniger sehr alle jede jeder auch schon nur nach vor bis ohne mit für von zu zur zum im in an am auf aus bei machen erste ersten erster letzte letzten kann können frei kostenlos gratis "
        }
        "pt" => {
            " o a os as um uma uns umas de em com por para e ou mas se que quem não do da dos das no na nos nas ao aos é são tem têm te me lhe seu sua seus suas teu tua meu minha nosso este esta esse essa como mais menos muito pouco todo todos cada também já só até sem ser fazer primeiro primeira último última pode grátis gratuito gratuita "
        }
        _ => {
            " the a an of to in on with by for from and or but if that who not is are was has have it its he she we you they i my your his her our their this these those as more less very all every each also already only after before until without at be do make person can will may might could would first last free "
        }
    };
    list.contains(&format!(" {word} "))
}
