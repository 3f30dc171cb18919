#pragma once
// The five steps that a newcomer is shown once. Plain data.

namespace im::studio {

struct Tour {
    bool open = false;
    bool uncalled = true;   ///< may come up by itself, if the settings do not say that it was seen
    int step = 0;           ///< 0..kTourSteps-1
    int focused_step = -1;  ///< whose panel was brought to the front
};
inline constexpr int kTourSteps = 5;

}  // namespace im::studio
