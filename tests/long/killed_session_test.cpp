// 200 kills at random moments of a program that keeps a session: nothing that it had told to be kept is lost. (The
// quick version is among the tests of the workers.)

#include <gtest/gtest.h>

#include "tests/support/temporary_folder.h"
#include "tests/workers/killed_session.h"

namespace im::test {
namespace {

TEST(KilledSession, LosesNothingThatWasToldToBeKept) {
    const TemporaryFolder folder;
    kill_while_keeping(folder.path(), 200, 7);
}

}  // namespace
}  // namespace im::test
