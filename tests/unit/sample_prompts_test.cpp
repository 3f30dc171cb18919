// Prompts to begin with.
#include <gmock/gmock.h>

#include "engine/vocabulary/sample_prompts.h"

namespace im {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

VocabularyAction action(const char* group, const char* prompt, int clips) {
    VocabularyAction made;
    made.group = group;
    made.prompt = prompt;
    made.clips = clips;
    return made;
}

TEST(SamplePrompts, TakeTheMostFrequentOfEachGroupInTurn) {
    Vocabulary known;
    known.groups = {"walking", "gestures"};
    known.actions = {action("walking", "a person runs.", 5), action("walking", "a person walks.", 90),
                     action("gestures", "a person waves.", 20), action("walking", "a person turns.", 4)};
    EXPECT_THAT(sample_prompts(known, 3),
                ElementsAre("a person walks.", "a person waves.", "a person runs."));
    EXPECT_THAT(sample_prompts(known, 9),
                ElementsAre("a person walks.", "a person waves.", "a person runs.", "a person turns."));
}

TEST(SamplePrompts, AreNotRepeatedAndNeverEmpty) {
    Vocabulary known;
    known.groups = {"one", "two"};
    known.actions = {action("one", "a person bows.", 3), action("two", "a person bows.", 2),
                     action("two", "", 1)};
    EXPECT_THAT(sample_prompts(known, 5), ElementsAre("a person bows."));
    EXPECT_THAT(sample_prompts(Vocabulary{}, 5), IsEmpty());
}

}  // namespace
}  // namespace im
