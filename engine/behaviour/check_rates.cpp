#include "engine/behaviour/check_rates.h"

#include <algorithm>
#include <map>

#include "engine/behaviour/samples.h"

namespace im {
namespace {

struct Tally {
    CheckRates rates;
    const Behaviour* behaviour = nullptr;
    const Evidence* evidence = nullptr;
    std::map<std::string, CheckRates::Taken> others;

    void count(bool right, bool shown, const std::string& name, const std::string& action) {
        if (right) {
            ++rates.right;
            rates.accepted += shown ? 1 : 0;
            if (!shown) rates.missed.push_back(name);
            return;
        }
        ++rates.others;
        rates.refused += shown ? 0 : 1;
        auto& taken = others[action];
        taken.action = action;
        ++taken.clips;
        taken.accepted += shown ? 1 : 0;
    }
    CheckRates finished() {
        for (const auto& [action, taken] : others)
            if (taken.accepted > 0) rates.taken.push_back(taken);
        std::stable_sort(rates.taken.begin(), rates.taken.end(), [](const auto& a, const auto& b) {
            return a.accepted * static_cast<long>(b.clips) > b.accepted * static_cast<long>(a.clips);
        });
        return rates;
    }
};

std::string action_of(const TaggedClip& clip) {
    return clip.actions.empty() ? "no action" : clip.actions.size() == 1 ? clip.actions[0] : "two in a row";
}

}  // namespace

std::vector<CheckRates> check_behaviours(const std::vector<TaggedClip>& clips,
                                         const std::vector<Behaviour>& behaviours,
                                         const MotionPass& seen_through) {
    const auto facts_of = [&](const MotionClip& motion) {
        return measure_facts(seen_through ? seen_through(motion) : motion);
    };
    std::vector<Tally> tallies;
    for (const Behaviour& behaviour : behaviours) {
        Tally tally;
        tally.rates.behaviour = behaviour.name;
        tally.rates.group = behaviour.group;
        tally.behaviour = &behaviour;
        for (const Evidence& evidence : behaviour_evidence())
            if (evidence.behaviour == behaviour.name) tally.evidence = &evidence;
        tallies.push_back(std::move(tally));
    }
    // Facts are large: one clip at a time.
    for (const TaggedClip& clip : clips) {
        const MotionFacts facts = facts_of(clip.motion);
        for (Tally& tally : tallies) {
            if (!tally.evidence) continue;
            const Verdict verdict = judge(*tally.evidence, clip);
            if (verdict == Verdict::Unclear) continue;
            tally.count(verdict == Verdict::Right, tally.behaviour->shown(facts), clip.id, action_of(clip));
        }
    }
    for (const Sample& sample : behaviour_samples(clips)) {
        for (Tally& tally : tallies) {
            if (tally.behaviour->name != sample.behaviour) continue;
            tally.count(sample.right, tally.behaviour->shown(facts_of(sample.motion)), sample.made_of,
                        sample.made_of);
            ++tally.rates.made;
        }
    }
    std::vector<CheckRates> all;
    for (Tally& tally : tallies) all.push_back(tally.finished());
    return all;
}

}  // namespace im
