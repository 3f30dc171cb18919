#pragma once
// Opening files: the dialog's question, and what is being read. Plain data.

#include <filesystem>
#include <string>
#include <vector>

namespace im::studio {

struct OpenForm {
    bool open_requested = false;
    bool open = false;   ///< the dialog is
    std::string folder;  ///< that the dialog lists
    std::string name;    ///< typed or clicked: a file or folder in it, or a whole path
    std::string error;   ///< of the listing
    std::string listed;  ///< the folder that `entries` are of
    struct Entry {
        std::string name;
        bool is_folder = false;
    };
    std::vector<Entry> entries;  ///< folders first, then what can be opened by its name

    int reading = 0;             ///< paths that are being read
    int opened = 0, failed = 0;  ///< of those that were asked for together, until all are read
};

}  // namespace im::studio
