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
    language: Language::En,
    articles: "a an the",
    possessives: "my our your his her their its",
    prepositions: "of in on at to for from with without about by into over under between during through after before \
        around near via",
    conjunctions: "and or but that which",
    with: "with without featuring",
    small: "is are was were be been am it this these those i we you he she they me us them not need want would could \
        should can will may have has had do does did make makes making create give get how what where when why who \
        some any all more most very so than then there here please just only one two three four five six seven eight \
        nine ten let's we're i'd i'm it's don't new best your up out",
    until: "to and or",
    senses: &[
        (
            Content(Video),
            "movie | short film | ad | advert | advertisement | commercial | animation | documentary | animated video | how to video | music video
             | short video | video short | footage | walkthrough | demo video | product video | ad spot | mini documentary | slideshow | trailer video | promotional video
             | brand film | brand video | marketing video | training video | testimonial video | video presentation | sizzle reel | promo film | short clip | product demo",
        ),
        (
            Content(Audio),
            "audio track | audio clip | audio only | radio commercial | narration only | sound bite | spoken word | audio message | audio version | podcast intro | bedtime story | audio story | audio piece",
        ),
        (
            Content(Image),
            "image | images | picture | pictures | photo | photos | illustration | illustrations | graphic | graphics | drawing | drawings | still | stills | cover | postcard | postcards | leaflet
             | infographic | infographics | carousel | painting | paintings | product shots | product shot | portrait photo | billboard | image set | photograph | photographs | shots",
        ),
        (
            Content(MultiAsset),
            "full campaign | complete campaign | whole campaign | complete kit | campaign kit | marketing kit | full package | complete package | all assets | full social campaign | multimedia campaign | bundle of assets",
        ),
        (Sense::Platform(Platform::Instagram), "  reel for instagram | story for instagram | stories for instagram | story on instagram | stories on instagram | reel on instagram | reels on instagram | reels for instagram"),
        (Sense::Platform(Platform::InstagramFeed), "feed post |  instagram carousel post"),
        (Sense::Platform(Platform::X), "on x | for x "),
        (Sense::Platform(Platform::Web), "for the website | for our website | for my website | on our website | on the website | for our site | for the web | homepage hero"),
        (Aspect(Portrait), "vertical | portrait | vertical format | upright | in portrait | in vertical"),
        (Aspect(Landscape), "horizontal | landscape format | horizontal format | in landscape"),
        (Aspect(Square), "square"),
        (Aspect(Feed), "four by five"),
        (Tone(Energetic), "energetic | energizing | dynamic | high energy | lively | vibrant | bold | powerful | punchy | motivational | motivating | exciting | upbeat | fast paced | fast | adrenaline | hype | pumped | driving | ~sporty"),
        (Tone(Elegant), "~elegant | ~refined | ~sophisticated | ~luxurious | ~classy | ~stylish | ~chic | ~sleek | ~upscale | ~exclusive"),
        (Tone(Professional), "professional | ~serious | ~corporate | ~formal | authoritative | businesslike | ~business | trustworthy"),
        (Tone(Friendly), "~intimate | affectionate | friendly | ~warm | welcoming | casual | conversational | approachable | informal | heartfelt | ~cosy | ~cozy | reassuring | chatty | laid back"),
        (Tone(Playful), "playful | funny | humorous | witty | quirky | cheeky | lighthearted | light hearted | ~fun | ~cheerful | ~happy | comedic | ironic | tongue in cheek | silly | ~colourful | ~colorful | whimsical"),
        (Tone(Calm), "~calm | calming | relaxing | ~relaxed | soothing | ~peaceful | tranquil | ~serene | ~gentle | ~meditative | ~zen | ~slow | ~soft | mellow"),
        (Tone(Emotional), "emotional | moving | touching | inspiring | inspirational | nostalgic | heartwarming | sentimental | ~romantic | poetic | uplifting | ~dreamy | melancholic"),
        (Tone(Dramatic), "dramatic | ~epic | ~intense | suspenseful | ~mysterious | moody | thrilling | gripping | ~dark | ~cinematic"),
        (Tone(Informative), "informative | educational | instructive | explanatory | factual | didactic | clear and simple | clear and practical | ~clear | ~practical"),
        (Tone(Neutral), "neutral | sober | plain | understated | matter of fact"),
        (Quality, "eye catching | ~striking | ~stunning | ~modern | ~trendy | ~creative | ~original | polished | professional quality | youthful | ~professional looking"),
        (Style, "~minimalistic | ~eighties | ~nineties | ~80s | ~90s | ~70s | ~60s | ~futuristic | ~rustic | ~hand drawn | ~photorealistic | ~realistic | ~isometric | ~flat | ~claymation"),
        (StyleWord, "style | styled | in the style of | colours | colors | colour palette | color palette | palette | tones | look | aesthetic | look and feel | vibe | colour scheme | color scheme | with colours | with colors | atmosphere"),
        (
            People,
            "city dwellers | kids | children | toddlers | babies | teenage girls | boys | girls | young people | youngsters | adults | young adults | seniors | elderly | elderly people | older people | moms | mums | mothers | dads | fathers | parents
             | grandparents | families | couples | women | men | students | teachers | beginners | newbies | laypeople | novices | experts | professionals | entrepreneurs | founders | managers | executives | developers | engineers | designers
             | athletes | runners | cyclists | fans | lovers | enthusiasts | travellers | travelers | tourists | commuters | customers | clients | workers | freelancers | creatives | retirees | pensioners | newlyweds | brides
             | small businesses | smes | startups founders | investors | consumers | everyone | everybody | nurses | doctors | farmers | homeowners | gardeners | changers | owners | buyers | shoppers | people | audiences | pupils | graduates | collectors",
        ),
        (Audience, "under 30s | over 50s | over 60s | busy moms | busy parents | young professionals | small business owners | general public"),
        (AudienceIntro, "target | target audience | targeting | audience | aimed at | targeted at | geared towards | intended for | targeted to | addressed to | suitable for | designed for | made for | tailored to | directed at | target group | for an audience of"),
        (MustIntro, "with the slogan | slogan | with the tagline | tagline | with the text | with the words | with the claim | with the line | must mention | must include | must contain | must say | must show | should mention | should include | should say
            | mention | mentioning | include | including | be sure to mention | make sure to mention | don't forget | don't forget to mention | remember to mention | call to action | with the call to action | saying | that says | with the hashtag | use the hashtag | with hashtag | cta | headline | with the headline | titled"),
        (
            About,
            "about | on | explain | introduce | promote | advertise | present | showcase | covering | explaining | that explains | which explains | explains | showing | that shows | showcasing | that showcases | introducing | that introduces | presenting | that presents | promoting | that promotes | to promote | to introduce | to present | to launch | to announce
             | announcing | advertising | to advertise | telling | that tells | telling the story of | that tells the story of | the story of | celebrating | to celebrate | topic | subject | regarding | dedicated to | featuring | highlighting | to explain | to show | describing | that describes | demonstrating | themed around | inviting people to | recapping | launching",
        ),
        (Purpose, "for | of | for the | of the"),
        (
            Ask,
            "i want | we want | i'd like | we'd like | i would like | we would like | i need | we need | we are looking for | i am looking for | make me | make us | make | make an | create | create for me | generate | produce | please | can you make | can you create | could you make | could you create | can you | could you | give me
             | build me | build | prepare | do | craft | write me | hi | hello | hey | thanks | thank you | want | need | tone | with a tone | in a tone | tone of voice | tone should be | the tone should be | pace | pacing | mood | format | in format | quality | short | quick | brief | aspect ratio | ratio | nice | great | cool | should be | it should be | must be | piece | a piece of | piece of | content | set of | a set of | series of | a series of | me | in english | english | social | social media | for social media | for social | let's make | help me make | i'm looking for | we're making | looking for | very",
        ),
        (NoVoice, "no voice | no voiceover | no voice over | without voice | without voiceover | without voice over | no narration | without narration | no narrator | music only | only music | no speech | no talking | without a voiceover | without a narrator | without speech"),
        (NoMusic, "no music | without music | no background music | without background music | voice only | no soundtrack | no score"),
        (NoSound, "silent | no sound | without sound | mute | muted | no audio | without audio | soundless"),
        (NoCaptions, "no captions | without captions | no subtitles | without subtitles | no text on screen"),
        (Voice(Female), "female voice | woman's voice | female narrator | female voiceover | female voice over | with a female voice | voice of a woman | female speaker | lady's voice"),
        (Voice(Male), "male voice | man's voice | male narrator | male voiceover | male voice over | with a male voice | voice of a man | male speaker | deep male voice"),
        (Seconds, "second | seconds | sec | secs | s | seconds long | second long"),
        (Minutes, "minute | minutes | min | mins | m | minutes long | minute long"),
        (Hours, "hour | hours | h | hrs | hr"),
        (LengthIntro, "length | duration | lasting | long | runtime | running time | max | maximum | at most | at least | less than | under | up to | no longer than | around | approximately | roughly | approx | which lasts | that lasts | must last | should last | no more than | ~ish"),
        (Half, "half a | half | half of a"),
        (AndHalf, "and a half | and half"),
        (Month, "january | february | march | april | may | june | july | august | september | october | november | december"),
        (Offer, "off | discount | dollars | bucks | pounds | percent off"),
    ],
    letters: "",
};
