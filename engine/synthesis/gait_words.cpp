#include "engine/synthesis/gait_words.h"

#include <algorithm>

namespace im {
namespace {

std::vector<GaitVerb> walking(const std::string& behind) {
    return {{"walk", "", behind}, {"walk", "", behind}, {"walk", "", behind}, {"stroll", "", behind}};
}

std::vector<Gait> all_gaits() {
    std::vector<Gait> gaits = {
        {"walk", 10, walking("")},
        {"run", 3, {{"run", "", ""}, {"run", "", ""}, {"jog", "", ""}}},
        {"walk_back",
         1.2,
         {{"walk", "backwards", ""}, {"walk", "backward", ""}, {"move", "backwards", ""}},
         true},
        {"crouch_walk",
         0.7,
         {{"walk", "", "in a crouch"}, {"sneak", "", "in a crouch"}, {"walk", "crouched down", ""}}},
        {"tiptoe", 0.8, {{"tiptoe", "", ""}, {"walk", "on tiptoe", ""}, {"sneak", "on tiptoes", ""}}},
        {"zombie_walk",
         0.7,
         {{"walk", "", "like a zombie"},
          {"stagger", "", "like a zombie"},
          {"shuffle", "", "with {their} arms held out"}}},
        {"walk_arms_crossed", 0.5, walking("with {their} arms crossed")},
        {"walk_hands_on_hips", 0.5, walking("with {their} hands on {their} hips")},
        {"walk_hands_behind_back", 0.4, walking("with {their} hands behind {their} back")},
        {"walk_hands_behind_head", 0.4, walking("with {their} hands behind {their} head")},
        {"walk_phone", 0.4, walking("while talking on the phone")},
        {"walk_look_around", 0.3, walking("while looking around")},
        {"carry", 0.4, {{"walk", "", "carrying a box"}, {"carry", "a box", ""}}}};
    for (const std::string side : {"left", "right"}) {
        gaits.push_back({"walk_wave_" + side,
                         0.3,
                         {{"walk", "", "while waving {their} " + side + " hand"},
                          {"walk", "", "and waves {their} " + side + " hand"}}});
        gaits.push_back({"walk_raise_" + side + "_hand",
                         0.2,
                         {{"walk", "", "while raising {their} " + side + " hand"},
                          {"walk", "", "and raises {their} " + side + " arm"}}});
        gaits.push_back(
            {"limp_" + side,
             0.3,
             {{"limp", "", ""}, {"walk", "", "with a limp"}, {"limp", "", "on {their} " + side + " leg"}}});
    }
    return gaits;
}

std::string with_gaps(std::initializer_list<std::string> parts) {
    std::string text;
    for (const std::string& part : parts) {
        if (part.empty()) continue;
        if (!text.empty() && part.front() != ',') text += ' ';
        text += part;
    }
    return text;
}

}  // namespace

std::string way_with(const std::string& way, const std::string& behind) {
    // "forward with her arms crossed, turns around and comes back"
    std::size_t end = way.size();
    for (const char* next : {",", " and turns", " and makes", " and takes", " and curves", " while "})
        end = std::min(end, way.find(next));
    return with_gaps({way.substr(0, end), behind, way.substr(std::min(end + (way[end] == ' '), way.size()))});
}

const std::vector<Gait>& gaits() {
    static const std::vector<Gait> gaits = all_gaits();
    return gaits;
}

Saying said_along(const GaitVerb& verb, const std::string& way) {
    return {verb.lemma, with_gaps({verb.before, way_with(way, verb.behind)})};
}

DrawnGait drawn_gait(const ClipPool& pool, SynthesisRandom& random, const std::vector<std::string>& only) {
    std::vector<double> weights;
    bool any = false;
    for (const Gait& gait : gaits()) {
        const bool wanted = only.empty() || std::find(only.begin(), only.end(), gait.action) != only.end();
        weights.push_back(wanted && !pool.of(gait.action).empty() ? gait.weight : 0);
        any = any || weights.back() > 0;
    }
    if (!any) return {};
    const Gait& gait = gaits()[drawn_by_weight(random, weights)];
    return {&gait, drawn_of(random, pool.of(gait.action))};
}

}  // namespace im
