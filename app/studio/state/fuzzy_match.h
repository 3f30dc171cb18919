#pragma once
// Finds what somebody means who types a part of it: "svcl" and "clip save" are "Save clip".

#include <cstddef>
#include <optional>
#include <string>
#include <vector>

namespace im::studio {

struct FuzzyMatch {
    int score = 0;                     ///< higher is nearer; comparable for one query only
    std::vector<std::size_t> letters;  ///< places of `text` that were typed, ascending
};

/// Each word of the query has to be in `text`, its letters in their order, in any case. Beginnings of words, letters
/// side by side and short texts count more. None: it is not meant. An empty query means everything, with score 0.
std::optional<FuzzyMatch> fuzzy_match(const std::string& query, const std::string& text);

}  // namespace im::studio
