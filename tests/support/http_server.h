#pragma once
// A small HTTP server on 127.0.0.1 for tests of what talks to one: every request is kept, every answer is
// what the test says, however wrong.

#include <chrono>
#include <functional>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

namespace im::test {

class HttpServer {
  public:
    struct Request {
        std::string line;     ///< "POST /v1/chat/completions HTTP/1.1"
        std::string headers;  ///< as they came
        std::string body;
    };
    struct Reply {
        int status = 200;
        std::string body;
        std::string headers = {};              ///< more of them, each ended by \r\n
        std::chrono::milliseconds delay = {};  ///< before the answer
        bool hang_up = false;                  ///< closes the connection instead of answering
    };
    /// Called on the server's thread, one request after another; `number` counts from 1.
    using Handler = std::function<Reply(const Request& request, int number)>;

    explicit HttpServer(Handler handler);
    ~HttpServer();  ///< does not wait for a delay
    HttpServer(const HttpServer&) = delete;
    HttpServer& operator=(const HttpServer&) = delete;

    std::string url(const std::string& scheme = "http") const;  ///< "http://127.0.0.1:PORT/v1"
    std::vector<Request> requests() const;

  private:
    void serve();
    void answer(int connection);
    bool wait(int descriptor, int events, std::chrono::milliseconds time) const;

    Handler handler_;
    int listener_ = -1, stop_[2] = {-1, -1}, port_ = 0;
    mutable std::mutex mutex_;
    std::vector<Request> requests_;
    std::thread thread_;
};

}  // namespace im::test
