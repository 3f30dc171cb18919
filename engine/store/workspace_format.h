#pragma once
// The formats that workspace.db has had, and how an older one becomes the newest.

#include <filesystem>

#include "engine/store/database.h"

namespace im {

/// Makes the tables of a new database, and brings those of an older one to the newest format: in one
/// transaction, so that nothing is lost when it is interrupted. `file` is for messages. Throws Input for a
/// format that a newer version of the program made, and as Database does.
void bring_up_to_date(Database& database, const std::filesystem::path& file);

}  // namespace im
