#pragma once
// The play head shared by all figures of a take.

namespace im::studio {

struct Playback {
    double time = 0;  ///< seconds
    bool playing = true;
    bool loop = true;
    double speed = 1;
    bool waiting = false;  ///< at the end of what has been streamed so far

    /// Moves the head by `elapsed` seconds of wall clock. `ready` seconds can be shown; `growing`: more are
    /// coming, so the head waits at the end instead of looping or stopping.
    void advance(double elapsed, double ready, bool growing);
    /// Pauses and goes to the next or previous whole frame.
    void step(int frames, double fps, double ready);
    void seek(double seconds, double ready);
    /// Play and pause; from the end, play starts over.
    void toggle(double ready);
};

}  // namespace im::studio
