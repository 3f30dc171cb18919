#include "engine/vocabulary/understanding.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

namespace im {
namespace {

using Level = UnderstandingLevel;

std::string phrase_of(const std::string& sentence) {
    constexpr std::string_view kSubject = "a person ";
    std::string phrase = sentence.starts_with(kSubject) ? sentence.substr(kSubject.size()) : sentence;
    while (!phrase.empty() && phrase.back() == '.') phrase.pop_back();
    return phrase;
}

std::string quoted(const std::vector<std::string>& texts) {
    std::vector<std::string> all;
    for (const auto& text : texts) all.push_back("\"" + text + "\"");
    return fmt::format("{}", fmt::join(all, ", "));
}

/// A word that no caption has makes a prompt that is not quite near doubtful from this much further on.
constexpr double kUnknownWordMargin = 0.08;

/// What the words alone say.
Understanding of_prompt(const PromptReading& reading, const NoticeCalibration& calibration) {
    if (reading.other_script)
        return {Level::Unlikely, "the prompt is in another script; English is expected", {}, {}};
    const PromptPart* part = reading.farthest();
    if (part == nullptr) return {};
    if (reading.no_known_word && part->nearness < calibration.nearness_doubtful) {
        return {Level::Unlikely,
                "no word of the prompt is known to this model; English is expected",
                part->nearest,
                {}};
    }
    const auto& unknown = reading.unknown_words;
    const double doubted = calibration.nearness_doubtful + (unknown.empty() ? 0 : kUnknownWordMargin);
    if (part->nearness >= doubted) return {};
    const bool unlikely = part->nearness < calibration.nearness_unlikely;
    std::string reason = fmt::format("\"{}\" is {} this model has learnt", phrase_of(part->text),
                                     unlikely ? "unlike anything that" : "only distantly like what");
    if (!unknown.empty()) reason += fmt::format(", and no caption has {}", quoted(unknown));
    return {unlikely ? Level::Unlikely : Level::Doubtful, std::move(reason), part->nearest, {}};
}

}  // namespace

const char* level_name(UnderstandingLevel level) {
    return level == Level::Fine ? "fine" : level == Level::Doubtful ? "doubtful" : "unlikely";
}

std::string percentile_in_words(double percentile) {
    return fmt::format("nearer than {:.{}f} % of captured motions are to their own captions",
                       100 * percentile, percentile < 0.0995 ? 1 : 0);
}

std::string Understanding::notice() const {
    if (level == Level::Fine) return {};
    std::string text =
        fmt::format("{} not what you asked: {}", level == Level::Unlikely ? "probably" : "perhaps", reason);
    if (!nearest.empty()) text += "; near: " + quoted(nearest);
    return text;
}

Understanding judge_understanding(const PromptReading* reading, std::optional<double> percentile,
                                  const NoticeCalibration& calibration,
                                  const std::vector<MissedFact>& missed) {
    Understanding result = reading != nullptr ? of_prompt(*reading, calibration) : Understanding{};
    result.percentile = percentile;
    if (!missed.empty() && result.level != Level::Unlikely) {
        result.level = Level::Unlikely;
        result.reason = in_words(missed);
        result.nearest.clear();
        return result;
    }
    if (!percentile || *percentile >= calibration.percentile_unlikely || result.level == Level::Unlikely)
        return result;
    const bool doubted = result.level == Level::Doubtful;
    result.level = Level::Unlikely;
    if (doubted) return result;  // the words say why
    result.reason = "its motion fits these words badly: " + percentile_in_words(*percentile);
    if (reading != nullptr && reading->farthest() != nullptr) result.nearest = reading->farthest()->nearest;
    return result;
}

}  // namespace im
