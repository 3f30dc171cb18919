// Who was preferred, and whether that means anything.
#include "app/workers/comparison.h"

#include <fstream>

#include <gtest/gtest.h>

#include "engine/core/error.h"
#include "tests/support/temporary_folder.h"

namespace im::test {
namespace {

Choice choice(const char* first, const char* second, Better better) {
    return {.models = {first, second}, .prompt = "a person bows", .seed = 3, .better = better, .blind = true};
}

TEST(Tally, CountsAllChoicesOfTheTwoWhicheverCameFirst) {
    const TemporaryFolder folder;
    const auto file = folder / "comparisons.jsonl";
    append_choice(file, choice("base", "mine", Better::Second));
    append_choice(file, choice("mine", "base", Better::First));
    append_choice(file, choice("mine", "base", Better::Same));
    append_choice(file, choice("mine", "other", Better::First));
    const Tally tally = tally_of(file, {"base", "mine"});
    EXPECT_EQ(tally.first, 0);
    EXPECT_EQ(tally.second, 2);
    EXPECT_EQ(tally.same, 1);
    EXPECT_EQ(tally_of(file, {"mine", "base"}).first, 2);
}

TEST(Tally, LinesThatCannotBeReadAreLeftOut) {
    const TemporaryFolder folder;
    const auto file = folder / "comparisons.jsonl";
    EXPECT_EQ(tally_of(file, {"a", "b"}).decided(), 0) << "nothing was compared yet";
    append_choice(file, choice("a", "b", Better::First));
    std::ofstream(file, std::ios::app) << "{\"better\": \"third\", \"models\": [\"a\", \"b\"]}\n[]\n"
                                       << "{\"better\": \"first\"}\n{\"better\": \"first\", \"models\": 4}\n"
                                       << "{\"better\": \"fir";
    const Tally tally = tally_of(file, {"a", "b"});
    EXPECT_EQ(tally.first, 1);
    EXPECT_EQ(tally.second + tally.same, 0);
}

TEST(Tally, AChoiceThatCannotBeWrittenIsTold) {
    EXPECT_THROW(append_choice("/nowhere/comparisons.jsonl", choice("a", "b", Better::Same)), Error);
}

TEST(Tally, SaysHowProbableItIsByChance) {
    EXPECT_EQ((Tally{}).chance(), 1);
    EXPECT_NEAR((Tally{.first = 5, .second = 5, .same = 9}).chance(), 1, 1e-12);
    EXPECT_NEAR((Tally{.first = 1}).chance(), 1, 1e-12) << "one choice says nothing";
    EXPECT_NEAR((Tally{.first = 0, .second = 6}).chance(), 2.0 / 64, 1e-12);
    EXPECT_NEAR((Tally{.first = 9, .second = 1}).chance(), 2 * 11.0 / 1024, 1e-12);
}

TEST(Comparison, SidesAreShuffledBySeedAlone) {
    int swapped = 0;
    for (std::size_t i = 0; i < 1000; ++i) {
        swapped += sides_swapped(7, i);
        EXPECT_EQ(sides_swapped(7, i), sides_swapped(7, i));
    }
    EXPECT_GT(swapped, 450);
    EXPECT_LT(swapped, 550);
    int differ = 0;
    for (std::size_t i = 0; i < 1000; ++i) {
        differ += sides_swapped(7, i) != sides_swapped(8, i);
    }
    EXPECT_GT(differ, 400) << "the next seed is another shuffle";
}

}  // namespace
}  // namespace im::test
