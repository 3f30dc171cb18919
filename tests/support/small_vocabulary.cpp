#include "tests/support/small_vocabulary.h"

#include <cmath>
#include <random>

#include "engine/text/english_words.h"
#include "engine/vocabulary/content_words.h"
#include "engine/vocabulary/make_vocabulary.h"

namespace im::test {

std::vector<SourceCaption> tagged_captions() {
    std::vector<SourceCaption> captions;
    int clip = 0;
    const auto add = [&](std::vector<std::string> actions, std::string style,
                         const std::vector<std::string>& texts) {
        ++clip;
        for (const auto& text : texts) captions.push_back({text, std::to_string(clip), actions, style});
    };
    for (int i = 0; i < 3; ++i) {
        add({"walk"}, "normal",
            {"a person walks forward.", "the man is walking ahead.", "someone walks backwards."});
        add({"wave_right_hand"}, "normal",
            {"a person waves with the right hand.", "the woman waves her right hand.",
             "a man waves his right arm."});
    }
    add({"wave_right_hand"}, "normal", {"a person waves with the right hand."});
    add({"walk"}, "elderly", {"a person walks forward in an elderly manner.", "a person walks forward."});
    add({"wave_left_hand"}, "normal",
        {"a person waves with the left hand.", "a person is waving their left arm.",
         "a person waves with the left hand."});
    add({"jump"}, "normal", {"a person jumps twice.", "a person jumps up.", "someone jumps three times."});
    add({"jump"}, "normal", {"a person jumps up.", "a figure makes two jumps on the spot."});
    add({"walk_circle"}, "normal",
        {"a person walks in a circle.", "the man is walking in a circle to the left."});
    add({"sit_down"}, "normal", {"a person sits down on a chair.", "a woman takes a seat."});
    add({"kick"}, "normal", {"a person kicks with the left leg.", "a person kicks a ball."});
    add({"clap"}, "normal", {"a person claps their hands.", "someone claps."});
    add({"walk+wave_right_hand"}, "normal", {"a person walks while waving with the right hand."});
    add({"walk", "sit_down"}, "normal>normal", {"a person walks forward, then sits down on a chair."});
    return captions;
}

TextEmbedder word_embedder() {
    return [](const std::vector<std::string>& texts) {
        constexpr std::size_t kWidth = 64;
        std::vector<std::vector<float>> vectors;
        for (const auto& text : texts) {
            std::vector<float> vector(kWidth, 1e-3f);
            for (const auto& word : content_words(text)) {
                std::mt19937 random(static_cast<unsigned>(std::hash<std::string>{}(word)));
                for (int i = 0; i < 8; ++i) vector[random() % kWidth] += random() % 2 == 0 ? 1.0f : -1.0f;
            }
            float length = 0;
            for (const float v : vector) length += v * v;
            for (float& v : vector) v /= std::sqrt(length);
            vectors.push_back(std::move(vector));
        }
        return vectors;
    };
}

Decomposer test_decomposer() {
    return Decomposer(std::make_shared<PosTagger>(PosTagger::load(default_pos_tagger_file())));
}

std::shared_ptr<const Vocabulary> small_vocabulary() {
    auto vocabulary = make_vocabulary(tagged_captions(), test_decomposer(), word_embedder());
    // Two dozen captions are too few to set thresholds on.
    vocabulary.calibration = NoticeCalibration{};
    return std::make_shared<const Vocabulary>(std::move(vocabulary));
}

std::shared_ptr<const PromptReader> small_reader() {
    return std::make_shared<const PromptReader>(small_vocabulary(), word_embedder(), test_decomposer());
}

}  // namespace im::test
