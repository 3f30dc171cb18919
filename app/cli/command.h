#pragma once
// What every command gets, and the list of commands. A command is one file: its add_...() declares the
// options and leaves in Context::run what is to be done once all arguments have been read.

#include <cstdint>
#include <filesystem>
#include <functional>
#include <optional>
#include <stop_token>
#include <string>

#include <CLI/CLI.hpp>
#include <nlohmann/json.hpp>

#include "app/cli/command_line.h"

namespace im::cli {

/// The options that every command takes.
struct GlobalOptions {
    bool json = false;
    std::string device = "auto";  ///< auto | cpu | cuda[:N]
    int threads = 0;              ///< 0: all cores
    std::optional<std::uint64_t> seed;
    std::filesystem::path model;  ///< empty: the workspace's active model, else the starter
    std::optional<std::filesystem::path> workspace;
};

struct Context {
    GlobalOptions options;
    StudioOptions studio;  ///< what only the studio takes
    Hooks hooks;
    std::filesystem::path workspace;  ///< resolved; it need not exist
    std::function<int()> run;         ///< the chosen command, returns the exit code; empty: the studio
    std::stop_token stop;             ///< asked to stop by Ctrl+C or SIGTERM
};

/// One object a line on stdout, flushed. Bytes that are not UTF-8 become U+FFFD.
void print_json(const nlohmann::json& object);

/// "12 s", "3 min 20 s", "2 h 05 min", "3 d 04 h".
std::string duration_text(double seconds);

/// What the studio is opened with.
StudioOptions studio_options(const Context& context);

/// --model, else the model that is active in the workspace's studio, which is told on stderr, else the
/// starter.
std::filesystem::path model_folder(const Context& context);

/// Makes text safe for a terminal: control characters (escape sequences among them) become spaces.
std::string printable(std::string text);

// In the order of --help.
void add_generate(CLI::App& app, Context& context);
void add_reward(CLI::App& app, Context& context);
void add_export(CLI::App& app, Context& context);
void add_import(CLI::App& app, Context& context);
void add_synthesise(CLI::App& app, Context& context);
void add_train(CLI::App& app, Context& context);
void add_finetune(CLI::App& app, Context& context);
void add_evaluate(CLI::App& app, Context& context);
void add_convert(CLI::App& app, Context& context);
void add_prompts(CLI::App& app, Context& context);
void add_serve(CLI::App& app, Context& context);
void add_play(CLI::App& app, Context& context);
void add_doctor(CLI::App& app, Context& context);
void add_bench(CLI::App& app, Context& context);

}  // namespace im::cli
