#include "app/serve/connection.h"

#include <arpa/inet.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>

namespace im::serve {
namespace {

using Clock = std::chrono::steady_clock;
using std::chrono::milliseconds;

/// How much of an unread body is taken and dropped before the connection is cut, and for how long.
constexpr std::size_t kLingerBytes = 256u << 10;
constexpr milliseconds kLingerTime{300};

thread_local Connection* serving = nullptr;

void name_of(const sockaddr_storage& address, std::string& ip, int& port) {
    char text[INET6_ADDRSTRLEN] = "";
    if (address.ss_family == AF_INET) {
        const auto& v4 = reinterpret_cast<const sockaddr_in&>(address);
        ::inet_ntop(AF_INET, &v4.sin_addr, text, sizeof text);
        port = ntohs(v4.sin_port);
    } else if (address.ss_family == AF_INET6) {
        const auto& v6 = reinterpret_cast<const sockaddr_in6&>(address);
        ::inet_ntop(AF_INET6, &v6.sin6_addr, text, sizeof text);
        port = ntohs(v6.sin6_port);
    }
    ip = text;
}

}  // namespace

Connection::Connection(socket_t socket, const ConnectionLimits& limits)
    : socket_(socket), limits_(limits), deadline_(Clock::now() + limits.request) {}

Connection* Connection::current() {
    return serving;
}

Connection::Serving::Serving(Connection& connection) {
    serving = &connection;
}

Connection::Serving::~Serving() {
    serving = nullptr;
}

bool Connection::poll_for(short events, milliseconds time) const {
    pollfd wanted{socket_, events, 0};
    const auto end = Clock::now() + time;
    while (true) {
        const auto left = std::chrono::duration_cast<milliseconds>(end - Clock::now());
        const int found = ::poll(&wanted, 1, static_cast<int>(std::max<std::int64_t>(0, left.count())));
        if (found >= 0 || errno != EINTR) return found > 0 && (wanted.revents & (events | POLLHUP)) != 0;
    }
}

milliseconds Connection::time_left() const {
    return std::max(milliseconds(0), std::chrono::duration_cast<milliseconds>(deadline_ - Clock::now()));
}

bool Connection::wait_for_request(milliseconds time) {
    if (begin_ == end_) {
        if (!poll_for(POLLIN, time)) return false;
        char first = 0;
        if (::recv(socket_, &first, 1, MSG_PEEK | MSG_DONTWAIT) != 1) return false;
    }
    deadline_ = Clock::now() + limits_.request;
    bytes_taken_ = 0;
    return true;
}

bool Connection::peer_gone() const {
    pollfd wanted{socket_, POLLRDHUP, 0};
    return ::poll(&wanted, 1, 0) > 0 && (wanted.revents & (POLLRDHUP | POLLHUP | POLLERR)) != 0;
}

bool Connection::is_readable() const {
    return begin_ != end_ || poll_for(POLLIN, time_left());
}

bool Connection::is_writable() const {
    return poll_for(POLLOUT, limits_.write);
}

ssize_t Connection::read(char* bytes, size_t size) {
    if (size == 0) return 0;
    // What follows half a request is no request: whatever ends one early ends the connection.
    const auto broken = [this](ssize_t result) {
        closing_ = true;
        return result;
    };
    if (bytes_taken_ >= limits_.request_bytes_max) return broken(-1);
    if (begin_ == end_) {
        if (!poll_for(POLLIN, time_left())) return broken(-1);
        const ssize_t count = ::recv(socket_, buffer_.data(), buffer_.size(), MSG_DONTWAIT);
        if (count <= 0) return broken(count);
        begin_ = 0;
        end_ = static_cast<std::size_t>(count);
    }
    const std::size_t count = std::min({size, end_ - begin_, limits_.request_bytes_max - bytes_taken_});
    std::memcpy(bytes, buffer_.data() + begin_, count);
    begin_ += count;
    bytes_taken_ += count;
    return static_cast<ssize_t>(count);
}

ssize_t Connection::write(const char* bytes, size_t size) {
    if (!poll_for(POLLOUT, limits_.write)) return -1;
    return ::send(socket_, bytes, size, MSG_NOSIGNAL | MSG_DONTWAIT);
}

void Connection::get_remote_ip_and_port(std::string& ip, int& port) const {
    sockaddr_storage address{};
    socklen_t length = sizeof address;
    if (::getpeername(socket_, reinterpret_cast<sockaddr*>(&address), &length) == 0)
        name_of(address, ip, port);
}

void Connection::get_local_ip_and_port(std::string& ip, int& port) const {
    sockaddr_storage address{};
    socklen_t length = sizeof address;
    if (::getsockname(socket_, reinterpret_cast<sockaddr*>(&address), &length) == 0)
        name_of(address, ip, port);
}

void Connection::close() {
    ::shutdown(socket_, SHUT_WR);
    if (closing_) {
        const auto end = Clock::now() + kLingerTime;
        std::size_t dropped = 0;
        while (dropped < kLingerBytes && Clock::now() < end && poll_for(POLLIN, milliseconds(50))) {
            const ssize_t count = ::recv(socket_, buffer_.data(), buffer_.size(), MSG_DONTWAIT);
            if (count <= 0) break;
            dropped += static_cast<std::size_t>(count);
        }
    }
    ::close(socket_);
}

}  // namespace im::serve
