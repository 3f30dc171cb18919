// Files that appear whole or not at all.

#include "engine/core/files.h"

#include <linux/filter.h>
#include <linux/seccomp.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <cstddef>
#include <iterator>

#include <gtest/gtest.h>

#include "engine/core/error.h"
#include "tests/support/temporary_folder.h"

namespace im::test {
namespace {

/// From here on every fsync of this process fails with EIO; false where the system does not let us.
bool break_the_disk() {
    sock_filter steps[] = {
        BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(seccomp_data, nr)),
        BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, __NR_fsync, 0, 1),
        BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ERRNO | EIO),
        BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW),
    };
    const sock_fprog program{static_cast<unsigned short>(std::size(steps)), steps};
    return ::prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) == 0 &&
           ::prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, &program) == 0;
}

TEST(Files, ThatDoNotReachTheDiskAreAnErrorAndLeaveTheOldOne) {
    enum Outcome { kRefused, kTaken, kCannotTry };
    const TemporaryFolder folder;
    write_file_atomically(folder / "file", "old");
    const pid_t child = ::fork();
    ASSERT_GE(child, 0);
    if (child == 0) {
        if (!break_the_disk()) ::_exit(kCannotTry);
        try {
            write_file_atomically(folder / "file", "new");
        } catch (const Error& error) {
            const bool told = std::string(error.what()).find("Input/output error") != std::string::npos;
            ::_exit(error.kind() == ErrorKind::Resource && told ? kRefused : kTaken);
        }
        ::_exit(kTaken);
    }
    int status = 0;
    ASSERT_EQ(::waitpid(child, &status, 0), child);
    ASSERT_TRUE(WIFEXITED(status));
    if (WEXITSTATUS(status) == kCannotTry) GTEST_SKIP() << "the system lets no process break its own calls";
    EXPECT_EQ(WEXITSTATUS(status), kRefused);
    EXPECT_EQ(read_text(folder / "file"), "old");
    EXPECT_EQ(std::distance(std::filesystem::directory_iterator(folder.path()), {}), 1);
}

}  // namespace
}  // namespace im::test
