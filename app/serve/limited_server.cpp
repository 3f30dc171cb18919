#include "app/serve/limited_server.h"

#include <sys/socket.h>

namespace im::serve {
namespace {

using Clock = std::chrono::steady_clock;
using std::chrono::milliseconds;

constexpr int kRequestsPerConnection = 1000;
constexpr milliseconds kSlice{20};

}  // namespace

ConnectionPool::ConnectionPool(int threads, std::size_t waiting_max) : waiting_max_(waiting_max) {
    for (int i = 0; i < threads; ++i) threads_.emplace_back([this] { work(); });
}

ConnectionPool::~ConnectionPool() {
    shutdown();
}

ConnectionPool::Enqueued ConnectionPool::enqueue(std::function<void()> task) {
    {
        std::unique_lock lock(mutex_);
        room_.wait(lock, [this] { return tasks_.size() < waiting_max_ || stopping_; });
        tasks_.push_back(std::move(task));
    }
    some_.notify_one();
    return static_cast<Enqueued>(true);
}

void ConnectionPool::shutdown() {
    {
        std::lock_guard lock(mutex_);
        stopping_ = true;
    }
    some_.notify_all();
    room_.notify_all();
    for (std::thread& thread : threads_) {
        if (thread.joinable()) thread.join();
    }
}

void ConnectionPool::work() {
    while (true) {
        std::function<void()> task;
        {
            std::unique_lock lock(mutex_);
            some_.wait(lock, [this] { return !tasks_.empty() || stopping_; });
            if (tasks_.empty()) return;
            task = std::move(tasks_.front());
            tasks_.pop_front();
        }
        room_.notify_one();
        task();
    }
}

LimitedServer::LimitedServer(const Limits& limits) : limits_(limits) {
    new_task_queue = [this] {
        const auto threads = static_cast<std::size_t>(limits_.threads);
        return new ConnectionPool(limits_.threads,
                                  limits_.connections_max > threads ? limits_.connections_max - threads : 1);
    };
    // Without SO_REUSEPORT, which the library would set: two servers on one port must not go unnoticed.
    set_socket_options([](socket_t socket) {
        const int yes = 1;
        ::setsockopt(socket, SOL_SOCKET, SO_REUSEADDR, &yes, sizeof yes);
    });
    set_tcp_nodelay(true);
}

void LimitedServer::lengthen_queue() {
    constexpr int kWaiting = 256;
    ::listen(svr_sock_, kWaiting);
}

void LimitedServer::finish() {
    finishing_ = true;
    stop();
}

bool LimitedServer::wait_for_request(Connection& connection) const {
    const auto begin = Clock::now();
    while (!finishing_) {
        if (connection.wait_for_request(kSlice)) return true;
        const auto waited = Clock::now() - begin;
        const bool crowded = connections_ >= limits_.threads;
        if (connection.peer_gone() || waited > (crowded ? kSlice : limits_.idle)) return false;
    }
    return false;
}

bool LimitedServer::process_and_close_socket(socket_t socket) {
    ++connections_;
    Connection connection(socket, limits_.connection);
    bool served = false;
    for (int count = 1; count <= kRequestsPerConnection && wait_for_request(connection); ++count) {
        const Connection::Serving serving(connection);
        bool closed = false;
        const bool last = count == kRequestsPerConnection;
        // Versions since 0.15 of the library want the addresses, too.
        served = [&](auto& server) {
            if constexpr (requires { server.process_request(connection, last, closed, nullptr); }) {
                return server.process_request(connection, last, closed, nullptr);
            } else {
                std::string remote, local;
                int remote_port = 0, local_port = 0;
                connection.get_remote_ip_and_port(remote, remote_port);
                connection.get_local_ip_and_port(local, local_port);
                return server.process_request(connection, remote, remote_port, local, local_port, last,
                                              closed, nullptr);
            }
        }(*this);
        if (!served || closed || connection.closing()) break;
    }
    connection.close();
    --connections_;
    return served;
}

}  // namespace im::serve
