#include "app/studio/state/playback.h"

#include <algorithm>
#include <cmath>

namespace im::studio {

void Playback::advance(double elapsed, double ready, bool growing) {
    waiting = false;
    if (!playing || ready <= 0) {
        return;
    }
    time += elapsed * speed;
    if (time < ready) {
        return;
    }
    if (growing) {
        time = ready;
        waiting = true;
    } else if (loop) {
        time = std::fmod(time, ready);
    } else {
        time = ready;
        playing = false;
    }
}

void Playback::step(int frames, double fps, double ready) {
    playing = false;
    // A head between two frames goes to the nearest one in the asked direction.
    const double here = frames > 0 ? std::floor(time * fps + 1e-6) : std::ceil(time * fps - 1e-6);
    seek((here + frames) / fps, ready);
}

void Playback::seek(double seconds, double ready) {
    time = std::clamp(seconds, 0.0, std::max(ready, 0.0));
}

void Playback::toggle(double ready) {
    playing = !playing;
    if (playing && !loop && time >= ready) {
        time = 0;
    }
}

}  // namespace im::studio
