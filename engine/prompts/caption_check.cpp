#include "engine/prompts/caption_check.h"

#include <algorithm>
#include <cctype>
#include <unordered_set>

#include <fmt/format.h>

#include "engine/text/english_words.h"
#include "engine/text/language_guess.h"

namespace im {
namespace {

bool listed(std::string_view word, std::string_view list) {
    const auto padded = fmt::format(" {} ", list);
    return padded.find(fmt::format(" {} ", word)) != std::string::npos;
}

bool has_any(std::string_view text, std::initializer_list<std::string_view> parts) {
    return std::any_of(parts.begin(), parts.end(),
                       [&](auto part) { return text.find(part) != std::string_view::npos; });
}

std::string lower(std::string_view text) {
    std::string result(text);
    std::transform(result.begin(), result.end(), result.begin(),
                   [](unsigned char c) { return static_cast<char>(c < 0x80 ? std::tolower(c) : c); });
    return result;
}

}  // namespace

std::string tidy_caption(std::string_view text) {
    std::string tidy;
    for (const char c : text.substr(0, kCaptionBytesMax + 1)) {
        const bool space = static_cast<unsigned char>(c) <= 0x20 || c == 0x7f;
        if (!space)
            tidy += c;
        else if (!tidy.empty() && tidy.back() != ' ')
            tidy += ' ';
    }
    while (!tidy.empty() && tidy.back() == ' ') tidy.pop_back();
    if (tidy.size() >= 2 && (tidy.front() == '"' || tidy.front() == '\'') && tidy.front() == tidy.back()) {
        tidy = tidy.substr(1, tidy.size() - 2);
    }
    return tidy;
}

std::optional<std::string> caption_problem(std::string_view tidy) {
    if (tidy.empty()) return "is empty";
    if (tidy.size() > kCaptionBytesMax) return fmt::format("is longer than {} characters", kCaptionBytesMax);
    const std::string text = lower(tidy);
    if (has_any(text, {"http:", "https:", "www.", "://", ".com", ".org"})) return "holds a web address";
    if (has_any(text, {"<", ">", "`", "**", "{", "}", "[", "]", "\\", "==", "();", "&lt;", "&amp;", "__", "#",
                       "|"})) {
        return "holds markup or code";
    }
    const auto words = split_words(text);
    if (words.size() > kCaptionWordsMax) return fmt::format("is longer than {} words", kCaptionWordsMax);
    std::size_t letters = 0, foreign = 0, frequent = 0, counted = 0;
    bool motion = false;
    for (const auto& word : words) {
        const bool ascii = std::all_of(word.begin(), word.end(), [](unsigned char c) { return c < 0x80; });
        if (std::none_of(word.begin(), word.end(),
                         [](unsigned char c) { return std::isalpha(c) != 0 || c >= 0x80; }))
            continue;
        ++letters;
        if (!ascii) ++foreign;
        ++counted;
        const auto lemma = verb_lemma(word);
        const bool verb = is_known_verb(lemma);
        if (is_frequent_english_word(word) || verb) ++frequent;
        motion |= verb && is_motion_verb(lemma);
    }
    if (letters == 0) return "has no words";
    if (foreign * 4 > letters || frequent * 5 < counted * 2) return "is not English";
    if (!motion) return "names no motion of a person";
    return std::nullopt;
}

bool is_motion_verb(std::string_view lemma) {
    return is_known_verb(lemma) &&
           !listed(
               lemma,
               "be have see feel hear find need want use become seem appear happen remain live let make show "
               "keep try "
               "attempt pretend say read write type photograph film record time end finish like start begin "
               "continue "
               "deliver receive send complete inspect examine check count behave act warm cool set put pass");
}

}  // namespace im
