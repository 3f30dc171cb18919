// Numbers read again from texts, and those that runs and caches are known by: these must never change.

#include <cmath>
#include <cstdint>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "engine/core/number_text.h"
#include "engine/text/hash.h"
#include "engine/train/run/run_state.h"

namespace im {
namespace {

using testing::HasSubstr;

TEST(NumberIn, ReadsWhatWasWritten) {
    EXPECT_EQ(number_in<std::int64_t>("-9223372036854775808", "x"), INT64_MIN);
    EXPECT_EQ(number_in<int>("0", "x"), 0);
    for (const double value : {0.1, -2.5e-7, 1e300, 4.9406564584124654e-324})
        EXPECT_EQ(number_in<double>(fmt::format("{:.17g}", value), "x"), value);
    EXPECT_EQ(number_in<double>(fmt::format("{:.17g}", -INFINITY), "x"), -INFINITY);
    EXPECT_TRUE(std::isnan(number_in<double>(fmt::format("{:.17g}", NAN), "x")));
}

TEST(NumberIn, NamesThePlaceOfWhatIsNone) {
    for (const char* text : {"", " 1", "1 ", "1x", "x", "1.5", "99999999999"}) {
        try {
            number_in<int>(text, "run.checkpoint: \"step\"");
            ADD_FAILURE() << "took \"" << text << '"';
        } catch (const Error& error) {
            EXPECT_EQ(error.kind(), ErrorKind::Input);
            EXPECT_THAT(error.what(), HasSubstr("run.checkpoint: \"step\""));
        }
    }
    EXPECT_THROW(number_in<double>("1,5", "x"), Error);
}

TEST(SeedsAndHashes, AreWhatTheyAlwaysWere) {
    EXPECT_EQ(step_seed(7, 3, 1), 0x4a16a64a650c95cdull);
    EXPECT_EQ(step_seed(1, -1), 0x781b191cc6db5600ull);
    EXPECT_EQ(hash_of("abc"), "e71fa2190541574b");
    EXPECT_EQ(hash_of("Schr\xc3\xa4gstrich"), "687ab7efdffd530a")
        << "bytes above 127 are no negative numbers";
    EXPECT_EQ(Hash().add("a person bows").value(), 0x75eb36c724c4ff3bull);
}

}  // namespace
}  // namespace im
