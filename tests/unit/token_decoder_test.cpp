#include "engine/generate/token_decoder.h"

#include <gtest/gtest.h>
#include <torch/torch.h>

#include "engine/core/error.h"
#include "engine/generate/sampling.h"
#include "engine/model/weights.h"
#include "tests/support/tensors.h"

namespace im::test {
namespace {

using Form = TokenDecoder::Form;
constexpr SamplingOptions kPlain{.temperature = 1, .top_k = 0, .top_p = 1, .guidance = 0};

TransformerConfig config_of(int prefix_positions, bool length_condition, int levels = 1) {
    TransformerConfig config;
    config.codebook_size = 14;
    config.width = 40;  // not a multiple of the kernels' panels
    config.base_layers = 2;
    config.head_layers = 1;
    config.heads = 4;
    config.block_size = 21;
    config.condition_width = 24;
    config.prefix_positions = prefix_positions;
    config.length_condition = length_condition;
    config.levels = levels;
    return config;
}

/// 12 sequences of 3 texts, some with a wanted length.
std::vector<SequenceRequest> some_requests(int levels = 1) {
    std::vector<SequenceRequest> requests;
    for (int i = 0; i < 12; ++i)
        requests.push_back({i % 3, 77u + static_cast<unsigned>(i / 6), i, i % 4 == 3 ? (5 + i) * levels : 0});
    return requests;
}

/// Logits of every position of a finished sequence by a full pass: (t + 1, K + 1), guided if s > 0.
torch::Tensor full_logits(Transformer& model, const TextCondition& condition, const SequenceRequest& request,
                          const std::vector<int>& tokens, double s) {
    torch::NoGradGuard no_grad;
    auto text = condition.select(torch::tensor({request.condition}, torch::kInt64));
    if (model->config().length_condition) text.length = torch::tensor({request.wanted_tokens}, torch::kInt64);
    const auto ids = torch::tensor(at::ArrayRef<int>(tokens), torch::kInt64).unsqueeze(0);
    const auto c = model(ids, text)[0];
    if (s == 0) return c;
    const auto u = model(ids, drop_text(text, torch::ones({1}, torch::kBool)))[0];
    return c + s * (c - u);
}

struct Setting {
    Form form;
    int prefix_positions;
    bool length_condition;
    double guidance;
    int levels = 1;
};

class DecoderForms : public testing::TestWithParam<Setting> {};

TEST_P(DecoderForms, CachedDecodingEqualsFullPasses) {
    const auto [form, prefix, lengths, guidance, levels] = GetParam();
    auto model = small_generator(config_of(prefix, lengths, levels));
    const auto condition = random_condition(model->config(), 3);
    const auto requests = some_requests(levels);
    DecodeOptions options;
    options.sampling = {.temperature = 0.9, .top_k = 9, .top_p = 0.95, .guidance = guidance};
    const auto sequences = TokenDecoder(model, form).decode(condition, requests, options);
    for (std::size_t i = 0; i < requests.size(); ++i) {
        const auto& sequence = sequences[i];
        const auto plain = full_logits(model, condition, requests[i], sequence.tokens, 0).contiguous();
        const auto guided =
            full_logits(model, condition, requests[i], sequence.tokens, guidance).contiguous();
        auto drawn = sequence.tokens;
        if (sequence.ended) drawn.push_back(model->config().end_token());
        ASSERT_EQ(drawn.size(), sequence.log_probabilities.size());
        ASSERT_EQ(drawn.size(), sequence.plain_log_probabilities.size());
        EXPECT_EQ(sequence.tokens.size() % static_cast<std::size_t>(levels), 0u) << "whole steps";
        for (std::size_t t = 0; t < drawn.size(); ++t) {
            const auto rule = end_rule(static_cast<int>(t), requests[i].wanted_tokens, 0, levels);
            std::vector<double> scores(15);
            const auto score = [&](const torch::Tensor& logits, const SamplingOptions& law) {
                const float* row = logits.const_data_ptr<float>() + t * 15;
                sampling_log_probabilities(std::span(row, 15), law, rule, scores);
                return scores[static_cast<std::size_t>(drawn[t])];
            };
            EXPECT_NEAR(sequence.plain_log_probabilities[t], score(plain, kPlain), 1e-4);
            EXPECT_NEAR(sequence.log_probabilities[t], score(guided, options.sampling), 2e-4);
        }
    }
}

INSTANTIATE_TEST_SUITE_P(
    All, DecoderForms,
    testing::Values(Setting{Form::Kernels, 0, false, 0}, Setting{Form::Kernels, 6, true, 0},
                    Setting{Form::Kernels, 6, true, 1.5}, Setting{Form::Kernels, 0, true, 1.5},
                    Setting{Form::Tensors, 0, false, 0}, Setting{Form::Tensors, 6, true, 0},
                    Setting{Form::Tensors, 6, true, 1.5}, Setting{Form::Tensors, 0, true, 1.5},
                    Setting{Form::Kernels, 0, false, 0, 2}, Setting{Form::Kernels, 6, true, 1.5, 3},
                    Setting{Form::Tensors, 0, false, 0, 2}, Setting{Form::Tensors, 6, true, 1.5, 3}));

TEST(TokenDecoder, BothFormsDrawTheSameTokens) {
    for (const int levels : {1, 3}) {
        auto model = small_generator(config_of(6, true, levels));
        const auto condition = random_condition(model->config(), 3);
        DecodeOptions options;
        const auto requests = some_requests(levels);
        const auto a = TokenDecoder(model, Form::Kernels).decode(condition, requests, options);
        const auto b = TokenDecoder(model, Form::Tensors).decode(condition, requests, options);
        for (std::size_t i = 0; i < a.size(); ++i) {
            EXPECT_EQ(a[i].tokens, b[i].tokens);
            EXPECT_NEAR(a[i].plain_sum(), b[i].plain_sum(), 1e-3);
        }
    }
}

TEST(TokenDecoder, AStepIsNeverCut) {
    auto model = small_generator(config_of(6, true, 3));
    const auto condition = random_condition(model->config(), 3);
    TokenDecoder decoder(model, Form::Kernels);
    const std::vector<SequenceRequest> free{{0, 1, 0, 0}, {1, 1, 1, 0}, {2, 1, 2, 30}};
    const auto cut = decoder.decode(condition, free, {.sampling = kPlain, .tokens_max = 44});
    for (const auto& sequence : cut) EXPECT_LE(sequence.tokens.size(), 42u);
    const std::vector<SequenceRequest> half{{0, 1, 0, 4}};
    EXPECT_THROW(decoder.decode(condition, half, {}), Error);
}

TEST(TokenDecoder, AGeneratorThatLearnsDetailsStartsAsWhatItWas) {
    auto base = small_generator(config_of(6, true));
    torch::manual_seed(5);
    Transformer grown(config_of(6, true, 3));
    grown->eval();
    const torch::NoGradGuard no_grad;
    const auto known = tensors_of(*base);
    for (auto& [name, tensor] : tensors_of(*grown)) {
        if (known.contains(name)) torch::Tensor(tensor).copy_(known.at(name));
    }
    const auto condition = random_condition(base->config(), 2);
    const auto steps = torch::randint(0, 14, {2, 5});
    const auto details = torch::randint(0, 14, {2, 5, 2});
    const auto tokens = torch::cat({steps.unsqueeze(2), details}, 2).flatten(1);
    const auto want = base(steps, condition), got = grown(tokens, condition);
    EXPECT_EQ(got.size(1), 16);
    const auto base_rows = got.slice(1, 0, 16, 3);
    EXPECT_LT(largest_difference(base_rows, want), 1e-5);
}

TEST(TokenDecoder, ASequenceDoesNotDependOnItsBatch) {
    auto model = small_generator(config_of(6, true));
    const auto condition = random_condition(model->config(), 3);
    const auto requests = some_requests();
    TokenDecoder decoder(model, Form::Kernels);
    const auto together = decoder.decode(condition, requests, {});
    for (std::size_t i = 0; i < requests.size(); ++i) {
        const auto alone = decoder.decode(condition, std::span(requests).subspan(i, 1), {});
        EXPECT_EQ(alone[0].tokens, together[i].tokens);
        EXPECT_EQ(alone[0].log_probabilities, together[i].log_probabilities);  // to the last bit
    }
    auto reversed = requests;
    std::reverse(reversed.begin(), reversed.end());
    const auto backwards = decoder.decode(condition, reversed, {});
    for (std::size_t i = 0; i < requests.size(); ++i) {
        EXPECT_EQ(backwards[requests.size() - 1 - i].log_probabilities, together[i].log_probabilities);
    }
}

TEST(TokenDecoder, VariationsAndSeedsDiffer) {
    auto model = small_generator(config_of(0, false));
    const auto condition = random_condition(model->config(), 1);
    const std::vector<SequenceRequest> requests{{0, 1, 0, 20}, {0, 1, 1, 20}, {0, 2, 0, 20}, {0, 1, 0, 20}};
    const auto sequences = TokenDecoder(model).decode(condition, requests, {});
    EXPECT_NE(sequences[0].tokens, sequences[1].tokens);
    EXPECT_NE(sequences[0].tokens, sequences[2].tokens);
    EXPECT_EQ(sequences[0].tokens, sequences[3].tokens);
}

TEST(TokenDecoder, AWantedLengthIsMetExactly) {
    auto model = small_generator(config_of(0, false));
    const auto condition = random_condition(model->config(), 1);
    for (const int wanted : {1, 7, 20}) {
        const std::vector<SequenceRequest> requests{{0, 4, 0, wanted}};
        const auto sequence = TokenDecoder(model).decode(condition, requests, {})[0];
        EXPECT_EQ(static_cast<int>(sequence.tokens.size()), wanted);
        EXPECT_TRUE(sequence.ended);
    }
}

TEST(TokenDecoder, EndStopsASequenceAndIsNotKept) {
    auto model = small_generator(config_of(0, false));
    const auto condition = random_condition(model->config(), 3);
    const auto sequences = TokenDecoder(model).decode(condition, some_requests(), {});
    bool some_ended = false;
    for (const auto& sequence : sequences) {
        some_ended |= sequence.ended && sequence.tokens.size() < 20;
        for (const int token : sequence.tokens) EXPECT_LT(token, model->config().end_token());
        EXPECT_EQ(sequence.ended, sequence.log_probabilities.size() == sequence.tokens.size() + 1);
    }
    EXPECT_TRUE(some_ended);
}

TEST(TokenDecoder, EndCannotComeBeforeTheLeastNumberOfTokens) {
    auto model = small_generator(config_of(0, false));
    {
        torch::NoGradGuard no_grad;  // a model that wants to end at once
        model->output()->weight.zero_();
    }
    const auto condition = random_condition(model->config(), 1);
    DecodeOptions options;
    options.tokens_min = 3;
    std::vector<SequenceRequest> requests;
    for (int v = 0; v < 100; ++v) requests.push_back({0, 9, v, 0});
    bool some_shorter = false;
    for (const auto& s : TokenDecoder(model).decode(condition, requests, {}))
        some_shorter |= s.tokens.size() < 3;
    EXPECT_TRUE(some_shorter);
    for (const auto& s : TokenDecoder(model).decode(condition, requests, options))
        EXPECT_GE(s.tokens.size(), 3u);
}

TEST(TokenDecoder, LaterTrainingDoesNotChangeADecoder) {
    for (const auto form : {Form::Kernels, Form::Tensors}) {
        auto model = small_generator(config_of(6, true));
        const auto condition = random_condition(model->config(), 3);
        TokenDecoder decoder(model, form);
        const auto before = decoder.decode(condition, some_requests(), {});
        {
            torch::NoGradGuard no_grad;
            for (auto& parameter : model->parameters()) parameter.add_(1);
        }
        const auto after = decoder.decode(condition, some_requests(), {});
        for (std::size_t i = 0; i < before.size(); ++i)
            EXPECT_EQ(before[i].log_probabilities, after[i].log_probabilities);
    }
}

TEST(TokenDecoder, TellsTokensInOrderAndEachEndOnce) {
    auto model = small_generator(config_of(0, false));
    const auto condition = random_condition(model->config(), 3);
    const auto requests = some_requests();
    std::vector<std::vector<int>> heard(requests.size());
    std::vector<int> ends(requests.size());
    double progress = 0;
    DecodeListener listener;
    listener.on_token = [&](int i, int token) {
        EXPECT_EQ(ends[static_cast<std::size_t>(i)], 0);
        heard[static_cast<std::size_t>(i)].push_back(token);
    };
    listener.on_end = [&](int i) { ++ends[static_cast<std::size_t>(i)]; };
    listener.on_progress = [&](double p) {
        EXPECT_GE(p, progress);
        progress = p;
    };
    const auto sequences = TokenDecoder(model).decode(condition, requests, {}, listener);
    for (std::size_t i = 0; i < requests.size(); ++i) {
        EXPECT_EQ(heard[i], sequences[i].tokens);
        EXPECT_EQ(ends[i], 1);
    }
    EXPECT_EQ(progress, 1.0);
}

TEST(TokenDecoder, StopsBetweenTokens) {
    auto model = small_generator(config_of(0, false));
    const auto condition = random_condition(model->config(), 1);
    std::stop_source stop;
    int tokens = 0;
    DecodeListener listener;
    listener.on_token = [&](int, int) {
        if (++tokens == 3) stop.request_stop();
    };
    const std::vector<SequenceRequest> requests{{0, 1, 0, 20}};
    try {
        TokenDecoder(model).decode(condition, requests, {}, listener, stop.get_token());
        FAIL() << "was not stopped";
    } catch (const Error& error) {
        EXPECT_EQ(error.kind(), ErrorKind::Interrupted);
    }
    EXPECT_EQ(tokens, 3);
}

TEST(TokenDecoder, RequestsOutOfRangeAreRefused) {
    auto model = small_generator(config_of(0, false));
    const auto condition = random_condition(model->config(), 2);
    TokenDecoder decoder(model);
    const auto decode = [&](SequenceRequest request) {
        decoder.decode(condition, std::span(&request, 1), {});
    };
    EXPECT_THROW(decode({2, 0, 0, 0}), Error);
    EXPECT_THROW(decode({0, 0, 0, 21}), Error);
    EXPECT_THROW(decode({0, 0, 0, -1}), Error);
}

}  // namespace
}  // namespace im::test
