#include "engine/vocabulary/vocabulary_captions.h"

#include <algorithm>
#include <unordered_set>

#include "engine/vocabulary/caption_choices.h"

namespace im {
namespace {

/// Of an action's tags the one of the side that the caption names: "wave_left_hand" for "waves with the left
/// hand".
std::vector<std::string> tag_of(const VocabularyAction& action, const std::string& caption) {
    if (action.tags.empty()) return {};
    const auto side = side_in(caption);
    const auto found = std::find_if(action.tags.begin(), action.tags.end(), [&](const std::string& tag) {
        return side && ("_" + tag + "_").find("_" + *side + "_") != std::string::npos;
    });
    return {found == action.tags.end() ? action.tags.front() : *found};
}

}  // namespace

std::vector<SourceCaption> captions_of(const Vocabulary& vocabulary) {
    std::vector<SourceCaption> captions;
    std::unordered_set<std::string> seen;
    const auto add = [&](const VocabularyAction& action, const std::string& text, const std::string& style) {
        if (!text.empty() && seen.insert(text).second)
            captions.push_back({text, "", tag_of(action, text), style});
    };
    for (const auto& caption : vocabulary.captions)
        add(vocabulary.actions[static_cast<std::size_t>(caption.action)], caption.text, "");
    for (const auto& action : vocabulary.actions) {
        if (action.name.find('>') != std::string::npos) continue;  // two actions: pairs tell as much
        for (const auto& choice : action.styles) add(action, choice.prompt, choice.value);
        for (const auto& example : action.examples) add(action, example, "");
    }
    return captions;
}

void add_known_pairs(const Vocabulary& vocabulary, MotionPool& pool) {
    for (const auto& [first, second] : vocabulary.pairs) pool.known_pairs.insert(action_pair(first, second));
}

}  // namespace im
