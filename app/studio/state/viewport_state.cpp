#include "app/studio/state/viewport_state.h"

#include <cctype>

#include "engine/motion/representation/skeleton.h"

namespace im::studio {

std::string joint_title(std::size_t joint) {
    std::string name = humanml3d_skeleton().joint_names.at(joint);
    if (name.starts_with("l_")) {
        name = "Left " + name.substr(2);
    } else if (name.starts_with("r_")) {
        name = "Right " + name.substr(2);
    } else {
        name[0] = static_cast<char>(std::toupper(static_cast<unsigned char>(name[0])));
    }
    if (std::isdigit(static_cast<unsigned char>(name.back()))) {
        name.insert(name.size() - 1, " ");
    }
    return name;
}

}  // namespace im::studio
