#include "engine/behaviour/evidence.h"

#include <algorithm>
#include <sstream>

namespace im {
namespace {

std::vector<std::string> parts_of(const std::string& text, char separator) {
    std::vector<std::string> parts;
    std::istringstream in(text);
    for (std::string part; std::getline(in, part, separator);)
        if (!part.empty()) parts.push_back(part);
    return parts;
}

/// "walk*" and "walk_back"; "*" any.
bool names(const std::string& pattern, const std::string& action) {
    if (!pattern.empty() && pattern.back() == '*')
        return action.compare(0, pattern.size() - 1, pattern, 0, pattern.size() - 1) == 0;
    return pattern == action;
}

bool names_all(const std::string& tag, const std::vector<std::string>& actions) {
    const auto wanted = parts_of(tag, '>');
    return wanted.size() == actions.size() &&
           std::equal(wanted.begin(), wanted.end(), actions.begin(), names);
}

bool says(const std::vector<std::string>& captions, const std::string& words) {
    for (std::string word : parts_of(words, '|')) {
        std::replace(word.begin(), word.end(), '_', ' ');
        for (const auto& caption : captions)
            if (caption.find(word) != std::string::npos) return true;
    }
    return false;
}

/// Whole: the action, and words where the tag has some (Words).
enum class Match { No, ActionOnly, Whole, Words };

Match match(const std::string& tags, const std::vector<std::string>& actions,
            const std::vector<std::string>& captions) {
    Match best = Match::No;
    for (const auto& tag : parts_of(tags, ' ')) {
        const auto colon = tag.find(':');
        if (!names_all(tag.substr(0, colon), actions)) continue;
        const bool plain = colon == std::string::npos;
        const bool said = !plain && says(captions, tag.substr(colon + 1));
        best = std::max(best, plain ? Match::Whole : said ? Match::Words : Match::ActionOnly);
    }
    return best;
}

}  // namespace

Verdict judge(const Evidence& evidence, const TaggedClip& clip) {
    const auto matches = [&](const std::string& tags) { return match(tags, clip.actions, clip.captions); };
    for (const auto& excluded : excluded_clips())
        if (clip.id.compare(0, excluded.prefix.size(), excluded.prefix) == 0 &&
            (excluded.behaviour.empty() || excluded.behaviour == evidence.behaviour))
            return Verdict::Unclear;
    if (matches(evidence.wrong) >= Match::Whole) return Verdict::Other;
    const Match right = matches(evidence.right), either = matches(evidence.either);
    if (either == Match::Words) return Verdict::Unclear;
    if (right >= Match::Whole) return Verdict::Right;
    if (right == Match::ActionOnly || either == Match::Whole) return Verdict::Unclear;
    if (clip.actions.size() < 2) return Verdict::Other;
    // The captions of a composed clip speak of both parts: words decide nothing.
    for (const auto& action : clip.actions) {
        const std::vector<std::string> alone = {action};
        if (match(evidence.right, alone, {}) != Match::No || match(evidence.either, alone, {}) != Match::No)
            return Verdict::Unclear;
    }
    return Verdict::Other;
}

}  // namespace im
