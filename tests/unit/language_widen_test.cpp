// The captions of the data sets, where they are, must survive: IM_MOTION_DIR, IM_MOTION_MORE_DIR.

#include <gtest/gtest.h>

#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <set>

#include <nlohmann/json.hpp>

#include "engine/language/clauses.h"
#include "engine/language/normalise.h"
#include "engine/language/phrase.h"
#include "engine/language/surface.h"
#include "engine/language/synonyms.h"
#include "engine/language/widen.h"
#include "engine/text/english_words.h"
#include "engine/train/supervised/caption_widening.h"

namespace im::test {
namespace {

/// Every `stride`-th different caption of a data set that the environment names; empty where there is none.
std::vector<std::string> captions_of(const char* variable, const char* fallback, std::size_t stride) {
    const char* chosen = std::getenv(variable);
    const auto file = std::filesystem::path(chosen != nullptr ? chosen : fallback) / "clips.json";
    std::error_code code;
    if (!std::filesystem::exists(file, code)) return {};
    std::set<std::string> all;
    const auto data = nlohmann::json::parse(std::ifstream(file));
    for (const auto& clip : data["index"]) {
        for (const auto& caption : clip["captions"]) all.insert(caption.get<std::string>());
    }
    std::vector<std::string> captions;
    std::size_t number = 0;
    for (const auto& caption : all) {
        if (number++ % stride == 0) captions.push_back(caption);
    }
    return captions;
}

std::vector<std::string> all_captions(std::size_t stride) {
    auto captions = captions_of("IM_MOTION_DIR", "../shared/motion", stride);
    const auto more = captions_of("IM_MOTION_MORE_DIR", "../shared/motion_more", stride);
    captions.insert(captions.end(), more.begin(), more.end());
    return captions;
}

/// The sides that a text names, sorted: clauses may change places.
std::vector<std::string> sides_of(const std::string& text) {
    std::vector<std::string> sides;
    const auto words = split_words(normalise_prompt(text));
    for (std::size_t i = 0; i < words.size(); ++i) {
        const bool remaining = i > 0 && words[i - 1] == "energy";
        if ((words[i] == "left" || words[i] == "right") && !remaining) sides.push_back(words[i]);
    }
    for (const auto& word : words) {  // the same of a circle, seen from above
        if (!sides.empty()) break;
        if (word == "clockwise") sides.push_back("right");
        if (word == "counterclockwise" || word == "anticlockwise") sides.push_back("left");
    }
    std::sort(sides.begin(), sides.end());
    return sides;
}

/// The counts from two on. Angles are no counts.
std::vector<std::string> counts_of(const std::string& text) {
    constexpr const char* kNumbers[] = {"three", "four", "five", "six",    "seven",
                                        "eight", "nine", "ten",  "eleven", "twelve"};
    std::vector<std::string> counts;
    for (const auto& word : split_words(normalise_prompt(text))) {
        if (word == "two" || word == "twice" || word == "double" || word == "couple")
            counts.push_back("two");
        else if (word == "thrice" || word == "triple")
            counts.push_back("three");
        else if (std::find(std::begin(kNumbers), std::end(kNumbers), word) != std::end(kNumbers))
            counts.push_back(word);
    }
    std::sort(counts.begin(), counts.end());
    return counts;
}

std::vector<std::string> widened(const std::string& caption, int count, std::uint64_t seed = 1) {
    std::mt19937_64 random(seed);
    return widen_caption(caption, count, random);
}

TEST(WidenCaption, GivesDifferentTextsTheSameEachTime) {
    const std::string caption = "the man is waving his left hand slowly.";
    const auto texts = widened(caption, 20);
    ASSERT_EQ(texts.size(), 20u);
    EXPECT_EQ(std::set<std::string>(texts.begin(), texts.end()).size(), 20u);
    EXPECT_EQ(std::count(texts.begin(), texts.end(), caption), 0);
    EXPECT_EQ(texts, widened(caption, 20));
    EXPECT_NE(texts, widened(caption, 20, 2));
}

TEST(WidenCaption, SpeaksInEveryForm) {
    std::string all;
    for (const auto& text : widened("a person walks in a circle.", 4000))
        all += normalise_prompt(text) + "\n";
    all.insert(0, "\n");
    for (const char* form :
         {"\nwalk in a circle.", "\nwalking in a circle.", "\na walk in a circle.",
          "\nman walking in a circle.", "\ni'm walking", " begins to walk", " walked in a circle", "\nmake ",
          "\nthey walk in a circle.", " goes round in a circle"}) {
        EXPECT_NE(all.find(form), std::string::npos) << form;
    }
}

TEST(WidenCaption, KeepsTheOrderOfActions) {
    for (const auto& text : widened("a person bows, then jumps.", 200)) {
        const auto clauses = split_clauses(normalise_prompt(text));
        if (!clauses || clauses->actions.size() != 2)
            continue;  // "a bow followed by a jump", "make him bow ..."
        const auto first = third_person(clauses->actions[0]), second = third_person(clauses->actions[1]);
        EXPECT_EQ(first.find("jump"), std::string::npos) << text;
        EXPECT_EQ(second.find("bow"), std::string::npos) << text;
    }
}

TEST(WidenCaption, KeepsWhoWalksWhereThatIsAStyle) {
    for (const auto& text : widened("an old man walks forward.", 100)) {
        const auto normal = normalise_prompt(text);
        EXPECT_NE(normal.find("old man"), std::string::npos) << text;
    }
}

TEST(WidenCaption, TakesTextsThatAreNoSentence) {
    for (const char* text : {"", ".", "left hand", "???", "\xff\xfe"}) {
        EXPECT_NO_THROW(widened(text, 3)) << text;
        for (const auto& other : widened(text, 3)) EXPECT_EQ(sides_of(other), sides_of(text));
    }
}

TEST(WidenCaption, KeepsSidesAndCountsOfAllCaptions) {
    const auto captions = all_captions(7);
    if (captions.empty()) GTEST_SKIP() << "no motion data";
    std::mt19937_64 random(3);
    for (const auto& caption : captions) {
        for (const auto& text : widen_caption(caption, 3, random)) {
            ASSERT_EQ(sides_of(text), sides_of(caption)) << caption << "\n" << text;
            ASSERT_EQ(counts_of(text), counts_of(caption)) << caption << "\n" << text;
        }
    }
}

TEST(Phrase, IsFoundInAlmostAllCaptionsOfOneSentence) {
    const auto captions = all_captions(3);
    if (captions.empty()) GTEST_SKIP() << "no motion data";
    double single = 0, found = 0, clauses = 0;
    for (const auto& caption : captions) {
        clauses += split_clauses(caption) ? 1 : 0;
        if (caption.find(". ") != std::string::npos || caption.starts_with("after ")) continue;
        single += 1;
        const auto phrase = parse_phrase(caption);
        if (!phrase) continue;
        found += 1;
        const auto again = parse_phrase(phrase->subject + " " + third_person(*phrase));
        ASSERT_TRUE(again) << caption;
        EXPECT_EQ(third_person(*again), third_person(*phrase)) << caption;
    }
    EXPECT_GT(found / single, 0.97);
    EXPECT_GT(clauses / static_cast<double>(captions.size()), 0.97);
}

TEST(Synonyms, CoverMostCaptions) {
    const auto captions = all_captions(7);
    if (captions.empty()) GTEST_SKIP() << "no motion data";
    std::mt19937_64 random(4);
    double known = 0, all = 0;
    for (const auto& caption : captions) {
        const auto clauses = split_clauses(caption);
        if (!clauses) continue;
        for (const auto& action : clauses->actions) {
            all += 1;
            known += say_otherwise(third_person(action), "their", random) ? 1 : 0;
        }
    }
    EXPECT_GT(known / all, 0.85);
}

TEST(Synonyms, CarrySidesAndCountsOver) {
    std::mt19937_64 random(1);
    for (int i = 0; i < 50; ++i) {
        const auto turned = say_otherwise("makes a half turn to the left slowly", "their", random);
        ASSERT_TRUE(turned);
        EXPECT_EQ(sides_of(*turned), std::vector<std::string>{"left"}) << *turned;
        EXPECT_TRUE(turned->ends_with(" slowly")) << *turned;
        const auto jumped = say_otherwise("jumps up three times", "their", random);
        ASSERT_TRUE(jumped);
        EXPECT_EQ(counts_of(*jumped), std::vector<std::string>{"three"}) << *jumped;
    }
}

TEST(Slip, IsMendedOrNoWordAtAll) {
    std::mt19937_64 random(2);
    for (int i = 0; i < 500; ++i) {
        const std::string text = "a person walks forward slowly and waves the right hand three times";
        const auto typed = with_slip(text, random);
        EXPECT_EQ(sides_of(typed), sides_of(text)) << typed;
        EXPECT_EQ(counts_of(typed), counts_of(text)) << typed;
        EXPECT_NE(typed.find("forward"), std::string::npos) << typed;
    }
}

MotionDataset two_walkers() {
    MotionDataset data;
    data.motions.resize(3);
    data.motions[0].id = "a";
    data.motions[0].captions = {"the man walks forward.", "a person raises their left hand."};
    data.motions[0].caption_tags = {"the/DET man/NOUN walk/VERB forward/ADV", "a/DET person/NOUN"};
    data.motions[1].id = "b";
    data.motions[1].captions = {"a woman is walking forward."};
    data.motions[2].id = "c";
    data.motions[2].split = Split::Val;
    data.motions[2].captions = {"a woman is walking forward."};
    return data;
}

TEST(WidenCaptions, AddsToTrainMotionsAndTagsThem) {
    auto data = two_walkers();
    widen_captions(data, 3, "as typed", 1);
    EXPECT_EQ(data.motions[0].captions.size(), 5u);
    EXPECT_EQ(data.motions[0].caption_tags.size(), 5u);
    EXPECT_NE(data.motions[0].caption_tags.back().find('/'), std::string::npos);
    EXPECT_EQ(data.motions[1].captions.size(), 4u);
    EXPECT_TRUE(data.motions[1].caption_tags.empty());
    EXPECT_EQ(data.motions[2].captions.size(), 1u);
    auto again = two_walkers();
    widen_captions(again, 3, "as typed", 1);
    EXPECT_EQ(again.motions[0].captions, data.motions[0].captions);
    auto none = two_walkers();
    widen_captions(none, 0, "as typed", 1);
    EXPECT_EQ(none.motions[0].captions.size(), 2u);
}

TEST(WidenCaptions, ShareThePoolOfAContentAndComeNormalised) {
    auto data = two_walkers();
    data.motions[0].captions.pop_back();
    data.motions[0].caption_tags.clear();
    widen_captions(data, 2, "normalised", 1);
    const std::set<std::string> first(data.motions[0].captions.begin() + 1, data.motions[0].captions.end()),
        second(data.motions[1].captions.begin() + 1, data.motions[1].captions.end());
    EXPECT_EQ(first, second);
    for (const auto& text : first) EXPECT_EQ(normalise_prompt(text), text);
}

}  // namespace
}  // namespace im::test
