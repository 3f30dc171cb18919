#include "app/studio/shell/native_dialog.h"

#include <array>
#include <cstdlib>
#include <filesystem>
#include <memory>
#include <sstream>
#include <vector>

#include <portable_file_dialogs.h>

namespace im::studio {
namespace {

std::unique_ptr<pfd::select_folder> folder_dialog;
std::unique_ptr<pfd::open_file> file_dialog;

const std::string& first(const std::string& path) {
    return path;
}
std::string first(const std::vector<std::string>& paths) {
    return paths.empty() ? std::string() : paths.front();
}

/// What was chosen in `dialog`, which is closed then; nothing while it is open, and nothing when it was
/// closed without a choice.
template <class Dialog>
std::optional<std::string> take_chosen(std::unique_ptr<Dialog>& dialog) {
    if (!dialog || !dialog->ready(0)) {
        return std::nullopt;
    }
    const std::string chosen = first(dialog->result());
    dialog.reset();
    return chosen.empty() ? std::nullopt : std::optional(chosen);
}

/// The destructor of a dialog waits for its user.
template <class Dialog>
void close(std::unique_ptr<Dialog>& dialog) {
    if (dialog && !dialog->ready(0)) {
        dialog->kill();
    }
    dialog.reset();
}

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
    if (!folder_dialog) {
        folder_dialog = std::make_unique<pfd::select_folder>("Save to folder", start);
    }
}

std::optional<std::string> take_chosen_folder() {
    return take_chosen(folder_dialog);
}

void ask_for_file(const std::string& start) {
    if (!file_dialog) {
        file_dialog = std::make_unique<pfd::open_file>("Choose a rig", start);
    }
}

std::optional<std::string> take_chosen_file() {
    return take_chosen(file_dialog);
}

void close_native_dialogs() {
    close(folder_dialog);
    close(file_dialog);
}

}  // namespace im::studio
