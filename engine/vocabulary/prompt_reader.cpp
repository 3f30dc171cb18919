#include "engine/vocabulary/prompt_reader.h"

#include <algorithm>

#include "engine/core/error.h"
#include "engine/generate/prompt_text.h"
#include "engine/language/normalise.h"
#include "engine/prompts/caption_check.h"
#include "engine/prompts/sentence_vectors.h"
#include "engine/prompts/style.h"
#include "engine/vocabulary/content_words.h"

namespace im {
namespace {

constexpr std::size_t kPartsMax = 8, kNearestActions = 3;
constexpr std::size_t kPromptBytesRead = 2000;

std::string phrase_of(const std::string& caption) {
    constexpr std::string_view kSubject = "a person ";
    std::string phrase = caption.starts_with(kSubject) ? caption.substr(kSubject.size()) : caption;
    while (!phrase.empty() && phrase.back() == '.') phrase.pop_back();
    return phrase;
}

/// As the model hears it (engine/language/normalise.h), without the full stop: typos and numbers are no strangers.
std::string as_heard(const std::string& clean) {
    std::string heard = normalise_prompt(clean);
    if (heard.ends_with('.')) heard.pop_back();
    return heard;
}

}  // namespace

const PromptPart* PromptReading::farthest() const {
    const auto found = std::min_element(parts.begin(), parts.end(),
                                        [](const auto& a, const auto& b) { return a.nearness < b.nearness; });
    return found == parts.end() ? nullptr : &*found;
}

PromptReader::PromptReader(std::shared_ptr<const Vocabulary> vocabulary, TextEmbedder embed,
                           Decomposer decomposer)
    : vocabulary_(std::move(vocabulary)), embed_(std::move(embed)), decomposer_(std::move(decomposer)) {
    for (const auto& action : vocabulary_->actions)
        words_.insert(words_.end(), action.words.begin(), action.words.end());
    std::sort(words_.begin(), words_.end());
    words_.erase(std::unique(words_.begin(), words_.end()), words_.end());
}

std::shared_ptr<const PromptReader> PromptReader::load(const std::filesystem::path& model_folder) {
    if (!has_vocabulary(model_folder)) return nullptr;
    auto vocabulary = std::make_shared<const Vocabulary>(load_vocabulary(model_folder));
    return std::make_shared<const PromptReader>(
        std::move(vocabulary), sentence_embedder(),
        Decomposer(std::make_shared<PosTagger>(PosTagger::load(default_pos_tagger_file()))));
}

/// Its actions, one a sentence about "a person", without manners; the whole prompt where it cannot be taken
/// apart.
std::vector<std::string> PromptReader::parts_of(const std::string& prompt) const {
    std::vector<std::string> parts;
    const auto decomposition = decomposer_.decompose(prompt);
    for (const auto& part : decomposition.parts) {
        // Also what no list of verbs has: that is what may not have been learnt.
        if (parts.size() < kPartsMax) parts.push_back(split_style(part).bare.text);
    }
    if (!parts.empty()) return parts;
    const auto tidy = tidy_caption(prompt);
    return {names_a_person(tidy) ? with_plain_subject(tidy) : "a person " + tidy};
}

PromptPart PromptReader::compared(std::string text, const std::vector<float>& vector) const {
    const auto& known = *vocabulary_;
    if (static_cast<int>(vector.size()) != known.width)
        throw input_error("vocabulary: expected vectors of {} numbers, found {}", vector.size(), known.width);
    PromptPart part;
    part.text = std::move(text);
    std::vector<std::pair<float, std::size_t>> order;
    for (std::size_t row = 0; row < known.captions.size(); ++row) {
        const float* values = known.vectors.data() + row * vector.size();
        float cosine = 0;
        for (std::size_t i = 0; i < vector.size(); ++i) cosine += values[i] * vector[i];
        order.emplace_back(cosine, row);
    }
    std::sort(order.rbegin(), order.rend());
    if (!order.empty()) part.nearness = order.front().first;
    std::vector<int> actions;
    for (const auto& [cosine, row] : order) {
        const auto& caption = known.captions[row];
        if (std::find(actions.begin(), actions.end(), caption.action) != actions.end()) continue;
        actions.push_back(caption.action);
        part.nearest.push_back(phrase_of(caption.text));
        if (actions.size() == kNearestActions) break;
    }
    return part;
}

PromptReading PromptReader::read(const std::string& prompt) const {
    PromptReading reading;
    const auto clean = clean_prompt(prompt).substr(0, kPromptBytesRead);
    if (is_other_script(clean)) {
        reading.other_script = true;
        return reading;
    }
    const auto heard = as_heard(clean);
    const auto words = content_words(heard);
    if (words.empty() && heard.empty()) return reading;
    for (const auto& word : words) {
        const bool known = std::binary_search(words_.begin(), words_.end(), word);
        const auto& unknown = reading.unknown_words;
        if (!known && std::find(unknown.begin(), unknown.end(), word) == unknown.end())
            reading.unknown_words.push_back(word);
    }
    reading.no_known_word = !words.empty() && std::none_of(words.begin(), words.end(), [&](const auto& word) {
        return std::binary_search(words_.begin(), words_.end(), word);
    });
    if (vocabulary_->captions.empty()) return reading;
    auto parts = parts_of(heard);
    const auto vectors = [&] {
        const std::lock_guard lock(mutex_);
        return embed_(parts);
    }();
    for (std::size_t i = 0; i < parts.size(); ++i)
        reading.parts.push_back(compared(std::move(parts[i]), vectors.at(i)));
    return reading;
}

}  // namespace im
