#include "app/studio/state/log_sink.h"

#include <ctime>

#include <fmt/format.h>
#include <spdlog/details/os.h>
#include <spdlog/sinks/base_sink.h>
#include <spdlog/spdlog.h>

#include "app/workers/event_queue.h"

namespace im::studio {
namespace {

// The queue has its own lock.
class PanelSink : public spdlog::sinks::base_sink<spdlog::details::null_mutex> {
  public:
    EventQueue<LogLine> lines;

  private:
    void sink_it_(const spdlog::details::log_msg& message) override {
        const std::tm time =
            spdlog::details::os::localtime(std::chrono::system_clock::to_time_t(message.time));
        lines.push({message.level, fmt::format("{:02}:{:02}:{:02}", time.tm_hour, time.tm_min, time.tm_sec),
                    std::string(message.payload.data(), message.payload.size())});
    }
    void flush_() override {}
};

const std::shared_ptr<PanelSink>& sink() {
    static const auto instance = std::make_shared<PanelSink>();
    return instance;
}

}  // namespace

void install_log_sink() {
    static const bool installed = [] {
        spdlog::default_logger()->sinks().push_back(sink());
        return true;
    }();
    static_cast<void>(installed);
}

std::vector<LogLine> drain_log() {
    return sink()->lines.drain();
}

}  // namespace im::studio
