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
    language: Language::Es,
    articles: "el la los las lo un una unos unas",
    possessives: "mi mis tu tus su sus nuestro nuestra nuestros nuestras vuestro vuestra vuestros vuestras",
    prepositions: "de a en con por para sobre del al desde hasta entre sin hacia segun durante tras contra",
    conjunctions: "y o pero que",
    with: "con sin",
    small: "se me te nos le les no es son esta estan ser hay muy mas como donde cuando porque quien este estos estas ese esa \
        esto eso todo todos toda todas cada algo solo tambien ya hoy manana quiero necesito haz hazme ha han hemos tengo \
        tiene tienen hacer puede pueden debe deben fin ano anos nuevo nueva nuevos nuevas gracias favor tipo duracion \
        queremos necesitamos cual ahora aqui asi despues antes mejor mejores",
    until: "a y o",
    senses: &[
        (
            Content(Video),
            "anuncio | anuncios | pelicula | corto | cortometraje | documental | animacion | video promocional | video corto | video animado | video musical | videotutorial | anuncio de video | video publicitario | filme | video explicativo | publicidad | comercial | pieza de video",
        ),
        (
            Content(Audio),
            "audiolibro | solo audio | cuna de radio | cuna | cuna radiofonica | pista de audio | mensaje de voz | ~voz en off | locucion | anuncio de radio | episodio de podcast | episodio del podcast | cuento en audio | capitulo de podcast | audioguia",
        ),
        (
            Content(Image),
            "imagen | imagenes | foto | fotos | fotografia | fotografias | ilustracion | ilustraciones | cartel | carteles | afiche | afiches | folleto | portada | portadas | dibujo | dibujos | postal | postales | carrusel | miniatura | fondo de pantalla | grafica | graficas | valla | infografia",
        ),
        (Content(MultiAsset), "campana completa | paquete completo | kit completo | campana multimedia | paquete multimedia | campana de redes completa | todos los formatos"),
        (
            Sense::Platform(Platform::Instagram),
            "historia de instagram | historias de instagram | historia para instagram | historias para instagram | historia instagram | historias instagram |  reel de instagram | reel para instagram
             | reels de instagram | stories de instagram | story de instagram | story para instagram | stories para instagram | historia de insta | historia en instagram | historias en instagram | reels para instagram | historia de ig | stories de insta",
        ),
        (Sense::Platform(Platform::InstagramFeed), "publicacion de instagram | publicacion en instagram | publicacion para instagram | feed de insta | publicacion instagram | post de ig | publicaciones de instagram"),
        (PlatformAspect(Platform::Facebook, Portrait), "historia de facebook | historias de facebook | historia para facebook | reel de facebook | stories de facebook"),
        (Sense::Platform(Platform::Whatsapp), "estado de whatsapp | estados de whatsapp | estado whatsapp | estado para whatsapp | estados para whatsapp | historia de whatsapp"),
        (Sense::Platform(Platform::Linkedin), "publicacion de linkedin | publicacion para linkedin | publicacion en linkedin"),
        (Sense::Platform(Platform::Facebook), "publicacion de facebook | publicacion para facebook |  post de facebook"),
        (Sense::Platform(Platform::X), "en x | para x"),
        (Sense::Platform(Platform::YoutubeShorts), "short de youtube | short para youtube | short youtube"),
        (Sense::Platform(Platform::Web), "para la web | para nuestra web | para mi web | para el sitio web | para nuestro sitio web | pagina web | para nuestra pagina web | en la web"),
        (Aspect(Portrait), "vertical | verticales | formato vertical | en vertical"),
        (Aspect(Landscape), "horizontal | horizontales | panoramico | panoramica | formato horizontal | apaisado | en horizontal | formato panoramico"),
        (Aspect(Square), "cuadrado | cuadrada | cuadrados | cuadradas | formato cuadrado"),
        (Aspect(Feed), "cuatro quintos"),
        (Tone(Energetic), "energetic* | energic* | dinamic* | potent* | vibrant* | ritmo rapido | animad* | motivador* | motivacional* | lleno de energia | trepidant* | con ritmo | canero | canera | ~rapido | ~impactant* | ~deportiv* | vigoros*"),
        (Tone(Elegant), "~elegant* | ~refinad* | ~sofisticad* | ~lujos* | ~chic | ~exclusiv* | ~distinguid* | ~de lujo"),
        (Tone(Professional), "~profesional* | seri | serio | seria | formal | formales | corporativ* | institucional* | ~empresarial*"),
        (Tone(Friendly), "~intim* | carinos* | afectuos* | amigabl* | amistos* | cercan* | cordial* | informal* | acogedor* | ~calid* | simpatic* | ~familiar* | coloquial*"),
        (Tone(Playful), "divertid* | gracios* | alegr* | juguet* | ironic* | humoristic* | comic* | desenfadad* | chistos* | ~colorid* | ludic*"),
        (Tone(Calm), "~relajant* | ~tranquil* | ~calm* | ~seren* | ~suav* | ~pausad* | ~zen | ~relajad* | ~apacibl*"),
        (Tone(Emotional), "emotiv* | emocionant* | conmovedor* | nostalgic* | melancolic* | inspirador* | ~romantic* | sentimental* | poetic* | entranabl* | emocional*"),
        (Tone(Dramatic), "dramatic* | ~epic* | ~intens* | ~misterios* | suspense | suspenso | ~cinematografic* | ~oscur*"),
        (Tone(Informative), "informativ* | educativ* | didactic* | divulgativ* | explicativ* | instructiv* | ~claro | ~clara | ~practico | ~practica"),
        (Tone(Neutral), "sobri | sobrio | sobria | neutr* | ~sencill*"),
        (Quality, "~joven | ~juvenil | alta calidad | de alta calidad | ~llamativ* | ~atractiv* | ~espectacular* | ~modern* | ~creativ* | ~original* | ~juvenil* | ~impresionant*"),
        (Style, "~minimalist* | ~blanco y negro | en blanco y negro | ~acuarela | ~dibujos animados | ~anos 80 | ~anos 90 | ~anos 70 | ~anos 60 | ~futurist* | ~rustic*"),
        (StyleWord, "estilo | con estilo | en estilo | colores | tonos | paleta | con colores | con tonos | estetica | look | al estilo de | aire | ambiente | con los colores | en colores | en tonos"),
        (
            People,
            "propietarios | urbanitas | vecinos | ninos | ninas | profanos | ninos pequenos | chicos | chicas | jovenes | adolescentes | adultos | mayores | ancianos | personas mayores | tercera edad | madres | mamas | padres | papas | abuelos | familias | parejas | mujeres | hombres | estudiantes | universitarios
             | profesores | docentes | maestros | principiantes | expertos | profesionales | emprendedores | emprendedoras | empresarios | empresas | pymes | directivos | deportistas | aficionados | amantes | fans | turistas | viajeros | ciclistas | corredores | clientes
             | trabajadores | autonomos | creativos | jubilados | bebes | novios | desarrolladores | inversores | consumidores | todos | medicos | enfermeras | agricultores",
        ),
        (Audience, "generacion z | publico joven | publico general | jovenes adultos | adultos jovenes | menores de 30 | mayores de 50 | mayores de 60 | publico juvenil"),
        (AudienceIntro, "target | publico | publico objetivo | dirigido a | dirigida a | dirigidos a | orientado a | destinado a | pensado para | pensada para | enfocado a | audiencia | para un publico | apto para | publico meta"),
        (MustIntro, "con el eslogan | eslogan | con el lema | lema | con el slogan | slogan | con el texto | con la frase | con el claim | debe mencionar | debe incluir | debe contener | debe decir | debe aparecer | menciona | mencionar | mencionando | que mencione | incluye | incluir | que incluya | incluyendo
            | que diga | no olvides | recuerda mencionar | llamada a la accion | con hashtag | con el hashtag | usa el hashtag | tiene que aparecer | tiene que decir | con el titulo"),
        (
            About,
            "sobre | explica | cuenta | presenta | acerca de | que hable de | que habla de | que explique | que explica | que cuente | que cuenta | que muestre | que muestra | que presente | que presenta | que promocione | para promocionar | para presentar | para lanzar | para explicar | para anunciar | para celebrar | para contar | para mostrar | para dar a conocer
             | que trate de | que trata de | titulado | tema | dedicado a | dedicada a | acerca del | que hable del | que hable de la | promocionar | promocionando | explicando | mostrando | presentando | anunciando | con el resumen de | para publicitar | para invitar a | que invite a | que describa",
        ),
        (Purpose, "para | para el | para la | para los | para las | por | de | del | de la | de los | de las | con el | con la"),
        (
            Ask,
            "quiero | queremos | quisiera | quisieramos | necesito | necesitamos | me gustaria | nos gustaria | crea | creame | crear | cree | haz | hazme | haga | hacer un | hagamos | hacednos | haznos | genera | generame | generar | realiza | produce | prepara | preparame | puedes hacer | puedes crear | puedes hacerme | podrias hacer | podrias crear | por favor | gracias | hola | buenos dias
             | formato | en formato | con formato | tono | con tono | en tono | con un tono | en un tono | de tono | ritmo | calidad | breve | bonito | buen | serie de | una serie de | que sea | que tenga | debe ser | tiene que ser | muy | proporcion | relacion de aspecto | redes sociales | para redes sociales | para redes | contenido | en espanol | en castellano | pieza | una pieza | conjunto de | elabora | disena | disename | aspecto | el tono debe ser",
        ),
        (NoVoice, "sin voz | sin voz en off | sin voiceover | sin narracion | sin narrador | sin locucion | solo musica | ninguna voz | no voz"),
        (NoMusic, "sin musica | sin musica de fondo | no musica | nada de musica | solo voz | sin banda sonora"),
        (NoSound, "mudo | muda | sin sonido | sin audio | silencioso"),
        (NoCaptions, "sin subtitulos | no subtitulos | sin rotulos"),
        (Voice(Female), "voz femenina | voz de mujer | con voz femenina | narradora | locutora | con voz de mujer | voz en off femenina"),
        (Voice(Male), "voz masculina | voz de hombre | con voz masculina | narrador | locutor | con voz de hombre | voz en off masculina"),
        (Seconds, "segundo | segundos | seg | segs | s | sec | sg"),
        (Minutes, "minuto | minutos | min | mins | m | minutito"),
        (Hours, "hora | horas | h"),
        (LengthIntro, "duracion | de duracion | con duracion de | con una duracion de | que dure | dura | durar | maximo | max | como maximo | al menos | menos de | unos | unas | de largo | aproximadamente | alrededor de | cerca de | que dura | debe durar | no mas de"),
        (Half, "medio | media"),
        (AndHalf, "y medio | y media"),
        (Month, "enero | febrero | marzo | abril | mayo | junio | julio | agosto | septiembre | octubre | noviembre | diciembre"),
        (Offer, "descuento | de descuento | euros | pesos | rebaja"),
    ],
    letters: "ñ¿¡",
};
