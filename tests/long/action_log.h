#pragma once
// The last things that were done, told when the program ends as it should not: also when it crashes or hangs, where
// nothing but write(2) is safe.

#include <string>

namespace im::test {

inline constexpr int kActionsKept = 200;

/// Remembers one line; of the last kActionsKept. From one thread at a time.
void note_action(const std::string& line);
/// Writes them to stderr, oldest first, and how many there were in all. May be called by a signal's handler.
void write_actions();
/// From now on a crash or an abort writes them before the program ends, and so does a time of `seconds` in which
/// still_alive() was not called: then the program is aborted.
void watch_for_the_end(unsigned seconds);
void still_alive();
/// Nothing is watched any more.
void watch_no_more();

}  // namespace im::test
