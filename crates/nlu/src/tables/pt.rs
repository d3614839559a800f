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
    language: Language::Pt,
    articles: "o a os as um uma uns umas",
    possessives: "meu minha meus minhas teu tua seu sua seus suas nosso nossa nossos nossas vosso vossa",
    prepositions: "de em com por para sobre do da dos das no na nos nas ao aos ate entre sem desde pelo pela pelos pelas num numa pra pro durante apos contra d'",
    conjunctions: "e ou mas que",
    with: "com sem",
    small: "se me te lhe nao sim e' sao esta estao ser ter ha muito mais como onde quando porque quem este esta estes estas esse essa isso isto todo todos toda todas cada so tambem ja hoje amanha quero queremos preciso precisamos \
        faca faz fazer crie tem temos pode podem deve devem duracao novo nova novos novas obrigado favor tipo voce voces eu nos ele ela fim ideias aqui agora depois antes melhor melhores tenho gostaria",
    until: "a e ou",
    senses: &[
        (
            Content(Video),
            "anuncio | anuncios | filme | filmes | filminho | curta metragem | curta | documentario | animacao | video promocional | video curto | video animado | clipe | clipes | videoclipe | propaganda | publicidade | comercial | video publicitario | video explicativo | videozinho | reclame | clipe promo | videoaula",
        ),
        (
            Content(Audio),
            "audiolivro | so audio | apenas audio | spot de radio | faixa de audio | mensagem de voz | ~locucao | ~narracao | episodio de podcast | episodio do podcast | anuncio de radio | vinheta | audioguia | conteudo de audio",
        ),
        (
            Content(Image),
            "imagem | imagens | foto | fotos | fotografia | fotografias | ilustracao | ilustracoes | cartaz | cartazes | panfleto | panfletos | folheto | capa | capas | desenho | desenhos | cartao postal | postal | carrossel | miniatura | miniaturas | papel de parede | arte | artes | grafico | infografico",
        ),
        (Content(MultiAsset), "campanha completa | pacote completo | kit completo | campanha multimidia | campanha multimedia | pacote multimidia | todos os formatos"),
        (
            Sense::Platform(Platform::Instagram),
            "historia do instagram | historias do instagram | historia para instagram | story do instagram | stories do instagram | story para instagram | stories para instagram | story para o instagram | stories para o instagram | reel do instagram | reels do instagram | reel para instagram | reels para instagram | reel para o instagram
             | reels para o instagram |  story no instagram | stories no instagram | stories do insta | story do insta | reels no instagram | reel no instagram",
        ),
        (Sense::Platform(Platform::InstagramFeed), "publicacao do instagram | publicacao no instagram | publicacao para instagram | publicacao para o instagram | post para o insta | post no insta | post do instagram | publicacao de instagram | feed no instagram"),
        (PlatformAspect(Platform::Facebook, Portrait), "story do facebook | stories do facebook | story para facebook | reel do facebook | reels do facebook"),
        (Sense::Platform(Platform::Facebook), "publicacao do facebook | post do facebook "),
        (Sense::Platform(Platform::Linkedin), "publicacao do linkedin | publicacao no linkedin | post do linkedin"),
        (Sense::Platform(Platform::Whatsapp), "status do whatsapp | status de whatsapp | status para whatsapp | status para o whatsapp | estado do whatsapp | estado de whatsapp | zap | status do zap"),
        (Sense::Platform(Platform::X), "no x | para x | para o x"),
        (Sense::Platform(Platform::YoutubeShorts), "short do youtube | short para youtube | short para o youtube | short youtube"),
        (Sense::Platform(Platform::Web), "para o site | para o nosso site | para nosso site | para o meu site | no site | para a web | para o website"),
        (Aspect(Portrait), "vertical | verticais | formato vertical | na vertical | em pe"),
        (Aspect(Landscape), "horizontal | horizontais | panoramico | formato horizontal | na horizontal | formato paisagem | paisagem"),
        (Aspect(Square), "quadrado | quadrada | quadrados | quadradas | formato quadrado"),
        (Aspect(Feed), "quatro quintos"),
        (Tone(Energetic), "energetic* | energic* | dinamic* | vibrant* | animad* | agitad* | ritmo rapido | ritmo acelerado | motivador* | motivacional* | cheio de energia | potent* | eletrizant* | impactant* | ~rapido | ~esportiv* | ~desportiv*"),
        (Tone(Elegant), "~elegant* | ~refinad* | ~sofisticad* | ~luxuos* | ~chique | ~exclusiv* | ~requintad* | ~de luxo"),
        (Tone(Professional), "~profissional | serio | seria | formal | formais | corporativ* | institucional | ~empresarial"),
        (Tone(Friendly), "~intim* | carinhos* | amigavel | amigaveis | acolhedor* | simpatic* | informal | proxim* | descontraid* | ~caloros* | cordial | ~familiar | afetuos*"),
        (Tone(Playful), "divertid* | engracad* | alegr* | brincalha* | ludic* | humoristic* | comic* | ironic* | bem humorad* | ~colorid* | irreverent*"),
        (Tone(Calm), "~relaxant* | ~calm* | ~tranquil* | ~seren* | ~suav* | ~zen | ~relaxad* | ~leve"),
        (Tone(Emotional), "emocionant* | emotiv* | emocional | comovent* | nostalgic* | melancolic* | inspirador* | ~romantic* | sentimental | poetic* | tocant*"),
        (Tone(Dramatic), "dramatic* | ~epic* | ~intens* | ~misterios* | suspense | ~cinematografic* | sombri*"),
        (Tone(Informative), "informativ* | educativ* | didatic* | explicativ* | instrutiv* | educacional | ~claro | ~clara | ~pratico | ~pratica"),
        (Tone(Neutral), "sobri* | neutr* | ~simples"),
        (Quality, "~jovem | ~juvenil | alta qualidade | de alta qualidade | ~chamativ* | ~atraent* | ~espetacular | ~modern* | ~criativ* | ~original | ~jovial | ~impressionant*"),
        (Style, "~minimalist* | ~preto e branco | em preto e branco | ~aquarela | ~desenho animado | ~anos 80 | ~anos 90 | ~anos 70 | ~anos 60 | ~futurist* | ~rustic*"),
        (StyleWord, "estilo | com estilo | em estilo | cores | tons | paleta | com cores | com tons | estetica | visual | look | no estilo | ambiente | clima | em tons | nas cores"),
        (
            People,
            "proprietarios | citadinos | vizinhos | criancas | bebes | meninos | meninas | rapazes | garotas | garotos | jovens | adolescentes | adultos | jovens adultos | idosos | idosas | terceira idade | mamaes | maes | pais | papais | avos | familias | casais | mulheres | homens | estudantes | universitarios | professores | iniciantes | principiantes | leigos
             | especialistas | profissionais | empreendedores | empreendedoras | empresarios | empresas | pmes | gestores | atletas | esportistas | amantes | fas | apaixonados | turistas | viajantes | ciclistas | corredores | clientes | trabalhadores | autonomos | criativos | aposentados | reformados | noivos | desenvolvedores
             | investidores | consumidores | todos | medicos | enfermeiros | agricultores | alunos",
        ),
        (Audience, "geracao z | publico jovem | publico geral | menores de 30 | maiores de 50 | maiores de 60 | publico em geral"),
        (AudienceIntro, "target | publico | publico alvo | voltado para | voltada para | voltado a | dirigido a | direcionado a | direcionado para | destinado a | pensado para | pensada para | audiencia | para um publico | focado em"),
        (MustIntro, "com o slogan | slogan | com o lema | lema | com o texto | com a frase | com o claim | deve mencionar | deve incluir | deve conter | deve dizer | deve aparecer | mencione | mencionar | mencionando | que mencione | inclua | incluir | incluindo | que inclua | que diga | nao esqueca | lembre de mencionar
            | chamada para acao | com a hashtag | com hashtag | use a hashtag | tem que aparecer | com o titulo"),
        (
            About,
            "sobre | explique | conte | apresente | acerca de | a respeito de | que fale de | que fala de | que fale sobre | que fala sobre | que explique | que explica | que conte | que conta | que mostre | que mostra | que apresente | que apresenta | que promova | para promover | para apresentar | para lancar | para explicar | para anunciar | para celebrar | para contar
             | para mostrar | para divulgar | que divulgue | intitulado | tema | dedicado a | dedicada a | promover | divulgando | explicando | mostrando | apresentando | anunciando | com o resumo do | com o resumo da | para convidar para | que convide para | falando de | falando sobre | contando",
        ),
        (Purpose, "para | para o | para a | para os | para as | pra | pro | por | de | do | da | dos | das | para um | para uma"),
        (
            Ask,
            "quero | queremos | queria | gostaria de | gostaria | gostariamos de | preciso de | preciso | precisamos de | precisamos | crie | criar | cria | faca | faz | faz me | fazer um | fazer uma | fazer | gere | gerar | gera | produza | produz | prepare | elabore | voce pode fazer | voce pode criar | pode fazer | pode criar | por favor | obrigado | obrigada | ola | oi | bom dia
             | formato | em formato | no formato | tom | com tom | em tom | com um tom | num tom | o tom deve ser | ritmo | qualidade | breve | bonito | belo | bom | serie de | uma serie de | que seja | que tenha | deve ser | tem que ser | muito | proporcao | redes sociais | para redes sociais | para as redes sociais | para as redes | conteudo | em portugues | conjunto de | um conjunto de | me faca | me faz | me crie",
        ),
        (NoVoice, "sem voz | sem locucao | sem voiceover | sem narracao | sem narrador | so musica | apenas musica | nenhuma voz | sem fala"),
        (NoMusic, "sem musica | sem musica de fundo | nenhuma musica | nada de musica | so voz | apenas voz | sem trilha sonora | sem trilha"),
        (NoSound, "mudo | muda | sem som | sem audio | silencioso"),
        (NoCaptions, "sem legendas | sem legenda"),
        (Voice(Female), "voz feminina | voz de mulher | com voz feminina | narradora | locutora | com voz de mulher"),
        (Voice(Male), "voz masculina | voz de homem | com voz masculina | narrador | locutor | com voz de homem"),
        (Seconds, "segundo | segundos | seg | segs | s | sec"),
        (Minutes, "minuto | minutos | min | mins | m | minutinho"),
        (Hours, "hora | horas | h"),
        (LengthIntro, "duracao | de duracao | com duracao de | com duracao | com a duracao de | que dure | dura | durar | maximo | max | no maximo | pelo menos | menos de | cerca de | aproximadamente | que dura | deve durar | de ate | uns"),
        (Half, "meio | meia"),
        (AndHalf, "e meio | e meia"),
        (Month, "janeiro | fevereiro | marco | abril | maio | junho | julho | agosto | setembro | outubro | novembro | dezembro"),
        (Offer, "desconto | de desconto | reais | euros | off"),
    ],
    letters: "ãõ",
};
