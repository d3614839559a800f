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
    language: Language::De,
    articles: "der die das den dem des ein eine einen einem einer eines",
    possessives: "mein meine meinen meinem meiner meines unser unsere unseren unserem unserer unseres dein deine deinen deinem deiner euer eure euren eurem ihr ihre ihren ihrem ihrer sein seine seinen",
    prepositions: "von vom zu zum zur mit in im am an auf aus bei beim fur fuer uber ueber unter nach vor um ohne gegen durch seit wahrend zwischen ab bis ins ans aufs furs",
    conjunctions: "und oder aber dass",
    with: "mit ohne samt",
    small: "ist sind war wird werden wurde sein haben hat habe ich du er sie es wir mich mir uns euch nicht kein keine keinen auch noch schon sehr mehr wie was wer wo wann warum dieser diese dieses diesen alle alles jeder jede \
        nur so dann hier da jetzt heute morgen bitte brauche brauchen mochte mochten moechte will wollen soll sollte sollen kann konnen mach mache macht machen erstelle lang dauer neue neuer neues neuen danke etwa sich man \
        zuhause gut besten beste etwas ganz denn wenn weil damit unserem zwei drei vier funf",
    until: "bis und oder",
    senses: &[
        (
            Content(Video),
            "werbespot | werbevideo | werbefilm | werbeclip | kurzfilm | kurzvideo | imagefilm | image film | imagevideo | image video | produktvideo | erklarvideo | erklaervideo | erklarfilm | lernvideo | filmchen | animation | anzeige | werbung | doku | dokumentation | musikvideo | videoanzeige | videobeitrag
             | produktfilm | filmclip | trickfilm | anleitung | anleitungsvideo | schulungsvideo | recruitingvideo | eventvideo | kochvideo | animationsvideo | stellenanzeige",
        ),
        (
            Content(Audio),
            "horbuch | hoerbuch | radiospot | radiowerbung | horspiel | hoerspiel | audiospur | sprachnachricht | podcast folge | podcastfolge | nur audio | tonspur | radiobeitrag | audiobeitrag | einsprecher | ~sprecherstimme | podcastepisode | horgeschichte",
        ),
        (
            Content(Image),
            "bild | bilder | foto | fotos | illustration | illustrationen | plakat | plakate | flugblatt | titelbild | titelbilder | zeichnung | zeichnungen | grafik | grafiken | postkarte | postkarten | karussell | vorschaubild | hintergrundbild | produktfoto | produktfotos | produktbilder | werbeplakat | infografik | werbebilder",
        ),
        (Content(MultiAsset), "komplette kampagne | ganze kampagne | komplettpaket | gesamtpaket | multimedia kampagne | alle formate | vollstandige kampagne | multimediapaket"),
        (
            Sense::Platform(Platform::Instagram),
            "instagram geschichte | story fur instagram | stories fur instagram | story auf instagram | reel fur instagram | reel auf instagram | instagramvideo |  reels fur instagram | instagramstory | instareel | story fur insta | instagramreel",
        ),
        (Sense::Platform(Platform::InstagramFeed), "instagram beitrage | beitrag fur instagram | instagrampost | feed auf instagram | insta beitrag | instagram anzeige im feed | beitrag auf instagram"),
        (PlatformAspect(Platform::Facebook, Portrait), "story fur facebook | facebook reel fur"),
        (Sense::Platform(Platform::Facebook), "  facebook beitrag "),
        (Sense::Platform(Platform::Linkedin), "linkedin beitrag"),
        (Sense::Platform(Platform::Tiktok), "tiktok clip"),
        (Sense::Platform(Platform::Whatsapp), "whatsapp meldung | status fur whatsapp | status bei whatsapp | whatsappstatus | status auf whatsapp"),
        (Sense::Platform(Platform::X), "fur x | auf x | fuer x"),
        (Sense::Platform(Platform::YoutubeShorts), "short fur youtube | short auf youtube"),
        (Sense::Platform(Platform::Web), "fur die website | fur unsere website | fur die webseite | fur unsere webseite | fur meine website | auf der website | furs web | fur die homepage | fur unsere homepage | auf unserer website"),
        (Aspect(Portrait), "hochformat | hochkant | vertikal | vertikales | vertikaler | vertikale | im hochformat | hochkantvideo"),
        (Aspect(Landscape), "querformat | breitbild | horizontal | horizontales | im querformat | quer | im breitbild | breitbildformat | im breitbildformat"),
        (Aspect(Square), "quadratisch | quadratisches | quadratische | quadratischer | quadrat | quadratischen | im quadrat | quadratformat"),
        (Aspect(Feed), "vier zu funf"),
        (Tone(Energetic), "energiegeladen* | energisch* | dynamisch* | kraftvoll* | mitreissend* | schwungvoll* | lebendig* | temporeich* | schnell geschnitten | motivierend* | powervoll* | fetzig* | rasant* | ~sportlich* | voller energie | peppig* | spritzig* | ~schnell* | aufregend*"),
        (Tone(Elegant), "~elegant* | ~edel | ~edle* | ~stilvoll* | ~hochwertig* | ~luxurios* | ~raffiniert* | ~vornehm* | ~schick* | ~exklusiv*"),
        (Tone(Professional), "~professionell* | serios* | ernst | ernsthaft* | formell* | geschaftlich* | businessmassig"),
        (Tone(Friendly), "liebevoll* | ~intim* | freundlich* | herzlich* | ~warm | ~warme* | locker* | sympathisch* | nahbar* | ~gemutlich* | einladend* | personlich* | ~familiar* | vertraut*"),
        (Tone(Playful), "verspielt* | lustig* | witzig* | frohlich* | humorvoll* | spielerisch* | frech* | komisch* | ironisch* | heiter* | ~bunt | ~bunte* | augenzwinkernd* | locker flockig | vergnugt*"),
        (Tone(Calm), "~entspannt* | ~ruhig* | ~entspannend* | ~beruhigend* | ~sanft* | ~gelassen* | ~meditativ* | ~zen | ~still* | ~langsam*"),
        (Tone(Emotional), "vertraumt* | ~traumerisch* | emotional* | beruhrend* | bewegend* | nostalgisch* | melancholisch* | inspirierend* | ~romantisch* | gefuhlvoll* | poetisch* | ruhrend* | sentimental*"),
        (Tone(Dramatic), "dramatisch* | ~episch* | ~intensiv* | ~geheimnisvoll* | spannend* | duster* | ~filmisch* | ~mystisch*"),
        (Tone(Informative), "informativ* | lehrreich* | sachlich und informativ | didaktisch* | erklarend* | verstandlich* | ~klar | ~praktisch | ~praxisnah"),
        (Tone(Neutral), "sachlich* | nuchtern* | neutral* | schlicht* | ~einfach*"),
        (Quality, "hohe qualitat | in hoher qualitat | ~auffallend* | ~modern* | ~kreativ* | ~originell* | jugendlich* | ~beeindruckend* | ~ansprechend* | ~frisch* | ~trendig*"),
        (Style, "~minimalistisch* | ~schwarz weiss | ~schwarzweiss | in schwarz weiss | ~aquarell | ~zeichentrick | ~80er jahre | ~90er jahre | ~70er jahre | ~60er jahre | ~80er | ~90er | ~futuristisch* | ~rustikal* | neonfarben | pastellfarben | ~pastell | erdtone | ~knallig*"),
        (StyleWord, "stil | look | farben | farbpalette | farbtone | tone | farbwelt | im stil von | im stil | asthetik | stimmung | optik | in den farben | mit farben | mit den farben"),
        (
            People,
            "hausbesitzer | eigenheimbesitzer | stadter | pendler | bauherren | kinder | kindern | babys | jugendliche | jugendlichen | jungen | madchen | junge leute | junge menschen | erwachsene | junge erwachsene | senioren | seniorinnen | altere menschen | mutter | mamas | mamis | vater | vatern | papas | eltern | junge eltern | grosseltern | familien | paare | frauen | manner | studenten | studierende | studentinnen | schuler
             | schulerinnen | lehrer | lehrerinnen | lehrkrafte | anfanger | anfangerinnen | einsteiger | einsteigerinnen | laien | experten | profis | fachleute | unternehmer | unternehmerinnen | unternehmen | kmu | fuhrungskrafte | manager | sportler | sportlerinnen | fans | liebhaber | hobbygartner | touristen | reisende | radfahrer | laufer | kunden | kundinnen
             | mitarbeiter | mitarbeitende | selbststandige | kreative | rentner | entwickler | investoren | verbraucher | alle | arzte | pflegekrafte | landwirte | berufstatige | grunder | brautpaare | azubis | auszubildende | bewerber",
        ),
        (Audience, "generation z | junges publikum | breites publikum | unter 30 | uber 50 | uber 60 | ab 50 | ab 60 | zoomer | junge zielgruppe"),
        (AudienceIntro, "zielgruppe | zielgruppe sind | zielpublikum | publikum | gerichtet an | an die zielgruppe | fur die zielgruppe | richtet sich an | geeignet fur | gedacht fur | konzipiert fur | target | audience"),
        (MustIntro, "mit dem slogan | slogan | mit dem text | mit dem claim | mit dem spruch | mit den worten | mit dem satz | mit der aufschrift | muss enthalten | muss vorkommen | muss erwahnen | soll vorkommen | soll enthalten | soll erwahnen | erwahne | erwahnen | bitte erwahnen | nenne | nicht vergessen | vergiss nicht
            | handlungsaufruf | mit dem hashtag | mit hashtag | call to action | mit call to action | inklusive | mit der botschaft | botschaft | mit dem titel"),
        (
            About,
            "uber | ueber | erklare | erklar | zum thema | thema | zu dem thema | das erklart | der erklart | erklart | welches erklart | das zeigt | der zeigt | das vorstellt | der vorstellt | das bewirbt | der bewirbt | rund um | bezuglich | betreffend | mit dem thema | zur feier | das erzahlt | der erzahlt | um zu zeigen | wir prasentieren | vorstellung von | vorstellung | prasentiert | zum | zur | zu | bewirbt | das von | der von | anlasslich | zum launch von | das beschreibt | in dem es um | es geht um | handelt von | worin",
        ),
        (Purpose, "fur | fuer | furs | fur den | fur die | fur das | von | vom | des | der | fur ein | fur eine | fur einen"),
        (
            Ask,
            "ich will | wir wollen | ich mochte | wir mochten | ich moechte | ich hatte gern | ich hatte gerne | ich brauche | wir brauchen | wir benotigen | ich benotige | benotige | brauche | mach | mach mir | mach uns | mache | machen sie | erstelle | erstell | erstelle mir | erstell mir | erstellen | erstellen sie | erzeuge | generiere | produziere | bereite | gestalte | kannst du | konntest du | konnen sie | bitte | danke | hallo | hi | guten tag | moin
             | im format | format | formats | im ton | ton | tonalitat | tonfall | mit einem ton | stimmungsvoll | tempo | qualitat | kurz | kurzer | kurzes | kurze | kurzen | schon | schones | schoner | schone | cooler | cooles | soll sein | soll | sollte | sein | serie von | eine serie von | sehr | seitenverhaltnis | fur social media | social media | soziale medien | fur soziale medien | inhalt | auf deutsch | deutsch | set aus | gern | gerne | machen | erstellt | der ton soll | dreh | drehe | und zwar | es soll | im | machen wir",
        ),
        (NoVoice, "ohne stimme | ohne sprecher | ohne sprecherstimme | ohne voiceover | ohne voice over | ohne erzahler | ohne erzahlung | keine stimme | kein voiceover | kein sprecher | nur musik | ohne kommentar | ohne sprache"),
        (NoMusic, "ohne musik | ohne hintergrundmusik | keine musik | keine hintergrundmusik | nur stimme"),
        (NoSound, "stumm | stummfilm | ohne ton | kein ton | lautlos | tonlos | stummes | ohne audio"),
        (NoCaptions, "ohne untertitel | keine untertitel | ohne einblendungen"),
        (Voice(Female), "weibliche stimme | frauenstimme | mit weiblicher stimme | weiblicher stimme | sprecherin | mit frauenstimme | erzahlerin | weiblicher sprecher"),
        (Voice(Male), "mannliche stimme | mannerstimme | mit mannlicher stimme | mannlicher stimme | mit mannerstimme | sprecher | mannlicher sprecher"),
        (Seconds, "sekunde | sekunden | sek | sec | s | sekundig | sekundiges | sekundiger | sekundige | sekundigen | sekunder"),
        (Minutes, "minute | minuten | min | mins | minutig | minutiges | minutiger | minutige | minutigen | minuter"),
        (Hours, "stunde | stunden | h | std"),
        (LengthIntro, "lange | dauer | lang | langes | mit einer lange von | mit einer dauer von | maximal | max | hochstens | mindestens | weniger als | etwa | circa | ca | rund | ungefahr | soll dauern | dauert | unter | bis zu | langer | knapp | nicht langer als"),
        (Half, "halbe | halben | halber"),
        (OneAndHalf, "anderthalb | eineinhalb | einundeinhalb"),
        (AndHalf, "und eine halbe"),
        (Month, "januar | februar | marz | april | mai | juni | juli | august | september | oktober | november | dezember"),
        (Offer, "rabatt | euro | prozent | nachlass"),
    ],
    letters: "ßü„",
};
