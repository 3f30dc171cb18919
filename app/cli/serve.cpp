// instructmotion serve: motion for other programs, over HTTP.

#include <cstdlib>
#include <memory>
#include <thread>

#include <fmt/format.h>

#include "app/cli/command.h"
#include "app/serve/motion_server.h"
#include "engine/core/error.h"
#include "engine/core/files.h"

namespace im::cli {
namespace {

struct ServeChoices {
    serve::ServeOptions options;
    std::filesystem::path token_file;
    double body_max = 4;  ///< MB
    double job_seconds = 120;
    bool no_finetune = false, one_model = false;
};

/// Of the file, else of the environment: arguments can be read by every process of the machine.
std::string token_of(const ServeChoices& choices) {
    std::string token;
    if (!choices.token_file.empty()) {
        token = read_text(choices.token_file, 4096);
        token = token.substr(0, token.find_last_not_of(" \t\r\n") + 1);
        if (token.empty()) throw input_error("{}: expected a token, found none", choices.token_file.string());
    } else if (const char* given = std::getenv("IM_SERVE_TOKEN"); given != nullptr) {
        token = given;
    }
    return token;
}

int run_serve(const Context& context, const ServeChoices& choices) {
    serve::ServeOptions options = choices.options;
    options.body_bytes_max = static_cast<std::size_t>(choices.body_max * 1024 * 1024);
    options.job_time = std::chrono::milliseconds(static_cast<std::int64_t>(choices.job_seconds * 1000));
    options.token = token_of(choices);
    const bool made = options.token.empty() && !serve::is_loopback(options.address);
    if (made) options.token = serve::random_token();
    serve::check_options(options);  // before the model is read

    const auto folder = model_folder(context);
    LoadedModel model = load_model_folder(folder, {context.options.device, context.options.threads});
    const std::string name = model.generator->info().name;
    const GeneratorOptions machine{context.options.device, context.options.threads};
    const serve::MotionServer server(
        std::move(model), options,
        {.workspace = context.workspace,
         .finetune = !choices.no_finetune,
         .device = machine.device,
         .threads = machine.threads,
         .open_model = choices.one_model
                           ? std::function<LoadedModel(const std::filesystem::path&)>()
                           : [machine](const auto& other) { return load_model_folder(other, machine); }});
    if (context.options.json) {
        print_json({{"url", server.url()},
                    {"port", server.port()},
                    {"model", name},
                    {"token_needed", !options.token.empty()},
                    {"token", made ? nlohmann::json(options.token) : nlohmann::json()}});
    } else {
        fmt::print("{} on {}; Ctrl+C ends it\n", printable(name), server.url());
        if (made) fmt::print("token: {}\n", options.token);
        std::fflush(stdout);
    }
    while (!context.stop.stop_requested()) std::this_thread::sleep_for(std::chrono::milliseconds(50));
    return 0;
}

}  // namespace

void add_serve(CLI::App& app, Context& context) {
    CLI::App* command = app.add_subcommand("serve", "Makes motion for other programs, over HTTP");
    auto choices = std::make_shared<ServeChoices>();
    command->add_option("--listen", choices->options.address, "Address of this machine to listen on")
        ->capture_default_str()
        ->type_name("ADDRESS");
    command->add_option("--port", choices->options.port, "0: any that is free")
        ->capture_default_str()
        ->type_name("N");
    command
        ->add_option("--token-file", choices->token_file,
                     "What callers must send as Authorization: Bearer TOKEN; else $IM_SERVE_TOKEN; listening "
                     "beyond this machine makes one if there is none")
        ->type_name("FILE");
    command
        ->add_option("--allow-origin", choices->options.origins,
                     "A web page that may call: https://example.org; * for all; may be given several times")
        ->type_name("URL");
    command->add_option("--body-max", choices->body_max, "Largest body of a request, MB")
        ->check(CLI::Range(0.01, 1024.0).description(""))
        ->capture_default_str()
        ->type_name("MB");
    command->add_option("--jobs-max", choices->options.jobs_max, "Jobs that may wait or run at once")
        ->capture_default_str()
        ->type_name("N");
    command->add_option("--job-seconds", choices->job_seconds, "A job that takes longer is stopped")
        ->check(CLI::Range(1.0, 86400.0).description(""))
        ->capture_default_str()
        ->type_name("S");
    command->add_flag("--no-finetune", choices->no_finetune, "Callers may not fine-tune");
    command->add_flag("--one-model", choices->one_model,
                      "Callers may not choose another model of the workspace");
    command->footer(
        "Speaks MMCP 1.0 (for Blender) and plain JSON: docs/serving.md, docs/openapi.json. It listens to "
        "this "
        "machine alone\nunless told otherwise, and sends nothing anywhere.");
    command->callback(
        [&context, choices] { context.run = [&context, choices] { return run_serve(context, *choices); }; });
}

}  // namespace im::cli
