// The studio serves other programs: the switch in the settings, and who asks for what.
#include <arpa/inet.h>
#include <sys/socket.h>
#include <unistd.h>

#include <thread>

#include <gmock/gmock.h>
#include <httplib.h>
#include <nlohmann/json.hpp>

#include "gui_harness.h"

namespace im::test {
namespace {

using studio::Serving;
using ::testing::HasSubstr;

/// A port of this machine that is listened on while this lives, and free afterwards.
class TakenPort {
  public:
    TakenPort() : socket_(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0)) {
        sockaddr_in address{};
        address.sin_family = AF_INET;
        address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
        socklen_t size = sizeof address;
        EXPECT_EQ(::bind(socket_, reinterpret_cast<sockaddr*>(&address), size), 0);
        EXPECT_EQ(::listen(socket_, 1), 0);
        ::getsockname(socket_, reinterpret_cast<sockaddr*>(&address), &size);
        number_ = ntohs(address.sin_port);
    }
    ~TakenPort() { ::close(socket_); }
    TakenPort(const TakenPort&) = delete;
    TakenPort& operator=(const TakenPort&) = delete;
    int number() const { return number_; }

  private:
    int socket_;
    int number_ = 0;
};

int free_port() {
    return TakenPort().number();
}

class ServeSwitchTest : public StudioTest {
  protected:
    void open_settings(ImGuiTestContext& user) {
        wait_for(user, "the model", [this] { return state().model.status == studio::ModelStatus::Ready; });
        user.KeyPress(ImGuiMod_Ctrl | ImGuiKey_Comma);
        user.Yield(3);
        user.SetRef("//Settings");
    }
    void wait_for_serving(ImGuiTestContext& user, Serving status) {
        wait_for(user, "the switch to have worked", [&] { return state().serve.status == status; });
        user.Yield(3);
    }
    /// The status of an answer; 0: nobody listens.
    int ask(const std::string& token, const std::string& path, const std::string& body = "") const {
        httplib::Client client("127.0.0.1", state_port());
        client.set_read_timeout(10);
        httplib::Headers headers;
        if (!token.empty()) headers.emplace("Authorization", "Bearer " + token);
        const auto answer =
            body.empty() ? client.Get(path, headers) : client.Post(path, headers, body, "application/json");
        return answer ? answer->status : 0;
    }
    int state_port() const { return app_->state().settings.serve_port; }
};

TEST_F(ServeSwitchTest, OtherProgramsAskWhileItIsOnAndAreShown) {
    std::string token;
    drive([&](ImGuiTestContext& user) {
        state().settings.serve_port = free_port();
        open_settings(user);
        EXPECT_EQ(state().serve.status, Serving::Off) << "off unless somebody wants it";
        EXPECT_EQ(ask("", "/v1/models"), 0);

        user.ItemClick("###serve");
        wait_for_serving(user, Serving::On);
        EXPECT_TRUE(state().settings.serve);
        EXPECT_EQ(state().serve.url, "http://127.0.0.1:" + std::to_string(state_port()));
        token = state().serve.token;
        EXPECT_EQ(token.size(), 32u);
        EXPECT_EQ(ask("", "/v1/models"), 401);
        EXPECT_EQ(ask(token, "/v1/models"), 200);
        EXPECT_EQ(ask(token, "/v1/generate", R"({"prompt": "a person bows"})"), 200);
        EXPECT_EQ(ask(token, "/v1/finetune", R"({"prompts": ["a person bows"]})"), 403);
        wait_for(user, "what was asked", [&] { return state().serve.requests_seen == 2; });
        const auto& requests = state().serve.requests;
        EXPECT_EQ(requests[0].what, "generate: a person bows");
        EXPECT_EQ(requests[0].from, "127.0.0.1");
        wait_for(user, "its end", [&] { return requests[0].state == "done"; });
        EXPECT_EQ(requests[1].what, "GET /v1/models");
        EXPECT_EQ(requests[1].state, "refused");

        user.ItemClick("###copy token");
        EXPECT_EQ(ImGui::GetClipboardText(), token);
    });
    close();
    drive([&](ImGuiTestContext& user) {  // it is on again, for those who know the token
        wait_for_serving(user, Serving::On);
        EXPECT_EQ(state().serve.token, token);
        EXPECT_EQ(ask(token, "/v1/models"), 200);
        open_settings(user);
        user.ItemClick("###new token");
        wait_for(user, "another token",
                 [&] { return state().serve.status == Serving::On && state().serve.token != token; });
        EXPECT_EQ(ask(token, "/v1/models"), 401);

        user.ItemClick("###serve");
        wait_for_serving(user, Serving::Off);
        EXPECT_FALSE(state().settings.serve);
        EXPECT_EQ(ask(token, "/v1/models"), 0);
    });
}

TEST_F(ServeSwitchTest, APortInUseIsToldAndTheSwitchGoesBack) {
    const TakenPort taken;
    drive([&](ImGuiTestContext& user) {
        state().settings.serve_port = taken.number();
        open_settings(user);
        user.ItemClick("###serve");
        wait_for(user, "the refusal", [&] { return !state().serve.error.empty(); });
        EXPECT_EQ(state().serve.status, Serving::Off);
        EXPECT_FALSE(state().settings.serve);
        EXPECT_THAT(state().serve.error, HasSubstr(std::to_string(taken.number())));
        EXPECT_THAT(state().serve.error, HasSubstr("in use"));
        EXPECT_FALSE(state().toasts.empty());

        state().settings.serve_port = free_port();
        user.Yield(3);
        user.ItemClick("###serve");
        wait_for_serving(user, Serving::On);
        EXPECT_EQ(state().serve.error, "");
    });
}

TEST_F(ServeSwitchTest, AModelThatCannotBeLoadedOnceMoreIsTold) {
    drive([&](ImGuiTestContext& user) {
        state().settings.serve_port = free_port();
        open_settings(user);
        fake_->load_fails = true;
        user.ItemClick("###serve");
        wait_for(user, "the refusal", [&] { return !state().serve.error.empty(); });
        EXPECT_THAT(state().serve.error, HasSubstr("model.safetensors"));
        EXPECT_FALSE(state().settings.serve);
    });
}

TEST_F(ServeSwitchTest, GenerationGoesOnWhileOthersAsk) {
    fake_->milliseconds_per_token = 20;
    drive([&](ImGuiTestContext& user) {
        state().settings.serve_port = free_port();
        open_settings(user);
        user.ItemClick("###serve");
        wait_for_serving(user, Serving::On);
        int status = 0;
        std::jthread caller([&, token = state().serve.token] {
            status = ask(token, "/v1/generate", R"({"prompt": "a person bows", "seconds": 4})");
        });
        state().windows.settings = false;
        user.Yield(3);
        type_prompt(user, "a person walks");
        press_generate(user);
        wait_until_done(user);
        EXPECT_EQ(state().takes.back().status, studio::TakeStatus::Done);
        caller.join();
        EXPECT_EQ(status, 200);
    });
}

}  // namespace
}  // namespace im::test
