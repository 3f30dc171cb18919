#include "app/studio/state/direct_state.h"

#include <algorithm>

#include <fmt/format.h>

#include "engine/generate/prompt_text.h"

namespace im::studio {

std::vector<double> block_lengths(const std::vector<SequenceBlock>& blocks, const Take* made) {
    std::vector<double> lengths;
    for (const SequenceBlock& block : blocks) {
        lengths.push_back(block.seconds.value_or(kAutomaticSeconds));
    }
    if (made && made->directed) {
        for (const BlockMade& block : made->directed->blocks) {
            const bool there = block.block < blocks.size() && !blocks[block.block].seconds;
            if (there && block.prompt == clean_prompt(blocks[block.block].prompt)) {
                lengths[block.block] = (block.end - block.begin) / made->fps();
            }
        }
    }
    return lengths;
}

std::optional<double> path_error_cm(const Take* made, const Constraints& asked) {
    const bool same = made && made->directed && made->directed->asked.path == asked.path;
    return same ? made->directed->path_error_cm : std::nullopt;
}

const ConstraintError* pin_miss(const Take* made, const Pin& pin) {
    if (!made || !made->directed) {
        return nullptr;
    }
    const auto& pins = made->directed->asked.pins;
    const auto found = static_cast<std::size_t>(std::find(pins.begin(), pins.end(), pin) - pins.begin());
    const auto& misses = made->directed->misses;
    return found < std::min(pins.size(), misses.size()) ? &misses[found] : nullptr;
}

std::string sequence_title(const std::vector<SequenceBlock>& blocks) {
    std::string title;
    for (const SequenceBlock& block : blocks) {
        if (const std::string prompt = clean_prompt(block.prompt); !prompt.empty()) {
            title += (title.empty() ? "" : " | ") + prompt;
        }
    }
    return title;
}

std::string words_at(const Take& take, double seconds) {
    if (!take.directed) {
        return take.request.prompt;
    }
    for (const BlockMade& block : take.directed->blocks) {
        if (seconds < block.end / take.fps()) {
            return block.prompt;
        }
    }
    return take.directed->words;
}

std::string edit_in_words(const SceneEdit& edit) {
    switch (edit.kind) {
        case EditKind::Between:
            return fmt::format("{:.2f} to {:.2f} s anew", edit.from, edit.to);
        case EditKind::Onward:
            return fmt::format("from {:.2f} s on anew", edit.from);
        case EditKind::Trim:
            return fmt::format("{:.2f} to {:.2f} s", edit.from, edit.to);
        case EditKind::Mirror:
            return "mirrored";
        case EditKind::Reverse:
            return "reversed";
        case EditKind::Tempo:
            return fmt::format("{:.2f} times as fast", edit.factor);
        case EditKind::Loop:
            return fmt::format("looped, {} times", edit.times);
    }
    return "";
}

}  // namespace im::studio
