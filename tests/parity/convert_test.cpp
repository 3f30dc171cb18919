// Official checkpoints through `convert`, and what happens with files that are none.

#include <fstream>

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <torch/script.h>
#include <torch/torch.h>

#include "engine/core/error.h"
#include "engine/core/files.h"
#include "engine/io/npy.h"
#include "engine/model/guo_evaluator.h"
#include "engine/model/model_conversion.h"
#include "engine/model/model_folder.h"
#include "engine/model/official_checkpoint.h"
#include "engine/model/text_encoder.h"
#include "tests/support/temporary_folder.h"
#include "tests/support/tensors.h"

namespace im::test {
namespace {
namespace fs = std::filesystem;

class Conversion : public testing::Test {
  protected:
    void SetUp() override { IM_REQUIRE_PARITY(); }
    void write_statistics(int width) {
        const std::vector<float> mean(static_cast<std::size_t>(width), 0.5f),
            std(static_cast<std::size_t>(width), 2.0f);
        fs::create_directories(folder / "statistics");
        write_npy(folder / "statistics" / "Mean.npy", {width}, mean.data());
        write_npy(folder / "statistics" / "Std.npy", {width}, std.data());
        options.statistics = folder / "statistics";
    }
    ConversionReport convert(const std::vector<fs::path>& files) {
        return convert_checkpoints(files, folder / "model", options);
    }
    std::string message(const std::vector<fs::path>& files) {
        try {
            convert(files);
        } catch (const Error& error) {
            return error.what();
        }
        return "no error";
    }
    fs::path official(const char* name) const { return parity_folder() / name; }
    /// our_vab_*, as numpy and Python's pickle (protocols 4 and 2) write them.
    void write_words() {
        const std::vector<float> vectors(3 * 300, 0.25f);
        fs::create_directories(folder / "words");
        write_npy(folder / "words" / "our_vab_data.npy", {3, 300}, vectors.data());
        write_file_atomically(
            folder / "words" / "our_vab_words.pkl",
            std::string("\x80\x04\x95\x17\0\0\0\0\0\0\0]\x94(\x8c\x03unk\x94\x8c\x03sos\x94\x8c\x03"
                        "eos\x94"
                        "e.",
                        34));
        write_file_atomically(
            folder / "words" / "our_vab_idx.pkl",
            std::string(
                "\x80\x02}q\0(X\x03\0\0\0unkq\x01K\0X\x03\0\0\0sosq\x02K\x01X\x03\0\0\0eosq\x03K\x02u.", 44));
        options.words = folder / "words";
    }

    TemporaryFolder folder;
    ConversionOptions options;
};

TEST_F(Conversion, OfTokenizerAndGeneratorMakesAFolderThatLoads) {
    torch::NoGradGuard no_grad;
    for (const auto& [name, width] :
         {std::pair{"vqvae_263_cuda0.pth", 263}, std::pair{"vqvae_251.pth", 251}}) {
        write_statistics(width);
        fs::remove_all(folder / "model");
        const ParityFixture fixture(width == 263 ? "vqvae_263" : "vqvae_251");
        options.dilation_growth = fixture.config().value("dilation_growth_rate", 3);
        const auto report = convert({official(name)});
        EXPECT_EQ(report.done.at(0).kind, "tokenizer");
        EXPECT_EQ(report.missing.size(), 2u);
        const auto config = load_model_config(folder / "model");
        EXPECT_EQ(config.skeleton, width == 263 ? "humanml3d" : "kit");
        EXPECT_EQ(config.text_encoder, TextEncoderKind::Clip);
        EXPECT_EQ(config.codec, FeatureCodec::Official);
        const auto tokenizer = load_tokenizer(folder / "model", config, torch::kCPU);
        EXPECT_EQ(tokenizer.mean[0].item<float>(), 0.5f);
        const auto original = official_tokenizer(official(name), options.dilation_growth);
        const auto tokens = torch::arange(12).view({1, 12}) % config.tokenizer.codebook_size;
        EXPECT_LT(largest_difference(VqVae(tokenizer.vqvae)->decode(tokens), VqVae(original)->decode(tokens)),
                  1e-6);
    }
}

TEST_F(Conversion, OfAGeneratorKeepsItsNumbersAndNamesWhatIsMissing) {
    torch::NoGradGuard no_grad;
    const ParityFixture fixture("gpt");
    options.heads = fixture.config().at("n_head");
    const auto report = convert({official("gpt.pth")});
    EXPECT_EQ(report.done.at(0).kind, "generator");
    EXPECT_EQ(report.missing, (std::vector<std::string>{"T2M-GPT's VQ-VAE", "CLIP ViT-B/32"}));
    const auto config = load_model_config(folder / "model");
    auto generator = load_generator(folder / "model", config, torch::kCPU);
    TextCondition text;
    text.sentence = tensor(fixture, "text_feature");
    expect(fixture, "forward_logits", generator(tensor(fixture, "forward_ids"), text));
}

TEST_F(Conversion, OfEvaluatorsInBothFormatsGivesTheOfficialEmbeddings) {
    torch::NoGradGuard no_grad;
    write_statistics(263);
    write_words();
    for (const char* name : {"evaluator.pth", "evaluator_legacy.tar"}) {
        EXPECT_EQ(convert({official(name)}).done.at(0).kind, "evaluator");
        ASSERT_TRUE(GuoEvaluator::is_in(folder / "model"));
        const auto evaluator = GuoEvaluator::load(folder / "model");
        const auto texts = evaluator->embed_texts({{"he runs", {"he/PRON", "run/VERB"}}});
        EXPECT_EQ(texts.sizes(), (torch::IntArrayRef{1, 32}));
        EXPECT_TRUE(texts.isfinite().all().item<bool>());
        EXPECT_THROW(evaluator->embed_texts({{"he runs", {}}}), Error);
    }
}

/// A module tree as in OpenAI's archive: tensors at dotted names.
void put(torch::jit::Module& module, const std::string& name, const torch::Tensor& value) {
    const auto dot = name.find('.');
    if (dot == std::string::npos) {
        module.register_parameter(name, value, false);
        return;
    }
    const auto part = name.substr(0, dot);
    if (!module.hasattr(part)) module.register_module(part, torch::jit::Module("part"));
    auto child = module.attr(part).toModule();
    put(child, name.substr(dot + 1), value);
}

TEST_F(Conversion, ReadsClipOutOfAStateDictAndOutOfAHalfPrecisionTorchScriptArchive) {
    torch::NoGradGuard no_grad;
    const ParityFixture fixture("clip_text");
    const auto tensors = load_checkpoint(official("clip_text.pth"));
    torch::jit::Module archive("CLIP");
    for (const auto& [name, value] : tensors) put(archive, name, value.to(torch::kFloat16));
    archive.save((folder / "ViT-B-32.pt").string());
    const auto read = load_checkpoint(folder / "ViT-B-32.pt");
    auto tower = clip_text_tower(read, "archive");
    // 16-bit weights: to about 3 digits.
    const auto want = tensor(fixture, "text_features");
    EXPECT_LT(largest_difference(tower(tensor(fixture, "tokens")), want),
              0.02 * want.abs().max().item<double>());
}

TEST_F(Conversion, ListsEveryFaultInOneMessage) {
    write_statistics(263);
    torch::NoGradGuard no_grad;
    auto tensors = load_checkpoint(official("gpt.pth"));
    const ParityFixture fixture("gpt");
    tensors.erase("trans.trans_head.ln_f.weight");
    tensors.erase("trans.trans_base.cond_emb.bias");
    tensors["trans.trans_head.head.weight"] = torch::zeros({3, 3});
    try {
        official_generator(tensors, "broken.pth", fixture.config().at("n_head"));
        FAIL() << "no error";
    } catch (const Error& error) {
        EXPECT_THAT(error.what(), testing::AllOf(testing::HasSubstr("broken.pth"),
                                                 testing::HasSubstr("trans_head.ln_f.weight"),
                                                 testing::HasSubstr("trans_base.cond_emb.bias"),
                                                 testing::HasSubstr("trans_head.head.weight")));
    }
    EXPECT_THAT(message({official("clip_bpe.safetensors")}), testing::HasSubstr("torch.save"));
}

TEST_F(Conversion, RefusesTruncatedAndMaliciousFilesAndRunsNothing) {
    const auto bytes = read_text(official("gpt.pth"));
    for (const std::size_t length : {std::size_t{0}, std::size_t{100}, bytes.size() / 2, bytes.size() - 30}) {
        write_file_atomically(folder / "cut.pth", bytes.substr(0, length));
        EXPECT_NE(message({folder / "cut.pth"}), "no error") << length;
    }
    // What Python runs on loading: os.system("touch ..."), by __reduce__.
    const auto witness = folder / "ran";
    write_words();
    write_statistics(263);
    write_file_atomically(folder / "words" / "our_vab_words.pkl",
                          "\x80\x02"
                          "cposix\nsystem\nX" +
                              std::string(1, static_cast<char>(6 + witness.string().size())) +
                              std::string(3, '\0') + "touch " + witness.string() + "\x85R.");
    EXPECT_THAT(message({official("evaluator.pth")}), testing::HasSubstr("posix.system"));
    EXPECT_FALSE(fs::exists(witness));
    EXPECT_FALSE(GuoEvaluator::is_in(folder / "model"));
}

TEST_F(Conversion, SaysWhatItNeedsBesideACheckpoint) {
    fs::copy(official("vqvae_263.pth"), folder / "vq.pth");
    EXPECT_THAT(message({folder / "vq.pth"}),
                testing::AllOf(testing::HasSubstr("Mean.npy"), testing::HasSubstr("--statistics")));
    write_statistics(251);
    EXPECT_THAT(message({folder / "vq.pth"}), testing::HasSubstr("expected 263 values, found 251"));
    EXPECT_FALSE(fs::exists(folder / "model" / "model.json"));
}

}  // namespace
}  // namespace im::test
