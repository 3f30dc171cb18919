#include "engine/model/memory.h"

#include <fstream>
#include <new>
#include <set>
#include <string>
#include <string_view>

#include <torch/torch.h>

#include "engine/model/lora.h"

namespace im {
namespace fs = std::filesystem;
namespace {

/// While a model is loaded, the file's bytes and the tensors made of them are there at once.
constexpr std::uint64_t kCopiesWhileLoading = 2;

std::uint64_t weights_bytes(const fs::path& folder) {
    std::uint64_t bytes = 0;
    for (const auto& entry : fs::directory_iterator(folder)) {
        if (entry.is_regular_file() && entry.path().extension() == ".safetensors" &&
            !entry.path().stem().has_extension()) {  // not a run's checkpoint or cache
            bytes += entry.file_size();
        }
    }
    return bytes;
}

}  // namespace

std::uint64_t memory_available() {
    std::ifstream file("/proc/meminfo");
    std::string key;
    for (std::uint64_t kibibytes = 0; file >> key >> kibibytes; file.ignore(256, '\n')) {
        if (key == "MemAvailable:") return kibibytes * 1024;
    }
    return 0;
}

bool has_room_for_model(const fs::path& model_folder) {
    try {
        std::uint64_t bytes = 0;
        for (const fs::path& folder : std::set{model_folder, base_folder(model_folder)}) {
            bytes += weights_bytes(folder);
        }
        const std::uint64_t available = memory_available();
        return available == 0 || kCopiesWhileLoading * bytes < available;
    } catch (const std::exception&) {
        return true;  // whoever loads it says what is wrong with the folder
    }
}

bool is_out_of_memory(const std::exception& error) {
    if (dynamic_cast<const std::bad_alloc*>(&error) || dynamic_cast<const c10::OutOfMemoryError*>(&error))
        return true;
    return dynamic_cast<const c10::Error*>(&error) &&
           std::string_view(error.what()).find("can't allocate memory") != std::string_view::npos;
}

}  // namespace im
