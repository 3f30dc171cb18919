#include <gtest/gtest.h>

#include <random>

#include "engine/language/normalise.h"

namespace im::test {
namespace {

TEST(NormalisePrompt, SpellsCountsAsWords) {
    for (const char* text :
         {"jump 3 times", "jump x3", "jump 3x", "jump x 3", "Jump thrice!", "jump three times."})
        EXPECT_EQ(normalise_prompt(text), "jump three times.") << text;
    EXPECT_EQ(normalise_prompt("jump 2 times"), "jump twice.");
    EXPECT_EQ(normalise_prompt("jump 1x"), "jump once.");
    EXPECT_EQ(normalise_prompt("3 squats"), "three squats.");
    EXPECT_EQ(normalise_prompt("stand on 1 leg"), "stand on one leg.");
    EXPECT_EQ(normalise_prompt("run 20 times"), "run 20 times.");
}

TEST(NormalisePrompt, LeavesWhatIsMeasuredInDigits) {
    EXPECT_EQ(normalise_prompt("walk 3 meters for 5 seconds"), "walk 3 meters for 5 seconds.");
    EXPECT_EQ(normalise_prompt("turn 90\u00b0"), "turn 90 degrees.");
    EXPECT_EQ(normalise_prompt("spin 360deg"), "spin 360 degrees.");
    EXPECT_EQ(normalise_prompt("do 2-3 jumps"), "do 2-3 jumps.");
}

TEST(NormalisePrompt, ReadsChatAndBritishSpellings) {
    EXPECT_EQ(normalise_prompt("walk fwd w/ l hand up"), "walk forward with left hand up.");
    EXPECT_EQ(normalise_prompt("wave r arm & turn anticlockwise"),
              "wave right arm and turn counterclockwise.");
    EXPECT_EQ(normalise_prompt("he turns round"), "he turns around.");
    EXPECT_EQ(normalise_prompt("walks backward"), normalise_prompt("walks backwards"));
}

TEST(NormalisePrompt, MendsSlipsInWordsOfMotion) {
    EXPECT_EQ(normalise_prompt("a man walsk and jumpe"), "a man walks and jumps.");
    EXPECT_EQ(mended_word("wlak"), "walk");
    EXPECT_EQ(mended_word("claping"), "clapping");
    EXPECT_EQ(mended_word("rihgt"), "right");
    EXPECT_EQ(mended_word("lfet"), "left");
}

TEST(NormalisePrompt, LeavesOtherEnglishWords) {
    for (const char* word : {"hand", "wand", "ward", "world", "tree", "state", "clover", "walker", "jumper",
                             "lift", "king", "stares", "xylophone", "qwzx"})
        EXPECT_EQ(mended_word(word), word);
}

TEST(NormalisePrompt, EndsWithOneFullStop) {
    EXPECT_EQ(normalise_prompt("  Walk!!! "), "walk.");
    EXPECT_EQ(normalise_prompt("\u201cwalk\u201d \u2014 then \u2018run\u2019\u2026"), "walk, then run.");
    EXPECT_EQ(normalise_prompt("walk -> jump"), "walk, then jump.");
    EXPECT_EQ(normalise_prompt("wave \xF0\x9F\x99\x82"), "wave.");
    for (const char* nothing : {"", "   ", "...", "!?"}) EXPECT_EQ(normalise_prompt(nothing), "");
}

TEST(NormalisePrompt, KeepsTheFormOfTheSentence) {
    for (const char* text :
         {"walking in a circle.", "a slow walk in a circle.", "can you make him walk.", "person waving."})
        EXPECT_EQ(normalise_prompt(text), text);
}

TEST(NormalisePrompt, ChangesNothingTheSecondTime) {
    constexpr const char* kParts[] = {
        "a",  "1",   "2",      "3",  "x",      "x3",     "3x",  "times", "time",     "one",  "two",
        "n",  "&",   "w/",     "l",  "hand",   "lh",     "->",  ",",     ".",        "!",    "'",
        "'s", "n't", "thrice", "or", "to",     "deg",    "90",  "round", "turn",     "wlak", "0",
        "00", "%",   "\u00b0", "(",  "\u00e9", "\u2026", "2.5", "\xff",  "\xe2\x80", "x20"};
    std::mt19937_64 random(5);
    for (int i = 0; i < 20000; ++i) {
        std::string text;
        for (auto parts = random() % 9; parts > 0; --parts) {
            text += kParts[random() % std::size(kParts)];
            if (random() % 5 > 0) text += ' ';
        }
        const auto once = normalise_prompt(text);
        ASSERT_EQ(normalise_prompt(once), once) << text;
    }
}

TEST(NormalisePrompt, TakesAnyBytes) {
    std::mt19937_64 random(6);
    for (int i = 0; i < 2000; ++i) {
        std::string text(random() % 64, ' ');
        for (auto& c : text) c = static_cast<char>(random());
        const auto once = normalise_prompt(text);
        ASSERT_EQ(normalise_prompt(once), once);
    }
}

}  // namespace
}  // namespace im::test
