#include "engine/generate/going_on.h"

#include <gtest/gtest.h>
#include <torch/torch.h>

#include "engine/core/error.h"
#include "tests/support/tensors.h"

namespace im::test {
namespace {

TransformerConfig small_config(int levels) {
    TransformerConfig config;
    config.codebook_size = 14;
    config.width = 40;
    config.base_layers = 2;
    config.head_layers = 1;
    config.heads = 4;
    config.block_size = 21;
    config.condition_width = 24;
    config.prefix_positions = 4;
    config.length_condition = true;
    config.levels = levels;
    return config;
}

TEST(GoingOn, ASequenceGoesOnFromItsOwnFirstTokensAsItDid) {
    for (const int levels : {1, 3}) {
        auto generator = small_generator(small_config(levels));
        const auto condition = random_condition(generator->config(), 2);
        const std::vector<SequenceRequest> requests{{0, 5, 2, 16 * levels}, {1, 5, 3, 16 * levels}};
        const auto drawn = TokenDecoder(generator).decode(condition, requests, {});
        for (const auto& model : {make_cpu_model(generator), make_tensor_model(generator)}) {
            // One goes on, one starts: they share a batch.
            const auto middle = drawn[0].tokens.begin() + std::ptrdiff_t{6} * levels;
            const std::vector<std::vector<int>> given{{drawn[0].tokens.begin(), middle}, {}};
            const auto rest =
                decode_going_on(*model, generator->config(), condition, requests, given, {}, {}, {});
            EXPECT_EQ(rest[0].tokens, std::vector<int>(middle, drawn[0].tokens.end()));
            EXPECT_EQ(rest[1].tokens, drawn[1].tokens);
            EXPECT_EQ(rest[0].log_probabilities.size(), rest[0].tokens.size() + 1);
        }
    }
}

TEST(GoingOn, GivenTokensThatFillAMotionOrAreNoCodesAreErrors) {
    auto generator = small_generator(small_config(3));
    const auto condition = random_condition(generator->config(), 1);
    const auto model = make_cpu_model(generator);
    const auto decode = [&](std::vector<int> given, int wanted) {
        const std::vector<SequenceRequest> requests{{0, 1, 0, wanted}};
        const std::vector<std::vector<int>> before{std::move(given)};
        return decode_going_on(*model, generator->config(), condition, requests, before, {}, {}, {});
    };
    EXPECT_EQ(decode({1, 2, 3}, 6)[0].tokens.size(), 3u);
    EXPECT_THROW(decode({1, 2, 3}, 3), Error) << "nothing left to draw";
    EXPECT_THROW(decode(std::vector<int>(60, 1), 0), Error) << "nor here";
    EXPECT_THROW(decode({1, 2}, 6), Error) << "a part of a step";
    EXPECT_THROW(decode({1, 2, 14}, 6), Error) << "END is no code";
    EXPECT_THROW(decode({1, 2, -1}, 6), Error);
}

}  // namespace
}  // namespace im::test
