#pragma once
// One caller's socket, read and written against the clock: a request has one deadline for all of its bytes and
// a most of them, so that neither a dripping sender nor an endless one holds a thread or fills the memory.

#include <array>
#include <chrono>
#include <cstddef>
#include <string>

#include <httplib.h>

namespace im::serve {

struct ConnectionLimits {
    std::chrono::milliseconds request{15000};  ///< from a request's first byte to its last
    std::chrono::milliseconds write{10000};    ///< without the peer taking a byte
    std::size_t request_bytes_max = 5u << 20;  ///< line, headers and body
};

class Connection final : public httplib::Stream {
  public:
    Connection(socket_t socket, const ConnectionLimits& limits);

    /// True once a byte of the next request is there; its time begins. False after `time`, or when the peer
    /// has gone.
    bool wait_for_request(std::chrono::milliseconds time);

    /// The peer has closed its side: nobody waits for the answer any more.
    bool peer_gone() const;
    /// After the answer the connection ends: there may be a body that was not read.
    void close_after_answer() { closing_ = true; }
    bool closing() const { return closing_; }
    /// Ends it so that an answer to a request that was not read to its end still arrives: what comes in is
    /// dropped for a moment.
    void close();

    /// The one whose request the calling thread serves, or null.
    static Connection* current();
    class Serving {  ///< while it lives, current() is `connection`
      public:
        explicit Serving(Connection& connection);
        ~Serving();
        Serving(const Serving&) = delete;
        Serving& operator=(const Serving&) = delete;
    };

    // httplib::Stream
    bool is_readable() const override;
    bool is_writable() const override;
    ssize_t read(char* bytes, size_t size) override;
    ssize_t write(const char* bytes, size_t size) override;
    void get_remote_ip_and_port(std::string& ip, int& port) const override;
    void get_local_ip_and_port(std::string& ip, int& port) const override;
    socket_t socket() const override { return socket_; }

  private:
    bool poll_for(short events, std::chrono::milliseconds time) const;
    std::chrono::milliseconds time_left() const;

    socket_t socket_;
    ConnectionLimits limits_;
    std::chrono::steady_clock::time_point deadline_;
    std::size_t bytes_taken_ = 0;  // of this request
    std::array<char, 4096> buffer_{};
    std::size_t begin_ = 0, end_ = 0;  // of what is in the buffer
    bool closing_ = false;
};

}  // namespace im::serve
