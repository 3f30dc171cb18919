#pragma once
// Where what the user makes is kept when nobody says where.

#include <filesystem>

namespace im {

/// $XDG_DATA_HOME/instructmotion, as the XDG base directory specification has it (a relative path does not
/// count), else ~/.local/share/instructmotion, else a folder for temporary files. Not made.
std::filesystem::path default_workspace();

}  // namespace im
