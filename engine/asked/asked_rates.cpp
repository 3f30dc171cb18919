#include "engine/asked/asked_rates.h"

#include <algorithm>
#include <map>

#include "engine/asked/asked_actions.h"

namespace im {
namespace {

/// What is asked, without the number: counts of all sizes are one row.
std::string row_of(const AskedFact& fact) {
    const bool in_numbers = !fact.unit.empty();
    return in_numbers ? fact.name : fact.name + ": " + fact.wanted;
}

}  // namespace

AskedRates measure_asked(const std::vector<TaggedClip>& clips, int captions_max) {
    AskedRates all;
    std::map<std::string, AskedRate> by_row;
    for (const TaggedClip& clip : clips) {
        const MotionFacts facts = measure_facts(clip.motion);
        const auto count = std::min(clip.captions.size(), static_cast<std::size_t>(captions_max));
        for (std::size_t c = 0; c < count; ++c) {
            const auto asked = everything_asked(clip.captions[c]);
            ++all.captions;
            if (asked.empty()) continue;
            ++all.answered;
            bool keeps_all = true;
            for (const AskedFact& fact : asked) {
                AskedRate& rate = by_row[row_of(fact)];
                ++rate.captions;
                const bool kept = fact.kept(facts);
                rate.kept += kept ? 1 : 0;
                keeps_all = keeps_all && kept;
                if (!kept && rate.missed.size() < 5) rate.missed.push_back(clip.id + ": " + clip.captions[c]);
            }
            all.kept += keeps_all ? 1 : 0;
        }
    }
    for (auto& [row, rate] : by_row) {
        rate.asked = row;
        all.rates.push_back(std::move(rate));
    }
    std::stable_sort(all.rates.begin(), all.rates.end(),
                     [](const AskedRate& a, const AskedRate& b) { return a.captions > b.captions; });
    return all;
}

}  // namespace im
