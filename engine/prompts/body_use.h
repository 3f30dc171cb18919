#pragma once
// What a meta-motion needs of the body, read off its words: which limbs it keeps busy, which posture it
// starts from and ends in. Decides what can be done at once and what can follow what.

#include <cstdint>
#include <string>

#include "engine/prompts/decompose.h"

namespace im {

enum class Posture : std::uint8_t { Any, Standing, Crouching, Kneeling, Sitting, Lying };

struct BodyUse {
    bool left_arm = false, right_arm = false, left_leg = false, right_leg = false;
    bool some_arm = false, some_leg = false;  ///< one of them, the words do not say which
    bool trunk = false, head = false, voice = false;
    bool airborne = false;
    Posture start = Posture::Any;  ///< Any: whatever the person is in
    Posture end = Posture::Any;    ///< Any: as it was
};

BodyUse body_use(const MetaMotion& motion);

/// Whether one person can do both at once: no limb is needed twice, one posture serves both.
/// One-armed actions whose arms are not named need both names: "waves" and "punches" at once
/// leave open which arm does what.
bool can_go_together(const BodyUse& a, const BodyUse& b);
/// Whether `next` can begin where `before` ends: who sits has to stand up before walking. Postures that
/// neither names are taken as standing.
bool can_follow(const BodyUse& before, const BodyUse& next);

}  // namespace im
