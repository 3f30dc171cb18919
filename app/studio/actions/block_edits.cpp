#include "app/studio/actions/block_edits.h"

#include <algorithm>
#include <cmath>
#include <utility>

#include <fmt/format.h>

#include "app/studio/actions/edit_actions.h"
#include "engine/core/fresh_seed.h"

namespace im::studio {
namespace {

/// The blocks, and which of them is chosen, before or after an edit.
struct Sequence {
    std::vector<SequenceBlock> blocks;
    std::size_t chosen = 0;
    std::optional<Constraints> constraints = {};  ///< empty: the edit leaves them
};

Sequence sequence_of(const StudioState& state) {
    return {state.direct.blocks, state.direct.chosen, {}};
}

void put(StudioState& state, const Sequence& sequence) {
    state.direct.blocks = sequence.blocks;
    state.direct.chosen = std::min(sequence.chosen, sequence.blocks.size() - 1);
    if (sequence.constraints) {
        state.direct.constraints = *sequence.constraints;
        state.direct.handles.chosen.reset();
    }
}

Edit edit_of(const StudioState& state, std::string title, Sequence after, std::string subject) {
    return {std::move(title), [before = sequence_of(state)](StudioState& s, Services&) { put(s, before); },
            [after = std::move(after)](StudioState& s, Services&) { put(s, after); }, std::move(subject)};
}

void change(StudioState& state, Services& services, std::string title, Sequence after,
            std::string subject = "") {
    end_typing(state);  // what was typed before comes before in the history
    do_edit(state, services, edit_of(state, std::move(title), std::move(after), std::move(subject)));
}

std::ptrdiff_t place(std::size_t block) {
    return static_cast<std::ptrdiff_t>(block);
}

std::string named(const char* what, std::size_t block) {
    return fmt::format("{} of block {}", what, block + 1);
}

double length_of(const StudioState& state, std::size_t block) {
    return block_lengths(state.direct.blocks, state.take())[block];
}

}  // namespace

std::string why_no_block(const StudioState& state) {
    return state.direct.blocks.size() < kBlocksMax
               ? ""
               : fmt::format("A sequence has at most {} blocks.", kBlocksMax);
}

std::string why_no_split(const StudioState& state) {
    if (length_of(state, state.direct.chosen) < 2 * kShortestBlock) {
        return fmt::format("The block is too short: each part needs {:.1f} s.", kShortestBlock);
    }
    return why_no_block(state);
}

std::string why_no_delete(const StudioState& state) {
    const auto& blocks = state.direct.blocks;
    return blocks.size() == 1 && blocks[0].prompt.empty() && !blocks[0].seconds
               ? "There is one block only, and it is empty."
               : "";
}

void add_block(StudioState& state, Services& services) {
    if (state.direct.error = why_no_block(state); !state.direct.error.empty()) {
        return;
    }
    Sequence after = sequence_of(state);
    ++after.chosen;
    after.blocks.insert(after.blocks.begin() + place(after.chosen), SequenceBlock{});
    change(state, services, "adding of a block", std::move(after));
    state.direct.focus_requested = true;
    state.windows.bring_to_front(kDirectTitle);
}

void split_block(StudioState& state, Services& services) {
    if (state.direct.error = why_no_split(state); !state.direct.error.empty()) {
        return;
    }
    Sequence after = sequence_of(state);
    const auto lengths = block_lengths(after.blocks, state.take());
    double begin = 0;
    for (std::size_t i = 0; i < after.chosen; ++i) {
        begin += lengths[i];
    }
    const double length = lengths[after.chosen], head = state.playback.time - begin;
    const bool inside = state.take() && head >= kShortestBlock && head <= length - kShortestBlock;
    const double first = std::round(100 * (inside ? head : length / 2)) / 100;
    SequenceBlock second = after.blocks[after.chosen];
    after.blocks[after.chosen].seconds = first;
    second.seconds = length - first;
    after.blocks.insert(after.blocks.begin() + place(after.chosen) + 1, std::move(second));
    change(state, services, fmt::format("splitting of block {}", after.chosen + 1), after);
}

void duplicate_block(StudioState& state, Services& services) {
    if (state.direct.error = why_no_block(state); !state.direct.error.empty()) {
        return;
    }
    Sequence after = sequence_of(state);
    const SequenceBlock copy = after.blocks[after.chosen];
    ++after.chosen;
    after.blocks.insert(after.blocks.begin() + place(after.chosen), copy);
    change(state, services, fmt::format("copy of block {}", after.chosen), after);
}

void delete_block(StudioState& state, Services& services) {
    if (!why_no_delete(state).empty()) {
        return;
    }
    Sequence after = sequence_of(state);
    const std::size_t gone = after.chosen;
    after.blocks.erase(after.blocks.begin() + place(gone));
    if (after.blocks.empty()) {
        after.blocks.emplace_back();
    }
    after.chosen = std::min(gone, after.blocks.size() - 1);
    change(state, services, fmt::format("deletion of block {}", gone + 1), std::move(after));
}

void move_block(StudioState& state, Services& services, std::size_t from, std::size_t to) {
    Sequence after = sequence_of(state);
    if (from == to || from >= after.blocks.size() || to >= after.blocks.size()) {
        return;
    }
    SequenceBlock block = std::move(after.blocks[from]);
    after.blocks.erase(after.blocks.begin() + place(from));
    after.blocks.insert(after.blocks.begin() + place(to), std::move(block));
    after.chosen = to;
    change(state, services, fmt::format("moving of block {}", from + 1), std::move(after));
}

void type_block_prompt(StudioState& state, std::size_t block, const std::string& prompt) {
    DirectState& direct = state.direct;
    if (direct.typing && direct.typing->block != block) {
        end_typing(state);
    }
    if (!direct.typing) {
        direct.typing = TypedPrompt{block, direct.blocks[block].prompt};
    }
    direct.blocks[block].prompt = prompt;
}

void end_typing(StudioState& state) {
    const auto typed = std::exchange(state.direct.typing, std::nullopt);
    if (!typed || typed->block >= state.direct.blocks.size()) {
        return;
    }
    const std::string& now = state.direct.blocks[typed->block].prompt;
    if (now == typed->before) {
        return;
    }
    const auto put_prompt = [block = typed->block](const std::string& prompt) {
        return [block, prompt](StudioState& s, Services&) {
            if (block < s.direct.blocks.size()) {
                s.direct.blocks[block].prompt = prompt;
                s.direct.chosen = block;
            }
        };
    };
    state.edits.add({named("prompt", typed->block), put_prompt(typed->before), put_prompt(now)});
}

void set_block_length(StudioState& state, Services& services, std::size_t block,
                      std::optional<double> seconds) {
    Sequence after = sequence_of(state);
    if (seconds) {
        seconds = std::clamp(*seconds, kShortestBlock, kBlockSecondsMax);
    }
    if (after.blocks[block].seconds == seconds) {
        return;
    }
    after.blocks[block].seconds = seconds;
    change(state, services, named("length", block), std::move(after), fmt::format("block length {}", block));
}

void roll_block_seed(StudioState& state, Services& services, std::size_t block) {
    Sequence after = sequence_of(state);
    after.blocks[block].seed = fresh_seed();
    change(state, services, named("seed", block), std::move(after));
}

void replace_blocks(StudioState& state, std::vector<SequenceBlock> blocks, Constraints constraints,
                    const std::string& title) {
    if (blocks.empty()) {
        blocks.emplace_back();
    }
    blocks.resize(std::min(blocks.size(), kBlocksMax));
    end_typing(state);
    Sequence before = sequence_of(state), after{std::move(blocks), 0, within_range(std::move(constraints))};
    before.constraints = state.direct.constraints;
    put(state, after);
    state.edits.add({title, [before = std::move(before)](StudioState& s, Services&) { put(s, before); },
                     [after = std::move(after)](StudioState& s, Services&) { put(s, after); }});
}

}  // namespace im::studio
