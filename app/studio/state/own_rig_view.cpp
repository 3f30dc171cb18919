#include "app/studio/state/own_rig_view.h"

#include <bit>

#include "engine/core/splitmix.h"

namespace im::studio {

std::uint64_t clip_mark(const MotionClip& clip) {
    std::uint64_t mark = splitmix_finaliser(std::bit_cast<std::uint64_t>(clip.fps)) + clip.positions.size();
    for (const glm::vec3& p : clip.positions) {
        // Multiplied after each word, so that the same words in another order are another clip.
        constexpr std::uint64_t kOdd = 0x9e3779b97f4a7c15ull;
        const auto x = std::bit_cast<std::uint32_t>(p.x), y = std::bit_cast<std::uint32_t>(p.y),
                   z = std::bit_cast<std::uint32_t>(p.z);
        mark = (mark ^ (std::uint64_t{x} << 32 | y)) * kOdd;
        mark = (std::rotl(mark, 29) ^ z) * kOdd;
    }
    return splitmix_finaliser(mark);
}

}  // namespace im::studio
