#include "app/workers/desktop_note.h"

#include <chrono>
#include <cstdlib>
#include <fstream>
#include <thread>

#include <gtest/gtest.h>

#include "engine/core/files.h"
#include "tests/support/temporary_folder.h"

namespace im::test {
namespace {

namespace fs = std::filesystem;

class DesktopNote : public testing::Test {
  protected:
    void SetUp() override { path_ = std::getenv("PATH") ? std::getenv("PATH") : ""; }
    void TearDown() override { setenv("PATH", path_.c_str(), 1); }
    std::string path_;
    TemporaryFolder folder_;
};

TEST_F(DesktopNote, GoesToNotifySendWordByWordAndThroughNoShell) {
    const fs::path program = folder_ / "notify-send", told = folder_ / "told";
    std::ofstream(program) << "#!/bin/sh\nfor word in \"$@\"; do echo \"$word\"; done > " << told.string()
                           << ".new\nmv " << told.string() << ".new " << told.string() << "\n";
    fs::permissions(program, fs::perms::owner_all);
    setenv("PATH", (folder_.path().string() + ":" + path_).c_str(), 1);
    EXPECT_TRUE(tell_desktop("Done; $(touch x)", "'jumps' `ls`"));
    for (int i = 0; i < 1000 && !fs::exists(told); ++i) {
        std::this_thread::sleep_for(std::chrono::milliseconds(5));
    }
    EXPECT_EQ(read_text(told), "--app-name=InstructMotion Studio\n--\nDone; $(touch x)\n'jumps' `ls`\n");
}

TEST_F(DesktopNote, WithoutNotifySendNothingHappens) {
    setenv("PATH", folder_.path().c_str(), 1);
    EXPECT_FALSE(tell_desktop("Done", "at last"));
}

}  // namespace
}  // namespace im::test
