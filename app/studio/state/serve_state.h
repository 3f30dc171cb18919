#pragma once
// Other programs that ask the studio for motion. Plain data.

#include <deque>
#include <filesystem>
#include <string>

namespace im::studio {

enum class Serving { Off, Starting, On, Stopping };

/// Who asked for what, and what has come of it so far.
struct ServedRequest {
    std::string id;
    double when = 0;  ///< seconds since 1970
    std::string from, what, state;
};

inline constexpr std::size_t kRequestsShown = 6;

struct ServeState {
    Serving status = Serving::Off;
    bool tried = false;            ///< this session: what the settings say is begun once
    std::string url, token;        ///< while it is on
    std::string model;             ///< its name
    std::filesystem::path folder;  ///< the model's
    std::string error;             ///< why it is off
    bool token_shown = false;
    std::deque<ServedRequest> requests;  ///< the newest first, so many as are shown
    int requests_seen = 0;               ///< of this session

    bool on() const { return status == Serving::On; }
};

}  // namespace im::studio
