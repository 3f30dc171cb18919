#include <gtest/gtest.h>

#include "engine/language/clauses.h"
#include "engine/language/nominal.h"
#include "engine/language/phrase.h"

namespace im::test {
namespace {

Phrase parsed(const std::string& text) {
    const auto phrase = parse_phrase(text);
    EXPECT_TRUE(phrase) << text;
    return phrase.value_or(Phrase{});
}

std::string told(const std::string& caption) {
    const auto clauses = split_clauses(caption);
    if (!clauses) return "";
    std::string text = "[" + clauses->subject + "]";
    for (std::size_t i = 0; i < clauses->actions.size(); ++i) {
        if (i > 0) text += clauses->joints[i - 1] == Joint::Then ? ", then" : ", while";
        text += " " + third_person(clauses->actions[i]);
    }
    return text;
}

TEST(Phrase, HasASubjectAVerbAndARest) {
    const auto phrase = parsed("The old man is walking slowly in a circle.");
    EXPECT_EQ(phrase.subject, "the old man");
    EXPECT_EQ(phrase.lemma, "walk");
    EXPECT_EQ(phrase.rest, "slowly in a circle");
}

TEST(Phrase, OfEveryTenseIsTheSame) {
    for (const char* text :
         {"a person walks and waves.", "a person is walking and waving", "a person walked and waved",
          "a person begins to walk and wave.", "a person starts walking and waving", "they walk and wave",
          "he's walking and waving", "a person will walk and wave", "walk and wave", "walking and waving",
          "person walking and waving", "a person is going to walk and wave",
          "the man in the hat walks and waves"}) {
        const auto phrase = parsed(text);
        EXPECT_EQ(phrase.lemma, "walk") << text;
        EXPECT_EQ(phrase.rest, "and waves") << text;
    }
}

TEST(Phrase, IsSaidInEveryForm) {
    const auto phrase = parsed("a woman sits down, then is waving and clapping her hands.");
    EXPECT_EQ(third_person(phrase), "sits down, then waves and claps her hands");
    EXPECT_EQ(gerund(phrase), "sitting down, then waving and clapping her hands");
    EXPECT_EQ(imperative(phrase), "sit down, then wave and clap her hands");
    EXPECT_EQ(past_tense(phrase), "sat down, then waved and clapped her hands");
}

TEST(Phrase, LeavesNounsThatLookLikeVerbs) {
    EXPECT_EQ(gerund(parsed("a person does karate with punches and blocks.")),
              "doing karate with punches and blocks");
    EXPECT_EQ(gerund(parsed("a person stands still, hands on hips.")), "standing still, hands on hips");
    EXPECT_EQ(gerund(parsed("a man takes two steps and stops.")), "taking two steps and stopping");
}

TEST(Phrase, PutsAnAdverbFromBeforeTheVerbWhereItReadsWell) {
    EXPECT_EQ(parsed("slowly, a person walks ahead").rest, "slowly ahead");
    EXPECT_EQ(parsed("someone slowly raises the left hand and waves").rest, "the left hand slowly and waves");
}

TEST(Phrase, IsNothingThatHasNoVerbInFront) {
    for (const char* text : {"", ".", "a", "a slow walk in a circle", "left hand", "a person does not move",
                             "a man bows. afterwards, he sits down."}) {
        EXPECT_FALSE(parse_phrase(text)) << text;
    }
}

TEST(Phrase, GivesLimbsToAnotherSubject) {
    const auto phrase = parsed("a woman raises her left hand in front of her and turns herself.");
    EXPECT_EQ(third_person(with_subject(phrase, "the man")),
              "raises his left hand in front of him and turns himself");
    EXPECT_EQ(possessive("an old lady"), "her");
    EXPECT_EQ(possessive("someone"), "their");
}

TEST(Clauses, AreFoundInOrder) {
    EXPECT_EQ(told("a man bows, then sits down."), "[a man] bows, then sits down");
    EXPECT_EQ(told("after bowing, a man sits down."), "[a man] bows, then sits down");
    EXPECT_EQ(told("a man bows before sitting down."), "[a man] bows, then sits down");
    EXPECT_EQ(told("a man bows. afterwards, he sits down."), "[a man] bows, then sits down");
    EXPECT_EQ(told("a man starts by bowing and ends by sitting down."), "[a man] bows, then sits down");
    EXPECT_EQ(told("bow and then sit down"), "[] bows, then sits down");
    EXPECT_EQ(told("a man first bows, and after that sits down."), "[a man] bows, then sits down");
}

TEST(Clauses, AtOnceAreNoSequence) {
    EXPECT_EQ(told("a man walks while waving his hand."), "[a man] walks, while waves his hand");
    EXPECT_EQ(told("while waving his hand, a man walks."), "[a man] walks, while waves his hand");
    EXPECT_EQ(told("a man walks as he waves his hand."), "[a man] walks, while waves his hand");
    EXPECT_EQ(told("a man walks and waves his hand."), "[a man] walks and waves his hand");
}

TEST(NounPhrase, IsOfPlainActionsOnly) {
    EXPECT_EQ(noun_phrase(parsed("a man walks slowly in a circle.")), "a slow walk in a circle");
    EXPECT_EQ(noun_phrase(parsed("a man jumps three times.")), "three jumps");
    EXPECT_EQ(noun_phrase(parsed("a man does two squats.")), "two squats");
    EXPECT_EQ(noun_phrase(parsed("a man turns left.")), "a left turn");
    EXPECT_EQ(noun_phrase(parsed("a man kicks a ball.")), std::nullopt);
    EXPECT_EQ(noun_phrase(parsed("a man walks and waves.")), std::nullopt);
}

}  // namespace
}  // namespace im::test
