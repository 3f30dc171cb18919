#include "app/cli/command_line.h"

#include <algorithm>
#include <charconv>
#include <cstdio>
#include <new>
#include <string_view>

#include <fmt/format.h>
#include <spdlog/spdlog.h>

#include "app/cli/command.h"
#include "app/cli/console.h"
#include "app/cli/edit.h"
#include "app/cli/signals.h"
#include "app/cli/version.h"
#include "engine/core/error.h"
#include "engine/model/starter_folder.h"
#include "engine/store/active_model.h"
#include "engine/store/workspace_folder.h"

namespace im::cli {
namespace {

constexpr int kDefectExitCode = 1;

const char* kind_name(ErrorKind kind) {
    switch (kind) {
        case ErrorKind::Usage:
            return "usage";
        case ErrorKind::Input:
            return "input";
        case ErrorKind::Resource:
            return "resource";
        case ErrorKind::Interrupted:
            return "interrupted";
    }
    return "internal";
}

/// People read stderr; programs that asked for --json find the same on stdout.
int report_error(bool json, const std::string& message, const char* kind, int exit_code) {
    end_status(true);
    spdlog::info("ended with exit code {}: {}", exit_code, message);  // for the log file
    std::fprintf(stderr, "instructmotion: %s%s\n", exit_code == 130 ? "" : "error: ", message.c_str());
    if (json) print_json({{"error", message}, {"kind", kind}});
    return exit_code;
}

/// LibTorch appends a stack trace to its messages.
std::string first_line(const std::string& text) {
    return text.substr(0, text.find('\n'));
}

void add_global_options(CLI::App& app, GlobalOptions& options) {
    app.add_flag("--json", options.json, "Results as JSON on stdout, one object a line; logs stay on stderr");
    app.add_option("--device", options.device, "auto, cpu, cuda or cuda:N")->capture_default_str();
    app.add_option("--threads", options.threads, "CPU threads; 0: all cores")
        ->check(CLI::Range(0, 1024).description(""))
        ->type_name("N");
    app.add_option("--seed", options.seed, "Seed of every random choice")
        // CLI11 would wrap a negative number around and cut a large one down.
        ->check([](const std::string& text) -> std::string {
            std::uint64_t seed = 0;
            const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), seed);
            const bool whole = error == std::errc() && end == text.data() + text.size();
            return whole ? "" : "expected a whole number from 0 to 18446744073709551615, found " + text;
        })
        ->type_name("N");
    app.add_option("--model", options.model,
                   "Model folder; default: the studio's active model, else the starter")
        ->type_name("DIR");
    app.add_option("--workspace", options.workspace, "Where settings, history and the log are kept")
        ->type_name("DIR");
}

void add_studio_options(CLI::App& app, StudioOptions& options) {
    app.add_option("--scale", options.scale, "Size of the interface, 1 to 2; default: as last used")
        ->check(CLI::Range(1.0, 2.0).description(""))
        ->type_name("X")
        ->group("Studio");
    app.add_option("--screenshot", options.screenshot, "Save a picture of the window, then end")
        ->type_name("FILE.png")
        ->group("Studio");
}

/// Adds to the help of each command that it takes the global options, too.
class HelpFormatter : public CLI::Formatter {
    std::string make_footer(const CLI::App* app) const override {
        std::string footer = CLI::Formatter::make_footer(app);
        if (app->get_parent() == nullptr) return footer;
        return footer +
               "\nEvery command also takes --json --device --threads --seed --model --workspace: see "
               "instructmotion --help.\n";
    }
};

/// A word that is no command is the likeliest mistake, and CLI11's own message does not mention commands.
std::string usage_message(const CLI::App& app, const CLI::ParseError& error) {
    const CLI::App* command = &app;
    std::string name;  // as typed: "train tokenizer "
    while (!command->get_subcommands().empty()) {
        command = command->get_subcommands().front();
        name += command->get_name() + " ";
    }
    const auto choices = command->get_subcommands([](const CLI::App*) { return true; });
    const std::vector<std::string> unknown = app.remaining(true);
    const bool unknown_word = !unknown.empty() && unknown.front().substr(0, 1) != "-";
    if (!choices.empty() && (unknown_word || dynamic_cast<const CLI::RequiredError*>(&error) != nullptr)) {
        std::string names;
        for (const CLI::App* choice : choices) names += (names.empty() ? "" : ", ") + choice->get_name();
        if (!unknown_word) return fmt::format("{}needs one of: {}", name, names);
        return fmt::format("unknown command \"{}{}\"; expected one of: {}", name, unknown.front(), names);
    }
    return fmt::format("{} (see instructmotion {}--help)", first_line(error.what()), name);
}

int parse_and_run(int argc, const char* const* argv, Context& context) {
    CLI::App app("InstructMotion Studio: typed English becomes human motion.", "instructmotion");
    app.set_version_flag("--version", version_text);
    app.formatter(std::make_shared<HelpFormatter>());
    // A prompt may be called like a command: after the first one, words are arguments.
    app.require_subcommand(0, 1);
    app.fallthrough();
    add_global_options(app, context.options);
    add_studio_options(app, context.studio);
    add_generate(app, context);
    add_edit(app, context);
    add_reward(app, context);
    add_export(app, context);
    add_import(app, context);
    add_synthesise(app, context);
    add_train(app, context);
    add_finetune(app, context);
    add_evaluate(app, context);
    add_convert(app, context);
    add_prompts(app, context);
    add_serve(app, context);
    add_play(app, context);
    add_doctor(app, context);
    add_bench(app, context);
    app.footer("Without a command the studio opens.");  // now: commands inherit the footer at their making
    try {
        app.parse(argc, argv);
    } catch (const CLI::ParseError& error) {
        if (error.get_exit_code() == 0) return app.exit(error);  // --help, --version
        throw Error(ErrorKind::Usage, usage_message(app, error));
    }

    context.workspace = context.options.workspace.value_or(default_workspace());
    start_logging(context.workspace);
    if (!context.run) return context.hooks.studio(studio_options(context));
    StopOnSignal signals;
    context.stop = signals.token();
    const int exit_code = context.run();
    if (std::fflush(stdout) != 0 || std::ferror(stdout) != 0) {
        throw resource_error("standard output could not be written completely");
    }
    return exit_code;
}

}  // namespace

void print_json(const nlohmann::json& object) {
    std::puts(object.dump(-1, ' ', false, nlohmann::json::error_handler_t::replace).c_str());
    std::fflush(stdout);
}

StudioOptions studio_options(const Context& context) {
    StudioOptions options = context.studio;
    options.model_folder = context.options.model;
    options.device = context.options.device;
    options.threads = context.options.threads;
    options.workspace = context.workspace;
    return options;
}

std::filesystem::path model_folder(const Context& context) {
    if (!context.options.model.empty()) return context.options.model;
    const std::filesystem::path active = active_model(context.workspace);
    if (active.empty()) return default_model_folder();
    std::error_code code;
    if (!std::filesystem::exists(active, code)) {
        spdlog::warn("the studio's active model {} is not there any more: the starter is used",
                     active.string());
        return default_model_folder();
    }
    // A result that depends on what was clicked elsewhere says so.
    std::fprintf(stderr, "instructmotion: the studio's active model is used, %s; --model DIR takes another\n",
                 printable(active.string()).c_str());
    return active;
}

std::string printable(std::string text) {
    for (char& c : text) {
        if (static_cast<unsigned char>(c) < 0x20 || c == 0x7f) c = ' ';
    }
    return text;
}

int run_command_line(int argc, const char* const* argv, const Hooks& hooks) {
    Context context;
    context.hooks = hooks;
    // Known before parsing, so that a parse error is JSON, too.
    const bool json = std::find(argv + 1, argv + argc, std::string_view("--json")) != argv + argc;
    spdlog::set_level(spdlog::level::off);  // until the workspace, and so the log file, is known
    try {
        return parse_and_run(argc, argv, context);
    } catch (const Error& error) {
        return report_error(json, error.what(), kind_name(error.kind()), error.exit_code());
    } catch (const std::bad_alloc&) {
        return report_error(json, "out of memory", "resource", 4);
    } catch (const std::exception& error) {
        return report_error(json, first_line(error.what()), "internal", kDefectExitCode);
    } catch (...) {
        return report_error(json, "unknown exception", "internal", kDefectExitCode);
    }
}

}  // namespace im::cli
