#pragma once
// What the Models panel shows. Plain data.

#include <filesystem>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "app/workers/model_shelf.h"

namespace im::studio {

enum class ModelQuestion { None, Trash, EmptyTrash };

struct ModelsState {
    std::vector<ShelfModel> models;
    bool changed = true;   ///< the disk may say something else by now
    bool listing = false;  ///< a background task looks
    bool shown = false;    ///< in the last frame
    std::filesystem::path selected;
    std::string typed;                                    ///< a folder to be added
    std::string error;                                    ///< of the last action
    std::map<std::filesystem::path, std::string> failed;  ///< which could not be loaded, and why
    std::optional<std::filesystem::path> activating;      ///< being loaded, to become the studio's
    ModelQuestion question = ModelQuestion::None;
};

}  // namespace im::studio
