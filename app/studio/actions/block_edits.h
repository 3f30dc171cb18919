#pragma once
// Edits of the sequence in the Direct panel. Each can be undone. None of these waits.

#include <cstddef>
#include <optional>
#include <string>
#include <vector>

#include "app/studio/actions/services.h"
#include "app/studio/state/studio_state.h"

namespace im::studio {

/// An empty block behind the chosen one, chosen, and its field is typed in next.
void add_block(StudioState& state, Services& services);
/// The chosen block becomes two of the same prompt: at the play head where that is inside of it, else in the middle.
void split_block(StudioState& state, Services& services);
void duplicate_block(StudioState& state, Services& services);
/// The last block that there is becomes an empty one.
void delete_block(StudioState& state, Services& services);
/// Block `from` is block `to` afterwards.
void move_block(StudioState& state, Services& services, std::size_t from, std::size_t to);

/// As typed so far. What is typed until end_typing() is one edit.
void type_block_prompt(StudioState& state, std::size_t block, const std::string& prompt);
/// The field is left; nothing where none was typed in.
void end_typing(StudioState& state);
/// Empty: the model decides.
void set_block_length(StudioState& state, Services& services, std::size_t block,
                      std::optional<double> seconds);
/// A seed of its own: this block alone is drawn differently.
void roll_block_seed(StudioState& state, Services& services, std::size_t block);
/// Other blocks with other paths and pins, as out of a file.
void replace_blocks(StudioState& state, std::vector<SequenceBlock> blocks, Constraints constraints,
                    const std::string& title);

// Why it cannot be done now; empty: it can.
std::string why_no_block(const StudioState& state);
std::string why_no_split(const StudioState& state);
std::string why_no_delete(const StudioState& state);

}  // namespace im::studio
