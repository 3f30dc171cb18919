#include "engine/language/synonym_table.h"

namespace im {

std::string_view style_synonyms() {
    return R"(
slowly / at a slow pace / in a slow way / in slow motion / really slowly / very slowly / unhurriedly /
    without any hurry / at a slow speed / at a very slow pace / very very slowly / in a slow manner / at
    a leisurely pace / as slow as possible / at low speed / at half speed / ever so slowly
quickly / at a fast pace / fast / rapidly / at speed / very fast / at high speed / swiftly / very
    quickly / at a quick pace / in a hurry / in a quick way / super fast / at a high pace / really fast
    / in a fast way / as fast as possible / speedily / real quick / hurriedly / hastily / in a rush
calmly / in a calm way / quietly and calmly / in a calm manner / in a relaxed way / with calm /
    peacefully
briskly / at a brisk pace / in a brisk way / in a brisk manner
vigorously / with vigour / forcefully / with vigor / with force / in a vigorous way / powerfully / with
    great vigor / with power
energetically / with a lot of energy / full of energy / in an energetic way / with lots of energy / with
    energy / in an energetic manner / with high energy / full of life / with great energy / in an active
    way / in a lively way / dynamically
in a feminine manner / in a feminine style / in a feminine way / gracefully like a lady / like a woman /
    like a lady / like a girl / in a girly way / femininely / as a woman would / in a womanly way / the
    way a woman does
in a masculine manner / in a manly way / in a strong masculine style / in a masculine way / like a tough
    man / like a man / in a macho way / like a macho / as a man would / in a manly manner / the way a
    tough man does
in a youthful manner / with youthful energy / lightly like a young person / looking young and fresh /
    like a young person / in a youthful way / like somebody young / with the energy of youth / as a
    young person would / like a teenager / youthfully
like an old person / in the manner of an elderly person / with a bent back like an old person / moving
    stiffly with age / like an old man / as if very old / like a grandpa / like an elderly person / as
    an old person would / like an old woman / like a grandma / in an old way / like a senior / as if old
    and frail / like someone very old / like an old grandpa / with old age
in an exhausted manner / looking exhausted / with no energy left / as if exhausted / completely worn out
    / as if worn out / as if about to drop / dead tired / like someone exhausted / in an exhausted way /
    out of energy / as if totally exhausted / ready to collapse
sluggishly / in a sluggish way
tiredly / in a tired manner / looking tired / wearily / as if tired / in a tired way / like someone
    tired / as if sleepy / as if short of sleep / as if after a long day / in a weary way
in a cartoonish manner / in a cartoon style / with exaggerated movement / like a cartoon / like in a
    cartoon / like a cartoon character / in a cartoonish way / in a cartoony way / in cartoon style /
    exaggeratedly / in an exaggerated way / like an animated character
in a childish manner / like a child / acting childish / like a kid / in a childish way / like a little
    kid / like a small child / childishly / as a child would
like a giant / heavily like a giant / with heavy giant movements / like a huge giant / as a giant would
    / in the manner of a giant / with the weight of a giant / like an enormous giant / as if huge and
    heavy
with pride / looking proud / proudly / in a proud way / in a proud manner / like someone proud / full of
    pride / as if very proud / feeling proud
sadly / in a sad manner / looking sad / as if sad / in a sad way / in a sad mood / feeling sad / as if
    depressed / full of sorrow / looking depressed / sorrowfully / like someone sad / as if heartbroken
    / unhappily / feeling down / full of sadness
happily / looking happy / in a good mood / cheerfully / full of joy / in a happy way / in a happy manner
    / joyfully / feeling happy / as if happy / joyously / in high spirits / in a cheerful way / merrily
    / full of happiness / like someone happy / in a happy mood / with joy
angrily / in an angry manner / looking angry / furiously / as if angry / in an angry way / in anger /
    full of anger / feeling angry / like someone angry / in a rage / with anger / as if furious / in an
    angry mood / looking mad / full of rage
timidly / hesitantly / looking unsure / lacking confidence / without confidence / shyly / in a timid way
    / in a shy way / unsurely / insecurely / not very confidently / like someone shy / as if afraid /
    without much confidence / nervously / in a timid manner / feeling insecure / looking timid
confidently / in a confident way / with confidence / in a confident manner / looking confident / full of
    confidence / like someone confident / self-confidently
rhythmically / to a rhythm / moving to a beat / as if dancing to music / to the beat / to the rhythm /
    in rhythm / as if to music / to music / in time with music / with a beat / to the music / on the
    beat
aggressively like a gangster / like a thug / like a gangster / with a swagger / in a swaggering manner /
    like a tough guy / like a hooligan / like a punk / with attitude / in a gangster way / with a
    gangster swagger / like a street thug
on the spot / in place / without moving from the spot / in one place / in one spot / staying in place /
    while staying in place
repeatedly / again and again / over and over / over and over again / many times / several times / a
    number of times / a few times / multiple times / time after time / time and again / again and again
    and again
)";
}

}  // namespace im
