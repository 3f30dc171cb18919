// From a workspace's ratings and choices to pairs, and to what a run is told.

#include "engine/store/preference_data.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <torch/torch.h>

#include "engine/core/error.h"
#include "engine/model/model_folder.h"
#include "engine/store/learn_preferences.h"
#include "tests/support/temporary_folder.h"
#include "tests/support/tiny_model.h"

namespace im::test {
namespace {

using testing::HasSubstr;

/// Motions lie where their length says, texts at the origin's other side.
class LengthEncoders : public MotionTextEncoders {
  public:
    int width() const override { return 2; }
    torch::Tensor embed_texts(const std::vector<Caption>& captions) const override {
        return torch::tensor({{1.0f, 0.0f}}).repeat({static_cast<std::int64_t>(captions.size()), 1});
    }
    torch::Tensor embed_motions(const torch::Tensor&, const torch::Tensor& frames) const override {
        const auto angle = frames.to(torch::kFloat32) / 80;
        return torch::stack({torch::cos(angle), torch::sin(angle)}, 1);
    }
};

class PreferenceData : public testing::Test {
  protected:
    PreferenceData() {
        write_tiny_model(folder_ / "model");
        tokenizer_ = load_tokenizer(folder_ / "model", tiny_model_config(), torch::kCPU);
    }
    std::int64_t clip(const std::string& prompt, int tokens, int rating = 0,
                      const std::string& model = "model", int token = 5) {
        Workspace workspace(folder_ / "workspace");
        return workspace.add_clip({.prompt = prompt,
                                   .tokens = std::vector<int>(static_cast<std::size_t>(tokens), token),
                                   .model = model,
                                   .model_folder = (folder_ / model).string(),
                                   .rating = rating});
    }
    CollectedPreferences collect() {
        Workspace workspace(folder_ / "workspace");
        return collect_preferences(workspace, LengthEncoders(), tokenizer_);
    }
    std::string error_of(const std::filesystem::path& workspace) {
        try {
            preferences_of(workspace)(LengthEncoders(), tokenizer_);
        } catch (const Error& error) {
            EXPECT_EQ(error.kind(), ErrorKind::Input);
            return error.what();
        }
        return "no error";
    }
    TemporaryFolder folder_;
    Tokenizer tokenizer_;
};

TEST_F(PreferenceData, RatingsOfOnePromptMakePairsByTheirDifferenceInStars) {
    clip("walk", 4, 5);
    clip("walk", 8, 4);
    clip("walk", 12, 1);
    const auto found = collect();
    EXPECT_EQ(found.ratings, 3);
    EXPECT_EQ(found.pairs.judgements, 3);
    ASSERT_EQ(found.pairs.size(), 3);
    EXPECT_NEAR(found.pairs.weight.sum().item<double>(), 0.5 + 1 + 1, 1e-6);
    // Better are the shorter ones: higher cosine.
    EXPECT_TRUE(found.pairs.better.select(1, 0).gt(found.pairs.worse.select(1, 0)).all().item<bool>());
}

TEST_F(PreferenceData, RatingsOfDifferentPromptsSayLittleAndEqualOnesNothing) {
    clip("walk", 4, 5);
    clip("bow", 8, 1);
    clip("sit", 8, 1);
    const auto found = collect();
    ASSERT_EQ(found.pairs.size(), 2);
    EXPECT_NEAR(found.pairs.weight.max().item<double>(), 0.25, 1e-6);
}

TEST_F(PreferenceData, ClipsOfModelsWithAnotherCodebookAreLeftOut) {
    write_tiny_model(folder_ / "other", tiny_model_config(), 2);
    clip("walk", 4, 5);
    clip("walk", 8, 1);
    clip("walk", 8, 1, "other");
    clip("walk", 8, 1, "model", 64);  // no code of the model
    clip("walk", 8, 1, "deleted");    // a model that is gone is believed
    const auto found = collect();
    EXPECT_EQ(found.left_out, 2);
    EXPECT_EQ(found.ratings, 3);
    EXPECT_EQ(found.pairs.size(), 2);
}

TEST_F(PreferenceData, ARunIsToldWhatWasLearntAndFromHowMuch) {
    for (int i = 0; i < 30; ++i) {
        const auto shorter = clip(i % 2 == 0 ? "walk" : "bow", 3 + i % 5),
                   longer = clip(i % 2 == 0 ? "walk" : "bow", 12 + i % 7);
        Workspace(folder_ / "workspace").compare(longer, shorter);
    }
    LearntPreferences learnt;
    const auto fit = preferences_of(folder_ / "workspace", [&](const LearntPreferences& told) {
        learnt = told;
    })(LengthEncoders(), tokenizer_);
    EXPECT_EQ(learnt.choices, 30);
    EXPECT_EQ(learnt.pairs, 30);
    EXPECT_LT(learnt.prior_accuracy, 0.1) << "this user likes what fits the text worse";
    EXPECT_GT(learnt.accuracy, 0.9);
    EXPECT_DOUBLE_EQ(learnt.ramp, 0.5);
    EXPECT_EQ(fit.ramp, learnt.ramp);
}

TEST_F(PreferenceData, WorkspacesThatTeachNothingAreNamed) {
    EXPECT_THAT(error_of(folder_ / "none"), testing::AllOf(HasSubstr("none"), HasSubstr("workspace.db")));
    clip("walk", 4);
    EXPECT_THAT(error_of(folder_ / "workspace"), HasSubstr("expected ratings or comparisons, found none"));
    clip("walk", 4, 3);
    clip("walk", 8, 3);
    EXPECT_THAT(error_of(folder_ / "workspace"),
                testing::AllOf(HasSubstr("at least 4 pairs"), HasSubstr("found 0 from 2 ratings")));
}

}  // namespace
}  // namespace im::test
