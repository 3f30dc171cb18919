#pragma once
// The desktop's own folder and file dialogs (zenity, kdialog), where there are some. Nothing here waits.

#include <optional>
#include <string>

namespace im::studio {

/// Whether a helper program is installed; looked up once.
bool native_dialogs_available();
/// Opens the dialog in a process of its own.
void ask_for_folder(const std::string& start);
/// The folder that was chosen since the last call; nothing while the dialog is open or when it was cancelled.
std::optional<std::string> take_chosen_folder();
/// The same for a file to read.
void ask_for_file(const std::string& start);
std::optional<std::string> take_chosen_file();
/// Ends those that are open, as when they are cancelled. Before the program ends: it would wait for them.
void close_native_dialogs();

}  // namespace im::studio
