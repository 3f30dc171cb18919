#include "engine/train/finetune/kept_looks.h"

#include <algorithm>
#include <charconv>

#include "engine/core/error.h"
#include "engine/core/files.h"
#include "engine/train/finetune/pareto.h"

namespace im {
namespace fs = std::filesystem;
namespace {

/// What a look's folder and the run's have in common: weights, and what says how to read them.
constexpr const char* kWeights[] = {"lora.safetensors", "lora.json", "generator.safetensors"};

void copy_file_atomically(const fs::path& from, const fs::path& to) {
    const auto bytes = read_bytes(from);
    write_file_atomically(to, std::string_view(reinterpret_cast<const char*>(bytes.data()), bytes.size()));
}

}  // namespace

std::vector<std::int64_t> looks_to_keep(const RunRecord& record, std::size_t looks_max) {
    std::vector<TradeOff> points;
    for (const auto& look : record.looks)
        points.push_back({look.has_judge ? look.judge : look.reward, look.skating_cmps});
    std::vector<std::int64_t> wanted;
    for (const std::size_t i : pareto_front(points)) wanted.push_back(record.looks[i].iteration);
    std::sort(wanted.rbegin(), wanted.rend());
    if (const auto* best = record.best_look()) {
        std::erase(wanted, best->iteration);
        wanted.insert(wanted.begin(), best->iteration);
    }
    std::erase(wanted, 0);
    if (wanted.size() > looks_max) wanted.resize(looks_max);
    std::sort(wanted.begin(), wanted.end());
    return wanted;
}

void keep_newest_look(const RunFolder& folder, const RunRecord& record, std::size_t looks_max,
                      const std::function<void(const fs::path&)>& save) {
    if (record.looks.empty()) return;
    const auto wanted = looks_to_keep(record, looks_max);
    const auto is_wanted = [&](std::int64_t iteration) {
        return std::binary_search(wanted.begin(), wanted.end(), iteration);
    };
    for (const auto iteration : kept_looks(folder)) {
        std::error_code ignored;
        if (!is_wanted(iteration)) fs::remove_all(folder.look(iteration), ignored);
    }
    const auto newest = record.looks.back().iteration;
    if (!is_wanted(newest)) return;
    std::error_code code;
    fs::create_directories(folder.look(newest), code);
    if (code) throw resource_error("{}: cannot be made: {}", folder.look(newest).string(), code.message());
    save(folder.look(newest));
}

std::vector<std::int64_t> kept_looks(const RunFolder& folder) {
    std::vector<std::int64_t> kept;
    std::error_code code;
    for (const auto& entry : fs::directory_iterator(folder.look(0).parent_path(), code)) {
        const std::string name = entry.path().filename().string();
        std::int64_t iteration = 0;
        const auto [end, error] = std::from_chars(name.data(), name.data() + name.size(), iteration);
        const bool whole = error == std::errc() && end == name.data() + name.size();
        const bool has_weights = std::any_of(std::begin(kWeights), std::end(kWeights), [&](const char* file) {
            return fs::exists(entry.path() / file, code);
        });
        if (whole && iteration > 0 && has_weights) kept.push_back(iteration);
    }
    std::sort(kept.begin(), kept.end());
    return kept;
}

void use_look(const RunFolder& folder, std::int64_t iteration) {
    const auto kept = kept_looks(folder);
    if (!std::binary_search(kept.begin(), kept.end(), iteration)) {
        throw usage_error("{}: the weights of iteration {} were not kept", folder.path().string(), iteration);
    }
    const auto lock = folder.hold();
    for (const char* file : kWeights) {
        if (fs::exists(folder.look(iteration) / file))
            copy_file_atomically(folder.look(iteration) / file, folder.path() / file);
    }
    RunRecorder(folder, read_run_record(folder).iterations_done()).add_chosen(iteration);
}

}  // namespace im
