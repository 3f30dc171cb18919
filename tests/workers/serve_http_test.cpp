// The server against callers of every kind: strangers, pages, half requests, endless bodies, crowds.

#include <atomic>
#include <chrono>
#include <fstream>
#include <thread>

#include "app/serve/access.h"
#include "app/serve/api_error.h"
#include "engine/core/error.h"
#include "serve_fixture.h"

namespace im::test {
namespace {

using Clock = std::chrono::steady_clock;
using nlohmann::json;
using ::testing::HasSubstr;

constexpr const char* kToken = "a-token-of-the-test-0123";

double seconds_since(Clock::time_point begin) {
    return std::chrono::duration<double>(Clock::now() - begin).count();
}

/// Resident memory of this process, bytes.
double resident_bytes() {
    std::ifstream in("/proc/self/statm");
    double pages = 0, resident = 0;
    in >> pages >> resident;
    return resident * 4096;
}

TEST_F(ServeTest, APortThatIsInUseIsToldAndTheFirstServerGoesOn) {
    start();
    serve::ServeOptions options;
    options.port = server_->port();
    try {
        const serve::MotionServer second(fake_model(fake_), options);
        FAIL() << "two servers on one port";
    } catch (const Error& error) {
        EXPECT_EQ(error.kind(), ErrorKind::Resource);
        EXPECT_THAT(error.what(), HasSubstr(std::to_string(options.port)));
        EXPECT_THAT(error.what(), HasSubstr("in use"));
    }
    EXPECT_EQ(get("/")["model"], "fake");
}

TEST(ServeAccess, BeyondThisMachineATokenIsNeeded) {
    serve::ServeOptions options;
    EXPECT_NO_THROW(serve::check_options(options));
    for (const char* address : {"0.0.0.0", "::", "192.168.1.7"}) {
        options.address = address;
        EXPECT_THROW(serve::check_options(options), Error) << address;
    }
    options.token = "short";
    EXPECT_THROW(serve::check_options(options), Error);
    options.token = kToken;
    EXPECT_NO_THROW(serve::check_options(options));
    options.address = "example.org";
    EXPECT_THROW(serve::check_options(options), Error);
}

TEST_F(ServeTest, OnlyTheRightTokenIsAnswered) {
    serve::ServeOptions options;
    options.token = kToken;
    start(options);
    const auto status = [&](const std::string& header) {
        httplib::Headers headers;
        if (!header.empty()) headers.emplace("Authorization", header);
        return client().Get("/capabilities", headers)->status;
    };
    EXPECT_EQ(status(""), 401);
    EXPECT_EQ(status("Bearer "), 401);
    EXPECT_EQ(status("Bearer wrong"), 401);
    EXPECT_EQ(status(std::string("Bearer ") + kToken + "x"), 401);
    EXPECT_EQ(status(std::string("Bearer ") + std::string(kToken).substr(1)), 401);
    EXPECT_EQ(status(std::string("Basic ") + kToken), 401);
    EXPECT_EQ(status(std::string("Bearer ") + kToken), 200);
    EXPECT_EQ(status(std::string("bearer ") + kToken), 200);
}

TEST_F(ServeTest, PagesOfOtherSitesAreRefusedUnlessTheyAreAllowed) {
    serve::ServeOptions options;
    options.origins = {"https://example.org"};
    start(options);
    EXPECT_EQ(client().Get("/capabilities", {{"Origin", "https://evil.example"}})->status, 403);
    EXPECT_EQ(client().Get("/capabilities", {{"Origin", "null"}})->status, 403);
    const auto allowed = client().Get("/capabilities", {{"Origin", "https://example.org"}});
    EXPECT_EQ(allowed->status, 200);
    EXPECT_EQ(allowed->get_header_value("Access-Control-Allow-Origin"), "https://example.org");
    const auto preflight = client().Options(
        "/generate", {{"Origin", "https://example.org"}, {"Access-Control-Request-Method", "POST"}});
    EXPECT_EQ(preflight->status, 204);
    EXPECT_THAT(preflight->get_header_value("Access-Control-Allow-Headers"), HasSubstr("Content-Type"));
    EXPECT_EQ(client().Options("/generate", {{"Origin", "https://evil.example"}})->status, 403);
    // What a page can send without asking first, and a name that was made to point here.
    EXPECT_EQ(client().Post("/generate", request().dump(), "text/plain")->status, 415);
    EXPECT_EQ(client().Get("/capabilities", {{"Host", "evil.example"}})->status, 403);
    EXPECT_EQ(client().Get("/capabilities", {{"Host", "localhost"}})->status, 200);
}

TEST_F(ServeTest, ABodyOfAGigabyteIsRefusedWithoutReadingIt) {
    start();
    const double before = resident_bytes();
    BareSocket socket(server_->port());
    socket.send(
        "POST /generate HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n"
        "Content-Length: 1073741824\r\n\r\n");
    EXPECT_THAT(socket.receive(), HasSubstr("payload_too_large"));
    // One that begins to send it is cut off long before the end.
    BareSocket sender(server_->port());
    sender.send(
        "POST /generate HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n"
        "Content-Length: 1073741824\r\n\r\n");
    const std::string block(1 << 20, ' ');
    std::size_t taken = 0;
    for (int i = 0; i < 64; ++i) {
        const std::size_t now = sender.send(block);
        taken += now;
        if (now < block.size()) break;
    }
    EXPECT_LT(taken, std::size_t{32} << 20);
    // One that does not say how long it is.
    BareSocket chunked(server_->port());
    chunked.send(
        "POST /generate HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n"
        "Transfer-Encoding: chunked\r\n\r\n");
    for (int i = 0; i < 16; ++i) {
        if (chunked.send("100000\r\n" + block + "\r\n") < block.size()) break;
    }
    EXPECT_THAT(chunked.receive(), ::testing::Not(HasSubstr("200 OK")));
    EXPECT_LT(resident_bytes() - before, 64e6);
    get("/capabilities");
}

TEST_F(ServeTest, WaitingForPermissionToSendTooMuchIsAnsweredAtOnce) {
    start();
    BareSocket socket(server_->port());
    socket.send(
        "POST /generate HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n"
        "Expect: 100-continue\r\nContent-Length: 1073741824\r\n\r\n");
    EXPECT_THAT(socket.receive(), HasSubstr("HTTP/1.1 413"));
}

TEST_F(ServeTest, HeadersThatContradictThemselvesAreRefused) {
    start();
    const std::string head =
        "POST /generate HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n";
    for (const std::string& lengths : std::vector<std::string>{
             "", "Content-Length: -1\r\n", "Content-Length: 2x\r\n",
             "Content-Length: 2\r\nContent-Length: 3\r\n",
             "Content-Length: 2\r\nTransfer-Encoding: chunked\r\n", "Transfer-Encoding: gzip\r\n",
             "Content-Length: 99999999999999999999999\r\n",
             "Content-Length: 2\r\nContent-Encoding: gzip\r\n"}) {
        BareSocket socket(server_->port());
        socket.send(head + lengths + "\r\n{}");
        EXPECT_THAT(socket.receive(), HasSubstr("HTTP/1.1 4")) << lengths;
    }
    BareSocket get_with_body(server_->port());
    get_with_body.send(
        "GET / HTTP/1.1\r\nHost: localhost\r\nContent-Length: 30\r\n\r\nGET /v1/models HTTP/1.1\r\n\r\n");
    const std::string answer = get_with_body.receive();
    EXPECT_THAT(answer, HasSubstr("HTTP/1.1 400"));
    EXPECT_EQ(answer.find("HTTP/1.1", 8), std::string::npos) << "the body was taken for a request";
}

TEST_F(ServeTest, HalfARequestIsDroppedInTimeAndHoldsNobodyUp) {
    serve::ServeOptions options;
    options.request_time = std::chrono::milliseconds(400);
    start(options);
    BareSocket line(server_->port()), headers(server_->port()), body(server_->port());
    line.send("POST /gene");
    headers.send("POST /generate HTTP/1.1\r\nHost: localh");
    body.send(
        "POST /generate HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n"
        "Content-Length: 100\r\n\r\n{\"protocol");
    // Dripping does not buy time.
    BareSocket dripping(server_->port());
    std::jthread drip([&](std::stop_token stop) {
        while (!stop.stop_requested() && dripping.send("x") == 1)
            std::this_thread::sleep_for(std::chrono::milliseconds(50));
    });
    const auto begin = Clock::now();
    get("/capabilities");
    EXPECT_LT(seconds_since(begin), 0.3);
    for (BareSocket* socket : {&line, &headers, &body}) {
        const std::string answer = socket->receive();
        EXPECT_THAT(answer, ::testing::Not(HasSubstr("200 OK")));
    }
    dripping.receive();
    EXPECT_LT(seconds_since(begin), 2.5);
}

TEST_F(ServeTest, HundredsOfIdleConnectionsLeaveRoomForARequest) {
    start();
    std::vector<std::unique_ptr<BareSocket>> crowd;
    for (int i = 0; i < 400; ++i) crowd.push_back(std::make_unique<BareSocket>(server_->port()));
    const auto begin = Clock::now();
    get("/capabilities");
    EXPECT_LT(seconds_since(begin), 5);
}

TEST_F(ServeTest, AThousandRequestsOfSixteenClientsAllSucceed) {
    start();
    post("/v1/generate", {{"prompt", "a person walks"}, {"seconds", 2}});
    std::atomic<int> good = 0, next = 0;
    const auto work = [&](int count) {
        std::vector<std::jthread> clients;
        for (int c = 0; c < 16; ++c) {
            clients.emplace_back([&] {
                httplib::Client mine = client();
                mine.set_keep_alive(true);
                while (next++ < count) {
                    const auto answer = mine.Post(
                        "/v1/generate", R"({"prompt": "a person walks", "seconds": 1})", "application/json");
                    if (answer && answer->status == 200) ++good;
                }
            });
        }
    };
    work(200);
    const double before = resident_bytes();
    next = 0;
    work(800);
    EXPECT_EQ(good, 1000);
    EXPECT_LT(resident_bytes() - before, 30e6);
    EXPECT_TRUE(get("/v1/jobs")["jobs"].empty());
}

TEST_F(ServeTest, AFullQueueSaysWhenToTryAgain) {
    fake_->milliseconds_per_token = 50;
    serve::ServeOptions options;
    options.jobs_max = 2;
    start(options);
    const json body = {{"prompt", "a person walks"}, {"seconds", 4}};
    const auto later = [&] {
        return client().Post("/v1/generate", {{"Prefer", "respond-async"}}, body.dump(), "application/json");
    };
    EXPECT_EQ(later()->status, 202);
    EXPECT_EQ(later()->status, 202);
    const auto full = later();
    EXPECT_EQ(full->status, 503);
    EXPECT_FALSE(full->get_header_value("Retry-After").empty());
    EXPECT_EQ(json::parse(full->body)["error"]["code"], "resource_exhausted");
    const json jobs = get("/v1/jobs")["jobs"];
    ASSERT_EQ(jobs.size(), 2u);
    EXPECT_EQ(jobs[0]["state"], "waiting");
    EXPECT_EQ(jobs[0]["what"], "generate: a person walks");
    EXPECT_EQ(jobs[0]["from"], "127.0.0.1");
    EXPECT_EQ(client().Delete("/v1/jobs/" + jobs[0]["id"].get<std::string>())->status, 204);
    EXPECT_EQ(later()->status, 202);
}

TEST_F(ServeTest, AJobThatTakesTooLongIsStopped) {
    fake_->milliseconds_per_token = 100;
    serve::ServeOptions options;
    options.job_time = std::chrono::milliseconds(1000);
    start(options);
    const json answer =
        post("/v1/generate", {{"prompt", "a person walks"}, {"seconds", 9}, {"stream", false}}, 202);
    std::this_thread::sleep_for(std::chrono::milliseconds(700));
    EXPECT_EQ(get("/v1/jobs/" + answer["job_id"].get<std::string>() + "/result", 504)["error"]["code"],
              "timeout");
}

TEST_F(ServeTest, FramesComeWhileTheyAreMadeAndJoinToTheClip) {
    fake_->milliseconds_per_token = 60;
    start();
    const auto begin = Clock::now();
    double first = 0;
    std::string text;
    httplib::Request asked;
    asked.method = "POST";
    asked.path = "/v1/generate";
    asked.body = R"({"prompt": "a person walks", "seconds": 2, "seed": 5, "stream": true})";
    asked.headers = {{"Content-Type", "application/json"}};
    asked.content_receiver = [&](const char* bytes, std::size_t count, std::uint64_t, std::uint64_t) {
        if (text.empty()) first = seconds_since(begin);
        text.append(bytes, count);
        return true;
    };
    const auto answer = client().send(asked);
    ASSERT_TRUE(answer);
    EXPECT_LT(first, 0.4 * seconds_since(begin));
    std::vector<json> lines;
    std::istringstream in(text);
    for (std::string line; std::getline(in, line);) lines.push_back(json::parse(line));
    ASSERT_EQ(lines.size(), 11u);
    int frames = 0;
    const MotionClip clip = fake_clip(40, 5, 0);
    for (const json& line : lines) {
        if (line["event"] != "frames") continue;
        EXPECT_EQ(line["first_frame"], frames);
        for (const json& frame : line["positions"])
            EXPECT_NEAR(frame[0][2].get<double>(), clip.frame(frames++)[0].z, 1e-4);
    }
    EXPECT_EQ(frames, 40);
    EXPECT_EQ(lines.back()["event"], "done");
    EXPECT_EQ(lines.back()["motions"][0]["frames"], 40);
}

TEST_F(ServeTest, WhoHangsUpStopsTheJob) {
    fake_->milliseconds_per_token = 50;
    start();
    for (const char* stream : {"true", "false"}) {
        {
            BareSocket socket(server_->port());
            const std::string body =
                std::string(R"({"prompt": "a person walks", "seconds": 9, "stream": )") + stream + "}";
            socket.send(
                "POST /v1/generate HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n"
                "Content-Length: " +
                std::to_string(body.size()) + "\r\n\r\n" + body);
            for (int i = 0; i < 100 && fake_->running == 0; ++i)
                std::this_thread::sleep_for(std::chrono::milliseconds(10));
            ASSERT_EQ(fake_->running, 1);
        }
        const auto begin = Clock::now();
        while (fake_->running > 0 && seconds_since(begin) < 1.5)
            std::this_thread::sleep_for(std::chrono::milliseconds(10));
        EXPECT_EQ(fake_->running, 0) << stream;
    }
}

TEST_F(ServeTest, AModelThatFailsIsToldAndTheNextJobRuns) {
    start();
    fake_->fails_after_three_tokens = true;
    const json failed = post("/v1/generate", {{"prompt", "a person walks"}}, 503);
    EXPECT_EQ(failed["error"]["code"], "model_unavailable");
    EXPECT_THAT(failed["error"]["message"].get<std::string>(), HasSubstr(kFakeFailure));
    fake_->fails_after_three_tokens = false;
    post("/v1/generate", {{"prompt", "a person walks"}});
}

TEST_F(ServeTest, ScriptsGenerateScoreAndExport) {
    start();
    const json made = post("/v1/generate", {{"prompt", "a person walks"}, {"variations", 2}, {"seed", 9}});
    ASSERT_EQ(made["motions"].size(), 2u);
    EXPECT_EQ(made["joints"].size(), 22u);
    const json& motion = made["motions"][0];
    EXPECT_EQ(motion["positions"].size(), motion["frames"].get<std::size_t>());
    EXPECT_EQ(motion["positions"][0].size(), 22u);

    const json scored = post("/v1/reward", {{"prompt", "a person walks"}, {"tokens", motion["tokens"]}});
    EXPECT_LT(scored["reward"]["total"].get<double>(), 0);

    const auto bvh = client().Post(
        "/v1/export",
        json{{"positions", motion["positions"]}, {"format", "bvh"}, {"skeleton", "mixamo"}}.dump(),
        "application/json");
    ASSERT_EQ(bvh->status, 200) << bvh->body;
    EXPECT_THAT(bvh->body, ::testing::StartsWith("HIERARCHY\nROOT mixamorig:Hips"));
    const auto best = post("/v1/generate", {{"prompt", "a person walks"}, {"best_of", 4}});
    EXPECT_LT(best["motions"][0]["reward"].get<double>(), 0);
    EXPECT_EQ(get("/v1/models")["models"][0]["name"], "fake");
}

TEST_F(ServeTest, ScriptsAreToldWhatTheyGotWrong) {
    start();
    const auto refused = [&](const char* path, const json& body, const char* part, int status = 400) {
        const json answer = post(path, body, status);
        EXPECT_THAT(answer["error"]["message"].get<std::string>(), HasSubstr(part));
    };
    refused("/v1/generate", json::object(), "prompt");
    refused("/v1/generate", {{"prompt", ""}}, "prompt");
    refused("/v1/generate", {{"prompt", "walk"}, {"secnods", 3}}, "secnods");
    refused("/v1/generate", {{"prompt", "walk"}, {"seconds", 60}}, "seconds");
    refused("/v1/generate", {{"prompt", "walk"}, {"variations", 17}}, "variations");
    refused("/v1/reward", {{"prompt", "walk"}}, "positions", 422);
    refused("/v1/export", {{"tokens", {1, 2}}, {"format", "exe"}}, "format");
    refused("/v1/export", {{"tokens", {-1}}}, "tokens", 422);
    refused("/v1/export", {{"positions", {{{0, 0, 0}}}}}, "22 joints", 422);
    EXPECT_EQ(get("/v1/nothing", 404)["error"]["code"], "not_found");
    EXPECT_EQ(client().Get("/v1/jobs/../../etc/passwd")->status, 404);
}

}  // namespace
}  // namespace im::test
