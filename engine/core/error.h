#pragma once
// The one exception type that crosses module borders. Its kind is also the program's exit code.

#include <stdexcept>
#include <string>
#include <utility>

#include <fmt/format.h>

namespace im {

enum class ErrorKind : int {
    Usage = 2,          ///< the caller asked for something that makes no sense
    Input = 3,          ///< a file, prompt or config is wrong; the message names file, place, expected, found
    Resource = 4,       ///< a device, model, display or disk space is missing
    Interrupted = 130,  ///< stopped on request; state was saved
};

class Error : public std::runtime_error {
  public:
    Error(ErrorKind kind, const std::string& message) : std::runtime_error(message), kind_(kind) {}
    ErrorKind kind() const noexcept { return kind_; }
    int exit_code() const noexcept { return static_cast<int>(kind_); }

  private:
    ErrorKind kind_;
};

template <class... Args>
[[nodiscard]] Error usage_error(fmt::format_string<Args...> format, Args&&... args) {
    return {ErrorKind::Usage, fmt::format(format, std::forward<Args>(args)...)};
}
template <class... Args>
[[nodiscard]] Error input_error(fmt::format_string<Args...> format, Args&&... args) {
    return {ErrorKind::Input, fmt::format(format, std::forward<Args>(args)...)};
}
template <class... Args>
[[nodiscard]] Error resource_error(fmt::format_string<Args...> format, Args&&... args) {
    return {ErrorKind::Resource, fmt::format(format, std::forward<Args>(args)...)};
}

}  // namespace im
