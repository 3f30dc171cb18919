#pragma once
// An HTTPS server on 127.0.0.1 whose certificate nobody vouches for: it is signed by its own key. Python's,
// in a process of its own.

#include <filesystem>
#include <string>

#include <sys/types.h>

namespace im::test {

class TlsServer {
  public:
    /// Its files go into `folder`.
    explicit TlsServer(const std::filesystem::path& folder);
    ~TlsServer();
    TlsServer(const TlsServer&) = delete;
    TlsServer& operator=(const TlsServer&) = delete;

    /// False where there is no Python to run it.
    bool running() const { return port_ > 0; }
    std::string url() const;  ///< "https://127.0.0.1:PORT/v1"
    /// All that came in through encrypted connections.
    std::string received() const;
    /// Connections, whatever came of them.
    int knocks() const;

  private:
    std::filesystem::path folder_;
    pid_t process_ = -1;
    int port_ = 0;
};

}  // namespace im::test
