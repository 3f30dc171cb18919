// instructmotion bench export: how long files take.

#include <unistd.h>

#include <memory>

#include <fmt/format.h>

#include "app/benches/export_bench.h"
#include "app/cli/bench.h"
#include "engine/core/error.h"

namespace im::cli {
namespace {

namespace fs = std::filesystem;

int run_export_bench(const Context& context, int repeats) {
    const fs::path folder = fs::temp_directory_path() / fmt::format("instructmotion-bench-{}", ::getpid());
    std::error_code code;
    if (!fs::create_directory(folder, code))
        throw resource_error("{}: cannot be made: {}", folder.string(), code.message());
    const std::shared_ptr<void> cleaning(nullptr, [&folder](void*) {
        std::error_code ignored;
        fs::remove_all(folder, ignored);
    });
    const auto results = bench_export(folder, repeats);
    if (!context.options.json)
        fmt::print("{:24} {:>10} {:>10} {:>12} {:>18} {:>9}\n", "a clip of 10 s as", "ms", "CPU ms", "bytes",
                   "x bare file access", "wanted");
    for (const ExportBenchResult& result : results) {
        if (context.options.json) {
            print_json({{"what", result.what},
                        {"ms", result.ms},
                        {"cpu_ms", result.cpu_ms},
                        {"bytes", result.bytes},
                        {"ratio", result.ratio},
                        {"wanted_ms", result.wanted_ms}});
        } else {
            fmt::print("{:24} {:10.1f} {:10.1f} {:12} {:18.1f} {:6.0f} ms{}\n", result.what, result.ms,
                       result.cpu_ms, static_cast<std::int64_t>(result.bytes), result.ratio, result.wanted_ms,
                       result.ms <= result.wanted_ms ? "" : " *");
        }
    }
    return 0;
}

}  // namespace

void add_export_bench(CLI::App& bench, Context& context) {
    CLI::App* command = bench.add_subcommand(
        "export", "Milliseconds that files of every format take to write, and BVH to read");
    auto repeats = std::make_shared<int>(7);
    command->add_option("--repeats", *repeats, "The best of so many tries")
        ->check(CLI::Range(1, 1000))
        ->capture_default_str();
    command->callback([&context, repeats] {
        context.run = [&context, repeats] { return run_export_bench(context, *repeats); };
    });
}

}  // namespace im::cli
