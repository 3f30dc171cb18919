#include "app/studio/native_dialog.h"

#include <array>
#include <cstdlib>
#include <filesystem>
#include <memory>
#include <sstream>
#include <vector>

#include <portable_file_dialogs.h>

namespace im::studio {
namespace {

std::unique_ptr<pfd::select_folder> dialog;
std::unique_ptr<pfd::open_file> file_dialog;

/// portable-file-dialogs would start each helper to see whether it is there; looking for the files is enough.
bool helper_in_path() {
    const char* path = std::getenv("PATH");
    std::istringstream folders(path ? path : "");
    std::string folder;
    while (std::getline(folders, folder, ':')) {
        for (const char* helper : std::array{"zenity", "kdialog", "matedialog", "qarma"}) {
            std::error_code ignored;
            if (std::filesystem::exists(std::filesystem::path(folder) / helper, ignored)) {
                return true;
            }
        }
    }
    return false;
}

}  // namespace

bool native_dialogs_available() {
    static const bool available = helper_in_path();
    return available;
}

void ask_for_folder(const std::string& start) {
    if (!dialog) {
        dialog = std::make_unique<pfd::select_folder>("Save to folder", start);
    }
}

std::optional<std::string> take_chosen_folder() {
    if (!dialog || !dialog->ready(0)) {
        return std::nullopt;
    }
    const std::string chosen = dialog->result();
    dialog.reset();
    return chosen.empty() ? std::nullopt : std::optional(chosen);
}

void ask_for_file(const std::string& start) {
    if (!file_dialog) {
        file_dialog = std::make_unique<pfd::open_file>("Choose a rig", start);
    }
}

std::optional<std::string> take_chosen_file() {
    if (!file_dialog || !file_dialog->ready(0)) {
        return std::nullopt;
    }
    const std::vector<std::string> chosen = file_dialog->result();
    file_dialog.reset();
    return chosen.empty() ? std::nullopt : std::optional(chosen.front());
}

}  // namespace im::studio
