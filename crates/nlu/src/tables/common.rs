use aida_protocol::{
    Aspect::{Feed, Landscape, Portrait, Square},
    ContentType::{Audio, Image, MultiAsset, Video},
    Platform,
};

use super::Sense::{self, Aspect, Audience, Content, PlatformAspect, Quality, Style};

/// What is said alike in all six languages.
pub const COMMON: &[(Sense, &str)] = &[
    (
        Sense::Platform(Platform::Instagram),
        "instagram | insta | ig | instagram reel | instagram reels | reel | reels | reel instagram | reels instagram
         | instagram story | instagram stories | insta story | insta stories | story instagram | stories instagram
         | ig story | ig stories | ig reel | ig reels | story insta | stories insta | story su instagram
         |  reel ig | reel su instagram | story ig",
    ),
    (
        Sense::Platform(Platform::InstagramFeed),
        "instagram feed | instagram post | instagram posts | feed instagram | post instagram | ig post | ig feed
         | instagram feed post | insta post | insta feed | post insta | feed di instagram | post di instagram
         | post su instagram | post per instagram | feed de instagram | post de instagram | post en instagram
         | feed d'instagram | post d'instagram | post sur instagram | post no instagram | feed do instagram | post do instagram
         | post para instagram | post para o instagram | post pour instagram | post fur instagram | feed do insta
         | instagram beitrag | instagram carousel | carosello instagram | post for instagram | post on instagram
         | post auf instagram | feed ig | post ig | feed insta",
    ),
    (Sense::Platform(Platform::Tiktok), "tiktok | tiktoks | tik tok |  tt video"),
    (Sense::Platform(Platform::Youtube), "youtube | you tube | yt |  youtube channel | canale youtube"),
    (
        Sense::Platform(Platform::YoutubeShorts),
        "youtube short | youtube shorts | yt short | yt shorts | shorts | shorts youtube | shorts de youtube
         | shorts do youtube",
    ),
    (Sense::Platform(Platform::Facebook), "facebook | fb |  facebook post | post facebook"),
    (
        PlatformAspect(Platform::Facebook, Portrait),
        "facebook story | facebook stories | facebook reel | facebook reels | fb story | fb reel | story facebook
         | stories facebook | reel facebook | reels facebook",
    ),
    (Sense::Platform(Platform::Linkedin), "linkedin | linked in | linkedin post | post linkedin"),
    (Sense::Platform(Platform::X), "twitter | tweet | x twitter | twitter x | x post |  tweets"),
    (
        Sense::Platform(Platform::Whatsapp),
        "whatsapp | whats app | whatsapp status | whatsapp story | whatsapp stories | status whatsapp | story whatsapp
         | whatsapp channel | stories whatsapp",
    ),
    (Sense::Platform(Platform::Pinterest), "pinterest | pinterest pin | pinterest pins | pin pinterest | pin di pinterest
         | pin de pinterest | pin do pinterest | pin per pinterest | pin para pinterest | pin pour pinterest | pin for pinterest
         | idea pin | pinterest idea pin | pin fur pinterest | pin su pinterest | pins pinterest"),
    (Sense::Platform(Platform::Web), "landing page |  webseite | website"),
    (Aspect(Portrait), "portrait mode | portrait format | full hd vertical"),
    (Aspect(Landscape), "widescreen | wide screen | landscape | letterbox"),
    (Aspect(Square), "square format"),
    (Aspect(Feed), "4 5 format"),
    (
        Content(Video),
        "video | videos | videoclip | video clip | clip | clips | spot | videospot | video spot | teaser | trailer
         | promo | promo video | video promo | clip promo | vlog | tutorial | tutorials | film | cortometraggio
         | video tutorial | tutorial video | spot video | spot tv | tv spot | videotutorial | promo clip | video ad
         | explainer | explainer video | teaser video | video teaser | recap video | ad video | microvideo | screencast",
    ),
    (
        Content(Audio),
        "podcast | jingle | audio | audio spot | spot audio | audio ad | radio spot | spot radio | audiobook | voice over
         | voiceover | podcast episode | radio ad | ~audio guide | podcast trailer | jingle audio | audio jingle",
    ),
    (
        Content(Image),
        "poster | posters | banner | banners | flyer | flyers | thumbnail | thumbnails | wallpaper | cover image
         | artwork | key visual | visual | visuals | banner ad | mockup | mockups",
    ),
    (
        Content(MultiAsset),
        "multi asset | multiasset | multi assets | asset kit | social kit | media kit | kit social | content kit | asset pack
         | social media kit | content pack",
    ),
    (
        Audience,
        "gen z | gen-z | genz | generation z | gen alpha | generation alpha | millennial | millennials | millenials | boomer | boomers
         | baby boomer | baby boomers | gen x | generation x | gen y | b2b | gamer | gamers | foodie | foodies | teenager | teenagers
         | teen | teens | startupper | digital nomads | nomadi digitali | nerd | nerds",
    ),
    (
        Quality,
        "4k | 8k | full hd | hd | uhd | premium | ~cinematic | high end | viral | ~luxury | high quality | top quality | ultra hd
         | engaging | snappy | punchy | fast paced | catchy | ~wow | upbeat",
    ),
    (
        Style,
        "~minimal | ~minimalist | ~flat design | ~vintage | ~retro | ~3d | ~pop art | ~lo fi | ~lofi | ~stop motion | ~cartoon | ~anime
         | ~neon | ~pixel art | ~low poly | ~motion graphics | ~art deco | ~bauhaus | ~boho | ~y2k | ~cyberpunk | ~vaporwave
         | ~black and white | ~whiteboard | ~hand drawn | ~watercolor | ~watercolour | ~sketch | ~comic",
    ),
];

/// English words, technical terms and brands that briefs in every language use: they tell nothing of the
/// language around them.
pub const LOANS: &str = "
account | action | ad | adidas | ads | affiliate | air | amazon | anime | analyst | analysts | app | apple | apps | art
award | baby | backstage | bar | bbq | b2b | beach | beauty | benchmark | best | bestseller | big | bio | bistro | black | blog
blockchain | blue | body | booking | boom | booster | boots | boss | bottle | box | brand | branding | brands | breakfast | brew
brownie | brunch | budget | building | burger | burgers | business | buzz | café | cafe | cake | call | camp | camper | camping | car
card | care | cash | casual | catering | challenge | chat | check | cheesecake | chef | chill | chips | city | class | classic | clean
cloud | club | coach | coaching | cocktail | coding | coffee | cold | collection | color | comfort | community | concept | content
control | cookie | cookies | cool | copy | copywriting | corner | cost | country | cover | coworking | craft | creative | creator
creators | crew | crossfit | crowdfunding | crypto | customer | cyber | dance | dashboard | data | day | deal | deals | dealer
decor | delivery | deluxe | design | designer | detox | digital | discount | discover | diy | dj | dress | drink | drinks | drive
drone | drop | e | early | easy | eco | economy | ecommerce | email | energy | engagement | engineering | entertainment | event
events | expert | experience | express | eyes | fact | facts | family | fan | fans | fashion | fast | fast food | feed | feedback | feel | fest
festival | film | fintech | fit | fitness | fitlab | flash | flat | flex | food | foodora | football | free | freelance | freelancer | fresh
friday | friendly | fun | fusion | future | gadget | gala | gallery | game | games | gaming | garage | garden | gel | ghost | giveaway | glam
glamour | gloss | glow | go | golf | google | gospel | green | grill | grunge | guest | gym | hack | hackathon | hair | halloween
handmade | happy | hard | hardware | hashtag | healthy | help | high | highlights | hip | hiphop | hipster | hit | hobby | holiday | holidays
home | homeoffice | hook | hot | hotel | house | hub | hype | ice | idea | ikea | indie | indoor | influencer | influencers | inside | insight
insights | intro | investor | iphone | ipad | italy | jazz | jeans | job | jogging | ketchup | keto | kit | know | lab | label | laptop | launch
lead | leader | leadership | led | leggings | level | life | lifestyle | lifting | light | like | line | lip | lipstick | liquid | live | living
local | lockdown | loft | logo | look | lookbook | lounge | love | lovers | low | lunch | luxury | made | magazine | make | makeup | making | manager
management | market | marketing | marketplace | mascara | master | masterclass | match | matcha | media | meeting | meetup | meme
memes | men | menu | metaverse | mindfulness | mindset | mini | mix | mobile | mobility | model | modern | mood | motion | motor | mountain | movie
mug | must | mystery | nail | nature | negroni | network | networking | new | news | newsletter | next | nft | night | nike | no | notebook | office
offline | oil | on | one | online | open | organic | original | outdoor | outfit | outfits | outlet | outside | pack | packaging | paddle | padel
page | party | partner | partnership | partners | password | patchwork | performance | pet | phone | photo | photobooth | pilates | pitch | pizza
planner | planning | plastic | play | player | playlist | plus | point | poke | pop | popup | portfolio | power | premium | preview | prime | pro
problem | product | profile | project | promo | prompt | pub | puzzle | quick | quiz | rap | ready | real | recap | recruiting | red | relax
release | remote | rent | report | resort | restyling | retail | retreat | review | rock | roadmap | rooftop | room | running | runner | safe | saas
sale | sales | samsung | scooter | score | screen | seller | seo | service | set | setup | sexy | shabby | shampoo | shark | shirt | shoes | shooting | shop
shopping | show | showroom | silver | single | skate | skateboard | skill | skills | skin | skincare | skinny | sleep | slim | slogan | slow | smart
smartphone | smartwatch | smile | smokey | smoothie | smoothies | snack | snacks | sneaker | sneakers | snow | snowboard | social | soft
software | solar | song | sound | spa | space | speaker | special | speed | sport | spritz | staff | standup | star | start | startup | startups | stock
stop | store | storyboard | story | storytelling | stream | streaming | street | streetwear | stress | strong | studio | style | summer | sunset | super
superfood | surf | sushi | sushis | sustainability | sweet | t | tablet | tag | takeaway | talent | talk | target | team | teambuilding | tech | techno | tennis
tesla | test | testimonial | testing | tips | tool | tools | top | touch | tour | toy | trail | trainer | training | travel | trekking | trend | trends | trendy
trick | tricks | trip | truck | trust | t-shirt | t-shirts | ui | unboxing | underground | unplugged | up | update | upgrade | urban | user | ux | vegan | vegano
vibe | vibes | view | vintage | vip | vr | vespa | wall | wash | watch | wave | way | wear | web | webinar | wedding | weekend | week | welcome
wellness | white | wifi | wine | winter | wireless | woman | women | work | working | workout | workshop | world | yacht | yoga | young | your | zalando | zara | zero
zoom | zumba | sephora | gucci | prada | ferrari | lamborghini | ducati | bmw | mercedes | volkswagen | netflix | spotify | airbnb | uber | tesla | mediamarkt
fnac | magalu | nutella | barilla | lavazza | coca | cola | red bull | starbucks | ai | kpi | roi | cta | led | usb | gps | suv | hr | ceo | faq | pdf | tv | dj
";
