#include "app/workers/same_tokenizer.h"

#include <gtest/gtest.h>

#include "tests/support/temporary_folder.h"
#include "tests/support/tiny_model.h"

namespace im {
namespace {

TEST(SameTokenizers, ToldByTheirCodeBooksAndBelievedWhereTheyAreGone) {
    const test::TemporaryFolder folder;
    const auto path = [&](const char* name) { return (folder / name).string(); };
    test::write_tiny_model(folder / "own");
    test::write_tiny_model(folder / "copy");
    test::write_tiny_model(folder / "other", test::tiny_model_config(), 2);
    const auto same =
        same_tokenizers(folder / "own", {"", path("own"), path("copy"), path("other"), path("gone")});
    EXPECT_TRUE(same.at("")) << "a clip that does not say";
    EXPECT_TRUE(same.at(path("own")));
    EXPECT_TRUE(same.at(path("copy")));
    EXPECT_FALSE(same.at(path("other")));
    EXPECT_TRUE(same.at(path("gone")));
}

}  // namespace
}  // namespace im
