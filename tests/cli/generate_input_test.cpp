// What people type and mistype after `generate`.

#include <fstream>

#include <fmt/format.h>
#include <sys/stat.h>
#include <unistd.h>

#include "tests/cli/command_line_test.h"

namespace im::test {
namespace {

using testing::HasSubstr;

TEST_F(CommandLine, GenerateNeedsAPrompt) {
    expect_error(2, {"generate"}, {"prompt"});
    for (const char* empty : {"", " ", " \t \n ", "\x01\x02\x1b"})
        expect_error(2, generate(empty), {"prompt"});
}

TEST_F(CommandLine, AnyTextIsAPrompt) {
    const std::vector<std::string> prompts = {
        "一个人向前走然后坐下",
        "человек идёт вперёд",
        "شخص يمشي",
        "a person 🚶 walks and waves 👋🏽",
        "a person\x01 walks\x1b[31m\tforward\r\n",
        "a person walks \xff\xfe\x80 backwards",  // not UTF-8
        "--",
        "[walk]",
        "{jump}",
        "train",
        "'; DROP TABLE clips; --",
        "%s%n",
        "a",
    };
    for (const std::string& prompt : prompts) {
        std::vector<std::string> arguments = {"generate",  "--model", model(), "--json",
                                              "--seconds", "1",       "--",    prompt};
        const Outcome outcome = run(arguments);
        EXPECT_EQ(outcome.exit_code, 0) << prompt << "\n" << outcome.err;
        EXPECT_EQ(outcome.json()["frames"], 20) << prompt;
    }
}

TEST_F(CommandLine, APromptOfTenThousandWordsIsAccepted) {
    std::string prompt;
    for (int i = 0; i < 10'000; ++i) prompt += "walk ";
    const Outcome outcome = run(generate(prompt, {"--seconds", "1", "--json"}));
    EXPECT_EQ(outcome.exit_code, 0) << outcome.err.substr(0, 500);
}

TEST_F(CommandLine, AnOversizedPromptIsAnError) {
    expect_error(2, generate(std::string(70'000, 'a')), {"prompt", "65536", "70000"});
}

TEST_F(CommandLine, ControlCharactersOfAPromptDoNotReachTheTerminal) {
    const Outcome outcome = run(generate("walk \x1b]0;title\x07", {"--seconds", "1"}));
    EXPECT_EQ(outcome.exit_code, 0) << outcome.err;
    EXPECT_EQ(outcome.out.find('\x1b'), std::string::npos);
    EXPECT_EQ(outcome.out.find('\x07'), std::string::npos);
}

TEST_F(CommandLine, NumbersOutOfRangeAreNamedWithTheirRange) {
    const std::string prompt = "a person walks";
    for (const char* n : {"0", "-3", "100000"})
        expect_error(2, generate(prompt, {"-n", n}), {"variations", "1024", n});
    for (const char* n : {"two", "1.5", "99999999999999"})
        expect_error(2, generate(prompt, {"-n", n}), {"--variations"});
    for (const char* s : {"0", "-1", "1000", "nan", "inf"})
        expect_error(2, generate(prompt, {"--seconds", s}), {"seconds", s});
    expect_error(2, generate(prompt, {"--seconds", "abc"}), {"--seconds", "abc"});
    for (const char* t : {"nan", "-1", "inf"})
        expect_error(2, generate(prompt, {"--temperature", t}), {"temperature"});
    for (const char* p : {"0", "1.5", "nan"}) expect_error(2, generate(prompt, {"--top-p", p}), {"top-p"});
    expect_error(2, generate(prompt, {"--top-k", "-1"}), {"top-k"});
    for (const char* g : {"nan", "-1"}) expect_error(2, generate(prompt, {"--guidance", g}), {"guidance"});
}

TEST_F(CommandLine, OptionsThatContradictEachOtherAreAnError) {
    expect_error(2, generate("a person walks", {"--greedy", "--temperature", "0.5"}),
                 {"--greedy", "--temperature"});
    expect_error(2, generate("a person walks", {"--prompts", "list.txt"}), {"--prompts"});
}

TEST_F(CommandLine, OutputsAreCheckedBeforeTheWork) {
    // The model does not exist: an error about the output shows that it was looked at first.
    const auto with_output = [&](const std::string& file) {
        return std::vector<std::string>{"generate", "a person walks", "--model", path("nowhere"), "-o", file};
    };
    expect_error(2, with_output("walk.docx"), {"walk.docx", ".bvh", ".npy", ".json"});
    expect_error(2, with_output("walk"), {"walk", ".bvh"});
    expect_error(4, with_output("missing/walk.bvh"), {"missing", "does not exist"});
    std::filesystem::create_directory(folder / "folder.bvh");
    expect_error(4, with_output("folder.bvh"), {"folder.bvh", "is a folder"});
    std::ofstream(folder / "plain") << "a file";
    expect_error(4, with_output("plain/walk.bvh"), {"plain", "not a folder"});
    if (::geteuid() != 0) {  // root may write everywhere but into /proc
        std::filesystem::create_directory(folder / "locked");
        ::chmod(path("locked").c_str(), 0500);
        expect_error(4, with_output("locked/walk.bvh"), {"locked", "Permission denied"});
    }
}

TEST_F(CommandLine, AFolderThatRefusesFilesIsAnErrorThatNamesTheFile) {
    expect_error(4, generate("a person walks", {"--seconds", "1", "-o", "/proc/walk.npy"}),
                 {"/proc/walk.npy"});
}

TEST_F(CommandLine, PromptFilesAreChecked) {
    const auto with_prompts = [&](const std::string& file) {
        return std::vector<std::string>{"generate", "--model", model(), "--prompts", file};
    };
    expect_error(3, with_prompts("nowhere.txt"), {"nowhere.txt", "no such file"});
    expect_error(3, with_prompts(folder.path().string()), {"expected a file"});
    std::ofstream(folder / "empty.txt") << "\n \n\t\r\n";
    expect_error(3, with_prompts("empty.txt"), {"empty.txt", "one prompt a line"});
    std::ofstream(folder / "long.txt") << "a person walks\n" << std::string(70'000, 'a') << "\n";
    expect_error(3, with_prompts("long.txt"), {"long.txt:2", "65536"});
}

}  // namespace
}  // namespace im::test
