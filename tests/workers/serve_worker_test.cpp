// The server as the studio runs it: begun and ended by commands, its token kept in a file.

#include <chrono>
#include <filesystem>
#include <optional>
#include <thread>

#include "app/serve/serve_token.h"
#include "app/serve/serve_worker.h"
#include "engine/core/error.h"
#include "engine/core/files.h"
#include "serve_fixture.h"
#include "tests/support/temporary_folder.h"

namespace im::test {
namespace {

namespace fs = std::filesystem;
using ::testing::HasSubstr;

/// The next event of that kind, within ten seconds; others are dropped.
template <class Event>
std::optional<Event> next(serve::ServeWorker& worker) {
    for (int i = 0; i < 1000; ++i) {
        for (serve::ServeEvent& event : worker.drain()) {
            if (auto* found = std::get_if<Event>(&event)) return std::move(*found);
        }
        std::this_thread::sleep_for(std::chrono::milliseconds(10));
    }
    return std::nullopt;
}

TEST(ServeToken, IsKeptForItsOwnerAloneUntilItIsForgotten) {
    const TemporaryFolder folder;
    const fs::path file = folder / "serve-token";
    const std::string token = serve::kept_token(file);
    EXPECT_EQ(token.size(), 32u);
    EXPECT_EQ(fs::status(file).permissions() & fs::perms::all,
              fs::perms::owner_read | fs::perms::owner_write);
    EXPECT_EQ(serve::kept_token(file), token);
    write_file_atomically(file, "short\n");
    const std::string mended = serve::kept_token(file);
    EXPECT_EQ(mended.size(), 32u);
    serve::forget_token(file);
    EXPECT_NE(serve::kept_token(file), mended);
    // Where nothing can be written there is a token all the same.
    EXPECT_EQ(serve::kept_token(folder / "gone" / "serve-token").size(), 32u);
}

TEST(ServeWorker, BeginsEndsAndSaysWhyNot) {
    const TemporaryFolder folder;
    const auto fake = std::make_shared<FakeBehaviour>();
    serve::ServeWorker worker([fake](const fs::path& model) {
        if (fake->load_fails) throw input_error("model.json: expected a model, found none");
        return fake_model(fake, model);
    });
    const serve::ServePlan plan{
        .model = "/models/fake", .port = 0, .token_file = folder / "serve-token", .new_token = false};
    worker.begin(plan);
    const auto began = next<serve::ServeBegan>(worker);
    ASSERT_TRUE(began);
    EXPECT_EQ(began->model, "fake");
    EXPECT_EQ(began->folder, "/models/fake");
    httplib::Client client(began->url);
    EXPECT_EQ(client.Get("/v1/models")->status, 401);
    const auto refused = next<serve::RequestNote>(worker);
    ASSERT_TRUE(refused);
    EXPECT_EQ(refused->what, "GET /v1/models");
    client.set_bearer_token_auth(began->token);
    EXPECT_EQ(client.Get("/v1/models")->status, 200);

    worker.end();
    ASSERT_TRUE(next<serve::ServeEnded>(worker));
    EXPECT_FALSE(client.Get("/v1/models"));

    fake->load_fails = true;
    worker.begin(plan);
    const auto failed = next<serve::ServeFailed>(worker);
    ASSERT_TRUE(failed);
    EXPECT_THAT(failed->message, HasSubstr("model.json"));
}

}  // namespace
}  // namespace im::test
