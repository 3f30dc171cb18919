#pragma once
// Whether a text from outside (a data set's caption, a person, a language model) can be a description of
// human motion.

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace im {

inline constexpr std::size_t kCaptionBytesMax = 600;
inline constexpr std::size_t kCaptionWordsMax = 80;

/// The caption with white space put in order, without quotation marks around it.
std::string tidy_caption(std::string_view text);

/// Why a tidy caption is none, for people to read: "empty", "longer than ...", "holds a web address", "holds
/// markup or code", "is not English", "names no motion of a person". Nothing when it is fine. Looks at no
/// more than kCaptionBytesMax bytes.
std::optional<std::string> caption_problem(std::string_view tidy);

/// Verbs that tell a motion or pose: not "be", "have", "seem", "want" ...
bool is_motion_verb(std::string_view lemma);

}  // namespace im
