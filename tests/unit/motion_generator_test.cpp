#include "engine/generate/motion_generator.h"

#include <unistd.h>

#include <cmath>
#include <limits>

#include <gtest/gtest.h>
#include <torch/torch.h>

#include "engine/core/error.h"
#include "engine/generate/prompt_text.h"
#include "engine/model/generator_snapshot.h"
#include "engine/model/model_folder.h"
#include "engine/text/sentence_encoder.h"

namespace im {
namespace {
namespace fs = std::filesystem;

/// A model folder with random weights, loaded once for all tests.
class MotionGeneratorTest : public testing::Test {
  protected:
    static void SetUpTestSuite() {
        if (!fs::exists(default_sentence_encoder_folder() / "model.safetensors")) return;
        folder = fs::temp_directory_path() / ("im-generator-test-" + std::to_string(::getpid()));
        fs::create_directories(folder);
        torch::manual_seed(21);
        ModelConfig config;
        config.name = "random";
        config.tokenizer.width = 32;
        config.tokenizer.code_dim = 16;
        config.tokenizer.codebook_size = 40;
        config.tokenizer.dilation_growth = 2;
        config.generator.codebook_size = 40;
        config.generator.width = 48;
        config.generator.base_layers = 2;
        config.generator.head_layers = 1;
        config.generator.heads = 4;
        config.generator.block_size = 50;
        config.generator.condition_width = 384;
        config.generator.prefix_positions = 40;
        config.generator.length_condition = true;
        Tokenizer tokenizer{VqVae(config.tokenizer), torch::zeros({263}), torch::full({263}, 0.1)};
        tokenizer.vqvae->quantizer->codebook.normal_();
        Transformer generator(config.generator);
        {
            torch::NoGradGuard no_grad;
            for (auto& p : generator->parameters()) p.add_(torch::randn_like(p), 0.1);
        }
        save_model_config(folder, config);
        save_tokenizer(folder, tokenizer, false);
        save_generator(folder, generator, false);
        generator_ = MotionGenerator::load(folder, {.device = "cpu"});
    }
    static void TearDownTestSuite() {
        generator_.reset();
        if (!folder.empty()) fs::remove_all(folder);
    }
    void SetUp() override {
        if (!generator_) GTEST_SKIP() << "the sentence encoder's weights are not there";
    }

    static inline fs::path folder;
    static inline std::shared_ptr<MotionGenerator> generator_;
};

void expect_same_motion(const GeneratedMotion& a, const GeneratedMotion& b) {
    EXPECT_EQ(a.tokens, b.tokens);
    EXPECT_EQ(a.log_probability, b.log_probability);
    ASSERT_EQ(a.clip.positions.size(), b.clip.positions.size());
    for (std::size_t i = 0; i < a.clip.positions.size(); ++i) {
        for (int axis = 0; axis < 3; ++axis)
            ASSERT_NEAR(a.clip.positions[i][axis], b.clip.positions[i][axis], 1e-4);
    }
}

TEST_F(MotionGeneratorTest, MakesTheVariationsThatWereAskedFor) {
    const auto motions =
        generator_->generate({.prompt = "a person walks forward", .variations = 3, .seed = 1});
    ASSERT_EQ(motions.size(), 3u);
    for (int v = 0; v < 3; ++v) {
        const auto& motion = motions[static_cast<std::size_t>(v)];
        EXPECT_EQ(motion.variation, v);
        EXPECT_GE(motion.tokens.size(), 2u);
        EXPECT_EQ(motion.clip.frame_count(), 4 * static_cast<int>(motion.tokens.size()));
        EXPECT_EQ(motion.clip.joint_count, 22);
        EXPECT_LT(motion.log_probability, 0);
        for (const auto& p : motion.clip.positions) ASSERT_TRUE(std::isfinite(p.x + p.y + p.z));
    }
    EXPECT_NE(motions[0].tokens, motions[1].tokens);
}

TEST_F(MotionGeneratorTest, SameRequestGivesTheSameMotionWhateverElseIsAsked) {
    const GenerateRequest a{.prompt = "a man waves", .variations = 2, .seed = 5};
    const GenerateRequest b{.prompt = "someone jumps twice and then walks away slowly",
                            .variations = 1,
                            .seconds = 3.0,
                            .seed = 6};
    GenerateRequest c = a;
    c.sampling.top_p = 0.9;
    const auto alone_a = generator_->generate(a), alone_b = generator_->generate(b),
               alone_c = generator_->generate(c);
    const auto together = generator_->generate_batch({b, c, a});
    expect_same_motion(together[2][0], alone_a[0]);
    expect_same_motion(together[2][1], alone_a[1]);
    expect_same_motion(together[0][0], alone_b[0]);
    expect_same_motion(together[1][1], alone_c[1]);
}

TEST_F(MotionGeneratorTest, VariationsCanBeHadWithoutThoseBeforeThem) {
    GenerateRequest request{.prompt = "a man waves", .variations = 4, .seed = 5};
    const auto all = generator_->generate(request);
    request.first_variation = 2;
    request.variations = 2;
    const auto last = generator_->generate(request);
    ASSERT_EQ(last.size(), 2u);
    for (std::size_t v = 0; v < 2; ++v) {
        expect_same_motion(last[v], all[v + 2]);
        EXPECT_EQ(last[v].variation, static_cast<int>(v) + 2);
    }
    request.first_variation = kVariationsMax;
    EXPECT_THROW(generator_->generate(request), Error);
}

TEST_F(MotionGeneratorTest, StreamedFramesAreTheClip) {
    const GenerateRequest request{.prompt = "a person sits down", .variations = 2, .seconds = 6.0, .seed = 3};
    std::vector<std::vector<glm::vec3>> heard(2);
    double progress = 0;
    StreamListener listener;
    listener.on_frames = [&](int variation, int first_frame, std::span<const glm::vec3> frames) {
        auto& all = heard[static_cast<std::size_t>(variation)];
        EXPECT_EQ(static_cast<std::size_t>(first_frame) * 22, all.size());
        all.insert(all.end(), frames.begin(), frames.end());
    };
    listener.on_progress = [&](double p) { progress = p; };
    const auto streamed = generator_->generate(request, listener), offline = generator_->generate(request);
    EXPECT_EQ(progress, 1.0);
    for (std::size_t v = 0; v < 2; ++v) {
        EXPECT_EQ(heard[v], streamed[v].clip.positions);
        expect_same_motion(streamed[v], offline[v]);
        EXPECT_NEAR(offline[v].clip.seconds(), 6.0, 1e-9);
    }
}

TEST_F(MotionGeneratorTest, TokensDecodeToTheSameClip) {
    const auto motion = generator_->generate({.prompt = "a kick", .seed = 9})[0];
    const auto clip = generator_->decode_tokens(motion.tokens);
    EXPECT_EQ(clip.positions, motion.clip.positions);
    EXPECT_EQ(generator_->decode_tokens({}).frame_count(), 0);
    EXPECT_THROW(generator_->decode_tokens({40}), Error);
    EXPECT_THROW(generator_->decode_tokens({-1}), Error);
}

TEST_F(MotionGeneratorTest, AnyTextIsAPromptExceptNothing) {
    for (const std::string prompt :
         {"走路", "\xf0\x9f\x95\xba", "a\tb\nc", "\xff\xfe", std::string("a\0b", 3).c_str()}) {
        EXPECT_EQ(generator_->generate({.prompt = prompt, .seconds = 0.4}).size(), 1u);
    }
    EXPECT_THROW(generator_->generate({.prompt = " \t\n\x01 "}), Error);
    EXPECT_THROW(generator_->generate({.prompt = std::string(70000, 'a')}), Error);
    EXPECT_EQ(generator_->generate({.prompt = std::string(60000, 'a'), .seconds = 0.4}).size(), 1u);
}

TEST_F(MotionGeneratorTest, RequestsOutOfRangeAreRefused) {
    const double nan = std::numeric_limits<double>::quiet_NaN();
    EXPECT_NEAR(generator_->seconds_max(), 9.8, 1e-9);
    EXPECT_THROW(generator_->generate({.prompt = "x", .variations = 0}), Error);
    EXPECT_THROW(generator_->generate({.prompt = "x", .variations = 1025}), Error);
    EXPECT_THROW(generator_->generate({.prompt = "x", .seconds = 0.0}), Error);
    EXPECT_THROW(generator_->generate({.prompt = "x", .seconds = 9.9}), Error);
    EXPECT_THROW(generator_->generate({.prompt = "x", .seconds = nan}), Error);
    EXPECT_EQ(generator_->generate({.prompt = "x", .seconds = 9.8})[0].clip.frame_count(), 196);
    EXPECT_EQ(generator_->generate({.prompt = "x", .seconds = 0.01})[0].clip.frame_count(), 1);
}

TEST_F(MotionGeneratorTest, AClipHasExactlyTheFramesThatWereAskedFor) {
    for (const double seconds : {0.05, 0.6, 2.45, 2.5, 3.33, 9.75}) {
        const GenerateRequest request{.prompt = "a person hops", .seconds = seconds, .seed = 2};
        const auto frames = static_cast<int>(std::lround(seconds * 20));
        std::vector<glm::vec3> heard;
        StreamListener listener;
        listener.on_frames = [&](int, int first_frame, std::span<const glm::vec3> fresh) {
            EXPECT_EQ(static_cast<std::size_t>(first_frame) * 22, heard.size());
            heard.insert(heard.end(), fresh.begin(), fresh.end());
        };
        const auto motion = generator_->generate(request)[0],
                   streamed = generator_->generate(request, listener)[0];
        EXPECT_EQ(motion.clip.frame_count(), frames) << seconds;
        EXPECT_EQ(static_cast<int>(motion.tokens.size()), (frames + 3) / 4) << seconds;
        EXPECT_EQ(heard, streamed.clip.positions) << seconds;
        expect_same_motion(motion, streamed);
        auto whole = generator_->decode_tokens(motion.tokens).positions;
        whole.resize(motion.clip.positions.size());
        EXPECT_EQ(whole, motion.clip.positions) << seconds;
    }
}

TEST_F(MotionGeneratorTest, TheWordsThatAreSaidNotToBeHeardAreThoseThatChangeNothing) {
    const std::vector<std::string> words = {"walks", "forward", "turns", "around", "jumps", "sits", "down"};
    const auto prompt_of = [&](std::size_t count, std::size_t changed_from) {
        std::string prompt = "a person";
        for (std::size_t i = 0; i < count; ++i)
            prompt += " " + (i + 3 < changed_from ? words[i % words.size()] : std::string("kicks"));
        return prompt;
    };
    const auto log_probability = [&](const std::string& prompt) {
        GenerateRequest request{.prompt = prompt, .seconds = 2.0, .seed = 4};
        request.sampling.temperature = 0;
        return generator_->generate(request)[0].log_probability;
    };
    const auto unheard = first_unheard_word(prompt_of(60, 100), generator_->info().window);
    ASSERT_TRUE(unheard);
    EXPECT_EQ(unheard->words, 62);
    const auto first = static_cast<std::size_t>(unheard->number);
    const double all = log_probability(prompt_of(60, 100));
    EXPECT_EQ(log_probability(prompt_of(60, first)), all);
    EXPECT_NE(log_probability(prompt_of(60, first - 1)), all);
    EXPECT_FALSE(first_unheard_word(prompt_of(first - 3, 100), generator_->info().window));
}

TEST_F(MotionGeneratorTest, StopsWhenAsked) {
    std::stop_source stop;
    stop.request_stop();
    try {
        generator_->generate({.prompt = "x"}, {}, stop.get_token());
        FAIL() << "was not stopped";
    } catch (const Error& error) {
        EXPECT_EQ(error.kind(), ErrorKind::Interrupted);
    }
}

TEST(CleanPrompt, ControlCharactersBecomeSpacesAndEndsAreTrimmed) {
    EXPECT_EQ(clean_prompt("  walk \t"), "walk");
    EXPECT_EQ(clean_prompt("a\nb\x7f"
                           "c"),
              "a b c");
    EXPECT_EQ(clean_prompt("a\xc2\x85"
                           "b"),
              "a b");
    EXPECT_EQ(clean_prompt("\xc3\xa9t\xc3\xa9"), "\xc3\xa9t\xc3\xa9");
    EXPECT_EQ(clean_prompt(std::string("\0 \x1f", 3)), "");
}

TEST_F(MotionGeneratorTest, WithOtherWeightsItGeneratesAsTheirFolderDoesAndStaysAsItWas) {
    const GenerateRequest request{.prompt = "a person walks forward", .seed = 4};
    const auto before = generator_->generate(request);
    const auto config = load_model_config(folder);
    auto trained = load_generator(folder, config, torch::kCPU);
    {
        const torch::NoGradGuard no_grad;
        trained->output()->weight.mul_(-1);
    }
    const auto snapshot = GeneratorSnapshot::of(trained);
    const fs::path other = folder / "trained";
    fs::create_directories(other);
    save_model_config(other, config);
    save_tokenizer(other, load_tokenizer(folder, config, torch::kCPU), false);
    save_generator(other, trained, false);
    {
        const torch::NoGradGuard no_grad;
        trained->output()->weight.zero_();  // the training goes on
    }
    const auto expected = MotionGenerator::load(other, {.device = "cpu"})->generate(request);
    const auto exchanged = generator_->with(*snapshot);
    const auto found = exchanged->generate(request);
    EXPECT_NE(found[0].tokens, before[0].tokens);
    expect_same_motion(found[0], expected[0]);
    expect_same_motion(generator_->generate(request)[0], before[0]);
    EXPECT_EQ(exchanged->info().folder, generator_->info().folder);
}

TEST_F(MotionGeneratorTest, WeightsThatDoNotFitOrAreNoNumbersAreRefused) {
    auto config = load_model_config(folder).generator;
    Transformer broken(config);
    {
        const torch::NoGradGuard no_grad;
        broken->output()->weight.fill_(std::numeric_limits<float>::quiet_NaN());
    }
    EXPECT_THROW(generator_->with(*GeneratorSnapshot::of(broken)), Error);
    config.codebook_size = 41;
    EXPECT_THROW(generator_->with(*GeneratorSnapshot::of(Transformer(config))), Error);
    EXPECT_EQ(generator_->generate({.prompt = "a person walks forward", .seed = 4}).size(), 1u);
}

}  // namespace
}  // namespace im
