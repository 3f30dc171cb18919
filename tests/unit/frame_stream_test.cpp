#include "engine/generate/frame_stream.h"

#include <gtest/gtest.h>
#include <torch/torch.h>

#include "engine/core/error.h"
#include "tests/support/tensors.h"

namespace im::test {
namespace {

VqVae small_tokenizer(int down_t, int depth, int growth, int levels = 1) {
    torch::manual_seed(11);
    VqVaeConfig config;
    config.width = 20;
    config.code_dim = 12;
    config.codebook_size = 30;
    config.down_t = down_t;
    config.depth = depth;
    config.dilation_growth = growth;
    config.levels = levels;
    VqVae vqvae(config);
    torch::NoGradGuard no_grad;
    vqvae->quantizer->codebook.normal_();
    for (auto& codes : vqvae->detail_quantizers) codes->codebook.normal_();
    vqvae->eval();
    return vqvae;
}

std::vector<int> some_tokens(int count) {
    std::vector<int> tokens;
    for (int i = 0; i < count; ++i) tokens.push_back((i * 7 + i * i) % 30);
    return tokens;
}

torch::Tensor offline(VqVae& vqvae, const std::vector<int>& tokens) {
    torch::NoGradGuard no_grad;
    return vqvae->decode(torch::tensor(at::ArrayRef<int>(tokens), torch::kInt64).unsqueeze(0));
}

TEST(FeatureStream, AnyWayOfCuttingGivesTheOfflineFeatures) {
    struct Size {
        int down_t, depth, growth, levels;
    };
    for (const auto& [down_t, depth, growth, levels] :
         {Size{2, 3, 3, 1}, Size{2, 3, 2, 1}, Size{1, 2, 3, 1}, Size{0, 1, 1, 1}, Size{2, 3, 3, 3}}) {
        auto vqvae = small_tokenizer(down_t, depth, growth, levels);
        const auto weights = std::make_shared<const StreamWeights>(vqvae);
        for (const int steps : {1, 2, 9, 49}) {
            const int count = steps * levels;
            const auto tokens = some_tokens(count);
            const auto want = values(offline(vqvae, tokens));
            for (const int step : {levels, 3 * levels, 100 * levels}) {
                FeatureStream stream(weights);
                std::vector<float> got;
                for (int i = 0; i < count; i += step) {
                    const auto part = std::span(tokens).subspan(
                        static_cast<std::size_t>(i), static_cast<std::size_t>(std::min(step, count - i)));
                    const auto fresh = stream.push(part, i + step >= count);
                    got.insert(got.end(), fresh.begin(), fresh.end());
                }
                expect_close(got, want, 1e-5, 1e-5, "features");
            }
        }
    }
}

TEST(FeatureStream, FramesComeAsSoonAsTheirFieldOfViewIsKnown) {
    auto vqvae = small_tokenizer(2, 3, 3);
    const int context = vqvae->decoder_context_steps();
    FeatureStream stream(std::make_shared<const StreamWeights>(vqvae));
    std::size_t frames = 0;
    const auto tokens = some_tokens(49);
    for (int i = 0; i < 49; ++i) {
        frames += stream.push(std::span(tokens).subspan(static_cast<std::size_t>(i), 1), false).size() / 263;
        // Whatever the header promises for the tokens so far must be there.
        EXPECT_GE(static_cast<int>(frames), 4 * std::max(0, i + 1 - context)) << "after token " << i;
    }
}

TEST(FeatureStream, PartsOfAStepAreRefused) {
    auto vqvae = small_tokenizer(1, 1, 1, 2);
    FeatureStream stream(std::make_shared<const StreamWeights>(vqvae));
    const std::vector<int> part{3};
    EXPECT_THROW(stream.push(part, false), Error);
}

TEST(FeatureStream, TokensOutOfRangeAreRefused) {
    auto vqvae = small_tokenizer(1, 1, 1);
    FeatureStream stream(std::make_shared<const StreamWeights>(vqvae));
    const std::vector<int> wrong{30};
    EXPECT_THROW(stream.push(wrong, false), Error);
}

TEST(FrameStream, StreamedMotionIsTheOfflineMotion) {
    auto vqvae = small_tokenizer(2, 3, 2);
    torch::manual_seed(12);
    const auto mean = torch::randn({263}) * 0.1, std = torch::rand({263}) * 0.1 + 0.05;
    const auto& skeleton = humanml3d_skeleton();
    const auto decoder = std::make_shared<const FrameDecoder>(
        FrameDecoder{std::make_shared<const StreamWeights>(vqvae), values(mean), values(std), &skeleton});
    const auto tokens = some_tokens(40);
    FrameStream stream(decoder);
    std::vector<glm::vec3> streamed;
    int early = 0;
    for (const int token : tokens) {
        const auto frames = stream.push(token);
        EXPECT_EQ(frames.size() % 22, 0u);
        streamed.insert(streamed.end(), frames.begin(), frames.end());
        early += frames.empty() ? 0 : 1;
    }
    const auto rest = stream.finish();
    streamed.insert(streamed.end(), rest.begin(), rest.end());
    EXPECT_GT(early, 5);

    FeatureSequence features{
        .frames = 160, .width = 263, .values = values(offline(vqvae, tokens) * std + mean)};
    const auto want = joints_of(features, skeleton);
    ASSERT_EQ(streamed.size(), want.positions.size());
    ASSERT_EQ(stream.clip().positions.size(), want.positions.size());
    for (std::size_t i = 0; i < streamed.size(); ++i) {
        for (int axis = 0; axis < 3; ++axis)
            ASSERT_NEAR(streamed[i][axis], want.positions[i][axis], 1e-5) << i;
    }
}

}  // namespace
}  // namespace im::test
