#pragma once
// What the tests of the command line share: a folder, a workspace and a model of their own.

#include <filesystem>
#include <string>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/cli/program.h"
#include "tests/support/temporary_folder.h"

namespace im::test {

class CommandLine : public testing::Test {
  protected:
    CommandLine();

    /// Runs the program without a display, with `folder` as current folder and a workspace in it.
    Outcome run(const std::vector<std::string>& arguments) const { return run_program(arguments, options()); }
    ProgramOptions options() const;

    /// Runs it with --json and expects: the exit code; the reason at the end of stderr and, as JSON, in the
    /// last line of stdout, with all of `parts`; no trace of an exception that got away.
    void expect_error(int exit_code, std::vector<std::string> arguments,
                      const std::vector<std::string>& parts) const;

    /// Writes the tiny model into `folder`/model on the first call.
    std::string model() const;
    /// "generate PROMPT --model tiny" and what follows.
    std::vector<std::string> generate(const std::string& prompt,
                                      const std::vector<std::string>& more = {}) const;

    std::string path(const std::string& name) const { return (folder / name).string(); }

    TemporaryFolder folder;
};

}  // namespace im::test
