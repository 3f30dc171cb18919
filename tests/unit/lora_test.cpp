#include "engine/model/lora.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include "engine/core/error.h"
#include "engine/core/files.h"
#include "engine/generate/token_decoder.h"
#include "engine/model/model_folder.h"
#include "tests/support/temporary_folder.h"
#include "tests/support/tensors.h"
#include "tests/support/tiny_model.h"

namespace im::test {
namespace {

using nlohmann::json;
using testing::HasSubstr;

class LoraTest : public testing::Test {
  protected:
    LoraTest() {
        write_tiny_model(folder_ / "base");
        generator_ = load_generator(folder_ / "base", config_, torch::kCPU);
    }
    /// Corrections as training would leave them: none of them zero.
    Lora trained(std::uint64_t seed = 7) {
        Lora lora(generator_, LoraConfig{.rank = 4, .alpha = 8});
        torch::manual_seed(seed);
        const torch::NoGradGuard no_grad;
        for (auto& parameter : lora->parameters()) parameter.normal_(0.0, 0.1);
        return lora;
    }
    torch::Tensor logits() {
        const torch::NoGradGuard no_grad;
        return generator_(torch::tensor({{3, 1, 4, 1}, {5, 9, 2, 6}}),
                          random_condition(config_.generator, 2));
    }
    std::string error_of_loading(const std::filesystem::path& folder) {
        try {
            load_generator(folder, load_model_config(folder), torch::kCPU);
        } catch (const Error& error) {
            EXPECT_EQ(error.kind(), ErrorKind::Input);
            return error.what();
        }
        return "no error";
    }

    TemporaryFolder folder_;
    ModelConfig config_ = tiny_model_config();
    Transformer generator_{nullptr};
};

TEST_F(LoraTest, NewCorrectionsChangeNothing) {
    const auto before = logits();
    Lora lora(generator_, LoraConfig{});
    lora->attach();
    EXPECT_TRUE(torch::equal(before, logits()));
}

TEST_F(LoraTest, SwitchedOffTheModelIsTheBaseBitForBit) {
    const auto before = logits();
    auto lora = trained();
    lora->attach();
    EXPECT_GT(largest_difference(before, logits()), 0.1);
    {
        const LoraOff base(lora);
        EXPECT_TRUE(torch::equal(before, logits()));
    }
    EXPECT_GT(largest_difference(before, logits()), 0.1);
}

TEST_F(LoraTest, MergedItEqualsTheCorrectionsSwitchedOn) {
    auto lora = trained();
    lora->attach();
    const auto on = logits();
    lora->merge();
    EXPECT_FALSE(lora->attached());
    EXPECT_LT(largest_difference(on, logits()), 1e-4);
}

TEST_F(LoraTest, AttentionAloneOrTheMlpAloneCanBeCorrected) {
    const Lora attention(generator_, LoraConfig{.rank = 2, .attention = true, .mlp = false});
    const Lora mlp(generator_, LoraConfig{.rank = 2, .attention = false, .mlp = true});
    // Two blocks; width 64, rank 2.
    EXPECT_EQ(attention->parameters().size(), 2u * 4u * 2u);
    EXPECT_EQ(mlp->parameters().size(), 2u * 2u * 2u);
    EXPECT_TRUE(attention->named_parameters().contains("trans_head.blocks.0.attn.value.lora_a"));
}

TEST_F(LoraTest, OnlyTheCorrectionsLearn) {
    auto lora = trained();
    lora->attach();
    for (auto& parameter : generator_->parameters()) parameter.set_requires_grad(false);
    generator_(torch::tensor({{3, 1}}), random_condition(config_.generator, 1)).sum().backward();
    for (const auto& parameter : generator_->parameters()) EXPECT_FALSE(parameter.grad().defined());
    for (const auto& item : lora->named_parameters()) {
        ASSERT_TRUE(item.value().grad().defined()) << item.key();
    }
}

TEST_F(LoraTest, TheCachedDecoderHearsTheCorrections) {
    const auto condition = random_condition(config_.generator, 1);
    const std::vector<SequenceRequest> request = {{.condition = 0, .seed = 3}};
    const auto plain = TokenDecoder(generator_).decode(condition, request, {});
    auto lora = trained();
    lora->attach();
    const auto corrected = TokenDecoder(generator_).decode(condition, request, {});
    EXPECT_NE(plain[0].tokens, corrected[0].tokens);
    lora->merge();
    EXPECT_EQ(TokenDecoder(generator_).decode(condition, request, {})[0].tokens, corrected[0].tokens);
}

TEST_F(LoraTest, AFolderOfCorrectionsLoadsAsAModelFolder) {
    std::filesystem::create_directories(folder_ / "mine");
    auto lora = trained();
    save_lora(folder_ / "mine", "my style", lora, folder_ / "base");
    lora->attach();
    const auto on = logits();

    const auto config = load_model_config(folder_ / "mine");
    EXPECT_EQ(config.name, "my style");
    EXPECT_EQ(config.generator.width, config_.generator.width);
    EXPECT_TRUE(load_tokenizer(folder_ / "mine", config, torch::kCPU).mean.defined());
    generator_ = load_generator(folder_ / "mine", config, torch::kCPU);
    EXPECT_LT(largest_difference(on, logits()), 1e-4);
}

TEST_F(LoraTest, CorrectionsOfAnotherBaseAreRefusedByName) {
    std::filesystem::create_directories(folder_ / "mine");
    save_lora(folder_ / "mine", "mine", trained(), folder_ / "base");
    write_tiny_model(folder_ / "base", config_, 2);  // the base was trained further
    EXPECT_THAT(error_of_loading(folder_ / "mine"),
                testing::AllOf(HasSubstr("lora.json"), HasSubstr("hash"), HasSubstr("base")));
    std::filesystem::remove_all(folder_ / "base");
    EXPECT_THAT(error_of_loading(folder_ / "mine"),
                testing::AllOf(HasSubstr("lora.json"), HasSubstr("found")));
}

TEST_F(LoraTest, TheBaseMayLieBesideTheCorrections) {
    std::filesystem::create_directories(folder_ / "mine");
    save_lora(folder_ / "mine", "mine", trained(), folder_ / "base");
    auto object = json::parse(read_text(folder_ / "mine/lora.json"));
    object["base"] = "../base";
    write_file_atomically(folder_ / "mine/lora.json", object.dump());
    EXPECT_EQ(error_of_loading(folder_ / "mine"), "no error");
}

TEST_F(LoraTest, DamagedFilesAreNamed) {
    std::filesystem::create_directories(folder_ / "mine");
    const auto lora = trained();
    save_lora(folder_ / "mine", "mine", lora, folder_ / "base");
    auto object = json::parse(read_text(folder_ / "mine/lora.json"));
    object["rank"] = 5;
    write_file_atomically(folder_ / "mine/lora.json", object.dump());
    EXPECT_THAT(error_of_loading(folder_ / "mine"),
                testing::AllOf(HasSubstr("lora.safetensors"), HasSubstr("wrong shape")));
    object["rank"] = "many";
    write_file_atomically(folder_ / "mine/lora.json", object.dump());
    EXPECT_THAT(error_of_loading(folder_ / "mine"), HasSubstr("lora.json.rank"));
    std::filesystem::resize_file(folder_ / "mine/lora.json", 10);
    EXPECT_THAT(error_of_loading(folder_ / "mine"), HasSubstr("lora.json"));
}

TEST_F(LoraTest, AtTheStartersSizeTheFileHasAFewMegabytes) {
    TransformerConfig starter;
    starter.width = 384;
    starter.heads = 6;
    starter.base_layers = starter.head_layers = 3;
    const Lora lora(Transformer(starter), LoraConfig{});
    std::int64_t bytes = 0;
    for (const auto& parameter : lora->parameters()) bytes += static_cast<std::int64_t>(parameter.nbytes());
    EXPECT_LT(bytes, 4 << 20);
    EXPECT_GT(bytes, 1 << 20);
}

}  // namespace
}  // namespace im::test
