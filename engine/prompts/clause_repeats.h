#pragma once
// Repeated and mirrored actions: "raises the left arm and does the same with the right", "jumps and repeats
// this three times". What is done again stands in full afterwards.

#include <vector>

#include "engine/prompts/clause_parser.h"

namespace im {

/// Most clauses that a repetition may make of a description: beyond, several actions are repeated once only.
inline constexpr std::size_t kRepeatedClausesMax = 12;

/// In place of each clause that only says that something is done again: those actions. A single action
/// carries how often ("jumps three times"); several stand as often as is said. With
/// another side, left and right are exchanged, "one hand" becomes "the other hand". Clauses that say nothing
/// to repeat stay as they are. Reads Clause::sentence: an action is looked for in the same sentence, or in
/// the one before.
void resolve_repeats(std::vector<Clause>& clauses);

/// "repeats", "mirroring" ...: a verb that may stand for the action before it.
bool repeats_action(const std::string& word);
/// hand, feet, knee ...: what a person has on either side.
bool names_limb(const std::string& word);
/// left, right, other, opposite
bool names_side(const std::string& word);
/// Whether the words name the side that `side` is opposite to ("the left arm" for "right"; for "other" also
/// "one arm").
bool is_other_side(const std::vector<std::string>& words, const std::string& side);

}  // namespace im
