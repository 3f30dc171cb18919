#include "app/studio/state/fuzzy_match.h"

#include <algorithm>
#include <cctype>
#include <numeric>
#include <sstream>

namespace im::studio {
namespace {

constexpr int kLetter = 1, kSideBySide = 5, kWordBegins = 8, kWhole = 10, kNone = -1'000'000;
constexpr std::size_t kQueryMax = 100, kTextMax = 400;  // longer ones are cut

char lower(char c) {
    return static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
}

bool begins_word(const std::string& text, std::size_t at) {
    return at == 0 || !std::isalnum(static_cast<unsigned char>(text[at - 1]));
}

/// The word as it was typed, at the beginning of one of the text's: nearer than any scattered letters.
std::optional<FuzzyMatch> whole_word(const std::string& word, const std::string& text) {
    for (std::size_t at = 0; at + word.size() <= std::min(text.size(), kTextMax); ++at) {
        const auto same = [](char a, char b) { return lower(a) == lower(b); };
        if (begins_word(text, at) &&
            std::equal(word.begin(), word.end(), text.begin() + static_cast<std::ptrdiff_t>(at), same)) {
            const int letters = static_cast<int>(word.size()) * (kLetter + kSideBySide + kWhole);
            FuzzyMatch found{letters + kWordBegins, std::vector<std::size_t>(word.size())};
            std::iota(found.letters.begin(), found.letters.end(), at);
            return found;
        }
    }
    return std::nullopt;
}

/// The best way to find the letters of one word: dynamic programming over (letter, place).
std::optional<FuzzyMatch> match_word(const std::string& word, const std::string& text) {
    const std::size_t rows = word.size(), columns = std::min(text.size(), kTextMax);
    if (rows > columns) {
        return std::nullopt;
    }
    if (auto whole = whole_word(word, text)) {
        return whole;
    }
    // best[i][j]: score of the first i + 1 letters with letter i at place j; from[i][j]: the place of the letter before.
    std::vector<std::vector<int>> best(rows, std::vector<int>(columns, kNone));
    std::vector<std::vector<std::size_t>> from(rows, std::vector<std::size_t>(columns, 0));
    for (std::size_t i = 0; i < rows; ++i) {
        int best_before = i == 0 ? 0 : kNone;
        std::size_t place_before = 0;
        for (std::size_t j = i; j < columns; ++j) {
            if (i > 0 && best[i - 1][j - 1] > best_before) {
                best_before = best[i - 1][j - 1];
                place_before = j - 1;
            }
            if (lower(word[i]) != lower(text[j]) || best_before <= kNone) {
                continue;
            }
            const int own = kLetter + (begins_word(text, j) ? kWordBegins : 0);
            best[i][j] = best_before + own;
            from[i][j] = place_before;
            const int beside = i > 0 ? best[i - 1][j - 1] + own + kSideBySide : kNone;
            if (beside > best[i][j]) {
                best[i][j] = beside;
                from[i][j] = j - 1;
            }
        }
    }
    const auto& last = best.back();
    const auto end = std::max_element(last.begin(), last.end());
    if (*end <= 0) {
        return std::nullopt;
    }
    FuzzyMatch match{*end, std::vector<std::size_t>(rows)};
    std::size_t place = static_cast<std::size_t>(end - last.begin());
    for (std::size_t i = rows; i-- > 0;) {
        match.letters[i] = place;
        place = from[i][place];
    }
    return match;
}

}  // namespace

std::optional<FuzzyMatch> fuzzy_match(const std::string& query, const std::string& text) {
    FuzzyMatch all;
    std::istringstream in(query.substr(0, kQueryMax));
    bool empty = true;
    for (std::string word; in >> word; empty = false) {
        const auto match = match_word(word, text);
        if (!match) {
            return std::nullopt;
        }
        all.score += match->score;
        all.letters.insert(all.letters.end(), match->letters.begin(), match->letters.end());
    }
    if (!empty) {
        all.score = 100 * all.score - static_cast<int>(std::min(text.size(), kTextMax)) / 4;
    }
    std::sort(all.letters.begin(), all.letters.end());
    all.letters.erase(std::unique(all.letters.begin(), all.letters.end()), all.letters.end());
    return all;
}

}  // namespace im::studio
