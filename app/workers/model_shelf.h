#pragma once
// The models that the studio can choose from: the one that comes with the program, those in the workspace's
// models folder, folders that the user has added, and what was put into the trash. All of this reads or
// writes the disk: for background tasks. Torch-free header.

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

namespace im {

enum class ModelPlace { Program, Workspace, Added, Trash };

struct ShelfModel {
    std::filesystem::path folder;  ///< as tidy_folder() writes it
    ModelPlace place = ModelPlace::Workspace;
    std::string name;
    std::string error;  ///< why it cannot generate; what follows may then be missing
    std::string licence;
    std::int64_t parameters = 0;   ///< of the generator; of LoRA corrections only their own
    std::uintmax_t bytes = 0;      ///< of all files in the folder
    std::optional<int> lora_rank;  ///< it is LoRA corrections
    /// The model that it was fine-tuned from; empty: it was not, or nobody knows.
    std::filesystem::path base;
    int depth = 0;  ///< how many of its ancestors stand above it in the list

    // Of a fine-tuning run, as its log tells.
    std::int64_t iterations = 0;
    std::optional<double> judge_before, judge_after;  ///< of the base, and of the model that was kept
    bool being_trained = false;                       ///< by this program or another one

    bool usable() const { return error.empty() && place != ModelPlace::Trash; }
};

/// Absolute, without dots and a last slash: how folders are compared.
std::filesystem::path tidy_folder(const std::filesystem::path& folder);

/// What was fine-tuned stands below its base, newest first; the trash comes last. A folder that is on the
/// list already is not added again.
std::vector<ShelfModel> list_models(const std::filesystem::path& workspace,
                                    const std::vector<std::filesystem::path>& added);

/// Moves a model of the workspace into WORKSPACE/trash. Throws Usage for a folder that is not in
/// WORKSPACE/models; Resource when it is being trained, when corrections in the workspace need it, or when it
/// cannot be moved.
void trash_model(const std::filesystem::path& workspace, const std::filesystem::path& folder);
/// Back from the trash to where it was. Throws Usage for a folder that is not in the trash; Resource when
/// another one has its place.
void put_back_model(const std::filesystem::path& workspace, const std::filesystem::path& folder);
/// For good. Throws Resource.
void empty_trash(const std::filesystem::path& workspace);

}  // namespace im
