#include "engine/asked/asked_facts.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace im::test {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

/// "jumps 3" for each fact.
std::vector<std::string> asked(const std::string& prompt) {
    std::vector<std::string> texts;
    for (const auto& fact : asked_facts(prompt)) texts.push_back(fact.name + " " + fact.wanted);
    return texts;
}

TEST(AskedFacts, CountsInAnyForm) {
    EXPECT_THAT(asked("a person jumps three times."), ElementsAre("jumps 3"));
    EXPECT_THAT(asked("Jump 3x!"), ElementsAre("jumps 3"));
    EXPECT_THAT(asked("he does two deep squats"), ElementsAre("squats 2"));
    EXPECT_THAT(asked("the man is clapping twice, then he bows once"), ElementsAre("claps 2", "bows 1"));
    EXPECT_THAT(asked("someone punches a couple of times"), ElementsAre("punches 2"));
}

TEST(AskedFacts, TurnsBySizeAndSide) {
    EXPECT_THAT(asked("turns 90 degrees to the left"), ElementsAre("turn 90 degrees to the left"));
    EXPECT_THAT(asked("a quarter turn right"), ElementsAre("turn 90 degrees to the right"));
    EXPECT_THAT(asked("she turns around"), ElementsAre("turn 180 degrees either way"));
    EXPECT_THAT(asked("spin around twice"), ElementsAre("turn 720 degrees either way"));
    EXPECT_THAT(asked("a person walks forward, then turns left"), ElementsAre("turn to the left"));
    EXPECT_THAT(asked("he turns his head to the left"), IsEmpty());
    EXPECT_THAT(asked("walks there, turns around, walks back and turns around"), IsEmpty())
        << "two turns have no net one that anybody asked for";
}

TEST(AskedFacts, SidesOfHandsAndLegs) {
    EXPECT_THAT(asked("waves with the left hand"), ElementsAre("hand left"));
    EXPECT_THAT(asked("kicks with his right leg"), ElementsAre("leg right"));
    EXPECT_THAT(asked("raises both hands"), IsEmpty());
}

TEST(AskedFacts, WaysAndDirections) {
    EXPECT_THAT(asked("a man walks in a circle to the left"), ElementsAre("way a circle to the left"));
    EXPECT_THAT(asked("walk backwards"), ElementsAre("direction backwards"));
    EXPECT_THAT(asked("jogging on the spot"), ElementsAre("place on the spot"));
    EXPECT_THAT(asked("a person walks forward and stops"), ElementsAre("stop stands at the end"));
}

TEST(AskedFacts, WhatIsNegatedOrSaidWithoutNumbersIsNotAsked) {
    EXPECT_THAT(asked("walks without turning left"), IsEmpty());
    EXPECT_THAT(asked("a person dances happily"), IsEmpty());
    EXPECT_THAT(asked(""), IsEmpty());
    EXPECT_THAT(asked(", , ."), IsEmpty());
}

TEST(AskedFacts, AMotionKeepsThemOrNot) {
    const auto facts = asked_facts("he jumps three times and turns 90 degrees to the right");
    MotionFacts motion;
    motion.body.jumps = 3;
    motion.turn.net_deg = -80;
    EXPECT_EQ(facts_score(facts, motion), 1);
    EXPECT_THAT(missed_facts(facts, motion), IsEmpty());

    motion.body.jumps = 4;
    motion.turn.net_deg = 80;
    EXPECT_LT(facts_score(facts, motion), 0.3);
    EXPECT_EQ(in_words(missed_facts(facts, motion)),
              "jumps: 3 asked, 4 seen; turn: 90 degrees to the right asked, 80 degrees seen");
}

TEST(AskedFacts, NearerIsBetterThanFarther) {
    const auto facts = asked_facts("turns 180 degrees to the left");
    MotionFacts nearer, farther;
    nearer.turn.net_deg = 120;
    farther.turn.net_deg = 70;
    EXPECT_GT(facts_score(facts, nearer), facts_score(facts, farther));
    EXPECT_FALSE(facts.front().kept(nearer));
}

TEST(AskedFacts, ContradictionsAreTold) {
    EXPECT_THAT(contradictions(asked_facts("jumps once and jumps twice")), ElementsAre("jumps: 1, 2"));
    EXPECT_THAT(contradictions(asked_facts("jumps twice")), IsEmpty());
}

}  // namespace
}  // namespace im::test
