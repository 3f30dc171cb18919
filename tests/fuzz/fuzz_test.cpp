// Readers against files that nobody would write. IM_FUZZ_SECONDS are shared by all targets (./test: 5,
// ./test --all: 600).

#include <sys/wait.h>

#include <chrono>
#include <cstdlib>
#include <fstream>
#include <random>
#include <sstream>

#include <fmt/format.h>
#include <gtest/gtest.h>

#include "engine/core/error.h"
#include "engine/core/files.h"
#include "engine/io/clip_io.h"
#include "engine/io/scene_file.h"
#include "tests/fuzz/targets.h"
#include "tests/support/figures.h"
#include "tests/support/temporary_folder.h"

namespace im::test {
namespace {

namespace fs = std::filesystem;
using Clock = std::chrono::steady_clock;

double seconds_for_each() {
    const char* text = std::getenv("IM_FUZZ_SECONDS");
    const double all = text != nullptr ? std::strtod(text, nullptr) : 10;
    return std::max(0.5, all / static_cast<double>(fuzz_targets().size() + 1));
}

/// A file with a few things wrong: bits, bytes, numbers, pieces cut, doubled or moved.
std::string mutated(std::string bytes, std::mt19937& random) {
    const auto below = [&random](std::size_t count) {
        return count == 0 ? 0 : std::uniform_int_distribution<std::size_t>(0, count - 1)(random);
    };
    static constexpr std::string_view words[] = {
        "-1",         "0",     "1e308", "nan", "4294967295", "9223372036854775807", "{", "}", "\xff",
        "CHANNELS 6", "JOINT", "[",     ":",   "inf"};
    for (std::size_t changes = 1 + below(4); changes > 0; --changes) {
        const std::size_t at = below(bytes.size() + 1),
                          length = std::min(bytes.size() - at, 1 + below(1 + below(64)));
        switch (below(8)) {
            case 0:
                if (at < bytes.size()) bytes[at] = static_cast<char>(bytes[at] ^ (1 << below(8)));
                break;
            case 1:
                if (at < bytes.size()) bytes[at] = static_cast<char>(below(256));
                break;
            case 2:
                bytes.erase(at, length);
                break;
            case 3:
                bytes.insert(at, bytes.substr(at, length));
                break;
            case 4:
                bytes.insert(at, words[below(std::size(words))]);
                break;
            case 5:
                bytes.replace(at, length, words[below(std::size(words))]);
                break;
            case 6:
                bytes.insert(below(bytes.size() + 1), bytes.substr(at, length));
                break;
            default:  // a number of 4 or 8 bytes, little-endian, at an extreme
                for (std::size_t i = at; i < std::min(bytes.size(), at + (below(2) == 0 ? 4 : 8)); ++i)
                    bytes[i] = static_cast<char>(below(3) == 0 ? 0x7f : 0xff);
        }
    }
    if (below(20) == 0) bytes.resize(below(bytes.size() + 1));
    return bytes;
}

class Fuzz : public testing::TestWithParam<FuzzTarget> {};

TEST_P(Fuzz, NoMutationOfAGoodFileDoesHarm) {
    const FuzzTarget& target = GetParam();
    std::vector<std::string> pool = target.seeds();
    for (const std::string& seed : pool) ASSERT_NO_THROW(target.read(seed));
    std::mt19937 random(1);
    const auto end = Clock::now() + std::chrono::duration<double>(seconds_for_each() / 2);
    std::size_t count = 0;
    while (Clock::now() < end) {
        for (int i = 0; i < 100; ++i, ++count) {
            std::string bytes = mutated(pool[random() % pool.size()], random);
            ASSERT_NO_THROW(target.read(bytes)) << target.name << ": " << testing::PrintToString(bytes);
            if (pool.size() < 500 && bytes.size() < 20'000 && random() % 20 == 0)
                pool.push_back(std::move(bytes));
        }
    }
    RecordProperty("inputs", std::to_string(count));
    fmt::print("{}: {} inputs\n", target.name, count);
}

TEST_P(Fuzz, NothingThatLibFuzzerThinksOfDoesHarm) {
#ifndef IM_FUZZER
    GTEST_SKIP() << "this build has no libFuzzer: ./test --all, and a clang++ that brings one";
#else
    const FuzzTarget& target = GetParam();
    const TemporaryFolder folder;
    fs::create_directory(folder / "corpus");
    int number = 0;
    for (const std::string& seed : target.seeds())
        write_file_atomically(folder / fmt::format("corpus/{}", number++), seed);
    const int seconds = std::max(1, static_cast<int>(seconds_for_each() / 2));
    const std::string command = fmt::format(
        "cd '{}' && IM_FUZZ_TARGET={} '{}' -max_total_time={} -timeout=10 -rss_limit_mb=2048 -seed=1 "
        "-max_len=20000 "
        "-print_final_stats=1 corpus > log.txt 2>&1",
        folder.path().string(), target.name, IM_FUZZER, seconds);
    const int status = std::system(command.c_str());
    const std::string log = read_text(folder / "log.txt");
    EXPECT_EQ(status, 0) << log.substr(log.size() - std::min<std::size_t>(log.size(), 5000));
    const auto stat = log.find("stat::number_of_executed_units:");
    if (stat != std::string::npos)
        fmt::print("{}: {}\n", target.name, log.substr(stat, log.find('\n', stat) - stat));
#endif
}

INSTANTIATE_TEST_SUITE_P(Readers, Fuzz, testing::ValuesIn(fuzz_targets()),
                         [](const auto& target) { return std::string(target.param.name); });

TEST(FuzzScenes, BrokenFbxAndGltfAreErrorsWhateverHappensToTheirReader) {
    const char* program = std::getenv("IM_PROGRAM");
    set_scene_reader(program != nullptr ? program : IM_PROGRAM);
    const TemporaryFolder folder;
    std::vector<std::pair<fs::path, std::string>> seeds;
    for (const char* name : {"seed.fbx", "seed.glb"}) {
        save_clip(folder / name, moving_figure(3, [](int) { return 0.0; }), {});
        seeds.emplace_back(folder / name, read_text(folder / name));
    }
    std::mt19937 random(2);
    const auto end = Clock::now() + std::chrono::duration<double>(seconds_for_each());
    int read = 0, refused = 0;
    while (Clock::now() < end) {
        const auto& [file, good] = seeds[random() % seeds.size()];
        std::ofstream(file, std::ios::binary) << mutated(good, random);
        try {
            read_scene(file);
            ++read;
        } catch (const Error& error) {
            ASSERT_EQ(error.kind(), ErrorKind::Input) << error.what();
            ++refused;
        }
    }
    EXPECT_GT(read + refused, 0);
    fmt::print("scenes: {} read, {} refused\n", read, refused);
}

}  // namespace
}  // namespace im::test
