#include "engine/behaviour/behaviour.h"

#include <algorithm>
#include <cctype>
#include <set>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "engine/behaviour/behaviour_groups.h"
#include "engine/core/error.h"

namespace im {
namespace {

std::string lower_case(std::string text) {
    for (char& c : text) c = static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
    return text;
}

}  // namespace

bool walks_forward(const MotionFacts& f) {
    return f.travel.forward_m > 0.9 && f.travel.forward_m > 2.5 * f.travel.back_m &&
           f.travel.forward_m > 1.5 * std::max(f.travel.left_m, f.travel.right_m) && f.steps() >= 2 &&
           share(f.body.upright) > 0.8;
}

bool stays(const MotionFacts& f) {
    return f.travel.furthest_m < 0.8 && share(f.body.upright) > 0.8;
}

bool hands_down(const MotionFacts& f) {
    return f.arm[kLeft].raised_s < 0.3 && f.arm[kRight].raised_s < 0.3;
}

double share(const Mask& mask) {
    return mask.empty() ? 0 : static_cast<double>(frames_in(mask)) / static_cast<double>(mask.size());
}

Mask after(Mask mask, int frame) {
    for (std::size_t t = 0; t < mask.size() && static_cast<int>(t) < frame; ++t) mask[t] = false;
    return mask;
}

Mask before(Mask mask, int frame) {
    for (std::size_t t = static_cast<std::size_t>(std::max(0, frame)); t < mask.size(); ++t) mask[t] = false;
    return mask;
}

const std::vector<Behaviour>& all_behaviours() {
    static const Behaviours all = [] {
        Behaviours table;
        for (const auto& group :
             {walking_behaviours(), turning_behaviours(), path_behaviours(), stop_behaviours(),
              carried_arm_behaviours(), raised_hand_behaviours(), arm_pose_behaviours(),
              pointing_behaviours(), hand_behaviours(), head_behaviours(), strike_behaviours(),
              jump_behaviours(), leg_behaviours(), floor_behaviours(), trunk_behaviours(), work_behaviours(),
              sequence_behaviours()})
            table.insert(table.end(), group.begin(), group.end());
        return table;
    }();
    return all;
}

std::vector<Behaviour> behaviours_named(const std::string& text) {
    const std::string wanted = lower_case(text);
    Behaviours found;
    std::set<std::string> groups;
    for (const Behaviour& behaviour : all_behaviours()) {
        groups.insert(behaviour.group);
        if (behaviour.name == wanted) return {behaviour};
        if (behaviour.name.find(wanted) != std::string::npos ||
            behaviour.group.find(wanted) != std::string::npos)
            found.push_back(behaviour);
    }
    if (found.empty())
        throw usage_error("no behaviour is named like \"{}\"; groups: {}", text, fmt::join(groups, ", "));
    return found;
}

}  // namespace im
