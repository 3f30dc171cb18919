// One program at a time trains in a folder.
#include "engine/train/run/run_lock.h"

#include <sys/wait.h>
#include <unistd.h>
#include <csignal>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "engine/core/error.h"
#include "engine/core/files.h"
#include "tests/support/temporary_folder.h"

namespace im::test {
namespace {

using testing::HasSubstr;

/// Another process that holds the lock until it is killed.
class OtherHolder {
  public:
    explicit OtherHolder(const std::filesystem::path& folder) {
        int ready[2];
        EXPECT_EQ(::pipe(ready), 0);
        process_ = ::fork();
        if (process_ == 0) {
            const RunLock lock(folder);
            const char byte = 1;
            if (::write(ready[1], &byte, 1) != 1) ::_exit(1);
            while (true) ::pause();
        }
        char byte = 0;
        EXPECT_EQ(::read(ready[0], &byte, 1), 1);
        ::close(ready[0]);
        ::close(ready[1]);
    }
    ~OtherHolder() { kill(); }
    void kill() {
        if (process_ <= 0) return;
        ::kill(process_, SIGKILL);
        ::waitpid(process_, nullptr, 0);
        process_ = -1;
    }
    pid_t process() const { return process_; }

  private:
    pid_t process_ = -1;
};

TEST(RunLock, TheSecondProgramIsToldWhoTrains) {
    const TemporaryFolder folder;
    const OtherHolder other(folder.path());
    EXPECT_TRUE(is_being_trained(folder.path()));
    try {
        const RunLock lock(folder.path());
        FAIL() << "two programs hold the lock";
    } catch (const Error& error) {
        EXPECT_EQ(error.kind(), ErrorKind::Resource);
        EXPECT_THAT(error.what(), HasSubstr("is being trained by another program"));
        EXPECT_THAT(error.what(), HasSubstr("process " + std::to_string(other.process())));
    }
}

TEST(RunLock, AKilledProgramLeavesItFree) {
    const TemporaryFolder folder;
    OtherHolder other(folder.path());
    other.kill();
    EXPECT_FALSE(is_being_trained(folder.path()));
    const RunLock lock(folder.path());
    EXPECT_TRUE(is_being_trained(folder.path()));
}

TEST(RunLock, TwoRunsOfOneProgramKeepEachOtherOut) {
    const TemporaryFolder folder;
    {
        const RunLock lock(folder.path());
        EXPECT_THROW(RunLock(folder.path()), Error);
        EXPECT_TRUE(is_being_trained(folder.path()))
            << "the one that was turned away must not have let go of it";
    }
    EXPECT_FALSE(is_being_trained(folder.path()));
    EXPECT_NO_THROW(RunLock(folder.path()));
}

TEST(RunLock, LookingLeavesNothingBehind) {
    const TemporaryFolder folder;
    EXPECT_FALSE(is_being_trained(folder.path()));
    EXPECT_TRUE(std::filesystem::is_empty(folder.path()));
}

TEST(RunLock, AFolderThatNothingCameIntoGoesWithItsLock) {
    const TemporaryFolder folder;
    { const RunLock lock(folder / "failed at once"); }
    EXPECT_FALSE(std::filesystem::exists(folder / "failed at once"));
    {
        const RunLock lock(folder / "begun");
        write_file_atomically(folder / "begun" / "finetune.log.jsonl", "{}\n");
    }
    EXPECT_TRUE(std::filesystem::exists(folder / "begun" / "finetune.log.jsonl"));
    std::filesystem::create_directory(folder / "of the user");
    { const RunLock lock(folder / "of the user"); }
    EXPECT_TRUE(std::filesystem::exists(folder / "of the user"));
}

TEST(RunLock, AFolderThatCannotBeMadeIsTold) {
    const TemporaryFolder folder;
    write_file_atomically(folder / "file", "");
    EXPECT_THROW(RunLock(folder / "file" / "run"), Error);
}

}  // namespace
}  // namespace im::test
