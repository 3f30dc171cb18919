#pragma once
// The list of all actions, and a key that is being chosen for one. Plain data.

#include <string>
#include <vector>

namespace im::studio {

struct PaletteState {
    bool open_requested = false;
    bool focus_requested = false;
    std::string typed;
    int chosen = 0;                   ///< row of what is found
    std::vector<std::string> recent;  ///< ids of actions, the last one first
};

struct KeyEditing {
    std::string action;  ///< whose new key is waited for; empty: none
    int chord = 0;       ///< that was pressed and another action has: asked about
    std::string search;
};

}  // namespace im::studio
