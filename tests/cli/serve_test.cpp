// instructmotion serve, and the examples of docs/serving.md against it.

#include <signal.h>

#include <cstdlib>

#include "engine/core/files.h"
#include "im_config.h"
#include "tests/cli/command_line_test.h"
#include "tests/support/running_program.h"
#include "tests/support/tiny_model.h"

namespace im::test {
namespace {

using testing::HasSubstr;
using testing::StartsWith;

class ServeCommand : public CommandLine {
  protected:
    /// The tiny model with reward encoders, served on a free port.
    std::unique_ptr<RunningProgram> serve(std::vector<std::string> more = {}) {
        model();
        write_tiny_encoders(folder / "model");
        std::vector<std::string> arguments = {"serve",     "--json", "--port",      "0",
                                              "--model",   model(),  "--device",    "cpu",
                                              "--threads", "1",      "--workspace", path("workspace")};
        arguments.insert(arguments.end(), more.begin(), more.end());
        auto program = std::make_unique<RunningProgram>(IM_PROGRAM, arguments);
        started = nlohmann::json::parse(program->read_line(), nullptr, false);
        EXPECT_TRUE(started.is_object()) << started;
        if (started.is_object()) url = started["url"];
        return program;
    }
    /// What a shell says to the command, and its exit code.
    std::string shell(const std::string& command, int& exit_code) const {
        const std::string log = path("shell.log");
        exit_code = std::system((command + " >" + log + " 2>&1").c_str());
        return read_text(log);
    }

    nlohmann::json started;
    std::string url;
};

TEST_F(ServeCommand, ThePythonExampleStreamsScoresAndSavesAMotion) {
    const auto program = serve();
    int exit_code = -1;
    const std::string said = shell("python3 " IM_SOURCE_DIR "/docs/examples/generate.py 'a person walks' " +
                                       path("walk.bvh") + " " + url,
                                   exit_code);
    ASSERT_EQ(exit_code, 0) << said;
    EXPECT_THAT(said, HasSubstr("60 frames"));
    EXPECT_THAT(said, HasSubstr("reward -"));
    const std::string bvh = read_text(path("walk.bvh"));
    EXPECT_THAT(bvh, StartsWith("HIERARCHY\nROOT mixamorig:Hips"));
    EXPECT_THAT(bvh, HasSubstr("Frames: 60\n"));

    const std::string refused =
        shell("python3 " IM_SOURCE_DIR "/docs/examples/generate.py '' x.bvh " + url, exit_code);
    EXPECT_NE(exit_code, 0);
    EXPECT_THAT(refused, HasSubstr("refused: "));
}

TEST_F(ServeCommand, TheFineTuningExampleLearnsAndServesWhatItLearnt) {
    const auto program = serve();
    int exit_code = -1;
    const std::string example = "IM_SERVE_URL=" + url +
                                " IM_FINETUNE_SETTINGS='{\"iterations\": 2, \"rollout.sequences\": 8, "
                                "\"update.mini_batch\": 4, \"guard.stop\": false}' "
                                "python3 " IM_SOURCE_DIR "/docs/examples/finetune.py ";
    const std::string said = shell(example + "learnt 'a person bows' 'a person crawls'", exit_code);
    ASSERT_EQ(exit_code, 0) << said;
    EXPECT_THAT(said, HasSubstr("iteration 2: reward"));
    EXPECT_THAT(said, HasSubstr("serving learnt"));
    EXPECT_TRUE(std::filesystem::exists(path("workspace") + "/models/learnt"));

    const std::string refused = shell(example + "../elsewhere 'a person bows'", exit_code);
    EXPECT_NE(exit_code, 0);
    EXPECT_THAT(refused, HasSubstr("refused: body.name"));
}

TEST_F(ServeCommand, TheCurlExampleSavesAFileOfItsExtension) {
    const auto program = serve();
    int exit_code = -1;
    const std::string said = shell(
        "sh " IM_SOURCE_DIR "/docs/examples/generate.sh 'a person jumps' " + path("jump.glb") + " " + url,
        exit_code);
    ASSERT_EQ(exit_code, 0) << said;
    EXPECT_THAT(read_text(path("jump.glb")), StartsWith("glTF"));
}

TEST_F(ServeCommand, TheModelsFolderMayGoWhileItIsServed) {
    const auto program = serve();
    std::filesystem::remove_all(model());
    int exit_code = -1;
    const std::string said = shell("python3 " IM_SOURCE_DIR "/docs/examples/generate.py 'a person walks' " +
                                       path("walk.bvh") + " " + url,
                                   exit_code);
    EXPECT_EQ(exit_code, 0) << said;
    EXPECT_THAT(shell("curl -sS " + url + "/v1/models", exit_code), HasSubstr("\"folder_exists\":false"));
}

TEST_F(ServeCommand, ASignalEndsItCleanly) {
    const auto program = serve();
    program->signal(SIGTERM);
    EXPECT_EQ(program->wait(), 0);
}

TEST_F(ServeCommand, ASecondServerOnThePortEndsWithTheReason) {
    const auto program = serve();
    expect_error(4, {"serve", "--port", std::to_string(started["port"].get<int>()), "--model", model()},
                 {"in use"});
}

TEST_F(ServeCommand, WhatMakesNoSenseIsToldBeforeTheModelIsRead) {
    expect_error(2, {"serve", "--port", "70000", "--model", path("gone")}, {"--port", "65535"});
    expect_error(2, {"serve", "--listen", "nowhere", "--model", path("gone")}, {"--listen", "nowhere"});
    write_file_atomically(path("token"), "short\n");
    expect_error(2, {"serve", "--token-file", path("token"), "--model", path("gone")}, {"16"});
    write_file_atomically(path("token"), "\n");
    expect_error(3, {"serve", "--token-file", path("token"), "--model", path("gone")}, {"token"});
    expect_error(3, {"serve", "--model", path("gone")}, {"gone"});
}

TEST_F(ServeCommand, BeyondThisMachineATokenIsMadeAndAskedFor) {
    const auto program = serve({"--listen", "0.0.0.0"});
    ASSERT_TRUE(started["token"].is_string()) << started;
    const std::string local = "http://127.0.0.1:" + std::to_string(started["port"].get<int>());
    int exit_code = -1;
    EXPECT_THAT(shell("curl -sS " + local + "/v1/models", exit_code), HasSubstr("unauthorized"));
    EXPECT_THAT(shell("curl -sS -H 'Authorization: Bearer " + started["token"].get<std::string>() + "' " +
                          local + "/v1/models",
                      exit_code),
                HasSubstr("tiny"));
}

TEST(OpenApi, DescribesEveryPathThatIsServed) {
    const auto document = nlohmann::json::parse(read_text(IM_SOURCE_DIR "/docs/openapi.json"));
    const std::string server = read_text(IM_SOURCE_DIR "/app/serve/motion_server.cpp");
    for (const auto& [path, operations] : document.at("paths").items()) {
        // "/v1/jobs/{id}" is written with a pattern in the server.
        const std::string fixed = path.substr(0, path.find('{'));
        EXPECT_THAT(server, HasSubstr("\"" + fixed)) << path;
        EXPECT_FALSE(operations.empty());
    }
    for (const char* path : {"/v1/generate", "/v1/reward", "/v1/export", "/v1/models", "/v1/jobs",
                             "/capabilities", "/generate", "/v1/finetune", "/v1/finetune/{id}",
                             "/v1/finetune/{id}/log", "/v1/finetune/{id}/stop", "/v1/models/{id}/serve"})
        EXPECT_TRUE(document["paths"].contains(path)) << path;
}

}  // namespace
}  // namespace im::test
