#include "engine/text/word_vectoriser.h"

#include <algorithm>
#include <array>
#include <cstring>
#include <variant>

#include <torch/torch.h>

#include "engine/core/error.h"
#include "engine/core/files.h"
#include "engine/io/npy.h"
#include "engine/io/unpickler.h"

namespace im {
namespace fs = std::filesystem;
namespace {

constexpr std::uint64_t kPickleBytesMax = 1u << 28;
constexpr std::array<std::string_view, WordVectoriser::kTags> kTagNames{
    "VERB", "NOUN",    "DET",      "ADP",     "NUM",     "AUX",      "PRON", "ADJ",
    "ADV",  "Loc_VIP", "Body_VIP", "Obj_VIP", "Act_VIP", "Desc_VIP", "OTHER"};
constexpr int kOther = WordVectoriser::kTags - 1;

/// The words that decide what a motion is, by kind; the published lists.
struct MotionWords {
    int tag;
    std::vector<std::string_view> words;
};
const std::vector<MotionWords>& motion_words() {
    static const std::vector<MotionWords> lists{
        {9,
         {"left", "right", "clockwise", "counterclockwise", "anticlockwise", "forward", "back", "backward",
          "up", "down", "straight", "curve"}},
        {10,
         {"arm", "chin", "foot", "feet", "face", "hand", "mouth", "leg", "waist", "eye", "knee", "shoulder",
          "thigh"}},
        {11,
         {"stair", "dumbbell", "chair", "window", "floor", "car", "ball", "handrail", "baseball",
          "basketball"}},
        {12, {"walk",  "run",     "swing", "pick",   "bring",   "kick",   "put",  "squat",   "throw",
              "hop",   "dance",   "jump",  "turn",   "stumble", "stop",   "sit",  "lift",    "lower",
              "raise", "wash",    "stand", "kneel",  "stroll",  "rub",    "bend", "balance", "flap",
              "jog",   "shuffle", "lean",  "rotate", "spin",    "spread", "climb"}},
        {13,
         {"slowly", "carefully", "fast", "careful", "slow", "quickly", "happy", "angry", "sad", "happily",
          "angrily", "sadly"}},
    };
    return lists;
}

int tag_of(std::string_view word, std::string_view part_of_speech) {
    for (const auto& list : motion_words()) {
        if (std::find(list.words.begin(), list.words.end(), word) != list.words.end()) return list.tag;
    }
    const auto found = std::find(kTagNames.begin(), kTagNames.end(), part_of_speech);
    return found == kTagNames.end() ? kOther : static_cast<int>(found - kTagNames.begin());
}

template <class T>
const T& value_as(const pickle::Value& value, const fs::path& file, const char* expected) {
    const auto* found = std::get_if<T>(&value.is);
    if (found == nullptr) throw input_error("{}: expected {}, found something else", file.string(), expected);
    return *found;
}

std::vector<std::string> read_words(const fs::path& file) {
    const auto bytes = read_bytes(file, kPickleBytesMax);
    pickle::Unpickler unpickler(bytes, file.string());
    const auto value = unpickler.run();
    std::vector<std::string> words;
    for (const auto& item : *value_as<pickle::List>(value, file, "a list of words").items) {
        words.emplace_back(value_as<std::string_view>(item, file, "a list of words"));
    }
    return words;
}

std::unordered_map<std::string, std::int64_t> read_rows(const fs::path& file) {
    const auto bytes = read_bytes(file, kPickleBytesMax);
    pickle::Unpickler unpickler(bytes, file.string());
    const auto value = unpickler.run();
    std::unordered_map<std::string, std::int64_t> rows;
    for (const auto& [word, row] : *value_as<pickle::Dict>(value, file, "a dictionary of rows").items) {
        rows[std::string(value_as<std::string_view>(word, file, "words as keys"))] =
            value_as<std::int64_t>(row, file, "whole numbers as values");
    }
    return rows;
}

}  // namespace

WordVectoriser::WordVectoriser(std::vector<std::string> words, torch::Tensor vectors)
    : words_(std::move(words)), vectors_(vectors.to(torch::kFloat32).contiguous()) {
    const auto count = static_cast<std::int64_t>(words_.size());
    if (vectors_.dim() != 2 || vectors_.size(0) != count) {
        throw input_error("word vectors: expected one row for each of {} words, found {}", count,
                          vectors_.dim() == 2 ? vectors_.size(0) : -1);
    }
    for (std::int64_t row = 0; row < count; ++row) rows_.emplace(words_[static_cast<std::size_t>(row)], row);
    for (const char* mark : {"unk", "sos", "eos"}) {
        if (!rows_.contains(mark))
            throw input_error("word vectors: expected the word \"{}\", found none", mark);
    }
}

WordVectoriser WordVectoriser::read_published(const fs::path& folder) {
    std::error_code code;
    const auto place = fs::exists(folder / "our_vab_data.npy", code) ? folder : folder / "glove";
    const auto data_file = place / "our_vab_data.npy", rows_file = place / "our_vab_idx.pkl";
    const NpyArray data = read_npy(data_file);
    if (data.shape.size() != 2 || data.shape[0] < 1 || data.shape[1] < 1) {
        throw input_error("{}: expected shape (words, width), found {} dimensions", data_file.string(),
                          data.shape.size());
    }
    auto words = read_words(place / "our_vab_words.pkl");
    const auto rows = read_rows(rows_file);
    const auto values = data.as_float();
    const auto width = data.shape[1];
    auto vectors = torch::empty({static_cast<std::int64_t>(words.size()), width});
    for (std::size_t i = 0; i < words.size(); ++i) {
        const auto row = rows.find(words[i]);
        if (row == rows.end() || row->second < 0 || row->second >= data.shape[0]) {
            throw input_error("{}: expected a row from 0 to {} for \"{}\", found {}", rows_file.string(),
                              data.shape[0] - 1, words[i],
                              row == rows.end() ? "none" : std::to_string(row->second));
        }
        std::memcpy(vectors[static_cast<std::int64_t>(i)].data_ptr<float>(),
                    values.data() + row->second * width, static_cast<std::size_t>(width) * sizeof(float));
    }
    return {std::move(words), vectors};
}

std::pair<std::int64_t, int> WordVectoriser::look_up(std::string_view tagged_word) const {
    const auto slash = tagged_word.rfind('/');
    const std::string word(tagged_word.substr(0, slash));
    const auto found = rows_.find(word);
    if (found == rows_.end()) return {rows_.at("unk"), kOther};
    return {found->second,
            tag_of(word, slash == std::string_view::npos ? "" : tagged_word.substr(slash + 1))};
}

VectorisedWords WordVectoriser::operator()(const std::vector<std::vector<std::string>>& sentences) const {
    constexpr int L = kWordsMax + 2;
    const auto B = static_cast<std::int64_t>(sentences.size());
    auto rows = torch::empty({B, L}, torch::kInt64), tags = torch::empty({B, L}, torch::kInt64);
    auto lengths = torch::empty({B}, torch::kInt64);
    for (std::int64_t b = 0; b < B; ++b) {
        const auto& sentence = sentences[static_cast<std::size_t>(b)];
        const auto words = std::min<std::size_t>(sentence.size(), kWordsMax);
        std::vector<std::string> marked{"sos/OTHER"};
        marked.insert(marked.end(), sentence.begin(), sentence.begin() + static_cast<std::ptrdiff_t>(words));
        marked.emplace_back("eos/OTHER");
        lengths[b] = static_cast<std::int64_t>(marked.size());
        marked.resize(L, "unk/OTHER");
        for (int i = 0; i < L; ++i) {
            const auto [row, tag] = look_up(marked[static_cast<std::size_t>(i)]);
            rows[b][i] = row;
            tags[b][i] = tag;
        }
    }
    return {vectors_.index_select(0, rows.flatten()).view({B, L, vectors_.size(1)}),
            torch::one_hot(tags, kTags).to(torch::kFloat32), lengths};
}

}  // namespace im
