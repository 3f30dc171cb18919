#pragma once
// A process that keeps a session, clips, ratings and prompts, and is killed while it does.

#include <filesystem>

namespace im::test {

/// Kills it `kills` times at random moments of `seed`, each time in the workspace that the one before left, and checks
/// after each that all it had told to be kept is there. It must not have used LibTorch before: threads do not survive
/// a fork.
void kill_while_keeping(const std::filesystem::path& workspace, int kills, unsigned seed);

}  // namespace im::test
