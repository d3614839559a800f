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
    language: Language::Fr,
    articles: "le la les l' un une des",
    possessives: "mon ma mes ton ta tes son sa ses notre nos votre vos leur leurs",
    prepositions: "de a en dans avec sur pour par du au aux d' chez entre sans vers sous pendant apres avant depuis des",
    conjunctions: "et ou mais que qu'",
    with: "avec sans",
    small: "je j' tu il elle nous vous ils elles me te se s' c' ce cet cette ces est sont etre avoir ai as a ont avons avez ne n' \
        pas plus tres comment ou quand pourquoi qui quoi tout tous toute toutes chaque aussi deja aujourd'hui demain veux \
        voudrais voudrait faut fais faites faire besoin doit doivent peut peuvent y duree nouveau nouvelle nouveaux \
        nouvelles nouvel merci plait genre environ moi toi meilleur meilleure meilleurs on afin jour maison",
    until: "a et ou",
    senses: &[
        (
            Content(Video),
            "pub | publicite | court metrage | documentaire | animation | video promotionnelle | video courte | courte video | clip video | video animee | tuto | tutoriel | tuto video | video tuto | bande annonce | annonce | video explicative | reclame | petite video | video publicitaire | pub video | film promotionnel | dessin anime",
        ),
        (
            Content(Audio),
            "livre audio | spot radio | pub radio | piste audio | message vocal | ~voix off | episode de podcast | episode du podcast | annonce radio | contenu audio | balado | audioguide | uniquement audio",
        ),
        (
            Content(Image),
            "image | images | photo | photos | illustration | illustrations | affiche | affiches | prospectus | depliant | couverture | couvertures | dessin | dessins | carte postale | cartes postales | carrousel | miniature | miniatures | fond d'ecran | visuel | visuels | banniere | bannieres | infographie | photographie | photographies",
        ),
        (Content(MultiAsset), "campagne complete | pack complet | kit complet | campagne multimedia | pack multimedia | tous les formats"),
        (
            Sense::Platform(Platform::Instagram),
            "story pour instagram | stories pour instagram | story sur instagram | stories sur instagram | reel pour instagram | reel sur instagram |  histoire instagram | reels pour instagram | story d'instagram | stories d'instagram | reel d'instagram",
        ),
        (Sense::Platform(Platform::InstagramFeed), "publication instagram | publication pour instagram | fil instagram | publication sur instagram | post pour insta | feed pour instagram | fil d'actualite instagram"),
        (PlatformAspect(Platform::Facebook, Portrait), "story pour facebook | story sur facebook | reel pour facebook"),
        (Sense::Platform(Platform::Facebook), "publication facebook "),
        (Sense::Platform(Platform::Linkedin), "publication linkedin"),
        (Sense::Platform(Platform::Whatsapp), "statut whatsapp | statuts whatsapp | story sur whatsapp | statut pour whatsapp"),
        (Sense::Platform(Platform::Pinterest), "epingle pinterest | epingles pinterest | epingle pour pinterest"),
        (Sense::Platform(Platform::X), "sur x | pour x"),
        (Sense::Platform(Platform::YoutubeShorts), "short youtube | short pour youtube | short sur youtube"),
        (Sense::Platform(Platform::Web), "pour le site web | pour le site | pour notre site | pour notre site web | pour mon site | sur notre site | pour le web | site internet"),
        (Aspect(Portrait), "vertical | verticale | verticales | format vertical | a la verticale | format portrait | en vertical"),
        (Aspect(Landscape), "horizontal | horizontale | panoramique | format paysage | format horizontal | en paysage | grand ecran | a l'horizontale"),
        (Aspect(Square), "carre | carree | carres | carrees | format carre"),
        (Aspect(Feed), "quatre cinquiemes"),
        (Tone(Energetic), "energique | energiques | dynamique | dynamiques | punchy | entrainant | entrainante | vibrant | vibrante | rythme rapide | rythme soutenu | rythme | rythmee | motivant | motivante | plein d'energie | percutant | percutante | tonique | ~rapide | ~sportif | ~sportive | explosif | explosive"),
        (Tone(Elegant), "~elegant | ~elegante | ~elegants | ~elegantes | ~raffine | ~raffinee | ~sophistique | ~sophistiquee | ~luxueux | ~luxueuse | ~chic | ~haut de gamme | ~de luxe | ~exclusif"),
        (Tone(Professional), "professionnel | ~professionnelle | serieux | serieuse | formel | formelle | corporate | institutionnel | institutionnelle"),
        (Tone(Friendly), "affectueux | affectueuse | ~intime | amical | amicale | chaleureux | chaleureuse | convivial | conviviale | decontracte | decontractee | sympa | accueillant | accueillante | informel | bienveillant | bienveillante | ~familial | ~cosy"),
        (Tone(Playful), "ludique | ludiques | drole | droles | amusant | amusante | joyeux | joyeuse | humoristique | rigolo | rigolote | ironique | espiegle | enjoue | enjouee | leger | ~fun | decale | decalee | ~colore | ~coloree"),
        (Tone(Calm), "~relaxant | ~relaxante | ~calme | ~apaisant | ~apaisante | ~zen | ~serein | ~sereine | ~doux | ~douce | ~tranquille | ~pose"),
        (Tone(Emotional), "reveur | reveuse | emouvant | emouvante | emotionnel | emotionnelle | touchant | touchante | nostalgique | melancolique | inspirant | inspirante | ~romantique | poetique | sentimental | sentimentale"),
        (Tone(Dramatic), "dramatique | ~epique | ~intense | ~mysterieux | ~mysterieuse | suspense | sombre | ~cinematographique"),
        (Tone(Informative), "informatif | informative | educatif | educative | pedagogique | didactique | explicatif | instructif | instructive | ~clair | ~claire | ~pratique | ~pratiques"),
        (Tone(Neutral), "sobre | neutre | ~simple"),
        (Quality, "~jeune | haute qualite | de haute qualite | ~accrocheur | ~accrocheuse | ~spectaculaire | ~moderne | ~creatif | ~creative | ~original | ~originale | ~jeune et frais | ~tendance | ~impactant | ~captivant"),
        (Style, "~minimaliste | ~noir et blanc | en noir et blanc | ~aquarelle | ~bande dessinee | ~annees 80 | ~annees 90 | ~annees 70 | ~annees 60 | ~futuriste | ~rustique"),
        (StyleWord, "style | facon | couleurs | tons | teintes | palette | dans le style | esthetique | look | ambiance | aux couleurs | avec des couleurs | dans des tons | au style | avec une ambiance"),
        (
            People,
            "citadins | citadines | proprietaires | urbains | enfants | bebes | tout petits | ados | adolescents | jeunes | adultes | jeunes adultes | seniors | personnes agees | mamans | meres | papas | peres | parents | jeunes parents | grands parents | familles | couples | femmes | hommes | etudiants | etudiantes | lyceens | professeurs | enseignants | debutants | debutantes | novices | experts
             | professionnels | entrepreneurs | entrepreneuses | entreprises | pme | dirigeants | sportifs | sportives | amateurs | passionnes | passionnees | amoureux | fans | touristes | voyageurs | cyclistes | coureurs | clients | salaries | freelances | independants | creatifs | retraites | futurs maries
             | developpeurs | investisseurs | consommateurs | tous | medecins | agriculteurs | infirmiers | collegiens | gourmands",
        ),
        (Audience, "generation z | grand public | jeune public | moins de 30 ans | plus de 50 ans | jeunes actifs | jeunes mamans"),
        (AudienceIntro, "cible | public cible | public | destine a | destinee a | destine aux | destinee aux | a destination des | adresse a | s'adressant a | s'adressant aux | visant les | pense pour | pensee pour | audience | concu pour | a l'attention des | ciblant | ciblant les"),
        (MustIntro, "avec le slogan | slogan | avec la phrase | avec le texte | avec l'accroche | avec la mention | doit mentionner | doit contenir | doit inclure | doit dire | doit apparaitre | mentionne | mentionner | mentionnez | en mentionnant | qui mentionne | inclure | inclus | incluant | inclut | n'oublie pas | n'oubliez pas
            | appel a l'action | avec le hashtag | avec hashtag | utilise le hashtag | avec le titre | disant | qui dit"),
        (
            About,
            "sur | explique | raconte | presente | au sujet de | a propos de | a propos du | a propos des | concernant | qui parle de | qui parle du | qui parle des | qui explique | expliquant | qui raconte | racontant | qui montre | montrant | qui presente | presentant | pour promouvoir | pour presenter | pour lancer | pour expliquer | pour annoncer | pour celebrer | pour raconter | pour montrer | pour faire connaitre
             | qui promeut | annoncant | intitule | theme | sujet | dedie a | dediee a | consacre a | consacree a | autour de | autour du | promouvoir | pour faire la promotion de | qui decrit | pour inviter a | invitant a | qui invite a",
        ),
        (Purpose, "pour | pour le | pour la | pour les | pour l' | pour un | pour une | pour des | de | du | des | de la | de l' | d'"),
        (
            Ask,
            "je veux | on veut | nous voulons | je voudrais | nous voudrions | j'aimerais | nous aimerions | on aimerait | j'ai besoin d' | j'ai besoin de | j'ai besoin | nous avons besoin d' | nous avons besoin de | il me faut | il nous faut | il faut | cree | creer | creez | cree moi | creez moi | fais | fais moi | faites | faites moi | faire | genere | genere moi | generer | realise | realise moi | realiser | realisez | produis | prepare | prepare moi
             | peux tu faire | peux tu creer | pouvez vous faire | pouvez vous creer | peux tu me faire | s'il te plait | s'il vous plait | stp | svp | merci | bonjour | salut | format | au format | en format | ton | avec un ton | d'un ton | sur un ton | le ton doit etre | qualite | petit | petite | bref | breve | court | courte | serie de | une serie de | doit etre | qui soit | tres | ratio | reseaux sociaux | pour les reseaux sociaux | pour les reseaux
             | contenu | en francais | lot de | un lot de | joli | jolie | belle | imagine | concois | d'une duree",
        ),
        (NoVoice, "sans voix | sans voix off | sans voiceover | sans narration | sans narrateur | sans commentaire | musique seule | seulement de la musique | pas de voix | aucune voix"),
        (NoMusic, "sans musique | sans musique de fond | pas de musique | aucune musique | voix seule | sans bande son"),
        (NoSound, "muet | muette | sans son | sans audio | silencieux | silencieuse | pas de son"),
        (NoCaptions, "sans sous titres | pas de sous titres | sans legendes"),
        (Voice(Female), "voix feminine | voix de femme | avec une voix feminine | narratrice | avec une voix de femme | voix off feminine | avec voix feminine"),
        (Voice(Male), "voix masculine | voix d'homme | avec une voix masculine | narrateur | avec une voix d'homme | voix off masculine | avec voix masculine"),
        (Seconds, "seconde | secondes | sec | secs | s"),
        (Minutes, "minute | minutes | min | mins | mn | m"),
        (Hours, "heure | heures | h"),
        (LengthIntro, "duree | d'une duree de | d'une duree d' | de duree | qui dure | dure | durer | durant | maximum | max | au maximum | au moins | moins d' | moins de | environ | pas plus de | qui dure environ | long de | longue de | doit durer"),
        (Half, "demi | demie"),
        (AndHalf, "et demie | et demi"),
        (Month, "janvier | fevrier | mars | avril | mai | juin | juillet | aout | septembre | octobre | novembre | decembre"),
        (Offer, "de remise | remise | de reduction | reduction | euros | soldes"),
    ],
    letters: "êûîœëï«»",
};
