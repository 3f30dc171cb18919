#include "engine/language/synonym_table.h"

namespace im {

std::string_view style_synonyms() {
    return R"(
slowly / at a slow pace / in a slow way / in slow motion / really slowly / very slowly
quickly / at a fast pace / fast / rapidly / at speed / very fast / at high speed
calmly / in a calm way / quietly and calmly
briskly / at a brisk pace
vigorously / with vigour / forcefully
energetically / with a lot of energy / full of energy / in an energetic way / with lots of energy
in a feminine manner / in a feminine style / in a feminine way / gracefully like a lady / like a woman
in a masculine manner / in a manly way / in a strong masculine style / in a masculine way / like a tough
    man
in a youthful manner / with youthful energy / lightly like a young person / looking young and fresh /
    like a young person
like an old person / in the manner of an elderly person / with a bent back like an old person / moving
    stiffly with age / like an old man / as if very old / like a grandpa
in an exhausted manner / looking exhausted / with no energy left / as if exhausted / completely worn out
sluggishly / in a sluggish way
tiredly / in a tired manner / looking tired / wearily / as if tired
in a cartoonish manner / in a cartoon style / with exaggerated movement / like a cartoon / like in a
    cartoon
in a childish manner / like a child / acting childish / like a kid
like a giant / heavily like a giant / with heavy giant movements / like a huge giant
with pride / looking proud / proudly / in a proud way
sadly / in a sad manner / looking sad / as if sad
happily / looking happy / in a good mood / cheerfully / full of joy / in a happy way
angrily / in an angry manner / looking angry / furiously / as if angry
timidly / hesitantly / looking unsure / lacking confidence / without confidence / shyly
confidently / in a confident way / with confidence
rhythmically / to a rhythm / moving to a beat / as if dancing to music / to the beat
aggressively like a gangster / like a thug / like a gangster / with a swagger / in a swaggering manner
on the spot / in place / without moving from the spot
repeatedly / again and again / over and over / over and over again
)";
}

}  // namespace im
