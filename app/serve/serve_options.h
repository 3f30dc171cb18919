#pragma once
// Where the server listens, whom it answers, and how much it takes.

#include <chrono>
#include <cstddef>
#include <string>
#include <vector>

namespace im::serve {

struct ServeOptions {
    std::string address = "127.0.0.1";  ///< an address of this machine, or "localhost"
    int port = 8000;                    ///< 0: any that is free
    /// What callers must send as "Authorization: Bearer TOKEN". Empty: nothing, which only loopback may do.
    std::string token;
    std::vector<std::string> origins;  ///< web pages that may call: "https://example.org"; "*": all

    std::size_t body_bytes_max = 4u << 20;
    int jobs_max = 32;                           ///< waiting and running together
    std::chrono::milliseconds job_time{120000};  ///< of one job on the model, then it is stopped
    /// A request that is not complete by then is dropped, however fast its bytes drip.
    std::chrono::milliseconds request_time{15000};
    std::chrono::milliseconds idle_time{5000};     ///< a connection may wait this long for its next request
    std::chrono::milliseconds answer_wait{30000};  ///< POST /generate then answers 202
    std::chrono::milliseconds results_kept{300000};
};

/// "127.0.0.1" and its net, "::1", "[::1]", "localhost".
bool is_loopback(const std::string& address);

/// Throws Usage: a port, limit or time out of range, an address that is none, a token that is too short or
/// has characters that headers cannot carry, no token where one is needed.
void check_options(const ServeOptions& options);

/// 32 hexadecimal digits from the system's random numbers.
std::string random_token();

}  // namespace im::serve
