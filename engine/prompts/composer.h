#pragma once
// Novel descriptions out of meta-motions: grammatical, in varied wording, one person throughout.
//
//   walks forward + flexes their left arm, at once -> "a person walks forward and flexes their left arm."

#include <cstdint>
#include <string>
#include <vector>

#include "engine/prompts/decompose.h"

namespace im {

enum class CompositionKind : std::uint8_t { Sequence, Simultaneous, Style };
const char* composition_kind_name(CompositionKind kind);            ///< "sequence" | "simultaneous" | "style"
CompositionKind composition_kind_by_name(const std::string& name);  ///< throws Usage

/// `parts`: 1 for Style (with `manner`, "in a youthful manner"), 2 for Simultaneous, 2 or 3 for Sequence;
/// bare motions whose subject is "a person". `draw` picks subject and wording: the same draw, the same text.
/// Throws Usage for another count.
std::string compose_text(const std::vector<MetaMotion>& parts, CompositionKind kind,
                         const std::string& manner, std::uint64_t draw);

/// The plainest wording: "a person A, then B." "a person A and B." "a person A in a youthful manner."
std::string plain_text(const std::vector<MetaMotion>& parts, CompositionKind kind, const std::string& manner);

}  // namespace im
