#pragma once
// cpp-httplib's server with limits that hold against callers who mean no good: connections are served by a
// fixed number of threads, those that wait are few, and each one is a Connection with its deadlines.

#include <atomic>
#include <chrono>
#include <condition_variable>
#include <deque>
#include <functional>
#include <mutex>
#include <thread>
#include <type_traits>
#include <vector>

#include <httplib.h>

#include "app/serve/connection.h"

namespace im::serve {

/// A fixed number of threads. Whoever brings a task while `waiting_max` wait is held up: the server then
/// accepts no more connections, and the system's own queue fills.
class ConnectionPool final : public httplib::TaskQueue {
  public:
    ConnectionPool(int threads, std::size_t waiting_max);
    ~ConnectionPool() override;

    using Enqueued = decltype(std::declval<httplib::TaskQueue&>().enqueue(nullptr));  // by its version
    Enqueued enqueue(std::function<void()> task) override;
    void shutdown() override;  ///< carries out what waits, then joins

  private:
    void work();

    std::size_t waiting_max_;
    std::mutex mutex_;
    std::condition_variable some_, room_;
    std::deque<std::function<void()>> tasks_;
    bool stopping_ = false;
    std::vector<std::thread> threads_;
};

class LimitedServer final : public httplib::Server {
  public:
    struct Limits {
        ConnectionLimits connection;
        std::chrono::milliseconds idle{5000};  ///< between two requests; less when others wait
        int threads = 48;
        std::size_t connections_max = 512;  ///< served and waiting; more wait in the system's queue
    };
    explicit LimitedServer(const Limits& limits);

    /// After binding: the library lets five connections wait in the system, a crowd's others would try again
    /// after a second.
    void lengthen_queue();
    /// Ends listen(): open connections get no further request.
    void finish();
    bool finishing() const { return finishing_; }

  private:
    bool process_and_close_socket(socket_t socket) override;
    bool wait_for_request(Connection& connection) const;

    Limits limits_;
    std::atomic<bool> finishing_ = false;
    std::atomic<int> connections_ = 0;  // that have a thread
};

}  // namespace im::serve
