#pragma once
// Where the model that comes with the program lies. Torch-free header.

#include <filesystem>

namespace im {

/// $IM_STARTER_DIR, else assets/starter beside the program or in the development tree.
std::filesystem::path default_model_folder();

}  // namespace im
