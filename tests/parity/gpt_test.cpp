// T2M-GPT's transformer against the official code's numbers.

#include <gtest/gtest.h>
#include <torch/torch.h>

#include "engine/generate/sampling.h"
#include "engine/generate/token_decoder.h"
#include "engine/model/official_checkpoint.h"
#include "tests/support/tensors.h"

namespace im::test {
namespace {

class Gpt : public testing::Test {
  protected:
    void SetUp() override {
        IM_REQUIRE_PARITY();
        fixture = std::make_unique<ParityFixture>("gpt");
        model = official_generator(parity_folder() / "gpt.pth", fixture->config().at("n_head"));
    }
    torch::Tensor get(const std::string& name) const { return tensor(*fixture, name); }
    TextCondition text(const std::string& name, int rows = -1) const {
        TextCondition condition;
        condition.sentence = get(name);
        if (rows >= 0) condition.sentence = condition.sentence.slice(0, 0, rows);
        return condition;
    }

    std::unique_ptr<ParityFixture> fixture;
    Transformer model{nullptr};
};

TEST_F(Gpt, SizesAreReadOffTheWeights) {
    const auto& want = fixture->config();
    const auto& got = model->config();
    EXPECT_EQ(got.codebook_size, want.at("num_vq"));
    EXPECT_EQ(got.width, want.at("embed_dim"));
    EXPECT_EQ(got.condition_width, want.at("clip_dim"));
    EXPECT_EQ(got.block_size, want.at("block_size"));
    EXPECT_EQ(got.base_layers, want.at("blocks_in_base"));
    EXPECT_EQ(got.head_layers, want.at("blocks_in_head"));
    EXPECT_EQ(got.fc_rate, want.at("fc_rate"));
}

TEST_F(Gpt, LogitsAndBaseFeaturesAreTheOfficialOnes) {
    torch::NoGradGuard no_grad;
    const auto condition = text("text_feature");
    expect(*fixture, "forward_logits", model(get("forward_ids"), condition));
    expect(*fixture, "base_features", model->base_features(get("forward_ids"), condition));
    // Its name looks like that of token numbers, which have to be exact; the tolerance is that of the other
    // logits.
    const auto allowed = fixture->tolerance("forward_logits");
    expect_close(values(model(torch::empty({4, 0}, torch::kInt64), condition)),
                 fixture->floats("forward_logits_no_tokens"), allowed.absolute, allowed.relative,
                 "forward_logits_no_tokens");
    expect(*fixture, "forward_full_logits", model(get("forward_full_ids"), text("text_feature", 2)));
}

TEST_F(Gpt, LogProbabilitiesAndEntropiesAreTheOfficialOnes) {
    torch::NoGradGuard no_grad;
    const auto target = get("seq_target");
    const auto logits = model(target.slice(1, 0, -1), text("seq_text_feature"));
    const auto log_p = torch::log_softmax(logits, -1);
    const auto K = model->config().codebook_size;
    const auto counted =
        torch::arange(target.size(1)).unsqueeze(0).le(get("seq_len").unsqueeze(1)).to(torch::kFloat32);
    const auto chosen = log_p.gather(2, target.clamp_max(K).unsqueeze(2)).squeeze(2) * counted;
    expect(*fixture, "seq_logp", chosen);
    expect(*fixture, "seq_logp_sum", chosen.sum(1));
    expect(*fixture, "seq_entropy", -(log_p.exp() * log_p).sum(2) * counted);
}

TEST_F(Gpt, TrainingLossAndGradientsAreTheOfficialOnes) {
    const auto lengths = get("seq_len"), target = get("seq_target");
    const auto logits = model(get("train_input"), text("seq_text_feature"));
    torch::Tensor loss = torch::zeros({});
    for (std::int64_t b = 0; b < lengths.size(0); ++b) {
        const auto rows = lengths[b].item<std::int64_t>() + 1;
        loss = loss +
               torch::nn::functional::cross_entropy(logits[b].slice(0, 0, rows), target[b].slice(0, 0, rows));
    }
    loss = loss / lengths.size(0);
    loss.backward();
    expect(*fixture, "train_loss", loss.view({1}));
    torch::Tensor squares = torch::zeros({});
    for (const auto& entry : model->named_parameters()) {
        if (!entry.value().grad().defined()) continue;
        squares = squares + entry.value().grad().pow(2).sum();
        if (entry.key() == "trans_base.tok_emb.weight")
            expect(*fixture, "train_grad_tok_emb", entry.value().grad());
        if (entry.key() == "trans_head.head.weight")
            expect(*fixture, "train_grad_head", entry.value().grad());
    }
    expect(*fixture, "train_grad_norm", squares.sqrt().view({1}));
}

TEST_F(Gpt, GreedyDecodingGivesTheOfficialTokens) {
    const auto want = get("greedy_tokens"), lengths = get("greedy_len"),
               raises = get("greedy_official_raises");
    for (const auto form : {TokenDecoder::Form::Kernels, TokenDecoder::Form::Tensors}) {
        TokenDecoder decoder(model, form);
        const std::vector<SequenceRequest> requests{
            {.condition = 0}, {.condition = 1}, {.condition = 2}, {.condition = 3}};
        DecodeOptions options;
        options.sampling = {.temperature = 0, .top_k = 0, .top_p = 1, .guidance = 0};
        const auto sequences = decoder.decode(text("text_feature"), requests, options);
        for (std::int64_t b = 0; b < 4; ++b) {
            const auto& tokens = sequences[static_cast<std::size_t>(b)].tokens;
            if (raises[b].item<std::int64_t>() ==
                1) {  // END at once: the official code gives up, we return nothing
                EXPECT_TRUE(tokens.empty());
                continue;
            }
            const auto length = lengths[b].item<std::int64_t>();
            ASSERT_EQ(static_cast<std::int64_t>(tokens.size()), length);
            for (std::int64_t i = 0; i < length; ++i) {
                EXPECT_EQ(tokens[static_cast<std::size_t>(i)], want[b][i].item<std::int64_t>())
                    << "row " << b << ", token " << i;
            }
        }
    }
}

}  // namespace
}  // namespace im::test
