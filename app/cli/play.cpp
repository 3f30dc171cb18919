// instructmotion play MOTION: a motion, live, for programs that follow it.

#include <chrono>
#include <memory>
#include <thread>

#include <fmt/format.h>

#include "app/cli/command.h"
#include "app/cli/export_choices.h"
#include "app/cli/motion_files.h"
#include "app/serve/live_link.h"
#include "engine/core/error.h"

namespace im::cli {
namespace {

struct PlayOptions {
    std::filesystem::path motion;
    serve::LiveOptions live;
    std::string osc;  ///< "HOST:PORT"
    int times = 1;
    double speed = 1;
    bool wait = false;
    ReadingChoices reading;
    ExportChoices files;
};

void split_osc(const std::string& typed, serve::LiveOptions& live) {
    const std::size_t colon = typed.rfind(':');
    char* end = nullptr;
    const long port = colon == std::string::npos ? -1 : std::strtol(typed.c_str() + colon + 1, &end, 10);
    if (port < 1 || port > 65535 || *end != '\0')
        throw usage_error("--osc: expected ADDRESS:PORT, found {}", typed);
    live.osc_address = typed.substr(0, colon);
    live.osc_port = static_cast<int>(port);
}

/// At the pace of the clip, from one start: a late frame does not make the next ones late.
int play(const Context& context, const PlayOptions& options, serve::LiveLink& link, double fps, int frames) {
    const auto start = std::chrono::steady_clock::now();
    for (int t = 0; t < frames; ++t) {
        std::this_thread::sleep_until(start + std::chrono::duration_cast<std::chrono::nanoseconds>(
                                                  std::chrono::duration<double>(t / fps / options.speed)));
        if (context.stop.stop_requested()) return t;
        link.show(t);
    }
    return frames;
}

int run_play(const Context& context, const PlayOptions& given) {
    PlayOptions options = given;
    if (!options.osc.empty()) split_osc(options.osc, options.live);
    const ExportPlan plan = plan_export(options.files);
    const MotionFile read = read_motion(options.motion, plan_reading(options.reading));
    for (const std::string& warning : read.warnings) print_warning(options.motion, warning);
    const FigureScene scene = in_space(export_scene(clean_up(read.clip, plan.clean_up), plan.format, false),
                                       {plan.format.up, plan.format.metres_per_unit.value_or(1)});
    const double fps = scene.motion.fps;
    const int frames = scene.motion.frame_count();

    serve::LiveLink link(options.live);
    if (context.options.json) {
        print_json({{"port", link.port()}, {"frames", frames}, {"fps", fps}});
    } else {
        fmt::print("{} frames at {} a second on port {}\n", frames, fps, link.port());
        std::fflush(stdout);
    }
    link.begin(options.motion.stem().string(), scene);
    while (options.wait && link.followers() == 0 && !context.stop.stop_requested())
        std::this_thread::sleep_for(std::chrono::milliseconds(20));
    for (int round = 0; (options.times == 0 || round < options.times) && !context.stop.stop_requested();
         ++round) {
        if (round > 0) link.begin(options.motion.stem().string(), scene);
        play(context, options, link, fps, frames);
        link.finish();
    }
    return 0;
}

}  // namespace

void add_play(CLI::App& app, Context& context) {
    CLI::App* command = app.add_subcommand("play", "Sends a motion live to programs that follow it");
    auto options = std::make_shared<PlayOptions>();
    command->add_option("motion", options->motion, "The motion to play")->required()->type_name("MOTION");
    command->add_option("--port", options->live.port, "Followers of BVH connect there; 0: any that is free")
        ->capture_default_str()
        ->type_name("N");
    command->add_option("--listen", options->live.address, "Address of this machine for them")
        ->capture_default_str()
        ->type_name("ADDRESS");
    command->add_option("--osc", options->osc, "Send OSC there as well, one message a joint")
        ->type_name("ADDRESS:PORT");
    command->add_option("--times", options->times, "How often; 0: until Ctrl+C")
        ->check(CLI::Range(0, 1000000).description(""))
        ->capture_default_str()
        ->type_name("N");
    command->add_option("--speed", options->speed, "1: as it is")
        ->check(CLI::Range(0.01, 100.0).description(""))
        ->capture_default_str()
        ->type_name("X");
    command->add_flag("--wait", options->wait, "Begin when the first follower has come");
    add_reading_choices(*command, options->reading, "the first", "--file-fps");
    add_export_choices(*command, options->files);
    command->callback(
        [&context, options] { context.run = [&context, options] { return run_play(context, *options); }; });
}

}  // namespace im::cli
