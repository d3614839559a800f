use aida_protocol::{
    Aspect::{Feed, Landscape, Portrait, Square},
    ContentType::{Audio, Image, MultiAsset, Video},
    Gender::{Female, Male},
    Language, Platform,
    Tone::{
        Calm, Dramatic, Elegant, Emotional, Energetic, Friendly, Informative, Neutral, Playful, Professional,
    },
};

use super::{Sense, Sense::*, Table};

pub const TABLE: Table = Table {
    language: Language::It,
    articles: "il lo la i gli le l' un uno una un'",
    possessives: "mio mia miei mie tuo tua tuoi tue suo sua suoi sue nostro nostra nostri nostre vostro vostra vostri vostre",
    prepositions: "di a da in con su per tra fra del dello della dei degli delle dell' al allo alla ai agli alle all' \
        dal dallo dalla dai dagli dalle dall' nel nello nella nei negli nelle nell' sul sullo sulla sui sugli sulle \
        sull' d' presso verso senza durante dopo prima entro circa",
    conjunctions: "e ed o oppure ma anche che",
    with: "con senza",
    small: "si ci ne mi ti vi non piu come cosa dove quando perche chi questo questa questi queste quello quella e' \
        sono sia siamo siete ha hanno abbiamo ho essere avere fare deve devono puo possono vorrei voglio bisogno serve \
        molto poco tutto tutti tutta tutte ogni qualche solo gia ancora adesso subito oggi domani durata tipo genere \
        c' cui quale quali cose cosi poi mentre grazie favore ecco nuovo nuova nuovi nuove quest' quell' nostr",
    until: "a ai e o",
    senses: &[
        (
            Content(Video),
            "filmato | videino | videuccio | filmati | filmino | spottino | pubblicita | video pubblicitario | video promozionale | video musicale
             | cortometraggio | documentario | video corso | videocorso | video ricetta | videoricetta | inserzione
             | annuncio video | breve video | video breve | animazione | video animato | video spiegazione
             | pillola video | videopillola | diretta | spot pubblicitario | video racconto",
        ),
        (
            Content(Audio),
            "audiolibro | solo audio | traccia audio | messaggio vocale | ~voce fuori campo | spot radiofonico | annuncio radio
             | puntata di podcast | puntata del podcast | episodio di podcast | audioguida | contenuto audio | file audio",
        ),
        (
            Content(Image),
            "immagine | immagini | foto | fotografia | fotografie | illustrazione | illustrazioni | locandina | locandine
             | manifesto | manifesti | volantino | volantini | copertina | copertine | disegno | disegni | grafica | grafiche
             | carosello | caroselli | sfondo | sfondi | cartolina | cartoline | vignetta | vignette | scatti | scatto | miniatura",
        ),
        (
            Content(MultiAsset),
            "campagna completa | pacchetto completo | kit completo | campagna social completa | campagna multimediale
             | pacchetto multimediale | tutti i formati | kit multimediale",
        ),
        (
            Sense::Platform(Platform::Instagram),
            "storia instagram | storie instagram | storia su instagram | storie su instagram | storia di instagram
             | storie di instagram | storia per instagram | storie per instagram |  storia ig | storie ig
             | reel di instagram | reel per instagram | story di instagram | story per instagram | stories di instagram
             | stories per instagram | storia insta ",
        ),
        (Sense::Platform(Platform::InstagramFeed), "feed di insta | bacheca instagram | post su insta | post per ig"),
        (PlatformAspect(Platform::Facebook, Portrait), "storia facebook | storie facebook | storia di facebook | storia su facebook | storie su facebook"),
        (
            Sense::Platform(Platform::Whatsapp),
            "stato whatsapp | stato di whatsapp | storia whatsapp | storie whatsapp | storia di whatsapp | stati whatsapp | stato su whatsapp | stato per whatsapp",
        ),
        (Sense::Platform(Platform::X), "su x | per x"),
        (Sense::Platform(Platform::YoutubeShorts), "short youtube | short per youtube | short di youtube | short su youtube"),
        (Sense::Platform(Platform::Web), "per il sito web | per il sito | per il nostro sito | sul sito | per il nostro sito web | per il mio sito | sul nostro sito | per il web"),
        (Aspect(Portrait), "verticale | verticali | formato verticale | in verticale"),
        (Aspect(Landscape), "orizzontale | orizzontali | panoramico | formato orizzontale | in orizzontale | formato panoramico"),
        (Aspect(Square), "quadrato | quadrati | quadrata | quadrate | formato quadrato"),
        (Aspect(Feed), "formato quattro quinti"),
        (Tone(Energetic), "energic* | dinamic* | grintos* | adrenalinic* | vivac* | carich* | frizzant* | travolgent* | ritmo veloce
            | ritmato | ritmata | ritmo incalzante | ritmo serrato | motivazional* | ~esplosiv* | ~sportiv* | pieno di energia | ~veloc* | scattant*"),
        (Tone(Elegant), "~elegant* | ~raffinat* | ~sofisticat* | ~lussuos* | ~chic | ~esclusiv* | ~di classe | ~di lusso"),
        (Tone(Professional), "~professional* | seri | serio | seria | serios* | istituzional* | formal* | autorevol* | corporate | ~aziendal*"),
        (Tone(Friendly), "affettuos* | ~intim* | amichevol* | cordial* | ~accoglient* | ~calorosamente | caloros* | informal* | colloquial* | simpatic* | ~caldo | ~familiar* | rassicurant*"),
        (Tone(Playful), "giocos* | divertent* | allegr* | spiritos* | buff* | ironic* | scherzos* | umoristic* | comic* | ~spensierat* | scanzonat* | ~colorat*"),
        (Tone(Calm), "~rilassant* | ~calm* | ~tranquill* | ~seren* | ~pacat* | ~zen | ~delicat* | ~rilassat* | ~meditativ* | ritmo lento | ~soft"),
        (Tone(Emotional), "emozionant* | commovent* | emotiv* | toccant* | nostalgic* | ~romantic* | sentimental* | poetic* | ispirazional* | ~sognant* | malinconic*"),
        (Tone(Dramatic), "drammatic* | ~epic* | ~intens* | ~misterios* | ~potent* | suspense | cupo | cupa | ~cinematografic*"),
        (Tone(Informative), "informativ* | didattic* | educativ* | divulgativ* | esplicativ* | istruttiv* | chiaro e semplice | ~chiaro | ~chiara | ~pratico | ~pratica"),
        (Tone(Neutral), "sobri | sobrio | sobria | neutr* | ~semplice"),
        (Quality, "~giovane | ~fresco | alta qualita | di alta qualita | ~accattivant* | ~coinvolgent* | ~curat* | ~spettacolar* | ~d'impatto | ~di impatto | ~moderno | ~moderna | ~giovanil* | ~creativ* | ~original*"),
        (Style, "~bianco e nero | in bianco e nero | ~minimalist* | ~acquerello | ~fumetto | ~cartone animato | ~animazione 3d | ~anni 80 | ~anni 90 | ~anni 70 | ~anni 60 | ~anni 50 | ~futuristic* | ~rustic*"),
        (StyleWord, "stile | in stile | con stile | colori | toni | tonalita | palette | nello stile | look | atmosfera | estetica | con colori | coi colori | con toni | dai colori | dai toni | con palette | con atmosfera | con i colori"),
        (
            People,
            "proprietari | pendolari | cittadini | bambini | bambine | bimbi | bambino | ragazzi | ragazze | ragazz* | giovani | giovanissimi | adolescenti | adulti | giovani adulti
             | anziani | anziane | over | mamme | mamma | papa | genitori | nonni | famiglie | coppie | donne | uomini | studenti | studentesse
             | universitari | insegnanti | docenti | principianti | esperti | professionisti | imprenditori | imprenditrici | aziende | pmi
             | startup founder | manager | sportivi | appassionati | appassionate | amanti | turisti | viaggiatori | ciclisti | runner
             | clienti | lavoratori | freelance | creativi | pensionati | neonati | neomamme | sposi | neofiti | profani | dirigenti | sviluppatori
             | infermieri | medici | agricoltori | investitori | consumatori | tutti",
        ),
        (Audience, "generazione z | generazione alpha | mamme in carriera | under 30 | under 35 | over 50 | over 60 | over 40 | over 65"),
        (AudienceIntro, "target | pubblico | rivolto a | rivolto ai | rivolta a | rivolto alle | rivolto agli | rivolta ai | destinato a | destinato ai | indirizzato a | pensato per | pensata per | dedicato ai | dedicato alle | dedicato agli | adatto a | adatto ai | adatto alle | audience | per un pubblico di | per un pubblico | per il target"),
        (MustIntro, "con lo slogan | slogan | con la scritta | con la frase | con il testo | con il claim | deve contenere | deve esserci | deve apparire | deve comparire | deve dire | devi citare
            | cita | citare | menziona | menzionare | menzionando | ricorda che | includi | includere | inserisci | inserire | non dimenticare | con il motto | con call to action | call to action | con hashtag | con l'hashtag | usa l'hashtag | usando l'hashtag | deve includere | devono comparire | con titolo | con il titolo"),
        (
            About,
            "su | sul | sullo | sulla | sui | sugli | sulle | sull' | riguardo a | riguardante | a proposito di | a tema | che parla di | che parla del | che parla della | che parli di
             | che racconta | che racconti | che spiega | che spieghi | che mostra | che mostri | che presenta | che presenti | che parla dei | che parla delle | che parla dell' | che illustra | che illustri
             | intitolato | dal titolo | che promuove | che promuova | per promuovere | per presentare | per lanciare | per spiegare | per raccontare | per pubblicizzare | per far conoscere | per mostrare | per annunciare
             | per celebrare | promuovere | pubblicizzare | sponsorizzare | spiega | spiegare | racconta | raccontare | presenta | presentare | argomento | tema | il tema e | soggetto | dedicato a | dedicato al | dedicato alla | dedicata a | dedicata alla | dedicato all' | che descrive | che descriva | parla di | che parli del | che parli della | che invita a | che inviti a | per invitare a | per sponsorizzare",
        ),
        (Purpose, "per | per il | per la | per lo | per i | per gli | per le | per l' | del | della | di | dei | delle | degli | dell' | dello"),
        (
            Ask,
            "voglio | vorrei | vogliamo | vorremmo | mi serve | ci serve | mi servono | ci servono | serve | ho bisogno di | abbiamo bisogno di | ho bisogno | avrei bisogno di | crea | creami | creare | fai | fammi | fare un | facciamo | fate
             | realizza | realizzami | realizzare | genera | generami | generare | produci | prepara | preparami | mi fai | puoi fare | puoi farmi | puoi creare | puoi realizzare | desidero | ciao | salve | buongiorno | per favore | grazie | perfavore
             | formato | in formato | nel formato | tono | con tono | dal tono | in tono | tono di voce | ritmo | mood | qualita | breve | corto | bel | bello | bella | mi piacerebbe | dobbiamo fare | devo fare | stavolta | il tono deve essere | deve essere | sara | dev'essere | tono piuttosto | piuttosto | molto | aspect ratio | rapporto | proporzioni | lunghezza | ed | tipo | social | per i social | sui social | per social | verticale per | contenuto | un contenuto | serie di | una serie di | set di | lingua italiana | in italiano | in lingua italiana",
        ),
        (NoVoice, "senza voce | senza voce fuori campo | senza voiceover | senza narrazione | senza narratore | senza parlato | no voce | solo musica | niente voce | nessuna voce | senza voice over | senza doppiaggio"),
        (NoMusic, "senza musica | no musica | niente musica | nessuna musica | senza sottofondo | senza colonna sonora | senza musica di sottofondo | solo voce"),
        (NoSound, "muto | muta | senza audio | senza suono | silenzioso | senza sonoro | no audio | niente audio"),
        (NoCaptions, "senza sottotitoli | no sottotitoli | niente sottotitoli | senza didascalie"),
        (Voice(Female), "voce femminile | voce di donna | voce da donna | narratrice | con voce femminile | voce narrante femminile | voce di una donna"),
        (Voice(Male), "voce maschile | voce di uomo | voce d'uomo | voce da uomo | narratore | con voce maschile | voce narrante maschile | voce di un uomo"),
        (Seconds, "secondo | secondi | sec | s | secs"),
        (Minutes, "minuto | minuti | min | m | minutino"),
        (Hours, "ora | ore | h"),
        (LengthIntro, "durata | della durata di | lungo | lunga | lunghi | di durata | deve durare | che duri | dura | durare | max | massimo | al massimo | almeno | meno di | non piu di | circa | durata massima | durata circa | che dura | sotto i | entro i"),
        (Half, "mezzo | mezza | mezz'"),
        (AndHalf, "e mezzo | e mezza"),
        (Month, "gennaio | febbraio | marzo | aprile | maggio | giugno | luglio | agosto | settembre | ottobre | novembre | dicembre"),
        (Offer, "sconto | di sconto | sconti | euro | sconto del | scontato"),
    ],
    letters: "òì",
};
