#include "tests/support/http_server.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <cstdlib>

#include <fmt/format.h>
#include <gtest/gtest.h>

namespace im::test {
namespace {

constexpr std::chrono::milliseconds kPatience{10'000};

std::size_t content_length(std::string headers) {
    std::transform(headers.begin(), headers.end(), headers.begin(),
                   [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
    const auto at = headers.find("content-length:");
    return at == std::string::npos ? 0 : std::strtoul(headers.c_str() + at + 15, nullptr, 10);
}

}  // namespace

HttpServer::HttpServer(Handler handler) : handler_(std::move(handler)) {
    listener_ = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    socklen_t size = sizeof address;
    auto* generic = reinterpret_cast<sockaddr*>(&address);
    if (::bind(listener_, generic, size) != 0 || ::listen(listener_, 16) != 0 ||
        ::getsockname(listener_, generic, &size) != 0 || ::pipe(stop_) != 0) {
        ADD_FAILURE() << "the test's server cannot listen on 127.0.0.1";
        return;
    }
    port_ = ntohs(address.sin_port);
    thread_ = std::thread([this] { serve(); });
}

HttpServer::~HttpServer() {
    if (stop_[1] >= 0) ::close(stop_[1]);  // wakes every poll
    if (thread_.joinable()) thread_.join();
    if (stop_[0] >= 0) ::close(stop_[0]);
    ::close(listener_);
}

std::string HttpServer::url(const std::string& scheme) const {
    return fmt::format("{}://127.0.0.1:{}/v1", scheme, port_);
}

std::vector<HttpServer::Request> HttpServer::requests() const {
    std::lock_guard lock(mutex_);
    return requests_;
}

/// False when the time is up or the server is being closed.
bool HttpServer::wait(int descriptor, int events, std::chrono::milliseconds time) const {
    pollfd watched[2] = {{stop_[0], POLLIN, 0}, {descriptor, static_cast<short>(events), 0}};
    const int ready = ::poll(watched, descriptor < 0 ? 1 : 2, static_cast<int>(time.count()));
    return ready > 0 && watched[0].revents == 0;
}

void HttpServer::serve() {
    while (wait(listener_, POLLIN, std::chrono::hours(1))) {
        const int connection = ::accept4(listener_, nullptr, nullptr, SOCK_CLOEXEC);
        if (connection < 0) continue;
        answer(connection);
        ::close(connection);
    }
}

void HttpServer::answer(int connection) {
    std::string text;
    std::size_t begin = std::string::npos;
    while (begin == std::string::npos || text.size() < begin + content_length(text.substr(0, begin))) {
        char buffer[4096];
        const auto count =
            wait(connection, POLLIN, kPatience) ? ::recv(connection, buffer, sizeof buffer, 0) : 0;
        if (count <= 0) break;
        text.append(buffer, static_cast<std::size_t>(count));
        if (text[0] == '\x16') break;  // a TLS greeting: answered in plain text below
        if (begin == std::string::npos && text.find("\r\n\r\n") != std::string::npos)
            begin = text.find("\r\n\r\n") + 4;
    }
    const auto first = std::min(text.find("\r\n"), text.size());
    Request request{text.substr(0, first), {}, {}};
    if (begin != std::string::npos)
        request = {text.substr(0, first), text.substr(first, begin - first), text.substr(begin)};
    int number = 0;
    {
        std::lock_guard lock(mutex_);
        requests_.push_back(request);
        number = static_cast<int>(requests_.size());
    }
    const Reply reply = handler_(request, number);
    if (reply.delay.count() > 0) {
        pollfd stop = {stop_[0], POLLIN, 0};
        if (::poll(&stop, 1, static_cast<int>(reply.delay.count())) != 0) return;
    }
    if (reply.hang_up) return;
    const std::string bytes = fmt::format(
        "HTTP/1.1 {} status\r\nContent-Type: application/json\r\nContent-Length: {}\r\nConnection: "
        "close\r\n{}\r\n{}",
        reply.status, reply.body.size(), reply.headers, reply.body);
    for (std::size_t sent = 0; sent < bytes.size() && wait(connection, POLLOUT, kPatience);) {
        const auto count = ::send(connection, bytes.data() + sent, bytes.size() - sent, MSG_NOSIGNAL);
        if (count <= 0) return;  // the client has gone
        sent += static_cast<std::size_t>(count);
    }
}

}  // namespace im::test
