#include "engine/evaluate/evaluation_set.h"

#include <algorithm>
#include <random>
#include <sstream>

#include <fmt/ranges.h>
#include <nlohmann/json.hpp>

#include "engine/core/error.h"
#include "engine/core/files.h"
#include "engine/core/json_reader.h"
#include "engine/generate/motion_generator.h"

namespace im {
namespace fs = std::filesystem;
namespace {

constexpr int kFramesMax = 199;  // the published loader takes fewer than 200
constexpr std::size_t kPromptsMax = 1'000'000;

const char* codec_name(FeatureCodec codec) {
    return codec == FeatureCodec::Official ? "official" : "corrected";
}

std::vector<std::string> words_of(const std::string& text) {
    std::istringstream in(text);
    std::vector<std::string> words;
    for (std::string word; in >> word;) words.push_back(word);
    return words;
}

EvaluationItem item_of(const CaptionedMotion& motion) {
    EvaluationItem item;
    for (std::size_t i = 0; i < motion.captions.size(); ++i) {
        item.captions.push_back({motion.captions[i], i < motion.caption_tags.size()
                                                         ? words_of(motion.caption_tags[i])
                                                         : std::vector<std::string>()});
    }
    if (!motion.actions.empty()) {
        item.group = fmt::format("{} / {}", fmt::join(motion.actions, " > "), motion.style);
        item.may_be_composed = motion.composed;
    }
    return item;
}

void check_prompt(const std::string& prompt, const std::string& place) {
    if (prompt.size() > kPromptBytesMax)
        throw input_error("{}: expected a prompt of at most {} bytes, found {}", place, kPromptBytesMax,
                          prompt.size());
}

EvaluationItem prompt_item(std::string text, std::string kind) {
    EvaluationItem item;
    item.captions.push_back({std::move(text), {}});
    item.kind = std::move(kind);
    return item;
}

}  // namespace

EvaluationSet read_evaluation_clips(const std::vector<fs::path>& folders, const std::string& split,
                                    const std::string& skeleton, FeatureCodec codec, int clips_max,
                                    std::uint64_t seed, int threads) {
    DatasetOptions options;
    options.splits = {split_by_name(split)};
    options.codec = codec;
    options.threads = threads;
    const bool published_layout = std::any_of(folders.begin(), folders.end(), [](const fs::path& folder) {
        std::error_code code;
        return !fs::exists(folder / "clips.json", code) && !fs::exists(folder / "dataset.json", code);
    });
    if (published_layout && skeleton == "humanml3d") options.frames_min = 40;
    MotionDataset data = load_datasets(folders, options);
    if (data.skeleton != skeleton) {
        throw input_error("{}: expected motion of the skeleton \"{}\", which the model has, found \"{}\"",
                          folder_names(folders), skeleton, data.skeleton);
    }
    EvaluationSet set;
    set.name = folder_names(folders);
    set.notes = data.warnings;
    auto& motions = data.motions;
    if (published_layout) {
        const auto is_long = [](const CaptionedMotion& motion) {
            return motion.features.frames > kFramesMax;
        };
        const auto removed = std::erase_if(motions, is_long);
        if (removed > 0)
            set.notes.push_back(fmt::format("left out: {} clips longer than {} frames", removed, kFramesMax));
    }
    if (clips_max > 0 && static_cast<std::size_t>(clips_max) < motions.size()) {
        std::mt19937_64 random(seed);
        std::shuffle(motions.begin(), motions.end(), random);
        set.notes.push_back(fmt::format("{} of {} clips, drawn at random", clips_max, motions.size()));
        motions.resize(static_cast<std::size_t>(clips_max));
    }
    const Skeleton& bones = skeleton_by_name(skeleton);
    for (auto& motion : motions) {
        EvaluationItem item = item_of(motion);
        item.motion = data.codec == codec
                          ? std::move(motion.features)
                          : encode_features(decode_features(motion.features, bones), bones, codec);
        set.items.push_back(std::move(item));
    }
    if (data.codec != codec) {
        set.notes.push_back(
            fmt::format("the data's features are {}, the model's {}: joints were recovered and encoded again",
                        codec_name(data.codec), codec_name(codec)));
    }
    return set;
}

EvaluationSet read_evaluation_prompts(const fs::path& file, const std::string& split) {
    EvaluationSet set;
    set.name = file.string();
    if (file.extension() == ".json") {
        const auto root = read_json_file(file);
        if (!root.is_object() || !root.contains("prompts") || !root["prompts"].is_array()) {
            throw input_error("{}: expected an object with a list \"prompts\"", file.string());
        }
        for (std::size_t i = 0; i < root["prompts"].size(); ++i) {
            JsonReader reader(root["prompts"][i], fmt::format("{}: prompts[{}]", file.string(), i));
            std::string text, kind, own_split = split;
            reader.require("text");
            reader.read("text", text);
            reader.read("kind", kind);
            reader.read("split", own_split);
            check_prompt(text, reader.place());
            if (text.find_first_not_of(" \t\r\n") == std::string::npos)
                throw input_error("{}.text: expected a prompt, found none", reader.place());
            if (own_split == split) set.items.push_back(prompt_item(std::move(text), std::move(kind)));
        }
    } else {
        std::istringstream lines(read_text(file, 64u << 20));
        int number = 0;
        for (std::string line; std::getline(lines, line);) {
            ++number;
            while (!line.empty() && std::isspace(static_cast<unsigned char>(line.back()))) line.pop_back();
            if (line.empty()) continue;
            check_prompt(line, fmt::format("{}:{}", file.string(), number));
            set.items.push_back(prompt_item(std::move(line), ""));
        }
    }
    if (set.items.empty())
        throw input_error("{}: expected prompts of the split \"{}\", found none", file.string(), split);
    if (set.items.size() > kPromptsMax)
        throw input_error("{}: expected at most {} prompts, found {}", file.string(), kPromptsMax,
                          set.items.size());
    return set;
}

}  // namespace im
