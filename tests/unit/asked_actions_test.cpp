#include "engine/asked/asked_actions.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "engine/asked/known_actions.h"
#include "engine/behaviour/behaviour.h"

namespace im::test {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

/// "waves", "order: walks, then waves".
std::vector<std::string> asked(const std::string& prompt) {
    std::vector<std::string> texts;
    for (const auto& fact : asked_actions(prompt))
        texts.push_back(fact.name == "action" ? fact.wanted : fact.name + ": " + fact.wanted);
    return texts;
}

TEST(AskedActions, OneActionInDifferentForms) {
    EXPECT_THAT(asked("a person waves."), ElementsAre("waves"));
    EXPECT_THAT(asked("Say hello!"), ElementsAre("waves"));
    EXPECT_THAT(asked("she is sitting down"), ElementsAre("sits down"));
    EXPECT_THAT(asked("someone shook his head"), ElementsAre("shakes the head"));
    EXPECT_THAT(asked("both hands up"), ElementsAre("raises both hands"));
}

TEST(AskedActions, AnAndBetweenTwoWaysJoinsNoActions) {
    EXPECT_THAT(asked("the man paces back and forth"), ElementsAre("comes back"));
    EXPECT_THAT(asked("she looks left and right"), ElementsAre("looks around"));
}

TEST(AskedActions, SeveralAreAskedInTheirOrder) {
    EXPECT_THAT(asked("a person walks, then waves"),
                ElementsAre("walks", "waves", "order: walks, then waves"));
    EXPECT_THAT(asked("he waves before he walks"), ElementsAre("waves", "walks", "order: waves, then walks"));
    EXPECT_THAT(asked("walks after waving"), ElementsAre("walks", "waves", "order: waves, then walks"));
    EXPECT_THAT(asked("after waving, she walks"), ElementsAre("waves", "walks", "order: waves, then walks"));
    EXPECT_THAT(asked("a person waves, walks"), ElementsAre("waves", "walks"))
        << "a comma alone tells no order";
}

TEST(AskedActions, OrAtOnce) {
    EXPECT_THAT(asked("a person walks while waving"),
                ElementsAre("walks", "waves", "at once: walks while waves"));
    EXPECT_THAT(asked("a man walks with his arms crossed"),
                ElementsAre("walks", "crosses the arms", "at once: walks while crosses the arms"));
}

TEST(AskedActions, WhatIsNotInTheTableIsNotAsked) {
    EXPECT_THAT(asked("a person dances"), IsEmpty());
    EXPECT_THAT(asked("stands without waving"), IsEmpty());
    EXPECT_THAT(asked(""), IsEmpty());
    EXPECT_THAT(asked("!!! , ."), IsEmpty());
}

TEST(AskedActions, EachNamesChecksThatExist) {
    for (const auto& action : known_actions()) {
        for (const char* name : {action.alone, action.alone_left, action.alone_right}) {
            if (name == nullptr) continue;
            const auto& all = all_behaviours();
            EXPECT_TRUE(std::any_of(all.begin(), all.end(), [&](const auto& b) { return b.name == name; }))
                << action.name << ": " << name;
        }
        EXPECT_TRUE(action.seen != nullptr || action.alone != nullptr) << action.name;
    }
}

TEST(AskedActions, WhatIsMissedIsToldInWords) {
    MotionFacts still;
    const auto facts = asked_actions("a person jumps");
    ASSERT_EQ(facts.size(), 1u);
    EXPECT_EQ(in_words(missed_facts(facts, still)), "jumps: not seen");
    still.body.jumps = 1;
    EXPECT_THAT(missed_facts(facts, still), IsEmpty());
}

}  // namespace
}  // namespace im::test
