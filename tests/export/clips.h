#pragma once
// Made-up clips that break exporters: what they do is in their names.

#include <string>
#include <vector>

#include "engine/motion/representation/motion_clip.h"

namespace im::test {

struct NamedClip {
    std::string name;
    MotionClip clip;
};
/// walk, turn (two full turns), arms (raised over the head and back), away (a walk facing -Z), lying (on the
/// back).
std::vector<NamedClip> export_clips(int frames = 40);

}  // namespace im::test
